"""A commit's signature is good only if a pinned key made it over all of the commit."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512

from bot.audit.trust.signatures import LONGEST, Signature, Verdict, check
from bot.audit.trust.trusted_keys import TrustedKeys
from tests.audit.signing import (
    ED25519,
    HEADER,
    SIGNED,
    Fields,
    commit,
    header,
    keys,
    public,
    rsa_key,
    ssh_signed,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from tests.world import Stage

RSA = "F4B5C5AFD2B612BC70D5AE581F79503328676A56"
CURVE = "B0427ACCAD0E9DCCD53FBE8D14AAC68CF71EF6AF"
EXPIRED = "3A51C47BA6B9493DBBBA0C988940C2F43D8AFAE2"
REVOKED = "C11ACB71F60FED7BCB0EE20BD1AC6E8D6E08CA2D"
RETIRED = "D7FF97761AC8889ED4B163D509C324278FE2A739"
EXTENDED = "B75A63A6A7B8953B96E9680F95FBFF6E3B8C0A00"
PRIMARY = "8C86681BFF90CDB2BC58A95F14859F508D9317AB"
SSH_ED25519 = "SHA256:67HatkxnLVhGFaP4OfDmJ9nctwQxb2FJw6nuznR4NHc"
SSH_RSA = "SHA256:kC865qqROl7WvUvISJOBN33agwKbH97oHuIpId1H74s"
GOOD = {
    "pgp-rsa": RSA,
    "pgp-merge": RSA,
    "pgp-merge-of-tag": RSA,
    "pgp-encoding": RSA,
    "pgp-as-github": RSA,
    "pgp-ed25519": CURVE,
    "pgp-subkey": PRIMARY,
    "ssh-ed25519": SSH_ED25519,
    "ssh-merge": SSH_ED25519,
    "ssh-rsa": SSH_RSA,
    "ssh-ecdsa256": "SHA256:5htQuAaJR8gyfMF3ao6BDs5F83O5SIrU6T3Ia3vsYNI",
    "ssh-ecdsa384": "SHA256:QeYveKJcogIgrUEBKlTm0cE+DZqfAvbCKnUfbALxMUI",
    "ssh-ecdsa521": "SHA256:Az+Nj3WAC1vUXjhN1lY6xHTh9uIqkXKvdyT0N0Z/C7A",
}
"""The commits whose signature is good, and the key as gpg and ssh-keygen print it."""


def all_keys() -> TrustedKeys:
    files = [*SIGNED.glob("*.asc"), *SIGNED.glob("*.pub")]
    return keys(*(path.name for path in files if path.name != "extended-before.asc"))


# --- Good -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "key"), GOOD.items(), ids=GOOD)
def test_a_signature_by_a_pinned_key_is_good_and_names_the_key(name: str, key: str) -> None:
    assert check(commit(name), all_keys()) == Signature(Verdict.GOOD, key)


def test_a_commit_that_the_hub_made_is_good_by_the_hubs_key(stage: Stage) -> None:
    stage.request("coffee 1.1.0 harbor test")
    stage.run_bot()
    main = stage.git("cat-file", "commit", stage.main())
    pinned = TrustedKeys.read({"hub": stage.hub.signing_key_public.encode()})
    name = f"SHA256:{stage.hub._site.key.fingerprint}"
    assert check(main, pinned) == Signature(Verdict.GOOD, name)
    assert check(main + b" ", pinned) == Signature(Verdict.BAD, name)


def test_a_signature_made_before_its_key_expired_stays_good() -> None:
    """As those of github.com's key 4AEE18F83AFDEB23 do, which expired in January 2024."""
    good = check(commit("pgp-before-expiry"), keys("expired.asc"))
    assert good == Signature(Verdict.GOOD, EXPIRED)


def test_a_signature_made_before_its_key_was_retired_stays_good() -> None:
    good = check(commit("pgp-retired"), keys("retired.asc"))
    assert good == Signature(Verdict.GOOD, RETIRED)


