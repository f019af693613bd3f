"""XML streams in Python: cutting bytes into stanzas, TLS for either end."""
import ctypes
import re
import select
import socket
import ssl
import time
import xml.etree.ElementTree as ET
import xml.parsers.expat

CLIENT = "jabber:client"
STREAM = "http://etherx.jabber.org/streams"
TLS = "urn:ietf:params:xml:ns:xmpp-tls"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
SM = "urn:xmpp:sm:3"
LIBC = ctypes.CDLL(None)


class Element(ET.Element):
    """An element that remembers its bytes on the wire in `raw`; names are '{namespace}name'."""
    raw = b""

    @property
    def kind(self):
        return self.tag.rpartition("}")[2]

    @property
    def namespace(self):
        return self.tag.rpartition("}")[0][1:]


TAG_END = re.compile(rb"""(?:[^'">]|'[^']*'|"[^"]*")*>""")


class Stream:
    """Bytes of one direction. feed() gives ('open', element), ('stanza', element), ('space', None),
    ('close', None)."""

    def __init__(self, limit=None):
        self.limit = limit    # bytes of one stanza
        self.restart()

    def restart(self):
        """A new document begins with the next byte, as after STARTTLS and SASL."""
        self.parser = xml.parsers.expat.ParserCreate(namespace_separator="}")
        if hasattr(self.parser, "SetReparseDeferralEnabled"):
            self.parser.SetReparseDeferralEnabled(False)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        for name in ("StartDoctypeDecl", "Comment", "ProcessingInstruction"):
            setattr(self.parser, name + "Handler", self._refuse)
        self.stack, self.events, self.kept, self.base, self.fresh = [], [], b"", 0, False

    @staticmethod
    def _refuse(*_):
        raise ValueError("XML that RFC 6120 11.1 forbids")

    @staticmethod
    def _name(name):
        return "{" + name if "}" in name else name

    def _start(self, name, attributes):
        element = Element(self._name(name), {self._name(k): v for k, v in attributes.items()})
        if len(self.stack) == 1:
            self.begin = self.parser.CurrentByteIndex
        elif self.stack:
            self.stack[-1].append(element)
        else:
            start = self.parser.CurrentByteIndex - self.base
            element.raw = self.kept[:TAG_END.match(self.kept, start).end()]
            self.events.append(("open", element))
        self.stack.append(element)
        self.fresh = True

    def _end(self, _):
        element = self.stack.pop()
        if not self.stack:
            self.events.append(("close", None))
        elif len(self.stack) == 1:
            element.raw = self._raw()
            self.events.append(("stanza", element))
        self.fresh = False

    def _raw(self):
        end = self.parser.CurrentByteIndex - self.base
        if not (self.fresh and self.kept[:end].endswith(b"/>")):
            end = self.kept.index(b">", end) + 1
        return self.kept[self.begin - self.base:end]

    def _text(self, text):
        self.fresh = False
        if len(self.stack) < 2:
            self.events.append(("space", None))
            return
        element = self.stack[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text

    def feed(self, data):
        self.kept += data
        self.events = []
        self.parser.Parse(data, False)
        done = self.begin if len(self.stack) > 1 else self.parser.CurrentByteIndex
        if self.limit and len(self.kept) - (done - self.base) > self.limit:
            raise ValueError("a stanza without end")
        if done > self.base:
            self.kept, self.base = self.kept[done - self.base:], done
        return self.events


def header(to=None, from_=None, ident=None, lang="en"):
    attributes = [("to", to), ("from", from_), ("id", ident), ("xml:lang", lang)]
    return ("<?xml version='1.0'?><stream:stream xmlns='%s' xmlns:stream='%s' version='1.0'%s>" % (
        CLIENT, STREAM, "".join(" %s='%s'" % a for a in attributes if a[1]))).encode()


def client_context(ca):
    context = ssl.create_default_context(cafile=ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def insecure_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def server_context(pem, versions=None):
    """TLS for a server; pem has certificate and key; versions: (lowest, highest) as ssl.TLSVersion."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.set_alpn_protocols(["xmpp-client"])
    if versions:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = versions
    return context


def readable(sock, timeout):
    """Whether something can be read within timeout seconds, TLS's own buffer included."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    return bool(select.select([sock], [], [], max(0, timeout))[0])


def hang_up(sock, reset=False):
    """End the connection below a socket, TLS or not, with a FIN or a reset, whatever other threads do with it.

    To close the socket would not do: the connection lives on while a thread waits in recv(), and the number may
    belong to another connection when that thread goes on. Who reads the socket closes it, with close()."""
    number = sock.fileno()
    if number < 0:
        return
    # To connect to no address at all (16 bytes of AF_UNSPEC) is to reset.
    if not reset or LIBC.connect(number, bytes(16), 16) != 0:
        try:
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            pass


def close(sock):
    """Close it without a word in TLS."""
    try:
        socket.socket.close(sock)
    except OSError:
        pass


def until(predicate, timeout=30, step=0.02, what="the effect"):
    """Poll for an effect; its value. TimeoutError after timeout seconds."""
    end = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError("waited %s s for %s" % (timeout, what))
        time.sleep(step)


def listen(host="127.0.0.1"):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((host, 0))
    s.listen(64)
    return s
