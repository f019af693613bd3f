#!/usr/bin/env python3
"""Networks that fail, a program that is killed, a disk that is full: nothing is lost and nothing is doubled."""
import collections
import os
import resource
import signal
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import scripted  # noqa: E402
import tap  # noqa: E402
import wire  # noqa: E402
from balcony import DOMAIN, ENV, PROSODY, Balcony, ctl, jid_of  # noqa: E402
from peer import connect  # noqa: E402
from proxy import Proxy  # noqa: E402

JULIET = "juliet@" + DOMAIN


def opaque():
    return Proxy(("127.0.0.1", int(ENV["BAL_TEST_PORT"])))


def once_each(balcony, texts):
    """Every text is there exactly once."""
    wire.until(lambda: set(texts) <= set(balcony.bodies()), 120, what="all of them")
    count = collections.Counter(balcony.bodies())
    assert [t for t in texts if count[t] != 1] == [], {t: count[t] for t in texts if count[t] != 1}


def cuts_anywhere_lose_and_double_nothing():
    proxy = opaque()
    texts = ["any %03d" % n for n in range(200)]
    with Balcony() as balcony, connect("romeo") as romeo:
        balcony.sign_in(port=proxy.port).start()
        proxy.throttle(20000)
        for text in texts:
            romeo.message(JULIET, text)
        for n in (10, 60, 120, 170):
            wire.until(lambda n=n: len(balcony.rows()) >= n, 60)
            proxy.cut(reset=n % 20 == 0)
        proxy.throttle(0)
        once_each(balcony, texts)
        # Only one of the servers keeps the order of what comes while a stream is taken up again.
        assert balcony.bodies() == texts or not PROSODY
        assert len(ctl("sessions", "juliet").split()) == 1
    proxy.close()


def proxied():
    return Proxy(("127.0.0.1", int(ENV["BAL_TEST_BACKEND_PORT"])), os.path.join(ENV["BAL_TEST_CERTS"], "good.pem"))


def cuts_lose_and_double_nothing():
    proxy = proxied()
    texts = ["cut %03d" % n for n in range(200)]
    for k in (1, 40, 77, 150):
        proxy.rule("cut", pattern="<body>cut ", k=k, after=k % 2 == 0)
    with Balcony() as balcony, connect("romeo") as romeo:
        romeo.presence()
        balcony.sign_in(port=proxy.port).start()
        for text in texts:
            romeo.message(JULIET, text)
        once_each(balcony, texts)
        assert balcony.bodies() == texts
        assert sum(e.get("state") == "waiting" for e in balcony.events) >= 4
        # The stream was taken up again and not begun anew.
        assert len(ctl("sessions", "juliet").split()) == 1
    proxy.close()


def what_we_send_survives_cuts():
    proxy = proxied()
    with Balcony() as balcony, connect("romeo") as romeo:
        romeo.presence()
        romeo.ping()
        balcony.sign_in(port=proxy.port)
        for n, after in enumerate((False, True, False, True)):
            proxy.rules.clear()
            proxy.rule("cut", direction="to-server", pattern="<body>sent", after=after)
            balcony.run("send", "romeo@" + DOMAIN, "sent %d" % n)
        proxy.rules.clear()
        balcony.start()
        for n in range(4):
            balcony.wait_row(body="sent %d" % n, state="delivered")
            romeo.wait_message("sent %d" % n)
        # What may come twice carries the same id, by which the other side knows it.
        ids = collections.defaultdict(set)
        for element in romeo.since():
            if element.kind == "message" and element.findtext("{jabber:client}body"):
                ids[element.findtext("{jabber:client}body")].add(element.get("id"))
        assert all(len(v) == 1 for v in ids.values()), ids
    proxy.close()


def a_killed_program_loses_and_doubles_nothing():
    name = "killed%d" % os.getpid()
    ctl("add-user", name, "secret-" + name)
    texts = ["kill %03d" % n for n in range(300)]
    with Balcony() as balcony:
        balcony.sign_in(name).start()
        with connect("romeo") as romeo:
            for text in texts:
                romeo.message(jid_of(name), text, ident=text.replace(" ", "-"))
            wire.until(lambda: len(balcony.rows()) > 20)
            balcony.kill()
            kept = balcony.bodies()
            assert kept == texts[:len(kept)], kept
            romeo.ping()
        # The server gives up the stream of the dead program, and with it what it held back.
        wire.until(lambda: (ctl("kick", name), ctl("sessions", name).strip())[1] == "", what="the end of the old session")
        balcony.start()
        once_each(balcony, texts)
    ctl("del-user", name)


