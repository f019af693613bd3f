#!/usr/bin/env python3
"""What happens once in hundreds of times: the same thing again and again, many at once.

  fixture.py -- stress.py starts|cuts [ROUNDS [WORKERS]]

starts: `balcony-cli listen` is started and ended; it must come online. cuts: the connection is cut at any
moment, also while the program signs in; everything must arrive once. Where it does not, the stacks of the
program are shown (with gdb, where there is one), and the rest goes on.
"""
import collections
import os
import random
import shutil
import subprocess
import sys
import threading
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import wire  # noqa: E402
from balcony import ENV, Balcony, ctl, jid_of  # noqa: E402
from peer import connect  # noqa: E402
from proxy import Proxy  # noqa: E402

PATIENCE = 40
faults = []


def stacks(balcony):
    if not shutil.which("gdb") or not balcony.alive():
        return ""
    # The program runs on: a second look tells what moves.
    return subprocess.run(["gdb", "-p", str(balcony.listener.pid), "-batch", "-ex", "thread apply all bt"],
                          capture_output=True, text=True, check=False, timeout=300).stdout


def tell(balcony, name, fault):
    faults.append(name)
    print("%s %s: %s\nevents: %s\nlog: %s\n%s" % (
        time.strftime("%T"), name, fault, balcony.events[-12:], "".join(balcony.log[-20:]), stacks(balcony)), flush=True)


def starts(name, rounds):
    with Balcony() as balcony:
        balcony.sign_in(name)
        for n in range(rounds):
            first = len(balcony.events)
            balcony.start(online=False)
            try:
                balcony.wait_event(first, timeout=PATIENCE, event="account", state="online")
            except (AssertionError, TimeoutError) as fault:
                tell(balcony, "start %d of %s" % (n, name), fault)
            balcony.end()


def cut_now_and_then(balcony, proxy, texts, chance):
    """Cuts until everything is there, or there were enough of them."""
    for _ in range(chance.randrange(3, 9)):
        time.sleep(chance.choice((0.05, 0.3, 1, 2.5)) * chance.random())
        proxy.cut(reset=chance.random() < 0.5)
    proxy.throttle(0)
    wire.until(lambda: set(texts) <= set(balcony.bodies()), PATIENCE, what="all of them")


def cut_round(name, number, balcony, proxy, friend):
    chance = random.Random("%s %d" % (name, number))
    texts = ["%s %d %03d" % (name, number, n) for n in range(100)]
    proxy.throttle(chance.choice((0, 20000, 20000, 60000)))
    for text in texts:
        friend.message(jid_of(name), text)
    try:
        cut_now_and_then(balcony, proxy, texts, chance)
    except TimeoutError as fault:
        have = set(balcony.bodies())
        tell(balcony, "round %d of %s" % (number, name), "%s; without %s" % (fault, [t for t in texts if t not in have]))
        wire.until(lambda: set(texts) <= set(balcony.bodies()), 120, what="the rest at last")
    count = collections.Counter(balcony.bodies())
    assert not [t for t in texts if count[t] != 1], [(t, count[t]) for t in texts if count[t] != 1]


def cuts(name, rounds):
    proxy = Proxy(("127.0.0.1", int(ENV["BAL_TEST_PORT"])))
    with Balcony() as balcony, connect("friend-of-" + name) as friend:
        balcony.sign_in(name, port=proxy.port)
        for number in range(rounds):
            # Started anew, so that it tries again soon.
            balcony.start()
            cut_round(name, number, balcony, proxy, friend)
            balcony.end()
    proxy.close()


def worker(act, name, rounds):
    try:
        act(name, rounds)
    except Exception as fault:  # the others go on
        faults.append(name)
        print("%s: %s: %s" % (name, type(fault).__name__, fault), flush=True)


def main():
    act = {"starts": starts, "cuts": cuts}[sys.argv[1]]
    rounds, workers = [int(n) for n in (sys.argv[2:] + ["50", "4"][len(sys.argv) - 2:])]
    names = ["stress%d" % n for n in range(workers)]
    for name in names + ["friend-of-" + name for name in names]:
        ctl("add-user", name, "secret-" + name)
    threads = [threading.Thread(target=worker, args=(act, name, rounds)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("%d rounds, %d faults: %s" % (rounds * workers, len(faults), faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
