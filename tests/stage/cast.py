"""The other people of the demo. They answer from threads of their own."""
import os
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))

import peer  # noqa: E402

NURSE = "مربية جولييت"
LINES = [
    "By love, that first did prompt me to enquire.",
    "With love’s light wings did I o’er-perch these walls.",
    "Thy kinsmen are no stop to me. ❤️",
    "Would I were sleep and peace, so sweet to rest!",
    "Shall I hear more, or shall I speak at this?",
]
RECEIPT = "<request xmlns='urn:xmpp:receipts'/>"
PAUSE = 0.6  # nobody answers at once


class Romeo:
    """Answers whatever Juliet writes, with the next of his lines."""

    def __init__(self, juliet, status=None):
        self.juliet, self.count = juliet, 0
        self.on_word = lambda text, line: None
        self.peer = peer.connect("romeo", resource="orchard")
        self.peer.on_stanza = self.hear
        self.peer.presence(status=status)
        self.peer.ping()

    def hear(self, stanza):
        if peer.body(stanza) and stanza.get("type") == "chat":
            line = LINES[self.count % len(LINES)]
            self.count += 1
            self.on_word(peer.body(stanza), line)
            timer = threading.Timer(PAUSE, self.say, [line, stanza.get("from")])
            timer.daemon = True
            timer.start()

    def say(self, text, to=None):
        try:
            self.peer.message(to or self.juliet, text, extra=RECEIPT)
        except OSError:  # the play is over
            pass

    def heard(self, text):
        return self.peer.wait_message(text)

    def close(self):
        self.peer.close()


class Mercutio:
    """Asks to be a friend; glad when he is."""

    def __init__(self, juliet):
        self.juliet = juliet
        self.peer = peer.connect("mercutio", resource="square")
        self.peer.on_stanza = self.hear
        self.peer.roster()  # who has asked for it is told of answers
        self.peer.presence(status="A plague o’ both your houses")

    def ask(self):
        self.peer.presence(
            to=self.juliet, kind="subscribe", status="Good cousin of my friend, a word with one of you?")

    def hear(self, stanza):
        if stanza.kind == "presence" and stanza.get("type") == "subscribe":
            self.peer.accept(self.juliet)

    def accepted(self):
        def is_accepted(element):
            return element.kind == "presence" and element.get("type") == "subscribed"
        return self.peer.wait(is_accepted, what="acceptance")

    def close(self):
        self.peer.close()


def nurse_says(juliet, text):
    """A message that waits for Juliet, from somebody who is gone again."""
    with peer.connect("nurse", resource="house") as nurse:
        nurse.message(juliet, text)
        nurse.ping()
