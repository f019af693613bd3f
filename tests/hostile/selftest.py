#!/usr/bin/env python3
"""The harness itself, in TAP: an honest stand-in passes our own cases, a gullible one fails where it should."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]
import tap  # noqa: E402

GULLIBLE = {
    "copy-by-stranger", "copy-by-contact", "copy-of-own-by-contact", "archive-by-stranger", "archive-by-contact",
    "bare-forward", "roster-by-stranger", "roster-by-contact-two", "copy-by-server", "copy-by-own-device"}


def play(kind, *more):
    """Names of the failed tests, number of passed ones."""
    done = subprocess.run([os.path.join(HERE, "run.py"), "--own", "--stand-in", kind, *more], capture_output=True, text=True,
                          check=False)
    failed = {m.group(1) for m in re.finditer(r"^not ok \d+ (.*)$", done.stdout, re.M)}
    return failed, len(re.findall(r"^ok ", done.stdout, re.M)), done.stdout + done.stderr


def honest_client_passes():
    failed, passed, output = play("honest")
    assert not failed and passed > 40, output


def gullible_client_fails():
    failed, _, output = play("gullible", "--only", ",".join(GULLIBLE))
    assert {name.rpartition(" ")[2] for name in failed} == GULLIBLE, output


if __name__ == "__main__":
    sys.exit(tap.run_cases([honest_client_passes, gullible_client_fails]))
