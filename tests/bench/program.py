"""A program under measurement: what the kernel says of it, and what the probe in it says."""
import os
import signal
import subprocess
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")


def now():
    """The clock that GLib calls monotonic."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


class Program:
    """A running program. `said` holds (time, words) of the probe's lines, or of its own output if it prints
    such lines itself."""

    def __init__(self, argv, probe=None, environment=None, own_lines=False):
        ours, theirs = os.pipe()
        env = {**os.environ, **(environment or {})}
        if probe:
            env.update(LD_PRELOAD=probe, BAL_PROBE_FD=str(theirs))
        self.said, self.condition = [], threading.Condition()
        self.started = now()
        self.process = subprocess.Popen(argv, env=env, pass_fds=[theirs], stdin=subprocess.DEVNULL,
                                        stdout=theirs if own_lines else subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL if not os.environ.get("V") else None)
        os.close(theirs)
        self.pid = self.process.pid
        threading.Thread(target=self._listen, args=(ours,), daemon=True).start()

    def _listen(self, fd):
        with os.fdopen(fd, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with self.condition:
                    self.said.append((now(), line.split()))
                    self.condition.notify_all()

    def wait(self, word, timeout=60, after=0):
        """The words of a line that begins with that word; `after`: lines to leave out."""
        with self.condition:
            found = self.condition.wait_for(
                lambda: next((w for _, w in self.said[after:] if w and w[0] == word), None), timeout)
        if not found:
            raise TimeoutError("%s said no %r" % (self.process.args[0], word))
        return found

    def begin_beat(self):
        os.kill(self.pid, signal.SIGUSR1)

    def end_beat(self):
        """The longest that the main loop was away since begin_beat(), and the most it computed then, in ms."""
        n = len(self.said)
        os.kill(self.pid, signal.SIGUSR2)
        return [float(ms) for ms in self.wait("stall", after=n)[1:]]

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    # what the kernel says

    def cpu(self):
        """Seconds, threads that ended included; to the tick."""
        with open("/proc/%d/stat" % self.pid, encoding="ascii", errors="replace") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def fine_cpu(self):
        """Seconds of the threads that are there, to the nanosecond."""
        total = 0
        for task in os.listdir("/proc/%d/task" % self.pid):
            with open("/proc/%d/task/%s/schedstat" % (self.pid, task), encoding="ascii") as f:
                total += int(f.read().split()[0])
        return total / 1e9

    def switches(self):
        """Voluntary context switches of all threads: times that something woke it."""
        total = 0
        for task in os.listdir("/proc/%d/task" % self.pid):
            with open("/proc/%d/task/%s/status" % (self.pid, task), encoding="ascii", errors="replace") as f:
                total += sum(int(line.split()[1]) for line in f if line.startswith("voluntary"))
        return total

    def memory(self):
        """(RSS, PSS) in MB."""
        values = {}
        with open("/proc/%d/smaps_rollup" % self.pid, encoding="ascii", errors="replace") as f:
            for line in f:
                words = line.split()
                if words[0] in ("Rss:", "Pss:"):
                    values[words[0]] = int(words[1]) / 1024
        return values["Rss:"], values["Pss:"]

    def settle(self, quiet=0.3, limit=60):
        """Wait until it has not worked for a while; its CPU seconds then."""
        end, before = now() + limit, self.fine_cpu()
        while now() < end:
            time.sleep(quiet)
            after = self.fine_cpu()
            if after - before < 0.01 * quiet:
                break
            before = after
        return self.fine_cpu()
