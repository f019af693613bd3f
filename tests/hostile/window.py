#!/usr/bin/env python3
"""Attack Balcony's window and see what it shows, in TAP.

  window.py BALCONY BALCONY-CLI

On a display and a session bus of its own (tests/lib/desktop-run --display). BAL_TEST_SHOTS names a folder for pictures
of the screen. The longest answer of the main loop is told for each scene, with what it worked meanwhile; a second is
too much in any case.
"""
import os
import shutil
import sys
import tempfile
import time
import traceback
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib"), os.path.join(HERE, "../server")]
import accounts  # noqa: E402
import certs  # noqa: E402
import checks  # noqa: E402
import scripted  # noqa: E402
import tap  # noqa: E402
import wire  # noqa: E402
from fixture import Fixture  # noqa: E402
from peer import Peer  # noqa: E402
from screen import Desktop, Window  # noqa: E402

ME, CONTACT = "me@" + accounts.DOMAIN, "contact@" + accounts.DOMAIN
STRANGER, SPAMMER = "stranger@" + accounts.ELSEWHERE, "spammer%d@" + accounts.ELSEWHERE
TOO_LONG = 1.0     # seconds that the main loop may stand, however busy the machine
WORST = 100        # of the worst texts in one conversation
HONEST, REQUESTS, FLOOD, ALERTS = 100, 300, 500, 5
TEXTS = {
    "word-100k": "w" * 100_000, "word-240k": "w" * 240_000, "newlines-240k": "\n" * 240_000 + "end",
    "lines": "x\n" * 60_000, "zalgo": "Z" + "\u0301\u0316\u0489" * 20_000, "ligature": "\ufdfd" * 20_000,
    "bidi": "\u202e\u2067\u2066" * 5_000 + "txt.exe", "tags": "".join(chr(0xe0000 + 0x20 + i % 95) for i in range(20_000)),
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 4_000, "han": "\u4f60" * 60_000,
    "arabic": "\u0628\u0627" * 40_000, "links": "https://a.example/%s " % ("a" * 60) * 2_000,
    "mixed": "a\u05d0\u4f60\U0001f600\u0e01\u0915\u094d" * 10_000, "tabs": "\t" * 100_000 + "end",
}


