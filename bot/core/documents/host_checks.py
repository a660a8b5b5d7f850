"""The checks of hosts: each is a name that the whole internet knows, and each port one that exists.

No wildcard passes, since the schemas' forms of origins and URLs have none: who would open
``*.coffee.example`` opens hosts that nobody has judged. Punycode passes as the ASCII that it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.core.documents.check import Check
from bot.core.documents.problem import quoted
from bot.core.documents.secret_text import may_be_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.documents.canonical import Value
    from bot.core.documents.check import Answers, Subject
    from bot.core.documents.loaded import Path


class _Url(NamedTuple):
    """A URL of the document, with its host and port; a variable may be anything, and is none."""

    path: Path
    text: str
    host: str
    port: str


def _urls(subject: Subject) -> Iterator[_Url]:
    waiting: list[tuple[Path, Value]] = [((), subject.loaded.draft)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case dict():
                waiting.extend(((*path, key), item) for key, item in value.items())
            case list():
                waiting.extend(((*path, index), item) for index, item in enumerate(value))
            case str() if (found := _AUTHORITY.match(value)) and not may_be_secret(path):
                yield _Url(path, value, found["host"], found["port"] or "")
            case _:
                pass


def _hosts_are_names(subject: Subject) -> Answers:
    for url in _urls(subject):
        if _ADDRESS.fullmatch(url.host):
            what = f"the host of {quoted(url.text)} is an address, not a name"
            yield subject.loaded.error("host-is-an-address", what, "give the host name", url.path)


def _hosts_are_public(subject: Subject) -> Answers:
    for url in _urls(subject):
        if url.host in LOCAL or url.host.endswith(tuple(f".{name}" for name in LOCAL)):
            what = f"the host of {quoted(url.text)} means another machine for each who asks"
            cure = "give a name that the public DNS knows"
            yield subject.loaded.error("host-is-local", what, cure, url.path)


def _hosts_are_of_a_length(subject: Subject) -> Answers:
    for url in _urls(subject):
        if len(url.host) > MOST_HOST or any(len(one) > MOST_LABEL for one in url.host.split(".")):
            what = f"the host of {quoted(url.text)} is longer than DNS allows"
            cure = f"at most {MOST_LABEL} characters between dots, and {MOST_HOST} in all"
            yield subject.loaded.error("host-too-long", what, cure, url.path)


def _ports_exist(subject: Subject) -> Answers:
    for url in _urls(subject):
        if url.port and int(url.port) > MOST_PORT:
            what = f"the port of {quoted(url.text)} is greater than {MOST_PORT}"
            yield subject.loaded.error("port-out-of-range", what, "give the right port", url.path)


MOST_HOST, MOST_LABEL, MOST_PORT = 253, 63, 65535
LOCAL = ("localhost", "local", "internal", "home.arpa", "invalid", "test", "onion", "alt")
"""Names that the public DNS never answers, or that each network answers for itself.

RFC 6761 (localhost, invalid, test; it tells software to treat ``example`` like any other name),
6762 (local), 7686 (onion), 8375 (home.arpa), 9476 (alt), and what ICANN reserved in 2024
(internal).
"""
_AUTHORITY = re.compile(r"https://(?P<host>[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?(?:[/?]|\Z)")
# A host whose last label begins with a digit is read as an IPv4 address by browsers ("ends in a
# number" of the URL standard), be it decimal, octal, hexadecimal or short, and no top-level domain
# begins with one. The form of an origin has no place for an IPv6 address.
_ADDRESS = re.compile(r"([a-z0-9-]+\.)+[0-9][a-z0-9-]*")

HOST_CHECKS: tuple[Check, ...] = (
    Check(
        "host-is-an-address",
        "Is each host given by its name?",
        "An address says nothing about who answers there.",
        _hosts_are_names,
    ),
    Check(
        "host-is-local",
        "Is each host one that the public DNS knows?",
        "A name such as printer.local or api.internal leads into the network of whoever uses the "
        "mini program: localhost, local, internal, home.arpa, invalid, test, onion and alt are "
        "refused in every environment.",
        _hosts_are_public,
    ),
    Check(
        "host-too-long",
        "Is each host short enough for DNS?",
        "DNS names have at most 63 characters between dots, and 253 in all.",
        _hosts_are_of_a_length,
    ),
    Check(
        "port-out-of-range",
        "Does each port exist?",
        "Ports end at 65535.",
        _ports_exist,
    ),
)
"""The checks of hosts and ports, wherever a document holds an https URL."""
