"""Which transitions an auditor asks about: a period, an app, a mini program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.audit.model.entry import Entry


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice by the time of the entry, from ``since`` up to but without ``until``, and by ids.

    Both times are aware. ``UsageError`` ``wrong-period`` for a period that cannot hold anything.
    """

    since: datetime | None = None
    until: datetime | None = None
    app: str | None = None
    mini_program: str | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            what = f"the period from {show_time(self.since)} to {show_time(self.until)} is empty"
            raise UsageError("wrong-period", what, "let it end after it begins")

    def holds(self, entry: Entry) -> bool:
        """Whether an entry is asked about."""
        return (
            (self.since is None or self.since <= entry.time)
            and (self.until is None or entry.time < self.until)
            and self.app in (None, entry.release.app)
            and self.mini_program in (None, entry.release.mini_program)
        )

    def to_value(self) -> dict[str, str | None]:
        """For a document; ``None`` where nothing was asked."""
        return {
            "since": show_time(self.since) if self.since else None,
            "until": show_time(self.until) if self.until else None,
            "app": self.app,
            "miniProgram": self.mini_program,
        }


EVERYTHING = Selection()
