"""What the demo stands on: processes that end with it, and a desktop that nobody sees."""
import ctypes
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
DAY = 86400 * 1000000
PR_SET_CHILD_SUBREAPER = 36
LAUNCHERS = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"]
THEME = "/usr/share/icons/hicolor/index.theme"
HOMES = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"]
PANEL = """panels=panel1
[panel1]
plugins=statusnotifier
position=Bottom
panelSize=44
iconSize=32
width=100
width-percent=true
[statusnotifier]
type=statusnotifier
"""
DUNST = """[global]
font = Cantarell 12
markup = full
width = 340
height = (0, 240)
offset = (16, 16)
origin = top-right
frame_width = 1
frame_color = "#8a8a8a"
separator_color = frame
corner_radius = 10
show_indicators = no
icon_theme = hicolor
enable_recursive_icon_lookup = true
min_icon_size = 40
max_icon_size = 40
padding = 14
horizontal_padding = 16
mouse_left_click = do_action, close_current
[urgency_low]
timeout = 0
[urgency_normal]
background = "#fafafa"
foreground = "#2e2e2e"
timeout = 0
"""


def until(look, seconds=30, what="it"):
    """What look() returns once it is true."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError("%s did not happen" % what)
        time.sleep(0.05)


def age(profile):
    """What was said in a profile that nobody uses was said a day earlier."""
    with sqlite3.connect(os.path.join(profile, "balcony.db")) as db:
        db.execute("UPDATE message SET time = time - ?", [DAY])
    db.close()


def descendants():
    """The processes that this one, or one of those, started."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as f:
                parents[int(name)] = int(f.read().rpartition(")")[2].split()[1])
        except OSError:
            pass
    found, new = set(), {os.getpid()}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


class Stage:
    """A temporary folder and processes; both are gone at the end, with all that the processes started."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="balcony-demo-")
        self.processes = []
        # What daemons leave behind becomes ours, so that it can be ended by its id.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            self.end(process)
        self.end_strays()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        path = os.path.join(self.folder, *names)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return path

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)
        return self.path(name)

    def start(self, argv, env=None, **how):
        """A process in a session of its own; what it says goes to a file named after it."""
        log = open(self.path("log", os.path.basename(argv[0])), "ab")  # pylint: disable=consider-using-with
        how.setdefault("stdin", subprocess.DEVNULL)
        how.setdefault("stdout", log)
        process = subprocess.Popen(argv, env=env, stderr=log, start_new_session=True, **how)
        log.close()
        self.processes.append(process)
        return process

    def said(self, program):
        with open(self.path("log", program), encoding="utf-8", errors="replace") as f:
            return f.read()

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @staticmethod
    def end_strays():
        for number in (signal.SIGTERM, signal.SIGKILL):
            strays = descendants()
            for pid in strays:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            for _ in range(40):
                if not descendants():
                    return
                try:
                    while os.waitpid(-1, os.WNOHANG)[0]:
                        pass
                except ChildProcessError:
                    return
                time.sleep(0.05)


class Desktop(Stage):
    """An X server, a session bus, a window manager, a notification daemon, a panel with a tray, a keyring
    and the bus of screen readers. Sets the environment of this process for them."""

    SIZE = "1280x800"

    def __enter__(self):
        try:
            self.make_home()
            self.start_bus()
            self.start_display()
            self.start_services()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make_home(self):
        for name in (*HOMES, "XDG_RUNTIME_DIR"):
            os.environ[name] = os.path.dirname(self.path(name.lower(), "x"))
        for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN", "GTK_A11Y"):
            os.environ.pop(name, None)
        os.environ.update(GSETTINGS_BACKEND="memory", GDK_BACKEND="x11", GSK_RENDERER="cairo", LC_ALL="C.UTF-8",
                          QT_QPA_PLATFORM="xcb", GDK_DEBUG="no-portals")
        os.environ.pop("LANGUAGE", None)
        self.write("xdg_config_home/gtk-4.0/settings.ini",
                   "[Settings]\ngtk-enable-animations=0\ngtk-font-name=Cantarell 11\n")

        icons = self.path("xdg_data_home", "icons", "hicolor")
        shutil.copytree(os.path.join(os.path.dirname(TESTS), "data/icons/hicolor"), icons)
        if os.path.exists(THEME):
            shutil.copy(THEME, icons)

    def start_and_read(self, *argv):
        """The first line that a program writes to the descriptor that replaces FD in its words."""
        reading, writing = os.pipe()
        self.start([word.replace("FD", str(writing)) for word in argv], pass_fds=[writing])
        os.close(writing)
        with open(reading, encoding="utf-8") as lines:
            return lines.readline().strip()

    def start_bus(self):
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self.start_and_read(
            "dbus-daemon", "--nofork", "--config-file=" + os.path.join(TESTS, "lib/session.conf"), "--print-address=FD")

    def start_display(self):
        os.environ["DISPLAY"] = ":" + self.start_and_read(
            "Xvfb", "-displayfd", "FD", "-screen", "0", self.SIZE + "x24", "-nolisten", "tcp", "-noreset")
        subprocess.run(["display", "-size", self.SIZE, "-window", "root", "gradient:#7f9fb8-#41566b"], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.start(["openbox", "--sm-disable"])
        until(lambda: b"window id" in subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], check=False,
                                                     capture_output=True).stdout, what="a window manager")

    def start_services(self):
        keyring = self.start(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                             stdin=subprocess.PIPE)
        keyring.stdin.write(b"demo\n")
        keyring.stdin.close()
        launcher = next(path for path in LAUNCHERS if os.path.exists(path))
        self.start([launcher, "--launch-immediately"])
        self.start(["dunst", "-config", self.write("dunstrc", DUNST)])
        self.start(["lxqt-panel", "--configfile", self.write("panel.conf", PANEL)])
        for name in ("org.a11y.Bus", "org.freedesktop.secrets", "org.freedesktop.Notifications",
                     "org.kde.StatusNotifierWatcher"):
            until(lambda name=name: self.has_owner(name), what="the service " + name)

    @staticmethod
    def has_owner(name):
        out = subprocess.run(
            ["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.NameHasOwner", "string:" + name], check=False, capture_output=True, text=True).stdout
        return "true" in out
