"""What the bot really sends, and what it is answered, held against GitHub's description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.forge import queries
from bot.forge.witness import WITNESS_PULL
from tests.contract.graphql import check_query
from tests.contract.rest import check_answer, check_request

if TYPE_CHECKING:
    from bot.hub.requests import Exchange
    from tests.world import Stage

GRAPHQL = "/api/graphql"


@pytest.mark.parametrize("text", [*queries.ALL, WITNESS_PULL])
def test_every_document_of_the_bot_is_valid_by_github_schema(text: str) -> None:
    assert check_query(text) == []


def _story(stage: Stage) -> None:
    """Every kind of call that the bot makes: all transitions, a superseded release, a sweep."""
    first = stage.request("coffee 1.0.0 harbor test")
    stage.run_bot(first)
    stage.run_bot(stage.request("coffee 1.1.0 harbor test"))
    reviewed = stage.request("coffee 1.0.0 harbor production")
    stage.run_bot(reviewed)
    stage.person("rob").approve(reviewed)
    stage.run_bot(reviewed)
    rejected = stage.request("tickets 1.0.0 harbor production")
    stage.run_bot(rejected)
    stage.person("rob").object(rejected, "No.")
    stage.run_bot(rejected)
    _doubled_sticky(stage, rejected)
    stage.run_bot(rejected)
    for number in range(101):
        stage.person("dan").say(rejected, f"Comment {number}")
    stage.run_bot()


def _doubled_sticky(stage: Stage, number: int) -> None:
    body = stage.comments(number)[0].body
    stage.person(BOT).say(number, body)


@pytest.fixture
def exchanges(stage: Stage) -> list[Exchange]:
    kept = stage.hub.record()
    _story(stage)
    stage.hub.stop_recording()
    return kept


def test_every_request_and_answer_of_the_bot_is_as_github_describes_it(
    exchanges: list[Exchange],
) -> None:
    rest = [one for one in exchanges if one.path != GRAPHQL]
    faults = [
        f"{one.method} {one.path}: {fault}"
        for one in rest
        for fault in (
            *check_request(one.method, one.path, dict(one.query), one.body),
            *check_answer(one.method, one.path, one.status, one.answer),
        )
    ]
    assert faults == []


def test_every_query_that_was_sent_is_valid_with_its_variables(exchanges: list[Exchange]) -> None:
    sent = [one.body for one in exchanges if one.path == GRAPHQL]
    names = {body["query"].split("(")[0].split()[-1] for body in sent}
    assert names >= {"ReadPull", "ReadOpenPulls", "MoreOfPull", "ReadPeople", "Append", "MoveMain"}
    faults = [fault for body in sent for fault in check_query(body["query"], body["variables"])]
    assert faults == []
