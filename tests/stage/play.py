"""The demo before an invisible display: somebody uses Balcony, and each step is looked at."""
import os
import shutil
import subprocess
import time

from cast import LINES, NURSE, Mercutio, Romeo, nurse_says
from hands import Hands, tool
from stage import age, until

TAB = ["page tab"]
FIELD, ROW, BUTTON = ["text", "entry", "password text"], ["list item", "table cell"], ["button", "toggle button"]
WORDS = "What man art thou, thus bescreen’d in night?"


class Play:
    """Each act is a method; say() tells what happened, and a step that does not happen raises."""

    def __init__(self, desktop, places, server, say):
        self.desktop, self.places, self.server, self.say = desktop, places, server, say
        self.hands = Hands(places.pictures)
        self.profile = desktop.path("profile", "balcony.db")
        self.romeo = self.mercutio = None

    def run(self):
        self.first_start()
        self.first_words()
        self.quit()
        self.next_day()
        self.talk()
        self.friend_request()
        self.notice()
        self.tray()
        self.looks()
        self.quit()

    # the program

    def open_balcony(self, **environment):
        argv = [self.places.balcony, "--profile=" + os.path.dirname(self.profile)]
        self.hands.process = self.desktop.start(argv, env={**os.environ, "G_DEBUG": "fatal-criticals", **environment})
        self.hands.find("frame", "Balcony")

    def quit(self):
        self.hands.key("ctrl+q")
        until(lambda: self.hands.process.poll() is not None, what="the end of Balcony")
        if self.hands.process.returncode != 0:
            raise AssertionError("Balcony ended with status %d" % self.hands.process.returncode)
        self.say("Juliet quits with Ctrl+Q. Balcony says goodbye to the server and ends.")

    # the acts

    def first_start(self):
        hands, server = self.hands, self.server
        self.open_balcony()
        hands.sees("Welcome to Balcony")
        self.say("Balcony opens for the first time and asks who you are.")
        hands.type("juliet@" + server["BAL_TEST_DOMAIN"])
        hands.key("Tab")
        hands.click(FIELD, "^Password")
        hands.type("secret-juliet")
        hands.picture_of_window("sign-in")
        hands.click(ROW, "Advanced")
        hands.click(FIELD, "^Server")
        hands.type("127.0.0.1")
        hands.click(FIELD, "^Port")
        hands.type(server["BAL_TEST_PORT"])
        self.choose_authority(server["BAL_TEST_CA"])
        self.say("Juliet types her address and password, and under Advanced where this server is.")
        hands.picture_of_window("sign-in-advanced")
        hands.click(BUTTON, "^Sign In")
        hands.find(TAB, "Contacts")
        self.say("She is signed in. The keyring keeps her password.")

    def choose_authority(self, path):
        """In the desktop's own dialog, where the file is in the person's folder."""
        hands, name, title = self.hands, "demo-authority.crt", "Choose a Certificate Authority"
        shutil.copy(path, os.path.join(os.environ["HOME"], name))
        hands.click(BUTTON, "^Certificate Authority")
        hands.click(["label"], "^Home$", title)
        hands.click(["label", *ROW], name, title)
        hands.click(BUTTON, "^Open$", title)
        hands.gone(BUTTON, "^Open$")
        hands.sees(name)

    def first_words(self):
        hands = self.hands
        self.romeo = Romeo("juliet@" + self.server["BAL_TEST_DOMAIN"], "In the orchard")
        hands.click(TAB, "Contacts")
        hands.sees(NURSE)
        self.say("Her friends are there: Romeo, and her nurse, whose name is Arabic.")
        hands.click(ROW, "Romeo")
        for words, answer in (("Wherefore art thou Romeo?", LINES[0]),
                              ("The orchard walls are high and hard to climb.", LINES[1])):
            hands.find(FIELD, "^Message$")
            hands.type(words)
            hands.key("Return")
            self.romeo.heard(words)
            hands.sees(answer)
            self.say("Juliet writes “%s”, Romeo answers “%s”" % (words, answer))

    def next_day(self):
        """What was said was said yesterday; meanwhile somebody wrote."""
        age(os.path.dirname(self.profile))
        nurse_says("juliet@" + self.server["BAL_TEST_DOMAIN"], "يا جولييت، أمك تناديك!")
        self.open_balcony()
        self.hands.sees("أمك تناديك")
        self.say("The next day: Balcony signs in by itself, and tells what the nurse wrote meanwhile.")
        self.click_notification()
        self.hands.find(["list item"], NURSE + ".*تناديك.*[0-9]$")
        self.no_notification()
        self.hands.picture_of_window("arabic")
        self.say("A click on the notification opens the conversation with her.")

    def talk(self):
        hands = self.hands
        hands.click(ROW, "Romeo")
        hands.sees(LINES[1])
        hands.sees("Yesterday")
        self.say("The conversation with Romeo is as she left it yesterday.")
        hands.click(FIELD, "^Message$")
        hands.type(WORDS)
        hands.key("Return")
        self.romeo.heard(WORDS)
        hands.sees(LINES[2])
        hands.sees("Delivered")
        self.say("She writes and presses Enter. The tick says “Delivered”, and Romeo answers “%s”" % LINES[2])
        hands.picture_of_window("conversation")

    def friend_request(self):
        hands = self.hands
        self.mercutio = Mercutio("juliet@" + self.server["BAL_TEST_DOMAIN"])
        self.mercutio.ask()
        hands.sees("1 Friend Request")
        self.see_notification()
        self.say("Mercutio asks to be a friend: a notification, and a line in the window.")
        hands.click(BUTTON, "^Show$")
        hands.find(BUTTON, "Accept")
        hands.picture_of_window("friend-request")
        hands.click(BUTTON, "Accept")
        self.mercutio.accepted()
        hands.gone(BUTTON, "Accept")
        self.no_notification()
        hands.click(TAB, "Contacts")
        hands.sees("mercutio")
        hands.click(TAB, "Chats")
        self.say("Juliet looks at the request and accepts. Mercutio is among her friends now.")

    def see_notification(self):
        return until(lambda: self.hands.windows("--class", "dunst"), what="a notification")[0]

    def click_notification(self):
        x, y, width, height = self.hands.geometry(self.see_notification())
        self.hands.click_at(x + width // 2, y + height // 2)

    def no_notification(self):
        until(lambda: not self.hands.windows("--class", "dunst"), what="the end of the notification")

    def notice(self):
        hands = self.hands
        subprocess.run([self.server["BAL_TEST_CTL"], "headline", "juliet", "Closed tonight",
                        "The server rests from two to three in the morning."], check=True)
        self.see_notification()
        hands.picture("notification")
        self.say("The server sends a notice. The desktop shows it.")
        self.click_notification()
        hands.sees("They cannot be answered")
        hands.sees("The server rests")
        self.no_notification()
        hands.picture_of_window("notice")
        self.say("A click on the notification opens the notice.")

    def tray(self):
        hands = self.hands
        x, y, width, height = hands.geometry(hands.windows("--class", "lxqt-panel")[0])
        icon = (x + height // 2 - 2, y + height // 2)
        hands.key("alt+F4")
        until(lambda: not hands.windows("--pid", str(hands.process.pid)), what="the end of the window")
        if hands.process.poll() is not None:
            raise AssertionError("Balcony ended with its window")
        self.say("Juliet closes the window. Balcony stays in the tray.")
        self.romeo.say("Lady, by yonder blessed moon I vow")
        self.see_notification()
        self.say("Romeo writes: a notification, and the tray icon shows that something is unread.")
        hands.click_at(*icon, button=3)
        time.sleep(1)
        hands.picture("tray")
        hands.key("Escape")
        self.say("The icon has a menu.")
        hands.click_at(*icon)
        hands.window("Balcony")
        self.say("A click on the icon brings the window back.")

    def looks(self):
        hands = self.hands
        self.quit()
        self.open_balcony(ADW_DEBUG_COLOR_SCHEME="prefer-dark")
        hands.click(ROW, "Romeo")
        hands.sees("yonder")
        hands.picture_of_window("dark")
        tool("windowsize", "--sync", hands.window(), 360, 640)
        hands.picture_of_window("narrow")
        self.say("In the dark, and in a narrow window, it looks right too.")
