#!/usr/bin/env python3
"""TAP for scripts, and as a command: run several TAP programs one after the other as one.

  tap.py PROGRAM... : each PROGRAM is a path; results get the program's name in front. A program that
  prints no plan, fewer results than planned, or ends badly counts as one more failure.
"""
import os
import re
import subprocess
import sys
import traceback

RESULT = re.compile(r"(not )?ok\b *\d* *-? *(.*)")


def say(text):
    print(text, flush=True)


def comment(text):
    for line in text.splitlines():
        say("# " + line)


class Plan:
    """Prints results as they come and the plan at the end."""

    def __init__(self):
        self.count = self.failed = 0

    def result(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        if why and not good:
            comment(why)
        say("%s %d %s" % ("ok" if good else "not ok", self.count, name.replace("#", "")))

    def skip(self, name, why):
        self.count += 1
        say("ok %d %s # SKIP %s" % (self.count, name, why))

    def check(self, name, function):
        """One result from a function that raises when something is wrong."""
        try:
            function()
            self.result(True, name)
        except Exception:
            self.result(False, name, traceback.format_exc())

    def end(self):
        say("1..%d" % self.count)
        return 1 if self.failed else 0


def run_cases(cases):
    """Run functions as tests named after them; the exit status."""
    plan = Plan()
    for case in cases:
        plan.check(case.__name__.replace("_", " "), case)
    return plan.end()


def run_program(plan, path):
    name = os.path.basename(path).removesuffix(".py")
    planned, seen = None, 0
    child = subprocess.Popen([path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace")
    for line in child.stdout:
        line = line.rstrip("\n")
        result = RESULT.match(line)
        if line.startswith("1.."):
            planned = int(line[3:].split()[0])
        elif result:
            seen += 1
            words, skip, why = result.group(2).partition("# SKIP")
            if skip:
                plan.skip("%s: %s" % (name, words.strip()), why.strip())
            else:
                plan.result(not result.group(1), "%s: %s" % (name, words))
        elif not line.startswith("TAP version"):
            say(line if line.startswith("#") else "# " + line)
    status = child.wait()
    expected = 1 if plan.failed else 0
    if planned != seen or status not in (0, expected):
        plan.result(False, "%s: ended with status %d after %d of %s tests" % (name, status, seen, planned))


def main():
    plan = Plan()
    for path in sys.argv[1:]:
        run_program(plan, path)
    return plan.end()


if __name__ == "__main__":
    sys.exit(main())
