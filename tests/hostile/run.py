#!/usr/bin/env python3
"""Attack balcony-cli and see what it makes of it, in TAP.

  run.py [--server prosody|ejabberd] [--part c2s|stream] [--only NAME,NAME] [--own] PROGRAM
  run.py --stand-in honest|gullible        without the program: the harness against the test peer

BALCONY_ATTACKS names a folder with more entries; see entries.py.
"""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib"), os.path.join(HERE, "../server")]
import c2s  # noqa: E402
import entries  # noqa: E402
import stream  # noqa: E402
import tap  # noqa: E402
from fixture import Fixture  # noqa: E402
from standin import StandIn  # noqa: E402
from victim import Victim  # noqa: E402


def play_c2s(plan, options, wanted, make_victim):
    chosen, refused = [e for e in wanted if c2s.reachable(e)], []
    with Fixture(options.server) as fixture:
        unseen = c2s.run(plan, fixture, chosen, make_victim, refused)
    if refused:
        # Another server would: the scripted one.
        unseen.update(stream.run(plan, refused, make_victim))
    return unseen


def play_stream(plan, options, wanted, make_victim):
    return stream.run(plan, [e for e in wanted if stream.reachable(e)], make_victim)


def tell(wanted, unseen):
    missed = [e for e in wanted if not c2s.reachable(e) and not stream.reachable(e)]
    for entry in missed:
        tap.say("# not reachable: %s (%s)" % (entry.name, ", ".join(entry.setup) or entry.sender))
    for phrase, names in sorted(unseen.items()):
        tap.say("# not seen from here: %s (%s)" % (phrase, ", ".join(names)))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--server", default="prosody")
    parser.add_argument("--part", choices=["c2s", "stream"])
    parser.add_argument("--only", default="")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--stand-in", choices=["honest", "gullible"])
    parser.add_argument("program", nargs="?")
    o = parser.parse_args()
    if not o.program and not o.stand_in:
        parser.error("which program?")
    source, wanted = entries.load(o.own)
    only = [n for n in o.only.split(",") if n]
    wanted = [e for e in wanted if not only or e.name in only]

    def make_victim(*where):
        if o.stand_in:
            return StandIn(*where, gullible=o.stand_in == "gullible")
        return Victim(os.path.abspath(o.program), *where)

    plan, unseen = tap.Plan(), {}
    tap.say("# entries from " + source)
    for part, play in (("c2s", play_c2s), ("stream", play_stream)):
        if o.part in (None, part):
            for phrase, names in play(plan, o, wanted, make_victim).items():
                unseen.setdefault(phrase, []).extend(names)
    tell(wanted, unseen)
    return plan.end()


if __name__ == "__main__":
    sys.exit(main())
