"""What the rules of the audit look at: one new entry, or one commit with all its entries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.audit.git.history import MainCommit
    from bot.audit.git.objects import TreeEntry
    from bot.audit.git.trees import Trees
    from bot.audit.model.document_chain import Chain, Thread
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Entry
    from bot.audit.model.policy import Policy
    from bot.audit.model.state import Release
    from bot.audit.trust.signatures import Signature

LONGEST_RUN = timedelta(hours=1)
"""No run of the bot lasts longer (its workflow is ended before): what one run did lies within."""
SKEW = timedelta(minutes=2)
"""How far the clocks of GitHub's own machines may lie apart."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stood around a release before a commit, and what else the commit records.

    ``elsewhere`` are the other releases of the mini program in the app that were under way or
    live, in all environments; ``last_full`` is the kind of entry by which one became Full Release
    last in the slot. ``stop`` is the stop of the app that stood, ``entries`` all that the commit
    adds to logs of releases, ``act`` what it adds to the version's chain.
    """

    elsewhere: tuple[Release, ...] = ()
    last_full: str | None = None
    stop: DocumentEntry | None = None
    entries: tuple[Entry, ...] = ()
    act: DocumentCase | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One entry that a commit adds, with all that it is judged by.

    ``before`` is its release before the commit, ``siblings`` are the other releases of its slot,
    ``policy`` is the catalog at the parent commit, ``primary`` the entry that caused the commit,
    ``base`` the tree of the parent commit. ``seen`` names the causes that were counted before.
    """

    commit: MainCommit
    entry: Entry
    primary: Entry
    before: Release
    siblings: tuple[Release, ...]
    policy: Policy
    trees: Trees
    base: str
    seen: Seen
    around: Around = field(default=Around())

    @property
    def opening(self) -> Entry | None:
        """The entry that opened the round which this one ends."""
        return self.before.opening


@dataclass(frozen=True, slots=True)
class Whole:
    """One commit that adds entries, with the releases before and after it."""

    commit: MainCommit
    cases: tuple[Case, ...]
    policy: Policy
    signature: Signature | None
    expected: Mapping[str, TreeEntry]
    derived: str
    trees: Trees
    base: str

    @property
    def primary(self) -> Case:
        """The case that caused the commit."""
        return next(case for case in self.cases if case.entry is case.primary)


@dataclass(frozen=True, slots=True)
class DocumentCase:
    """One entry of a document that a commit adds, with all that it is judged by.

    ``before`` is its chain, ``thread`` what its pull request had come to, ``policy`` the catalog
    at the parent commit, whose tree is ``base``.
    """

    commit: MainCommit
    entry: DocumentEntry
    before: Chain
    thread: Thread
    policy: Policy
    trees: Trees
    base: str
    seen: Seen

    @property
    def opening(self) -> DocumentEntry | None:
        """The entry that opened the round which this one ends."""
        return self.thread.opening


@dataclass(frozen=True, slots=True)
class DocumentWhole:
    """One commit that adds an entry of a document, and the tree that this calls for.

    ``releases`` are the entries by which an act does something to releases, its own first.
    """

    commit: MainCommit
    case: DocumentCase
    policy: Policy
    signature: Signature | None
    expected: Mapping[str, TreeEntry | None]
    derived: str
    trees: Trees
    base: str
    releases: tuple[Entry, ...] = ()


@dataclass(slots=True)
class Seen:
    """Every cause, review, event and announcement that an entry has counted, and in which commit.

    Kept as 64 bits of a hash each: a history of 100,000 entries needs some tens of megabytes.
    """

    where: dict[int, bytes] = field(default_factory=dict)
    last: datetime | None = None
    """The latest time of any entry so far."""

    def add(self, entry: Entry | DocumentEntry, commit: str) -> None:
        """Count what an entry uses up."""
        self.last = max(self.last, entry.time) if self.last else entry.time
        held = bytes.fromhex(commit)
        for key in used_up(entry):
            self.where.setdefault(_short(key), held)

    def find(self, key: str) -> str | None:
        """The commit that counted something before."""
        found = self.where.get(_short(key))
        return found.hex() if found else None


def _short(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])


def used_up(entry: Entry | DocumentEntry) -> tuple[str, ...]:
    """What an entry counts for itself alone, as texts; GitHub gives each of these ids once."""
    keys = [f"transition {entry.transition}", *(f"event {event}" for event in entry.events)]
    keys += [f"review {approval.review}" for approval in entry.approvals]
    if entry.kind in ("rejected", "rejection-corrected"):
        keys.append(f"review {entry.cause.get('review')}")
    if entry.cause.get("kind") == "run":
        keys.append(f"run {entry.cause.get('run')}")
    if entry.announced is not None:
        keys.append(f"status {entry.announced.status}")
    return tuple(keys)
