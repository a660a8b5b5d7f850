"""Races on the pull request and on main (B1 to B15)."""

from __future__ import annotations

import pytest

from bot.demo.world import BOT
from bot.hub.faults import Fault
from tests.meanwhile import run_meanwhile
from tests.threats.attack import (
    BRANCH,
    OUTCOME,
    PRODUCTION,
    REQUEST,
    TEST,
    Commit,
    branched,
    changed,
    head,
    kinds,
    merged,
    plant,
    quiet,
    refused,
    run,
    shows_refusal,
    unapproved,
    under_review,
)
from tests.world import Stage, documents, release


def test_b1_what_is_pushed_before_the_merge_is_not_what_is_merged(stage: Stage) -> None:
    number = under_review(stage)
    approved = head(stage, number)
    stage.person("rob").approve(number)
    mia = stage.person("mia")
    run_meanwhile(stage, number, lambda: mia.commit(BRANCH, changed(), "A surprise"))
    assert kinds(stage) == ["submitted", "approved"]
    assert stage.main_files()[REQUEST].decode() == documents(PRODUCTION)[REQUEST]
    assert stage.git("rev-parse", "main^2").decode().strip() == approved
    stage.hub.clock.advance(660)
    run(stage, number)
    assert stage.person("mia").pull(number).state == "closed"
    assert "is not part of it" in stage.comments(number)[-1].body
    quiet(stage, number)


