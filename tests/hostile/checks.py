"""What must hold after an entry was sent, phrase by phrase. A check returns None or what is wrong."""
import re
import time

STALL_MS = 250
GROWTH_KB = 64 * 1024
SANITIZED_SLACK = 8    # a sanitizer keeps freed memory and is slower
CLOCK_SLACK = 5_000_000

# Phrases about parts that balcony-cli does not show; the unit and ui suites have those parts.
ELSEWHERE = re.compile(
    r"no notification|notifications <= .*|notification .*|shown as text|shown with warning|link target shown|not activatable|"
    r"truncated display|row height bounded|bidi isolated|visually distinct|invisible marked|one bubble|no trust mark|"
    r"quote not attributed to .*|placeholder shown|no file .*|existing files unchanged|no upload|no header: .*|"
    r"no key in traffic|blocklist unchanged|bookmarks unchanged|settings unchanged|avatar unchanged|subject unchanged|"
    r"title unchanged|trust unchanged|devices unchanged: .*|no session .*|session unchanged|call unchanged|caps not cached|"
    r"no plaintext sent|send stays encrypted|shown as unencrypted|not shown as encrypted: .*|no candidates sent|"
    r"no query loop|read state unchanged|visible as new|sorted by arrival|no message sent|still joined")


class Scene:
    """Everything that can be looked at after one entry."""

    def __init__(self, entry, victim, values):
        self.entry, self.victim, self.values = entry, victim, values
        self.sent_ids, self.replies, self.connected = set(), [], True
        self.last = victim.last_row()
        self.contacts, self.rooms = victim.contacts(), self.room_count()
        self.seeds = self.seed_rows()
        self.event = len(victim.events)
        self.logged = len(victim.log)
        if victim.alive():
            victim.forget_peak()
            self.memory = victim.memory()
        self.ignored = set()
        self.ports = set()

    def room_count(self):
        return len(self.victim.query("SELECT 1 FROM conversation WHERE kind = 'room'"))

    def seed_rows(self):
        ids = [self.values.get("in_id"), self.values.get("out_id")]
        return [r for r in self.victim.rows() if r["stanza_id"] in ids or r["origin_id"] in ids
                if (r["body"] or "").startswith("seed ")]

    def new(self):
        """Rows that this entry made."""
        rows = [r for r in self.victim.rows(self.last) if r["body"] not in self.ignored]
        if self.entry.marker:
            marked = [r for r in rows if self.entry.marker in (r["body"] or "") + (r["subject"] or "")]
            return marked
        return rows

    def all_new(self):
        return [r for r in self.victim.rows(self.last) if r["body"] not in self.ignored]

    def bare(self, phrase):
        for key, value in self.values.items():
            phrase = phrase.replace("{%s}" % key, value)
        return phrase.partition("/")[0]


def count(scene, low, high):
    rows = scene.new()
    if not low <= len(rows) <= high:
        return "%d rows instead of %s" % (len(rows), low if low == high else "%d-%d" % (low, high))
    return None


def no_row(scene):
    rows = scene.all_new()
    return "%d rows, first %r" % (len(rows), dict(rows[0])) if rows else None


def rows_stored(scene, words):
    low, _, high = words.partition("-")
    return count(scene, int(low), int(high or low))


def not_from(scene, who):
    jid = scene.bare(who)
    for row in scene.all_new():
        wrong = row["direction"] == "out" if jid == scene.values["me"] else (
            jid in (row["chat"], (row["sender"] or "").partition("/")[0]))
        if wrong:
            return "shown as from %s: %r" % (jid, row)
    return None


def from_(scene, who):
    jid = scene.bare(who)
    rows = scene.new()
    if not rows or any(jid not in (r["chat"], (r["sender"] or "").partition("/")[0]) for r in rows):
        return "not from %s: %r" % (jid, rows[:1])
    return None


def time_not_in_future(scene):
    now = time.time() * 1e6 + CLOCK_SLACK
    late = [r["time"] for r in scene.all_new() if not 0 < r["time"] <= now]
    return "time %d" % late[0] if late else None


def unchanged(before, after, what):
    return None if before == after else "%s changed from %r to %r" % (what, before, after)


def seed_unchanged(scene):
    if not scene.seeds:
        return "no seed row"
    return unchanged(scene.seeds, scene.seed_rows(), "seed row")


def not_marked(scene, state):
    if not scene.seeds:
        return "no seed row"
    before = {r["id"]: r["state"] for r in scene.seeds}
    marked = [r for r in scene.seed_rows() if r["state"] == state and before[r["id"]] != state]
    return "marked %s" % state if marked else None


def roster_unchanged(scene):
    return unchanged(scene.contacts, scene.victim.contacts(), "roster")


def subscription_unchanged(scene):
    """Nobody who was there changed, and who came has no subscription."""
    before = {c["jid"]: c["subscription"] for c in scene.contacts}
    wrong = [c for c in scene.victim.contacts() if c["subscription"] != before.get(c["jid"], "none")]
    return "now %r" % wrong[0] if wrong else None


