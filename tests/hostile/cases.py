"""Hostile stanzas of our own: one or two for each kind of attack that the guard, the router, the inbox and
the login have to survive. See entries.py for the fields and checks.py for the phrases."""

BODY = "<body>ATK:%s</body>"
SENDERS = {"stranger": "{stranger}/evil", "contact": "{contact_full}", "server": "{server}", "me": "{me}",
           "other": "{me}/other", "none": None}
FORWARDED = ("<forwarded xmlns='urn:xmpp:forward:0'>%s<message xmlns='jabber:client' from='%s' to='%s' type='chat' "
             "id='inner'>%s</message></forwarded>")
DELAY = "<delay xmlns='urn:xmpp:delay' stamp='%s'/>"
CASES = []


def case(name, sender, xml, *checks, **more):
    CASES.append({"name": name, "sender": sender, "xml": xml, "checks": list(checks), **more})


def message(name, sender, inner="", kind="chat", to="{me}", body=True, attributes=""):
    origin = " from='%s'" % SENDERS[sender] if SENDERS[sender] else ""
    return "<message%s to='%s' type='%s' id='own-%s'%s>%s%s</message>" % (
        origin, to, kind, name, attributes, BODY % name if body else "", inner)


def iq(name, sender, payload, kind="get"):
    origin = " from='%s'" % SENDERS[sender] if SENDERS[sender] else ""
    return "<iq%s to='{me_full}' type='%s' id='own-%s'>%s</iq>" % (origin, kind, name, payload)


def text(name, body, *checks):
    """A message of the contact with an odd body."""
    case(name, "contact", message(name, "contact", "<body>%s ATK:%s</body>" % (body, name), body=False),
         "row stored once", "ui responsive", "process alive", *checks)


def carbon(name, sender, direction, inner_from, inner_to, to="{me}"):
    return message(name, sender, "<%s xmlns='urn:xmpp:carbons:2'>%s</%s>" % (
        direction, FORWARDED % ("", inner_from, inner_to, BODY % name), direction), to=to, body=False)


def archived(name, sender, query="q", stamp="2024-05-06T07:08:09Z"):
    return message(name, sender, "<result xmlns='urn:xmpp:mam:2' queryid='%s' id='own-1'>%s</result>" % (
        query, FORWARDED % (DELAY % stamp, "{contact_full}", "{me}", BODY % name)), to="{me_full}", body=False)


def event(name, sender, node, item):
    return message(name, sender, "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'>"
                   "<item id='current'>%s</item></items></event>" % (node, item), kind="headline", body=False)


# Namespaces: only what is really in the client's namespace counts.
case("foreign-attributes", "stranger", message(
    "foreign-attributes{n}", "stranger", "<body>{n} ATK:foreign-attributes</body>", body=False,
    attributes=" xmlns:k='urn:own:{n}' k:from='{contact_full}' k:type='groupchat' k:id='seed-in-1'"),
    "rows stored: 16", "not shown as from {contact}", "connection stays up", repeat=16)
case("foreign-body", "contact", message("foreign-body", "contact", "<body xmlns='urn:own'>ELSEWHERE</body>"),
     "row stored once", "text absent: ELSEWHERE")
case("foreign-body-only", "stranger", message(
    "foreign-body-only", "stranger", "<b:body xmlns:b='urn:own'>ATK:foreign-body-only</b:body>", body=False),
    "no row stored", "connection stays up")

# Copies and archives: only from our own account or the archive that was asked.
case("copy-by-stranger", "stranger", carbon("copy-by-stranger", "stranger", "received", "{contact_full}", "{me}"),
     "no row stored", "not shown as from {contact}", "connection stays up")
case("copy-by-contact", "contact", carbon("copy-by-contact", "contact", "received", "{stranger}/x", "{me}"),
     "no row stored", "connection stays up")
case("copy-of-own-by-contact", "contact", carbon("copy-of-own-by-contact", "contact", "sent", "{me_full}", "{contact}"),
     "no row stored", "not shown as from {me}")
case("archive-by-stranger", "stranger", archived("archive-by-stranger", "stranger"),
     "no row stored", "not shown as from {contact}", "connection stays up")
case("archive-by-contact", "contact", archived("archive-by-contact", "contact"), "no row stored")
case("bare-forward", "contact", message(
    "bare-forward", "contact", FORWARDED % ("", "{stranger}/x", "{me}", BODY % "bare-forward"), body=False),
    "no row stored", "process alive")
case("archive-id-invented", "stranger", message(
    "archive-id-invented", "stranger", "<stanza-id xmlns='urn:xmpp:sid:0' by='{me}' id='FORGED-own'/>"),
    "row stored once", "archive cursor not forged")
case("archive-id-of-another", "stranger", message(
    "archive-id-of-another", "stranger", "<stanza-id xmlns='urn:xmpp:sid:0' by='{me}' id='{stanza_id}'/>"),
    "row stored once", "seed row unchanged", setup=["seed-in"])
