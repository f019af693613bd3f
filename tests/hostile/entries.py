"""The hostile stanzas to send: those of a corpus folder where there is one, else the cases of this folder.

A corpus folder has corpus.py (load, expand) and stanzas.jsonl with the fields name, xml, check, via, sender,
setup and optionally repeat, then, when, chunk, wellformed. BALCONY_ATTACKS names it.
"""
import importlib.util
import os
import re

import cases

HERE = os.path.dirname(os.path.abspath(__file__))
BESIDE = os.path.join(HERE, "../../../shared/attacks")


class Entry:
    def __init__(self, fields, expand):
        self.name, self.checks = fields["name"], fields.get("check") or fields["checks"]
        self.via, self.sender = fields.get("via", "c2s"), fields["sender"]
        self.setup, self.repeat = fields.get("setup", []), fields.get("repeat", 1)
        self.when, self.chunk = fields.get("when", "after-login"), fields.get("chunk", 0)
        self.wellformed, self.then = fields.get("wellformed", True), fields.get("then")
        self.xml, self.expand = fields["xml"], expand
        self.marker = "ATK:" + self.name if "ATK:" + self.name in self.xml else None

    def render(self, values, text=None):
        """All bytes to send."""
        out = b"".join(self.expand(text or self.xml, values, n) for n in range(self.repeat))
        return out + (self.expand(self.then, values, 0) if self.then and not text else b"")

    def ids(self, data):
        """Ids of the stanzas that were sent."""
        return {m.group(2).decode() for m in re.finditer(rb"<(?:iq|message|presence)\b[^>]*?\sid=(['\"])(.*?)\1", data)}


def expand_own(text, values, n):
    """{name} of values and {n}; every other brace stays."""
    return re.sub(r"\{(\w+)\}", lambda m: str(n) if m.group(1) == "n" else values.get(m.group(1), m.group(0)),
                  text).encode("utf-8", "surrogateescape")


def folder():
    for path in (os.environ.get("BALCONY_ATTACKS"), BESIDE):
        if path and os.path.exists(os.path.join(path, "stanzas.jsonl")):
            return path
    return None


def load(own_only=False):
    """(where they come from, entries)"""
    path = None if own_only else folder()
    own = [Entry(c, expand_own) for c in cases.CASES]
    if not path:
        return "own cases", own
    spec = importlib.util.spec_from_file_location("attack_corpus", os.path.join(path, "corpus.py"))
    corpus = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(corpus)
    return "own cases and " + path, own + [Entry(e, corpus.expand) for e in corpus.load(
        os.path.join(path, "stanzas.jsonl"))]
