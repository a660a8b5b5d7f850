"""What an environment lets a rollout do: its testers, its steps, and how it is taken offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.configuration import flag
from bot.core.documents.identity import Environment
from bot.core.durations import read_duration

Value = Mapping[str, Any]

MOST_TESTERS = 100


@dataclass(frozen=True, slots=True)
class Grayscale:
    """How a release goes from few users to all.

    ``steps`` are the percentages at which it may stand (any, where there is none), ``wait`` how
    long at each, and ``required`` whether it must go this way before it is full.
    """

    steps: tuple[int, ...] = ()
    wait: timedelta = timedelta()
    required: bool = False


def read_grayscale(target: Value) -> Grayscale | None:
    """Read ``grayscale`` of an environment; None where the app says nothing of it."""
    value = target.get("grayscale")
    if value is None:
        return None
    wait = value.get("wait")
    return Grayscale(
        steps=_percents(value.get("steps", [])),
        wait=read_duration(wait) if wait else timedelta(),
        required=flag(value, "required"),
    )


def _percents(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(one, int) for one in value):
        raise TypeError("a list of percentages is due")
    return tuple(value)


def tester_limit(target: Value) -> int:
    """How many testers a pilot may have in an environment."""
    found = target.get("testerLimit", MOST_TESTERS)
    if not isinstance(found, int):
        raise TypeError("a limit is a number")
    return min(MOST_TESTERS, found)


def offline_reviewed(environment: Environment, target: Value) -> bool:
    """Whether reviewers agree before a release is taken offline in an environment."""
    match environment:
        case Environment.PRODUCTION:
            return True
        case Environment.SANDBOX:
            return flag(target.get("offline", {}), "review")
        case _:
            return False
