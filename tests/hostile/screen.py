"""Balcony's window under attack: the program, what is on the screen, what the notification daemon got."""
import hashlib
import json
import os
import subprocess
import threading
import time

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import wire  # noqa: E402
from victim import Victim  # noqa: E402

DUNST = """[global]
markup = full
font = DejaVu Sans 11
width = 400
height = (0, 300)
history_length = 1000
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
"""
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"


class Desktop:
    """A notification daemon and a bus for screen readers, on the session bus that is there."""

    def __init__(self, folder):
        config = os.path.join(folder, "dunstrc")
        with open(config, "w", encoding="utf-8") as f:
            f.write(DUNST)
        # pylint: disable=consider-using-with
        self.processes = [subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                          for argv in (["dunst", "-config", config], [LAUNCHER, "--launch-immediately"])]
        for name in ("org.freedesktop.Notifications", "org.a11y.Bus"):
            wire.until(lambda: self.has(name), 30, what=name)

    @staticmethod
    def has(name):
        out = subprocess.run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                              "org.freedesktop.DBus.NameHasOwner", "string:" + name],
                             capture_output=True, text=True, check=False).stdout
        return "boolean true" in out

    def notifications(self):
        """What the daemon got and still knows, oldest first: dictionaries with summary and body."""
        subprocess.run(["dunstctl", "close-all"], check=True)
        out = subprocess.run(["dunstctl", "history"], check=True, capture_output=True).stdout
        return [{key: value["data"] for key, value in entry.items() if isinstance(value, dict)}
                for entry in reversed(json.loads(out.decode("utf-8", "replace"))["data"][0])]

    def forget(self):
        subprocess.run(["dunstctl", "close-all"], check=True)
        subprocess.run(["dunstctl", "history-clear"], check=True)

    def close(self):
        for process in self.processes:
            process.terminate()
            process.wait()


class Window(Victim):
    """The program with its window; the account is added by balcony-cli."""

    def __init__(self, program, cli, *where):
        super().__init__(cli, *where)
        self.window, self.pulse, self.beats, self.folder_of_shots = program, None, [], None
        mark = hashlib.sha256(os.path.realpath(self.profile).encode()).hexdigest()[:16]
        self.name = "im.balcony.Balcony.p" + mark
        self.path = "/im/balcony/Balcony/p" + mark

    def environment(self):
        # The display and the bus are the test's, what is kept is this profile's.
        home = {name: os.path.join(self.folder, name) for name in (
            "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
        return {**os.environ, **home, "G_DEBUG": "fatal-criticals", "GSK_RENDERER": "cairo", "GDK_BACKEND": "x11",
                "ADW_DISABLE_PORTAL": "1", "LC_ALL": "C.UTF-8"}

    def start(self):
        self.process = subprocess.Popen(
            [self.window, "--profile=" + self.profile], env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        self.readers = [threading.Thread(target=self._read_log, args=(self.process.stderr,), daemon=True)]
        self.readers[0].start()
        wire.until(lambda: Desktop.has(self.name) or not self.alive(), 30, what="the program on the bus")
        self.start_pulse()

    def stop(self):
        self.stop_pulse()
        return super().stop()

    # the main loop

    def start_pulse(self):
        here = os.path.dirname(os.path.abspath(__file__))
        self.pulse = subprocess.Popen(
            ["python3", os.path.join(here, "pulse.py"), str(self.process.pid), self.name, self.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        threading.Thread(target=self._read_pulse, args=(self.pulse.stdout,), daemon=True).start()

    def _read_pulse(self, stream):
        for line in stream:
            self.beats.append(tuple(float(word) for word in line.split()))

    def stop_pulse(self):
        if self.pulse:
            self.pulse.stdin.close()
            try:
                self.pulse.wait(10)
            except subprocess.TimeoutExpired:
                self.pulse.kill()
                self.pulse.wait()
        self.pulse = None

    def settle(self):
        """Wait for answers that were asked from now on."""
        now = time.monotonic()
        wire.until(lambda: sum(b[0] > now for b in list(self.beats)) >= 3 or not self.alive(), 60, what="the main loop")

    def longest(self, since):
        """(seconds, seconds of work) of the slowest answer since a time."""
        late = [b[1:] for b in list(self.beats) if b[0] + b[1] >= since]
        return (max(b[0] for b in late), max(b[1] for b in late)) if late else (0, 0)

    # as a person would

    def activate(self, action, *parameters):
        subprocess.run(["gdbus", "call", "--session", "--timeout=60", "--dest", self.name, "--object-path", self.path,
                        "--method", "org.gtk.Actions.Activate", action, "[%s]" % ", ".join(parameters), "{}"],
                       check=True, capture_output=True)

    def open(self, jid, kind="chat"):
        found = self.query("SELECT id FROM conversation WHERE jid = ? AND kind = ?", jid, kind)
        self.activate("open-conversation", "<('%s', int64 %d)>" % (self.jid, found[0]["id"]))
        self.settle()

    def key(self, name):
        subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)

    def shot(self, name):
        """A picture of the screen in build/hostile, and how many colours it has."""
        folder = os.environ.get("BAL_TEST_SHOTS") or self.folder
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, name + ".png")
        subprocess.run(["import", "-window", "root", path], check=True)
        return int(subprocess.run(["identify", "-format", "%k", path], check=True, capture_output=True, text=True).stdout)

    def nodes(self, below=None):
        """Everything of the window that a screen reader finds; `below`: only what is in a thing of that name."""
        desktop, found = Atspi.get_desktop(0), []

        def walk(node, take):
            try:
                node.clear_cache()
                if take:
                    found.append((node.get_role_name(), node.get_name() or "", node))
                take = take or node.get_name() == below
                for i in range(node.get_child_count()):
                    child = node.get_child_at_index(i)
                    if child:
                        walk(child, take)
            except GLib.Error:
                pass  # gone meanwhile

        for i in range(desktop.get_child_count()):
            try:
                application = desktop.get_child_at_index(i)
                if application and application.get_process_id() == self.process.pid:
                    walk(application, below is None)
            except GLib.Error:
                pass
        return found

    def messages(self):
        """What is read aloud of each message on the screen and near it."""
        return [name for role, name, _ in self.nodes(below="Messages") if role == "list item" and name]

    def text(self):
        """What is in the last text view."""
        views = [node for role, _, node in self.nodes() if role == "text" and node.get_text_iface()]
        return Atspi.Text.get_text(views[-1].get_text_iface(), 0, -1)

    def press(self, name):
        """Press the last button of that name; whether there is one."""
        buttons = [node for role, words, node in self.nodes() if (role, words) == ("button", name)]
        return bool(buttons) and buttons[-1].get_action_iface().do_action(0)
