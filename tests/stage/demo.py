#!/usr/bin/env python3
"""The demo: a server with three people, and Balcony signed in as one of them.

  demo.py --build FOLDER [--headless]

tests/demo builds the programs and calls this in the build environment.
"""
import argparse
import glob
import os
import signal
import sys
import time
import traceback
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "server"), os.path.join(TESTS, "lib")]

from stage import Desktop, Stage  # noqa: E402

Places = namedtuple("Places", "balcony cli pictures")
BEGIN = time.monotonic()


def say(text):
    print("%5.1f s  %s" % (time.monotonic() - BEGIN, text), flush=True)


def headless(places, environment):
    for old in glob.glob(os.path.join(places.pictures, "*.png")):
        os.remove(old)
    with Desktop() as desktop:
        from play import Play
        play = Play(desktop, places, environment, say)
        try:
            play.run()
        except Exception:
            say("This did not happen as it should.")
            traceback.print_exc()
            tell_what_is_seen(play, desktop)
            raise
    say("That was all. The pictures are in %s." % os.path.relpath(places.pictures))


def tell_what_is_seen(play, desktop):
    try:
        print(play.hands.names(), desktop.said("balcony"), sep="\n", file=sys.stderr)
        play.hands.picture("failed")
    except Exception as e:
        print(e, file=sys.stderr)


def start_server():
    from fixture import Fixture
    from cast import NURSE
    fixture = Fixture("prosody", [("juliet", "romeo"), ("juliet", "nurse")])
    fixture.__enter__()
    for who, name in (("romeo", "Romeo"), ("nurse", NURSE)):
        fixture.server.roster_item(fixture.jid("juliet"), fixture.jid(who), "both", name)
    return fixture


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--headless", action="store_true")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    places = Places(*(os.path.join(build, *p) for p in (("src/ui/balcony",), ("src/cli/balcony-cli",), ("demo",))))
    os.makedirs(places.pictures, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    fixture = start_server()
    try:
        os.environ.update(fixture.environment(), BAL_TEST_CLI=places.cli)
        say("A server runs on this computer, with Juliet, Romeo and Mercutio.")
        if options.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            headless(places, fixture.environment())
        else:
            from visit import show
            show(places, fixture.environment(), say)
            say("That was all. `tests/demo --headless` plays by itself and takes pictures.")
    except KeyboardInterrupt:
        say("Interrupted: all ends.")
        return 130
    except Exception as e:
        say("It failed: %s" % e)
        return 1
    finally:
        fixture.__exit__()
    return 0


if __name__ == "__main__":
    sys.exit(main())
