#!/usr/bin/env python3
"""The contact list: from the server, changed here and there, asked for and answered."""
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import scripted  # noqa: E402
import tap  # noqa: E402
import wire  # noqa: E402
from balcony import DOMAIN, ENV, PROSODY, Balcony, ctl, jid_of  # noqa: E402
from peer import connect  # noqa: E402

JULIET = "juliet@" + DOMAIN


class Pair:
    """Two new accounts that know nobody: balcony is signed in as one, the peer is the other."""
    count = 0

    def __init__(self):
        Pair.count += 1
        self.me, self.other = ("%s%d-%d" % (name, os.getpid(), Pair.count) for name in ("here", "there"))
        for name in (self.me, self.other):
            ctl("add-user", name, "secret-" + name)
        self.balcony = Balcony().sign_in(self.me)
        self.peer = connect(self.other)
        self.peer.roster()  # or the server tells it nothing of requests
        self.peer.presence()
        self.peer.ping()

    def __enter__(self):
        return self.balcony, self.peer, self.me, jid_of(self.other)

    def __exit__(self, *_):
        self.balcony.__exit__()
        self.peer.close()
        for name in (self.me, self.other):
            ctl("del-user", name)


def the_list_comes_from_the_server_and_follows_it():
    with Balcony() as balcony:
        for name in ("romeo", "nurse"):
            ctl("roster-item", "juliet", name, "both", "Friend " + name)
        balcony.sign_in()
        names = {c["jid"]: c["name"] for c in balcony.do("roster")}
        assert names["romeo@" + DOMAIN] == "Friend romeo", names
        balcony.start()
        ctl("roster-item", "juliet", "romeo", "both", "Montague")
        balcony.wait_contact("romeo", name="Montague")
        ctl("roster-item", "juliet", "nurse", "remove")
        wire.until(lambda: jid_of("nurse") not in balcony.contacts())
        balcony.end()
        assert [c["name"] for c in balcony.do("roster", "--offline")] == ["Montague"]
        # Another device, while this one is away.
        ctl("roster-item", "juliet", "romeo", "remove")
        assert balcony.do("roster") == []


def presence_is_seen_and_ends():
    with Pair() as (balcony, peer, me, other):
        ctl("befriend", me, other)
        balcony.start()
        peer.presence("away", "at tea")
        balcony.wait_event(event="presence", **{"from": other}, presence="away")
        first = len(balcony.events)
        peer.close()
        balcony.wait_event(first, event="presence", **{"from": other}, presence="offline")


def somebody_is_added_and_accepts():
    with Pair() as (balcony, peer, me, other):
        balcony.do("add", other, "--name=A friend", "--group=People", "--message=It is me")
        asked = peer.wait_request(jid_of(me))
        assert asked.findtext("{jabber:client}status") == "It is me", asked.raw
        contact = balcony.wait_contact(other, ask=1)
        assert (contact["name"], contact["groups"]) == ("A friend", "People"), contact
        balcony.start()
        peer.accept(jid_of(me))
        balcony.wait_contact(other, subscription="both", ask=0)


def a_refusal_ends_the_waiting():
    with Pair() as (balcony, peer, me, other):
        balcony.do("add", other)
        peer.wait_request(jid_of(me))
        balcony.start()
        peer.presence(to=jid_of(me), kind="unsubscribed")
        balcony.wait_contact(other, subscription="none", ask=0)


def a_request_is_accepted():
    with Pair() as (balcony, peer, me, other):
        balcony.start()
        peer.request(jid_of(me), "Please")
        request = balcony.wait_event(event="request", **{"from": other})
        assert request["message"] == "Please", request
        balcony.end()
        assert [r["jid"] for r in balcony.do("requests")] == [other]
        balcony.do("accept", other)
        peer.wait(lambda e: e.kind == "presence" and e.get("type") == "subscribed", what="the yes")
        peer.wait_request(jid_of(me))
        peer.accept(jid_of(me))
        balcony.start()
        balcony.wait_contact(other, subscription="both")
        assert balcony.query("SELECT * FROM request") == []


