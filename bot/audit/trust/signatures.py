"""Who signed a commit: the signature in its header, checked with keys pinned by the auditor.

What is signed is the commit without its `gpgsig` header (git's Documentation/gitformat-signature).
The reading is stricter than git's: where a part of the commit would not be signed, it is bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pysequoia import Sig, verify
from pysequoia.packet import HashAlgorithm, Packet, PacketPile, SignatureType, Tag

from bot.audit.trust import openssh

if TYPE_CHECKING:
    from pysequoia import Cert

    from bot.audit.trust.trusted_keys import TrustedKeys

LONGEST = 16_384
"""Bytes of an armored signature; what is longer is bad, and costs no time and no memory."""

_HEADER = b"gpgsig"
_ARMOR = b"-----"
_PGP_BEGIN = b"-----BEGIN PGP SIGNATURE-----"
_PGP_END = b"-----END PGP SIGNATURE-----"
_KNOWN = (openssh.BEGIN, _PGP_BEGIN)
_SOUND_HASHES = (
    HashAlgorithm.SHA256,
    HashAlgorithm.SHA384,
    HashAlgorithm.SHA512,
    HashAlgorithm.SHA3_256,
    HashAlgorithm.SHA3_512,
)
_REFUSALS = (RuntimeError, ValueError, OverflowError)  # of Sequoia, and of Python's dates
_RSA = (1, 3)  # RFC 9580 section 9.1: RSA, and RSA for signing only
_V4 = 4


class Verdict(StrEnum):
    """What is known of a commit's signature."""

    GOOD = "good"
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown-key"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Signature:
    """The verdict, and the key that the signature names, where it names one.

    ``key`` is ``SHA256:…`` for SSH, and for OpenPGP the fingerprint of the certificate, upper-case
    hex; of an unknown OpenPGP key what the signature tells: a fingerprint, or a key ID of 16
    digits. Only under ``GOOD`` is it proven.
    """

    verdict: Verdict
    key: str | None = None


_UNREADABLE = Signature(Verdict.BAD)


def check(commit: bytes, keys: TrustedKeys) -> Signature:
    """Check the raw content of a commit object; never raises, whatever the bytes are.

    ``BAD`` is a signature by a trusted key that does not hold, and everything malformed: a second
    signature header, one that is not the last header, more than one signature in it.
    """
    parts = _parts(commit)
    if parts is None:
        return _UNREADABLE
    payload, armored = parts
    if armored is None:
        return Signature(Verdict.UNSIGNED)
    lines = _lines(armored)
    match lines:
        case [openssh.BEGIN, *inner, openssh.END]:
            return _ssh(payload, inner, keys)
        case [first, *_, last] if (first, last) == (_PGP_BEGIN, _PGP_END):
            return _pgp(payload, b"\n".join([*lines, b""]), keys)
        case [first, *_] if first.startswith(b"-----BEGIN ") and first not in _KNOWN:
            return Signature(Verdict.UNKNOWN_KEY)
        case _:
            return _UNREADABLE


def _parts(commit: bytes) -> tuple[bytes, bytes | None] | None:
    """Part a commit into what is signed and the armored signature, if there is one.

    git leaves every header whose name begins with ``gpgsig`` out of what is signed, so beside the
    signature there must be no other: anybody could add or change it.
    """
    head, empty, message = commit.partition(b"\n\n")
    lines = head.split(b"\n")
    if not empty or not lines[0].startswith(b"tree ") or not all(map(_is_header, lines)):
        return None
    if not any(line.startswith(_HEADER + b" ") for line in lines):
        return commit, None
    at = next(at for at, line in enumerate(lines) if line.startswith(_HEADER))
    more = lines[at + 1 :]
    if not all(line.startswith(b" ") for line in more):
        return None
    armored = [lines[at].removeprefix(_HEADER + b" "), *(line[1:] for line in more)]
    return b"\n".join(lines[:at]) + empty + message, b"\n".join(armored)


def _is_header(line: bytes) -> bool:
    """Say whether a line is a name and a value, or continues a header."""
    return b" " in line


def _lines(armored: bytes) -> list[bytes]:
    """Part an armor into its lines; github.com ends it with an empty one. One armor only."""
    if len(armored) > LONGEST:
        return []
    lines = armored.rstrip(b"\n").split(b"\n")
    return [] if any(line.startswith(_ARMOR) for line in lines[1:-1]) else lines


def _ssh(payload: bytes, inner: list[bytes], keys: TrustedKeys) -> Signature:
    signature = openssh.SshSignature.read(inner)
    if signature is None:
        return _UNREADABLE
    name = openssh.fingerprint(signature.key)
    key = keys.ssh.get(signature.key)
    if key is None:
        return Signature(Verdict.UNKNOWN_KEY, name)
    holds = signature.namespace == openssh.NAMESPACE and signature.holds(key, payload)
    return Signature(Verdict.GOOD if holds else Verdict.BAD, name)


def _pgp(payload: bytes, armored: bytes, keys: TrustedKeys) -> Signature:
    try:
        packets: list[Packet] = list(PacketPile.from_bytes(armored))
        if len(packets) != 1 or packets[0].tag != Tag.Signature:
            return _UNREADABLE
        signature = Sig.from_bytes(_packet(_with_plain_number(packets[0].body)))
        issuer = signature.issuer_fingerprint or signature.issuer_key_id
    except _REFUSALS:
        return _UNREADABLE
    cert = keys.pgp.get(issuer) if issuer else None
    if cert is None:
        return Signature(Verdict.UNKNOWN_KEY, issuer.upper() if issuer else None)
    holds = _holds(signature, cert, payload)
    return Signature(Verdict.GOOD if holds else Verdict.BAD, cert.fingerprint.upper())


def _is_sound(signature: Sig) -> bool:
    """Of a document's bytes, by a hash that holds, and with no end: a verdict must not change."""
    return (
        signature.signature_type == SignatureType.Binary
        and signature.hash_algorithm in _SOUND_HASHES
        and signature.expiration is None
    )


def _holds(signature: Sig, cert: Cert, payload: bytes) -> bool:
    """Let Sequoia judge, as of the signature's own time; a compromised key never signs."""
    try:
        if not _is_sound(signature):
            return False
        verify(bytes=payload, store=lambda _: [cert], signature=signature)
    except _REFUSALS:
        return False
    return True


def _packet(body: bytes) -> bytes:
    """Wrap a signature's body as a packet (RFC 9580 section 4.2.1, type 2, length of 4 bytes)."""
    return b"\xc2\xff" + len(body).to_bytes(4, "big") + body


def _with_plain_number(body: bytes) -> bytes:
    """Write the number of an RSA signature without leading zeros, which are not signed.

    github.com gives its length as the key's, even if the number is smaller, as half of them are;
    GnuPG reads that, Sequoia does not (github.com/rpm-software-management/rpm/issues/2351).
    """
    if len(body) < _V4 or body[0] != _V4 or body[2] not in _RSA:
        return body
    at = 4
    for _ in ("hashed", "unhashed"):  # RFC 9580 section 5.2.3: two areas, each after its length
        at += 2 + int.from_bytes(body[at : at + 2], "big")
    at += 2  # the first two bytes of the hash
    bits, number = int.from_bytes(body[at : at + 2], "big"), body[at + 2 :]
    if (bits + 7) // 8 != len(number):
        return body
    plain = number.lstrip(b"\0")
    bits = int.from_bytes(plain, "big").bit_length()
    return body[:at] + bits.to_bytes(2, "big") + plain