def a_refused_resumption_begins_anew():
    with scripted_server("no-resume") as (server, balcony):
        balcony.sign_in("me", port=server.port).start()
        server.session.cut()
        wire.until(lambda: len([1 for e in balcony.events if e.get("state") == "online"]) == 2, what="online again")
        assert len([e for _, e in server.seen("iq") if e.find("{%s}bind" % wire.BIND) is not None]) == 3
        server.session.send("<message from='romeo@balcony.test/x' type='chat'><body>anew</body></message>")
        balcony.wait_row(body="anew")


def only_what_is_stored_is_acknowledged():
    with scripted_server() as (server, balcony):
        balcony.sign_in("me", port=server.port).start()
        for n in range(50):
            server.session.send("<message from='romeo@balcony.test/x' type='chat' id='a%d'><body>ack %d</body></message>" % (n, n))
        server.session.ask_ack()
        wire.until(lambda: server.acked >= 50, what="the acknowledgement")
        assert len(balcony.rows()) == 50


def stream_errors_have_their_ways():
    with scripted_server() as (server, balcony):
        balcony.sign_in("me", port=server.port).start()
        fail = "<stream:error><%s xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"
        server.session.write(fail % "reset")
        wire.until(lambda: len([1 for e in balcony.events if e.get("state") == "online"]) == 2, what="online again")
        server.session.write(fail % "conflict")
        stopped = balcony.wait_event(event="account", state="stopped")
        assert "another one took its place" in stopped["error"], stopped
        count = len(server.sessions)
        balcony.end()
        assert len(server.sessions) == count
        server.replace["features-tls"] = fail % "host-unknown"
        first = len(balcony.events)
        balcony.start(online=False)
        stopped = balcony.wait_event(first, event="account", state="stopped")
        assert "not responsible" in stopped["error"], stopped


def a_full_disk_acknowledges_nothing():
    # A limit on the size of files, which the database meets as it meets a full disk.
    with scripted_server() as (server, balcony):
        balcony.sign_in("me", port=server.port)
        room = os.path.getsize(os.path.join(balcony.profile, "balcony.db")) + 300000

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

        balcony.start(prepare=limit)
        texts = ["%02d %s" % (n, "x" * 60000) for n in range(20)]
        for n, text in enumerate(texts):
            server.session.send("<message from='romeo@balcony.test/x' type='chat' id='f%d'><body>%s</body></message>" % (n, text))
        balcony.wait_event(event="account", state="waiting")
        stored = balcony.rows()
        # Beside the messages it was sent the answers to two questions.
        assert len(stored) < 20 and server.acked <= len(stored) + 2, (len(stored), server.acked)
        resource.prlimit(balcony.listener.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        once_each(balcony, texts)
        assert "disk" in balcony.find_event(state="waiting")["error"] or "stored" in balcony.find_event(state="waiting")["error"]


class scripted_server:
    def __init__(self, *faults):
        self.server = scripted.Scripted(os.path.join(ENV["BAL_TEST_CERTS"], "good.pem"))
        for fault in faults:
            self.server.replace.update(scripted.FAULTS[fault])
        self.balcony = Balcony()

    def __enter__(self):
        return self.server, self.balcony

    def __exit__(self, *_):
        self.balcony.__exit__()
        self.server.close()


REAL = [cuts_anywhere_lose_and_double_nothing, a_killed_program_loses_and_doubles_nothing]
# The proxy that reads stanzas is a machine in the middle, which channel binding notices beside the other server.
PROSODY_ONLY = [
            cuts_lose_and_double_nothing, what_we_send_survives_cuts,
            a_refused_resumption_begins_anew, only_what_is_stored_is_acknowledged, stream_errors_have_their_ways,
            a_full_disk_acknowledges_nothing]

if len(sys.argv) > 1:
    sys.exit(tap.run_cases([globals()[n] for n in sys.argv[1:]]))
if __name__ == "__main__":
    sys.exit(tap.run_cases(REAL + (PROSODY_ONLY if PROSODY else [])))
