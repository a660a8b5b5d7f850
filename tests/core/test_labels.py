"""Labels: which the bot sets and removes, and that it leaves everybody else's alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.catalog import read_settings
from bot.core.courtesy import AddLabels, RemoveLabel
from bot.core.courtesy_sentences import courtesy, not_labelled
from bot.core.labels import LONGEST, app_label, labelling, status_label
from bot.core.lifecycle import Status
from bot.core.situation import Comment, PullState, Situation
from tests.core.situations import (
    BOT,
    NUMBER,
    OTTO,
    TEST,
    applied,
    catalog,
    draft,
    person,
    recorded,
    under_review,
    with_branch,
    with_main,
    with_pull,
)

NEW = "slipway: New Version Created"
REVIEW = "slipway: Under Review"
FULL = "slipway: Full Release"
HARBOR = "slipway app: harbor"


def labelled(situation: Situation, *labels: str, **fields: Any) -> Situation:
    """The situation in a repository that asks for labels, bearing these."""
    found = situation.main.catalog
    on = with_main(situation, catalog=replace(found, settings=replace(found.settings, labels=True)))
    return with_pull(on, labels=labels, **fields)


def test_a_repository_that_does_not_ask_for_labels_gets_none() -> None:
    assert labelling(with_pull(under_review(), labels=(NEW,))) == ()
    settings = {"bot": person(BOT), "mode": "trial", "leastBotVersion": "0.1.0"}
    assert not read_settings(settings).labels
    assert read_settings({**settings, "labels": True}).labels


def test_status_and_app_are_added_in_one_request() -> None:
    assert labelling(labelled(draft())) == (AddLabels((NEW, HARBOR)),)
    assert labelling(labelled(under_review())) == (AddLabels((REVIEW, HARBOR)),)


def test_nothing_is_done_where_all_is_as_it_should_be() -> None:
    assert labelling(labelled(under_review(), HARBOR, REVIEW, "urgent")) == ()
    assert labelling(labelled(under_review(), HARBOR.upper(), REVIEW.lower())) == ()


def test_an_earlier_status_is_removed_and_foreign_labels_stay() -> None:
    situation = labelled(under_review(), NEW, HARBOR, "urgent", "app: harbor", "slipway")
    assert labelling(situation) == (AddLabels((REVIEW,)), RemoveLabel(NEW))


def test_a_status_that_somebody_else_set_is_removed() -> None:
    """B11: whoever sets the label of a status changes nothing but the label, for a moment."""
    situation = labelled(draft(), NEW, HARBOR, FULL, "SLIPWAY: Archived")
    assert labelling(situation) == (RemoveLabel(FULL), RemoveLabel("SLIPWAY: Archived"))


def test_a_merged_one_shows_how_its_release_stands() -> None:
    merged = recorded(applied(TEST))
    situation = labelled(merged, NEW, HARBOR, state=PullState.MERGED)
    assert labelling(situation) == (AddLabels((FULL,)), RemoveLabel(NEW))


def test_a_closed_one_that_carries_nothing_is_left_alone() -> None:
    assert labelling(labelled(draft(), REVIEW, state=PullState.CLOSED)) == ()
    taken_over = labelled(under_review(), REVIEW, number=NUMBER + 1, state=PullState.CLOSED)
    assert labelling(taken_over) == ()


def test_one_that_does_not_carry_the_release_shows_no_status_of_it() -> None:
    other = labelled(under_review(), number=NUMBER + 1)
    assert labelling(other) == (AddLabels((NEW, HARBOR)),)


def test_without_a_release_there_is_no_label() -> None:
    nothing = with_branch(draft(), release=None)
    assert labelling(labelled(nothing, REVIEW, HARBOR)) == (
        RemoveLabel(REVIEW),
        RemoveLabel(HARBOR),
    )
    logless = labelled(with_main(draft(), log=None))
    assert labelling(logless) == (AddLabels((NEW, HARBOR)),)


def test_a_bot_that_may_not_label_tries_no_more() -> None:
    note = Comment(1, BOT, not_labelled())
    assert labelling(labelled(draft(), comments=(note,))) == ()
    assert labelling(labelled(draft(), more_comments=True)) == ()
    foreign = replace(note, author=OTTO)
    assert labelling(labelled(draft(), comments=(foreign,))) != ()


@pytest.mark.parametrize("status", Status)
def test_github_takes_every_label_of_a_status(status: Status) -> None:
    assert len(status_label(status)) <= LONGEST
    assert "," not in status_label(status)


def test_github_takes_the_label_of_the_longest_app() -> None:
    assert len(app_label("a" * 40)) <= LONGEST
    assert app_label("harbor") == HARBOR


def test_a_plan_says_its_labels() -> None:
    assert courtesy(AddLabels((NEW, HARBOR))) == f"add the labels {NEW}, {HARBOR}"
    assert courtesy(RemoveLabel(NEW)) == f"remove the label {NEW}"


def test_only_an_app_that_main_knows_gets_a_label_and_one_that_is_there_stays() -> None:
    """Nobody makes labels by requests for apps of their own invention."""
    unknown = with_main(draft(), catalog=replace(catalog(), apps={}))
    assert labelling(labelled(unknown)) == (AddLabels((NEW,)),)
    assert labelling(labelled(unknown, NEW, HARBOR)) == ()
