"""One commit as data: what it changes, in whose name, after what, and by whose signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.situation import Account

REGULAR = "100644"


class Signer(Protocol):
    """Whoever signs a commit: ``bot.hub.signing.SigningKey`` does."""

    def sign(self, payload: bytes) -> str:
        """The armored signature over a commit's bytes."""


@dataclass(frozen=True, slots=True)
class File:
    """One entry of a tree: bytes and mode. A link's bytes are its target, a submodule's its id."""

    data: bytes
    mode: str = REGULAR


@dataclass(frozen=True, slots=True)
class Hand:
    """A name and an address, as commits name authors and committers."""

    name: str
    email: str


GITHUB = Hand("GitHub", "noreply@github.com")
"""GitHub itself, committer of what is made in the browser and by its API for bots."""


@dataclass(frozen=True, slots=True)
class MainCommit:
    """A commit before it is written; those of branches have the same form.

    ``files`` are the changes against the tree of ``base``, which is the first parent's unless
    named. ``time`` is the committer's, and the author's unless ``authored`` says otherwise.
    ``tree`` names a tree that stands in for the computed one.
    """

    files: Mapping[str, File | None]
    message: str
    author: Hand
    committer: Hand
    time: datetime
    parents: tuple[str, ...]
    signed_by: Signer | None = None
    authored: datetime | None = None
    base: str | None = None
    tree: str | None = None

    def header(self, who: Hand, when: datetime) -> str:
        """Name, address and time as git writes them."""
        return f"{who.name} <{who.email}> {int(when.timestamp())} +0000"

    @property
    def author_line(self) -> str:
        """The author as git writes it."""
        return self.header(self.author, self.authored or self.time)

    @property
    def committer_line(self) -> str:
        """The committer as git writes it."""
        return self.header(self.committer, self.time)


def hand_of(account: Account) -> Hand:
    """An account as author, by its noreply address, which holds the numeric id."""
    return Hand(account.login, f"{account.id}+{account.login}@users.noreply.github.com")
