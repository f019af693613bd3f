"""What Balcony's sources never do, and why.

A rule marked with a name can be lifted for a line by a comment there or on the line before it:
    lint-ok NAME: the reason
"""
import re
import xml.etree.ElementTree as ElementTree

from lint import Lint, line_of, without_comments

LITERAL = r'\s*(?:_ \(|_\(|C_ \(|N_ \()?\s*(?:NULL\b|")'
# (name, pattern, why); the pattern is looked for in C without comments.
C_RULES = [
    ('markup', r'\b\w+_set_(?:tooltip_)?markup \([^,]+,(?!' + LITERAL + ')', 'markup is for literals only'),
    ('markup', r'\badw_status_page_set_description \([^,]+,(?!' + LITERAL + ')',
     'a status page reads its description as markup'),
    ('unsafe', r'\b(?:system|popen|strcpy|strcat|sprintf|vsprintf|gets|strtok|tmpnam|mktemp|alloca) \(',
     'this function has no bounds or runs a shell'),
    ('number', r'\b(?:atoi|atol|atof|strtol|strtoul) \(', 'numbers are read by g_ascii_string_to_signed and its kin'),
    ('stanza', r'\bxmpp_stanza_get_child_by_name \(', 'a name without its namespace says nothing: use the one with _and_ns'),
    ('sql', r'\bsqlite3_exec \([^,]+,(?!\s*")', 'SQL is literal text or a prepared statement with bound parameters'),
    ('launch', r'\b(?:g_app_info_launch_default_for_uri|gtk_show_uri)\w* \(', 'links are opened by GtkUriLauncher after a check'),
    ('deprecated', r'\bgtk_(?:dialog|message_dialog|file_chooser|color_chooser|font_chooser|tree_view|list_store|'
                   r'tree_store|combo_box|info_bar|statusbar|app_chooser|style_context(?!_add_provider_for_display)|cell_renderer|assistan[t])_\w+ \(',
     'deprecated in GTK 4.10 or earlier'),
    ('deprecated', r'\bgtk_widget_(?:show|hide|get_allocation|get_style_context) \(', 'deprecated in GTK 4.12 or earlier'),
    ('auto', r'^\s*g_auto(?:ptr|free|list|slist)?\b(?:\s*\(\w+\))?[^;=(){}]*;', 'an owner has its value where it is declared'),
    ('global', r'^(?=\w)(?:static )?(?!const\b|typedef\b|struct\b|extern\b|return\b|G_|#)[\w \*]+?[ \*]\w+(?:\[\w*\])* = ',
     'a global that is not const'),
    ('goto', r'\bgoto (?!out;)', 'the only label is out'),
]
# Set up once by GObject, or what GLib wants to have in static memory.
CLASS_STATE = re.compile(r'^static (?:(?:GParamSpec \*|guint )\w+\[|(?:GSourceFuncs|GPrivate|GOnce) )')
# Text that means nothing outside of one machine, or that was meant to be done later.
TEXT_RULES = [
    ('later', r'\b(?:TOD[O]|FIXM[E]|XX[X])\b(?!.*#\d)', 'a thing left to do names its issue: #7'),
    ('place', r'(?<![\w.-])/(?:wor[k]|hom[e]/\w+|roo[t]/\w+)/|\bLA[B]-\d|\b(?:share[d]|note[s])/[\w-]+\.\w+|\bassistan[t]s?\b',
     'a word of one workplace'),
]
MARKUP_CLASSES = re.compile(r'Adw(?:Preferences|Action|Expander|Switch|Combo|Entry|PasswordEntry|Spin|Button)Row$|AdwBanner$|AdwToast$')
TEXT_FILES = ['*.c', '*.h', '*.py', '*.sh', '*.ui', '*.css', '*.md', '*.build', '*.yml', '*.in', '*.sql', '*.xml', '*.po', 'run', 'env', 'demo']


def lifted(lines, line, name):
    return any(f'lint-ok {name}: ' in text for text in lines[max(0, line - 2):line])


def look(lint, path, source, original, rules):
    lines = original.split('\n')
    for name, pattern, why in rules:
        for match in re.finditer(pattern, source, re.M):
            line = line_of(source, match.start() + len(match[0]) - len(match[0].lstrip()))
            if name == 'global' and (CLASS_STATE.match(lines[line - 1]) or ' const ' in f' {match[0]} '):
                continue
            if not lifted(lines, line, name):
                lint.problem(path, line, why)


# Each of these reads its text as markup unless told otherwise.
TITLE_SETTERS = re.compile(
    r'\b(?:adw_(?:preferences|action|expander)_row_set_(?:title|subtitle) \([^,]+,'
    r'|adw_banner_set_title \([^,]+,|adw_banner_new \(|adw_toast_set_title \([^,]+,|adw_toast_new \()(?!' + LITERAL + ')')


def check_titles(lint, path, source):
    """A file that sets such a title from a variable turns markup off."""
    setter = TITLE_SETTERS.search(source)
    if setter and not re.search(r'use[_-]markup', source):
        lint.problem(path, line_of(source, setter.start()), 'this reads its title as markup: turn use-markup off')


def check_template(lint, path):
    """Templates: no markup from bindings."""
    for item in ElementTree.fromstring(lint.text(path)).iter():
        if item.tag not in ('object', 'template'):
            continue
        kind = item.get('class') if item.tag == 'object' else item.get('parent', '')
        values = {p.get('name'): (p.text or '') for p in item.findall('property')}
        bound = {b.get('name') for b in item.findall('binding')}
        bound |= {p.get('name') for p in item.findall('property') if p.get('bind-source')}
        off = values.get('use-markup', '').lower() in ('false', '0', 'no')
        if MARKUP_CLASSES.search(kind or '') and bound & {'title', 'subtitle'} and not off:
            lint.problem(path, 0, f'{kind} reads its bound title as markup: set use-markup to false')
        if kind == 'AdwStatusPage' and 'description' in bound:
            lint.problem(path, 0, 'AdwStatusPage reads its bound description as markup')
        if kind == 'GtkLabel' and values.get('use-markup', '').lower() in ('true', '1') and 'label' in bound:
            lint.problem(path, 0, 'GtkLabel with markup from a binding')


def main():
    lint = Lint()
    for path in lint.files('*.c', '*.h', below=('src', 'tests')):
        original = lint.text(path)
        code = without_comments(original)
        rules = C_RULES if path.startswith('src/') else [r for r in C_RULES if r[0] not in ('global', 'sql', 'number')]
        look(lint, path, code, original, rules)
        check_titles(lint, path, code)
    for path in lint.files('*.ui', below=('src',)):
        check_template(lint, path)
    for path in lint.files(*TEXT_FILES):
        text = lint.text(path)
        look(lint, path, text, text, TEXT_RULES)
    lint.done()


main()
