#!/usr/bin/env python3
"""A small XMPP client for tests: the other side of a conversation.

  peer.py --jid JID --password WORD --host HOST --port PORT --ca PEM [--direct-tls] [--resource R] [SCRIPT...]

SCRIPT is a list of steps, or `-` to read them from standard input, one a line, each answered by one line:
  presence | presence SHOW STATUS | away | send JID TEXT | request JID | accept JID | decline JID
  wait-message [TEXT] | wait-request [JID] | wait-presence JID [unavailable] | roster | raw XML
  echo (answer every chat message from now on) | sleep SECONDS | stay (until killed)
"""
import argparse
import base64
import itertools
import os
import shlex
import socket
import sys
import threading
import time
from xml.sax.saxutils import escape, quoteattr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scram  # noqa: E402
import wire  # noqa: E402

WAIT = 30


class PeerError(Exception):
    pass


class Peer:
    """One session. A thread reads; every stanza goes to `received`, and wait() looks there.

    Pings and receipts are answered on arrival (`answer_receipts`), and `on_stanza` may name a function that
    sees each stanza first."""

    def __init__(self, jid, password, host, port, ca, direct=False, resource="peer"):
        self.user, _, rest = jid.partition("@")
        self.domain, _, given = rest.partition("/")
        self.bare = "%s@%s" % (self.user, self.domain)
        self.password, self.resource = password, given or resource
        self.address, self.ca, self.direct = (host, int(port)), ca, direct
        self.received, self.condition = [], threading.Condition()
        self.write_lock, self.numbers = threading.Lock(), itertools.count(1)
        self.answer_receipts, self.on_stanza, self.closed, self.sock = True, None, None, None
        self.patience = WAIT
        self.mechanisms, self.limit = ["SCRAM-SHA-256", "SCRAM-SHA-1"], None

    # connecting

    def login(self):
        self.login_without_bind(False)
        answer = self.ask("<iq type='set' id='bind'><bind xmlns='%s'><resource>%s</resource></bind></iq>"
                           % (wire.BIND, escape(self.resource)), "iq")
        if answer.get("type") != "result":
            raise PeerError("no binding: " + answer.raw.decode())
        self.full = answer.find(".//{%s}jid" % wire.BIND).text
        return self._start()

    def open(self):
        """A secure stream before signing in; its features."""
        self.sock = socket.create_connection(self.address, self.patience)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream, self.queue = wire.Stream(self.limit), []
        if self.direct:
            self._secure()
        features = self._open()
        if not self.direct:
            if features.find("{%s}starttls" % wire.TLS) is None:
                raise PeerError("no STARTTLS")
            self.ask("<starttls xmlns='%s'/>" % wire.TLS, "proceed")
            self._secure()
            features = self._open()
        return features

    def login_without_bind(self, start=True):
        """For resuming a session; what follows is the caller's."""
        features = self.open()
        self._authenticate([m.text for m in features.iter("{%s}mechanism" % wire.SASL)])
        self._open()
        return self._start() if start else self

    def _start(self):
        self.sock.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __enter__(self):
        return self if self.sock else self.login()

    def __exit__(self, *_):
        self.close()

    def _secure(self):
        self.sock = wire.client_context(self.ca).wrap_socket(self.sock, server_hostname=self.domain)

    def _open(self):
        self.stream.restart()
        self.sock.sendall(wire.header(to=self.domain))
        return self.next("features")

    def ask(self, xml, kind):
        """Before the login: send, and take the next stanza, which must be of this kind."""
        self.sock.sendall(xml.encode())
        return self.next(kind)

    def next(self, kind):
        while True:
            while self.queue:
                what, element = self.queue.pop(0)
                if what == "stanza":
                    if element.kind != kind:
                        raise PeerError("%s instead of %s" % (element.raw.decode(), kind))
                    return element
                if what == "open" and element.get("version") != "1.0":
                    raise PeerError("not version 1.0")
                if what == "close":
                    raise PeerError("the server closed the stream")
            data = self.sock.recv(65536)
            if not data:
                raise PeerError("the server closed the connection")
            self.queue += self.stream.feed(data)

    def _authenticate(self, offered):
        for mechanism in self.mechanisms:
            if mechanism in offered:
                break
        else:
            raise PeerError("no mechanism in %s" % offered)
        self.mechanism = mechanism
        client = scram.Client(mechanism, self.user, self.password)
        challenge = self.ask("<auth xmlns='%s' mechanism='%s'>%s</auth>" % (
            wire.SASL, mechanism, scram.b64(client.first().encode())), "challenge")
        success = self.ask("<response xmlns='%s'>%s</response>" % (wire.SASL, scram.b64(
            client.final(base64.b64decode(challenge.text).decode()).encode())), "success")
        if not client.check(base64.b64decode(success.text or "").decode()):
            raise PeerError("wrong server signature")

    # reading

    def _read(self):
        reason = "closed by the server"
        try:
            while True:
                data = self.sock.recv(65536)
                if not data:
                    break
                for what, element in self.stream.feed(data):
                    if what == "stanza":
                        self._arrived(element)
                    elif what == "close":
                        raise PeerError("the server closed the stream")
        except Exception as e:
            reason = str(e)
            self.sock.close()
        with self.condition:
            self.closed = self.closed or reason
            self.condition.notify_all()

    def _arrived(self, element):
        if self.on_stanza:
            self.on_stanza(element)
        self._answer(element)
        with self.condition:
            self.received.append(element)
            self.condition.notify_all()

    def _answer(self, element):
        sender, ident = element.get("from"), element.get("id")
        if element.kind == "iq" and element.get("type") in ("get", "set"):
            known = element.find("{urn:xmpp:ping}ping") is not None or element.find("{jabber:iq:roster}query") is not None
            body = "" if known else ("<error type='cancel'><service-unavailable xmlns="
                                     "'urn:ietf:params:xml:ns:xmpp-stanzas'/></error>")
            self.send("<iq type='%s' id=%s%s>%s</iq>" % ("result" if known else "error", quoteattr(ident or ""),
                                                         " to=" + quoteattr(sender) if sender else "", body))
        if (self.answer_receipts and element.kind == "message" and ident and element.get("type") != "error"
                and element.find("{urn:xmpp:receipts}request") is not None):
            self.send("<message to=%s><received xmlns='urn:xmpp:receipts' id=%s/></message>" % (
                quoteattr(sender), quoteattr(ident)))

    def wait(self, predicate, timeout=WAIT, start=0, what="a stanza"):
        """The first stanza since `start` that satisfies predicate."""
        end, seen = time.monotonic() + timeout, start
        with self.condition:
            while True:
                for element in self.received[seen:]:
                    if predicate(element):
                        return element
                seen = max(seen, len(self.received))
                left = end - time.monotonic()
                if left <= 0 or self.closed:
                    raise TimeoutError("%s: no %s (%s)" % (self.bare, what, self.closed or "timeout"))
                self.condition.wait(left)

    def mark(self):
        """A position for wait(start=...) and since()."""
        with self.condition:
            return len(self.received)

    def since(self, mark=0):
        with self.condition:
            return self.received[mark:]

    # writing

    def send(self, xml):
        """Send as it stands: str or bytes."""
        with self.write_lock:
            self.sock.sendall(xml.encode() if isinstance(xml, str) else xml)

    def new_id(self):
        return "peer-%d" % next(self.numbers)

    def iq(self, kind, payload, to=None, timeout=WAIT):
        """Send a request and wait for its answer."""
        ident, start = self.new_id(), self.mark()
        self.send("<iq type='%s' id='%s'%s>%s</iq>" % (kind, ident, " to=" + quoteattr(to) if to else "", payload))
        return self.wait(lambda e: e.kind == "iq" and e.get("id") == ident and e.get("type") in ("result", "error"),
                         timeout, start, "answer to " + payload)

    def ping(self, to=None, timeout=WAIT):
        """Whether the server (or somebody) answered; everything sent before has then been handled by it."""
        return self.iq("get", "<ping xmlns='urn:xmpp:ping'/>", to, timeout)

    def presence(self, show=None, status=None, to=None, kind=None):
        inner = "".join("<%s>%s</%s>" % (n, escape(v), n) for n, v in (("show", show), ("status", status)) if v)
        attributes = "".join(" %s=%s" % (n, quoteattr(v)) for n, v in (("to", to), ("type", kind)) if v)
        self.send("<presence%s>%s</presence>" % (attributes, inner))

    def message(self, to, text, kind="chat", ident=None, extra=""):
        ident = ident or self.new_id() + "-" + os.urandom(4).hex()
        self.send("<message to=%s type=%s id=%s><body>%s</body>%s</message>" % (
            quoteattr(to), quoteattr(kind), quoteattr(ident), escape(text), extra))
        return ident

    def roster(self):
        """{jid: item element}"""
        answer = self.iq("get", "<query xmlns='jabber:iq:roster'/>")
        return {i.get("jid"): i for i in answer.iter("{jabber:iq:roster}item")}

    def roster_set(self, jid, name=None, groups=(), remove=False):
        self.iq("set", "<query xmlns='jabber:iq:roster'><item jid=%s%s%s>%s</item></query>" % (
            quoteattr(jid), " name=" + quoteattr(name) if name else "", " subscription='remove'" if remove else "",
            "".join("<group>%s</group>" % escape(g) for g in groups)))

    def request(self, jid, status=None):
        self.presence(to=jid, kind="subscribe", status=status)

    def wait_request(self, jid=None, timeout=WAIT):
        return self.wait(lambda e: e.kind == "presence" and e.get("type") == "subscribe"
                         and jid in (None, e.get("from").partition("/")[0]), timeout, what="friend request")

    def accept(self, jid):
        self.presence(to=jid, kind="subscribed")
        self.presence(to=jid, kind="subscribe")

    def wait_message(self, text=None, timeout=WAIT, start=0):
        return self.wait(lambda e: e.kind == "message" and body(e) and text in (None, body(e)), timeout, start,
                         "message %r" % text)

    def bodies(self):
        return [body(e) for e in self.since() if e.kind == "message" and body(e)]

    def close(self):
        """End the stream as one should."""
        with self.condition:
            self.closed = self.closed or "closed here"
        try:
            self.send("</stream:stream>")
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def drop(self):
        """Vanish without a word."""
        self.closed = "dropped"
        wire.hang_up(self.sock)


