#!/usr/bin/env python3
"""The fixture itself, in TAP: logins both ways, every account, every verb that tests rely on."""
import os
import ssl
import subprocess
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import accounts  # noqa: E402
import tap  # noqa: E402
import wire  # noqa: E402
from peer import Peer, PeerError, body, connect  # noqa: E402
from proxy import Proxy  # noqa: E402

ENV = os.environ


def ctl(*words):
    return subprocess.run([ENV["BAL_TEST_CTL"], *words], check=True, capture_output=True, text=True).stdout


def peer(jid, password, direct=False):
    port = ENV["BAL_TEST_TLS_PORT" if direct else "BAL_TEST_PORT"]
    return Peer(jid, password, ENV["BAL_TEST_HOST"], port, ENV["BAL_TEST_CA"], direct)


def every_account_by_starttls():
    for jid, password in accounts.accounts():
        with peer(jid, password) as p:
            assert p.ping().get("type") == "result", jid


def direct_tls():
    with peer("juliet@balcony.test", "secret-juliet", True) as p:
        assert p.full.startswith("juliet@balcony.test/")


def wrong_password_is_refused():
    try:
        peer("juliet@balcony.test", "wrong").login()
    except PeerError as e:
        assert "not-authorized" in str(e)
    else:
        raise AssertionError("logged in")


def messages_arrive_also_across_domains():
    with connect("juliet") as juliet, connect("romeo") as romeo, connect("stranger@elsewhere.test") as stranger:
        for p in (juliet, romeo, stranger):
            p.presence()
            p.ping()
        romeo.message("juliet@balcony.test", "Good morrow")
        stranger.message("juliet@balcony.test", "Hello there")
        juliet.wait_message("Good morrow")
        assert juliet.wait_message("Hello there").get("from").startswith("stranger@elsewhere.test/")


def headline_comes_from_the_server():
    with connect("juliet") as juliet:
        juliet.presence()
        juliet.ping()
        ctl("headline", "juliet", "Maintenance", "Back at <noon> & later")
        got = juliet.wait_message()
        assert (got.get("from"), got.get("type"), body(got)) == (
            "balcony.test", "headline", "Back at <noon> & later"), got.raw


def offline_message_waits():
    ctl("offline-send", "romeo", "tybalt", "Are you there?")
    with connect("tybalt") as tybalt:
        tybalt.presence()
        got = tybalt.wait_message("Are you there?")
        assert got.find("{urn:xmpp:delay}delay") is not None


def friends_and_roster_items():
    ctl("befriend", "nurse", "mercutio")
    with connect("nurse") as nurse, connect("mercutio") as mercutio:
        assert nurse.roster()["mercutio@balcony.test"].get("subscription") == "both"
        nurse.presence()
        mercutio.presence()
        nurse.wait(lambda e: e.kind == "presence" and e.get("from", "").startswith("mercutio@"))
        ctl("roster-item", "nurse", "mercutio", "remove")
        nurse.wait(lambda e: e.find(".//{jabber:iq:roster}item[@subscription='remove']") is not None)
    with connect("me") as me:
        assert me.roster()["contact@balcony.test"].get("subscription") == "both"


def accounts_come_and_go():
    ctl("add-user", "paris", "first")
    with peer("paris@balcony.test", "first"):
        assert ctl("sessions", "paris").strip() == "peer"
    ctl("passwd", "paris", "second")
    with peer("paris@balcony.test", "second") as p:
        ctl("kick", "paris")
        wire.until(lambda: p.closed, what="the kick")
    ctl("del-user", "paris")
    try:
        peer("paris@balcony.test", "second").login()
    except PeerError:
        return
    raise AssertionError("logged in")


def restart_kill_and_pause_keep_the_ports():
    for verbs in (["restart"], ["kill", "start"], ["stop", "start"], ["pause", "continue"]):
        for verb in verbs:
            ctl(verb)
        with connect("juliet") as p:
            p.ping()


