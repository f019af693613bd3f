"""meson.build, NEWS.md, the metainfo and the DOAP file name the same version, and the same day."""
import re

from lint import Lint

PLACES = {
    'meson.build': r"^  version: '([^']+)'()",
    'NEWS.md': r'^## (\S+) \((\d{4}-\d\d-\d\d)\)$',
    'data/im.balcony.Balcony.metainfo.xml.in': r'<release version="([^"]+)" date="([^"]+)"',
    'data/balcony.doap': r'<revision>([^<]+)</revision>\s*<created>([^<]+)</created>',
}


def main():
    lint = Lint()
    versions, days = {}, {}
    for path, pattern in PLACES.items():
        match = re.search(pattern, lint.text(path), re.M)
        if not match:
            lint.problem(path, 0, 'names no version')
            continue
        versions[path] = match[1]
        if match[2]:
            days[path] = match[2]
    for what in versions, days:
        if len(set(what.values())) > 1:
            for path, value in what.items():
                lint.problem(path, 0, f'says {value}')
    lint.done()


main()
