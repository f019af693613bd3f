"""SCRAM (RFC 5802, RFC 7677), both ends."""
import base64
import hashlib
import hmac
import os
import unicodedata

HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}


def b64(data):
    return base64.b64encode(data).decode()


def fields(message):
    return dict(part.split("=", 1) for part in message.split(",") if "=" in part)


def keys(mechanism, password, salt, iterations):
    """(client key, server key)"""
    name = HASHES[mechanism]
    password = unicodedata.normalize("NFKC", password).encode()
    salted = hashlib.pbkdf2_hmac(name, password, salt, iterations)
    return tuple(hmac.digest(salted, label, name) for label in (b"Client Key", b"Server Key"))


class Client:
    def __init__(self, mechanism, user, password):
        self.mechanism, self.password = mechanism, password
        self.bare = "n=%s,r=%s" % (user.replace("=", "=3D").replace(",", "=2C"), b64(os.urandom(18)))

    def first(self):
        return "n,," + self.bare

    def final(self, challenge):
        got, name = fields(challenge), HASHES[self.mechanism]
        client, server = keys(self.mechanism, self.password, base64.b64decode(got["s"]), int(got["i"]))
        without = "c=biws,r=" + got["r"]
        text = ",".join((self.bare, challenge, without)).encode()
        signature = hmac.digest(hashlib.new(name, client).digest(), text, name)
        self.expected = hmac.digest(server, text, name)
        return "%s,p=%s" % (without, b64(bytes(a ^ b for a, b in zip(client, signature))))

    def check(self, final):
        return hmac.compare_digest(base64.b64decode(fields(final).get("v", "")), self.expected)


class Server:
    """The server's side of one exchange; change any field between the calls to go wrong on purpose.
    `binding` is the channel binding data of -PLUS, or None."""

    def __init__(self, mechanism, password, salt=b"balcony-salt-016", iterations=4096, binding=None):
        self.mechanism = mechanism.removesuffix("-PLUS")
        self.password, self.salt, self.iterations, self.binding = password, salt, iterations, binding
        self.nonce = b64(os.urandom(18))

    def challenge(self, first):
        self.gs2, rest = self._split(first)
        self.client_first, got = rest, fields(rest)
        self.user, self.client_nonce = got["n"].replace("=2C", ",").replace("=3D", "="), got["r"]
        self.server_first = "r=%s%s,s=%s,i=%d" % (self.client_nonce, self.nonce, b64(self.salt), self.iterations)
        return self.server_first

    @staticmethod
    def _split(first):
        flag, authzid, rest = first.split(",", 2)
        return "%s,%s," % (flag, authzid), rest

    def verify(self, final):
        """Whether the client knows the password; sets `signature` for the answer."""
        got, name = fields(final), HASHES[self.mechanism]
        without = final.rpartition(",p=")[0]
        text = ",".join((self.client_first, self.server_first, without)).encode()
        client, server = keys(self.mechanism, self.password, self.salt, self.iterations)
        proof = bytes(a ^ b for a, b in zip(client, hmac.digest(hashlib.new(name, client).digest(), text, name)))
        self.signature = hmac.digest(server, text, name)
        bound = self.gs2.encode() + (self.binding if self.binding and self.gs2.startswith("p=") else b"")
        return (got.get("r") == self.client_nonce + self.nonce and base64.b64decode(got["c"]) == bound
                and hmac.compare_digest(base64.b64decode(got["p"]), proof))

    def success(self):
        return "v=" + b64(self.signature)
