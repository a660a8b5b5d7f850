"""What a rule is, and how it is answered in one situation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.catalog import Person
    from bot.core.situation import Situation


class State(Enum):
    """How a rule stands."""

    MET = "met"
    UNMET = "unmet"
    NOTICE = "notice"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a rule stands, the sentences that say why, and who can supply what is missing."""

    state: State
    why: tuple[str, ...] = ()
    who: tuple[Person, ...] = ()


MET = Answer(State.MET)
LATER = Answer(State.LATER)


class Stage(Enum):
    """When a rule must be met.

    For an application to stand; for a review to end in a merge; for a release that nobody reviews;
    for any step that leads further; for a rollout that has begun.
    """

    APPLICATION = "application"
    AT_ONCE = "release at once"
    REVIEW = "review"
    FORWARD = "any step forward"
    ROLLOUT = "rollout"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``documentation`` says where it comes from and how to meet it."""

    id: str
    stage: Stage
    question: str
    documentation: str
    check: Callable[[Situation], Answer]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule and its answer in one situation."""

    rule: Rule
    answer: Answer


def unmet(why: str, who: tuple[Person, ...] = ()) -> Answer:
    """A rule that one sentence explains."""
    return Answer(State.UNMET, (why,), who)
