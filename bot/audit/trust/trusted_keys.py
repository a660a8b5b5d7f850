"""The keys that an auditor trusts, pinned in files outside the repository.

Read are armored OpenPGP public key blocks, and OpenSSH keys as the lines of `authorized_keys` or
`allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS). A restriction that is not honoured is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from pysequoia import Cert
from pysequoia.packet import Packet, PacketPile, Tag

from bot.audit.trust.openssh import KINDS, NAMESPACE, SshKey
from bot.core.documents.problem import plain, quoted
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
_END = "-----END PGP PUBLIC KEY BLOCK-----"
_FIELD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_OPTION = re.compile(r'(?:[^,"]|"[^"]*")+')
_KIND = re.compile(r"(?:ssh|ecdsa|sk|webauthn)-[a-z0-9@.-]+")
_LONGEST_BEFORE_KEY = 2
_FORMS = "give armored OpenPGP public keys, or OpenSSH public keys one a line"


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """SSH keys by their wire form; OpenPGP certificates by each of their keys.

    An OpenPGP key is named by its fingerprint and by its key ID, both lower-case hex.
    """

    ssh: Mapping[bytes, SshKey]
    pgp: Mapping[str, Cert]

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> TrustedKeys:
        """Read the contents of files by their names.

        Raises:
            UsageError: ``wrong-trusted-keys`` names the file and the line that is no key, or says
                that there is no key at all.

        """
        found = _Found()
        for name, content in files.items():
            _read_file(name, content, found)
        if not found.ssh and not found.certs:
            named = ", ".join(plain(name) for name in files) or "no file"
            raise UsageError("wrong-trusted-keys", f"there is no trusted key ({named})", _FORMS)
        by_id = {id_: cert for cert in found.certs.values() for id_ in _ids(cert)}
        return cls(found.ssh, by_id)


@dataclass(slots=True)
class _Found:
    ssh: dict[bytes, SshKey] = field(default_factory=dict)
    certs: dict[str, Cert] = field(default_factory=dict)

    def add(self, cert: Cert) -> None:
        """Two exports of one certificate know more together, such as a binding since replaced."""
        known = self.certs.get(cert.fingerprint)
        self.certs[cert.fingerprint] = known.merge(cert) if known else cert


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands; lines count from 1."""

    name: str
    line: int

    def refuse(self, what: str, cure: str) -> NoReturn:
        raise UsageError("wrong-trusted-keys", f"{plain(self.name)}:{self.line}: {what}", cure)


def _read_file(name: str, content: bytes, found: _Found) -> None:
    try:
        lines = enumerate(content.decode("utf-8").splitlines(), start=1)
    except UnicodeDecodeError:
        _Place(name, 1).refuse("is not text", "export OpenPGP keys with --armor")
    for number, line in lines:
        place = _Place(name, number)
        match line.strip():
            case text if not text or text.startswith("#"):
                continue
            case text if text == _BEGIN:
                for cert in _certs(_block(lines, place), place):
                    found.add(cert)
            case text:
                key = _ssh_key(text, place)
                found.ssh[key.blob] = key


def _block(lines: Iterator[tuple[int, str]], place: _Place) -> bytes:
    block = [_BEGIN]
    for _, line in lines:
        block.append(line.rstrip())
        if block[-1] == _END:
            return "\n".join([*block, ""]).encode()
    return place.refuse("the OpenPGP key block does not end", f"end it with {_END}")


def _certs(block: bytes, place: _Place) -> list[Cert]:
    """Read all certificates of a block; one with a private key, or passed over, is refused."""
    try:
        tags = [packet.tag for packet in _packets(block)]
        certs = Cert.split_bytes(block)
    except (RuntimeError, ValueError):
        tags, certs = [], []
    if not certs or len(certs) != tags.count(Tag.PublicKey):
        place.refuse("the OpenPGP key block is not sound", "export it anew with gpg --armor")
    return certs


def _packets(data: bytes) -> list[Packet]:
    return list(PacketPile.from_bytes(data))


def _ids(cert: Cert) -> Iterator[str]:
    for packet in _packets(bytes(cert)):
        if packet.tag in (Tag.PublicKey, Tag.PublicSubkey):
            yield from (id_ for id_ in (packet.fingerprint, packet.key_id) if id_)


def _ssh_key(line: str, place: _Place) -> SshKey:
    fields = _FIELD.findall(line)
    at = next((i for i, text in enumerate(fields) if _KIND.fullmatch(text)), None)
    if at is None or at > _LONGEST_BEFORE_KEY or at + 1 == len(fields):
        place.refuse(f"{quoted(line)} is no public key", _FORMS)
    if at >= 1:
        _check_principals(fields[0], place)
    if at == _LONGEST_BEFORE_KEY:
        _check_options(fields[1], place)
    key = SshKey.read(fields[at], fields[at + 1])
    if key is None:
        place.refuse(
            f"the {plain(fields[at])} key cannot be used",
            f"give a sound key of {', '.join(KINDS)}, RSA of 2048 bits or more",
        )
    return key


def _check_principals(text: str, place: _Place) -> None:
    """Any principal will do: the key is what is trusted. Options in their place are refused."""
    if "=" in text or "cert-authority" in text.lower().split(","):
        place.refuse(f"the restriction {quoted(text)} is not supported", "give the key without it")


def _check_options(text: str, place: _Place) -> None:
    for option in _OPTION.findall(text):
        name, _, value = option.partition("=")
        if name.lower() != "namespaces":
            place.refuse(
                f"the restriction {quoted(option)} is not supported", "give the key without it"
            )
        if not _admits(value.strip('"').split(","), NAMESPACE.decode()):
            place.refuse(f"{quoted(option)} does not admit git", "add git, or remove the key")


def _admits(patterns: list[str], namespace: str) -> bool:
    """OpenSSH's pattern list (ssh_config(5), PATTERNS): a match of one with ``!`` forbids."""
    matched = [text for text in patterns if _pattern(text.removeprefix("!")).fullmatch(namespace)]
    return bool(matched) and not any(text.startswith("!") for text in matched)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))
