"""A victim made of the test peer: shows that the harness sends what it should and sees what it should.

It believes only what the server vouches for, remembers its mechanism and reconnects; with `gullible` it takes
forwarded messages, roster pushes and answers from anybody, which the harness has to notice."""
import itertools
import os
import threading
import time

import wire
from peer import Peer

FORWARD = ".//{urn:xmpp:forward:0}forwarded/{jabber:client}message"
ITEMS = "{jabber:iq:roster}query/{jabber:iq:roster}item"
ERROR = ("<iq type='error' id='%s' to='%s'><error type='cancel'><service-unavailable xmlns="
         "'urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")


class StandIn:
    sanitized = False

    def __init__(self, jid, password, port, ca, gullible=False):
        self.peer_arguments, self.gullible = (jid, password, "127.0.0.1", port, ca), gullible
        self.log, self.events, self.stored, self.roster, self.ids = [], [], [], {}, itertools.count(1)
        self.jid, self.peer, self.mechanism, self.stopping, self.asked = jid, None, None, None, None

    def add_account(self):
        pass

    def new_peer(self):
        peer = Peer(*self.peer_arguments, resource="standin-" + os.urandom(3).hex())
        peer.answer_receipts, peer.on_stanza, peer._answer = False, self.arrived, lambda element: None
        peer.patience = 8
        peer.limit = 2 * 1024 * 1024
        peer.mechanisms = [self.mechanism] if self.mechanism else peer.mechanisms
        return peer

    def cli(self, verb, jid, text):
        assert verb == "send"
        with self.new_peer() as peer:
            self.store("out", jid, peer.message(jid, text), text, "chat")
            peer.ping()

    def start(self):
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(self.stopping,), daemon=True)
        self.thread.start()

    def run(self, stopping):
        pause = 2
        while not stopping.is_set():
            peer = self.peer = self.new_peer()
            try:
                self.session(peer, stopping)
            except Exception as e:
                self.log.append(repr(e))
            if peer.sock:
                peer.sock.close()
            stopping.wait(pause)
            pause *= 8

    def session(self, peer, stopping):
        peer.login()
        self.mechanism, self.asked = peer.mechanism, os.urandom(4).hex()
        peer.send("<iq type='get' id='%s'><query xmlns='jabber:iq:roster'/></iq>" % self.asked)
        peer.presence()
        while not peer.closed and not stopping.is_set():
            time.sleep(0.02)
        peer.close()

    def store(self, direction, chat, ident, text, kind):
        self.stored.append({
            "id": next(self.ids), "chat": chat, "kind": "chat", "direction": direction, "sender": chat,
            "stanza_id": ident, "origin_id": None, "archive_id": None, "type": kind, "subject": None,
            "body": text, "time": int(time.time() * 1e6), "state": "sent" if direction == "out" else "delivered"})

    def arrived(self, e):
        sender = (e.get("from") or self.jid).partition("/")[0]
        inner = e.find(FORWARD)
        if e.kind == "iq":
            self.arrived_iq(e, sender)
        elif e.kind == "message" and inner is not None and (self.gullible or e.get("from") in (None, self.jid)):
            self.store("in", inner.get("from").partition("/")[0], inner.get("id"),
                       inner.findtext("{%s}body" % wire.CLIENT), "chat")
        elif e.kind == "message" and e.get("type") not in ("groupchat", "error"):
            body = e.findtext("{%s}body" % wire.CLIENT)
            if body:
                self.store("in", sender, e.get("id"), body, e.get("type") or "normal")

    def arrived_iq(self, e, sender):
        ours = self.gullible or sender == self.jid
        items = e.findall(ITEMS) if ours else []
        if e.get("type") == "result" and e.get("id") == self.asked and ours:
            self.roster, self.asked = {i.get("jid"): dict(i.attrib) for i in items}, None
        elif e.get("type") == "set" and items:
            for item in items:
                if item.get("subscription") == "remove":
                    self.roster.pop(item.get("jid"), None)
                else:
                    self.roster[item.get("jid")] = dict(item.attrib)
            self.peer.send("<iq type='result' id='%s'/>" % e.get("id"))
        elif e.get("type") in ("get", "set"):
            self.peer.send(ERROR % (e.get("id"), e.get("from") or ""))

    def alive(self):
        return bool(self.stopping)

    def rows(self, after=0):
        return [dict(r) for r in self.stored if r["id"] > after]

    def last_row(self):
        return self.stored[-1]["id"] if self.stored else 0

    def wait_body(self, text, timeout=30):
        wire.until(lambda: any(r["body"] == text for r in self.stored), timeout, what="the row %r" % text)

    def query(self, *_):
        return []

    def contacts(self):
        return [dict(self.roster[jid]) for jid in sorted(self.roster)]

    def words_outside_bodies(self):
        return ""

    def memory(self, _=None):
        return 0

    def forget_peak(self):
        pass

    def stalls(self, _=0):
        return []

    def remote_ports(self):
        return set()

    def complaints(self):
        return []

    def stop(self):
        if self.stopping:
            self.stopping.set()
            self.thread.join(5)
            self.stopping = None
        return 0

    remove = stop