def a_request_is_declined():
    with Pair() as (balcony, peer, me, other):
        peer.request(jid_of(me))
        balcony.start()
        balcony.wait_event(event="request", **{"from": other})
        balcony.end()
        balcony.do("decline", other)
        peer.wait(lambda e: e.kind == "presence" and e.get("type") == "unsubscribed", what="the no")
        assert balcony.do("requests") == [] and other not in balcony.contacts()
        assert balcony.run("accept", other)[0] == 1


def a_friend_is_removed_from_both_sides():
    with Pair() as (balcony, peer, me, other):
        ctl("befriend", me, other)
        balcony.do("remove", other)
        peer.wait(lambda e: e.kind == "presence" and e.get("type") == "unsubscribed", what="the end")
        assert balcony.do("roster") == [] and not balcony.contacts()


def somebody_is_blocked():
    with Pair() as (balcony, peer, me, other):
        balcony.do("block", other)
        balcony.start()
        peer.message(jid_of(me), "hello?")
        peer.ping()
        ctl("headline", me, "Notice", "after it")
        balcony.wait_row(body="after it")
        assert "hello?" not in balcony.bodies()


def addresses_are_checked():
    with Pair() as (balcony, _, me, _):
        for bad in ("", "a b@c", jid_of(me), "@" + DOMAIN, "x@"):
            words = balcony.refused("add", bad)
            assert "not a valid address" in words, (bad, words)
        words = balcony.refused("add", "somebody@nowhere.test")
        assert "allow" in words or "address" in words, words


def versions_save_the_list():
    with scripted_server() as (server, balcony):
        server.answers["{jabber:iq:roster}query"] = (
            "<query xmlns='jabber:iq:roster' ver='v1'><item jid='romeo@balcony.test' subscription='both'/></query>")
        server.more_features = "<ver xmlns='urn:xmpp:features:rosterver'/>"
        balcony.sign_in("me", port=server.port)
        balcony.do("roster")
        server.answers["{jabber:iq:roster}query"] = ""
        assert [c["jid"] for c in balcony.do("roster")] == ["romeo@balcony.test"]
        asked = [e.find("{jabber:iq:roster}query").get("ver") for _, e in server.seen("iq")
                 if e.find("{jabber:iq:roster}query") is not None]
        assert (asked[0], asked[-1]) == ("", "v1"), asked
        # A push carries the next version.
        balcony.start()
        server.session.send("<iq type='set' id='push'><query xmlns='jabber:iq:roster' ver='v2'>"
                            "<item jid='nurse@balcony.test' subscription='to'/></query></iq>")
        server.wait_seen(lambda e: e.kind == "iq" and e.get("id") == "push" and e.get("type") == "result")
        balcony.wait_contact("nurse", subscription="to")
        assert balcony.query("SELECT roster_version AS v FROM account")[0]["v"] == "v2"


def who_left_during_a_lost_session_is_gone():
    with scripted_server() as (server, balcony):
        server.answers["{jabber:iq:roster}query"] = (
            "<query xmlns='jabber:iq:roster'><item jid='romeo@balcony.test' subscription='both'/></query>")
        balcony.sign_in("me", port=server.port).start()
        server.session.send("<presence from='romeo@balcony.test/x'/>")
        balcony.wait_event(event="presence", **{"from": "romeo@balcony.test"}, presence="online")
        server.managed.clear()
        first = len(balcony.events)
        server.session.cut()
        balcony.wait_event(first, event="presence", **{"from": "romeo@balcony.test"}, presence="offline")
        balcony.wait_event(first, event="account", state="online")


class scripted_server:
    def __enter__(self):
        self.server = scripted.Scripted(os.path.join(ENV["BAL_TEST_CERTS"], "good.pem"))
        self.balcony = Balcony()
        return self.server, self.balcony

    def __exit__(self, *_):
        self.balcony.__exit__()
        self.server.close()


CASES = [
    the_list_comes_from_the_server_and_follows_it, presence_is_seen_and_ends, somebody_is_added_and_accepts,
    a_refusal_ends_the_waiting, a_request_is_accepted, a_request_is_declined, a_friend_is_removed_from_both_sides,
    somebody_is_blocked, addresses_are_checked]

if len(sys.argv) > 1:
    sys.exit(tap.run_cases([globals()[n] for n in sys.argv[1:]]))
if __name__ == "__main__":
    sys.exit(tap.run_cases(CASES + ([versions_save_the_list, who_left_during_a_lost_session_is_gone] if PROSODY else [])))
