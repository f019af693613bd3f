#!/usr/bin/env python3
"""A proxy between a client and a real server that does what networks do.

  proxy.py --upstream HOST:PORT [--pem CERT+KEY [--domain D]]

Without --pem it passes bytes on (opaque): cut, stall, throttle. With --pem it ends TLS (direct or STARTTLS,
the first byte decides), talks to the server's backend port (BAL_TEST_BACKEND_PORT) and works on stanzas:
rules cut, reset, half-close, stall, duplicate, drop, or insert at the k-th stanza that matches. As a command
it prints events and takes commands as lines of JSON (see COMMANDS at the end).
"""
import argparse
import os
import re
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lines  # noqa: E402
import wire  # noqa: E402

TO_CLIENT, TO_SERVER = "to-client", "to-server"
ACTIONS = ("cut", "reset", "half-close", "stall", "duplicate", "drop", "insert")


class Rule:
    """At the k-th stanza (in one direction, over all connections) whose bytes match the pattern, act.
    `after`: pass the stanza on first. `times`: how many stanzas from the k-th on."""

    def __init__(self, action, direction=TO_CLIENT, pattern="", k=1, after=False, times=1, xml=""):
        if action not in ACTIONS:
            raise ValueError(action)
        self.action, self.direction, self.pattern = action, direction, re.compile(pattern.encode(), re.S)
        self.first, self.last, self.after, self.count, self.xml = k, k + times - 1, after, 0, xml.encode()

    def hits(self, direction, raw):
        if direction != self.direction or not self.pattern.search(raw):
            return False
        self.count += 1
        return self.first <= self.count <= self.last


class Cut(Exception):
    pass


