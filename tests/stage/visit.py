"""The demo on a person's own display: Balcony is signed in as Juliet, and the person plays."""
import os
import shutil
import subprocess
import threading
import time

from cast import PAUSE, Mercutio, Romeo, nurse_says
from stage import HOMES, Stage, age

WELCOME = """
You are Juliet. Romeo answers whatever you write to him; Mercutio wants to be your friend.
Window, notifications and tray icon are on your desktop. Where there is a tray, Balcony stays in it when you
close the window. All is over when you quit Balcony (Ctrl+Q), or press Ctrl+C here.

To be somebody else too: Main Menu, Add Account…, and under Advanced
  Server 127.0.0.1, Port {port}, Certificate Authority {authority}
  romeo@{domain}      secret-romeo
  mercutio@{domain}   secret-mercutio
  nurse@{domain}      secret-nurse
or Create an Account… at {register}, with the same under Advanced.
"""


class Visit:
    def __init__(self, stage, places, server, say):
        self.stage, self.places, self.server, self.say = stage, places, server, say
        self.juliet = "juliet@" + server["BAL_TEST_DOMAIN"]
        self.profile = os.path.dirname(stage.path("profile", "balcony.db"))
        self.authority = os.path.join(places.pictures, "authority.crt")
        self.people, self.timers = [], []
        shutil.copy(server["BAL_TEST_CA"], self.authority)

    def command(self, *words):
        subprocess.run([self.places.cli, "--profile=" + self.profile, *words], check=True, stdout=subprocess.DEVNULL)

    def prepare(self):
        """Signs Juliet in and lets her talk to Romeo."""
        self.command("account", "add", self.juliet, "--password-file=" + self.stage.write("word", "secret-juliet\n"),
                     "--connect=127.0.0.1:" + self.server["BAL_TEST_PORT"], "--ca-file=" + self.authority,
                     "--store-password=file")
        romeo = Romeo(self.juliet, "In the orchard")
        self.people.append(romeo)
        for words in ("Wherefore art thou Romeo?", "The orchard walls are high and hard to climb."):
            self.command("send", "romeo@" + self.server["BAL_TEST_DOMAIN"], words)
            self.say("Yesterday you wrote to Romeo: “%s”" % words)
            time.sleep(2 * PAUSE)  # his answer waits on the server
        age(self.profile)
        nurse_says(self.juliet, "يا جولييت، أمك تناديك!")
        return romeo

    def later(self, seconds, what):
        timer = threading.Timer(seconds, what)
        timer.daemon = True
        timer.start()
        self.timers.append(timer)

    def ask(self):
        mercutio = Mercutio(self.juliet)
        self.people.append(mercutio)
        mercutio.ask()
        self.say("Mercutio asks to be your friend.")

    def notice(self):
        subprocess.run([self.server["BAL_TEST_CTL"], "headline", "juliet", "Closed tonight",
                        "The server rests from two to three in the morning."], check=False)
        self.say("The server sends a notice.")

    def open(self):
        process = self.stage.start([self.places.balcony, "--profile=" + self.profile])
        self.say("Balcony opens.")
        self.later(8, self.ask)
        self.later(16, self.notice)
        status = process.wait()
        self.say("Balcony has ended." if status == 0 else "Balcony ended with status %d." % status)
        if status != 0:
            raise AssertionError(self.stage.said("balcony"))

    def close(self):
        for timer in self.timers:
            timer.cancel()
        for somebody in self.people:
            somebody.close()
        os.remove(self.authority)


def show(places, server, say):
    with Stage() as stage:
        # What Balcony keeps is not the person's, except for how the desktop looks.
        for name in HOMES[2:]:
            os.environ[name] = os.path.dirname(stage.path(name.lower(), "x"))
        visit = Visit(stage, places, server, say)
        try:
            romeo = visit.prepare()
            romeo.on_word = lambda text, line: say("You wrote “%s”. Romeo answers: “%s”" % (text, line))
            print(WELCOME.format(port=server["BAL_TEST_PORT"], authority=visit.authority,
                                 domain=server["BAL_TEST_DOMAIN"], register=server["BAL_TEST_REGISTER"]), flush=True)
            visit.open()
        finally:
            visit.close()
