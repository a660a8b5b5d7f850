"""What one entry says of a rollout, in words: percentage, pilot, deadlines, what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.reading.layout import field
from bot.core.documents.problem import counted, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import Entry
    from bot.audit.reading.life import Recorded

_RESULTS = {
    "sent": "it was handed over, and the app has not said yet what it serves",
    "delivered": "the app serves what was decided",
    "drifted": "the app serves something else than was decided",
    "failed": "the app could not be told, or did not answer",
}


def rolled(one: Recorded) -> Iterator[str]:
    """Line by line; nothing for an entry that says nothing of it."""
    entry, before = one.entry, one.transition.before.rollout
    if entry.percent is not None:
        was = "" if before.percent is None else f", {before.percent} % before"
        yield from field("percent", f"{entry.percent} % of the users{was}")
    if entry.testers is not None:
        yield from field("testers", counted(len(entry.testers), "user"))
    if entry.deadline is not None:
        yield from field("deadline", show_time(entry.deadline))
    if entry.until is not None:
        yield from field("until", show_time(entry.until))
    yield from _observed(entry)


def _observed(entry: Entry) -> Iterator[str]:
    seen = entry.observed
    if seen is not None:
        said = _RESULTS.get(seen.result, seen.result)
        about = f"of transition {seen.transition}, attempt {seen.attempt}"
        detail = (f'the app said "{plain(seen.detail)}"',) if seen.detail else ()
        yield from field("observed", said, about, *detail)
