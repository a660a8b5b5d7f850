"""What commands on a release would do, and what they come to, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.command.grammar import APPLYING, Word
from bot.core.entry import Kind
from bot.core.entry_rollout import NOTHING_SAID, Rollout
from bot.core.lifecycle import ROWS, Role, Status, Trigger, sources_of
from bot.core.log import NOTES
from bot.core.rollout import EVERYBODY

if TYPE_CHECKING:
    from bot.core.command.acts import Refusal
    from bot.core.command.grammar import Command, Form
    from bot.core.documents.identity import Environment
    from bot.core.lifecycle import Row


@dataclass(frozen=True, slots=True)
class Deed:
    """What a command would do: the kind of its entry, its trigger (a note has none), and whose."""

    kind: Kind
    trigger: Trigger | None
    roles: tuple[Role, ...] = (Role.RELEASER,)


@dataclass(frozen=True, slots=True)
class Order:
    """A command that counts; ``row`` is ``None`` for a note."""

    deed: Deed
    role: Role
    row: Row | None = None
    rollout: Rollout = NOTHING_SAID
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StopOrder:
    """An emergency stop that counts."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that does nothing, and never will."""

    id: Refusal
    why: str


STOPPING = (Role.OPERATOR,)
"""Who stops an app."""
_EITHER = (Role.RELEASER, Role.OPERATOR)
_INSPECTOR = (Role.INSPECTOR,)
_DEEDS = {
    Word.PILOT: Deed(Kind.PILOT_CHANGED, None),
    Word.COMPLETE_TESTING: Deed(Kind.TESTING_COMPLETED, Trigger.COMPLETE_TESTING),
    Word.BYPASS_TESTING: Deed(Kind.TESTING_BYPASSED, Trigger.BYPASS_TESTING),
    Word.COMPLETE: Deed(Kind.COMPLETED, Trigger.COMPLETE),
    Word.CANCEL: Deed(Kind.CANCELED, Trigger.CANCEL, _EITHER),
    Word.PAUSE: Deed(Kind.PAUSED, None, _EITHER),
    Word.RESUME: Deed(Kind.RESUMED, None, _EITHER),
    Word.WARN: Deed(Kind.WARNED, None, _INSPECTOR),
    Word.FORCE_REMOVE: Deed(Kind.FORCE_REMOVED, Trigger.FORCE_REMOVE, _INSPECTOR),
}
_FULLY = {
    Word.GO_LIVE: Deed(Kind.WENT_LIVE, Trigger.GO_LIVE),
    Word.SCALE: Deed(Kind.COMPLETED, Trigger.COMPLETE),
}
_IN_PART = {
    Word.GO_LIVE: Deed(Kind.WENT_LIVE, Trigger.GO_LIVE_GRAYSCALE),
    Word.SCALE: Deed(Kind.SCALED, Trigger.SCALE),
}
ORDERS = frozenset({*_DEEDS, *_FULLY, Word.STOP})
"""The words of commands on a release that is on its way."""


def deed_of(command: Command) -> Deed:
    """What a command would do: 100 % is going live, or completing, for all users."""
    return _deed(command.word, in_part=command.percent not in (None, EVERYBODY))


def deed_of_form(form: Form) -> Deed | None:
    """What a form of command would do; ``None`` for what acts on no release on its way."""
    if form.word not in ORDERS or form.word is Word.STOP:
        return None
    return _deed(form.word, in_part=form.takes_percent)


def _deed(word: Word, *, in_part: bool) -> Deed:
    return _DEEDS[word] if word in _DEEDS else (_IN_PART if in_part else _FULLY)[word]


def roles_of(form: Form) -> tuple[Role, ...]:
    """Who may say it; nobody in particular where it does not act."""
    if form.word in APPLYING:
        return (Role.RELEASER,)
    if form.word is Word.STOP:
        return STOPPING
    deed = deed_of_form(form)
    return deed.roles if deed else ()


def who_says(form: Form) -> str:
    """The same for people: ``a releaser or operator``."""
    roles = " or ".join(role.value for role in roles_of(form))
    article = "an" if roles[:1] in ("i", "o") else "a"
    return f"{article} {roles}" if roles else "anybody"


def sources(deed: Deed, environment: Environment) -> tuple[Status, ...]:
    """The statuses of an environment in which it counts, in the order of the lifecycle."""
    by_row = frozenset(sources_of(deed.trigger, environment)) if deed.trigger else None
    allowed = NOTES[deed.kind] if by_row is None else by_row
    reached = {row.target for row in ROWS if environment in row.environments}
    return tuple(status for status in Status if status in allowed & reached)
