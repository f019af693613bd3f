#!/usr/bin/env python3
"""Prints what Balcony costs, each figure beside a floor or a peer that was measured in the same run.

  bench.py BUILD-FOLDER [--quick] [PART...]      parts: startup idle flood replay open scroll store

tests/bench/run starts it where it needs to be; tests/bench/README.md says what is measured.
"""
import argparse
import hashlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import servers  # noqa: E402
from program import Program, now  # noqa: E402

FRIENDS, HISTORY = 500, 100000


def median(values):
    return statistics.median(values)


class Table:
    """Lines of a figure, its value, its floor and how they compare."""

    def __init__(self):
        self.title = None

    def begin(self, title):
        print("\n%s" % title)
        print("  %-58s %12s %12s %8s" % ("", "value", "floor", "ratio"))

    def line(self, what, value, unit, floor=None, digits=2):
        ratio = "%8.2f" % (value / floor) if floor else ""
        shown = "%12.*f" % (digits, floor) if floor is not None else "%12s" % ""
        print("  %-58s %12.*f %s %s" % (what + ", " + unit, digits, value, shown, ratio), flush=True)


class Bench:
    def __init__(self, build, quick, folder):
        self.build, self.quick, self.folder, self.table = build, quick, folder, Table()
        self.n = 2000 if quick else 20000
        self.runs = 3 if quick else 5
        self.probe = self.built("tests/bench/libprobe.so")
        self.window = self.built("src/ui/balcony") if os.path.exists(self.built("src/ui/balcony")) else None
        self.count = 0
        self.full = self.make_profile("full", FRIENDS, HISTORY)

    def built(self, name):
        return os.path.join(self.build, name)

    # profiles

    def make_profile(self, name, friends, messages):
        """Kept in the build folder between runs: making one takes seconds."""
        folder = self.built("tests/bench/profile-%s-%d-%d" % (name, friends, messages))
        if not os.path.exists(folder):
            subprocess.run([self.built("tests/bench/make-profile"), folder + ".new", servers.JID, str(friends),
                            str(messages)], check=True)
            os.rename(folder + ".new", folder)
        return folder

    def profile(self, server):
        """A copy of the big profile that signs in to this server."""
        self.count += 1
        folder = os.path.join(self.folder, "profile%d" % self.count)
        shutil.copytree(self.full, folder)
        with sqlite3.connect(os.path.join(folder, "balcony.db")) as db:
            db.execute("UPDATE account SET host = '127.0.0.1', port = ?, ca_file = ?", (server.port, server.ca))
        with open(os.path.join(folder, "passwords"), "w", encoding="utf-8") as f:
            f.write("[passwords]\n%s=%s\n" % (servers.JID, servers.PASSWORD))
        os.chmod(f.name, 0o600)
        return folder

    @staticmethod
    def stored(folder):
        """The number of the newest row."""
        with sqlite3.connect("file:%s/balcony.db?mode=ro" % folder, uri=True) as db:
            return db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'message'").fetchone()[0]

    # programs

    def listen(self, folder):
        return Program([self.built("src/cli/balcony-cli"), "--profile=" + folder, "listen"], self.probe)

    def balcony(self, folder):
        return Program([self.window, "--profile=" + folder], self.probe, {"BAL_PROBE_FRAMES": "1"})

    def floor_client(self, server, n, receipts=False):
        return Program([self.built("tests/bench/floor-client"), servers.JID, servers.PASSWORD, "127.0.0.1",
                        str(server.port), server.ca, str(n)] + ["receipts"] * receipts, own_lines=True)

    def open_friend(self, folder, number):
        """Has the running balcony show the conversation with that friend."""
        with sqlite3.connect("file:%s/balcony.db?mode=ro" % folder, uri=True) as db:
            (conversation,) = db.execute("SELECT id FROM conversation WHERE jid = ?",
                                         ("friend%d@%s" % (number, servers.DOMAIN),)).fetchone()
        name = "im.balcony.Balcony.p" + hashlib.sha256(folder.encode()).hexdigest()[:16]
        subprocess.run(["gapplication", "action", name, "open-conversation",
                        "('%s', int64 %d)" % (servers.JID, conversation)], check=True)

    # parts

    def startup(self):
        self.table.begin("From exec on (medians of %d, %d friends, %d messages)" % (self.runs, FRIENDS, HISTORY))
        with servers.Replay(FRIENDS) as server:
            empty, shown, filled, online, bare, headless = [], [], [], [], [], []
            folder = self.profile(server)
            for _ in range(self.runs + 1): # the first one warms the caches
                with Program([self.built("tests/bench/floor-window")], self.probe) as p:
                    empty.append(int(p.wait("window")[1]) / 1e6 - p.started)
                server.forget()
                with self.floor_client(server, 1) as p:
                    bare.append(server.wait_online() - p.started)
                server.forget()
                with self.listen(folder) as p:
                    headless.append(server.wait_online() - p.started)
                if self.window:
                    server.forget()
                    with self.balcony(folder) as p:
                        shown.append(int(p.wait("window")[1]) / 1e6 - p.started)
                        online.append(server.wait_online() - p.started)
                        p.settle()
                        # The frame that lays the lists out is the longest one.
                        frame = max((w for _, w in p.said if w[0] == "frame"), key=lambda w: int(w[2]))
                        filled.append((int(frame[1]) / 1e6 - p.started, int(frame[2]) / 1000))
            if self.window:
                self.table.line("balcony: first frame", median(shown[1:]), "s (floor: an empty window)", median(empty[1:]), 3)
                self.table.line("balcony: frame with the conversations", median(f[0] for f in filled[1:]),
                                "s (floor: an empty window)", median(empty[1:]), 3)
                self.table.line("balcony: longest frame meanwhile", median(f[1] for f in filled[1:]), "ms", None, 1)
                self.table.line("balcony: online", median(online[1:]), "s (floor: libstrophe)", median(bare[1:]), 3)
            self.table.line("balcony-cli: online", median(headless[1:]), "s (floor: libstrophe)", median(bare[1:]), 3)

    def idle(self):
        seconds = 15 if self.quick else 60
        self.table.begin("Idle with Prosody (memory after 20 s, then %d s)" % seconds)
        with servers.Real(FRIENDS) as server:
            running = {"empty window": Program([self.built("tests/bench/floor-window")], self.probe),
                       "libstrophe": self.floor_client(server, 1),
                       "balcony-cli": self.listen(self.profile(server))}
            if self.window:
                running["balcony"] = self.balcony(self.profile(server))
            time.sleep(20)
            memory = {name: p.memory() for name, p in running.items()}
            before = {name: (p.fine_cpu(), p.switches()) for name, p in running.items()}
            time.sleep(seconds)
            after = {name: (p.fine_cpu(), p.switches()) for name, p in running.items()}
            for p in running.values():
                p.end()
        for name, floor in (("balcony", "empty window"), ("balcony-cli", "libstrophe")):
            if name not in running:
                continue
            self.table.line(name + ": RSS", memory[name][0], "MB (floor: %s)" % floor, memory[floor][0], 1)
            self.table.line(name + ": PSS", memory[name][1], "MB (floor: %s)" % floor, memory[floor][1], 1)
            cpu, woken = ({n: after[n][i] - before[n][i] for n in running} for i in (0, 1))
            self.table.line(name + ": CPU a minute", cpu[name] * 60000 / seconds, "ms (floor: %s)" % floor,
                            cpu[floor] * 60000 / seconds, 1)
            self.table.line(name + ": wake-ups a second", woken[name] / seconds, "(floor: %s)" % floor,
                            woken[floor] / seconds)

    def bare(self, server, receipts):
        """(messages a second, CPU ms a message) of the client that only counts."""
        with self.floor_client(server, self.n, receipts) as p:
            if isinstance(server, servers.Replay):
                server.wait_online()
            p.wait("online")
            time.sleep(0.5)
            used, start = p.fine_cpu(), now()
            server.flood(self.n, receipts)
            done = int(p.wait("done", 300)[1]) / 1e6
            return self.n / (done - start), (p.settle() - used) * 1000 / self.n

    def drowned(self, start_program, server, receipts, opened=False):
        """(messages a second, CPU ms a message, longest stall, longest computation, longest stall of an idle
        program beside it in ms) of a program of ours."""
        folder = self.profile(server)
        with start_program(folder) as p, Program([self.built("tests/bench/floor-window")], self.probe) as idle:
            idle.wait("window")
            if isinstance(server, servers.Replay):
                server.wait_online()
            p.settle()
            if opened:
                self.open_friend(folder, 0)
                p.settle()
            first, used, start = self.stored(folder), p.fine_cpu(), now()
            p.begin_beat()
            idle.begin_beat()
            server.flood(self.n, receipts)
            while self.stored(folder) - first < self.n:
                if now() - start > 300:
                    raise TimeoutError("%d of %d stored" % (self.stored(folder) - first, self.n))
                time.sleep(0.02)
            rate = self.n / (now() - start)
            cpu = (p.settle() - used) * 1000 / self.n
            stalls = p.end_beat() + idle.end_beat()[:1]
        shutil.rmtree(folder)
        return rate, cpu, *stalls

    def flood_lines(self, name, figures, floor):
        self.table.line(name + ": stored", figures[0], "a second", floor[0], 0)
        self.table.line(name + ": CPU", figures[1], "ms a message", floor[1], 3)
        self.table.line(name + ": longest main-loop stall", figures[2], "ms (floor: idle window)", figures[4], 1)
        self.table.line(name + ": of that computing", figures[3], "ms", None, 1)

    def flood_with(self, make_server, runs):
        programs = [("balcony-cli", self.listen, False)]
        if self.window:
            programs += [("balcony, conversation closed", self.balcony, False),
                         ("balcony, conversation open", self.balcony, True)]
        for receipts in (False, True):
            with make_server(FRIENDS) as server:
                floors, ours = [], {name: [] for name, _, _ in programs}
                for _ in range(runs):
                    if isinstance(server, servers.Replay):
                        server.forget()
                    floors.append(self.bare(server, receipts))
                    for name, start, opened in programs:
                        if isinstance(server, servers.Replay):
                            server.forget()
                        ours[name].append(self.drowned(start, server, receipts, opened))
                floor = [median(f[i] for f in floors) for i in range(2)]
                for name, _, _ in programs:
                    figures = [median(f[i] for f in ours[name]) for i in range(5)]
                    self.flood_lines(name + (", receipts asked for" if receipts else ""), figures, floor)

    def flood(self):
        self.table.begin("%d messages of one friend through Prosody, its rate limit off, all on tmpfs (floor: libstrophe "
                         "that counts)" % self.n)
        self.flood_with(servers.Real, 1)

    def replay(self):
        self.table.begin("%d messages of one friend at line speed, all on tmpfs (floor: libstrophe that counts)" % self.n)
        self.flood_with(servers.Replay, 1 if self.quick else 3)


    def open(self):
        self.table.begin("Opening a conversation of some 500 messages (medians of %d)" % (2 * self.runs))
        with servers.Replay(FRIENDS) as server:
            folder = self.profile(server)
            with self.balcony(folder) as p:
                server.wait_online()
                p.settle()
                shown, longest = [], []
                for number in range(2 * self.runs):
                    seen, start = len(p.said), now()
                    self.open_friend(folder, number)
                    p.settle()
                    frames = [w for _, w in p.said[seen:] if w[0] == "frame" and int(w[1]) / 1e6 > start]
                    frame = max(frames, key=lambda w: int(w[2]))
                    shown.append((int(frame[1]) / 1e6 - start) * 1000)
                    longest.append(int(frame[2]) / 1000)
                start = now()
                subprocess.run(["gapplication", "list-actions", "im.balcony.None"], check=False,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                asking = (now() - start) * 1000
        self.table.line("from the action on the bus to the painted frame", median(shown),
                        "ms (floor: asking the bus)", asking, 1)
        self.table.line("longest frame of it", median(longest), "ms", None, 1)

    def run_program(self, title, argv):
        print("\n" + title, flush=True)
        subprocess.run(argv, check=True)

    def scroll(self):
        self.run_program("Scrolling the history view (tests/bench/bench-history)", [self.built("tests/bench/bench-history")])

    def store(self):
        self.run_program("The store alone (tests/bench/bench-store)",
                         [self.built("tests/store/bench-store"), "20000" if self.quick else "100000"])


def versions():
    packages = ["libgtk-4-1", "libadwaita-1-0", "libglib2.0-0t64", "libsqlite3-0", "libstrophe0", "prosody"]
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages], check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split("\n")
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        model = next((line.partition(":")[2].strip() for line in f if line.startswith("model name")), "?")
    print("%s, %d cores, load %.1f" % (model, os.cpu_count(), os.getloadavg()[0]))
    print(", ".join(s for s in shown if s) + ", GSK_RENDERER=%s" % os.environ.get("GSK_RENDERER", "default"))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    versions()
    with tempfile.TemporaryDirectory(prefix="balcony-bench-", ignore_cleanup_errors=True) as folder:
        bench = Bench(os.path.abspath(options.build), options.quick, folder)
        for part in options.parts or ["startup", "idle", "flood", "replay", "open", "scroll", "store"]:
            getattr(bench, part)()


if __name__ == "__main__":
    main()
