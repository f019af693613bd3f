"""Entries that an ordinary account can send, through a real server to one long-running victim."""
import os
import traceback

import accounts
import checks
import wire
from peer import Peer, PeerError

REACHABLE = {"seed-in", "seed-in-unread", "seed-out"}
HONEST = 100
SEED_OUT, SEED_IN = "seed out: see you at noon", "seed in: at noon then"


class Stage:
    """The server, the victim and the two who send."""

    def __init__(self, fixture, make_victim):
        self.fixture, self.make_victim = fixture, make_victim
        self.numbers = 0
        self.victim, self.peers, self.values = None, {}, {
            "me": "me@" + accounts.DOMAIN, "contact": "contact@" + accounts.DOMAIN,
            "contact_full": "contact@%s/phone" % accounts.DOMAIN, "stranger": "stranger@" + accounts.ELSEWHERE,
            "server": accounts.DOMAIN, "room": "room@" + accounts.ROOMS}

    def open(self):
        server = self.fixture.server
        self.victim = self.make_victim(self.values["me"], accounts.password(self.values["me"]), server.port,
                                       self.fixture.ca)
        self.victim.add_account()
        # Not delivered yet, as the contact is not online; nobody will confirm it.
        self.victim.cli("send", self.values["contact"], SEED_OUT)
        self.values["out_id"] = self.row_of(SEED_OUT)["stanza_id"] or "out-1"
        self.victim.start()
        self.connect("contact")
        self.connect("stranger")
        self.wait_online()
        self.peers["contact"].message(self.values["me"], SEED_IN, ident="seed-in-1")
        self.victim.wait_body(SEED_IN)
        row = self.row_of(SEED_IN)
        self.values.update(in_id=row["stanza_id"] or "seed-in-1", stanza_id=row["archive_id"] or "archive-1")
        self.sync(self.peers["stranger"])

    def row_of(self, text):
        return next(r for r in self.victim.rows() if r["body"] == text)

    def wait_online(self):
        """Find the victim's session: one that answers and is still there then. Others may be of a run that
        has ended, and a server that bounces for them is no answer."""
        def answering():
            for resource in self.fixture.server.sessions(self.values["me"]):
                self.values["me_full"] = "%s/%s" % (self.values["me"], resource)
                try:
                    self.probe(self.peers["contact"], 5)
                except TimeoutError:
                    continue
                if resource in self.fixture.server.sessions(self.values["me"]):
                    return True
            return not self.victim.alive()

        wire.until(answering, 60, what="the victim to come online")
        if not self.victim.alive():
            raise RuntimeError("the victim ended: " + "\n".join(self.victim.log[-20:]))

    def connect(self, who):
        jid = self.values[who]
        peer = Peer(jid, accounts.password(jid), "127.0.0.1", self.fixture.server.port, self.fixture.ca,
                    resource={"contact": "phone", "stranger": "evil"}[who])
        peer.answer_receipts = False
        self.peers[who] = peer.login()
        peer.presence()
        peer.ping()

    def close(self):
        for peer in self.peers.values():
            peer.close()

    # one entry

    def probe(self, peer, timeout=30):
        """A request of no known kind to the victim; its answer comes after all that was sent before."""
        return peer.iq("get", "<probe xmlns='urn:balcony:test:probe'/>", to=self.values["me_full"],
                       timeout=timeout)

    def sync(self, peer, scene=None):
        """Wait until the victim has handled and stored everything that was sent so far."""
        self.numbers += 1
        text = "between %d" % self.numbers
        if scene:
            scene.ignored.add(text)
        answer = self.probe(peer)
        if peer is not self.peers["contact"]:
            self.probe(self.peers["contact"])
        self.peers["contact"].message(self.values["me"], text)
        self.victim.wait_body(text)
        return answer

    def repair(self):
        """After a failed entry: everybody back on stage."""
        self.fixture.server.start()
        for who in ("contact", "stranger"):
            if self.peers[who].closed:
                self.connect(who)
        if not self.victim.alive():
            self.victim.start()
        self.wait_online()

    @staticmethod
    def is_refusal(element, scene):
        """Whether the server returned a message by itself: what the victim says comes from a full address."""
        return (element.kind == "message" and element.get("type") == "error" and "/" not in element.get("from")
                and element.get("id") in scene.sent_ids)

    def play(self, entry):
        """(problems, unseen phrases, remark)"""
        peer = self.peers[entry.sender]
        scene = checks.Scene(entry, self.victim, self.values)
        scene.ports = {self.fixture.server.port}
        data = entry.render(self.values)
        scene.sent_ids = entry.ids(data)
        mark, remark, probe = peer.mark(), "", None
        try:
            peer.send(data)
            peer.ping()
        except (OSError, TimeoutError):
            return [], [], "the server did not take it"
        try:
            probe = self.sync(peer, scene).get("id")
        except (TimeoutError, PeerError) as e:
            scene.connected = False
            remark = str(e)
        if self.fixture.server.process.poll() is not None:
            return [], [], "the server did not survive it"
        full = self.values["me_full"]
        scene.connected = scene.connected and full.partition("/")[2] in self.fixture.server.sessions(self.values["me"])
        scene.replies = [e for e in peer.since(mark) if (e.get("from") or "").partition("/")[0] == self.values["me"]
                         and e.get("id") != probe and not (e.kind == "presence" and not e.get("type"))]
        problems, unseen = checks.evaluate(scene)
        if problems and any(self.is_refusal(e, scene) for e in scene.replies):
            return [], [], "the server refused it"
        if remark:
            problems.append("afterwards: " + remark)
        return problems, unseen, ""

    def honest(self):
        """A hundred messages of the contact arrive once each, in order."""
        texts = ["honest %03d ä <b>&amp;</b> 你好" % n for n in range(HONEST)]
        for text in texts:
            self.peers["contact"].message(self.values["me"], text)
        self.victim.wait_body(texts[-1], 60)
        got = [r for r in self.victim.rows() if (r["body"] or "").startswith("honest ")]
        assert [r["body"] for r in got] == texts, "%d of %d arrived, first %r" % (len(got), HONEST, got[:1])
        assert all(r["chat"] == self.values["contact"] and r["direction"] == "in" for r in got)


