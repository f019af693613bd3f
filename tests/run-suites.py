"""What tests/run does inside of the build environment."""
import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
# Those that start servers, displays and desktops run one test at a time: two cores are not more.
SIDE_BY_SIDE = ['unit', 'lint', 'fuzz']
ONE_BY_ONE = ['server', 'ui', 'desktop', 'fault', 'hostile']
SANITIZED = ['unit', 'server', 'hostile']
SANITIZER_ENV = {
    'ASAN_OPTIONS': 'abort_on_error=1:halt_on_error=1:detect_leaks=1',
    'UBSAN_OPTIONS': 'halt_on_error=1:abort_on_error=1:print_stacktrace=1',
    'LSAN_OPTIONS': f'suppressions={TOP}/tests/lsan.supp:print_suppressions=0',
}
# lint-ok later: the word is one of TAP.
TAP_LINE = re.compile(r'^(not )?ok\b[^#]*(?:#\s*(SKIP|TODO)\b)?', re.I)
LOG_LINES_SHOWN = 120


class Total:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, passed, failed, skipped):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped

    def __str__(self):
        return f'{self.passed} passed, {self.failed} failed, {self.skipped} skipped'


def say(text):
    print(f'== {text}', flush=True)


def count_tap(output):
    """The counts of the lines of a TAP log that stand at the margin."""
    passed = failed = skipped = 0
    for line in output.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        directive = (match[2] or '').upper()
        if directive == 'SKIP':
            skipped += 1
        # lint-ok later: a test that is known to fail.
        elif match[1] and directive != 'TODO':
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_program(entry):
    """(passed, failed, skipped) of one line of meson's log: of its TAP lines, or one for the program."""
    result = entry['result']
    passed, failed, skipped = count_tap(entry.get('stdout', ''))
    if result in ('OK', 'EXPECTEDFAIL'):
        return (passed, 0, skipped) if passed + skipped else (1, 0, 0)
    if result == 'SKIP':
        return passed, 0, max(skipped, 1)
    # A crash, a time limit or a broken plan is a failure even when each line so far was fine.
    return passed, max(failed, 1), skipped


def show_failure(entry):
    print(f'-- {entry["name"]}: {entry["result"]} after {entry["duration"]:.1f} s')
    lines = (entry.get('stdout', '') + '\n' + entry.get('stderr', '')).strip().splitlines()
    if len(lines) > LOG_LINES_SHOWN:
        print(f'   … {len(lines) - LOG_LINES_SHOWN} lines before')
    for line in lines[-LOG_LINES_SHOWN:]:
        print(f'   {line}')
    sys.stdout.flush()


def build(folder, options, env, total):
    """Sets a build folder up and builds it; a failure counts as one failed test."""
    say(f'building {folder}')
    started = time.monotonic()
    fresh = not (TOP / folder / 'build.ninja').exists()
    setup = [['meson', 'setup', *options, folder]] if fresh else []
    for step in [*setup, ['ninja', '-C', folder]]:
        done = subprocess.run(step, cwd=TOP, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors='replace')
        if done.returncode:
            print(done.stdout)
            say(f'{" ".join(step)} failed')
            total.add(0, 1, 0)
            return False
    say(f'built {folder} in {time.monotonic() - started:.0f} s')
    return True


def run_suites(folder, suites, env, jobs, patience, total):
    """Runs suites by meson test and adds up what its log says."""
    name = '-'.join(['run', *suites])
    log = TOP / folder / 'meson-logs' / f'{name}.json'
    log.unlink(missing_ok=True)
    command = ['meson', 'test', '-C', folder, '--no-rebuild', '--logbase', name, '--num-processes', str(jobs)]
    command += ['--timeout-multiplier', str(patience)]
    for suite in suites:
        command += ['--suite', suite]
    say(f'{folder}: {", ".join(suites)}')
    done = subprocess.run(command, cwd=TOP, env=env)
    entries = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    failed_before = total.failed
    for entry in entries:
        counts = count_program(entry)
        total.add(*counts)
        if counts[1]:
            show_failure(entry)
    if done.returncode and total.failed == failed_before:
        say('meson test itself failed')
        total.add(0, 1, 0)


def check_folder(folder, suites, args, env, total, options=()):
    if not build(folder, ['-Dwerror=true', *options], env, total):
        return
    for group, jobs in ((SIDE_BY_SIDE, os.cpu_count() or 1), (ONE_BY_ONE, 1)):
        chosen = [suite for suite in group if suite in suites]
        if chosen:
            run_suites(folder, chosen, env, jobs, (20 if args.long else 1) * (4 if options else 1), total)


def main():
    everything = SIDE_BY_SIDE + ONE_BY_ONE
    parser = argparse.ArgumentParser(prog='tests/run', description='Build Balcony and run its tests.')
    parser.add_argument('--long', action='store_true', help='what is too slow for every day, too')
    parser.add_argument('suites', nargs='*', metavar='SUITE', help=', '.join(everything))
    args = parser.parse_args()
    for suite in args.suites:
        if suite not in everything:
            parser.error(f'no suite {suite}; there are {", ".join(everything)}')

    env = dict(os.environ, G_DEBUG='fatal-criticals', **({'BALCONY_LONG': '1'} if args.long else {}))
    total = Total()
    started = time.monotonic()
    check_folder('build', args.suites or everything, args, env, total)
    if not args.suites:
        build('build-clang', ['-Dwerror=true'], dict(env, CC='clang'), total)
        check_folder('build-asan', SANITIZED, args, dict(env, **SANITIZER_ENV), total,
                     ['-Db_sanitize=address,undefined', '-Db_lundef=false'])
    say(f'took {time.monotonic() - started:.0f} s')
    print(total, flush=True)
    return 1 if total.failed else 0


if __name__ == '__main__':
    sys.exit(main())
