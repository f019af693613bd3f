"""A Prosody for tests. Accounts are written straight into its data folder, later changes go through
its admin shell."""
import os
import socket
import time
import xml.etree.ElementTree as ET

from accounts import ADMIN, BARE, DOMAIN, ELSEWHERE, REGISTER, ROOMS, accounts
from process import Server

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = """
run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
plugin_paths = {{ "{here}/prosody-modules" }}
admins = {{ "{admin}" }}
interfaces = {{ "127.0.0.1" }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port}, {backend} }}
c2s_direct_tls_ports = {{ {tls} }}
s2s_ports = {{ }}
http_ports = {{ }}
https_ports = {{ }}
certificates = "{folder}/none"
balcony_backend_port = {backend}
ssl = {{ certificate = "{certs}/good.crt", key = "{certs}/good.key" }}
c2s_direct_tls_ssl = {{ certificate = "{certs}/good.crt", key = "{certs}/good.key" }}
log = {{ {level} = "{log}" }}
storage = "internal"
storage_archive_item_limit = 1000000
authentication = "internal_plain"
allow_registration = false
c2s_require_encryption = true
c2s_stanza_size_limit = 10 * 1024 * 1024
smacks_hibernation_time = 600
archive_expires_after = "never"
max_archive_query_results = 250
max_history_messages = 250
muc_log_by_default = true
muc_room_default_persistent = true
modules_enabled = {{
  "roster", "saslauth", "tls", "disco", "ping", "iq", "message", "presence", "smacks", "carbons", "mam",
  "blocklist", "csi", "offline", "announce", "admin_shell", "admin_adhoc", "vcard4", "vcard_legacy", "pep",
  "version", "time", "uptime", "private", "bookmarks", "balcony_backend",
}}
modules_disabled = {{ "s2s", "limits" }}

VirtualHost "{domain}"
VirtualHost "{elsewhere}"
VirtualHost "{register}"
  authentication = "internal_hashed"
  password_hash = "SHA-256"
  allow_registration = true
  modules_enabled = {{ "register" }}
VirtualHost "{bare}"
  modules_disabled = {{ "smacks", "carbons", "mam", "blocklist", "csi", "pep", "vcard4", "vcard_legacy", "bookmarks" }}
Component "{rooms}" "muc"
  modules_enabled = {{ "muc_mam" }}
"""


def lua(text):
    """A Lua string literal of any text, on one line."""
    return '"%s"' % "".join(chr(b) if chr(b).isalnum() and b < 128 else "\\%03d" % b for b in text.encode())


def store_name(text):
    """Prosody's file name of a host or user."""
    return "".join(chr(b) if chr(b).isalnum() and b < 128 else "%%%02x" % b for b in text.encode())