def body(element):
    return element.findtext("{%s}body" % wire.CLIENT) or ""


def connect(name, resource="peer", **more):
    """A logged-in peer of the running fixture; name is an account or a whole JID."""
    jid = name if "@" in name else "%s@%s" % (name, os.environ["BAL_TEST_DOMAIN"])
    password = more.pop("password", None) or "secret-" + jid.partition("@")[0]
    return Peer(jid, password, os.environ["BAL_TEST_HOST"], os.environ["BAL_TEST_PORT"],
                os.environ["BAL_TEST_CA"], resource=resource, **more).login()


# as a command

def step(peer, words):
    verb, args = words[0], words[1:]
    if verb in ("presence", "away"):
        peer.presence(*(["away"] if verb == "away" else []), *args)
    elif verb == "send":
        return peer.message(args[0], " ".join(args[1:]))
    elif verb in ("request", "accept"):
        getattr(peer, verb)(args[0])
    elif verb == "decline":
        peer.presence(to=args[0], kind="unsubscribed")
    elif verb == "wait-message":
        return peer.wait_message(" ".join(args) or None).raw.decode()
    elif verb == "wait-request":
        return peer.wait_request(args[0] if args else None).raw.decode()
    elif verb == "wait-presence":
        return peer.wait(lambda e: e.kind == "presence" and e.get("from", "").startswith(args[0])
                         and e.get("type") == (args[1] if len(args) > 1 else None)).raw.decode()
    elif verb == "roster":
        return " ".join("%s:%s" % (j, i.get("subscription")) for j, i in sorted(peer.roster().items()))
    elif verb == "raw":
        peer.send(" ".join(args))
    elif verb == "echo":
        peer.on_stanza = lambda e: body(e) and e.get("type") == "chat" and peer.message(
            e.get("from"), "You said: " + body(e))
    elif verb == "sleep":
        time.sleep(float(args[0]))
    elif verb == "stay":
        threading.Event().wait()
    else:
        raise PeerError("unknown step " + verb)
    return "ok"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("jid", "password", "host", "port", "ca"):
        parser.add_argument("--" + name, default=os.environ.get("BAL_TEST_" + name.upper()))
    parser.add_argument("--direct-tls", action="store_true")
    parser.add_argument("--resource", default="peer")
    parser.add_argument("script", nargs="*")
    o = parser.parse_args()
    steps = sys.stdin if o.script in ([], ["-"]) else o.script
    with Peer(o.jid, o.password, o.host, o.port, o.ca, o.direct_tls, o.resource) as peer:
        print("online", peer.full, flush=True)
        for line in steps:
            if line.strip():
                print(step(peer, shlex.split(line)), flush=True)
        peer.ping()


if __name__ == "__main__":
    main()
