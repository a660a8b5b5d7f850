"""Identity over time: one release, carried by several pull requests one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.test_story import kinds, outcomes, sticky
from tests.starts import LATE, under_review
from tests.world import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
PILOTED = "coffee 1.0.0 lagoon production"
TEST = "coffee 1.0.0 harbor test"
NEXT_TEST = "coffee 1.1.0 harbor test"
BRANCH = PRODUCTION.replace(" ", "-")


def rejected(stage: Stage, number: int) -> None:
    stage.person("rob").object(number, "The notes are too short.")
    stage.run_bot(number)
    stage.person("mia").close(number)


def withdrawn(stage: Stage, number: int) -> None:
    stage.person("mia").close(number)


def lapsed(stage: Stage, number: int) -> None:
    stage.person("rob").close(number)


def branch_deleted(stage: Stage, number: int) -> None:
    """GitHub closes the pull request of a branch that is deleted, or renamed.

    Source: docs.github.com, "Renaming a branch"; isaacs/github, issue 1913.
    """
    stage.actor("mia").git("push", "--quiet", "origin", f":{BRANCH}")
    assert stage.person("mia").pull(number).state == "closed"


ENDS = [(rejected, "rejected"), (withdrawn, "withdrawn"), (lapsed, "lapsed")]
DELETED = [(branch_deleted, "withdrawn")]


def taken_over(stage: Stage, text: str = PRODUCTION, branch: str = "again") -> int:
    """A new pull request for the same release."""
    mia = stage.person("mia")
    mia.commit(branch, documents(text, "The notes, longer.\n"))
    return mia.open(branch, "Once more")


@pytest.mark.parametrize(("end", "kind"), [*ENDS, *DELETED])
def test_a_new_pull_request_continues_the_log(
    stage: Stage, end: Callable[[Stage, int], None], kind: str
) -> None:
    first = under_review(stage)
    end(stage, first)
    stage.run_bot(first)
    assert kinds(stage, PRODUCTION) == ["submitted", kind]
    second = taken_over(stage)
    stage.run_bot(second)
    stage.person("rob").approve(second)
    stage.run_bot(second)
    assert kinds(stage, PRODUCTION) == ["submitted", kind, "submitted", "approved"]
    entries = stage.log(PRODUCTION)
    assert [entry["pullRequest"] for entry in entries] == [first, first, second, second]
    assert [entry["round"] for entry in entries] == [1, 1, 2, 2]
    assert [entry["sequence"] for entry in entries] == [1, 2, 3, 4]
    assert stage.person("mia").pull(second).merged
    assert stage.person("mia").pull(first).state == "closed"
    assert not stage.person("mia").pull(first).merged


@pytest.mark.parametrize(("end", "kind"), ENDS)
def test_a_lost_event_of_the_end_is_caught_up_by_the_takeover(
    stage: Stage, end: Callable[[Stage, int], None], kind: str
) -> None:
    """The bot hears of the new one first, and refuses it until the end of the old one is on main.

    The sweep then finds both, in whatever order.
    """
    first = under_review(stage)
    end(stage, first)
    second = taken_over(stage)
    stage.run_bot(second)
    stage.run_bot()
    stage.run_bot()
    assert kinds(stage, PRODUCTION) == ["submitted", kind, "submitted"]
    assert stage.log(PRODUCTION)[-1]["pullRequest"] == second


def test_approvals_of_the_old_one_count_nothing(stage: Stage) -> None:
    first = stage.request(PILOTED)
    stage.run_bot(first)
    stage.person("rita").approve(first)
    stage.run_bot(first)
    withdrawn(stage, first)
    stage.run_bot(first)
    second = taken_over(stage, PILOTED)
    stage.run_bot(second)
    stage.person("rita").approve(first)
    stage.run_bot(second)
    assert kinds(stage, PILOTED) == ["submitted", "withdrawn", "submitted"]
    assert "0 of 2" in sticky(stage, second)


def test_an_act_on_the_old_one_ends_nothing_of_the_new(stage: Stage) -> None:
    """Reopening and closing the old one is no withdrawal of what the new one carries."""
    first = under_review(stage)
    withdrawn(stage, first)
    stage.run_bot(first)
    second = taken_over(stage)
    stage.run_bot(second)
    mia = stage.person("mia")
    mia.reopen(first)
    stage.run_bot(first)
    assert f"#{second} carries this release" in sticky(stage, first)
    mia.close(first)
    stage.person("rob").object(first, "No.")
    stage.run_bot(first)
    stage.run_bot()
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn", "submitted"]
    assert stage.status_file(PRODUCTION)["status"] == "Under Review"


def test_an_outcome_is_told_where_it_happened(stage: Stage) -> None:
    first = under_review(stage)
    withdrawn(stage, first)
    stage.run_bot(first)
    second = taken_over(stage)
    stage.run_bot(second)
    stage.person("rob").object(second, "Still too short.")
    stage.run_bot(second)
    stage.hub.clock.advance(LATE)
    stage.run_bot()
    assert ["Withdrawn" in body for body in outcomes(stage, first)] == [True]
    assert ["Rejected" in body for body in outcomes(stage, second)] == [True]


def test_two_at_once_are_refused_and_the_first_goes_on(stage: Stage) -> None:
    first = under_review(stage)
    second = taken_over(stage)
    stage.run_bot(second)
    assert f"#{first} carries this release" in sticky(stage, second)
    stage.person("rob").approve(first)
    stage.run_bot(first)
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]
    stage.run_bot(second)
    assert "is on main already, Release Preparation" in sticky(stage, second)


def test_after_a_rejection_either_may_apply_and_only_one_does(stage: Stage) -> None:
    """The old one stays open: whichever applies first carries the release."""
    first = under_review(stage)
    stage.person("rob").object(first, "The notes are too short.")
    stage.run_bot(first)
    second = taken_over(stage)
    stage.run_bot(second)
    mia = stage.person("mia")
    mia.to_draft(first)
    mia.ready(first)
    stage.run_bot(first)
    assert kinds(stage, PRODUCTION) == ["submitted", "rejected", "submitted"]
    assert f"#{second} carries this release" in sticky(stage, first)


def test_a_rejection_of_the_code_holds_for_the_new_one_and_is_corrected_on_the_old(
    stage: Stage,
) -> None:
    first = under_review(stage)
    stage.person("rob").object(first, "/reject code\nIt crashes.")
    stage.run_bot(first)
    stage.person("mia").close(first)
    second = taken_over(stage)
    stage.run_bot(second)
    assert "[code-not-rejected]" in sticky(stage, second)
    assert f"#{first}" in sticky(stage, second)
    stage.person("rob").object(first, "/reject details\nOnly the notes.")
    stage.run_bot(first)
    stage.run_bot(second)
    found = ["submitted", "rejected", "rejection-corrected", "submitted"]
    assert kinds(stage, PRODUCTION) == found


def test_a_merge_takes_the_place_of_no_open_pull_request(stage: Stage) -> None:
    """A pull request on a release that is on main says so, for each status that it has there."""
    first = stage.request(TEST)
    late = taken_over(stage, TEST)
    stage.run_bot(first)
    stage.run_bot(late)
    assert f"is on main already, Full Release, by pull request #{first}" in sticky(stage, late)
    stage.run_bot(stage.request(NEXT_TEST))
    stage.run_bot(late)
    assert "is on main already, Archived" in sticky(stage, late)
    assert "upload a new version [identity-free]" in sticky(stage, late)
    head = stage.person("mia").pull(late).head.sha
    assert (stage.statuses(head)[0].state, kinds(stage, TEST)) == (
        "failure",
        ["released", "archived"],
    )