class Prosody(Server):
    name = "prosody"

    def __init__(self, folder, certs):
        super().__init__(folder, certs)
        self.config = os.path.join(folder, "prosody.cfg.lua")

    def prepare(self):
        for name in ("data", "none"):
            os.makedirs(os.path.join(self.folder, name))
        with open(self.config, "w", encoding="utf-8") as f:
            f.write(CONFIG.format(
                folder=self.folder, here=HERE, port=self.port, tls=self.tls_port, backend=self.backend_port,
                certs=self.certs, log=self.log, level=os.environ.get("BAL_TEST_SERVER_LOG", "info"),
                domain=DOMAIN, elsewhere=ELSEWHERE, register=REGISTER, bare=BARE, rooms=ROOMS, admin=ADMIN))
        for jid, password in accounts():
            user, host = jid.split("@")
            if host != REGISTER:
                self.write_account(user, host, password)

    def write_account(self, user, host, password):
        folder = os.path.join(self.folder, "data", store_name(host), "accounts")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, store_name(user) + ".dat"), "w", encoding="utf-8") as f:
            f.write('return { ["password"] = %s; };\n' % lua(password))

    def command(self):
        return ["prosody", "-F", "--root", "--config", self.config]

    def ready(self):
        super().ready()
        self.shell("true")

    def first_start(self):
        self.start()
        for jid, password in accounts():
            if jid.endswith("@" + REGISTER):
                self.add_user(jid, password)

    def shell(self, code):
        """Run one line of Lua in the server; its output. RuntimeError if it fails, OSError if nobody is there."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(30)
            s.connect(os.path.join(self.folder, "data", "prosody.sock"))
            s.sendall(b"<stream:stream xmlns='xmpp:prosody.im/admin' xmlns:stream='http://etherx.jabber.org/streams' "
                      b"to='admin' version='1.0'>")
            request = ET.Element("repl-input")
            request.text = ">" + code
            s.sendall(ET.tostring(request))
            return self.shell_answer(s)

    @staticmethod
    def shell_answer(s):
        parser, lines = ET.XMLPullParser(["end"]), []
        while True:
            data = s.recv(65536)
            if not data:
                raise ConnectionError("the admin shell closed")
            parser.feed(data)
            for _, element in parser.read_events():
                kind = element.tag.rpartition("}")[2]
                if kind == "repl-output":
                    lines.append(element.text or "")
                elif kind == "repl-result":
                    if element.get("type") == "error":
                        raise RuntimeError(element.text or "error")
                    return "\n".join(lines + ([element.text] if element.text else []))

    def check(self, code):
        """Run Lua that returns true, or nil and a reason."""
        out = self.shell("local ok, why = (function () %s end)(); assert(ok, why); return 'OK'" % code)
        if "OK" not in out:
            raise RuntimeError(out)

    def add_user(self, jid, password):
        user, host = jid.split("@")
        self.check("return require'prosody.core.usermanager'.create_user(%s, %s, %s)"
                   % (lua(user), lua(password), lua(host)))

    def del_user(self, jid):
        user, host = jid.split("@")
        self.check("return require'prosody.core.usermanager'.delete_user(%s, %s)" % (lua(user), lua(host)))

    def passwd(self, jid, password):
        user, host = jid.split("@")
        self.check("return require'prosody.core.usermanager'.set_password(%s, %s, %s)"
                   % (lua(user), lua(password), lua(host)))

    def stanza(self, xml):
        """Route a stanza as it stands, whoever it says it is from."""
        self.check("local s = assert(require'prosody.util.xml'.parse(%s)); "
                   "local h = require'prosody.util.jid'.host(s.attr.from); "
                   "prosody.core_post_stanza(prosody.hosts[h], s); return true" % lua(xml))

    def roster_item(self, jid, other, subscription, name=None):
        user, host = jid.split("@")
        item = "nil" if subscription == "remove" else "{ subscription = %s, name = %s, groups = {} }" % (
            lua(subscription), lua(name) if name else "nil")
        self.check("local rm = require'prosody.core.rostermanager'; local r = rm.load_roster(%s, %s); r[%s] = %s; "
                   "local ok, why = rm.save_roster(%s, %s, r, %s); rm.roster_push(%s, %s, %s); return ok, why" % (
                       lua(user), lua(host), lua(other), item, lua(user), lua(host), lua(other),
                       lua(user), lua(host), lua(other)))

    def sessions(self, jid):
        user, host = jid.split("@")
        out = self.shell("local u = prosody.hosts[%s].sessions[%s]; local t = {}; "
                         "for r in pairs(u and u.sessions or {}) do t[#t+1] = r end; return table.concat(t, ' ')"
                         % (lua(host), lua(user)))
        return out.partition("Result: ")[2].split() if "Result: " in out else out.split()

    def kick(self, jid):
        user, host = jid.split("@")
        self.check("local u = prosody.hosts[%s].sessions[%s]; for _, s in pairs(u and u.sessions or {}) do "
                   "s:close{condition='policy-violation', text='Kicked'} end; return true" % (lua(host), lua(user)))
