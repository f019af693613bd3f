"""Files have at most 800 lines, functions (C and Python) at most 60."""
import ast
import re

from lint import Lint, without_comments

FILE_LINES = 800
FUNCTION_LINES = 60
NAME = re.compile(r'^(?:[\w \*]+[ \*])?(\w+) ?\(')


def c_functions(source):
    """(name, first line, number of lines) of each function: from the line with its name to its brace."""
    lines = without_comments(source, strings=False).split('\n')
    start = None
    for number, line in enumerate(lines):
        if line.startswith('{'):
            start = number
        elif line.startswith('}') and start is not None:
            first = start
            while first > 0 and lines[first - 1].strip() and not lines[first - 1].startswith(('}', '#')):
                first -= 1
            heads = [(n, NAME.match(lines[n])) for n in range(first, start)]
            named = [(n, match[1]) for n, match in heads if match]
            if named:
                yield named[0][1], named[0][0] + 1, number - named[0][0] + 1
            start = None


def python_functions(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def main():
    lint = Lint()
    for path in lint.files('*.c', '*.h', '*.py', '*.sh', '*.ui', '*.sql', '*.css', below=('src', 'tests')):
        source = lint.text(path)
        lines = source.count('\n')
        if lines > FILE_LINES:
            lint.problem(path, 0, f'{lines} lines; {FILE_LINES} at most')
        functions = {'c': c_functions, 'h': c_functions, 'py': python_functions}.get(path.split('.')[-1])
        for name, line, length in functions(source) if functions else ():
            if length > FUNCTION_LINES:
                lint.problem(path, line, f'{name} has {length} lines; {FUNCTION_LINES} at most')
    lint.done()


main()
