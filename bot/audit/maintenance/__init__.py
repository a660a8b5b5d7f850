"""What a commit by people made possible: who gained and lost which right, and what else changed.

What gives a right or runs with the bot's token comes first, so that a flood cannot hide it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.maintenance.catalog import document_lines
from bot.audit.maintenance.document import Document
from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.machines import machine_lines
from bot.audit.maintenance.other_files import code_lines, mode_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.audit.git.history import Change
    from bot.audit.model.policy import Policy

MOST_LINES = 20


def made_possible(before: Policy, after: Policy, changes: Sequence[Change]) -> tuple[str, ...]:
    """One line for each change of weight.

    Whatever gives a right, or runs with the bot's token, is always said; of the rest 20 lines at
    most, then how many more there are.
    """
    lines = sorted(_lines(before, after, changes), key=lambda line: line.weight)
    grave = dict.fromkeys(line.text for line in lines if line.weight <= Weight.RUNS)
    others = list(dict.fromkeys(line.text for line in lines if line.text not in grave))
    if len(others) > MOST_LINES:
        others[MOST_LINES:] = [f"and {len(others) - MOST_LINES} more"]
    return (*grave, *others)


def _lines(before: Policy, after: Policy, changes: Sequence[Change]) -> Iterator[Line]:
    touched = {change.path for change in changes}
    for path in sorted(_paths(before) | _paths(after)):
        document = Document(path, before, after)
        if path in touched or document.state(before) != document.state(after):
            yield from document_lines(document)
    yield from machine_lines(before, after)
    if before.schemas is not None and after.schemas is None:
        yield Line(Weight.RULES, "schemas/ cannot be used: no document grants anything")
    yield from code_lines(changes)
    yield from mode_lines(changes)


def _paths(policy: Policy) -> set[str]:
    return {*policy.documents, *policy.broken}