case("same-id-other-sender", "stranger", message("same-id-other-sender", "stranger").replace(
    "own-same-id-other-sender", "{in_id}"), "row stored once", "seed row unchanged", setup=["seed-in"])

# Requests: strangers learn nothing, nobody but the server commands.
for what, payload in (("software", "<query xmlns='jabber:iq:version'/>"), ("clock", "<time xmlns='urn:xmpp:time'/>"),
                      ("idle", "<query xmlns='jabber:iq:last'/>"), ("ping", "<ping xmlns='urn:xmpp:ping'/>"),
                      ("features", "<query xmlns='http://jabber.org/protocol/disco#info'/>")):
    case("ask-" + what, "stranger", iq("ask-" + what, "stranger", payload),
         "error reply", "no leak in reply", "connection stays up")
case("command", "contact", iq(
    "command", "contact", "<command xmlns='http://jabber.org/protocol/commands' node='leave' action='execute'/>", "set"),
    "error reply", "no leak in reply")
case("answer-unasked", "stranger", iq("answer-unasked", "stranger", "<query xmlns='jabber:iq:roster'/>", "result"),
     "no reply", "roster unchanged", "connection stays up")
case("error-unasked", "contact", iq(
    "error-unasked", "contact", "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
    "error"), "no reply", "connection stays up")
for who in ("stranger", "contact"):
    case("roster-by-" + who, who, iq("roster-by-" + who, who, "<query xmlns='jabber:iq:roster'><item jid='{contact}' "
         "subscription='remove'/></query>", "set"), "roster unchanged", "still contact", "connection stays up")
case("roster-by-contact-two", "contact", iq(
    "roster-by-contact-two", "contact", "<query xmlns='jabber:iq:roster'><item jid='bank@{server}' name='Bank' "
    "subscription='both'/></query>", "set"), "roster unchanged")
case("block-by-stranger", "stranger", iq(
    "block-by-stranger", "stranger", "<block xmlns='urn:xmpp:blocking'><item jid='{contact}'/></block>", "set"),
    "error reply", "still contact")

# Events of our own account by others; presence that asks for an answer.
case("room-list-by-contact", "contact", event(
    "room-list-by-contact", "contact", "urn:xmpp:bookmarks:1",
    "<conference xmlns='urn:xmpp:bookmarks:1' autojoin='true' name='Work'/>"), "room not joined", "no row stored")
case("presence-by-stranger", "stranger", "<presence from='{stranger}/evil' to='{me}'><c xmlns="
     "'http://jabber.org/protocol/caps' hash='sha-1' node='urn:own' ver='AAAA'/></presence>",
     "no reply", "roster unchanged")
case("probe-by-stranger", "stranger", "<presence from='{stranger}/evil' to='{me_full}' type='probe'/>",
     "no reply", "roster unchanged")
case("unsubscribed-by-stranger", "stranger", "<presence from='{stranger}/evil' to='{me}' type='unsubscribed'/>",
     "roster unchanged", "still contact")

# Messages about messages.
case("receipt-by-stranger", "stranger", message(
    "receipt-by-stranger", "stranger", "<received xmlns='urn:xmpp:receipts' id='{out_id}'/>", body=False),
    "not marked delivered", "no row stored", setup=["seed-out"])
case("receipt-wanted-by-stranger", "stranger", message(
    "receipt-wanted-by-stranger", "stranger", "<request xmlns='urn:xmpp:receipts'/>"), "row stored once", "no reply")
case("error-by-stranger", "stranger", "<message from='{stranger}/evil' to='{me}' type='error' id='{out_id}'><error "
     "type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
     "not marked failed", "seed row unchanged", setup=["seed-out"])
case("room-message-by-stranger", "stranger", message("room-message-by-stranger", "stranger", kind="groupchat",
                                                     to="{me_full}"), "no row stored", "connection stays up")
case("from-the-future", "contact", message("from-the-future", "contact", DELAY % "2190-01-01T00:00:00Z"),
     "row stored once", "time not in future")
case("no-such-time", "contact", message("no-such-time", "contact", DELAY % "-1-13-45T99:99:99+99:99"),
     "row stored once", "time not in future", "process alive")
case("errors-in-a-row", "contact", "<message from='{contact_full}' to='{me}' type='error' id='own-e{n}'><error "
     "type='wait'><undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
     "no reply", "connection stays up", repeat=100)

# Size and shape.
case("many-children", "stranger", message("many-children", "stranger", "<a/>" * 60000),
     "rows stored: 0-1", "connection stays up", "ui responsive", "memory bounded")
case("deep", "stranger", message("deep", "stranger", "<a>" * 30000 + "</a>" * 30000),
     "rows stored: 0-1", "connection stays up", "ui responsive", "memory bounded")
case("large", "contact", message("large", "contact", "<x xmlns='urn:own'>%s</x>" % ("0123456789" * 100000)),
     "rows stored: 0-1", "connection stays up", "ui responsive", "memory bounded")
case("many-lines", "contact", message("many-lines", "contact", "<x xmlns='urn:own'>%s</x>" % ("\n" * 200000)),
     "rows stored: 0-1", "connection stays up", "ui responsive", "memory bounded")
