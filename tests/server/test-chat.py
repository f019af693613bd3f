#!/usr/bin/env python3
"""Messages of every type, receipts, copies to other devices, questions of others: beside a real server."""
import os
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import tap  # noqa: E402
import wire  # noqa: E402
from balcony import DOMAIN, ENV, Balcony, ctl  # noqa: E402
from peer import Peer, connect  # noqa: E402

JULIET = "juliet@" + DOMAIN
RECEIVED = "{urn:xmpp:receipts}received"
REQUEST = "<request xmlns='urn:xmpp:receipts'/>"
UNAVAILABLE = (b"<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")


def messages_go_both_ways():
    with Balcony() as balcony, connect("romeo") as romeo:
        romeo.presence()
        romeo.ping()
        balcony.sign_in().start()
        for text in ("Ein Wörtchen", "<b>&amp;", "多謝", "two\nlines"):
            romeo.message(JULIET, text)
            balcony.wait_event(event="message", body=text)
        rows = balcony.rows(chat="romeo@" + DOMAIN)
        assert [(r["direction"], r["kind"], r["type"], r["state"]) for r in rows] == [("in", "chat", "chat", "received")] * 4
        balcony.end()
        balcony.do("send", "romeo@" + DOMAIN, "What’s in a <name>?")
        got = romeo.wait_message("What’s in a <name>?")
        assert got.get("type") == "chat" and got.find("{urn:xmpp:receipts}request") is not None
        assert balcony.rows(direction="out")[0]["stanza_id"] == got.get("id")


def a_message_nobody_gets_is_marked():
    with Balcony() as balcony:
        balcony.sign_in()
        balcony.run("send", "somebody@nowhere.test", "lost")
        # The server says so a moment after it took the message: once more, and stay.
        balcony.change("UPDATE message SET state = 'pending', reason = NULL")
        balcony.start()
        row = balcony.wait_row(body="lost", state="failed")
        assert row["reason"], row


def offline_messages_keep_their_time():
    with Balcony() as balcony:
        balcony.sign_in("mercutio")
        ctl("offline-send", "romeo", "mercutio", "Are you there?")
        time.sleep(2)  # so that the time of sending and of coming differ
        balcony.start()
        row = balcony.wait_row(body="Are you there?")
        assert row["sort"] - row["time"] > 1000000, row


def types_are_what_they_are():
    with Balcony() as balcony, connect("romeo") as romeo:
        balcony.sign_in().start()
        ctl("headline", "juliet", "Maintenance", "Back at noon")
        balcony.wait_event(event="message", kind="notice", body="Back at noon", subject="Maintenance")
        romeo.send("<message to='%s' type='normal'><subject>Letter</subject><body>Dear</body></message>" % JULIET)
        assert balcony.wait_row(body="Dear")["subject"] == "Letter"
        romeo.send("<message to='%s' type='groupchat'><body>hidden</body></message>" % JULIET)
        romeo.send("<message to='%s' type='odd'><body>odd</body></message>" % JULIET)
        romeo.message(JULIET, "last")
        balcony.wait_row(body="last")
        assert "hidden" not in balcony.bodies(), balcony.bodies()
        assert balcony.rows(kind="notice", sender=DOMAIN)[0]["type"] == "headline"


def receipts_are_given_to_friends_only():
    ctl("befriend", "juliet", "nurse")
    with Balcony() as balcony, connect("nurse") as nurse, connect("stranger@elsewhere.test") as stranger:
        balcony.sign_in().start()
        for peer in (nurse, stranger):
            peer.answer_receipts = False
            peer.presence()
            peer.message(JULIET, "with receipt", ident="receipt-1", extra=REQUEST)
            peer.message(JULIET, "a headline", kind="headline", ident="receipt-2", extra=REQUEST)
            peer.message(JULIET, "the end of " + peer.user)
            balcony.wait_row(body="the end of " + peer.user)
        got = nurse.wait(lambda e: e.find(RECEIVED) is not None, what="a receipt")
        assert got.find(RECEIVED).get("id") == "receipt-1"
        full = "%s/%s" % (JULIET, ctl("sessions", "juliet").split()[0])
        for peer in (nurse, stranger):
            peer.iq("get", "<probe xmlns='urn:balcony:test'/>", full)
        assert [e.find(RECEIVED).get("id") for e in nurse.since() if e.find(RECEIVED) is not None] == ["receipt-1"]
        assert not [e for e in stranger.since() if e.kind in ("message", "presence") and JULIET in e.get("from", "")]


