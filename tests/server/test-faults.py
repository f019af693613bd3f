#!/usr/bin/env python3
"""Networks that fail, a program that is killed, a disk that is full: nothing is lost and nothing is doubled."""
import collections
import os
import sys
import tempfile
import threading

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import scripted  # noqa: E402
import tap  # noqa: E402
import wire  # noqa: E402
from balcony import DOMAIN, ENV, PROSODY, Balcony, ctl, jid_of  # noqa: E402
from peer import connect  # noqa: E402
from proxy import Proxy  # noqa: E402

JULIET = "juliet@" + DOMAIN


def proxied():
    return Proxy(("127.0.0.1", int(ENV["BAL_TEST_BACKEND_PORT"])), os.path.join(ENV["BAL_TEST_CERTS"], "good.pem"))


def once_each(balcony, texts):
    """Every text is there exactly once."""
    wire.until(lambda: set(texts) <= set(balcony.bodies()), 120, what="all of them")
    count = collections.Counter(balcony.bodies())
    assert [t for t in texts if count[t] != 1] == [], {t: count[t] for t in texts if count[t] != 1}


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
    with Balcony() as balcony, connect("romeo") as romeo:
        romeo.presence()
        balcony.sign_in(name).start()
        for text in texts:
            romeo.message(jid_of(name), text)
        wire.until(lambda: len(balcony.rows()) > 20)
        balcony.kill()
        had = balcony.bodies()
        assert had == texts[:len(had)]
        ctl("restart")  # the server gives up the stream of the dead program and keeps what it holds
        balcony.start()
        romeo.closed or romeo.close()
    ctl("del-user", name)
    return texts


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
    # A file size limit is what a process can set for itself; the database meets it as it meets a full disk.
    with scripted_server() as (server, balcony):
        balcony.sign_in("me", port=server.port)
        size = os.path.getsize(os.path.join(balcony.profile, "balcony.db"))
        limited = ["prlimit", "--fsize=%d" % (size + 200000), "--"]
        balcony.command_before = limited
        balcony.start()
        before = server.acked
        text = "full " + "x" * 60000
        for n in range(20):
            server.session.send("<message from='romeo@balcony.test/x' type='chat' id='f%d'><body>%d %s</body></message>" % (n, n, text))
        balcony.wait_event(event="account", state="waiting")
        stored = len(balcony.rows())
        assert stored < 20
        balcony.kill()
        balcony.command_before = []
        # Nothing that is not on disk was acknowledged.
        handled = max(server.acked, before)
        assert handled <= stored + 10, (handled, stored)


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


REAL = [cuts_lose_and_double_nothing, what_we_send_survives_cuts, a_killed_program_loses_and_doubles_nothing]
SCRIPTED = [a_refused_resumption_begins_anew, only_what_is_stored_is_acknowledged, stream_errors_have_their_ways,
            a_full_disk_acknowledges_nothing]

if len(sys.argv) > 1:
    sys.exit(tap.run_cases([globals()[n] for n in sys.argv[1:]]))
if __name__ == "__main__":
    sys.exit(tap.run_cases(REAL + (SCRIPTED if PROSODY else [])))