case("many-entities", "contact", message("many-entities", "contact", "<x xmlns='urn:own'>%s</x>" % ("&lt;" * 60000)),
     "rows stored: 0-1", "connection stays up", "ui responsive", "memory bounded")
case("many-messages", "contact", message("many-messages{n}", "contact", "<body>{n} ATK:many-messages</body>", body=False),
     "rows stored: 1000", "ui responsive", "memory bounded", repeat=1000)

# Text.
text("word", "w" * 150000)
text("marks", "a" + "\u0301" * 30000)
text("directions", "\u202e\u2067" * 5000 + "txt.exe")
text("format", "%s%n%99999999d {0} ${HOME}")
text("quote", "'; DELETE FROM message; --")
text("markup", "&lt;span size='9999999'&gt;&lt;img src='file:///dev/zero'/&gt; &amp;amp;")
text("unusual", "\U000e0041\ufdfd\u0085\u2028\U0010ffff")

# Answers to what the server was asked, by others.
for kind in ("result", "error"):
    case("%s-by-stranger" % kind, "stranger", "<iq from='{stranger}/evil' to='{me_full}' type='%s' id='{iq_id}'>"
         "<query xmlns='jabber:iq:roster'><item jid='evil@{server}' subscription='both'/></query></iq>" % kind,
         "pending iq not completed", "no reply", "connection stays up", setup=["pending-iq"])
case("request-id-on-message", "contact", "<message from='{contact_full}' to='{me_full}' type='chat' id='{iq_id}'>"
     "<body>ATK:request-id-on-message</body></message>", "pending iq not completed", "row stored once",
     setup=["pending-iq"])

# Streams: only a server can do these.
case("copy-of-ours", "me", carbon("copy-of-ours", "me", "received", "{contact_full}", "{me}"),
     "row stored once", "shown as from {contact}", "connection stays up", via="stream", control=True)
case("copy-by-server", "server", carbon("copy-by-server", "server", "received", "{contact_full}", "{me}"),
     "no row stored", "connection stays up", via="stream")
case("copy-by-own-device", "me_other", carbon("copy-by-own-device", "other", "received", "{contact_full}", "{me}"),
     "no row stored", "connection stays up", via="stream")
case("roster-by-server", "none", iq("roster-by-server", "none", "<query xmlns='jabber:iq:roster'><item "
     "jid='new@{server}' name='New' subscription='none'/></query>", "set"),
     "roster has: new@{server}", "result reply", via="stream", control=True)
case("three-hundred-thousand-deep", "contact", message(
    "three-hundred-thousand-deep", "contact", "<a>" * 300000 + "</a>" * 300000),
    "rows stored: 0-1", "connection stays up", "ui responsive", "memory bounded", via="stream")
case("control-inside", "contact", message("control-inside", "contact", "<r xmlns='urn:xmpp:sm:3'/>"
     "<a xmlns='urn:xmpp:sm:3' h='99'/><failed xmlns='urn:xmpp:sm:3'/>"), "row stored once", "connection stays up",
     via="stream")
case("doctype-later", "none", "<!DOCTYPE a [<!ENTITY b 'c'>]><message from='{contact_full}' to='{me}' type='chat'>"
     "<body>ATK:doctype-later</body></message>", "no row stored", "disconnects", "process alive", via="stream",
     wellformed=False)
case("not-xml", "none", "<message from='{contact_full}' to='{me}'><body>ATK:not-xml</message>",
     "no row stored", "disconnects", "process alive", via="stream", wellformed=False)
case("tag-without-end", "none", "<message from='{contact_full}' to='{me}' x='" + "y" * 3000000,
     "no row stored", "disconnects", "memory bounded", "ui responsive", via="stream", wellformed=False)
SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
MECHANISMS = "<stream:features><mechanisms %s>%%s</mechanisms></stream:features>" % SASL
case("only-plain", "server", MECHANISMS % "<mechanism>PLAIN</mechanism>", "no credentials sent", "disconnects",
     via="stream", when="features-tls", setup=["signed-in-before"])
case("weaker-mechanism", "server", MECHANISMS % "<mechanism>SCRAM-SHA-1</mechanism>", "no credentials sent",
     "disconnects", via="stream", when="features-tls", setup=["signed-in-before"])
case("only-digest", "server", MECHANISMS % "<mechanism>DIGEST-MD5</mechanism>", "no credentials sent", "disconnects",
     via="stream", when="features-tls")
case("no-encryption", "server", MECHANISMS % "<mechanism>PLAIN</mechanism>", "no credentials sent", "disconnects",
     via="stream", when="features-plaintext")
case("no-proof-asked", "server", "<success %s/>" % SASL, "no bind sent", "disconnects", via="stream",
     when="instead-of-challenge")
case("no-proof-given", "server", "<success %s/>" % SASL, "no bind sent", "disconnects", via="stream",
     when="instead-of-success")
case("silence", "server", "", "phase timeout <= 30 s", "process alive", via="stream", when="stream-header")
