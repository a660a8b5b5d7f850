"""Commands on a release, held against the hub: true, edited, said by others, and made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind
from bot.audit.online.verdict import Verdict
from tests.audit.play import Play, fallen, when, why
from tests.scenarios.rolling import PRODUCTION, approved, order

if TYPE_CHECKING:
    from tests.world import Stage

SAID = ("/go-live 10%", "/pause", "/resume", "/scale 50%", "/cancel 1.0.0 It crashes at once.")


@pytest.fixture
def play(stage: Stage) -> Play:
    """A release that was let on by commands, and canceled."""
    number = approved(stage)
    for line in SAID:
        assert order(stage, number, line) is None
    stage.hub.clock.advance(3600)
    return Play(stage, {PRODUCTION: number}, {})


def test_what_was_commanded_stands(play: Play) -> None:
    checked = play.checked()
    assert fallen(checked) == []
    commanded = [one.claim.sentence for one in checked if one.claim.kind is Kind.COMMANDED]
    assert len(commanded) == len(SAID)
    assert commanded[0].startswith("mia (id 1001) said /go-live 10% in comment:")


def test_a_command_that_was_edited_since_is_no_witness_any_more(play: Play) -> None:
    for comment in play.stage.person("dan").issue_comments(play.pulls[PRODUCTION]):
        if comment.body == "/scale 50%":
            comment.edit("/scale 90%")
    checked = play.checked()
    assert fallen(checked) == [(Kind.COMMANDED, Verdict.CHANGED)]
    assert why(checked, Kind.COMMANDED).startswith("the comment was edited")


def test_a_command_that_was_deleted_is_gone(play: Play) -> None:
    for comment in play.stage.person("dan").issue_comments(play.pulls[PRODUCTION]):
        if comment.body == "/pause":
            comment.delete()
    assert fallen(play.checked()) == [(Kind.COMMANDED, Verdict.GONE)]


@pytest.mark.parametrize(
    ("kind", "change", "what"),
    [
        ("scaled", {"percent": 90}, "it does not say /scale 90%"),
        ("canceled", {"reason": "It was dull."}, "it does not say /cancel 1.0.0"),
        ("paused", {"kind": "resumed"}, "it does not say /resume"),
        ("paused", {"actor": Who("wanda", 1002)}, "another person: GitHub names mia"),
    ],
)
def test_a_command_that_was_never_said_so_is_contradicted(
    play: Play, kind: str, change: dict[str, Any], what: str
) -> None:
    checked = play.checked(when(kind, lambda entry: replace(entry, **change)))
    assert (Kind.COMMANDED, Verdict.CONTRADICTED) in fallen(checked)
    assert why(checked, Kind.COMMANDED).startswith(what)


def test_a_command_that_was_said_before_the_entry_it_follows_is_contradicted(play: Play) -> None:
    told = play.transitions()
    last = told[-1]
    later = replace(last.before.rollout, told=last.entry.time + timedelta(hours=1))
    forged = replace(last, before=replace(last.before, rollout=later))
    checked = play.checked_of([*told[:-1], forged])
    assert fallen(checked) == [(Kind.COMMANDED, Verdict.CONTRADICTED)]
    assert "not after the entry of" in why(checked, Kind.COMMANDED)
