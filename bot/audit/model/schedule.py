"""What a request's schedule lets the bot do, and when: acts in order, none before its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.audit.model.moments import moment, span
from bot.audit.model.table import GRAYSCALE, PREPARED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from bot.audit.model.state import Release

    Value = Mapping[str, Any]

_ALL = 100


@dataclass(frozen=True, slots=True)
class Act:
    """One act: at a time of its own, or so long after the change before it."""

    step: int
    percent: int
    at: datetime | None
    after: timedelta | None


@dataclass(frozen=True, slots=True)
class Due:
    """The act that comes next, and its time."""

    step: int
    percent: int
    at: datetime


def next_act(release: Release) -> Due | None:
    """What the schedule of a release does next; a pause is not asked for here."""
    schedule, rollout = release.rollout.schedule, release.rollout
    if schedule is None or release.status not in (PREPARED, GRAYSCALE):
        return None
    present = -1 if release.status == PREPARED else rollout.percent or 0
    ahead = [act for act in acts(schedule) if act.percent > present]
    return _due(ahead[0], schedule, rollout.moved) if ahead else None


def _due(act: Act, schedule: Value, moved: datetime) -> Due | None:
    """Nothing is counted from before going live: a pilot that ends early brings nothing forward."""
    begins, at = moment(schedule["goLiveAt"]), act.at
    if begins is not None and act.after is not None:
        at = max(begins, moved) + act.after
    return Due(act.step, act.percent, at) if at is not None else None


def due_at(release: Release) -> datetime | None:
    """When the schedule goes on; ``None`` where it does not, or is held."""
    found = None if release.rollout.paused else next_act(release)
    return found.at if found else None


def acts(schedule: Value) -> tuple[Act, ...]:
    """Every act in its order; none where the schedule cannot be read."""
    begins, steps = moment(schedule.get("goLiveAt")), schedule.get("grayscale")
    if begins is None:
        return ()
    if not steps:
        return (Act(0, _ALL, begins, None),)
    own = tuple((moment(one.get("at")), span(one.get("after"))) for one in steps)
    at_once = own[0] in ((None, None), (begins, None))
    first = () if at_once else (Act(0, 0, begins, None),)
    numbered = enumerate(zip(steps, own, strict=True), start=len(first))
    return first + tuple(
        Act(number, one["percent"], begins if number == 0 else at, after)
        for number, (one, (at, after)) in numbered
    )
