"""Shell scripts pass bash -n; Python files compile."""
import subprocess

from lint import Lint


def shebang(lint, path):
    with open(lint.root / path, 'rb') as file:
        first = file.readline(80)
    return first.decode('ascii', 'replace').strip() if first.startswith(b'#!') else ''


def main():
    lint = Lint()
    for path in lint.files('*', below=('tests', '.ci', 'data', 'flatpak', 'src')):
        interpreter = shebang(lint, path)
        if path.endswith('.sh') or interpreter.endswith(('sh', 'bash')):
            done = subprocess.run(['bash', '-n', lint.root / path], capture_output=True, text=True)
            if done.returncode:
                lint.problem(path, 0, done.stderr.strip())
        elif path.endswith('.py') or 'python' in interpreter:
            try:
                compile(lint.text(path), path, 'exec')
            except SyntaxError as error:
                lint.problem(path, error.lineno, error.msg)
    lint.done()


main()
