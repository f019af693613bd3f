"""Entries that only a server can send, through the scripted server.

Those that leave the stream in order share one victim; each of the others has a victim and a server of its own,
some at a time, because they wait for reconnections and time limits."""
import base64
import os
import re
import shutil
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor
from xml.sax.saxutils import escape

import certs
import checks
import scripted
import wire

DOMAIN = "balcony.test"
VALUES = {"me": "me@" + DOMAIN, "contact": "contact@" + DOMAIN, "contact_full": "contact@%s/phone" % DOMAIN,
          "stranger": "stranger@elsewhere.test", "server": DOMAIN, "room": "room@conference." + DOMAIN}
ROSTER = "<query xmlns='jabber:iq:roster'><item jid='%(contact)s' subscription='both'/></query>" % VALUES
STEPS = {"stream-header": "stream-header", "features-plaintext": "features-plaintext", "features-tls": "features-tls",
         "instead-of-proceed": "proceed", "instead-of-challenge": "challenge", "instead-of-success": "success",
         "instead-of-bind": "bind", "instead-of-enabled": "enabled", "instead-of-resumed": "resumed",
         "after-enable-before-enabled": "enabled"}
REACHABLE = {"seed-in", "seed-in-unread", "seed-out", "signed-in-before"}
PENDING = {"pending-iq", "pending-roster-get"}
GENUINE = "genuine@" + DOMAIN
LEAVING = re.compile(r"disconnects|reconnects once|no reconnect loop|phase timeout.*|rows exact|no \w+ sent.*|"
                     r"auth attempts.*|login completes")
SEED_OUT, SEED_IN = "seed out: see you at noon", "seed in: at noon then"
SIDE_BY_SIDE = 4
LIMIT = 45          # seconds that anything may take
LOOP_SECONDS, LOOP_CONNECTIONS = 30, 3


def reachable(entry):
    if entry.setup and set(entry.setup) <= PENDING:
        return True
    return (entry.via == "stream" and set(entry.setup) <= REACHABLE
            and (entry.when in STEPS or entry.when in ("after-login", "any")))


def alone(entry):
    return set(entry.setup) & PENDING or entry.when in STEPS or not entry.wellformed or any(LEAVING.fullmatch(c) for c in entry.checks)


