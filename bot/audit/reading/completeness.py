"""What a population is, in sentences: from where to where, how much, and why none is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.reading.population import GAPS, Origin, Outside, Population
from bot.core.documents.characters import escaped
from bot.core.documents.problem import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.reading.selection import Selection

MOST_OUTSIDE = 50
"""Findings without a transition that are told; JSON lists them all."""


def told(population: Population) -> Iterator[str]:
    """Sentences for people, one a line; call it once the last row was taken."""
    origin = population.origin
    yield from _origin(origin)
    yield f"Every commit after it was replayed, in order, up to {population.commit}."
    yield f"That is commit {population.number} of main."
    commits = sum(population.hands.values())
    yield f"{counted(commits, 'commit')}: {listed(population.hands)}."
    yield f"{_transitions(sum(population.kinds.values()))}: {listed(population.kinds)}."
    if population.documents:
        number = sum(population.documents.values())
        entries = "1 entry" if number == 1 else f"{number} entries"
        kinds = listed(population.documents)
        yield f"Not in it, but told by verify: {entries} of documents, {kinds}."
    yield from _selected(population)
    yield _logs(population)
    yield f"Findings, in all of it: {listed(population.rules)}."
    yield from _outside(population.outside)


def _origin(origin: Origin) -> Iterator[str]:
    named = "the auditor" if origin.pinned else "the repository itself"
    yield (
        f"It begins after commit {origin.commit} of {show_time(origin.began)}, "
        f"commit {origin.number} of main, named by {named}: that one is trusted."
    )
    if origin.unseen:
        yield f"Not in it: the {counted(origin.unseen, 'commit')} of main before that one."


def _selected(population: Population) -> Iterator[str]:
    number = sum(population.selected.values())
    yield f"Selected ({chosen_by(population.selection)}): {number}, {listed(population.selected)}."
    yield f"Of those selected, {population.exceptions} with exceptions."


def chosen_by(selection: Selection) -> str:
    """What was asked for."""
    parts = []
    if selection.since is not None:
        parts.append(f"from {show_time(selection.since)}")
    if selection.until is not None:
        parts.append(f"before {show_time(selection.until)}")
    if selection.app is not None:
        parts.append(f"app {escaped(selection.app)}")
    if selection.mini_program is not None:
        parts.append(f"mini program {escaped(selection.mini_program)}")
    return ", ".join(parts) or "all"


def _logs(population: Population) -> str:
    if population.whole:
        return (
            "Complete: every log is numbered without a gap, each entry holds the SHA-256 of the "
            "one before, and nothing of a request came to main without an entry."
        )
    broken = {rule: number for rule, number in population.rules.items() if rule in GAPS}
    return f"Not shown to be complete: {listed(broken)}."


def _outside(outside: list[Outside]) -> Iterator[str]:
    for one in outside[:MOST_OUTSIDE]:
        finding = one.finding
        where = f"{escaped(finding.path)}: " if finding.path else ""
        what = f"{where}{escaped(finding.what)} [{finding.rule}]"
        yield f"Without a transition, commit {one.number} ({finding.commit}): {what}."
    if len(outside) > MOST_OUTSIDE:
        yield f"And {len(outside) - MOST_OUTSIDE} more findings without a transition."


def listed(counts: Mapping[str, int]) -> str:
    """``approved 3, released 1``."""
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "none"


def _transitions(number: int) -> str:
    return counted(number, "transition")
