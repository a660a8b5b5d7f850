"""Outcome comments: each says what happened, to whom it matters, and what to do now."""

from __future__ import annotations

import pytest

from bot.core.comment import OUTCOME_MARKER
from bot.core.outcome import outcome
from bot.core.situation import Account, EventKind, PullState, Situation
from tests.core.situations import (
    DAN,
    MIA,
    TEST,
    WES,
    applied,
    catalog,
    event,
    harbor,
    log_of,
    objection,
    recorded,
    review,
    reviewed,
    sibling,
    under_review,
    with_main,
    with_pull,
)


def _outcome(situation: Situation) -> str:
    return outcome(situation, log_of(situation).entries[-1])


def _closed(by: Account) -> Situation:
    closed = event(EventKind.CLOSED, 90, by)
    return recorded(with_pull(under_review(applied(by=WES)), closed, state=PullState.CLOSED))


DETAILS = recorded(reviewed(objection()))
CODE = recorded(reviewed(objection("/reject code\nIt leaks.")))
APPROVED = recorded(reviewed(review()))
PILOTED = recorded(
    reviewed(review(), situation=under_review(applied(policy=catalog(harbor({"pilot": True})))))
)
RELEASED = recorded(with_main(applied(TEST), siblings=(sibling("1.3.0"),)))


@pytest.mark.parametrize("situation", [DETAILS, CODE, APPROVED, RELEASED, _closed(MIA)])
def test_an_outcome_opens_with_the_marker_of_its_transition(situation: Situation) -> None:
    marker = OUTCOME_MARKER.match(_outcome(situation))
    assert marker is not None
    assert marker[1] == log_of(situation).entries[-1].draft.transition


@pytest.mark.parametrize(
    ("situation", "says"),
    [
        (DETAILS, ["**Rejected** in round 1 by rob (1004): details are at fault", "@mia"]),
        (DETAILS, ["```\nThe notes are wrong.\n```", "apply the same version again"]),
        (CODE, ["the code is at fault", "It leaks.", "Upload a new version"]),
        (APPROVED, ["**Approved** in round 1 by rob (1004)", "**NOT LIVE YET.**", "@mia"]),
        (APPROVED, ["Release Preparation", "go live, fully or step by step"]),
        (PILOTED, ["Pilot Testing", "**NOT LIVE YET.**"]),
        (RELEASED, ["**Released**: coffee 1.4.0 to harbor Test is Full Release", "1.3.0"]),
        (recorded(applied(TEST)), ["It is the first Full Release there."]),
        (_closed(MIA), ["**Withdrawn** in round 1 by mia (1001)", "@wes", "draft"]),
        (_closed(DAN), ["**Lapsed** in round 1: dan (1003), who is no releaser", "(closed)"]),
        (_closed(DAN), ["No withdrawal is claimed"]),
    ],
)
def test_an_outcome_says_what_happened_and_what_to_do(
    situation: Situation, says: list[str]
) -> None:
    body = _outcome(situation)
    for sentence in says:
        assert sentence in body


def test_an_outcome_mentions_the_requester_only() -> None:
    assert _outcome(_closed(MIA)).count("@") == 1
    assert "@wes" in _outcome(_closed(MIA))


def test_an_outcome_is_the_same_where_the_log_cannot_be_read_any_more() -> None:
    entry = log_of(RELEASED).entries[-1]
    assert "@mia" in outcome(with_main(RELEASED, log=None), entry)