def test_b2_a_change_of_base_there_and_back_opens_a_round(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("otto").repo.create_git_ref("refs/heads/elsewhere", stage.main())
    stage.person("mia").pull(number).edit(base="elsewhere")
    stage.person("mia").pull(number).edit(base="main")
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    unapproved(stage, number, "was given before this round was announced")


def test_b2_another_base_is_refused_and_says_so(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("otto").repo.create_git_ref("refs/heads/elsewhere", stage.main())
    stage.person("mia").pull(number).edit(base="elsewhere")
    refused(stage, number, "base-is-main")


def test_b3_the_second_pull_request_for_one_identity_is_refused(stage: Stage) -> None:
    first = under_review(stage)
    second = branched(stage, Commit(documents(PRODUCTION)), who="wanda")
    refused(stage, second, "identity-free")
    stage.person("rob").approve(second)
    refused(stage, second, "identity-free")
    stage.person("rob").approve(first)
    merged(stage, first)
    refused(stage, second, "identity-free")


def test_b3_of_two_runs_for_one_slot_the_second_looks_again_and_is_refused(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    report = run_meanwhile(stage, number, lambda: stage.run_bot(number))
    assert report.exit_code == 0, report.failures
    assert kinds(stage) == ["submitted", "approved"]
    outcomes = [c for c in stage.comments(number) if OUTCOME in c.body]
    assert len(outcomes) == 1


def test_b3_two_identities_on_the_same_base_are_both_applied(stage: Stage) -> None:
    number, other = under_review(stage), stage.request(TEST)
    stage.person("rob").approve(number)
    report = run_meanwhile(stage, number, lambda: stage.run_bot(other))
    assert report.exit_code == 0, report.failures
    assert (kinds(stage)[-1], kinds(stage, TEST)[-1]) == ("approved", "released")


def test_b4_main_that_was_forced_back_is_never_restored(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    back = stage.git("rev-parse", "main~1").decode().strip()
    otto = stage.person("otto")
    report = run_meanwhile(stage, number, lambda: otto.move("main", back, force=True))
    assert report.exit_code == 0, report.failures
    assert "approved" not in kinds(stage)
    assert REQUEST not in stage.main_files()
    bodies = [comment.body for comment in stage.comments(number) if comment.login == BOT]
    assert not any("NOT LIVE YET" in body for body in bodies)


@pytest.mark.parametrize("how", ["merge", "squash", "direct"])
def test_b9_a_merge_by_hand_is_reported_and_stops_its_mini_program(stage: Stage, how: str) -> None:
    number, text = stage.request(TEST), {p: t.encode() for p, t in documents(TEST).items()}
    match how:
        case "merge":
            stage.person("otto").pull(number).merge()
        case "squash":
            plant(stage, "main", Commit(text), who="otto")
            stage.person("otto").close(number)
        case _:
            plant(stage, "main", Commit(text), who="otto")
    refused(stage, number, "by-hand") if how != "squash" else run(stage, number)
    later = stage.request("coffee 1.0.1 lagoon test")
    refused(stage, later, "by-hand")
    other = stage.request("tickets 1.0.0 harbor test")
    run(stage, other)
    assert kinds(stage, "tickets 1.0.0 harbor test") == ["released"]
    refused(stage, later, "by-hand")


@pytest.mark.parametrize("after", [False, True], ids=["at-once", "after-another-release"])
def test_b9_once_the_merge_by_hand_is_mended_releases_go_on(stage: Stage, *, after: bool) -> None:
    number = stage.request(TEST)
    stage.person("otto").pull(number).merge()
    later = stage.request("coffee 1.0.1 lagoon test")
    refused(stage, later, "by-hand")
    if after:
        run(stage, stage.request("tickets 1.0.0 harbor test"))
    plant(stage, "main", Commit(dict.fromkeys(documents(TEST))), who="otto")
    run(stage, later)
    assert kinds(stage, "coffee 1.0.1 lagoon test") == ["released"]


def test_b9_a_request_under_review_that_was_merged_by_hand_is_reported(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("otto").pull(number).merge()
    refused(stage, number, "by-hand")
    plant(stage, "main", Commit(dict.fromkeys(documents(PRODUCTION))), who="otto")
    run(stage, number)
    assert kinds(stage) == ["submitted", "lapsed"]


def test_b10_an_objection_after_the_approval_and_before_the_write_rejects(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("rita").object(number, "The package is not ours.")
    run(stage, number)
    assert kinds(stage) == ["submitted", "rejected"]
    assert REQUEST not in stage.main_files()
    quiet(stage, number)


def test_b11_labels_are_no_state(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").say(number, "labels: approved, released")
    unapproved(stage, number, "0 of 1 approval(s) given")


def test_b12_bytes_that_leave_and_return_need_a_new_approval(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("mia").commit(BRANCH, changed(), "Away")
    stage.person("mia").commit(BRANCH, documents(PRODUCTION), "And back")
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    unapproved(stage, number, "was given before this round was announced")


def test_b12_a_push_that_never_changed_the_application_keeps_the_approval(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    plant(stage, BRANCH, Commit(message="Empty"), base=BRANCH)
    merged(stage, number)
    assert kinds(stage) == ["submitted", "approved"]


HIDDEN = {
    "workflow": {".github/workflows/x.yml": "on: push\n"},
    "catalog": {"catalog/owners.yaml": "format: 1\n"},
    "secret": {REQUEST: documents(PRODUCTION)[REQUEST] + "#" * 70_000 + "\n"},
}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_b14_what_a_middle_commit_hides_is_refused(stage: Stage, hidden: dict[str, str]) -> None:
    before = stage.main_files()
    undone = {
        path: before[path] if path in before else documents(PRODUCTION).get(path) for path in hidden
    }
    commits = (Commit(documents(PRODUCTION)), Commit(hidden, message="More"), Commit(undone))
    number = branched(stage, *commits)
    body = refused(stage, number, "too-large" if REQUEST in hidden else "path-not-allowed")
    assert "#" * 9 not in body


def test_b14_a_middle_commit_behind_a_merge_that_drops_it_is_refused(stage: Stage) -> None:
    plant(stage, "side", Commit({".github/workflows/x.yml": "on: push\n"}))
    side = stage.git("rev-parse", "side").decode().strip()
    dropped = Commit({".github/workflows/x.yml": None}, merge=side)
    refused(stage, branched(stage, Commit(documents(PRODUCTION)), dropped), "merge-brings-changes")


def test_b14_a_branch_of_more_than_fifty_commits_is_refused(stage: Stage) -> None:
    empty = [Commit(message=f"Step {n}") for n in range(50)]
    number = branched(stage, Commit(documents(PRODUCTION)), *empty)
    refused(stage, number, "too-many-commits")


def test_b15_a_wrong_write_by_the_server_is_found_and_stops_what_it_touches(stage: Stage) -> None:
    number = stage.request(TEST)
    stage.hub.fault(Fault("wrong_tree", operation="updateRefs"))
    report = stage.run_bot(number)
    assert report.exit_code == 70, report.lines
    assert "wrong-tree" in str(report.failures[0])
    assert stage.run_bot(number).exit_code == 70
    shows_refusal(stage, number, "wrong-tree")
    later = stage.request("coffee 1.0.1 harbor test")
    assert stage.run_bot(later).exit_code == 70
    assert release("coffee 1.0.1 harbor test").request_path not in stage.main_files()
