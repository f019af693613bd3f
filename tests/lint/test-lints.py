"""Each lint passes a good sample and fails each bad one, for the reason it should. TAP."""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lint import TOP

LAYERS = "layers = {\n  'util': [],\n  'xmpp': ['util'],\n  'core': ['util', 'xmpp'],\n  'ui': ['util', 'core'],\n}\n"
TEMPLATE = '<interface><template class="BalRow" parent="AdwActionRow">{}</template></interface>'
GRESOURCE = {'src/ui/x.gresource.xml': '<gresources><file>bal-row.ui</file></gresources>'}
CATALOGUE = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n\n'
TRANSLATED = {
    'src/ui/a.c': 'x = _("Hello");\n', 'po/LINGUAS': 'de\n', 'po/POTFILES.in': 'src/ui/a.c\n',
    'po/de.po': CATALOGUE + 'msgid "Hello"\nmsgstr "Hallo"\n',
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}" viewBox="0 0 {0} {0}">{1}</svg>'
METAINFO = 'data/im.balcony.Balcony.metainfo.xml.in'
VERSIONS = {
    'meson.build': "project('balcony', 'c',\n  version: '1.2.0',\n", 'NEWS.md': '# News\n\n## 1.2.0 (2026-11-20)\n',
    METAINFO: '<release version="1.2.0" date="2026-11-20"/>',
    'data/balcony.doap': '<revision>1.2.0</revision>\n<created>2026-11-20</created>',
}
MANIFEST = 'flatpak/im.balcony.Balcony.yml'
GOOD_MANIFEST = (TOP / MANIFEST).read_text()
LONG = 'int\nf (void)\n{\n' + '  g ();\n' * 70 + '}\n'


def in_main(code):
    return {'src/ui/a.c': f'static void\nf (void)\n{{\n  {code}\n}}\n'}


