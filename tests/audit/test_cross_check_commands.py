"""Acts that were said in comments, held against the hub: true, edited, deleted, and made up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind
from bot.audit.online.verdict import Verdict
from tests.audit.play import APPROVED, Play, fallen, ran, when, why

if TYPE_CHECKING:
    from tests.person import Person
    from tests.world import Stage


@pytest.fixture
def play(stage: Stage) -> Play:
    """A draft that was applied for and taken back by saying so."""
    number = stage.request(APPROVED, draft=True)
    ran(stage, number)
    for word in ("/apply", "/withdraw"):
        stage.hub.clock.advance(60)
        stage.person("mia").say(number, f"Now.\n\n{word}")
        ran(stage, number)
    stage.hub.clock.advance(3600)
    return Play(stage, {APPROVED: number}, {})


def _said(play: Play, who: Person, word: str) -> None:
    """The comments that say a word, edited by somebody."""
    for comment in who.issue_comments(play.pulls[APPROVED]):
        if comment.body == f"Now.\n\n{word}":
            comment.edit("Never.")


def test_what_was_said_stands(play: Play) -> None:
    assert [one.entry.kind for one in play.transitions()] == ["submitted", "withdrawn"]
    assert fallen(play.checked()) == []


@pytest.mark.parametrize(
    ("word", "kind"), [("/apply", Kind.APPLIED), ("/withdraw", Kind.TAKEN_BACK)]
)
def test_what_was_edited_since_is_no_witness_any_more(play: Play, word: str, kind: Kind) -> None:
    _said(play, play.stage.person("dan"), word)
    checked = play.checked()
    assert fallen(checked) == [(kind, Verdict.CHANGED)]
    assert why(checked, kind).startswith("the comment was edited")


def test_what_was_deleted_is_gone(play: Play) -> None:
    for comment in play.stage.person("dan").issue_comments(play.pulls[APPROVED]):
        if comment.user.login == "mia":
            comment.delete()
    kinds = dict(fallen(play.checked()))
    assert kinds == {
        Kind.APPLIED: Verdict.GONE,
        Kind.HAPPENED: Verdict.GONE,
        Kind.TAKEN_BACK: Verdict.GONE,
    }


@pytest.mark.parametrize(
    ("entry", "kind"), [("submitted", Kind.APPLIED), ("withdrawn", Kind.TAKEN_BACK)]
)
def test_another_person_did_not_say_it(play: Play, entry: str, kind: Kind) -> None:
    checked = play.checked(when(entry, lambda one: replace(one, actor=Who("wanda", 1002))))
    assert fallen(checked) == [(kind, Verdict.CONTRADICTED)]
    assert why(checked, kind) == "another person: GitHub names mia (id 1001)"


def test_a_comment_that_says_nothing_of_it_took_nothing_back(play: Play) -> None:
    plain = play.stage.person("mia").say(play.pulls[APPROVED], "See /withdraw.")
    event = f"comment:{plain}"
    lie = when(
        "withdrawn",
        lambda one: replace(one, cause={"kind": "event", "event": event}, events=(event,)),
    )
    assert (Kind.TAKEN_BACK, Verdict.CONTRADICTED) in fallen(play.checked(lie))
