"""A person before the screen: sees by the accessible tree, acts by mouse and keyboard, and takes pictures."""
import os
import re
import subprocess
import time

from stage import until

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


# The places that GTK tells leave out the borders and the padding of what is round a control.
SHIFT = 11, 13


def run(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def tool(*words):
    return run("xdotool", *map(str, words))


def walk(node, depth=0):
    yield node
    if depth < 60:
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child:
                yield from walk(child, depth + 1)


class Hands:
    def __init__(self, pictures):
        self.pictures, self.process = pictures, None
        # It warns of what ends while it looks.
        GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, lambda *_: None, None)
        Atspi.init()

    # seeing

    def application(self):
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app and app.get_process_id() == self.process.pid:
                app.clear_cache()
                return app
        return None

    def look(self, roles, name, sensitive=True):
        """A control that is on the screen, by role and part of its name; None if there is none."""
        try:
            app = self.application()
            for node in walk(app) if app else ():
                if (node.get_role_name() in roles and re.search(name, node.get_name() or "") and self.shown(node)
                        and (not sensitive or node.get_state_set().contains(Atspi.StateType.SENSITIVE))):
                    return node
        except GLib.Error:  # it went while we looked
            pass
        return None

    @staticmethod
    def shown(node):
        return node.get_state_set().contains(Atspi.StateType.SHOWING)

    def find(self, roles, name, seconds=30):
        roles = [roles] if isinstance(roles, str) else roles
        return until(lambda: self.look(roles, name), seconds, "the %s “%s”" % (roles[0], name))

    def gone(self, roles, name):
        until(lambda: not self.look(roles, name), what="the end of the %s “%s”" % (roles[0], name))

    def sees(self, text, seconds=30):
        """Waits until a text is on the screen, in the name of anything."""
        def look():
            try:
                app = self.application()
                return any(text in (node.get_name() or "") and self.shown(node) for node in walk(app)) if app else False
            except GLib.Error:
                return False
        until(look, seconds, "the text “%s”" % text)

    def names(self):
        """All that is on the screen, for messages of failure."""
        app = self.application()
        return "\n".join("%s %r" % (node.get_role_name(), node.get_name())
                         for node in walk(app) if self.shown(node)) if app else "nothing"

    @staticmethod
    def windows(*how):
        out = subprocess.run(["xdotool", "search", "--onlyvisible", *how], check=False, capture_output=True, text=True).stdout
        return out.split()

    def window(self, title=None):
        """The id of the program's window with this title, or of the only one."""
        def look():
            found = self.windows("--pid", str(self.process.pid))
            named = [w for w in found if title and tool("getwindowname", w).strip() == title]
            return named or (found if not title else [])
        return until(look, what="the window %s" % (title or ""))[0]

    @staticmethod
    def geometry(window):
        """x, y, width, height of what a person takes for the window, without its shadow."""
        words = dict(re.findall(r"(Absolute upper-left X|Absolute upper-left Y|Width|Height): +(-?\d+)",
                                run("xwininfo", "-id", window)))
        x, y, width, height = map(int, words.values())
        numbers = re.findall(r"\d+", run("xprop", "-id", window, "_GTK_FRAME_EXTENTS").partition("=")[2])
        left, right, top, bottom = map(int, numbers or [0, 0, 0, 0])
        return x + left, y + top, width - left - right, height - top - bottom

    # acting

    def click_at(self, x, y, button=1):
        tool("mousemove", x, y, "click", button)

    def click(self, roles, name, title=None, seconds=30):
        x, y, width, height = self.geometry(self.window(title))
        shift = SHIFT if not title else (0, 0)
        places = []

        def place():
            """Where it stays in the window, after scrolling towards it where it is out of sight."""
            box = self.find(roles, name, seconds).get_component_iface().get_extents(Atspi.CoordType.WINDOW)
            at = box.x + box.width // 2, box.y + box.height // 2
            if not title and not 0 < at[1] < height - 30:
                self.click_at(x + width // 2, y + height // 2, 4 if at[1] <= 0 else 5)
            elif box.width > 0 and places[-1:] == [at]:
                return at
            places.append(at)
            return None
        across, down = until(place, seconds, "a way to the %s “%s”" % (roles[0], name))
        self.click_at(x + across + shift[0], y + down + shift[1])

    @staticmethod
    def type(text):
        tool("type", "--delay", "12", "--", text)

    @staticmethod
    def key(*names):
        tool("key", *names)

    # pictures

    def picture(self, name, box=None):
        """The whole screen, or a part of it."""
        time.sleep(0.4)  # the last frame is drawn after the last event
        path = os.path.join(self.pictures, name + ".png")
        crop = ["-crop", "%dx%d+%d+%d" % (box[2], box[3], box[0], box[1]), "+repage"] if box else []
        run("import", "-silent", "-window", "root", *crop, path)
        if int(run("identify", "-format", "%k", path)) < 20:
            raise AssertionError("the picture %s is blank" % path)

    def picture_of_window(self, name, title=None):
        self.picture(name, self.geometry(self.window(title)))
