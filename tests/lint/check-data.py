"""XML files are well-formed; icons are drawn on the grids that desktops expect; extensions are named once."""
import re
import xml.etree.ElementTree as ElementTree

from lint import Lint

SVG = '{http://www.w3.org/2000/svg}'
SYMBOLIC_FILL = '#2e3436'


def check_icon(lint, path, tree):
    symbolic = '-symbolic' in path
    size = '16' if symbolic else '128'
    if (tree.get('width'), tree.get('height'), tree.get('viewBox')) != (size, size, f'0 0 {size} {size}'):
        lint.problem(path, 0, f'is not {size} by {size}')
    for item in tree.iter():
        for reference in (v for k, v in item.attrib.items() if k.endswith('href')):
            if not reference.startswith('#'):
                lint.problem(path, 0, f'loads {reference}')
        if symbolic and item.get('fill', SYMBOLIC_FILL) != SYMBOLIC_FILL:
            lint.problem(path, 0, f'has a colour of its own, {item.get("fill")}')
        if item.tag in (SVG + 'image', SVG + 'script', SVG + 'style'):
            lint.problem(path, 0, f'has <{item.tag.removeprefix(SVG)}>')


def check_doap(lint, path):
    numbers = re.findall(r'extensions/xep-(\d{4})\.html', lint.text(path))
    if numbers != sorted(set(numbers)):
        lint.problem(path, 0, 'extensions are not in order, or one is named twice')


def main():
    lint = Lint()
    for path in lint.files('*.svg', '*.doap', '*.xml', '*.xml.in', below=('data', 'src')):
        try:
            tree = ElementTree.fromstring(lint.text(path))
        except ElementTree.ParseError as error:
            lint.problem(path, 0, str(error))
            continue
        if path.endswith('.svg'):
            check_icon(lint, path, tree)
        elif path.endswith('.doap'):
            check_doap(lint, path)
    lint.done()


main()
