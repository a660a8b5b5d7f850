"""The log of one release: an append-only chain of entries, read strictly and extended purely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot import __version__
from bot.core.documents import canonical
from bot.core.entry import Announcement, Content, Draft, Entry, Kind, from_value
from bot.core.lifecycle import IN_FLIGHT, REMOVABLE, ROLLING_OUT, ROWS, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.schema import Schemas
    from bot.core.entry import Value

ROWS_OF = {
    Kind.SUBMITTED: ("T3",),
    Kind.RELEASED: ("T2", "T5"),
    Kind.PILOT_STARTED: ("T4",),
    Kind.WITHDRAWN: ("T6",),
    Kind.LAPSED: ("T6",),
    Kind.REJECTED: ("T7",),
    Kind.APPROVED: ("T8", "T9", "T10"),
    Kind.ARCHIVED: ("T20",),
    Kind.TESTING_COMPLETED: ("T11", "T12"),
    Kind.TESTING_BYPASSED: ("T11", "T12"),
    Kind.WENT_LIVE: ("T14", "T15"),
    Kind.SCALED: ("T17",),
    Kind.COMPLETED: ("T18",),
    Kind.CANCELED: ("T13", "T16", "T19"),
    Kind.TAKEN_OFFLINE: ("T21",),
    Kind.FORCE_REMOVED: ("T22", "T23"),
    Kind.RESTORED: ("T24",),
}
"""The rows that each kind of entry may stand for; what is not here is a note."""
ON_MAIN = frozenset(Status) - {Status.NEW_VERSION_CREATED, Status.UNDER_REVIEW}
"""Where a release can stand once its files are on main; an app can be told of it only then."""
NOTES = {
    Kind.RESUBMITTED: frozenset({Status.UNDER_REVIEW}),
    Kind.REJECTION_CORRECTED: frozenset({Status.NEW_VERSION_CREATED}),
    Kind.PILOT_CHANGED: frozenset({Status.PILOT_TESTING}),
    Kind.PAUSED: ROLLING_OUT,
    Kind.RESUMED: ROLLING_OUT,
    Kind.WARNED: REMOVABLE,
    Kind.FREEZE_OVERRIDDEN: IN_FLIGHT,
    Kind.DELIVERED: ON_MAIN,
    Kind.DELIVERY_FAILED: ON_MAIN,
}
"""The notes, and the statuses of which each of them keeps the one that it finds."""
NEUTRAL = frozenset({Kind.DELIVERED, Kind.DELIVERY_FAILED})
"""What the bot notes of others: nothing that people were shown has changed."""
OPENING = frozenset({Kind.SUBMITTED, Kind.RESUBMITTED})
APPLIED = frozenset({Kind.SUBMITTED, Kind.RELEASED, Kind.PILOT_STARTED})
"""Entries whose actor is the one who applied."""
ENDING = frozenset(
    {
        Kind.REJECTED,
        Kind.REJECTION_CORRECTED,
        Kind.WITHDRAWN,
        Kind.LAPSED,
        Kind.FORCE_REMOVED,
    }
)
"""After which a release that is not on main may be applied for again."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in a log that the bot did not write so: the path, and what is wrong."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Log:
    """All entries of one release, oldest first; empty before the first application."""

    release: ReleaseId
    entries: tuple[Entry, ...] = ()

    @property
    def last(self) -> Entry | None:
        """The newest entry."""
        return self.entries[-1] if self.entries else None

    @property
    def told(self) -> Entry | None:
        """The newest entry that says something of the request: a correction does not."""
        silent = NEUTRAL | {Kind.CORRECTED}
        by_request = (e for e in reversed(self.entries) if e.draft.kind not in silent)
        return next(by_request, None)

    @property
    def shown(self) -> Entry | None:
        """The newest entry that changed what people are shown."""
        return next((e for e in reversed(self.entries) if e.draft.kind not in NEUTRAL), None)

    @property
    def status(self) -> Status:
        """Where the release stands."""
        return self.last.draft.target if self.last else Status.NEW_VERSION_CREATED

    @property
    def content(self) -> Content:
        """Where the request's files stand."""
        return self.last.draft.content if self.last else Content.PULL_REQUEST

    @property
    def round(self) -> int:
        """The number of the round opened last; 0 before the first."""
        return self.last.draft.round if self.last else 0

    @property
    def opening(self) -> Entry | None:
        """The entry that opened the present round, while the release is Under Review."""
        if self.status is not Status.UNDER_REVIEW:
            return None
        return next(entry for entry in reversed(self.entries) if entry.draft.kind in OPENING)

    @property
    def merged(self) -> Entry | None:
        """The entry that brought the request's files to main."""
        on_main = (entry for entry in self.entries if entry.draft.content is Content.MAIN)
        return next(on_main, None)

    @property
    def was_full(self) -> bool:
        """Whether all users have ever met this release."""
        return any(entry.draft.target is Status.FULL_RELEASE for entry in self.entries)

    @property
    def applied(self) -> Value | None:
        """The application as the log has it last, in full."""
        values = (entry.draft.application for entry in reversed(self.entries))
        return next((value for value in values if value is not None), None)

    @property
    def requester(self) -> Entry | None:
        """The latest entry whose actor applied."""
        return next((e for e in reversed(self.entries) if e.draft.kind in APPLIED), None)

    @property
    def events(self) -> frozenset[str]:
        """The timeline events that some entry has accounted for."""
        return frozenset(event for entry in self.entries for event in entry.draft.events)

    def extended(self, draft: Draft, now: datetime, parent: str) -> Log:
        """This log and one entry more. Its time is the later of now and the last entry's."""
        last = self.last
        entry = Entry(
            draft=draft,
            sequence=len(self.entries) + 1,
            time=max(now, last.time) if last else now,
            bot=__version__,
            previous=canonical.sha256(last.to_bytes()) if last else None,
            parent=parent,
        )
        return replace(self, entries=(*self.entries, entry))


