#!/usr/bin/env python3
"""A scripted XMPP server: one client at a time, honest by default, and every step can be replaced.

  scripted.py --pem CERT+KEY [--domain D] [--password P] [--fault NAME]... [--replace STEP=XML]... [--list]

Direct TLS and STARTTLS on one port: the first byte decides. As a command it prints events as lines of JSON
(the first is {"event": "listening", "port": N}) and takes commands as lines of JSON (see COMMANDS at the end).

Steps, in the order they happen: stream-header features-plaintext proceed tls stream-header-tls features-tls
challenge success stream-header-auth features-auth bind enabled resumed, then `login` once the client is bound.
A step is replaced by bytes or text; by SILENCE (nothing more is said, the connection stays open); by CLOSE;
or by a function (session, honest bytes) that returns one of these.
"""
import argparse
import base64
import socket
import ssl
import sys
import threading
import time
import os
from xml.sax.saxutils import quoteattr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lines  # noqa: E402
import scram  # noqa: E402
import wire  # noqa: E402

SILENCE, CLOSE = object(), object()
ERROR = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
STEPS = ["stream-header", "features-plaintext", "proceed", "tls", "stream-header-tls", "features-tls", "challenge",
         "success", "stream-header-auth", "features-auth", "bind", "enabled", "resumed", "login"]


class Ended(Exception):
    """The session is over."""