def reachable(entry):
    return entry.via == "c2s" and set(entry.setup) <= REACHABLE and entry.sender in ("contact", "stranger")


def play_one(stage, plan, entry, refused):
    try:
        problems, unseen, remark = stage.play(entry)
    except Exception:
        problems, unseen, remark = [traceback.format_exc()], [], ""
    if remark:
        refused.append(entry)
    else:
        plan.result(not problems, "c2s " + entry.name, "\n".join(problems))
    if problems or remark or stage.peers["contact"].closed or stage.peers["stranger"].closed:
        stage.repair()
    return unseen


def run(plan, fixture, entries, make_victim, refused):
    """Play all entries; the phrases that could not be seen. What the server does not pass on is put into `refused`."""
    stage, unseen = Stage(fixture, make_victim), {}
    try:
        try:
            stage.open()
        except Exception:
            words = stage.victim.log[-20:] if stage.victim else []
            plan.result(False, "c2s: the victim comes online", traceback.format_exc() + "\n".join(words))
            return unseen
        for entry in entries:
            for phrase in play_one(stage, plan, entry, refused):
                unseen.setdefault(phrase, []).append(entry.name)
        plan.check("c2s: a hundred honest messages arrive once each", stage.honest)
        status = stage.victim.stop()
        plan.result(status == 0, "c2s: the victim ends in order", "status %s" % status)
        plan.result(not stage.victim.complaints(), "c2s: nothing critical was logged",
                    "\n".join(stage.victim.complaints()[:20]))
    finally:
        stage.close()
        if stage.victim:
            if os.environ.get("V"):
                print("# " + "\n# ".join(stage.victim.log[-50:]))
            stage.victim.remove()
    return unseen
