"""What the lint tests share: the files of the tree, C without its comments, and a list of problems."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
NOT_OURS = re.compile(r'^(\.git|build[^/]*|\.cache|\.flatpak-builder)(/|$)')
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


class Lint:
    """One check of the tree at ROOT (the first argument of the program; by default the project)."""

    def __init__(self):
        arguments = [a for a in sys.argv[1:] if not a.startswith('--')]
        self.root = Path(arguments[0] if arguments else TOP).resolve()
        self.problems = []

    def files(self, *patterns, below=('',)):
        """The project's files that match a pattern, by their paths relative to the root."""
        found = set()
        for folder in below:
            for pattern in patterns:
                found |= {p for p in (self.root / folder).rglob(pattern) if p.is_file()}
        relative = sorted(p.relative_to(self.root).as_posix() for p in found)
        return [p for p in relative if not NOT_OURS.match(p) and '__pycache__' not in p]

    def text(self, path):
        return (self.root / path).read_text(encoding='utf-8', errors='replace')

    def problem(self, path, line, text):
        self.problems.append(f'{path}:{line}: {text}' if line else f'{path}: {text}')

    def done(self):
        for problem in self.problems:
            print(problem)
        sys.exit(1 if self.problems else 0)


def without_comments(source, strings=True):
    """C source with comments blanked (and the insides of literals, with strings=False), line for line."""
    def blank(match):
        token = match[0]
        if token.startswith(('/*', '//')):
            return re.sub(r'[^\n]', ' ', token)
        return token if strings else token[0] + ' ' * (len(token) - 2) + token[-1]
    return TOKEN.sub(blank, source)


def line_of(source, offset):
    return source.count('\n', 0, offset) + 1
