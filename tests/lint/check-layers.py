"""A layer includes only itself and the layers that src/meson.build gives it, directly or through headers."""
import re

from lint import Lint, line_of, without_comments

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
TABLE_LINE = re.compile(r"^\s*'(\w+)':\s*\[([^\]]*)\],?\s*$", re.M)
# Libraries that belong to some layers only.
LIBRARIES = {
    r'(gtk|gdk|gsk|adwaita)(/|\.h)': {'ui', 'main'},
    r'strophe\.h': {'xmpp'},
    r'(expat\.h|gnutls/)': {'xmpp'},
    r'sqlite3\.h': {'store'},
    r'(libnotify|libsecret)/': {'desktop'},
}
GENERATED = re.compile(r'-(resources|enum-types|dbus|generated)\.h$')


def read_table(lint):
    """{layer: the layers it may include} from the table that the build uses, and main.c above all."""
    text = lint.text('src/meson.build')
    start = text.index('layers = {')
    table = {}
    for match in TABLE_LINE.finditer(text[start:text.index('}', start)]):
        table[match[1]] = set(re.findall(r"'(\w+)'", match[2])) | {match[1]}
    table['main'] = {'util', 'core', 'desktop', 'ui'}
    return table


def layer_of(path):
    parts = path.split('/')
    return parts[1] if len(parts) > 2 else 'main'


def includes_of(lint, path):
    """(line, quoted?, name) of each include of a file."""
    source = without_comments(lint.text(path))
    return [(line_of(source, m.start(2)), m[1] == '"', m[2]) for m in INCLUDE.finditer(source)]


def check_direct(lint, table, path):
    layer = layer_of(path)
    for line, quoted, name in includes_of(lint, path):
        if not quoted:
            for library, layers in LIBRARIES.items():
                if re.match(library, name) and layer not in layers:
                    lint.problem(path, line, f'<{name}> is not for layer {layer}')
        elif name.split('/')[0] not in table:
            lint.problem(path, line, f'"{name}" does not name its layer')
        elif name.split('/')[0] not in table[layer]:
            lint.problem(path, line, f'layer {layer} may not include "{name}"')
        elif not (lint.root / 'src' / name).exists() and not GENERATED.search(name):
            lint.problem(path, line, f'"{name}" does not exist')


def check_reached(lint, table, path):
    """The headers that a file reaches through other headers must be of its layers as well."""
    layer, seen, waiting = layer_of(path), set(), [(path, [])]
    while waiting:
        current, way = waiting.pop()
        for _, quoted, name in includes_of(lint, current):
            header = 'src/' + name
            if not quoted or header in seen or not (lint.root / header).exists():
                continue
            seen.add(header)
            if way and name.split('/')[0] not in table[layer]:
                lint.problem(path, 0, f'reaches "{name}" by {" > ".join(way)}')
            else:
                waiting.append((header, [*way, name]))


def main():
    lint = Lint()
    table = read_table(lint)
    for path in lint.files('*.c', '*.h', below=('src',)):
        if layer_of(path) not in table:
            lint.problem(path, 0, 'is in no layer of src/meson.build')
            continue
        check_direct(lint, table, path)
        check_reached(lint, table, path)
    lint.done()


main()