class Session:
    """One connection."""

    def __init__(self, server, sock, number):
        self.server, self.sock, self.number, self.started = server, sock, number, time.monotonic()
        self.stream, self.pending, self.seen = wire.Stream(), [], []
        self.step, self.full, self.scram, self.secure = "accepted", None, None, False
        self.lock, self.closed, self.managed = threading.RLock(), threading.Event(), None
        self.received_bytes = 0

    # steps

    def do(self, step, honest):
        """Send what belongs to this step, or its replacement."""
        self.step = step
        instead = self.server.replacement(step, self.number)
        if callable(instead):
            instead = instead(self, honest)
        self.server.note("step", step=step, connection=self.number, replaced=instead is not None)
        if instead is SILENCE:
            self.listen_only()
        if instead is CLOSE:
            raise Ended("closed at " + step)
        self.write(honest if instead is None else instead)

    def write(self, data):
        data = data.encode() if isinstance(data, str) else data
        chunk = self.server.chunk
        with self.lock:
            for i in range(0, len(data), chunk or len(data) or 1):
                self.sock.sendall(data[i:i + chunk] if chunk else data)

    def listen_only(self):
        """Say nothing more; read until the client leaves."""
        while True:
            data = self.sock.recv(65536)
            if not data:
                raise Ended("the client left the silence")
            self.received_bytes += len(data)

    def read(self):
        """The next (event, element) of the client."""
        while not self.pending:
            data = self.sock.recv(65536)
            if not data:
                raise Ended("the client closed the connection")
            self.received_bytes += len(data)
            self.pending = [e for e in self.stream.feed(data) if e[0] != "space"]
        what, element = self.pending.pop(0)
        if what == "stanza":
            self.seen.append((self.step, element))
            self.server.note("stanza", connection=self.number, step=self.step,
                             xml=element.raw.decode("utf-8", "replace"))
            self.server.arrived(self, element)
        if what == "close":
            self.server.note("stream-end", connection=self.number)
            self.write("</stream:stream>")
            raise Ended("the client closed the stream")
        return what, element

    def stanza(self):
        what, element = self.read()
        if what != "stanza":
            raise Ended("unexpected " + what)
        return element

    def open(self, suffix, features):
        self.stream.restart()
        self.pending = []
        if self.read()[0] != "open":
            raise Ended("no stream header")
        self.do("stream-header" + suffix, wire.header(from_=self.server.domain, ident=os.urandom(8).hex()))
        name = {"": "features-plaintext", "-tls": "features-tls", "-auth": "features-auth"}[suffix]
        self.do(name, "<stream:features>%s</stream:features>" % features)

    # the life of a connection

    def run(self):
        if self.sock.recv(1, socket.MSG_PEEK) == b"\x16":
            self.start_tls()
        else:
            self.open("", "<starttls xmlns='%s'><required/></starttls>" % wire.TLS)
            # Whatever a client sends here that is no <starttls/> is noted and gets no answer.
            while self.stanza().kind != "starttls":
                pass
            self.do("proceed", "<proceed xmlns='%s'/>" % wire.TLS)
            self.start_tls()
        self.open("-tls", self.server.mechanism_features())
        while not self.authenticate():
            pass
        self.open("-auth", "<bind xmlns='%s'/><sm xmlns='%s'/>%s" % (wire.BIND, wire.SM, self.server.more_features))
        while True:
            self.serve(self.stanza())

    def start_tls(self):
        self.step = "tls"
        instead = self.server.replacement("tls", self.number)
        if instead is SILENCE:
            self.listen_only()
        if instead is CLOSE:
            raise Ended("closed at tls")
        if instead is not None:
            self.write(instead)
            self.listen_only()
        self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
        if self.closed.is_set():
            raise Ended("cut at tls")
        self.secure = True
        self.server.note("step", step="tls", connection=self.number, replaced=False, version=self.sock.version())

    def authenticate(self):
        """One exchange; whether it succeeded."""
        auth = self.stanza()
        if auth.kind != "auth" or auth.namespace != wire.SASL:
            self.serve(auth)
            return False
        self.server.auth_attempts.append(auth.get("mechanism"))
        if auth.get("mechanism") == "PLAIN":
            return self.plain(base64.b64decode(auth.text or ""))
        try:
            self.scram = scram.Server(auth.get("mechanism"), self.server.password, iterations=self.server.iterations,
                                      salt=self.server.salt)
            challenge = self.scram.challenge(base64.b64decode(auth.text).decode())
        except (KeyError, ValueError, AttributeError, TypeError):
            return self.refuse("malformed-request")
        self.do("challenge", sasl("challenge", challenge))
        response = self.stanza()
        if response.kind != "response":
            return self.refuse("aborted")
        if not self.scram.verify(base64.b64decode(response.text or "").decode()):
            return self.refuse("not-authorized")
        self.do("success", sasl("success", self.scram.success()))
        return True

    def plain(self, message):
        if message.split(b"\0")[-1].decode() != self.server.password:
            return self.refuse("not-authorized")
        self.do("success", sasl("success", ""))
        return True

    def refuse(self, condition):
        self.write("<failure xmlns='%s'><%s/></failure>" % (wire.SASL, condition))
        return False

    def serve(self, element):
        if self.managed and element.kind in ("iq", "message", "presence"):
            self.managed["handled"] += 1
        answer = self.server.on_stanza(self, element) if self.server.on_stanza else None
        if answer is not None:
            return self.send(answer)
        if element.kind == "iq":
            return self.serve_iq(element)
        if element.namespace == wire.SM:
            return self.serve_sm(element)
        if element.kind == "presence" and not element.get("type") and not element.get("to"):
            self.server.online.set()
        return None

    # stanzas

    def send(self, xml):
        """Send stanzas; under stream management they are kept until acknowledged."""
        xml = xml if isinstance(xml, bytes) else xml.encode()
        with self.lock:
            if self.managed and xml.lstrip()[:3] in (b"<me", b"<iq", b"<pr"):
                self.managed["sent"].append(xml)
            self.write(xml)

    def serve_iq(self, element):
        if element.get("type") not in ("get", "set"):
            return
        child = element[0] if len(element) else None
        tag = child.tag if child is not None else ""
        if tag == "{%s}bind" % wire.BIND:
            resource = child.findtext("{%s}resource" % wire.BIND) or "made-here"
            self.full = "%s@%s/%s" % (self.scram.user if self.scram else "me", self.server.domain, resource)
            self.do("bind", result(element, "<bind xmlns='%s'><jid>%s</jid></bind>" % (wire.BIND, self.full)))
            self.server.logged_in(self)
        else:
            payload = self.server.answers.get(tag)
            self.send(result(element, payload) if payload is not None else
                      "<iq type='error' id=%s>%s</iq>" % (quoteattr(element.get("id") or ""), ERROR))

    def serve_sm(self, element):
        if element.kind == "enable":
            ident = os.urandom(6).hex()
            state = {"id": ident, "handled": 0, "sent": [], "full": self.full}
            self.do("enabled", "<enabled xmlns='%s' id='%s' resume='true' max='600'/>" % (wire.SM, ident))
            self.managed = self.server.managed[ident] = state
        elif element.kind == "resume":
            self.resume(self.server.managed.get(element.get("previd")), int(element.get("h") or 0))
        elif element.kind == "r" and self.managed:
            self.do("ack", "<a xmlns='%s' h='%d'/>" % (wire.SM, self.managed["handled"]))
        elif element.kind == "a":
            self.server.acked = int(element.get("h") or -1)

    def resume(self, state, handled):
        if not state:
            return self.write("<failed xmlns='%s'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"
                              % wire.SM)
        self.managed, self.full = state, state["full"]
        self.do("resumed", "<resumed xmlns='%s' previd='%s' h='%d'/>" % (wire.SM, state["id"], state["handled"]))
        for xml in state["sent"][handled:]:
            self.write(xml)
        self.server.resumed += 1
        self.server.logged_in(self)

    def ask_ack(self):
        self.write("<r xmlns='%s'/>" % wire.SM)

    def cut(self, reset=False):
        """End the connection without a word."""
        self.closed.set()
        wire.hang_up(self.sock, reset)


