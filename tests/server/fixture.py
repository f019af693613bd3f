#!/usr/bin/env python3
"""Run a command beside a real XMPP server on loopback.

  fixture.py --server prosody|ejabberd [--friends A=B,C=D] [--keep-log FILE] -- CMD [ARG...]

The command finds the server through the environment; tests/README.md lists the variables. The status
is that of the command; nothing is left running and nothing is left on disk.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lib")]

import accounts  # noqa: E402
import certs  # noqa: E402
import control  # noqa: E402
from proxy import Proxy  # noqa: E402

ATTEMPTS = 3


def server_class(name):
    if name == "prosody":
        from prosody import Prosody
        return Prosody
    from ejabberd import Ejabberd
    return Ejabberd


class Fixture:
    """A server with its accounts, certificates and control socket: a context manager."""

    def __init__(self, server="prosody", friends=(("me", "contact"),)):
        self.kind, self.friends = server, list(friends)
        self.folder = self.server = self.control = None
        self.proxies = {}

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="balcony-%s-" % self.kind)
        self.certs = os.path.join(self.folder, "certs")
        try:
            self.ca = certs.make_all(self.certs, accounts.HOSTS + [accounts.ROOMS])
            self.start_server()
            for one, other in self.friends:
                self.befriend(one, other)
            self.proxies = self.bad_certificates()
            self.control = control.Control(self)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start_server(self):
        # A port may be taken between choosing and binding it: then choose anew.
        for attempt in range(ATTEMPTS):
            folder = os.path.join(self.folder, "server%d" % attempt)
            os.mkdir(folder)
            self.server = server_class(self.kind)(folder, self.certs)
            self.server.prepare()
            try:
                return self.server.first_start()
            except RuntimeError:
                self.server.end(signal.SIGKILL)
                if attempt == ATTEMPTS - 1:
                    raise

    @staticmethod
    def jid(name):
        return name if "@" in name else name + "@" + accounts.DOMAIN

    def befriend(self, one, other):
        one, other = self.jid(one), self.jid(other)
        self.server.roster_item(one, other, "both")
        self.server.roster_item(other, one, "both")

    def bad_certificates(self):
        """One port for each wrong certificate; who accepts it reaches the real server."""
        return {kind: Proxy(("127.0.0.1", self.server.backend_port), os.path.join(self.certs, kind + ".pem"))
                for kind in certs.KINDS if kind != "good"}

    def environment(self):
        s = self.server
        wrong = {"BAL_TEST_PORT_" + kind.upper().replace("-", "_"): str(p.port) for kind, p in self.proxies.items()}
        return {
            **wrong,
            "BAL_TEST_SERVER": self.kind, "BAL_TEST_DOMAIN": accounts.DOMAIN,
            "BAL_TEST_ELSEWHERE": accounts.ELSEWHERE, "BAL_TEST_REGISTER": accounts.REGISTER,
            "BAL_TEST_BARE": accounts.BARE, "BAL_TEST_ROOMS": accounts.ROOMS,
            "BAL_TEST_HOST": "127.0.0.1", "BAL_TEST_PORT": str(s.port), "BAL_TEST_TLS_PORT": str(s.tls_port),
            "BAL_TEST_BACKEND_PORT": str(s.backend_port), "BAL_TEST_CA": self.ca, "BAL_TEST_CERTS": self.certs,
            "BAL_TEST_ODD_PASSWORD": accounts.ODD_PASSWORD, "BAL_TEST_DIR": self.folder,
            "BAL_TEST_CONTROL": self.control.path, "BAL_TEST_CTL": os.path.join(HERE, "ctl"),
        }

    def __exit__(self, *_):
        if self.control:
            self.control.close()
        for proxy in self.proxies.values():
            proxy.close()
        if self.server:
            self.server.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(command, environment):
    """Run the command, pass signals on to it; its status."""
    child = subprocess.Popen(command, env={**os.environ, **environment})
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda n, _: child.send_signal(n))
    status = child.wait()
    return status if status >= 0 else 128 - status


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--server", choices=["prosody", "ejabberd"], default="prosody")
    parser.add_argument("--friends", default="me=contact")
    parser.add_argument("--keep-log", metavar="FILE")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    # A signal before the command runs must still take the server down.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    friends = [pair.split("=") for pair in options.friends.split(",") if pair]
    with Fixture(options.server, friends) as fixture:
        status = run(options.command, fixture.environment())
        if options.keep_log and os.path.exists(fixture.server.log):
            shutil.copy(fixture.server.log, options.keep_log)
    return status


if __name__ == "__main__":
    sys.exit(main())
