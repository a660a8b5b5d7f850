"""What the bot really sends, and what it is answered, held against GitHub's description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.labels import app_label, status_label
from bot.core.lifecycle import Status
from bot.demo.world import BOT
from bot.forge import queries
from bot.forge.speaker import READ_FILE, READ_TITLE
from bot.forge.witness import WITNESS_PULL
from tests.contract.graphql import check_query
from tests.contract.rest import check_answer, check_request
from tests.scenarios.buttons import carried_out, press, with_button

if TYPE_CHECKING:
    from bot.hub.requests import Exchange
    from tests.world import Stage

GRAPHQL = "/api/graphql"
APP, SETTINGS = "catalog/apps/harbor.yaml", "catalog/slipway.yaml"


@pytest.mark.parametrize("text", [*queries.ALL, WITNESS_PULL, READ_FILE, READ_TITLE])
def test_every_document_of_the_bot_is_valid_by_github_schema(text: str) -> None:
    assert check_query(text) == []


def _story(stage: Stage) -> None:
    """Every kind of call that the bot makes: all transitions, a superseded release, a sweep."""
    _courtesies(stage)
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


def _courtesies(stage: Stage) -> None:
    """Let the bot ask and label; one who was asked loses the role, so that it asks no longer.

    GitHub's description has no label without a description, as one is that GitHub itself makes.
    """
    files = stage.main_files(APP, SETTINGS)
    lines = {APP: b"requestReviews: true\n", SETTINGS: b"labels: true\n"}
    names = [status_label(status) for status in Status]
    for name in (*names, app_label("harbor")):
        stage.person("otto").repo.create_label(name, "0e8a16", "Set by the bot.")
    asking = {path: (data + lines[path]).decode() for path, data in files.items()}
    stage.person("otto").commit("main", dict(asking))
    number = stage.request("coffee 0.9.0 harbor production", draft=True)
    stage.run_bot(number)
    stage.person("mia").ready(number)
    stage.run_bot(number)
    (asked,) = stage.person("otto").asked(number)
    kept = [
        line for line in asking[APP].splitlines(keepends=True) if f"login: {asked}," not in line
    ]
    stage.person("otto").commit("main", {APP: "".join(kept)})
    stage.run_bot(number)
    stage.person("mia").close(number)
    stage.run_bot(number)
    stage.person("otto").commit("main", {p: data.decode() for p, data in files.items()})


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


def test_the_story_asks_for_reviews_and_sets_labels(exchanges: list[Exchange]) -> None:
    paths = {(one.method, one.path.rpartition("/")[2]) for one in exchanges}
    assert {("POST", "requested_reviewers"), ("DELETE", "requested_reviewers")} <= paths
    removed = [one for one in exchanges if one.method == "DELETE" and "/labels/" in one.path]
    assert ("POST", "labels") in paths
    assert removed


def test_what_the_button_asks_and_is_answered_is_as_github_describes_it(stage: Stage) -> None:
    with_button(stage)
    press(stage)
    kept = stage.hub.record()
    carried_out(stage)
    stage.hub.stop_recording()
    stage.hub.actions.runner = None
    asked = [one for one in kept if one.path != GRAPHQL]
    assert [one.path.rpartition("/")[0].rpartition("/")[2] for one in asked] == ["runs"]
    for one in asked:
        assert check_request(one.method, one.path, dict(one.query), one.body) == []
        assert check_answer(one.method, one.path, one.status, one.answer) == []
    sent = [one.body for one in kept if one.path == GRAPHQL]
    assert [check_query(body["query"], body["variables"]) for body in sent] == [[], []]