def sasl(kind, text):
    return "<%s xmlns='%s'>%s</%s>" % (kind, wire.SASL, scram.b64(text.encode()), kind)


def result(element, payload=""):
    return "<iq type='result' id=%s>%s</iq>" % (quoteattr(element.get("id") or ""), payload)


class Scripted:
    """The server. `replace` maps steps; replacements hold for every connection, or with until=N for the
    first N. `answers` maps the qualified name of an IQ child to the payload of the result."""

    def __init__(self, pem, domain="balcony.test", password="secret-me", mechanisms=("SCRAM-SHA-256", "SCRAM-SHA-1"),
                 versions=None, on_event=None):
        self.domain, self.password, self.mechanisms = domain, password, list(mechanisms)
        self.context = wire.server_context(pem, versions)
        self.iterations, self.salt, self.chunk, self.more_features = 4096, b"balcony-salt-016", 0, ""
        self.replace, self.sessions, self.managed, self.auth_attempts = {}, [], {}, []
        self.on_stanza, self.on_arrival, self.on_event = None, None, on_event
        self.acked, self.resumed, self.refusing = 0, 0, False
        self.online, self.bound = threading.Event(), threading.Event()
        self.answers = {
            "{jabber:iq:roster}query": "<query xmlns='jabber:iq:roster'/>",
            "{http://jabber.org/protocol/disco#info}query":
                "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='server' type='im'/>"
                "<feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:ping'/></query>",
            "{http://jabber.org/protocol/disco#items}query": "<query xmlns='http://jabber.org/protocol/disco#items'/>",
            "{urn:xmpp:carbons:2}enable": "", "{urn:xmpp:ping}ping": "",
            "{urn:ietf:params:xml:ns:xmpp-session}session": "",
        }
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
            session = Session(self, sock, len(self.sessions) + 1)
            self.sessions.append(session)
            self.note("connected", connection=session.number)
            threading.Thread(target=self._run, args=(session,), daemon=True).start()

    def _run(self, session):
        why = ""
        try:
            session.run()
        except (Ended, OSError, ssl.SSLError, ValueError) as e:
            why = str(e)
        except Exception as e:
            why = repr(e)
        session.cut()
        wire.close(session.sock)
        self.note("disconnected", connection=session.number, why=why)

    def note(self, name, **values):
        if self.on_event:
            self.on_event(name, **values)

    def arrived(self, session, element):
        if self.on_arrival:
            self.on_arrival(session, element)

    def logged_in(self, session):
        session.step = "login"
        self.bound.set()
        instead = self.replacement("login", session.number)
        if callable(instead):
            instead = instead(session, b"")
        if instead is SILENCE:
            session.listen_only()
        if instead is CLOSE:
            raise Ended("closed at login")
        if instead:
            session.send(instead)

    def replacement(self, step, connection):
        entry = self.replace.get(step)
        if isinstance(entry, tuple):
            entry = entry[0] if connection <= entry[1] else None
        return entry

    def mechanism_features(self):
        return "<mechanisms xmlns='%s'>%s</mechanisms>" % (
            wire.SASL, "".join("<mechanism>%s</mechanism>" % m for m in self.mechanisms))

    # for tests

    @property
    def session(self):
        """The latest connection."""
        return self.sessions[-1] if self.sessions else None

    def seen(self, kind=None):
        """All stanzas of all connections, as (step, element)."""
        return [(s, e) for c in list(self.sessions) for s, e in list(c.seen) if kind in (None, e.kind)]

    def wait_seen(self, predicate, timeout=30, what="stanza"):
        # An element without children counts as false.
        return wire.until(lambda: [e for _, e in self.seen() if predicate(e)], timeout, what=what)[0]

    def wait_online(self, timeout=30):
        if not self.online.wait(timeout):
            raise TimeoutError("the client did not come online; last step %s" % (self.session and self.session.step))
        return self.session

    def close(self):
        self.listener.close()
        for session in self.sessions:
            if not session.closed.is_set():
                session.cut()


# Ways to go wrong, by name.

