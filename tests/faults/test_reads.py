"""What GitHub shows is late, missing or limited: the bot decides nothing on it.

Threats A4, X14, X18, X22, X41, X44 and X45.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import REPOSITORY
from bot.hub import Fault
from tests.faults.convergence import fault_free
from tests.faults.rest import rest_of
from tests.starts import (
    ARCHIVE,
    LATE,
    MERGE_PRODUCTION,
    PRODUCTION,
    REJECT,
    RESUBMIT,
    SUBMIT,
    WITHDRAW,
    Start,
    arrive,
    under_review,
)
from tests.world import documents

if TYPE_CHECKING:
    from tests.world import Stage


def assert_waits(stage: Stage, number: int, id: str) -> None:  # noqa: A002  the field's word
    """The run ends with exit code 3 and has written nothing."""
    stage.hub.requests.clear()
    before, run = stage.main(), stage.run_bot(number)
    assert run.exit_code == 3
    assert f"[{id}]" in str(run.failures[0])
    assert (stage.main(), stage.writes()) == (before, 0)


def test_a_head_that_the_api_does_not_know_yet_is_not_merged(stage: Stage) -> None:
    """A4: the approved head is what the API shows; git has other bytes already."""
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.hub.hold_pull_head(REPOSITORY, number)
    changed = documents(PRODUCTION, "Now with a surprise.\n")
    stage.person("mia").commit(PRODUCTION.replace(" ", "-"), changed)
    assert_waits(stage, number, "head-unsettled")
    stage.hub.release_pull_head(REPOSITORY, number)
    assert stage.run_bot(number).exit_code == 0
    assert [entry["kind"] for entry in stage.log(PRODUCTION)] == ["submitted", "resubmitted"]


def test_a_main_that_the_api_does_not_know_yet_is_not_built_upon(stage: Stage) -> None:
    """X14: GraphQL answers from before the last push to main."""
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("otto").commit("main", {"NOTES.md": "Read me.\n"})
    stage.hub.fault(Fault("stale", operation="ReadPull"))
    assert_waits(stage, number, "main-unsettled")
    assert stage.run_bot(number).exit_code == 0
    assert stage.status_file(PRODUCTION)["status"] == "Release Preparation"


def test_a_pull_request_that_is_not_found_is_unknown_and_not_absent(stage: Stage) -> None:
    """X18: the answer is from before the pull request was opened, and says NOT_FOUND."""
    number = stage.request(PRODUCTION)
    stage.hub.fault(Fault("stale", operation="ReadPull"))
    assert_waits(stage, number, "github-unavailable")
    assert stage.run_bot(number).exit_code == 0


def test_contributors_that_cannot_be_read_merge_nothing(stage: Stage) -> None:
    number = arrive(stage, MERGE_PRODUCTION)
    for fault in (
        Fault("refused", path="/activity$"),
        Fault("error_before", operation="ReadPeople"),
    ):
        stage.hub.fault(fault)
        assert_waits(stage, number, "github-unavailable")
    assert stage.run_bot(number).exit_code == 0


def test_a_bot_that_may_not_move_main_says_so_and_leaves_it(stage: Stage) -> None:
    """X41: the rules on main changed; later they change back."""
    number = arrive(stage, MERGE_PRODUCTION)
    before = stage.main()
    stage.hub.fault(Fault("refused", operation="updateRefs", times=None))
    run = stage.run_bot(number, looks=2)
    assert run.exit_code == 2
    assert "check the bot's permissions and the rules on main" in str(run.failures[0])
    assert stage.main() == before
    stage.hub.clear_faults()
    assert stage.run_bot(number).exit_code == 0


def test_a_clock_that_runs_back_never_takes_the_log_with_it(stage: Stage) -> None:
    """X44: an entry's time is the later of GitHub's and that of the entry before it."""
    number = under_review(stage)
    stage.hub.clock.set(stage.hub.clock.now() - timedelta(days=1))
    stage.person("mia").close(number)
    assert stage.run_bot(number).exit_code == 0
    submitted, withdrawn = stage.log(PRODUCTION)
    assert withdrawn["time"] == submitted["time"]


@pytest.mark.parametrize(
    "start",
    [SUBMIT, RESUBMIT, REJECT, WITHDRAW, MERGE_PRODUCTION, ARCHIVE],
    ids=lambda each: each.name,
)
def test_a_lost_event_is_found_by_the_sweep(stage: Stage, start: Start) -> None:
    """X22: nothing tells the bot, and the sweep does what the event would have done."""
    free = fault_free(stage, start)
    number = arrive(stage, start)
    assert stage.run_bot().exit_code == 0
    stage.hub.clock.advance(LATE)
    assert rest_of(stage, number) == free.rest