@pytest.mark.parametrize(
    ("kind", "bits", "verdict"),
    [
        (0xC2, 3080, Verdict.GOOD),
        (0xC2, 3079, Verdict.GOOD),
        (0xC2, 3081, Verdict.BAD),
        (0xC2, 0, Verdict.BAD),
        (0xFC, 3080, Verdict.BAD),  # RFC 9580 section 5: a private packet, no signature
    ],
)
def test_a_number_may_have_leading_zeros_and_nothing_else_may_be_odd(
    kind: int, bits: int, verdict: Verdict
) -> None:
    """As github.com writes them: github.com/rpm-software-management/rpm/issues/2351."""
    raw = commit("pgp-rsa")
    lines = header(raw).splitlines(keepends=True)
    packet = base64.b64decode(b"".join(lines[2:-2]))
    fields, number = packet[3:-386], b"\0" + packet[-384:]  # 3 bytes of type and length before it
    body = fields + bits.to_bytes(2, "big") + number
    encoded = base64.encodebytes(bytes([kind, 0xFF]) + len(body).to_bytes(4, "big") + body)
    inner = [b" " + line for line in encoded.splitlines(keepends=True)]
    changed = raw.replace(header(raw), b"".join([*lines[:2], *inner, lines[-1]]))
    assert check(changed, keys("rsa.asc")).verdict is verdict


def test_the_empty_line_with_which_github_ends_the_armor_is_read() -> None:
    raw = commit("pgp-rsa")
    longer = raw.replace(header(raw), header(raw) + b" \n")
    assert check(longer, keys("rsa.asc")).verdict is Verdict.GOOD


# --- Unsigned, unknown ----------------------------------------------------------------------------


def test_a_commit_without_a_signature_is_unsigned() -> None:
    assert check(commit("unsigned"), all_keys()) == Signature(Verdict.UNSIGNED)


def test_words_of_a_signature_in_the_message_sign_nothing() -> None:
    raw = commit("unsigned") + b"\n" + header(commit("ssh-ed25519"))
    assert check(raw, all_keys()) == Signature(Verdict.UNSIGNED)


@pytest.mark.parametrize(
    ("name", "key"), [("pgp-rsa", RSA), ("ssh-ed25519", SSH_ED25519), ("ssh-rsa", SSH_RSA)]
)
def test_a_key_that_is_not_pinned_is_unknown_and_named(name: str, key: str) -> None:
    pinned = keys("curve.asc", "ssh-ecdsa256.pub")
    assert check(commit(name), pinned) == Signature(Verdict.UNKNOWN_KEY, key)


def test_a_signature_of_another_form_is_unknown() -> None:
    signed = b"gpgsig -----BEGIN SIGNED MESSAGE-----\n AAAA\n -----END SIGNED MESSAGE-----\n"
    raw = commit("pgp-rsa")
    assert check(raw.replace(header(raw), signed), all_keys()) == Signature(Verdict.UNKNOWN_KEY)


@pytest.mark.parametrize("place", ["first", "last"])
def test_an_older_export_of_a_key_tells_what_the_newer_does_not(place: str) -> None:
    """GnuPG replaces the binding when an expiry is moved; before that date nothing binds."""
    raw = commit("pgp-before-extension")
    assert check(raw, keys("extended.asc")) == Signature(Verdict.BAD, EXTENDED)
    names = ["extended-before.asc", "extended.asc"]
    both = keys(*(names if place == "first" else reversed(names)))
    assert check(raw, both) == Signature(Verdict.GOOD, EXTENDED)


# --- Bad ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("pgp-after-expiry", EXPIRED),
        ("pgp-revoked", REVOKED),
        ("pgp-sha1", RSA),
        ("pgp-sha224", RSA),
        ("pgp-text", RSA),
        ("pgp-ends", RSA),
        ("pgp-two-signers", None),
        ("ssh-namespace-file", SSH_ED25519),
    ],
)
def test_a_signature_that_a_pinned_key_should_not_have_made_is_bad(
    name: str, key: str | None
) -> None:
    assert check(commit(name), all_keys()) == Signature(Verdict.BAD, key)


