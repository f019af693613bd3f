"""An ejabberd for tests: no distribution, no epmd, Mnesia in the temporary folder, changes through its
HTTP API on loopback."""
import json
import os
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET

from accounts import BARE, DOMAIN, ELSEWHERE, REGISTER, accounts
from process import Server, free_ports

CONFIG = """
loglevel: {level}
log_rotate_count: 0
hosts: [{domain}, {elsewhere}, {register}, {bare}]
certfiles: ["{certs}/good.pem"]
auth_method: [internal]
auth_password_format: plain
disable_sasl_mechanisms: [digest-md5, X-OAUTH2]
c2s_protocol_options: [no_sslv3, no_tlsv1, no_tlsv1_1]
s2s_access: none
registration_timeout: infinity
s2s_use_starttls: required
trusted_proxies: []
acl: {{admin: {{user: [{{admin: "{domain}"}}]}}, loopback: {{ip: ["127.0.0.0/8"]}}}}
access_rules:
  announce: {{allow: admin}}
  configure: {{allow: admin}}
api_permissions:
  fixture: {{who: {{access: {{allow: {{acl: loopback}}}}}}, what: "*"}}
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 10485760, starttls_required: true}}
  - {{port: {tls}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 10485760, tls: true}}
  - {{port: {backend}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 10485760}}
  - {{port: {api}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: {{/api: mod_http_api}}}}
modules:
  mod_adhoc: {{}}
  mod_admin_extra: {{}}
  mod_announce: {{access: announce}}
  mod_blocking: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_client_state: {{}}
  mod_configure: {{}}
  mod_disco: {{}}
  mod_last: {{}}
  mod_mam: {{default: always, clear_archive_on_room_destroy: false}}
  mod_muc: {{default_room_options: {{persistent: true, mam: true}}}}
  mod_offline: {{}}
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_private: {{}}
  mod_pubsub: {{plugins: [flat, pep], last_item_cache: false, force_node_config: {{"storage:bookmarks": {{access_model: whitelist}}}}}}
  mod_roster: {{versioning: true, store_current_id: true}}
  mod_stream_mgmt: {{resend_on_timeout: if_offline, resume_timeout: 600}}
  mod_time: {{}}
  mod_vcard: {{search: false}}
  mod_version: {{show_os: false}}
host_config:
  {bare}:
    modules:
      mod_disco: {{}}
      mod_offline: {{}}
      mod_ping: {{}}
      mod_roster: {{}}
append_host_config:
  {register}:
    modules:
      mod_register: {{access: all, captcha_protected: false, welcome_message: {{}}}}
"""


class Ejabberd(Server):
    name = "ejabberd"

    def prepare(self):
        self.api_port, = free_ports(1)
        self.config = os.path.join(self.folder, "ejabberd.yml")
        os.mkdir(os.path.join(self.folder, "data"))
        with open(self.config, "w", encoding="utf-8") as f:
            f.write(CONFIG.format(
                port=self.port, tls=self.tls_port, backend=self.backend_port, api=self.api_port, certs=self.certs,
                level=os.environ.get("BAL_TEST_SERVER_LOG", "info"), domain=DOMAIN, elsewhere=ELSEWHERE,
                register=REGISTER, bare=BARE))

    def command(self):
        # Two threads are enough and start faster; their stacks have room for what the hostile suite sends.
        return ["erl", "+S", "2:2", "+SDio", "2", "+sss", "8192", "+sbwt", "none", "-noinput", "-noshell",
                "-mnesia", "dir", '"%s/data"' % self.folder, "-s", "ejabberd"]

    def environment(self):
        return {**os.environ, "EJABBERD_CONFIG_PATH": self.config, "EJABBERD_LOG_PATH": self.log,
                "ERL_LIBS": "/usr/lib/x86_64-linux-gnu", "ERL_CRASH_DUMP": os.path.join(self.folder, "crash.dump"),
                "HOME": self.folder}

    def ready(self):
        super().ready()
        self.api("status")

    def first_start(self):
        self.start()
        for jid, password in accounts():
            self.add_user(jid, password)

    def api(self, command, **arguments):
        """Call an administration command; its JSON. RuntimeError if it fails, OSError if nobody is there."""
        request = urllib.request.Request(
            "http://127.0.0.1:%d/api/%s" % (self.api_port, command), json.dumps(arguments).encode(),
            {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                result = json.load(answer)
        except urllib.error.HTTPError as e:
            raise RuntimeError("%s: %s" % (command, e.read().decode(errors="replace"))) from None
        if result not in (0, None) and isinstance(result, int):
            raise RuntimeError("%s: %s" % (command, result))
        return result

    def add_user(self, jid, password):
        user, host = jid.split("@")
        self.api("register", user=user, host=host, password=password)

    def del_user(self, jid):
        user, host = jid.split("@")
        self.api("unregister", user=user, host=host)

    def passwd(self, jid, password):
        user, host = jid.split("@")
        self.api("change_password", user=user, host=host, newpass=password)

    def stanza(self, xml):
        """Route a stanza as it stands, whoever it says it is from."""
        element = ET.fromstring(xml)
        self.api("send_stanza", **{"from": element.get("from"), "to": element.get("to"), "stanza": xml})

    def roster_item(self, jid, other, subscription, name=None):
        user, host = jid.split("@")
        other_user, other_host = other.split("@")
        if subscription == "remove":
            self.api("delete_rosteritem", localuser=user, localhost=host, user=other_user, host=other_host)
        else:
            self.api("add_rosteritem", localuser=user, localhost=host, user=other_user, host=other_host,
                     nick=name or "", groups=[], subs=subscription)

    def sessions(self, jid):
        user, host = jid.split("@")
        return self.api("user_resources", user=user, host=host)

    def kick(self, jid):
        user, host = jid.split("@")
        self.api("kick_user", user=user, host=host)

    def shell(self, code):
        """COMMAND {"argument": …}: an administration command with JSON arguments."""
        command, _, arguments = code.partition(" ")
        return json.dumps(self.api(command, **json.loads(arguments or "{}")))