def roster_has(scene, jid):
    return None if any(c["jid"] == scene.bare(jid) for c in scene.victim.contacts()) else "not in the roster"


def still_contact(scene):
    return None if any(c["jid"] == scene.values["contact"] for c in scene.victim.contacts()) else "contact is gone"


def alive(scene):
    return None if scene.victim.alive() else "it ended: " + " | ".join(scene.victim.log[-5:])


def responsive(scene):
    limit = STALL_MS * (SANITIZED_SLACK if scene.victim.sanitized else 1)
    stalls = [ms for ms in scene.victim.stalls(scene.event) if ms >= limit]
    return "main loop stood for %d ms" % max(stalls) if stalls else None


def memory(scene):
    if not scene.victim.alive():
        return "it ended"
    grown = scene.victim.memory("VmHWM") - scene.memory
    limit = GROWTH_KB * (SANITIZED_SLACK if scene.victim.sanitized else 1)
    return "grew by %d MB" % (grown // 1024) if grown > limit else None


def reply_kinds(scene):
    return [(e.get("type"), e.kind) for e in scene.replies if e.get("id") in scene.sent_ids]


def no_reply(scene):
    return "answered %s" % scene.replies[0].raw[:300] if scene.replies else None


def error_reply(scene):
    kinds = reply_kinds(scene)
    return None if kinds and all(k[0] == "error" for k in kinds) else "replies: %r" % kinds


def result_reply(scene):
    return None if ("result", "iq") in reply_kinds(scene) else "replies: %r" % reply_kinds(scene)


def no_leak(scene):
    told = [e for e in scene.replies if e.get("type") != "error"]
    return "told %s" % told[0].raw[:300] if told else None


def at_most(scene, limit, kinds=None):
    got = [e for e in scene.replies if kinds is None or e.kind in kinds]
    return "%d sent" % len(got) if len(got) > int(limit) else None


def text_absent(scene, text):
    return "found" if any(text in (r["body"] or "") + (r["subject"] or "") for r in scene.all_new()) else None


def not_forged(scene):
    return "a forged archive id was kept" if "FORGED" in scene.victim.words_outside_bodies() else None


def no_network(scene):
    others = scene.victim.remote_ports() - scene.ports if scene.victim.alive() else set()
    return "connected to port %s" % others if others else None


def log_single_line(scene):
    return None if not any("\x1b" in line for line in scene.victim.log[scene.logged:]) else "control characters in the log"


def no_log_warning(scene):
    return "; ".join(scene.victim.complaints()[:3]) or None


CHECKS = [(re.compile(pattern), function) for pattern, function in [
    (r"no row stored", no_row), (r"row stored once", lambda s: count(s, 1, 1)), (r"rows stored: (.+)", rows_stored),
    (r"not shown as from (.+)", not_from), (r"shown as from (.+)", from_),
    (r"shown as private message of (.+)", lambda s, who: None if all(r["kind"] == "private" for r in s.new()) else "no"),
    (r"time not in future", time_not_in_future), (r"seed row unchanged", seed_unchanged),
    (r"no reaction stored", seed_unchanged), (r"not marked (delivered|displayed|failed|sent)", not_marked),
    (r"roster unchanged|roster name unchanged", roster_unchanged),
    (r"subscription unchanged", subscription_unchanged),
    (r"roster has: (.+)", roster_has), (r"still contact", still_contact),
    (r"room not joined", lambda s: unchanged(s.rooms, s.room_count(), "rooms")),
    (r"connection stays up|sm unchanged|pending iq not completed",
     lambda s: None if s.connected else "the connection was lost"),
    (r"process alive", alive), (r"ui responsive", responsive), (r"memory bounded", memory),
    (r"no reply", no_reply), (r"error reply", error_reply), (r"result reply", result_reply),
    (r"error reply or no reply", lambda s: error_reply(s) and no_reply(s)), (r"no leak in reply", no_leak),
    (r"(?:replies|reactions|publishes|joins) <= (\d+)", at_most),
    (r"resends <= (\d+)", lambda s, n: at_most(s, n, ("message",))),
    (r"queries <= (\d+)", lambda s, n: at_most(s, n, ("iq",))),
    (r"text absent: (.+)", text_absent), (r"archive cursor not forged", not_forged),
    (r"no network access", no_network), (r"log single-line", log_single_line), (r"no log warning", no_log_warning),
]]


def evaluate(scene, more=()):
    """(problems, phrases that cannot be seen from here)"""
    problems, unseen = [], []
    for phrase in scene.entry.checks:
        for pattern, function in [*more, *CHECKS]:
            match = pattern.fullmatch(phrase)
            if match:
                wrong = function(scene, *match.groups())
                if wrong:
                    problems.append("%s: %s" % (phrase, wrong))
                break
        else:
            (unseen if ELSEWHERE.fullmatch(phrase) else problems).append(
                phrase if ELSEWHERE.fullmatch(phrase) else "unknown check " + phrase)
    if not scene.victim.alive() and not any(p.startswith("process alive") for p in problems):
        problems.append("process alive: " + (alive(scene) or ""))
    return problems, unseen
