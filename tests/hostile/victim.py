"""The program under attack: balcony-cli with a profile of its own, watched from outside."""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading

import wire

ROWS = """SELECT message.id, conversation.jid AS chat, conversation.kind, message.direction, message.sender,
  message.stanza_id, message.origin_id, message.archive_id, message.type, message.subject, message.body,
  message.time, message.state
  FROM message JOIN conversation ON conversation.id = message.conversation ORDER BY message.id"""


class Victim:
    def __init__(self, program, jid, password, port, ca, host="127.0.0.1"):
        self.program, self.jid, self.password, self.ca = program, jid, password, ca
        with open(program, "rb") as f:
            self.sanitized = b"__asan_" in f.read()
        self.address = "%s:%d" % (host, int(port))
        self.folder = tempfile.mkdtemp(prefix="balcony-victim-")
        self.profile = os.path.join(self.folder, "profile")
        self.process, self.events, self.log, self.readers, self.watching = None, [], [], [], None

    # the program

    def environment(self):
        home = {name: os.path.join(self.folder, name) for name in (
            "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
        rest = {k: v for k, v in os.environ.items() if not k.startswith(("BAL_TEST", "DBUS_"))}
        return {**rest, **home, "G_DEBUG": "fatal-criticals", "NO_AT_BRIDGE": "1"}

    def command(self, *words):
        return [self.program, "--profile=" + self.profile, *words]

    def cli(self, *words):
        """One command that ends by itself; what it said. RuntimeError if it failed."""
        done = subprocess.run(self.command(*words), env=self.environment(), capture_output=True, text=True,
                              errors="replace", stdin=subprocess.DEVNULL, timeout=120, check=False)
        if done.returncode:
            raise RuntimeError("%s: status %d\n%s" % (" ".join(words), done.returncode, done.stdout + done.stderr))
        return done.stdout

    def add_account(self):
        secret = os.path.join(self.folder, "password")
        with open(secret, "w", encoding="utf-8") as f:
            f.write(self.password + "\n")
        os.chmod(secret, 0o600)
        self.cli("account", "add", self.jid, "--password-file=" + secret, "--connect=" + self.address,
                 "--ca-file=" + self.ca, "--store-password=file")

    def start(self):
        if self.watching is None:
            self.watching = ["--watch-stalls"] if "--watch-stalls" in self.cli("listen", "--help") else []
        self.process = subprocess.Popen(
            self.command("--json", "listen", *self.watching), env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        self.readers = [threading.Thread(target=self._read_events, args=(self.process.stdout,), daemon=True),
                        threading.Thread(target=self._read_log, args=(self.process.stderr,), daemon=True)]
        for reader in self.readers:
            reader.start()

    def _read_events(self, stream):
        for line in stream:
            try:
                self.events.append(json.loads(line))
            except ValueError:
                self.log.append("not JSON: " + line[:500])

    def _read_log(self, stream):
        for line in stream:
            self.log.append(line.rstrip("\n")[:2000])

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """End it as a person would; its exit status."""
        if not self.process:
            return None
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = "killed after 30 s"
        for reader in self.readers:
            reader.join(5)
        self.process = None
        return status

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # what can be seen

    def query(self, text, *values):
        """Rows of a query as dictionaries; empty while there is no database yet."""
        path = os.path.join(self.profile, "balcony.db")
        if not os.path.exists(path):
            return []
        db = sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=30)
        try:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(text, values)]
        finally:
            db.close()

    def rows(self, after=0):
        return [r for r in self.query(ROWS) if r["id"] > after]

    def last_row(self):
        return (self.query("SELECT coalesce(max(id), 0) AS n FROM message") or [{"n": 0}])[0]["n"]

    def has_body(self, text):
        return bool(self.query("SELECT 1 FROM message WHERE body = ? LIMIT 1", text))

    def wait_body(self, text, timeout=30):
        wire.until(lambda: self.has_body(text) or not self.alive(), timeout, what="the row %r" % text)

    def contacts(self):
        return self.query("SELECT * FROM contact ORDER BY jid")

    def words_outside_bodies(self):
        """All text in the database that is no message: settings, ids, positions."""
        out = []
        for table in self.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'message_fts%'"):
            for row in self.query('SELECT * FROM "%s"' % table["name"]):
                out += [str(v) for k, v in row.items() if k not in ("body", "subject", "message")]
        return " ".join(out)

    def memory(self, field="VmRSS"):
        """Kilobytes, from /proc."""
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as f:
            return int(re.search(field + r":\s+(\d+) kB", f.read()).group(1))

    def forget_peak(self):
        try:
            with open("/proc/%d/clear_refs" % self.process.pid, "w", encoding="ascii") as f:
                f.write("5")
        except OSError:
            pass

    def stalls(self, since=0):
        """Milliseconds for which its main loop stood; `cpu`, where it is told, leaves out a busy machine."""
        return [float(e.get("cpu", e.get("ms", 0))) for e in self.events[since:] if e.get("event") == "stall"]

    def remote_ports(self):
        """Ports on other ends of its Internet sockets."""
        inodes = set()
        for fd in os.listdir("/proc/%d/fd" % self.process.pid):
            try:
                match = re.match(r"socket:\[(\d+)\]", os.readlink("/proc/%d/fd/%s" % (self.process.pid, fd)))
            except OSError:
                continue
            if match:
                inodes.add(match.group(1))
        ports = set()
        for kind in ("tcp", "tcp6", "udp", "udp6"):
            with open("/proc/net/" + kind, encoding="ascii") as f:
                for line in list(f)[1:]:
                    words = line.split()
                    if words[9] in inodes:
                        ports.add(int(words[2].rpartition(":")[2], 16))
        return ports - {0}

    def complaints(self):
        """Lines of its log that no run should have."""
        return [line for line in self.log if re.search(r"CRITICAL|\*\* ERROR|WARNING|Sanitizer|runtime error:", line)]
