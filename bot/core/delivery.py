"""What an app's backend is told of a change of what is live, when, and how that may end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Kind
    from bot.core.entry_rollout import Result
    from bot.core.lifecycle import Status

EVENT = "slipway-live"
"""The type of the event of a ``repository_dispatch``; its payload is the message."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change that is told of: the entry that made it, and where the release stands since.

    ``commit`` is the head of the release's pull request that was merged: an observer sets its
    status there, where people look.
    """

    transition: str
    kind: Kind
    status: Status
    percent: int | None
    at: datetime
    commit: str


@dataclass(frozen=True, slots=True)
class Message:
    """One attempt to tell of a change: all of the mini program that is live in that target.

    ``live`` is its list in the live file, empty where it has none. The transition is the key by
    which a backend knows a repeat: it stays the same, however often the change is told of.
    """

    release: ReleaseId
    change: Change
    attempt: int
    live: Sequence[Mapping[str, Any]]

    def to_value(self) -> dict[str, Any]:
        """The message as JSON.

        GitHub takes a ``client_payload`` of at most ten fields ("Create a repository dispatch
        event").
        """
        return {
            "format": 1,
            "delivery": self.change.transition,
            "attempt": self.attempt,
            "at": show_time(self.change.at),
            "commit": self.change.commit,
            "release": {
                "miniProgram": self.release.mini_program,
                "version": str(self.release.version),
                "app": self.release.app,
                "environment": str(self.release.environment),
            },
            "change": {
                "kind": str(self.change.kind),
                "status": str(self.change.status),
                "percent": self.change.percent,
            },
            "live": [dict(one) for one in self.live],
        }

    def to_bytes(self) -> bytes:
        """The body that is sent, and signed."""
        return canonical.to_bytes(self.to_value())


@dataclass(frozen=True, slots=True)
class Observed:
    """How an attempt ended, for the log: ``reason`` is a stable id, ``detail`` short ASCII."""

    result: Result
    reason: str
    detail: str

    def __post_init__(self) -> None:
        if not (self.detail.isascii() and self.detail.isprintable()):
            raise ValueError("a detail is printable ASCII")
        if len(self.detail) > LONGEST_DETAIL:
            raise ValueError("a detail is short")

    @property
    def noted(self) -> str:
        """Reason and detail as a note holds them, as short as it asks."""
        return f"{self.reason}: {self.detail}"[:LONGEST_DETAIL]


LONGEST_DETAIL = 200


# --- When it is told again -----------------------------------------------------------------------

_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)


def back_off(attempt: int) -> timedelta:
    """How long to wait after this attempt, which counts from 1."""
    return _WAITS[min(attempt, len(_WAITS)) - 1]
