#!/usr/bin/env python3
"""The scripted server and the proxy themselves, against the peer, in TAP."""
import os
import sys
import tempfile
import atexit
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "server")]
import certs  # noqa: E402
import scripted  # noqa: E402
import tap  # noqa: E402
import wire  # noqa: E402
from peer import Peer, PeerError  # noqa: E402
from proxy import Proxy  # noqa: E402

FOLDER = tempfile.mkdtemp(prefix="balcony-lib-")
atexit.register(shutil.rmtree, FOLDER, True)
CA = certs.make_all(FOLDER, ["balcony.test"])
GOOD = os.path.join(FOLDER, "good.pem")


def client(port, direct=False):
    return Peer("me@balcony.test", "secret-me", "127.0.0.1", port, CA, direct)


def stream_cuts_at_any_byte():
    text = (b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
            b"a='>'><a/> <message><body>\xc3\xa4 &lt;x/&gt;</body></message><b></b><c x='/'/></stream:stream>")
    for size in (1, 2, 3, 7, len(text)):
        stream, got = wire.Stream(), []
        for i in range(0, len(text), size):
            got += stream.feed(text[i:i + size])
        assert [e.raw for k, e in got if k == "stanza"] == [
            b"<a/>", b"<message><body>\xc3\xa4 &lt;x/&gt;</body></message>", b"<b></b>", b"<c x='/'/>"], (size, got)
        assert [k for k, _ in got][0] == "open" and got[-1][0] == "close" and got[0][1].raw.endswith(b"a='>'>")


def honest_server_both_ways():
    server = scripted.Scripted(GOOD)
    for direct in (False, True):
        with client(server.port, direct) as p:
            assert p.ping().get("type") == "result"
            p.presence()
            server.wait_online().send("<message from='x@y' type='chat'><body>hi</body></message>")
            assert p.wait_message("hi").get("from") == "x@y"
    server.close()


def every_fault_is_noticed_by_an_honest_client():
    for name in sorted(scripted.FAULTS):
        if name.startswith(("silent-", "close-login")) or name in ("no-resume", "close-enabled", "close-resumed",
                                                                   "low-iterations", "same-nonce", "huge-iterations"):
            continue
        server = scripted.Scripted(GOOD)
        server.replace.update(scripted.FAULTS[name])
        try:
            with client(server.port) as p:
                p.ping()
        except (PeerError, OSError, KeyError, ValueError, scripted.wire.xml.parsers.expat.ExpatError):
            continue
        finally:
            server.close()
        raise AssertionError("%s went unnoticed" % name)


def stream_management_resumes():
    server = scripted.Scripted(GOOD)
    one = client(server.port).login()
    one.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    ident = one.wait(lambda e: e.kind == "enabled").get("id")
    one.message("x@y", "counted")
    server.session.send("<message id='a'><body>first</body></message>")
    one.wait_message("first")
    one.send("<r xmlns='urn:xmpp:sm:3'/>")
    assert one.wait(lambda e: e.kind == "a").get("h") == "1"
    server.session.cut()
    wire.until(lambda: one.closed)
    two = Peer("me@balcony.test", "secret-me", "127.0.0.1", server.port, CA)
    two.login_without_bind()
    two.send("<resume xmlns='urn:xmpp:sm:3' previd='%s' h='0'/>" % ident)
    assert two.wait(lambda e: e.kind == "resumed").get("h") == "1"
    two.wait_message("first")
    server.close()


def cuts_are_noticed_by_who_only_listens():
    server = scripted.Scripted(GOOD)
    for end in ("proxy", "server"):
        for reset in (False, True):
            proxy = Proxy(("127.0.0.1", server.port))
            with client(proxy.port) as p:
                # All threads of the proxy wait for somebody to say something.
                p.ping()
                (proxy if end == "proxy" else server.session).cut(reset)
                wire.until(lambda p=p: p.closed, what="the end by the %s" % end)
            proxy.close()
    server.close()


if __name__ == "__main__":
    sys.exit(tap.run_cases([
        stream_cuts_at_any_byte, honest_server_both_ways, every_fault_is_noticed_by_an_honest_client,
        stream_management_resumes, cuts_are_noticed_by_who_only_listens]))