class Stage:
    """A window and those who attack it."""

    def __init__(self, plan, programs, desktop, folder):
        self.plan, self.programs, self.desktop, self.folder = plan, programs, desktop, folder
        self.window, self.last = None, 0

    def open(self, port, ca):
        self.window = Window(*self.programs, ME, "secret-me", port, ca)
        self.window.add_account()
        self.window.start()

    def scene(self, name, play):
        """Play it; the window must be there, have answered meanwhile and not have grown."""
        start = time.monotonic()
        self.last = self.window.last_row()

        def run():
            self.window.forget_peak()
            before = self.window.memory()
            try:
                play()
                self.window.settle()
            finally:
                stood, worked = self.window.longest(start)
                tap.comment("%s: answered within %d ms, of %d ms of work; %d MB" % (
                    name, stood * 1e3, worked * 1e3, self.window.memory("VmHWM") // 1024 if self.window.alive() else 0))
            assert self.window.alive(), "it ended"
            assert worked < TOO_LONG, "the main loop worked for %.1f s" % worked
            grown = self.window.memory("VmHWM") - before
            limit = checks.GROWTH_KB * 2 * (checks.SANITIZED_SLACK if self.window.sanitized else 1)
            assert grown < limit, "grew by %d MB" % (grown // 1024)
            assert not self.window.complaints(), self.window.complaints()[:5]

        self.plan.check("window " + name, run)
        if not self.window.alive():
            tap.comment("\n".join(self.window.log[-30:]))
            self.window.start()

    def new_rows(self):
        return self.window.rows(self.last)

    def shown(self, words):
        """Wait until something with these words is on the screen."""
        return wire.until(lambda: any(words in name for _, name, _ in self.window.nodes()), 30, what=words)

    def close(self):
        status = self.window.stop()
        self.plan.result(status == 0, "window ends in order", "status %s %s" % (status, self.window.log[-10:]))
        self.window.remove()


def arrives_once(stage, send):
    """A hundred honest messages are stored and shown once each, in order and under the right name."""
    texts = ["honest %03d \u4f60\u597d" % n for n in range(HONEST)]
    for text in texts:
        send(text)
    stage.window.wait_body(texts[-1], 60)
    got = [r for r in stage.new_rows() if (r["body"] or "").startswith("honest ")]
    assert [r["body"] for r in got] == texts, "%d arrived" % len(got)
    assert all(r["sender"] == CONTACT for r in got), got[:1]
    stage.window.open(CONTACT)
    stage.shown(texts[-1])
    rows = [name for name in stage.window.messages() if "honest " in name]
    assert rows and all(name.startswith(CONTACT + ", honest ") for name in rows), rows[:3]
    assert len(rows) == len(set(rows)), "shown twice"


# What ordinary people can send.

class People(Stage):
    def connect(self, fixture):
        self.fixture, self.peers = fixture, {}
        for jid, resource in ((CONTACT, "phone"), (STRANGER, "evil")):
            self.peers[jid] = Peer(jid, accounts.password(jid), "127.0.0.1", fixture.server.port, fixture.ca,
                                   resource=resource).login()
            self.peers[jid].presence()
        wire.until(lambda: fixture.server.sessions(ME), 30, what="the window to come online")
        self.peers[CONTACT].message(ME, "first")
        self.window.wait_body("first")
        self.window.open(CONTACT)
        self.shown("first")

    def send(self, text, jid=CONTACT):
        self.peers[jid].message(ME, text)

    def text(self, name):
        def play():
            self.send(TEXTS[name])
            self.send("after " + name)
            self.window.wait_body("after " + name)
            self.shown("after " + name)
            assert len(self.new_rows()) == 2, [r["body"][:50] for r in self.new_rows()]
            colours = self.window.shot("text-" + name)
            assert colours > 20, "nothing is drawn: %d colours" % colours
            names = self.window.messages()
            assert names and all(name.startswith(CONTACT + ", ") for name in names), names
        return play

    def many_texts(self):
        """Opened anew, scrolled through from one end to the other."""
        for i in range(WORST):
            self.send(TEXTS[sorted(TEXTS)[i % len(TEXTS)]])
        self.send("after all")
        self.window.wait_body("after all", 120)
        self.window.open(CONTACT)
        self.shown("after all")

    def reopen(self):
        self.send("from elsewhere", STRANGER)
        self.window.wait_body("from elsewhere")
        for _ in range(3):
            self.window.open(STRANGER)
            self.window.open(CONTACT)
        self.window.shot("reopened")

    def show_all(self):
        """Long texts in their dialogs."""
        self.window.open(CONTACT)
        for name, letter in (("word-240k", "w"), ("emoji", "\U0001f469"), ("arabic", "\u0628"),
                             ("mixed", "\u0e01"), ("ligature", "\ufdfd"), ("lines", "x")):
            self.send(TEXTS[name])
            self.send("after all of " + name)
            self.shown("after all of " + name)
            assert self.window.press("Show All"), "no button for " + name
            wire.until(self.in_dialog, 30, what="the dialog")
            self.window.settle()
            self.window.shot("all-" + name)
            wanted, got = TEXTS[name].count(letter), self.window.text().count(letter)
            assert got == wanted, "%d of %d letters of %s" % (got, wanted, name)
            for key in ("Ctrl+End", "Page_Up", "Escape"):
                self.window.key(key)
                self.window.settle()
            wire.until(lambda: not self.in_dialog(), 30, what="the end of the dialog")

    def in_dialog(self):
        return any(role == "dialog" for role, _, _ in self.window.nodes())

    def stanza(self, inner, after):
        def play():
            self.peers[STRANGER].send("<message to='%s' type='chat' id='big-%s'><body>big %s</body>%s</message>" % (
                ME, after, after, inner))
            self.peers[STRANGER].ping()
            self.send("after " + after)
            self.window.wait_body("after " + after)
            assert all(r["sender"] in (CONTACT, STRANGER) for r in self.new_rows())
        return play

    def notifications(self):
        """What strangers write into names and texts stays text, under their address."""
        self.window.open(CONTACT)
        self.desktop.forget()
        body = "<b>Your bank</b> <a href='https://evil.example'>&amp;click</a> <img src='/dev/zero'/>"
        self.peers[STRANGER].send(
            "<message to='%s' type='chat' id='markup'><nick xmlns='http://jabber.org/protocol/nick'>%s</nick><body>%s"
            "</body></message>" % (ME, CONTACT, escape(body)))
        self.window.wait_body(body)
        wire.until(lambda: self.got(), 30, what="a notification")
        got = self.got()[-1]
        assert got["summary"] == STRANGER, got
        assert "<b>Your" not in got["body"] and "<a" not in got["body"] and "<img" not in got["body"], got
        self.window.shot("notification")

    def got(self):
        return self.desktop.notifications()

    def flood(self):
        self.desktop.forget()
        for n in range(FLOOD):
            self.peers[STRANGER].message(ME, "flood %d" % n)
        self.window.wait_body("flood %d" % (FLOOD - 1), 60)
        self.window.settle()
        got = self.got()
        keys = {n["id"] for n in got}
        assert len(keys) <= ALERTS, "%d notifications" % len(keys)
        assert all(n["summary"] == STRANGER for n in got), got

    def many_strangers(self):
        self.desktop.forget()
        for n in range(FLOOD // 10):
            self.fixture.server.stanza("<message from='%s/x' to='%s' type='chat' id='s%d'><body>spam %d</body></message>" % (
                SPAMMER % n, ME, n, n))
        self.window.wait_body("spam %d" % (FLOOD // 10 - 1), 60)
        self.window.settle()
        got = self.got()
        assert len(got) <= ALERTS * 2, "%d notifications" % len(got)

    def requests(self):
        self.desktop.forget()
        for n in range(REQUESTS):
            self.fixture.server.stanza("<presence from='%s' to='%s' type='subscribe'><nick xmlns="
                                       "'http://jabber.org/protocol/nick'>%s</nick><status>&lt;b&gt;please&lt;/b&gt;"
                                       "</status></presence>" % (SPAMMER % n, ME, CONTACT))
        self.send("after requests")
        self.window.wait_body("after requests", 60)
        self.window.settle()
        got = self.got()
        assert len(got) <= ALERTS, "%d notifications" % len(got)
        assert all("<b>please" not in n["body"] for n in got), got
        self.window.activate("show-requests")
        self.shown(SPAMMER % 0)
        self.window.settle()
        self.window.shot("requests")
        self.window.key("Escape")
        assert not self.window.query("SELECT 1 FROM contact WHERE jid LIKE 'spammer%'")


def attack_by_people(plan, programs, desktop, folder):
    with Fixture("prosody") as fixture:
        stage = People(plan, programs, desktop, folder)
        stage.open(fixture.server.port, fixture.ca)
        try:
            stage.connect(fixture)
            for name in TEXTS:
                stage.scene("text " + name, stage.text(name))
            stage.scene("a hundred of the worst texts", stage.many_texts)
            stage.scene("other conversations and back", stage.reopen)
            stage.scene("the dialog with all of a text", stage.show_all)
            stage.scene("1 MB stanza", stage.stanza("<x xmlns='urn:own'>%s</x>" % ("0123456789" * 100_000), "large"))
            stage.scene("60,000 children", stage.stanza("<a xmlns='urn:own'/>" * 60_000, "children"))
            stage.scene("100,000 levels", stage.stanza("<a>" * 100_000 + "</a>" * 100_000, "levels"))
            stage.scene("markup in a notification", stage.notifications)
            stage.scene("flood", stage.flood)
            stage.scene("many strangers", stage.many_strangers)
            stage.scene("many friend requests", stage.requests)
            stage.scene("a hundred honest messages", lambda: arrives_once(stage, stage.send))
        finally:
            for peer in getattr(stage, "peers", {}).values():
                peer.close()
            stage.close()


# What only a server can do.

class Server(Stage):
    def connect(self, folder):
        self.certs = folder
        self.server = scripted.Scripted(os.path.join(folder, "good.pem"), accounts.DOMAIN, "secret-me")
        self.server.answers["{jabber:iq:roster}query"] = (
            "<query xmlns='jabber:iq:roster'><item jid='%s' subscription='both'/></query>" % CONTACT)
        self.open(self.server.port, os.path.join(folder, "ca.crt"))
        self.online()
        self.honest("first")

    def online(self):
        """A person starts it anew and everything is in order again."""
        self.server.replace.clear()
        self.server.context = wire.server_context(os.path.join(self.certs, "good.pem"))
        if not self.live():
            self.server.online.clear()
            self.window.stop()
            self.window.start()
        try:
            wire.until(lambda: self.live() and self.server.online.is_set(), 60, what="the login")
        except TimeoutError:
            self.window.shot("offline")
            tap.comment("sessions: %s" % [(s.step, s.full, s.closed.is_set()) for s in self.server.sessions])
            tap.comment("said: %s" % [name for _, name, _ in self.window.nodes() if name])
            raise

    def live(self):
        session = self.server.session
        return session if session and session.full and not session.closed.is_set() else None

    def honest(self, text):
        self.live().send("<message from='%s/phone' to='%s' type='chat' id='%s'><body>%s</body></message>" % (
            CONTACT, ME, text.replace(" ", "-"), text))
        self.window.wait_body(text, 60)

    def written(self, data, ends):
        """Bytes in the stream; the connection ends or it does not."""
        def play():
            session = self.live()
            session.write(data)
            if ends:
                wire.until(session.closed.is_set, 60, what="the end of the connection")
                assert not self.new_rows(), self.new_rows()
                self.online()
            self.honest("after %d" % len(self.server.sessions))
            assert all(r["sender"] == CONTACT for r in self.new_rows())
        return play

    def login(self, says, pem="good", **steps):
        """A login that must not come about."""
        def play():
            count = len(self.server.sessions)
            self.server.context = wire.server_context(os.path.join(self.certs, pem + ".pem"))
            self.server.replace.update(steps)
            self.server.online.clear()
            wire.until(self.live, 60, what="a connection").cut()
            wire.until(lambda: len(self.server.sessions) > count, 60, what="another connection")
            if says:
                self.shown(says)
                self.window.shot("login-" + pem)
            else:
                time.sleep(2)
            assert not self.server.online.is_set() and not self.new_rows()
            self.online()
            self.honest("after %d" % len(self.server.sessions))
        return play


def attack_by_server(plan, programs, desktop, folder):
    stage = Server(plan, programs, desktop, folder)
    message = "<message from='%s/phone' to='%s'><body>never</body>" % (CONTACT, ME)
    try:
        stage.connect(folder)
        stage.scene("300,000 levels", stage.written(
            "<message from='%s'>%s%s</message>" % (CONTACT, "<a>" * 300_000, "</a>" * 300_000), ends=False))
        stage.scene("a DTD", stage.written("<!DOCTYPE a [<!ENTITY b 'c'>]>" + message + "</message>", ends=True))
        stage.scene("broken XML", stage.written(message + "</body></message>", ends=True))
        stage.scene("a server that is silent in TLS", stage.login(None, tls=scripted.SILENCE))
        for kind in ("other-name", "expired", "not-yet-valid", "unknown-ca", "self-signed"):
            stage.scene("certificate: " + kind, stage.login("ertificate", kind))
        stage.scene("a wrong server signature", stage.login(None, **scripted.FAULTS["wrong-signature"]))
        stage.scene("plain passwords wanted", stage.login(None, **{"features-tls": scripted.PLAIN_ONLY}))
        stage.scene("a hundred honest messages of the server", lambda: arrives_once(stage, stage.honest))
    finally:
        stage.close()
        stage.server.close()


def main():
    plan, programs = tap.Plan(), [os.path.abspath(p) for p in sys.argv[1:3]]
    folder = tempfile.mkdtemp(prefix="balcony-window-")
    desktop = Desktop(folder)
    try:
        certs.make_all(folder, [accounts.DOMAIN])
        for attack in (attack_by_people, attack_by_server):
            try:
                attack(plan, programs, desktop, folder)
            except Exception:
                plan.result(False, attack.__name__, traceback.format_exc())
    finally:
        desktop.close()
        shutil.rmtree(folder, ignore_errors=True)
    return plan.end()


if __name__ == "__main__":
    sys.exit(main())