def receipts_of_others_count_from_the_right_one():
    with Balcony() as balcony, connect("nurse") as nurse, connect("romeo") as romeo:
        nurse.answer_receipts = False
        nurse.presence()
        nurse.ping()
        balcony.sign_in().do("send", "nurse@" + DOMAIN, "did it come?")
        ident = nurse.wait_message("did it come?").get("id")
        balcony.start()
        romeo.send("<message to='%s'><received xmlns='urn:xmpp:receipts' id='%s'/></message>" % (JULIET, ident))
        romeo.message(JULIET, "forged")
        balcony.wait_row(body="forged")
        assert balcony.rows(body="did it come?")[0]["state"] == "acked"
        nurse.send("<message to='%s'><received xmlns='urn:xmpp:receipts' id='%s'/></message>" % (JULIET, ident))
        balcony.wait_row(body="did it come?", state="delivered")


def copies_come_from_other_devices():
    with Balcony() as balcony, connect("romeo") as romeo, connect("juliet", resource="phone") as phone:
        romeo.presence()
        romeo.ping()
        phone.presence()
        phone.iq("set", "<enable xmlns='urn:xmpp:carbons:2'/>")
        balcony.sign_in().start()
        phone.message("romeo@" + DOMAIN, "from the phone", ident="phone-1")
        row = balcony.wait_row(body="from the phone")
        assert (row["direction"], row["chat"], row["state"]) == ("out", "romeo@" + DOMAIN, "acked"), row
        romeo.message(phone.full, "to the phone")
        row = balcony.wait_row(body="to the phone")
        assert (row["direction"], row["sender"]) == ("in", "romeo@" + DOMAIN), row
        phone.message(JULIET, "a note to myself")
        assert balcony.wait_row(body="a note to myself")["direction"] == "out"
        assert not balcony.find_event(event="message", body="from the phone")


def questions_are_answered_to_those_who_see_us():
    with Balcony() as balcony, connect("nurse") as nurse, connect("stranger@elsewhere.test") as stranger:
        balcony.sign_in().start()
        full = "%s/%s" % (JULIET, ctl("sessions", "juliet").split()[0])
        assert nurse.ping(full).get("type") == "result"
        info = nurse.iq("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", full)
        assert "urn:xmpp:receipts" in info.raw.decode()
        absent = stranger.ping(JULIET + "/absent")
        for payload in ("<ping xmlns='urn:xmpp:ping'/>", "<query xmlns='http://jabber.org/protocol/disco#info'/>",
                        "<query xmlns='jabber:iq:version'/>", "<odd xmlns='urn:odd'/>"):
            there = stranger.iq("get", payload, full)
            for answer in (there, absent):
                assert answer.get("type") == "error"
                error = next(c for c in answer if c.kind == "error")
                assert [c.kind for c in error if c.kind != "text"] == ["service-unavailable"], answer.raw
                assert error.get("type") == "cancel"


def two_accounts_talk_in_one_profile():
    with Balcony() as balcony:
        balcony.sign_in("juliet").sign_in("romeo")
        assert balcony.run("send", "romeo@" + DOMAIN, "which?")[0] == 2
        balcony.do("--account=" + JULIET, "send", "romeo@" + DOMAIN, "over here")
        balcony.start()
        balcony.wait_event(event="account", account="romeo@" + DOMAIN, state="online")
        balcony.wait_row(body="over here", direction="in", chat=JULIET)
        assert balcony.rows(body="over here", direction="out")[0]["chat"] == "romeo@" + DOMAIN


def servers_with_fewer_means_work_too():
    jid = "juliet@bare.test"
    with Balcony() as balcony, Peer("stranger@bare.test", "secret-stranger", ENV["BAL_TEST_HOST"], ENV["BAL_TEST_PORT"],
                                    ENV["BAL_TEST_CA"]) as other:
        other.presence()
        other.ping()
        balcony.sign_in(jid)
        balcony.do("send", "stranger@bare.test", "without acknowledgements")
        other.wait_message("without acknowledgements")
        balcony.start()
        other.message(jid, "back")
        balcony.wait_row(body="back")


def what_was_said_is_found_again():
    with Balcony() as balcony, connect("romeo") as romeo:
        balcony.sign_in().start()
        for text in ("a rose by any name", "薔薇換個名字", "the end"):
            romeo.message(JULIET, text)
        balcony.wait_row(body="the end")
        balcony.end()
        assert [m["body"] for m in balcony.do("history", "romeo@" + DOMAIN)][-1] == "the end"
        assert [m["body"] for m in balcony.do("search", "ROSE")] == ["a rose by any name"]
        assert [m["body"] for m in balcony.do("search", "薔薇")] == ["薔薇換個名字"]


if len(sys.argv) > 1:
    sys.exit(tap.run_cases([globals()[n] for n in sys.argv[1:]]))
if __name__ == "__main__":
    sys.exit(tap.run_cases([
        messages_go_both_ways, a_message_nobody_gets_is_marked, offline_messages_keep_their_time, types_are_what_they_are,
        receipts_are_given_to_friends_only, receipts_of_others_count_from_the_right_one, copies_come_from_other_devices,
        questions_are_answered_to_those_who_see_us, two_accounts_talk_in_one_profile, servers_with_fewer_means_work_too,
        what_was_said_is_found_again]))