class Play:
    """One scripted server with one victim."""

    def __init__(self, folder, make_victim):
        self.server = scripted.Scripted(os.path.join(folder, "good.pem"), DOMAIN, "secret-me")
        self.server.answers["{jabber:iq:roster}query"] = ROSTER
        self.victim = make_victim(VALUES["me"], "secret-me", self.server.port, os.path.join(folder, "ca.crt"))
        self.counted, self.values, self.numbers = 0, dict(VALUES, me_full=VALUES["me"] + "/unknown"), 0

    def open(self, seeds, start=True):
        self.victim.add_account()
        if "seed-out" in seeds:
            self.victim.cli("send", self.values["contact"], SEED_OUT)
            self.values["out_id"] = self.row_of(SEED_OUT)["stanza_id"] or "out-1"
        self.first = len(self.server.sessions)
        self.server.online.clear()
        if "signed-in-before" in seeds:
            self.victim.start()
            self.wait_online()
            self.victim.stop()
            self.first = len(self.server.sessions)
        if not start:
            return
        self.victim.start()
        self.wait_online()
        if "seed-in" in seeds or "seed-in-unread" in seeds:
            self.honest(SEED_IN, "seed-in-1")
            row = self.row_of(SEED_IN)
            self.values.update(in_id=row["stanza_id"] or "seed-in-1", stanza_id=row["archive_id"] or "archive-1")

    def row_of(self, text):
        return next(r for r in self.victim.rows() if r["body"] == text)

    def connections(self):
        """Connections of the victim since it listens."""
        return self.server.sessions[self.first:]

    def ended(self):
        return not self.victim.alive()

    def live(self):
        """The session that is online now, or None."""
        session = self.server.session
        return session if session and session.full and not session.closed.is_set() else None

    def wait_online(self):
        wire.until(lambda: (self.live() and self.server.online.is_set()) or self.ended(), LIMIT, what="the login")
        if self.ended():
            raise RuntimeError("the victim ended: " + "\n".join(self.victim.log[-20:]))
        self.values["me_full"] = self.live().full
        if self.live().managed:
            self.values["sm_id"] = self.live().managed["id"]

    def honest(self, text, ident=None, session=None):
        """A message of the contact that must be stored."""
        self.numbers += 1
        (session or self.live()).send("<message from='%s' to='%s' type='chat' id='%s'><body>%s</body></message>" % (
            VALUES["contact_full"], self.values["me_full"], ident or "honest-%d" % self.numbers, escape(text)))
        self.victim.wait_body(text, LIMIT)

    def probe(self, session):
        """Whether the victim answers a request on this connection, after all that was sent on it before."""
        self.numbers += 1
        ident = "probe-%d" % self.numbers

        def answered():
            return any(e.get("id") == ident for _, e in self.server.seen())

        try:
            session.send("<iq type='get' id='%s' from='%s' to='%s'><probe xmlns='urn:balcony:test:probe'/></iq>" % (
                ident, VALUES["contact_full"], session.full))
            wire.until(lambda: answered() or session.closed.is_set() or self.ended(), LIMIT, what="answer to a probe")
        except OSError:
            return False
        return answered() and not session.closed.is_set()

    def sync(self, scene):
        """The victim has handled and stored all that was sent so far."""
        for _ in range(3):  # an entry may have cost the connection: then again on the next one
            session = wire.until(lambda: self.server.online.is_set() and self.live(), LIMIT * 2, what="a connection")
            self.values["me_full"] = session.full
            if self.probe(session):
                break
        text = "between %d" % self.numbers
        scene.ignored.add(text)
        self.honest(text, session=session)

    def scene(self, entry):
        scene = checks.Scene(entry, self.victim, self.values)
        scene.play, scene.mark, scene.ports = self, len(self.server.seen()), {self.server.port}
        scene.already = len(self.server.sessions)
        return scene

    def close(self):
        self.victim.remove()
        self.server.close()


# Checks of the login and the connection, over those of checks.py.

def seen_after(scene):
    return [e for _, e in scene.play.server.seen()[scene.mark:]]


def disconnected(scene):
    return None if scene.play.ended() or any(s.closed.is_set() for s in scene.play.connections()) else "still connected"


def no_credentials(scene, _=None):
    told = [e for e in seen_after(scene) if e.kind in ("auth", "response") or b"jabber:iq:auth" in e.raw]
    return "sent %s" % told[0].raw[:200] if told else None


def no_proof(scene):
    for e in seen_after(scene):
        if e.kind == "response" and b"p=" in base64.b64decode(e.text or "", validate=False):
            return "sent a proof"
    return None


def none_of(pattern):
    def check(scene):
        found = [e for e in seen_after(scene) if re.search(pattern, e.raw)]
        return "sent %s" % found[0].raw[:200] if found else None
    return check


def few_connections(scene):
    count = scene.play.counted
    return "%d connections in %d s" % (count, LOOP_SECONDS) if count > LOOP_CONNECTIONS else None


def reconnected_once(scene):
    count = len(scene.play.connections())
    return None if count == 2 else "%d connections" % count


def did_not_crash(scene):
    process = getattr(scene.victim, "process", None)
    if scene.victim.alive() or (process and process.returncode in (0, 1)):
        return None
    return checks.alive(scene)


def rows_exact(scene):
    bodies = [r["body"] for r in scene.victim.rows()]
    twice = {b for b in bodies if bodies.count(b) > 1}
    return "twice: %r" % twice if twice else None


def attempts(scene, limit):
    count = len(scene.play.server.auth_attempts)
    return "%d attempts" % count if count > int(limit) else None


def logged_in(scene):
    return None if scene.play.live() else "not logged in"