def announce(draft: Draft, announcement: Announcement) -> Draft:
    """The draft of an opening entry, with GitHub's answer to the announcing status."""
    return replace(draft, announced=announcement)


def read_log(release: ReleaseId, files: Mapping[str, bytes], schemas: Schemas) -> Log | Damage:
    """Read a log folder, path to bytes; the first thing that is wrong ends the reading.

    Canonical bytes, schema, name, sequence, hash chain, times, release and legality of each step
    are checked. What the entry claims of the world outside is the auditor's work.
    """
    log = Log(release)
    counted: set[str] = set()
    previous: str | None = None
    for sequence, path in enumerate(in_order(files), start=1):
        entry = _read_entry(path, files[path], schemas)
        if isinstance(entry, Damage):
            return entry
        wrong = _disagreement(log, entry, sequence, path, previous)
        if wrong:
            return Damage(path, wrong)
        if entry.draft.transition in counted:
            return Damage(path, "its cause has been counted already")
        counted.add(entry.draft.transition)
        log = replace(log, entries=(*log.entries, entry))
        previous = canonical.sha256(files[path])
    return log


def in_order(paths: Iterable[str]) -> list[str]:
    """The paths of entries by their number: five digits come after four."""
    return sorted(paths, key=lambda path: (path.rpartition("/")[2].find("-"), path))


@lru_cache(maxsize=4_096)
def _read_entry(path: str, data: bytes, schemas: Schemas) -> Entry | Damage:
    """One entry by itself; a look meets the same at many commits of main."""
    try:
        value = canonical.from_bytes(data, path)
    except canonical.NotCanonicalError as error:
        return Damage(path, error.problem.what)
    problems = schemas.problems("log-entry", value, path)
    if problems or not isinstance(value, dict):
        return Damage(path, problems[0].what)
    try:
        entry = from_value(value)
    except ValueError as error:
        return Damage(path, str(error))
    if entry.to_bytes() != data:
        return Damage(path, "a derived field (transition, policy) disagrees with the entry")
    return entry


def _disagreement(
    log: Log, entry: Entry, sequence: int, path: str, previous: str | None
) -> str | None:
    last = log.last
    checks = (
        (entry.sequence == sequence, f"sequence {entry.sequence} where {sequence} is due"),
        (entry.path == path, f"the entry belongs at {entry.path}"),
        (entry.draft.release == log.release, "the entry names another release"),
        (entry.previous == previous, "the hash of the entry before does not match"),
        (last is None or entry.time >= last.time, "the time runs back"),
        (last is not None or entry.draft.kind is not Kind.CORRECTED, "it corrects no entry"),
        (entry.draft.source is log.status, f"it starts from {entry.draft.source}"),
        (legal(entry.draft), f"{entry.draft.source} to {entry.draft.target} is not a row"),
    )
    return next((what for holds, what in checks if not holds), None)


def legal(draft: Draft) -> bool:
    """Whether the step is a row of the table for its kind, or a note that keeps the status."""
    if (draft.kind is Kind.CORRECTED) is not bool(draft.corrects):
        return False
    if draft.kind is Kind.CORRECTED:
        return draft.row is None and draft.source is draft.target
    kept = NOTES.get(draft.kind)
    if kept is not None:
        return draft.row is None and draft.source is draft.target and draft.source in kept
    return draft.row in ROWS_OF[draft.kind] and any(
        (row.id, row.source, row.target) == (draft.row, draft.source, draft.target)
        and draft.release.environment in row.environments
        for row in ROWS
    )
