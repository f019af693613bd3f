"""Templates are well-formed, listed in the gresource, and their text can be translated."""
import re
import xml.etree.ElementTree as ElementTree

from lint import Lint

TEXT_PROPERTIES = {
    'label', 'title', 'subtitle', 'tooltip-text', 'placeholder-text', 'description', 'heading', 'body', 'text',
}
WORD = re.compile(r'[^\W\d_]{2}')


def check_listed(lint):
    """Every template, style sheet and icon of the program is in a gresource, by its path or an alias's."""
    bundles = lint.files('*.gresource.xml', below=('src', 'data'))
    listed = ' '.join(lint.text(path) for path in bundles)
    for path in lint.files('*.ui', '*.css', below=('src',)) + (lint.files('*.svg', below=('data/icons/symbolic',)) if bundles else []):
        if not re.search(r'[>/]' + re.escape(path.split('/')[-1]) + '<', listed):
            lint.problem(path, 0, 'is in no gresource')


def check_text(lint, path, tree):
    for item in tree.iter():
        name = item.get('name', '').replace('_', '-')
        is_text = item.tag == 'property' and name in TEXT_PROPERTIES or item.tag == 'attribute' and name == 'label'
        if is_text and item.get('translatable') is None and WORD.search(item.text or ''):
            lint.problem(path, 0, f'{name} "{item.text}" is not marked translatable (yes or no)')


def check_names(lint, path, tree):
    """The template's class belongs to the file's name; ids are unique."""
    template = tree.find('template')
    if template is not None:
        words = re.sub(r'(?<!^)([A-Z])', r'-\1', template.get('class')).lower()
        if words != path.split('/')[-1].removesuffix('.ui'):
            lint.problem(path, 0, f'holds the template of {template.get("class")}')
    ids = [item.get('id') for item in tree.iter() if item.get('id')]
    for double in {i for i in ids if ids.count(i) > 1}:
        lint.problem(path, 0, f'id {double} is there twice')


def main():
    lint = Lint()
    check_listed(lint)
    for path in lint.files('*.ui', below=('src',)):
        try:
            tree = ElementTree.fromstring(lint.text(path))
        except ElementTree.ParseError as error:
            lint.problem(path, 0, str(error))
            continue
        check_text(lint, path, tree)
        check_names(lint, path, tree)
    lint.done()


main()