CHECKS = [(re.compile(p), f) for p, f in [
    (r"disconnects|phase timeout <= (?:\d+) s", disconnected), (r"no credentials sent(?:: .+)?", no_credentials),
    (r"no proof sent", no_proof), (r"no bind sent", none_of(rb"xmpp-bind")),
    (r"no compress sent", none_of(rb"protocol/compress|feature-compress")),
    (r"no reconnect loop", few_connections), (r"reconnects once", reconnected_once), (r"process alive", did_not_crash),
    (r"rows exact", rows_exact), (r"auth attempts <= (\d+)", attempts), (r"login completes", logged_in),
    (r"sasl offered not trusted", no_credentials),
    (r"pending iq not completed", lambda s: checks.roster_has(s, GENUINE)),
]]


def replies(scene):
    """What the client said to others, our own probes aside."""
    return [e for e in seen_after(scene) if e.kind in ("message", "iq", "presence")
            and not (e.get("id") or "").startswith("probe-")
            and not (e.kind == "presence" and not e.get("to"))
            and not (e.kind == "iq" and e.get("type") in ("get", "set") and e.get("to") in (None, DOMAIN, VALUES["me"]))]


def play_shared(play, entry):
    scene = play.scene(entry)
    data = entry.render(play.values)
    scene.sent_ids, before = entry.ids(data), len(play.server.sessions)
    play.live().send(data)
    play.sync(scene)
    scene.replies = replies(scene)
    scene.connected = len(play.server.sessions) == before and play.live() is not None
    return checks.evaluate(scene, CHECKS[4:])


def wants(entry, *phrases):
    return any(c.startswith(phrases) for c in entry.checks)


def attack_login(play, entry):
    """Replace a step of every login, start the victim and wait for what it makes of it."""
    step = STEPS[entry.when]

    def replace(session, honest):
        values = dict(play.values, sm_id=session.managed["id"] if session.managed else "sm-1",
                      cnonce=session.scram.client_nonce if session.scram else "")
        data = entry.render(values)
        if entry.when.startswith("after-enable"):
            return data + honest.encode()
        return data or scripted.SILENCE

    play.server.replace[step] = replace
    if step == "stream-header":
        play.server.replace["stream-header-tls"] = replace
    scene = play.scene(entry)
    play.victim.start()
    scene.memory = play.victim.memory()
    if wants(entry, "disconnects", "phase timeout", "no reconnect loop"):
        wire.until(lambda: disconnected(scene) is None, LIMIT, what="the end of the connection")
    else:
        wire.until(lambda: play.live() or play.ended() or disconnected(scene) is None, LIMIT, what="the login")
    if wants(entry, "no reconnect loop"):
        linger(play)
    return scene


def linger(play):
    """Count reconnections for as long as the check says, or until there are too many."""
    try:
        wire.until(lambda: play.ended() or len(play.connections()) > LOOP_CONNECTIONS, LOOP_SECONDS, 0.2)
    except TimeoutError:
        pass
    play.counted = len(play.connections())


def attack_resume(play, entry):
    """Store some messages, cut, and lie when the session is resumed."""
    play.open(["seed-in"])
    play.server.replace["resumed"] = lambda session, honest: entry.render(play.values)
    wire.until(lambda: play.live().managed, LIMIT, what="stream management")
    play.values["sm_id"] = play.live().managed["id"]
    for n in range(5):
        play.honest("ATK:%s before %d" % (entry.name, n))
    scene, old = play.scene(entry), play.live()
    old.cut()
    wire.until(lambda: play.live() not in (None, old), LIMIT, what="the reconnection")
    play.sync(scene)
    return scene


def attack_pending(play, entry):
    """Withhold the roster, let others answer for the server, then answer."""
    play.open([], start=False)
    held = []

    def hold(_, element):
        if element.find("{jabber:iq:roster}query") is None or element.get("type") != "get":
            return None
        held.append(element)
        return b""

    play.server.on_stanza = hold
    play.victim.start()
    wire.until(lambda: held or play.ended(), LIMIT, what="the request")
    session = play.server.session
    play.values.update(iq_id=held[0].get("id"), me_full=session.full)
    scene = play.scene(entry)
    scene.memory = play.victim.memory()
    session.send(entry.render(play.values))
    play.server.on_stanza = None
    session.send(scripted.result(held[0], ROSTER.replace("</query>", "<item jid='%s' subscription='to'/></query>" % GENUINE)))
    play.wait_online()
    play.sync(scene)
    scene.connected = len(play.connections()) == 1
    return scene


