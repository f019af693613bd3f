#!/usr/bin/env python3
"""test-demo.py BUILD: the demo before an invisible display goes through, and each of its pictures shows something."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lib")]

import tap  # noqa: E402

PICTURES = ["sign-in", "sign-in-advanced", "arabic", "conversation", "friend-request", "notification", "notice",
            "tray", "dark", "narrow"]
COLOURS = 100  # at least; a window without content has a few


def check_picture(path):
    width, height, colours = map(int, subprocess.run(
        ["identify", "-format", "%w %h %k", path], check=True, capture_output=True, text=True).stdout.split())
    assert width >= 300 and height >= 300 and colours >= COLOURS, (width, height, colours)


def main():
    build = sys.argv[1]
    paths = {name: os.path.join(build, "demo", name + ".png") for name in PICTURES}
    done = subprocess.run([sys.executable, os.path.join(HERE, "demo.py"), "--build", build, "--headless"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    tap.comment(done.stdout)
    plan = tap.Plan()
    plan.result(done.returncode == 0, "the demo goes through", done.stderr)
    for name, path in paths.items():
        plan.check("the picture " + name, lambda path=path: check_picture(path))
    return plan.end()


if __name__ == "__main__":
    sys.exit(main())
