"""What a check is, and how it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.doctor.seen import Seen, Unseen


class Severity(StrEnum):
    """How a setting stands; what could not be seen is never right."""

    WRONG = "wrong"
    WARNING = "warning"
    UNKNOWN = "unknown"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Answer:
    """How it stands, what was seen, and what to do about it (empty where nothing)."""

    severity: Severity
    what: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the repository, with where GitHub documents what it rests on.

    ``needs`` is the permission with which it can be answered.
    """

    id: str
    question: str
    documentation: str
    source: str
    needs: str
    ask: Callable[[Seen], Answer]


def right(what: str) -> Answer:
    """It is as it should be."""
    return Answer(Severity.RIGHT, what)


def wrong(what: str, cure: str) -> Answer:
    """It breaks the bot, or what an auditor relies on."""
    return Answer(Severity.WRONG, what, cure)


def warning(what: str, cure: str) -> Answer:
    """It works, and could be better."""
    return Answer(Severity.WARNING, what, cure)


def unknown(unseen: Unseen) -> Answer:
    """It could not be seen."""
    return Answer(Severity.UNKNOWN, f"it could not be seen: {unseen.why}", unseen.cure)
