"""balcony-cli beside the fixture's server, with a profile of its own."""
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
import wire  # noqa: E402

ENV = os.environ
DOMAIN = ENV["BAL_TEST_DOMAIN"]
PROSODY = ENV["BAL_TEST_SERVER"] == "prosody"
WAIT = 60
ROWS = """SELECT message.*, conversation.jid AS chat, conversation.kind AS kind FROM message
  JOIN conversation ON conversation.id = message.conversation ORDER BY message.id"""


def ctl(*words):
    return subprocess.run([ENV["BAL_TEST_CTL"], *words], check=True, capture_output=True, text=True).stdout


def jid_of(name):
    return name if "@" in name else name + "@" + DOMAIN


class Balcony:
    """One profile. `listen` runs in the background and its events are kept; everything else is a command that ends."""

    def __init__(self, folder=None):
        self.owned = None if folder else tempfile.TemporaryDirectory(prefix="balcony-cli-")
        self.folder = folder or self.owned.name
        self.profile = os.path.join(self.folder, "profile")
        self.listener, self.events, self.log = None, [], []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.listener:
            self.end()
        if self.owned:
            self.owned.cleanup()

    def environment(self):
        home = {name: os.path.join(self.folder, name) for name in (
            "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
        rest = {k: v for k, v in ENV.items() if not k.startswith(("BAL_TEST", "DBUS_"))}
        return {**rest, **home, "G_DEBUG": "fatal-criticals", "LC_ALL": "C.UTF-8"}

    def command(self, *words):
        return [ENV["BAL_TEST_CLI"], "--profile=" + self.profile, "--json", *words]

    def run(self, *words):
        """(status, output, complaints) of one command."""
        done = subprocess.run(self.command(*words), env=self.environment(), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
        assert done.returncode in (0, 1, 2), "%s: %s %s" % (words, done.returncode, done.stderr)
        return done.returncode, done.stdout, done.stderr

    def do(self, *words):
        """The lines of a command that works."""
        status, out, complaints = self.run(*words)
        assert status == 0, "%s: %s %s" % (words, status, complaints)
        return [json.loads(line) for line in out.splitlines()]

    def refused(self, *words):
        """What a command says that must not work."""
        status, _, complaints = self.run(*words)
        assert status == 1, "%s: %s %s" % (words, status, complaints)
        return complaints

    def password_file(self, password):
        path = os.path.join(self.folder, "word")
        with open(path, "w", encoding="utf-8") as f:
            f.write(password + "\n")
        return path

    def sign_in_words(self, name="juliet", password=None, port=None, more=(), verb="add"):
        jid = jid_of(name)
        return ["account", verb, jid, "--password-file=" + self.password_file(password or "secret-" + jid.split("@")[0]),
                "--connect=127.0.0.1:%s" % (port or ENV["BAL_TEST_PORT"]), "--ca-file=" + ENV["BAL_TEST_CA"],
                "--store-password=file", *more]

    def sign_in(self, *where, **more):
        self.do(*self.sign_in_words(*where, **more))
        return self

    # listening

    def start(self, online=True, prepare=None):
        first = len(self.events)
        # pylint: disable=consider-using-with
        self.listener = subprocess.Popen(self.command("listen"), env=self.environment(), stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=prepare)
        self.readers = [threading.Thread(target=self._read, args=(self.listener.stdout, self._event), daemon=True),
                        threading.Thread(target=self._read, args=(self.listener.stderr, self.log.append), daemon=True)]
        for reader in self.readers:
            reader.start()
        if online:
            self.wait_event(first, event="account", state="online")
        return self

    def _event(self, line):
        self.events.append(json.loads(line))

    @staticmethod
    def _read(stream, take):
        for line in stream:
            take(line)

    def alive(self):
        return self.listener is not None and self.listener.poll() is None

    def end(self, number=signal.SIGTERM):
        self.listener.send_signal(number)
        try:
            status = self.listener.wait(30)
        except subprocess.TimeoutExpired:
            self.listener.kill()
            self.listener.wait()
            raise
        for reader in self.readers:
            reader.join(10)
        self.listener = None
        assert number == signal.SIGKILL or status == 0, "ended with %s: %s" % (status, "".join(self.log[-20:]))

    def kill(self):
        self.end(signal.SIGKILL)

    def find_event(self, first=0, **wanted):
        return next((e for e in self.events[first:] if all(e.get(k) == v for k, v in wanted.items())), None)

    def wait_event(self, first=0, timeout=WAIT, **wanted):
        try:
            wire.until(lambda: self.find_event(first, **wanted) or not self.alive(), timeout)
        except TimeoutError as missing:
            raise TimeoutError("%s s without the event %s, but with %s; %s" % (
                timeout, wanted, self.events[first:][-10:], "".join(self.log[-20:]))) from missing
        found = self.find_event(first, **wanted)
        assert found, "it ended: %s" % "".join(self.log[-20:])
        return found

    # the database

    def query(self, text, *values):
        path = os.path.join(self.profile, "balcony.db")
        if not os.path.exists(path):
            return []
        db = sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=30)
        try:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(text, values)]
        finally:
            db.close()

    def change(self, text):
        with contextlib.closing(sqlite3.connect(os.path.join(self.profile, "balcony.db"), timeout=30)) as db, db:
            db.execute(text)

    def rows(self, **wanted):
        return [r for r in self.query(ROWS) if all(r[k] == v for k, v in wanted.items())]

    def bodies(self, **wanted):
        return [r["body"] for r in self.rows(**wanted)]

    def wait_row(self, timeout=WAIT, **wanted):
        return wire.until(lambda: self.rows(**wanted), timeout, what="the row %s" % wanted)[0]

    def contacts(self):
        return {c["jid"]: c for c in self.query("SELECT * FROM contact")}

    def wait_contact(self, who, timeout=WAIT, **wanted):
        def look():
            contact = self.contacts().get(jid_of(who))
            return contact and all(contact[k] == v for k, v in wanted.items()) and contact
        return wire.until(look, timeout, what="the contact %s %s in %s" % (who, wanted, self.contacts()))
