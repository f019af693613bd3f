"""Lines of JSON between a test and a helper program: commands on standard input, events on standard output."""
import json
import sys
import threading
import time

_lock = threading.Lock()
_start = time.monotonic()


def event(name, **values):
    line = json.dumps({"event": name, "ms": int((time.monotonic() - _start) * 1000), **values})
    with _lock:
        print(line, flush=True)


def commands(table):
    """Run commands until standard input ends or {"do": "quit"}: {"do": NAME, ...} calls table[NAME](...)."""
    for line in sys.stdin:
        if not line.strip():
            continue
        words = json.loads(line)
        name = words.pop("do")
        if name == "quit":
            return
        try:
            event("done", do=name, result=table[name](**words))
        except Exception as e:
            event("failed", do=name, why=repr(e))
