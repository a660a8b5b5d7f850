"""One step of the replay: a commit of main, whose hand it is, what it did, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.audit.git.history import MainCommit
    from bot.audit.model.document_chain import Thread
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Entry
    from bot.audit.model.state import Release
    from bot.audit.rules.findings import Finding
    from bot.audit.trust.signatures import Signature


class Hand(StrEnum):
    """What sort of commit it is."""

    BOT = "bot"
    MAINTENANCE = "maintenance"
    MENDING = "mending"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Transition:
    """One entry as the replay met it: the release before and after, and who had merged commits.

    ``stands_on`` names the first bad commit that the release's log rests on, if there is one;
    ``needed`` says how many people had to approve, where that was asked and can be told.
    """

    entry: Entry
    before: Release
    after: Release
    commit: str
    stands_on: str | None = None
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentTransition:
    """One entry of a document as the replay met it, and its pull request's thread before."""

    entry: DocumentEntry
    before: Thread
    commit: str
    stands_on: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of main; ``number`` counts from the start of the whole history, genesis is 1.

    ``maintenance`` says, line by line, what a commit by people changed and made possible, or what
    a change of a document did that the bot recorded; ``corrects`` are the paths that it put back.
    ``signature`` is ``None`` where no trusted keys were given.
    """

    number: int
    commit: MainCommit
    hand: Hand
    signature: Signature | None
    transitions: tuple[Transition, ...] = ()
    findings: tuple[Finding, ...] = ()
    maintenance: tuple[str, ...] = ()
    documents: tuple[DocumentTransition, ...] = ()
    corrects: frozenset[str] = frozenset()

    @property
    def entries(self) -> tuple[Entry | DocumentEntry, ...]:
        """Every entry that the commit adds to a log."""
        of_releases = tuple(one.entry for one in self.transitions)
        return (*of_releases, *(one.entry for one in self.documents))
