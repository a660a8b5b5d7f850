"""How a command is written: the inverse of the grammar, for whoever says one for a person.

What is written is read again by the grammar itself, so that nothing is said which the bot would
take for text, or for another command than the one that was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.command.grammar import FORMS, LONGEST_REASON, Command, read, usages
from bot.core.documents.problem import quoted
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.command.grammar import Word


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands behind the word of a command; ``adds`` counts where there are users."""

    percent: int | None = None
    users: tuple[str, ...] = ()
    adds: bool = False
    version: str | None = None
    deadline: str | None = None
    reason: str | None = None


CURE = (
    "a percentage is from 1 to 100, a user an id of the app, a deadline some days (7d) or a time "
    f"with its offset, a reason one line of at most {LONGEST_REASON} characters without hidden HTML"
)


def write(word: Word, parts: Parts) -> str:
    """The line that is this command; ``UsageError`` where there is none such."""
    line = " ".join([f"/{word.value}", *_texts(parts)])
    found = read(line)
    if not isinstance(found, Command) or _said(found) != (word, parts):
        what = f"{quoted(line)} is not {' or '.join(usages(word))}"
        raise UsageError("no-command", what, CURE)
    return line


def _texts(parts: Parts) -> Iterator[str]:
    """In the order in which all forms have them."""
    if parts.users:
        yield "add" if parts.adds else "remove"
        yield from parts.users
    if parts.version is not None:
        yield parts.version
    if parts.percent is not None:
        yield f"{parts.percent}%"
    if parts.deadline is not None:
        yield parts.deadline
    if parts.reason is not None:
        yield parts.reason


def _said(found: Command) -> tuple[Word, Parts]:
    return found.word, Parts(
        percent=found.percent,
        users=found.users,
        adds=found.adds,
        version=found.version,
        deadline=found.deadline,
        reason=found.reason,
    )


def places(word: Word) -> dict[str, bool]:
    """What stands behind a word: the names of the places, and whether each form has it."""
    forms = [set(re.compile(form.arguments).groupindex) for form in FORMS if form.word is word]
    return {name: all(name in one for one in forms) for name in sorted(set().union(*forms))}