@pytest.mark.parametrize("name", ["pgp-rsa", "pgp-ed25519", "ssh-ed25519", "ssh-rsa", "ssh-merge"])
def test_every_byte_of_the_commit_is_signed(name: str) -> None:
    raw, pinned = commit(name), all_keys()
    start = raw.index(header(raw))
    end = start + len(header(raw))
    for at in [*range(start), *range(end, len(raw))]:
        other = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert check(other, pinned).verdict is not Verdict.GOOD, at


@pytest.mark.parametrize(("one", "other"), [("pgp-rsa", "pgp-merge"), ("ssh-ed25519", "ssh-merge")])
def test_the_signature_of_another_commit_is_bad(one: str, other: str) -> None:
    raw = commit(one)
    moved = raw.replace(header(raw), header(commit(other)))
    assert check(moved, all_keys()).verdict is Verdict.BAD


def twice(signature: bytes) -> bytes:
    return signature + signature


def continued(signature: bytes) -> bytes:
    """Both armors in one header."""
    return signature + signature.replace(b"gpgsig ", b" ", 1)


def before_encoding(signature: bytes) -> bytes:
    return signature + b"encoding UTF-8\n"


def beside_sha256(signature: bytes) -> bytes:
    """Git leaves it out of what is signed, so anybody could have added it."""
    return signature.replace(b"gpgsig ", b"gpgsig-sha256 ", 1) + signature


def after_text(signature: bytes) -> bytes:
    return signature.replace(b"gpgsig ", b"gpgsig Good signature\n ", 1)


def before_text(signature: bytes) -> bytes:
    return signature + b" Good signature\n"


def without_end(signature: bytes) -> bytes:
    return signature[: signature.rindex(b" -----END")]


def cut(signature: bytes) -> bytes:
    lines = signature.splitlines(keepends=True)
    return b"".join([*lines[:-3], *lines[-2:]])


def empty(signature: bytes) -> bytes:
    lines = signature.splitlines(keepends=True)
    return b"".join([lines[0], lines[-1]])


def wordless(_: bytes) -> bytes:
    return b"gpgsig \n"


def huge(signature: bytes) -> bytes:
    lines = signature.splitlines(keepends=True)
    return b"".join([lines[0], b" Comment: x\n" * (LONGEST // 10), *lines[1:]])


@pytest.mark.parametrize("name", ["pgp-rsa", "pgp-ed25519", "ssh-ed25519"])
@pytest.mark.parametrize(
    "change",
    [
        twice,
        continued,
        before_encoding,
        beside_sha256,
        after_text,
        before_text,
        without_end,
        cut,
        empty,
        wordless,
        huge,
    ],
)
def test_a_header_of_any_other_form_is_bad(name: str, change: Callable[[bytes], bytes]) -> None:
    raw = commit(name)
    changed = raw.replace(header(raw), change(header(raw)))
    assert changed != raw
    assert check(changed, all_keys()).verdict is Verdict.BAD


@pytest.mark.parametrize("name", ["pgp-rsa", "ssh-ed25519"])
def test_a_signature_moved_before_the_author_is_bad(name: str) -> None:
    raw = commit(name)
    moved = raw.replace(header(raw), b"").replace(b"author ", header(raw) + b"author ", 1)
    assert check(moved, all_keys()).verdict is Verdict.BAD


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\n\n",
        b"gpgsig ",
        b"tree 0",
        b"tree 0\n",
        b"blob 0\n\nx",
        b"tree 0\nx\n\n",
        b"\0",
    ],
)
def test_what_is_no_commit_is_bad(raw: bytes) -> None:
    assert check(raw, all_keys()) == Signature(Verdict.BAD)


def test_no_mangled_commit_raises_and_none_is_good_but_with_what_was_signed() -> None:
    chance, pinned = random.Random(7), all_keys()  # noqa: S311  chance for a test, not a key
    commits = [commit(name) for name in GOOD]
    for _ in range(3000):
        raw = chance.choice(commits)
        at, end = sorted(chance.randrange(len(raw)) for _ in range(2))
        other = raw[:at] + chance.randbytes(chance.randrange(3)) + raw[chance.choice([at, end]) :]
        if check(other, pinned).verdict is Verdict.GOOD:
            assert HEADER.sub(b"", other) == HEADER.sub(b"", raw)


# --- SSH signatures, field by field (OpenSSH's PROTOCOL.sshsig) -----------------------------------


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        (Fields(), Verdict.GOOD),
        (Fields(hash=b"sha256"), Verdict.GOOD),
        (Fields(hash=b"sha1"), Verdict.BAD),
        (Fields(hash=b"sha384"), Verdict.BAD),
        (Fields(version=2), Verdict.BAD),
        (Fields(magic=b"SSHSIX"), Verdict.BAD),
        (Fields(namespace=b"file"), Verdict.BAD),
        (Fields(namespace=b""), Verdict.BAD),
        (Fields(reserved=b"x"), Verdict.BAD),
        (Fields(unsigned=b"x"), Verdict.BAD),
        (Fields(kind=b"ssh-rsa"), Verdict.BAD),
        (Fields(after=b"x"), Verdict.BAD),
        (Fields(after_value=b"x"), Verdict.BAD),
    ],
    ids=str,
)
def test_only_the_fields_that_git_writes_make_a_good_signature(
    fields: Fields, verdict: Verdict
) -> None:
    key = public(ED25519)
    pinned = TrustedKeys.read({"key": key.encode()})
    assert check(ssh_signed(fields, ED25519.sign, key), pinned).verdict is verdict


