"""The Flatpak manifest asks for exactly these permissions, and its sources are pinned."""
import re

import yaml

from lint import Lint

PATH = 'flatpak/im.balcony.Balcony.yml'
# Each permission is a promise to the person who installs Balcony. Everything else goes through portals.
PERMISSIONS = [
    '--share=ipc',
    '--share=network',
    '--socket=wayland',
    '--socket=fallback-x11',
    '--device=dri',
    '--talk-name=org.kde.StatusNotifierWatcher',
]
KEYS = {
    'id': 'im.balcony.Balcony',
    'runtime': 'org.gnome.Platform',
    'sdk': 'org.gnome.Sdk',
    'command': 'balcony',
}


def check_source(lint, module, source):
    if source['type'] == 'archive':
        if not source['url'].startswith('https://') or not re.fullmatch(r'[0-9a-f]{64}', source.get('sha256', '')):
            lint.problem(PATH, 0, f'{module}: an archive needs an https address and a sha256')
    elif source['type'] == 'git':
        if not re.fullmatch(r'[0-9a-f]{40}', source.get('commit', '')):
            lint.problem(PATH, 0, f'{module}: a git source needs a commit')
    elif source != {'type': 'dir', 'path': '..', 'skip': source.get('skip')} or module != 'balcony':
        lint.problem(PATH, 0, f'{module}: a source of type {source["type"]} is not allowed')


def main():
    lint = Lint()
    manifest = yaml.safe_load(lint.text(PATH))
    for key, value in KEYS.items():
        if manifest.get(key) != value:
            lint.problem(PATH, 0, f'{key} is {manifest.get(key)!r}, not {value!r}')
    asked = manifest.get('finish-args', [])
    for permission in sorted(set(asked) ^ set(PERMISSIONS)):
        lint.problem(PATH, 0, f'{permission} is {"new" if permission in asked else "missing"}')
    for module in manifest['modules']:
        if 'build-args' in str(module.get('build-options', '')):
            lint.problem(PATH, 0, f'{module["name"]}: builds have no network and no other arguments')
        for source in module.get('sources', []):
            check_source(lint, module['name'], source)
    lint.done()


main()
