#!/usr/bin/env python3
"""Signing in: what works, and everything that must be refused, each with its own words."""
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), d) for d in ("", "../lib")]
import scripted  # noqa: E402
import tap  # noqa: E402
from balcony import ENV, PROSODY, Balcony, ctl, jid_of  # noqa: E402

SHA256, PLUS = 3, (5, 6, 7)  # of BalSaslMechanism, as stored


def mechanism(balcony):
    return balcony.query("SELECT mechanism FROM account")[0]["mechanism"]


def starttls_and_direct_tls():
    for port, more in ((ENV["BAL_TEST_PORT"], ()), (ENV["BAL_TEST_TLS_PORT"], ("--direct-tls",))):
        with Balcony() as balcony:
            balcony.sign_in(port=port, more=more).start()
            assert len(ctl("sessions", "juliet").split()) == 1
            balcony.end()
            assert balcony.do("account", "list") == [{"account": "juliet@balcony.test", "enabled": "yes"}]


def the_password_is_proved_and_bound_to_the_connection():
    with Balcony() as balcony:
        balcony.sign_in()
        # A -PLUS mechanism succeeds only where the server has seen the same TLS connection.
        assert mechanism(balcony) in PLUS, mechanism(balcony)


def odd_passwords_work():
    with Balcony() as balcony:
        balcony.sign_in("odd", password=ENV["BAL_TEST_ODD_PASSWORD"])


def wrong_passwords_and_unknown_people_are_refused():
    with Balcony() as balcony:
        for name in ("juliet", "nobody"):
            words = balcony.refused(*balcony.sign_in_words(name, password="wrong"))
            assert "does not accept this address and password" in words, words
        assert not balcony.query("SELECT * FROM account")
        assert not os.path.exists(os.path.join(balcony.profile, "passwords"))


def unknown_hosts_are_refused():
    with Balcony() as balcony:
        words = balcony.refused(*balcony.sign_in_words("juliet@nowhere.test"))
        assert "nowhere.test" in words, words
        words = balcony.refused(*balcony.sign_in_words("juliet@nowhere.test", port=1))
        assert "cannot be reached" in words, words
        assert "not a valid address" in balcony.refused(*balcony.sign_in_words("@balcony.test", password="x"))


def wrong_certificates_are_refused_until_trusted():
    with Balcony() as balcony:
        for kind in ("OTHER_NAME", "EXPIRED", "NOT_YET_VALID", "UNKNOWN_CA", "SELF_SIGNED"):
            port = ENV["BAL_TEST_PORT_" + kind]
            words = balcony.refused(*balcony.sign_in_words(port=port))
            assert "could not prove that it is really" in words and "SHA-256" in words, words
            other = balcony.refused(*balcony.sign_in_words(port=port, more=["--trust=" + "0" * 64]))
            assert "could not prove" in other, other
        pin = words.rpartition("SHA-256 ")[2].split()[0]
        trusting = balcony.sign_in_words(port=port, more=["--trust=" + pin])
        if PROSODY:
            balcony.do(*trusting)
        else:
            # This port is a machine in the middle, and channel binding finds it out where the server offers it.
            assert "channel binding" in balcony.refused(*trusting)


def a_changed_password_is_noticed():
    ctl("add-user", "paris", "first")
    with Balcony() as balcony:
        balcony.sign_in("paris", password="first")
        ctl("passwd", "paris", "second")
        balcony.start(online=False)
        stopped = balcony.wait_event(event="account", state="stopped")
        assert "does not accept" in stopped["error"], stopped
        balcony.end()
    ctl("del-user", "paris")


def an_account_is_removed_with_its_password():
    with Balcony() as balcony:
        balcony.sign_in().do("send", "romeo@balcony.test", "before the end")
        with open(os.path.join(balcony.profile, "passwords"), encoding="utf-8") as f:
            assert "secret-juliet" in f.read()
        assert os.stat(os.path.join(balcony.profile, "passwords")).st_mode & 0o777 == 0o600
        balcony.do("account", "remove", "juliet@balcony.test")
        for table in ("account", "contact", "conversation", "message"):
            assert not balcony.query("SELECT * FROM " + table), table
        with open(os.path.join(balcony.profile, "passwords"), encoding="utf-8") as f:
            assert "juliet" not in f.read()
        assert balcony.run("account", "remove", "juliet@balcony.test")[0] == 1


def accounts_are_made_on_the_server():
    with Balcony() as balcony:
        jid = "made%d@register.test" % os.getpid()
        balcony.do(*balcony.sign_in_words(jid, password="new word", verb="register"))
        assert "already taken" in balcony.refused(*balcony.sign_in_words("taken@register.test", verb="register"))
        balcony.do("send", jid, "to myself")
        assert balcony.bodies() == ["to myself"]
    with Balcony() as balcony:
        balcony.sign_in(jid, password="new word")
        words = balcony.refused(*balcony.sign_in_words("new@balcony.test", password="x", verb="register"))
        assert "does not let people create accounts" in words, words