@pytest.mark.parametrize(
    ("kind", "algorithm", "verdict"),
    [
        (b"rsa-sha2-256", SHA256(), Verdict.GOOD),
        (b"rsa-sha2-512", SHA512(), Verdict.GOOD),
        (b"rsa-sha2-512", SHA256(), Verdict.BAD),
        (b"ssh-rsa", SHA1(), Verdict.BAD),  # noqa: S303  it must not be good
    ],
)
def test_rsa_signs_with_sha2_only(kind: bytes, algorithm: HashAlgorithm, verdict: Verdict) -> None:
    key = rsa_key()
    pinned = TrustedKeys.read({"key": public(key).encode()})
    raw = ssh_signed(
        Fields(kind=kind), lambda data: key.sign(data, PKCS1v15(), algorithm), public(key)
    )
    assert check(raw, pinned).verdict is verdict


P256, P384 = "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384"


@pytest.mark.parametrize(
    ("kind", "algorithm", "after", "verdict"),
    [
        (P256, SHA256(), b"", Verdict.GOOD),
        (P256, SHA384(), b"", Verdict.BAD),
        (P384, SHA384(), b"", Verdict.BAD),
        (P256, SHA256(), b"x", Verdict.BAD),
    ],
)
def test_ecdsa_signs_with_the_hash_of_its_curve(
    kind: str, algorithm: HashAlgorithm, after: bytes, verdict: Verdict
) -> None:
    key = derive_private_key(7, SECP256R1())

    def signer(data: bytes) -> bytes:
        pair = decode_dss_signature(key.sign(data, ECDSA(algorithm)))
        return b"".join(text(number.to_bytes(33, "big")) for number in pair) + after

    pinned = TrustedKeys.read({"key": public(key).encode()})
    raw = ssh_signed(Fields(kind=kind.encode()), signer, public(key))
    assert check(raw, pinned).verdict is verdict


def test_a_signature_that_names_a_pinned_key_but_is_by_another_is_bad() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
    pinned = TrustedKeys.read({"keys": f"{public(ED25519)}\n{public(other)}\n".encode()})
    assert check(ssh_signed(Fields(), other.sign, public(other)), pinned).verdict is Verdict.GOOD
    forged = ssh_signed(Fields(), other.sign, public(ED25519))
    assert check(forged, pinned).verdict is Verdict.BAD
