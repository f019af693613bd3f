"""What every server of the fixture shares: ports, starting, stopping."""
import os
import signal
import socket
import subprocess
import time

WAIT = 60


def free_ports(count):
    """Ports that were free a moment ago, all different."""
    held = []
    for _ in range(count):
        s = socket.socket()
        s.bind(("127.0.0.1", 0))
        held.append(s)
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Server:
    """One real server with its data below `folder`. Subclasses write the configuration."""
    name = None

    def __init__(self, folder, certs):
        self.folder, self.certs, self.process = folder, certs, None
        self.port, self.tls_port, self.backend_port = free_ports(3)
        self.log = os.path.join(folder, "server.log")

    def command(self):
        raise NotImplementedError

    def environment(self):
        return dict(os.environ)

    def ready(self):
        """Raises OSError until the server answers."""
        for port in (self.port, self.tls_port, self.backend_port):
            socket.create_connection(("127.0.0.1", port), 5).close()

    def start(self):
        if self.process and self.process.poll() is None:
            return
        with open(os.path.join(self.folder, "server.out"), "ab") as out:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            start_new_session=True)
        until = time.monotonic() + WAIT
        while True:
            try:
                return self.ready()
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("%s ended with status %s:\n%s" % (
                        self.name, self.process.returncode, self.last_words()))
                if time.monotonic() > until:
                    self.end(signal.SIGKILL)
                    raise RuntimeError("%s did not start:\n%s" % (self.name, self.last_words()))
                time.sleep(0.02)

    def last_words(self):
        words = ""
        for path in (os.path.join(self.folder, "server.out"), self.log):
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as f:
                    words += "".join(f.readlines()[-15:])
        return words

    def end(self, how=signal.SIGTERM):
        if not self.process:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            os.killpg(self.process.pid, signal.SIGCONT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None