def tampered(change):
    """A challenge or success whose decoded text went through change(session, text)."""
    def replace(session, honest):
        text = base64.b64decode(honest.partition(">")[2].partition("<")[0]).decode()
        return sasl(honest[1:].partition(" ")[0], change(session, text))
    return replace


def with_field(name, value):
    return tampered(lambda _, text: ",".join(
        "%s=%s" % (name, value) if part.startswith(name + "=") else part for part in text.split(",")))


def features(inner):
    return "<stream:features>%s</stream:features>" % inner


PLAIN_ONLY = features("<mechanisms xmlns='%s'><mechanism>PLAIN</mechanism></mechanisms>" % wire.SASL)
FAULTS = {
    "no-starttls": {"features-plaintext": features("<mechanisms xmlns='%s'><mechanism>PLAIN</mechanism></mechanisms>"
                                                   % wire.SASL)},
    "starttls-failure": {"proceed": "<failure xmlns='%s'/></stream:stream>" % wire.TLS},
    "plain-only": {"features-tls": PLAIN_ONLY},
    "no-mechanisms": {"features-tls": features("")},
    "wrong-signature": {"success": with_field("v", scram.b64(b"\0" * 32))},
    "no-signature": {"success": sasl("success", "")},
    "early-success": {"challenge": "<success xmlns='%s'/>" % wire.SASL},
    "foreign-nonce": {"challenge": with_field("r", "somebody-elses-nonce")},
    "same-nonce": {"challenge": tampered(lambda s, text: text.replace(s.scram.nonce, "", 1))},
    "low-iterations": {"challenge": with_field("i", "1")},
    "huge-iterations": {"challenge": with_field("i", "2000000000")},
    "no-salt": {"challenge": with_field("s", "")},
    "long-salt": {"challenge": with_field("s", scram.b64(b"s" * 100000))},
    "not-authorized": {"challenge": "<failure xmlns='%s'><not-authorized/></failure>" % wire.SASL},
    "bind-conflict": {"bind": lambda s, _: "<iq type='error' id=%s><error type='cancel'><conflict xmlns="
                      "'urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>" % quoteattr(s.seen[-1][1].get("id") or "")},
    "doctype": {"stream-header": b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'b'>]>"
                                 + wire.header(from_="balcony.test", ident="1").partition(b"?>")[2]},
    "web-server": {"stream-header": "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html></html>"},
    "no-resume": {"resumed": "<failed xmlns='%s'/>" % wire.SM},
}
FAULTS.update({"silent-" + step: {step: SILENCE} for step in STEPS})
FAULTS.update({"close-" + step: {step: CLOSE} for step in STEPS})


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--pem", default=os.path.join(os.environ.get("BAL_TEST_CERTS", ""), "good.pem"))
    parser.add_argument("--domain", default="balcony.test")
    parser.add_argument("--password", default="secret-me")
    parser.add_argument("--fault", action="append", default=[])
    parser.add_argument("--replace", action="append", default=[])
    parser.add_argument("--list", action="store_true")
    o = parser.parse_args()
    if o.list:
        print("\n".join(sorted(FAULTS)))
        return
    server = Scripted(o.pem, o.domain, o.password, on_event=lines.event)
    for name in o.fault:
        server.replace.update(FAULTS[name])
    server.replace.update(r.split("=", 1) for r in o.replace)
    lines.event("listening", port=server.port)

    def replace(step, xml=None, fault=None, connections=None):
        value = {"silence": SILENCE, "close": CLOSE, None: xml}[fault]
        server.replace[step] = (value, connections) if connections else value

    # COMMANDS: one object a line, e.g. {"do": "send", "xml": "<message .../>"}
    lines.commands({
        "send": lambda xml: server.session.send(xml),
        "raw": lambda xml: server.session.write(xml),
        "repeat": lambda xml, count: [server.session.send(xml.replace("{n}", str(n))) for n in range(count)] and None,
        "replace": replace,
        "fault": lambda name: server.replace.update(FAULTS[name]),
        "honest": lambda: server.replace.clear(),
        "answer": lambda tag, xml: server.answers.__setitem__(tag, xml),
        "ask-ack": lambda: server.session.ask_ack(),
        "cut": lambda reset=False: server.session.cut(reset),
        "refuse": lambda on=True: setattr(server, "refusing", on),
        "chunk": lambda size: setattr(server, "chunk", size),
        "state": lambda: {"connections": len(server.sessions), "acked": server.acked, "resumed": server.resumed,
                          "auth": server.auth_attempts},
    })
    server.close()


if __name__ == "__main__":
    main()
