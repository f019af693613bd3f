#!/usr/bin/env python3
"""Asks a program's main loop something every 20 ms, over the session bus, and tells how long the answers took.

  pulse.py PID BUS-NAME OBJECT-PATH

Prints a line for each answer: when it was asked (CLOCK_MONOTONIC), how long it took and how long the main
thread worked meanwhile, in seconds. Ends when its input does.
"""
import select
import sys
import time

import dbus

EVERY = 0.02
LIMIT = 60


def worked(pid):
    """Seconds that the main thread was on a processor."""
    with open("/proc/%d/task/%d/schedstat" % (pid, pid), encoding="ascii") as f:
        return int(f.read().split()[0]) / 1e9


def main():
    pid, name, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    actions = dbus.Interface(dbus.SessionBus().get_object(name, path, introspect=False), "org.gtk.Actions")
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        try:
            cpu, start = worked(pid), time.monotonic()
            actions.List(timeout=LIMIT)
            print("%.6f %.6f %.6f" % (start, time.monotonic() - start, worked(pid) - cpu), flush=True)
        except (dbus.DBusException, OSError):
            return


if __name__ == "__main__":
    main()
