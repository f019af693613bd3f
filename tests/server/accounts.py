"""Who lives on the test servers."""
DOMAIN = "balcony.test"
ELSEWHERE = "elsewhere.test"    # strangers of another domain
REGISTER = "register.test"      # accounts can be made in-band
BARE = "bare.test"              # no archive, carbons, stream management, PEP, blocking
ROOMS = "conference.balcony.test"
ADMIN = "admin@" + DOMAIN
HOSTS = [DOMAIN, ELSEWHERE, REGISTER, BARE]
NAMES = ["juliet", "romeo", "mercutio", "nurse", "tybalt", "me", "contact", "stranger"]
ODD_PASSWORD = "zwei Wörter «und» 密码 & <mehr>"


def accounts():
    """All (jid, password)."""
    pairs = [(n + "@" + DOMAIN, "secret-" + n) for n in NAMES]
    pairs += [("odd@" + DOMAIN, ODD_PASSWORD), ("admin@" + DOMAIN, "secret-admin")]
    pairs += [(n + "@" + host, "secret-" + n) for host in (ELSEWHERE, BARE) for n in ("stranger", "juliet")]
    return pairs + [("taken@" + REGISTER, "secret-taken")]


def password(jid):
    return dict(accounts())[jid]