def attack_session(play, entry):
    """Break the stream of a client that is online."""
    play.open(entry.setup)
    scene, session = play.scene(entry), play.live()
    if wants(entry, "no reconnect loop"):
        play.server.replace["login"] = lambda _s, _h: entry.render(play.values)
    if entry.chunk:
        play.server.chunk = entry.chunk
    # What is no whole stanza is not sent again when the session is resumed.
    (session.send if entry.wellformed else session.write)(entry.render(play.values))
    play.server.chunk = 0
    if wants(entry, "no reconnect loop"):
        linger(play)
        play.server.replace.clear()
    elif wants(entry, "row stored once", "rows stored"):
        wire.until(lambda: session.closed.is_set() or len(scene.new()) >= entry.repeat, LIMIT * 4, what="the rows")
    else:
        # It may be right to say nothing: an element that does not end yet.
        try:
            wire.until(session.closed.is_set, LIMIT if wants(entry, "disconnects", "reconnects") else 3)
        except TimeoutError:
            if not wants(entry, "disconnects", "reconnects"):
                session.cut()
    if not play.ended():
        wire.until(lambda: play.live() or play.ended(), LIMIT * 3, what="the reconnection")
        play.wait_online()
        play.sync(scene)
    return scene


def play_alone(folder, make_victim, entry):
    play = Play(folder, make_victim)
    try:
        if set(entry.setup) & PENDING:
            scene = attack_pending(play, entry)
        elif entry.when == "instead-of-resumed":
            scene = attack_resume(play, entry)
        elif entry.when in STEPS:
            play.open(entry.setup, start=False)
            scene = attack_login(play, entry)
        else:
            scene = attack_session(play, entry)
        scene.replies = replies(scene)
        # A program that gives up after such a login is right to end.
        return evaluate_alone(scene)
    except Exception:
        return [traceback.format_exc() + "\n".join(play.victim.log[-20:])], []
    finally:
        play.close()


def evaluate_alone(scene):
    problems, unseen = checks.evaluate(scene, CHECKS)
    return [p for p in problems if not (p.startswith("process alive") and did_not_crash(scene) is None)] + [
        "log: " + line for line in scene.victim.complaints()[:5]], unseen


def run_shared(plan, folder, entries, make_victim, seen):
    play = Play(folder, make_victim)
    try:
        try:
            play.open({"seed-in", "seed-out"})
        except Exception:
            return plan.result(False, "stream: the victim comes online",
                               traceback.format_exc() + "\n".join(play.victim.log[-20:]))
        for entry in entries:
            try:
                problems, unseen = play_shared(play, entry)
            except Exception:
                problems, unseen = [traceback.format_exc()], []
            seen(entry, unseen)
            plan.result(not problems, "stream " + entry.name, "\n".join(problems))
            if play.ended():
                play.victim.start()
            if problems:
                play.wait_online()
        status = play.victim.stop()
        plan.result(status == 0, "stream: the victim ends in order", "status %s" % status)
    finally:
        play.close()
    return None


def run(plan, entries, make_victim):
    """Play all entries; the phrases that could not be seen."""
    unseen, folder = {}, tempfile.mkdtemp(prefix="balcony-stream-")

    def seen(entry, phrases):
        for phrase in phrases:
            unseen.setdefault(phrase, []).append(entry.name)

    try:
        certs.make_all(folder, [DOMAIN])
        run_shared(plan, folder, [e for e in entries if not alone(e)], make_victim, seen)
        each = [e for e in entries if alone(e)]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for entry, (problems, phrases) in zip(each, pool.map(
                    lambda e: play_alone(folder, make_victim, e), each)):
                seen(entry, phrases)
                plan.result(not problems, "stream " + entry.name, "\n".join(problems))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return unseen