# check: [(files of the sample, what the report says; nothing for a good sample)]
SAMPLES = {
    'layers': [
        ({'src/core/a.h': '', 'src/ui/a.c': '#include "core/a.h"\n#include <gtk/gtk.h>\n'}, None),
        ({'src/xmpp/a.h': '', 'src/ui/a.c': '#include "xmpp/a.h"\n'}, 'may not include'),
        ({'src/xmpp/a.h': '', 'src/core/b.h': '#include "xmpp/a.h"\n', 'src/ui/a.c': '#include "core/b.h"\n'}, 'reaches'),
        ({'src/ui/a.h': '', 'src/core/a.c': '#include "ui/a.h"\n'}, 'may not include'),
        ({'src/core/a.c': '#include <gtk/gtk.h>\n'}, 'not for layer'),
        ({'src/core/a.c': '#include <sqlite3.h>\n'}, 'not for layer'),
        ({'src/core/a.h': '', 'src/core/a.c': '#include "a.h"\n'}, 'does not name'),
        ({'src/core/a.c': '#include "core/gone.h"\n'}, 'does not exist'),
        ({'src/extra/a.c': ''}, 'in no layer'),
    ],
    'sizes': [
        ({'src/a.c': 'int\nf (void)\n{\n}\n', 'tests/a.py': 'def f():\n    pass\n'}, None),
        ({'src/a.c': '\n' * 801}, '801 lines'),
        ({'src/a.c': LONG}, 'a.c:2: f has 73 lines'),
        ({'tests/a.c': LONG}, 'f has 73 lines'),
        ({'tests/a.py': 'def f():\n' + '    g()\n' * 61}, 'f has 62 lines'),
    ],
    'bans': [
        (in_main('gtk_label_set_markup (l, "<b>x</b>"); t = adw_toast_new_format ("%s", s); g_autoptr(X) x = NULL;\n  int i = 0;\n  y = 2; goto out;'), None),
        (in_main('gtk_label_set_markup (l, text);'), 'literals'),
        (in_main('gtk_widget_set_tooltip_markup (l, text);'), 'literals'),
        (in_main('t = adw_toast_new (text);'), 'use-markup'),
        (in_main('t = adw_toast_new (text);\n  adw_toast_set_use_markup (t, FALSE);'), None),
        (in_main('adw_status_page_set_description (page, text);'), 'status page'),
        (in_main('adw_action_row_set_subtitle (row, text);'), 'use-markup'),
        (in_main('adw_banner_set_title (banner, text);'), 'use-markup'),
        (in_main('system ("ls");'), 'no bounds'),
        (in_main('strcpy (a, b);'), 'no bounds'),
        (in_main('sprintf (a, "%s", b);'), 'no bounds'),
        (in_main('i = atoi (text);'), 'string_to'),
        (in_main('gtk_style_context_add_provider_for_display (d, p, 1);'), None),
        (in_main('gtk_style_context_add_class (c, "x");'), 'deprecated'),
        (in_main('xmpp_stanza_get_child_by_name (s, "body");'), 'namespace'),
        (in_main('xmpp_stanza_get_child_by_name_and_ns (s, "body", NS);'), None),
        (in_main('sqlite3_exec (db, text, NULL, NULL, NULL);'), 'SQL'),
        (in_main('/* lint-ok sql: text of our own */\n  sqlite3_exec (db, text, NULL, NULL, NULL);'), None),
        (in_main('g_app_info_launch_default_for_uri (uri, NULL, NULL);'), 'GtkUriLauncher'),
        (in_main('gtk_widget_show (w);'), 'deprecated'),
        (in_main('gtk_tree_view_new ();'), 'deprecated'),
        (in_main('g_autofree char *s;'), 'declared'),
        (in_main('g_autoptr(GError) error;'), 'declared'),
        (in_main('goto again;'), 'label'),
        ({'src/a.c': 'static int count = 0;\n'}, 'global'),
        ({'src/a.c': 'static const int count = 0;\nstatic GParamSpec *props[N_PROPS] = { NULL, };\n'}, None),
        (in_main('/* TOD' + 'O later */'), 'names its issue'),
        (in_main('/* TOD' + 'O later, #12 */'), None),
        ({'README.md': 'see /wor' + 'k/x\n'}, 'workplace'),
        ({'src/ui/r.ui': TEMPLATE.format('<binding name="title"/>')}, 'bound title'),
        ({'src/ui/r.ui': TEMPLATE.format('<property name="use-markup">false</property><binding name="title"/>')}, None),
    ],
    'version': [
        (VERSIONS, None),
        (VERSIONS | {'NEWS.md': '# News\n\n## 1.3.0 (2026-11-20)\n'}, 'NEWS.md: says 1.3.0'),
        (VERSIONS | {'NEWS.md': '# News\n\n## 1.2.0 (2026-11-21)\n'}, 'NEWS.md: says 2026-11-21'),
        (VERSIONS | {METAINFO: '<release version="1.1.0" date="2026-11-20"/>'}, 'says 1.1.0'),
        (VERSIONS | {'meson.build': 'project()'}, 'names no version'),
    ],
    'scripts': [
        ({'tests/a': '#!/bin/bash\ntrue\n', 'tests/a.py': 'pass\n'}, None),
        ({'tests/a': '#!/bin/bash\nif true\n'}, 'syntax error'),
        ({'tests/a.py': 'def f(:\n'}, 'a.py:1'),
    ],
    'manifest': [
        ({MANIFEST: GOOD_MANIFEST}, None),
        ({MANIFEST: GOOD_MANIFEST.replace('--device=dri', '--device=all')}, '--device=all is new'),
        ({MANIFEST: GOOD_MANIFEST.replace('  - --share=ipc\n', '  - --share=ipc\n  - --filesystem=home\n')}, '--filesystem=home is new'),
        ({MANIFEST: GOOD_MANIFEST.replace('  - --socket=wayland\n', '')}, '--socket=wayland is missing'),
        ({MANIFEST: GOOD_MANIFEST.replace('sha256: a', 'sha256: ')}, 'sha256'),
        ({MANIFEST: GOOD_MANIFEST.replace('command: balcony', 'command: sh')}, "command is 'sh'"),
    ],
    'ui': [
        (GRESOURCE | {'src/ui/bal-row.ui': TEMPLATE.format('<property name="title" translatable="yes">Hello</property>')}, None),
        ({'src/ui/bal-row.ui': TEMPLATE.format('')}, 'gresource'),
        (GRESOURCE | {'src/ui/bal-row.ui': TEMPLATE.format('<property name="title">Hello</property>')}, 'translatable'),
        (GRESOURCE | {'src/ui/bal-row.ui': TEMPLATE.format('<object id="a"/><object id="a"/>')}, 'twice'),
        (GRESOURCE | {'src/ui/bal-row.ui': TEMPLATE.replace('BalRow', 'BalOther').format('')}, 'template of BalOther'),
        (GRESOURCE | {'src/ui/bal-row.ui': '<interface>'}, 'no element'),
    ],
    'data': [
        ({'data/a.svg': SVG.format(128, ''), 'data/b-symbolic.svg': SVG.format(16, '<path fill="#2e3436"/>')}, None),
        ({'data/a.svg': '<svg>'}, 'no element'),
        ({'data/a.svg': SVG.format(64, '')}, 'not 128 by 128'),
        ({'data/b-symbolic.svg': SVG.format(16, '<path fill="#ff0000"/>')}, 'colour'),
        ({'data/a.svg': SVG.format(128, '<image href="http://x"/>')}, 'loads'),
        ({'data/a.doap': '<a x="extensions/xep-0030.html" y="extensions/xep-0004.html"/>'}, 'order'),
    ],
    'po': [
        (TRANSLATED, None),
        (TRANSLATED | {'src/ui/b.c': 'x = C_("verb", "Go");\n'}, 'b.c is missing'),
        (TRANSLATED | {'src/ui/b.ui': '<a translatable="yes">Go</a>'}, 'b.ui is missing'),
        (TRANSLATED | {'src/ui/a.c': ''}, 'without need'),
        (TRANSLATED | {'src/ui/a.c': 'x = _("Hello"); y = _("Bye");\n'}, 'msgcmp'),
        (TRANSLATED | {'po/de.po': CATALOGUE + 'msgid "Hello"\nmsgstr ""\n'}, 'msgcmp'),
        (TRANSLATED | {'po/de.po': CATALOGUE + '#, fuzzy\nmsgid "Hello"\nmsgstr "Tag"\n'}, 'msgcmp'),
        (TRANSLATED | {'po/de.po': CATALOGUE + '#, c-format\nmsgid "%s"\nmsgstr "%d"\n'}, 'msgfmt'),
        (TRANSLATED | {'po/LINGUAS': 'de\nzh_CN\n'}, 'does not exist'),
    ],
}


def write_sample(folder, files):
    for path, text in {'src/meson.build': LAYERS, **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def run_sample(check, files, wanted):
    """An explanation of what went wrong, or None."""
    folder = Path(tempfile.mkdtemp())
    try:
        write_sample(folder, files)
        done = subprocess.run([sys.executable, TOP / 'tests' / 'lint' / f'check-{check}.py', folder],
                              capture_output=True, text=True)
    finally:
        shutil.rmtree(folder)
    output = done.stdout + done.stderr
    if wanted is None:
        return None if done.returncode == 0 else output
    if done.returncode == 1 and wanted in done.stdout:
        return None
    return f'status {done.returncode}, wanted "{wanted}":\n{output}'


def main():
    number = failed = 0
    print(f'1..{sum(len(samples) for samples in SAMPLES.values())}')
    for check, samples in SAMPLES.items():
        for files, wanted in samples:
            number += 1
            wrong = run_sample(check, files, wanted)
            print(f'{"not ok" if wrong else "ok"} {number} {check}: {wanted or "a good sample"}', flush=True)
            if wrong:
                failed += 1
                print('\n'.join(f'# {line}' for line in wrong.splitlines()))
    sys.exit(1 if failed else 0)


main()
