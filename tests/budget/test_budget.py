"""The API budget, counted by the hub: a read or write is one request, k mutations count k.

Git transport is not counted. One test a line of the budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.app.gather import gather
from bot.app.reconcile import look
from bot.core.plan import Announce, Record
from bot.demo.world import BOT
from bot.hub import Fault
from tests.starts import (
    ARCHIVE,
    EVALUATE,
    LATE,
    MERGE_CHANGE,
    MERGE_PRODUCTION,
    MERGE_TEST,
    OUTCOME,
    PRODUCTION,
    REFUSED,
    REJECT,
    RESUBMIT,
    SAID_APPLY,
    SAID_CANCEL,
    SAID_EXPLAIN,
    SAID_GO_LIVE,
    SAID_PAUSE,
    SAID_REMOVE,
    SAID_STOP,
    SAID_TOO_EARLY,
    SAID_WARN,
    SAID_WITHDRAW,
    SUBMIT,
    SUBMIT_CHANGE,
    UPLOAD,
    WITHDRAW,
    WITHDRAW_CHANGE,
    Start,
    arrive,
    under_review,
)

if TYPE_CHECKING:
    from tests.world import Stage


def by_name(start: Start) -> str:
    return start.name


def evaluate(stage: Stage, number: int) -> bool:
    """Look once, as a run and a dry run do; whether main would be written to."""
    stage.hub.requests.clear()
    with stage.bot() as world:
        seen = look(world, *gather(world, number))
    return any(isinstance(effect, Record | Announce) for effect in seen.effects)


# --- Reads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        EVALUATE,
        REFUSED,
        SUBMIT,
        REJECT,
        WITHDRAW,
        SAID_APPLY,
        SAID_WITHDRAW,
        SAID_EXPLAIN,
        SAID_GO_LIVE,
        SAID_STOP,
        SAID_REMOVE,
    ],
    ids=by_name,
)
def test_evaluating_takes_one_read_where_nobody_must_be_known(stage: Stage, start: Start) -> None:
    evaluate(stage, arrive(stage, start))
    assert (stage.reads(), stage.writes()) == (1, 0)


def test_evaluating_a_reviewed_merge_takes_two_reads_and_the_activity_list(stage: Stage) -> None:
    assert evaluate(stage, arrive(stage, MERGE_PRODUCTION))
    assert [call.operation or call.path for call in stage.calls()] == [
        "ReadPull",
        "ReadPeople",
        "/api/v3/repos/harbor-co/releases/activity",
    ]
    assert stage.writes() == 0


@pytest.mark.parametrize("start", [UPLOAD, MERGE_CHANGE], ids=by_name)
def test_a_document_takes_two_reads_and_the_activity_list(stage: Stage, start: Start) -> None:
    assert evaluate(stage, arrive(stage, start))
    assert (stage.reads(), stage.writes()) == (3, 0)


def test_evaluating_a_submission_of_a_document_takes_one_read(stage: Stage) -> None:
    assert evaluate(stage, arrive(stage, SUBMIT_CHANGE))
    assert (stage.reads(), stage.writes()) == (1, 0)


def test_an_approval_that_does_not_count_asks_for_nobody(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("oscar").approve(number)
    assert not evaluate(stage, number)
    assert (stage.reads(), stage.writes()) == (1, 0)


@pytest.mark.parametrize(("comments", "reads"), [(99, 1), (100, 2), (200, 3)])
def test_each_further_hundred_comments_takes_one_read_more(
    stage: Stage, comments: int, reads: int
) -> None:
    number = stage.request(PRODUCTION, draft=True)
    stage.run_bot(number)
    for index in range(comments):
        stage.person("oscar").say(number, f"Is it there yet? ({index})")
    assert not evaluate(stage, number)
    assert (stage.reads(), stage.writes()) == (reads, 0)


@pytest.mark.parametrize(("reviews", "reads"), [(100, 1), (101, 2), (201, 3)])
def test_each_further_hundred_reviews_takes_one_read_more(
    stage: Stage, reviews: int, reads: int
) -> None:
    number = under_review(stage)
    for index in range(reviews):
        stage.person("oscar").review(number, "COMMENT", f"A remark ({index})")
    assert not evaluate(stage, number)
    assert (stage.reads(), stage.writes()) == (reads, 0)


def test_a_decision_past_the_first_page_of_reviews_finds_the_approval(stage: Stage) -> None:
    number = under_review(stage)
    for index in range(100):
        stage.person("oscar").review(number, "COMMENT", f"A remark ({index})")
    stage.person("rob").approve(number)
    assert evaluate(stage, number)
    assert (stage.reads(), stage.writes()) == (4, 0)


# --- Writes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "writes"),
    [
        (EVALUATE, 2),
        (REFUSED, 2),
        (SUBMIT, 3),
        (RESUBMIT, 3),
        (REJECT, 4),
        (WITHDRAW, 4),
        (MERGE_TEST, 6),
        (MERGE_PRODUCTION, 6),
        (ARCHIVE, 7),
        (OUTCOME, 1),
        (SAID_APPLY, 4),
        (SAID_WITHDRAW, 4),
        (SAID_EXPLAIN, 1),
        (SAID_GO_LIVE, 3),
        (SAID_PAUSE, 3),
        (SAID_CANCEL, 3),
        (SAID_STOP, 3),
        (SAID_WARN, 3),
        (SAID_TOO_EARLY, 1),
        (SAID_REMOVE, 5),
        (UPLOAD, 6),
        (SUBMIT_CHANGE, 3),
        (WITHDRAW_CHANGE, 4),
        (MERGE_CHANGE, 6),
    ],
    ids=lambda value: value.name if isinstance(value, Start) else str(value),
)
def test_each_kind_of_run_has_its_writes(stage: Stage, start: Start, writes: int) -> None:
    number = arrive(stage, start)
    assert stage.run_bot(number).exit_code == 0
    assert stage.writes() == writes


def test_a_flood_of_commands_is_answered_three_times(stage: Stage) -> None:
    number = under_review(stage)
    for _ in range(20):
        stage.person("mia").say(number, "/explain")
    stage.hub.requests.clear()
    stage.run_bot(number)
    assert (stage.reads(), stage.writes()) == (2, 3)


def test_a_lapse_takes_four_writes(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").close(number)
    stage.hub.requests.clear()
    stage.run_bot(number)
    assert stage.log(PRODUCTION)[-1]["kind"] == "lapsed"
    assert stage.writes() == 4


@pytest.mark.parametrize(
    "start",
    [EVALUATE, SUBMIT, REJECT, MERGE_TEST, ARCHIVE, UPLOAD, SUBMIT_CHANGE, MERGE_CHANGE],
    ids=by_name,
)
def test_looking_again_where_nothing_changed_takes_one_read_and_no_write(
    stage: Stage, start: Start
) -> None:
    number = arrive(stage, start)
    stage.run_bot(number)
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert (stage.reads(), stage.writes()) == (1, 0)


def test_a_write_that_fails_is_sent_once(stage: Stage) -> None:
    """The client library would send it again behind our back (X3)."""
    number = arrive(stage, SUBMIT)
    stage.hub.fault(Fault("error_before", login=BOT, write=True, times=None))
    assert stage.run_bot(number).exit_code == 3
    assert stage.writes() == 1


# --- The sweep -----------------------------------------------------------------------------------


def test_a_sweep_of_unchanged_pull_requests_reads_fifty_at_a_time(stage: Stage) -> None:
    for patch in range(60):
        stage.request(f"coffee 1.0.{patch} harbor production", draft=True)
    first = stage.run_bot()
    assert first.failures == []
    stage.hub.clock.advance(LATE)
    stage.hub.requests.clear()
    assert stage.run_bot().exit_code == 0
    assert (stage.reads(), stage.writes()) == (2, 0)
    assert [call.operation for call in stage.calls()] == ["ReadOpenPulls"] * 2
