"""GitHub answers success and writes another tree: threat B15."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Fault
from tests.starts import (
    ARCHIVE,
    MERGE_CHANGE,
    MERGE_PRODUCTION,
    MERGE_TEST,
    PRODUCTION,
    REJECT,
    SUBMIT,
    SUBMIT_CHANGE,
    UPLOAD,
    Start,
    arrive,
)

if TYPE_CHECKING:
    from tests.world import Stage

STRAY = "unexpected.txt"
WRONG = Fault("wrong_tree", login=BOT, operation="createCommitOnBranch")
WRONG_MERGE = Fault("wrong_tree", login=BOT, operation="updateRefs")


@pytest.mark.parametrize(
    ("start", "fault"),
    [
        (SUBMIT, WRONG),
        (REJECT, WRONG),
        (MERGE_TEST, WRONG_MERGE),
        (MERGE_PRODUCTION, WRONG_MERGE),
        (ARCHIVE, WRONG_MERGE),
        (UPLOAD, WRONG_MERGE),
        (SUBMIT_CHANGE, WRONG),
        (MERGE_CHANGE, WRONG_MERGE),
    ],
    ids=lambda value: getattr(value, "name", value.kind if isinstance(value, Fault) else None),
)
def test_the_run_itself_finds_the_wrong_tree_and_shows_it_in_red(
    stage: Stage, start: Start, fault: Fault
) -> None:
    number = arrive(stage, start)
    stage.hub.fault(fault)
    run = stage.run_bot(number)
    assert STRAY in stage.main_files()
    assert run.exit_code == 70, run.failures
    assert "[wrong-tree]" in str(run.failures[0])
    head = stage.person("otto").pull(number).head.sha
    assert stage.statuses(head)[0].state == "error"
    stuck = stage.main()
    assert stage.run_bot(number).exit_code == 70
    assert stage.main() == stuck


def test_the_next_run_finds_it_where_the_first_died_before_the_read_back(stage: Stage) -> None:
    number = arrive(stage, SUBMIT)
    stage.hub.fault(WRONG)
    stage.hub.fault(Fault("error_before", login=BOT, operation="ReadPull", after=1))
    assert stage.run_bot(number).exit_code == 3
    stage.hub.clear_faults()
    assert stage.run_bot(number).exit_code == 70


def test_a_tree_without_a_schema_stops_all_that_follows(stage: Stage) -> None:
    """The hub drops the last file of the tree, which is a schema: main's policy is unreadable."""
    number = arrive(stage, REJECT)
    stage.hub.fault(Fault("wrong_tree", operation="createCommitOnBranch", tree="missing"))
    assert stage.run_bot(number).exit_code == 70
    stuck, head = stage.main(), stage.person("mia").pull(number).head.sha
    assert stage.statuses(head)[0].state == "error"
    assert stage.run_bot(stage.request("tickets 1.0.0 harbor test")).exit_code == 70
    assert stage.main() == stuck


def test_everything_that_the_wrong_tree_touches_is_refused(stage: Stage) -> None:
    """A stray file at the top touches all: no other release is recorded, and a sweep says so."""
    number = arrive(stage, SUBMIT)
    stage.hub.fault(WRONG)
    stage.run_bot(number)
    stuck = stage.main()
    other = stage.request("tickets 1.0.0 harbor test")
    assert stage.run_bot(other).exit_code == 70
    assert stage.run_bot().exit_code == 70
    assert stage.main() == stuck


def test_a_commit_that_mends_main_ends_it(stage: Stage) -> None:
    number = arrive(stage, SUBMIT)
    stage.hub.fault(WRONG)
    stage.run_bot(number)
    stage.person("otto").commit("main", {STRAY: None}, "Take the stray file away")
    assert stage.run_bot(number).exit_code == 0
    assert [entry["kind"] for entry in stage.log(PRODUCTION)] == ["submitted"]
    head = stage.person("otto").pull(number).head.sha
    assert stage.statuses(head)[0].state == "pending"
    stage.person("rob").approve(number)
    assert stage.run_bot(number).exit_code == 0
    assert stage.status_file(PRODUCTION)["status"] == "Release Preparation"


def test_a_merge_commit_with_another_tree_is_found(stage: Stage) -> None:
    """The commit that GitHub makes for a merge has another tree than it was asked for."""
    number = arrive(stage, MERGE_TEST)
    stage.hub.fault(Fault("wrong_tree", login=BOT, path="/git/commits$"))
    assert stage.run_bot(number).exit_code == 70
    assert STRAY in stage.main_files()
    assert stage.run_bot(number).exit_code == 70
