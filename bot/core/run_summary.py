"""The summary of one run of the bot, in Markdown: what was done, what failed, where all stands.

The text of others stands in code spans alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents.problem import counted
from bot.core.quoting import span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

WIDTH = 400
"""Characters of a quoted line."""
ROWS = 200
"""Lines of one list: more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, what helps, and the id of it."""

    what: str
    cure: str
    id: str


@dataclass(frozen=True, slots=True)
class RunSeen:
    """What a run did: numbers are those of pull requests, lines those of its log."""

    looked_at: Collection[int]
    stands: Mapping[int, str]
    done: Sequence[str]
    waiting: Sequence[str]
    failures: Sequence[Failure]


def summary_of(run: RunSeen) -> str:
    """The page of a run; what went wrong comes first."""
    parts = [
        f"Looked at {counted(len(run.looked_at), 'pull request')}: {_in_short(run)}.",
        *_went_wrong(run.failures),
        *_list("Done", (span(line, WIDTH) for line in run.done)),
        *_list("Left for the next run", (span(line, WIDTH) for line in run.waiting)),
        *_list("Where they stand", (_standing(run, number) for number in sorted(run.stands))),
    ]
    return "".join(f"{part}\n" for part in parts)


def pressed(lines: Sequence[str], failures: Sequence[Failure]) -> str:
    """The page of a run that a button started: what came of it, in a line."""
    parts = [*(f"{span(line, WIDTH)}" for line in lines), *_went_wrong(failures)]
    return "".join(f"{part}\n" for part in parts)


def went_wrong(failures: Sequence[Failure]) -> str:
    """The page of a run that came to nothing."""
    return "".join(f"{part}\n" for part in _went_wrong(failures))


def nothing_to_do(why: str) -> str:
    """The page of a run that had nothing to look at."""
    return f"Nothing to do: {span(why, WIDTH)}\n"


def _went_wrong(failures: Sequence[Failure]) -> list[str]:
    return _list("Went wrong", map(_failure, failures))


def _in_short(run: RunSeen) -> str:
    if run.failures:
        return f"{counted(len(run.failures), 'failure')}, see below"
    return f"{counted(len(run.done), 'step')} done" if run.done else "nothing was to be done"


def _list(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    more = len(lines) - ROWS
    cut = [*lines[:ROWS], f"- and {more} more"] if more > 0 else lines
    return ["", f"#### {title}", *cut] if cut else []


def _failure(failure: Failure) -> str:
    return f"{span(failure.what, WIDTH)}; what helps: {span(failure.cure, WIDTH)} ({failure.id})"


def _standing(run: RunSeen, number: int) -> str:
    return f"#{number}: {span(run.stands[number])}"