def archive_and_room_exist():
    with connect("juliet") as p:
        p.presence()
        p.message("romeo@balcony.test", "for the archive")
        assert p.iq("set", "<query xmlns='urn:xmpp:mam:2'/>").get("type") == "result"
        assert any("for the archive" in e.raw.decode() for e in p.since() if e.kind == "message")
        start = p.mark()
        p.send("<presence to='garden@conference.balcony.test/Juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
        p.wait(lambda e: e.find(".//{http://jabber.org/protocol/muc#user}status[@code='110']") is not None, start=start)


def accounts_can_be_registered_in_band():
    def newcomer():
        return peer("paris@register.test", "chosen & päss")

    asking = newcomer()
    asking.open()
    asking.sock.sendall(b"<iq type='get' id='r1' to='register.test'><query xmlns='jabber:iq:register'/></iq>")
    form = asking.next("iq")
    assert form.find(".//{jabber:iq:register}username") is not None, form.raw
    answer = asking.ask("<iq type='set' id='r2' to='register.test'><query xmlns='jabber:iq:register'><username>paris"
                        "</username><password>chosen &amp; päss</password></query></iq>", "iq")
    assert answer.get("type") == "result", answer.raw
    asking.drop()
    with newcomer():
        pass
    late = newcomer()
    late.open()
    answer = late.ask("<iq type='set' id='r3' to='register.test'><query xmlns='jabber:iq:register'><username>taken"
                      "</username><password>x</password></query></iq>", "iq")
    assert answer.find(".//{urn:ietf:params:xml:ns:xmpp-stanzas}conflict") is not None, answer.raw
    late.drop()


def features_of(domain):
    with connect("juliet@" + domain) as p:
        asked = [p.iq("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", to=to)
                 for to in (domain, p.bare)]
        return {f.get("var") for answer in asked for f in answer.iter("{http://jabber.org/protocol/disco#info}feature")}


def servers_have_what_tests_need():
    wanted = {"urn:xmpp:mam:2", "urn:xmpp:carbons:2", "urn:xmpp:blocking", "vcard-temp", "urn:xmpp:ping",
              "http://jabber.org/protocol/pubsub#publish"}
    assert wanted <= features_of("balcony.test"), wanted - features_of("balcony.test")
    assert not wanted & features_of("bare.test") - {"urn:xmpp:ping"}, features_of("bare.test")


def wrong_certificates_are_served():
    for kind, word in (("OTHER_NAME", "Hostname mismatch"), ("EXPIRED", "expired"), ("NOT_YET_VALID", "not yet valid"),
                       ("UNKNOWN_CA", "local issuer"), ("SELF_SIGNED", "self-signed")):
        for direct in (False, True):
            try:
                Peer("me@balcony.test", "secret-me", ENV["BAL_TEST_HOST"], ENV["BAL_TEST_PORT_" + kind],
                     ENV["BAL_TEST_CA"], direct).login()
            except ssl.SSLCertVerificationError as e:
                assert word in str(e), (kind, str(e))
            else:
                raise AssertionError(kind)


def proxied(pem=None):
    port = int(ENV["BAL_TEST_BACKEND_PORT" if pem else "BAL_TEST_PORT"])
    proxy = Proxy((ENV["BAL_TEST_HOST"], port), pem and os.path.join(ENV["BAL_TEST_CERTS"], pem))
    return proxy, Peer("nurse@balcony.test", "secret-nurse", "127.0.0.1", proxy.port, ENV["BAL_TEST_CA"])


def proxy_cuts_stalls_and_throttles_bytes():
    proxy, nurse = proxied()
    proxy.throttle(20000)
    with nurse:
        proxy.throttle(0)
        proxy.stall()
        nurse.send("<iq type='get' id='late'><ping xmlns='urn:xmpp:ping'/></iq>")
        assert not [e for e in nurse.since() if e.get("id") == "late"]
        proxy.stall(False)
        nurse.wait(lambda e: e.get("id") == "late")
        proxy.cut()
        wire.until(lambda: nurse.closed, what="the cut")
    proxy.close()


def proxy_works_on_stanzas():
    proxy, nurse = proxied("good.pem")
    proxy.rule("duplicate", pattern="<body>two</body>")
    proxy.rule("drop", pattern="<body>three</body>")
    proxy.rule("insert", pattern="<body>four</body>", xml="<message type='chat'><body>inserted</body></message>")
    proxy.rule("cut", pattern="<body>", k=5)
    with nurse, connect("juliet") as juliet:
        nurse.presence()
        nurse.ping()
        for text in ("one", "two", "three", "four", "five", "six"):
            juliet.message(nurse.full, text)
        wire.until(lambda: nurse.closed, what="the cut")
        assert nurse.bodies() == ["one", "two", "two", "four", "inserted"], nurse.bodies()
    proxy.close()


if __name__ == "__main__":
    sys.exit(tap.run_cases([
        every_account_by_starttls, direct_tls, wrong_password_is_refused, messages_arrive_also_across_domains,
        headline_comes_from_the_server, offline_message_waits, friends_and_roster_items, accounts_come_and_go,
        restart_kill_and_pause_keep_the_ports, archive_and_room_exist,
        accounts_can_be_registered_in_band, servers_have_what_tests_need, wrong_certificates_are_served, proxy_cuts_stalls_and_throttles_bytes, proxy_works_on_stanzas]))
