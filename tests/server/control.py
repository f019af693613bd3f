"""The control socket of a fixture: what tests can make the server do (tests/server/ctl is its other end)."""
import json
import os
import signal
import socketserver
import threading
import traceback
from xml.sax.saxutils import escape, quoteattr

import accounts


class Control:
    def __init__(self, fixture):
        self.fixture, self.lock = fixture, threading.Lock()
        self.path = os.path.join(fixture.folder, "control")
        control = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                line = self.rfile.readline()
                if line:
                    self.wfile.write(json.dumps(control.answer(json.loads(line))).encode() + b"\n")

        class Listener(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

        self.listener = Listener(self.path, Handler)
        threading.Thread(target=self.listener.serve_forever, args=(0.1,), daemon=True).start()

    def close(self):
        self.listener.shutdown()
        self.listener.server_close()

    def answer(self, words):
        verb = getattr(self, "do_" + words[0].replace("-", "_"), None) if words else None
        if not verb:
            return {"status": 2, "text": "verbs: " + ", ".join(
                n[3:].replace("_", "-") for n in sorted(dir(self)) if n.startswith("do_"))}
        try:
            with self.lock:
                return {"status": 0, "text": verb(*words[1:]) or ""}
        except TypeError as e:
            return {"status": 2, "text": str(e)}
        except Exception:
            return {"status": 1, "text": traceback.format_exc(limit=3)}

    def do_start(self):
        self.fixture.server.start()

    def do_stop(self):
        self.fixture.server.end()

    def do_kill(self):
        self.fixture.server.end(signal.SIGKILL)

    def do_restart(self):
        self.fixture.server.end()
        self.fixture.server.start()

    def do_pause(self):
        """The server stays connected and says nothing more."""
        os.killpg(self.fixture.server.process.pid, signal.SIGSTOP)

    def do_continue(self):
        os.killpg(self.fixture.server.process.pid, signal.SIGCONT)

    def do_add_user(self, jid, password):
        self.fixture.server.add_user(self.fixture.jid(jid), password)

    def do_del_user(self, jid):
        self.fixture.server.del_user(self.fixture.jid(jid))

    def do_passwd(self, jid, password):
        self.fixture.server.passwd(self.fixture.jid(jid), password)

    def do_befriend(self, one, other):
        self.fixture.befriend(one, other)

    def do_roster_item(self, jid, other, subscription, name=None):
        """Set (or with `remove` delete) one item of jid's roster, with a push."""
        self.fixture.server.roster_item(self.fixture.jid(jid), self.fixture.jid(other), subscription, name)

    def do_stanza(self, xml):
        """Route a stanza as it stands; `from` may be anybody of this server."""
        self.fixture.server.stanza(xml)

    def do_headline(self, jid, subject, text):
        """A notice of the server itself."""
        jid = self.fixture.jid(jid)
        self.fixture.server.stanza(
            "<message xmlns='jabber:client' type='headline' from=%s to=%s><subject>%s</subject><body>%s</body></message>"
            % (quoteattr(jid.partition("@")[2]), quoteattr(jid), escape(subject), escape(text)))

    def do_message(self, one, other, text, kind="chat"):
        """A message in the name of an account that need not be online; stored if the other is offline."""
        self.fixture.server.stanza(
            "<message xmlns='jabber:client' type=%s id=%s from=%s to=%s><body>%s</body></message>" % (
                quoteattr(kind), quoteattr(os.urandom(8).hex()), quoteattr(self.fixture.jid(one)),
                quoteattr(self.fixture.jid(other)), escape(text)))

    do_offline_send = do_message

    def do_sessions(self, jid):
        """The resources that are connected, one a line."""
        return "\n".join(self.fixture.server.sessions(self.fixture.jid(jid)))

    def do_kick(self, jid):
        self.fixture.server.kick(self.fixture.jid(jid))

    def do_password(self, jid):
        return accounts.password(self.fixture.jid(jid))

    def do_log(self):
        return self.fixture.server.last_words()

    def do_shell(self, code):
        return self.fixture.server.shell(code)