class Link:
    """One connection through the proxy."""

    def __init__(self, proxy, sock):
        self.proxy, self.client, self.server = proxy, sock, None
        self.ended = threading.Event()
        self.streams = {TO_CLIENT: wire.Stream(), TO_SERVER: wire.Stream()}
        self.broken = {TO_CLIENT: False, TO_SERVER: False}

    def run(self):
        try:
            self.pass_on()
        except (OSError, ValueError, Cut):
            pass
        self.end()
        # Only now nobody uses them any more.
        for sock in self.sockets():
            wire.close(sock)

    def pass_on(self):
        if self.proxy.context:
            self.take_tls()
        self.server = socket.create_connection(self.proxy.upstream, 30)
        self.server.settimeout(None)
        if self.ended.is_set():
            raise Cut
        back = threading.Thread(target=self.pump, args=(self.server, self.client, TO_CLIENT), daemon=True)
        back.start()
        try:
            self.pump(self.client, self.server, TO_SERVER)
        finally:
            back.join()

    def take_tls(self):
        if self.client.recv(1, socket.MSG_PEEK) != b"\x16":
            self.starttls()
        self.client = self.proxy.context.wrap_socket(self.client, server_side=True)

    def starttls(self):
        stream, done = wire.Stream(), False
        while not done:
            data = self.client.recv(65536)
            if not data:
                raise Cut
            for what, element in stream.feed(data):
                if what == "open":
                    self.client.sendall(wire.header(from_=element.get("to") or self.proxy.domain, ident="proxy") + (
                        "<stream:features><starttls xmlns='%s'><required/></starttls></stream:features>"
                        % wire.TLS).encode())
                elif what == "stanza" and element.kind == "starttls":
                    self.client.sendall(("<proceed xmlns='%s'/>" % wire.TLS).encode())
                    done = True

    def pump(self, source, sink, direction):
        try:
            while True:
                data = source.recv(self.proxy.chunk)
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                for piece in self.pieces(data, direction):
                    self.deliver(piece, sink, direction)
        except Cut:
            self.end()
        except (OSError, ValueError):
            self.end()

    def pieces(self, data, direction):
        """Whole stanzas where the proxy can read them, else the bytes as they are."""
        if not self.proxy.context or self.broken[direction]:
            return [data]
        stream = self.streams[direction]
        if re.match(rb"\s*(<\?xml|<stream:stream)", data):
            stream.restart()
        try:
            events = stream.feed(data)
        except Exception:
            self.broken[direction] = True
            return [data]
        return [{"space": b" ", "close": b"</stream:stream>"}.get(what) or element.raw for what, element in events]

    def deliver(self, piece, sink, direction):
        self.proxy.gate(direction)
        if self.proxy.context:
            # Every rule counts every stanza; the first that is due acts.
            due = [rule for rule in self.proxy.rules if rule.hits(direction, piece)]
            if due:
                self.proxy.note("rule", action=due[0].action, stanza=piece.decode("utf-8", "replace"))
                return self.act(due[0], piece, sink, direction)
        return self.write(sink, piece, direction)

    def act(self, rule, piece, sink, direction):
        if rule.after or rule.action in ("duplicate", "insert"):
            self.write(sink, piece, direction)
        if rule.action == "duplicate":
            self.write(sink, piece, direction)
        elif rule.action == "insert":
            self.write(sink, rule.xml, direction)
        elif rule.action == "half-close":
            # The other direction goes on; what arrives here is thrown away from now on.
            socket.socket.shutdown(sink, socket.SHUT_WR)
        elif rule.action == "stall":
            self.proxy.stall(True)
            self.proxy.gate(direction)
            if not rule.after:
                self.write(sink, piece, direction)
        elif rule.action in ("cut", "reset"):
            self.end(rule.action == "reset")
            raise Cut

    def write(self, sink, data, direction):
        rate = self.proxy.rate
        if not rate:
            return sink.sendall(data)
        step = max(1, rate // 20)
        for i in range(0, len(data), step):
            self.proxy.gate(direction)
            sink.sendall(data[i:i + step])
            time.sleep(step / rate)
        return None

    def end(self, reset=False):
        if self.ended.is_set():
            return
        self.ended.set()
        for sock in self.sockets():
            wire.hang_up(sock, reset)
        self.proxy.note("ended", live=self.proxy.live())

    def sockets(self):
        return [sock for sock in (self.client, self.server) if sock is not None]


class Proxy:
    def __init__(self, upstream, pem=None, domain="balcony.test", on_event=None, versions=None):
        self.upstream, self.domain, self.on_event = upstream, domain, on_event
        self.context = wire.server_context(pem, versions) if pem else None
        self.rules, self.links, self.rate, self.chunk, self.refusing = [], [], 0, 65536, False
        self.gates = {TO_CLIENT: threading.Event(), TO_SERVER: threading.Event()}
        self.stall(False)
        self.listener = wire.listen()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            if self.refusing:
                sock.close()
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link = Link(self, sock)
            self.links.append(link)
            self.note("connected", connection=len(self.links))
            threading.Thread(target=link.run, daemon=True).start()

    def note(self, name, **values):
        if self.on_event:
            self.on_event(name, **values)

    def live(self):
        return sum(not link.ended.is_set() for link in self.links)

    def gate(self, direction):
        """Wait here while the direction is stalled."""
        self.gates[direction].wait()

    # for tests

    def rule(self, action, **more):
        self.rules.append(Rule(action, **more))
        return self.rules[-1]

    def stall(self, on=True, direction=None):
        """Nothing passes any more, in one or both directions; connections stay open."""
        for name, event in self.gates.items():
            if direction in (None, name):
                (event.clear if on else event.set)()

    def cut(self, reset=False):
        """End all connections; new ones are taken."""
        for link in list(self.links):
            link.end(reset)

    def refuse(self, on=True):
        """New connections are closed at once."""
        self.refusing = on

    def throttle(self, rate):
        """Bytes a second in each direction; 0 is as fast as can be."""
        self.rate = rate

    def close(self):
        self.listener.close()
        self.stall(False)
        self.cut()


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--pem")
    parser.add_argument("--domain", default="balcony.test")
    o = parser.parse_args()
    host, _, port = o.upstream.rpartition(":")
    proxy = Proxy((host, int(port)), o.pem, o.domain, lines.event)
    lines.event("listening", port=proxy.port)
    # COMMANDS: one object a line, e.g. {"do": "rule", "action": "cut", "direction": "to-client", "pattern": "<message"}
    lines.commands({
        "rule": lambda **more: proxy.rule(**more) and None,
        "clear": lambda: proxy.rules.clear(),
        "stall": lambda on=True, direction=None: proxy.stall(on, direction),
        "cut": lambda reset=False: proxy.cut(reset),
        "refuse": lambda on=True: proxy.refuse(on),
        "throttle": lambda rate: proxy.throttle(rate),
        "state": lambda: {"connections": len(proxy.links), "live": proxy.live()},
    })
    proxy.close()


if __name__ == "__main__":
    main()