def a_second_program_is_kept_out():
    with Balcony() as balcony:
        balcony.sign_in().start()
        words = balcony.refused("history", "romeo@balcony.test")
        assert "already running" in words, words


# --- a server that is not honest ---------------------------------------------------------------------

class Liar:
    """A scripted server for me@balcony.test, and a profile that signs in there."""

    def __init__(self, *faults, **more):
        self.server = scripted.Scripted(os.path.join(ENV["BAL_TEST_CERTS"], "good.pem"), **more)
        for fault in faults:
            self.server.replace.update(scripted.FAULTS[fault])
        self.balcony = Balcony()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.balcony.__exit__()
        self.server.close()

    def words(self, *more):
        return self.balcony.sign_in_words("me", port=self.server.port, more=more)

    def sign_in(self, *more):
        self.balcony.do(*self.words(*more))

    def refuse(self, sentence, *more):
        said = self.balcony.refused(*self.words(*more))
        assert sentence in said, said
        assert not self.server.bound.is_set() and not self.server.seen("iq"), self.server.seen()

    def sent_passwords(self):
        return [e for _, e in self.server.seen("auth")]


def a_server_without_tls_gets_nothing():
    for fault, sentence in (("no-starttls", "offers no encryption"), ("starttls-failure", "No encrypted connection"),
                            ("web-server", ""), ("doctype", "")):
        with Liar(fault) as liar:
            liar.refuse(sentence)
            assert not liar.sent_passwords(), fault


def a_server_that_does_not_know_the_password_gets_no_session():
    for fault in ("wrong-signature", "no-signature", "early-success"):
        with Liar(fault) as liar:
            liar.refuse("could not prove that it knows your password")
    for fault in ("low-iterations", "huge-iterations", "foreign-nonce", "same-nonce", "no-salt", "long-salt"):
        with Liar(fault) as liar:
            liar.refuse("")
            assert not [e for _, e in liar.server.seen("response")], fault


def plain_is_only_for_those_who_allow_it():
    with Liar(mechanisms=["PLAIN"]) as liar:
        liar.refuse("less secure")
        assert not liar.sent_passwords()
        liar.sign_in("--allow-plain")


def less_than_before_is_refused():
    with Liar() as liar:
        liar.sign_in()
        assert mechanism(liar.balcony) == SHA256
        liar.server.mechanisms = ["SCRAM-SHA-1"]
        before = len(liar.sent_passwords())
        liar.balcony.start(online=False)
        stopped = liar.balcony.wait_event(event="account", state="stopped")
        assert "less secure" in stopped["error"], stopped
        assert len(liar.sent_passwords()) == before
        liar.balcony.end()


def nothing_in_common_is_said():
    for more in ({"mechanisms": ["X-OTHER"]}, {"mechanisms": []}):
        with Liar(**more) as liar:
            liar.refuse("no way to sign in")


def somebody_elses_address_is_refused():
    for jid in ("other@balcony.test/x", "me@evil.test/x", "me@balcony.test", "not an address", ""):
        with Liar() as liar:
            liar.server.replace["bind"] = lambda s, _, jid=jid: scripted.result(
                s.seen[-1][1], "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>%s</jid></bind>" % jid)
            said = liar.balcony.refused(*liar.words())
            assert "does not keep to the rules" in said, said
            assert not liar.balcony.query("SELECT * FROM account")


def silence_ends():
    # The shortest of the limits; the others work by the same timer.
    with Liar("silent-features-tls") as liar:
        liar.refuse("does not answer")


def goodbyes_are_said():
    with Liar() as liar:
        ends = []
        liar.server.on_event = lambda name, **_: name == "stream-end" and ends.append(name)
        liar.sign_in()
        assert len(ends) == 1
        liar.balcony.start()
        liar.balcony.end()
        assert len(ends) == 2


HONEST = [
    starttls_and_direct_tls, the_password_is_proved_and_bound_to_the_connection, odd_passwords_work,
    wrong_passwords_and_unknown_people_are_refused, unknown_hosts_are_refused,
    wrong_certificates_are_refused_until_trusted, a_changed_password_is_noticed,
    an_account_is_removed_with_its_password, accounts_are_made_on_the_server, a_second_program_is_kept_out]
LIARS = [
    a_server_without_tls_gets_nothing, a_server_that_does_not_know_the_password_gets_no_session,
    plain_is_only_for_those_who_allow_it, less_than_before_is_refused, nothing_in_common_is_said,
    somebody_elses_address_is_refused, silence_ends, goodbyes_are_said]

if len(sys.argv) > 1:
    sys.exit(tap.run_cases([globals()[n] for n in sys.argv[1:]]))
if __name__ == "__main__":
    # The scripted server is the same beside either of the real ones.
    sys.exit(tap.run_cases(HONEST + (LIARS if PROSODY else [])))
