"""How far a release has come beside its status, as its entries so far amount to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.audit.model.table import FULL, GRAYSCALE, PILOT
from bot.core.documents import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.audit.model.entry import Entry

    Value = Mapping[str, Any]

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ALL = 100
"""Percent of the users who meet a Full Release."""
_WARNINGS = 20
"""Warnings that are kept of one release."""
_CHANGES = 200
"""Changes of one release that are known again."""


@dataclass(frozen=True, slots=True)
class Testers:
    """A pilot by count, and by the SHA-256 of its user ids in order, a line feed after each."""

    count: int
    sha256: str


NOBODY = Testers(0, canonical.sha256(b""))


@dataclass(frozen=True, slots=True)
class Changed:
    """The newest entry that changed status, percentage or pilot."""

    sequence: int
    transition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rollout:
    """What is kept of a release's entries.

    ``moved`` is when status or percentage changed last, ``told`` when the last entry came that is
    no note of a delivery.
    ``asked`` are the testers that were applied for, ``pilot`` whether it came through a pilot;
    ``full`` is when and by which kind it became Full Release last, ``removed`` whether it was ever
    force removed. ``until`` is how long freezes are overridden, ``warned`` the deadlines of
    warnings; ``changes`` are the transitions that an app may be told of.
    """

    percent: int | None = None
    asked: Testers = NOBODY
    named: Testers | None = None
    pilot: bool = False
    configuration: str | None = None
    schedule: Value | None = None
    paused: bool = False
    changed: Changed | None = None
    moved: datetime = LONG_AGO
    told: datetime | None = None
    observed: tuple[str, datetime] | None = None
    until: datetime | None = None
    warned: tuple[datetime, ...] = ()
    full: tuple[datetime, str] | None = None
    removed: bool = False
    changes: tuple[str, ...] = ()

    def testers(self, status: str) -> Testers | None:
        """Who tests, of a release that is in its pilot or came through one to a part of all."""
        shown = self.pilot and status in (PILOT, GRAYSCALE)
        return (self.named or self.asked) if shown else None


def extended(before: Rollout, entry: Entry) -> Rollout:
    """What it comes to with one entry more, whatever that says."""
    steps = entry.source != entry.target
    moves = steps or entry.percent is not None
    after = _applied_with(before, entry.application) if entry.application is not None else before
    after = replace(
        after,
        percent=_percent(before, entry),
        named=testers_of(entry.testers) if entry.testers is not None else after.named,
        pilot=before.pilot or entry.target == PILOT,
        paused=_paused(before, entry),
        moved=entry.time if moves else before.moved,
        told=before.told if entry.observed is not None else entry.time,
        until=max(filter(None, (before.until, entry.until)), default=None),
        full=(entry.time, entry.kind) if steps and entry.target == FULL else before.full,
        removed=before.removed or entry.kind == "force-removed",
    )
    if entry.deadline is not None:
        after = replace(after, warned=(*after.warned, entry.deadline)[-_WARNINGS:])
    if moves or entry.testers is not None:
        changed = Changed(entry.sequence, entry.transition, entry.time)
        changes = (*before.changes, entry.transition)[-_CHANGES:]
        return replace(after, changed=changed, changes=changes, observed=None)
    return _observed(after, entry)


def _applied_with(before: Rollout, application: Value) -> Rollout:
    """The start may hold an entry that no schema judged."""
    configured = application.get("configuration")
    schedule = application.get("schedule")
    return replace(
        before,
        asked=_asked(configured),
        configuration=canonical.sha256(canonical.to_bytes(configured)),
        schedule=schedule if isinstance(schedule, dict) else None,
    )


def _asked(configured: Any) -> Testers:
    testers = configured.get("testers") if isinstance(configured, dict) else None
    if not isinstance(testers, dict):
        return NOBODY
    group = testers.get("group")
    if isinstance(group, dict):
        return Testers(group.get("count", 0), group.get("sha256", ""))
    return testers_of(tuple(map(str, testers.get("ids", ()))))


def testers_of(ids: tuple[str, ...]) -> Testers:
    """Testers that are named one by one."""
    text = "".join(f"{one}\n" for one in sorted(ids))
    return Testers(len(ids), canonical.sha256(text.encode()))


def _percent(before: Rollout, entry: Entry) -> int | None:
    if entry.target == FULL:
        return ALL
    if entry.target != GRAYSCALE:
        return None
    return entry.percent if entry.percent is not None else before.percent or 0


def _paused(before: Rollout, entry: Entry) -> bool:
    if entry.source != entry.target:
        return False
    return {"paused": True, "resumed": False}.get(entry.kind, before.paused)


def _observed(before: Rollout, entry: Entry) -> Rollout:
    seen, changed = entry.observed, before.changed
    if seen is None or changed is None or seen.transition != changed.transition:
        return before
    return replace(before, observed=(seen.result, entry.time))
