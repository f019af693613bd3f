"""POTFILES.in lists every file with text for people; every catalogue of LINGUAS is complete.

--write-potfiles writes po/POTFILES.in; --write-template FILE writes the messages as a .pot file.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lint import Lint, without_comments

HEAD = '# Every file with text that people read; tests/lint/update-po writes this list.\n'
C_TEXT = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2|gettext|dgettext) ?\(')
# As in meson's preset 'glib'.
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3',
            'ngettext:1,2', 'gettext', 'dgettext:2']
FLAGS = ['N_:1:pass-c-format', 'C_:2:pass-c-format', 'NC_:2:pass-c-format', 'g_dngettext:2:pass-c-format',
         'g_strdup_printf:1:c-format', 'g_string_printf:2:c-format', 'g_string_append_printf:2:c-format',
         'g_error_new:3:c-format', 'g_set_error:4:c-format', 'g_print:1:c-format', 'g_printerr:1:c-format']


def files_with_text(lint):
    found = []
    for path in lint.files('*.c', '*.h', below=('src',)):
        if C_TEXT.search(without_comments(lint.text(path), strings=False)):
            found.append(path)
    for path in lint.files('*.ui', below=('src',)):
        if 'translatable="yes"' in lint.text(path):
            found.append(path)
    found += lint.files('*.desktop.in', '*.metainfo.xml.in', '*.gschema.xml', below=('data',))
    return sorted(found)


def listed(lint):
    lines = lint.text('po/POTFILES.in').splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith('#')]


def write_template(lint, path):
    command = ['xgettext', '--from-code=UTF-8', '--add-comments=Translators', '--sort-by-file', '--package-name=balcony',
               '--copyright-holder=The Balcony Developers', '--msgid-bugs-address=https://balcony.im', '--files-from=po/POTFILES.in', f'--output={path}',
               *[f'--keyword={k}' for k in KEYWORDS], *[f'--flag={f}' for f in FLAGS]]
    done = subprocess.run(command, cwd=lint.root, capture_output=True, text=True)
    if done.returncode or not Path(path).exists():
        lint.problem('po/POTFILES.in', 0, f'xgettext: {done.stderr.strip()}')
        return False
    # UTF-8 from the start: ASCII is what xgettext says while no message needs more.
    text = Path(path).read_text(encoding='utf-8')
    Path(path).write_text(text.replace('charset=CHARSET', 'charset=UTF-8'), encoding='utf-8')
    return True


def check_catalogue(lint, language, template):
    path = f'po/{language}.po'
    if not (lint.root / path).exists():
        lint.problem('po/LINGUAS', 0, f'{path} does not exist')
        return
    for command in (['msgfmt', '--check', '--check-accelerators=_', '--output-file=/dev/null', path], ['msgcmp', path, template]):
        done = subprocess.run(command, cwd=lint.root, capture_output=True, text=True)
        if done.returncode:
            lint.problem(path, 0, f'{command[0]}:\n{done.stderr.strip()}')


def check(lint):
    wanted, have = files_with_text(lint), listed(lint)
    for path in sorted(set(wanted) ^ set(have)):
        lint.problem('po/POTFILES.in', 0, f'{path} is {"missing" if path in wanted else "listed without need"}')
    if lint.problems:
        return
    with tempfile.TemporaryDirectory() as folder:
        template = f'{folder}/balcony.pot'
        if write_template(lint, template):
            for language in lint.text('po/LINGUAS').split('\n'):
                if language and not language.startswith('#'):
                    check_catalogue(lint, language, template)


def main():
    mode, *arguments = sys.argv[1:] or ['']
    if not mode.startswith('--'):
        lint = Lint()
        check(lint)
        lint.done()
    del sys.argv[1:]
    lint = Lint()
    if mode == '--write-potfiles':
        (lint.root / 'po/POTFILES.in').write_text(HEAD + '\n'.join(files_with_text(lint)) + '\n')
    elif mode == '--write-template':
        write_template(lint, arguments[0])
    lint.done()


main()
