"""The rule of two open heads of which one contains the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decide import Moved, Shown, decide
from bot.core.display import display
from bot.core.finding import Answer, State
from bot.core.lifecycle import Status
from bot.core.rules import RULES
from bot.core.sentences import identity_used
from bot.core.situation import Account, Neighbour, People, PullState, Situation
from tests.core.situations import (
    MIA,
    PRODUCTION,
    TEST,
    WES,
    applied,
    objection,
    review,
    reviewed,
    under_review,
    with_pull,
)

STRANGER = Account("stranger", 4242)


def answered(situation: Situation) -> Answer:
    (rule,) = [rule for rule in RULES if rule.id == "head-alone"]
    return rule.check(situation)


def by_wes(*numbers: int) -> tuple[Neighbour, ...]:
    """Pull requests of somebody in the catalog."""
    return tuple(Neighbour(number, WES.id) for number in numbers)


def with_held(situation: Situation, *numbers: int) -> Situation:
    people = situation.people or People(frozenset({MIA.id}))
    return replace(situation, people=replace(people, held=by_wes(*numbers)))


def test_a_head_alone_is_met() -> None:
    assert answered(applied()).state is State.MET
    assert answered(with_held(applied())).state is State.MET


def test_whoever_holds_the_head_is_named() -> None:
    (why,) = answered(with_pull(applied(), holders=by_wes(8, 9))).why
    assert "#8, #9" in why
    assert why.endswith("[head-alone]")


def test_whose_head_is_held_is_named_with_what_to_do() -> None:
    (why,) = answered(with_held(applied(), 6)).why
    assert "#6" in why
    assert "make this branch anew from main" in why


def test_the_same_head_is_said_once() -> None:
    situation = with_held(with_pull(applied(), holders=by_wes(8)), 6, 8)
    first, second = answered(situation).why
    assert "#8" in first
    assert "#6" in second
    assert "#8" not in second


def test_a_strangers_head_stops_nobody_but_their_own() -> None:
    stranger = Neighbour(8, STRANGER.id)
    situation = with_pull(applied(), holders=(stranger,))
    held = replace(situation, people=People(frozenset(), held=(stranger,)))
    assert answered(situation).state is State.MET
    assert answered(held).state is State.MET
    assert answered(with_pull(situation, author=STRANGER)).state is State.UNMET


def test_a_closed_one_is_asked_nothing() -> None:
    closed = with_pull(applied(), holders=by_wes(8), state=PullState.CLOSED)
    assert answered(closed).state is State.MET


def test_a_held_head_stops_what_nobody_reviews() -> None:
    assert isinstance(decide(with_held(applied(TEST))), Moved)
    assert isinstance(decide(with_held(applied(TEST), 6)), Shown)


def test_a_held_head_stops_an_approved_release_and_says_so() -> None:
    situation = with_held(reviewed(review()), 6)
    assert isinstance(decide(reviewed(review())), Moved)
    assert isinstance(decide(situation), Shown)
    assert "stuck" in display(situation).sticky


def test_a_shared_head_keeps_nobody_from_rejecting() -> None:
    situation = with_pull(under_review(), holders=by_wes(8), reviews=(objection(),))
    assert isinstance(decide(situation), Moved)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.PILOT_TESTING, "what is released is immutable"),
        (Status.RELEASE_PREPARATION, "what is released is immutable"),
        (Status.GRAYSCALE_RELEASE, "what is released is immutable"),
        (Status.FULL_RELEASE, "what is released is immutable"),
        (Status.CANCELED, "it was canceled, which is for good"),
        (Status.ARCHIVED, "what was released is over"),
    ],
)
def test_a_release_on_main_is_refused_with_its_status_and_what_to_do(
    status: Status, says: str
) -> None:
    why = identity_used(PRODUCTION, status, 5)
    assert f"is on main already, {status}, by pull request #5; {says}" in why
    assert why.endswith(": upload a new version [identity-free]")
