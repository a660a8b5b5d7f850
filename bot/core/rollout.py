"""How far a release has come, beside its status: percentage, pilot, pause. Derived from its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents import canonical
from bot.core.entry import Kind
from bot.core.lifecycle import SERVED, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.entry import Entry, Value
    from bot.core.log import Log

EVERYBODY = 100
"""Percent of the users that meet a Full Release."""


@dataclass(frozen=True, slots=True)
class Testers:
    """Who tests in a pilot: how many, and the hash that holds an app to exactly them.

    ``sha256`` is of the sorted user ids, each followed by a line feed. ``ids`` is ``None`` where
    they are a group that only the app can resolve.
    """

    count: int
    sha256: str
    ids: tuple[str, ...] | None = None
    group: str | None = None


def testers_of_ids(ids: Sequence[str]) -> Testers:
    """Testers that are named one by one."""
    text = "".join(f"{one}\n" for one in sorted(ids))
    return Testers(len(ids), canonical.sha256(text.encode()), tuple(ids))


def testers_of(log: Log) -> Testers | None:
    """The testers of a release that is in its pilot, or came through one; else ``None``."""
    if log.status not in (Status.PILOT_TESTING, Status.GRAYSCALE_RELEASE):
        return None
    if not any(entry.draft.target is Status.PILOT_TESTING for entry in log.entries):
        return None
    changed = (entry.draft.rollout.testers for entry in reversed(log.entries))
    ids = next((one for one in changed if one is not None), None)
    return testers_of_ids(ids) if ids is not None else _applied_for(log.applied)


def _applied_for(application: Value | None) -> Testers:
    configuration = application["configuration"] if application else {}
    testers = configuration.get("testers", {})
    group = testers.get("group")
    if group is not None:
        return Testers(group["count"], group["sha256"], group=group["name"])
    return testers_of_ids(testers.get("ids", ()))


def percent_of(log: Log) -> int | None:
    """Percent of the users that meet the release; ``None`` where it is not live."""
    if log.status is Status.FULL_RELEASE:
        return EVERYBODY
    if log.status is not Status.GRAYSCALE_RELEASE:
        return None
    said = (entry.draft.rollout.percent for entry in reversed(log.entries))
    return next((percent for percent in said if percent is not None), 0)


def paused(log: Log) -> bool:
    """Whether somebody holds the rollout: whatever ends the status ends the pause."""
    for entry in reversed(log.entries):
        if entry.draft.kind in (Kind.PAUSED, Kind.RESUMED):
            return entry.draft.kind is Kind.PAUSED
        if entry.draft.source is not entry.draft.target:
            return False
    return False


def moves(entry: Entry) -> bool:
    """Whether an entry changed the status."""
    return entry.draft.source is not entry.draft.target


def arrives(entry: Entry) -> bool:
    """Whether an entry brought a release to all users."""
    return moves(entry) and entry.draft.target is Status.FULL_RELEASE


def changes(entry: Entry) -> bool:
    """Whether an entry changed what users or testers meet: status, percentage or pilot."""
    draft = entry.draft
    said = draft.rollout.percent is not None or draft.rollout.testers is not None
    return said or moves(entry)


def serves(entry: Entry) -> bool:
    """Whether an entry changed what the app serves to somebody."""
    return changes(entry) and bool({entry.draft.source, entry.draft.target} & SERVED)


def changed(log: Log) -> Entry:
    """The newest entry of a log that changed what users or testers meet."""
    return next(entry for entry in reversed(log.entries) if changes(entry))
