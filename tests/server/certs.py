"""A certificate authority for one run, and server certificates that are right or wrong in one way."""
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

# name: (names in the certificate, not before, not after, issuer)
KINDS = {
    "good": (None, "20250101000000Z", "20990101000000Z", "ca"),
    "other-name": (["other.test"], "20250101000000Z", "20990101000000Z", "ca"),
    "expired": (None, "20200101000000Z", "20210101000000Z", "ca"),
    "not-yet-valid": (None, "20980101000000Z", "20990101000000Z", "ca"),
    "unknown-ca": (None, "20250101000000Z", "20990101000000Z", "other-ca"),
    "self-signed": (None, "20250101000000Z", "20990101000000Z", None),
}


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make_key(path):
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)
    os.chmod(path, 0o600)


def make_ca(folder, name, title):
    key, pem = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".crt")
    make_key(key)
    openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=" + title, "-sha256",
            "-not_before", "20200101000000Z", "-not_after", "20990101000000Z",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", pem)


def make_leaf(folder, name, domains):
    names, first, last, issuer = KINDS[name]
    names = names or domains
    base = os.path.join(folder, name)
    with open(base + ".ext", "w", encoding="ascii") as f:
        f.write("basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n"
                % ",".join("DNS:" + d for d in names))
    make_key(base + ".key")
    openssl("req", "-new", "-key", base + ".key", "-subj", "/CN=" + names[0], "-out", base + ".csr")
    sign = ["-CA", os.path.join(folder, issuer + ".crt"), "-CAkey", os.path.join(folder, issuer + ".key")
            ] if issuer else ["-key", base + ".key"]
    openssl("x509", "-req", "-in", base + ".csr", *sign, "-sha256", "-extfile", base + ".ext",
            "-not_before", first, "-not_after", last, "-out", base + ".crt")
    with open(base + ".pem", "w", encoding="ascii") as out:
        for part in (".crt", ".key"):
            with open(base + part, encoding="ascii") as f:
                out.write(f.read())
    os.chmod(base + ".pem", 0o600)


def make_all(folder, domains):
    """Write ca.crt and for each kind KIND.crt, KIND.key and KIND.pem (both in one) into folder."""
    os.makedirs(folder, exist_ok=True)
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda a: make_ca(folder, *a),
                          [("ca", "Balcony test authority"), ("other-ca", "Somebody else")]):
            pass
        for _ in pool.map(lambda name: make_leaf(folder, name, domains), KINDS):
            pass
    return os.path.join(folder, "ca.crt")
