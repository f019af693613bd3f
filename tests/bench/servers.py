"""What the programs under measurement talk to: a real Prosody whose roster is as long as the profile's, and a
server that sends what it has been given at line speed."""
import os
import shutil
import sys
import tempfile
import threading
from xml.sax.saxutils import quoteattr

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "lib"), os.path.join(os.path.dirname(HERE), "server")]

import accounts  # noqa: E402
import certs  # noqa: E402
import fixture  # noqa: E402
import peer  # noqa: E402
import prosody  # noqa: E402
import scripted  # noqa: E402

DOMAIN = accounts.DOMAIN
JID, PASSWORD = "me@" + DOMAIN, "secret-me"
SENDER = "friend0@" + DOMAIN
WORDS = ["hello from the flood", "привет из потока", "来自洪水的问候", "مرحبا من الطوفان", "बाढ़ से नमस्ते"]


def message(n, to, sender=None, receipts=False):
    """One message of some 200 bytes on the wire; five scripts in turn."""
    return "<message%s to='%s' id='flood-%s-%d' type='chat'><body>%s, number %d</body>%s</message>" % (
        " from=%s" % quoteattr(sender) if sender else "", to, os.urandom(3).hex(), n, WORDS[n % 5], n,
        "<request xmlns='urn:xmpp:receipts'/>" if receipts else "")


class Real:
    """Prosody with `friends` accounts that all see each other and one that floods: a context manager."""

    def __init__(self, friends):
        self.friends, self.fixture = friends, fixture.Fixture("prosody", [])

    def __enter__(self):
        self.fixture.__enter__()
        self.port, self.ca = self.fixture.server.port, self.fixture.ca
        names = ["friend%d" % i for i in range(self.friends)]
        self.write_roster("me", [(n, "Friend " + n[6:]) for n in names])
        for name in names:
            self.fixture.server.write_account(name, DOMAIN, "secret")
            self.write_roster(name, [("me", "Me")])
        return self

    def __exit__(self, *_):
        self.fixture.__exit__()

    def write_roster(self, user, contacts):
        folder = os.path.join(self.fixture.server.folder, "data", prosody.store_name(DOMAIN), "roster")
        os.makedirs(folder, exist_ok=True)
        items = "".join('[%s] = { subscription = "both"; name = %s; groups = {} };\n' % (
            prosody.lua("%s@%s" % (name, DOMAIN)), prosody.lua(title)) for name, title in contacts)
        with open(os.path.join(folder, user + ".dat"), "w", encoding="utf-8") as f:
            f.write("return { [false] = { version = 1 }; %s };\n" % items)

    def flood(self, n, receipts):
        """Begin to send n messages of friend0; the thread that does."""
        sender = peer.Peer(SENDER, "secret", "127.0.0.1", self.port, self.ca)
        sender.login_without_bind(False)
        sender.ask("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "iq")
        sender.sock.settimeout(None)
        data = "".join(message(i, JID, None, receipts) for i in range(n)).encode()

        def drain():
            try:
                while sender.sock.recv(65536):
                    pass
            except OSError:
                pass

        def send():
            sender.sock.sendall(data)

        threading.Thread(target=drain, daemon=True).start()
        thread = threading.Thread(target=send, daemon=True)
        thread.sender = sender
        thread.start()
        return thread


class Replay:
    """A server on TLS that answers a sign-in and then sends at line speed: a context manager."""

    def __init__(self, friends):
        self.folder = tempfile.mkdtemp(prefix="balcony-replay-")
        self.ca = certs.make_all(os.path.join(self.folder, "certs"), [DOMAIN])
        self.online_at = None
        self.server = scripted.Scripted(os.path.join(self.folder, "certs", "good.pem"), DOMAIN, PASSWORD)
        self.server.iterations = 10000 # as Prosody has it
        self.server.answers["{jabber:iq:roster}query"] = "<query xmlns='jabber:iq:roster' ver='1'>%s</query>" % "".join(
            "<item jid='friend%d@%s' name='Friend %d' subscription='both'/>" % (i, DOMAIN, i) for i in range(friends))
        self.server.on_stanza = self.on_stanza
        self.port = self.server.port

    def on_stanza(self, _, element):
        from program import now
        if element.kind == "presence" and not element.get("type") and not element.get("to"):
            self.online_at = now()

    def forget(self):
        """Before the next client."""
        self.online_at = None
        self.server.online.clear()

    def wait_online(self, timeout=60):
        self.server.wait_online(timeout)
        return self.online_at

    def flood(self, n, receipts):
        data = "".join(message(i, JID, SENDER + "/flood", receipts) for i in range(n)).encode()
        session = self.server.session

        def send():
            session.write(data)
            session.ask_ack()

        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        return thread

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)
