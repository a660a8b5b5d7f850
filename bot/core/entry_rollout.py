"""What an entry says beside its status: percentage, testers, deadlines, and what was observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.core.times import read_time, show_time

if TYPE_CHECKING:
    from datetime import datetime

Value = Mapping[str, Any]


class Result(StrEnum):
    """What came of telling the app of a change: as decided, otherwise, unanswered, or nothing."""

    SENT = "sent"
    DELIVERED = "delivered"
    DRIFTED = "drifted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Observed:
    """One attempt to tell the app of the change that a transition made, and what it answered."""

    transition: str
    attempt: int
    result: Result
    detail: str


@dataclass(frozen=True, slots=True)
class Rollout:
    """What an entry says beside its status; ``None`` where it says nothing of it.

    ``percent``: of the users that meet the release; ``testers``: the user ids of the whole pilot
    from then on; ``deadline``: until when a warning asks for a cure; ``until``: how long freezes
    are overridden.
    """

    percent: int | None = None
    testers: tuple[str, ...] | None = None
    deadline: datetime | None = None
    until: datetime | None = None
    observed: Observed | None = None


NOTHING_SAID = Rollout()


def rollout_value(rollout: Rollout) -> Value:
    """As JSON: only an entry that says something of it has the key, so that others keep theirs."""
    observed, testers = rollout.observed, rollout.testers
    value = {
        "percent": rollout.percent,
        "testers": list(testers) if testers is not None else None,
        "deadline": show_time(rollout.deadline) if rollout.deadline else None,
        "until": show_time(rollout.until) if rollout.until else None,
        "observed": _observed_value(observed) if observed else None,
    }
    return {key: said for key, said in value.items() if said is not None}


def _observed_value(observed: Observed) -> Value:
    return {
        "transition": observed.transition,
        "attempt": observed.attempt,
        "result": observed.result.value,
        "detail": observed.detail,
    }


def read_rollout(value: Value) -> Rollout:
    """Read what ``rollout_value`` wrote."""
    observed = value.get("observed")
    return Rollout(
        percent=value.get("percent"),
        testers=tuple(value["testers"]) if "testers" in value else None,
        deadline=read_time(value["deadline"]) if "deadline" in value else None,
        until=read_time(value["until"]) if "until" in value else None,
        observed=_read_observed(observed) if observed else None,
    )


def _read_observed(value: Value) -> Observed:
    return Observed(
        transition=value["transition"],
        attempt=value["attempt"],
        result=Result(value["result"]),
        detail=value["detail"],
    )
