"""What an environment asks of a rollout: its testers, its steps, its freezes, as the audit reads.

Only what ``readable`` has found of the right form is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.audit.model import freeze
from bot.audit.model.moments import span
from bot.core.documents.identity import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    Value = Mapping[str, Any]

MOST_TESTERS = 100
_HIGHEST = 99


@dataclass(frozen=True, slots=True)
class Growth:
    """How an environment lets a release grow.

    ``steps``: the percentages at which it may stand (any, where there is none), ``wait``: how
    long at each; ``required``: no release is full at once. ``freezes`` are as they are written.
    """

    steps: tuple[int, ...] = ()
    wait: timedelta = timedelta(0)
    required: bool = False
    testers: int = MOST_TESTERS
    prefix: str = ""
    freezes: tuple[Value, ...] = ()
    offline_review: bool = False


def growth(environment: Environment, target: Value) -> Growth:
    """What an environment of an app says of it."""
    grayscale = target.get("grayscale", {})
    sandboxed = environment is Environment.SANDBOX and target.get("offline", {}).get("review")
    return Growth(
        steps=tuple(grayscale.get("steps", ())),
        wait=span(grayscale.get("wait")) or timedelta(0),
        required=grayscale.get("required", False),
        testers=target.get("testerLimit", MOST_TESTERS),
        prefix=target.get("testerIds", {}).get("prefix", ""),
        freezes=tuple(target.get("freezes", ())),
        offline_review=environment is Environment.PRODUCTION or bool(sandboxed),
    )


def readable(target: Value) -> bool:
    """Whether all that ``growth`` reads is of its type."""
    grayscale, offline = target.get("grayscale", {}), target.get("offline", {})
    freezes = target.get("freezes", [])
    return (
        isinstance(offline, dict)
        and isinstance(offline.get("review", False), bool)
        and isinstance(grayscale, dict)
        and isinstance(grayscale.get("required", False), bool)
        and (grayscale.get("wait") is None or span(grayscale["wait"]) is not None)
        and _numbers(grayscale.get("steps", []), _HIGHEST)
        and _numbers([target.get("testerLimit", MOST_TESTERS)], MOST_TESTERS)
        and isinstance(freezes, list)
        and all(map(freeze.readable, freezes))
    )


def _numbers(value: object, greatest: int) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= greatest for one in value
    )
