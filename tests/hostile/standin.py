"""A victim made of the test peer: shows that the harness sends what it should and sees what it should.

It believes only what the server vouches for; with `gullible` it takes forwarded messages and roster pushes
from anybody, which the harness has to notice."""
import itertools
import time

import wire
from peer import Peer

FORWARD = ".//{urn:xmpp:forward:0}forwarded/{jabber:client}message"


class StandIn:
    def __init__(self, jid, password, port, ca, gullible=False):
        self.peer_arguments, self.gullible = (jid, password, "127.0.0.1", port, ca), gullible
        self.log, self.events, self.stored, self.roster, self.ids = [], [], [], {}, itertools.count(1)
        self.jid, self.peer = jid, None

    def add_account(self):
        pass

    def new_peer(self):
        peer = Peer(*self.peer_arguments, resource="standin")
        peer.answer_receipts, peer.on_stanza, peer._answer = False, self.arrived, lambda element: None
        return peer

    def cli(self, verb, jid, text):
        assert verb == "send"
        with self.new_peer() as peer:
            self.store("out", jid, peer.message(jid, text), text, "chat")
            time.sleep(0.2)

    def start(self):
        self.peer = self.new_peer().login()
        self.peer.send("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>")
        self.peer.presence()

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
        item = e.find("{jabber:iq:roster}query/{jabber:iq:roster}item")
        if item is not None and (self.gullible or sender == self.jid):
            if item.get("subscription") == "remove":
                self.roster.pop(item.get("jid"), None)
            else:
                self.roster[item.get("jid")] = dict(item.attrib)
            if e.get("type") == "set":
                self.peer.send("<iq type='result' id='%s'/>" % e.get("id"))
        elif e.get("type") in ("get", "set"):
            self.peer.send("<iq type='error' id='%s' to='%s'><error type='cancel'><service-unavailable xmlns="
                           "'urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>" % (e.get("id"), e.get("from") or ""))

    def alive(self):
        return bool(self.peer)

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
        if self.peer:
            self.peer.close()
            self.peer = None
        return 0

    remove = stop
