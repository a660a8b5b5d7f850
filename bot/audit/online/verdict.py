"""What can become of a claim, and what every judgement rests on: people, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.audit.online.claims import named
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Entry, Who

GHOSTS = frozenset({0, 10137})
"""Deleted accounts: no account at all in GraphQL, https://github.com/ghost in REST."""


class Verdict(StrEnum):
    """What became of a claim, from the best to the worst; the value is for people and JSON."""

    STANDS = "stands"
    NOT_ASKED = "not asked"
    UNREACHABLE = "unreachable"
    CHANGED = "changed"
    GONE = "gone"
    UNCOUNTED = "objection not counted"
    CONTRADICTED = "contradicted"


Said = tuple[Verdict, str]


@dataclass(slots=True)
class Known:
    """What is known beside a pull request itself: the bot's ids, and who is recorded to review."""

    bots: frozenset[int]
    reviewers: set[tuple[str, int]] = field(default_factory=set)

    def learn(self, panel: str, entry: Entry | DocumentEntry) -> None:
        """Remember who acted as a reviewer of an app, or as an owner of the catalog."""
        people = [one.reviewer.id for one in entry.approvals]
        people += [entry.actor.id] if entry.role in ("reviewer", "owner") else []
        self.reviewers.update((panel, one) for one in people)


def person(claimed: Who, seen: Who) -> Iterator[Said]:
    """By numeric id; a new login is told, since the old one may be somebody else's by now."""
    if claimed.id in GHOSTS and seen.id in GHOSTS:
        return
    if seen.id in GHOSTS:
        yield Verdict.GONE, f"the account of {named(claimed)} is deleted, or GitHub hides it"
    elif seen.id != claimed.id:
        yield Verdict.CONTRADICTED, f"another person: GitHub names {named(seen)}"
    elif seen.login.removesuffix("[bot]") != claimed.login.removesuffix("[bot]"):
        yield Verdict.STANDS, f"{plain(claimed.login)} is called {plain(seen.login)} today"


def absent(what: str, *, whole: bool) -> Said:
    """Say that something is not in a list; that says little where the list was cut."""
    if whole:
        return Verdict.GONE, f"GitHub shows no such {what}: it is gone, or never was"
    return Verdict.UNREACHABLE, f"there is more than was read, and no such {what} in what was"
