"""The scenarios of the demo, each told through PyGithub, HTTP and git, and read from main."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.app.apply import apply
from bot.app.gather import gather
from bot.app.mainline import Mainline
from bot.app.reconcile import look
from bot.demo.world import BOT, REPOSITORY
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from bot.forge.protocol import LostRaceError
from bot.hub import Fault
from tests.world import documents, release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Stage

TEST = "coffee 1.0.0 harbor test"
NEXT_TEST = "coffee 1.1.0 harbor test"
PRODUCTION = "coffee 1.0.0 harbor production"
PILOTED = "coffee 1.0.0 lagoon production"


@pytest.fixture(autouse=True)
def _nothing_kept(stage: Stage) -> None:
    """Here each run starts from nothing, as it does in earnest."""
    stage.objects = None


def kinds(stage: Stage, text: str) -> list[str]:
    return [entry["kind"] for entry in stage.log(text)]


def sticky(stage: Stage, number: int) -> str:
    found = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    assert len(found) == 1
    return found[0].body


def outcomes(stage: Stage, number: int) -> list[str]:
    return [c.body for c in stage.comments(number) if c.body.startswith("<!-- slipway:outcome")]


def live(stage: Stage, target: str) -> dict[str, str]:
    files = stage.main_files(f"live/{target}.json")
    value = json.loads(files[f"live/{target}.json"])
    programs = value["miniPrograms"]
    return {name: releases[-1]["version"] for name, releases in programs.items()}


def submitted(stage: Stage, text: str = PRODUCTION) -> int:
    number = stage.request(text)
    assert stage.run_bot(number).exit_code == 0
    return number


def test_a_test_release_is_merged_at_once_and_live(stage: Stage) -> None:
    number = stage.request(TEST)
    before, head = stage.main(), stage.person("mia").pull(number).head.sha
    assert stage.run_bot(number).exit_code == 0
    assert stage.status_file(TEST)["status"] == "Full Release"
    assert kinds(stage, TEST) == ["released"]
    assert live(stage, "harbor/test") == {"coffee": "1.0.0"}
    assert stage.person("mia").pull(number).merged
    parents = stage.git("log", "-1", "--format=%P", "refs/heads/main").decode().split()
    assert parents == [before, head]
    assert "Full Release" in sticky(stage, number)
    assert len(outcomes(stage, number)) == 1


def test_a_second_test_release_archives_the_first_in_the_same_commit(stage: Stage) -> None:
    first = stage.request(TEST)
    stage.run_bot(first)
    before = stage.main()
    second = stage.request(NEXT_TEST, "wanda")
    stage.run_bot(second)
    assert stage.status_file(TEST)["status"] == "Archived"
    assert stage.status_file(NEXT_TEST)["status"] == "Full Release"
    assert live(stage, "harbor/test") == {"coffee": "1.1.0"}
    new = stage.git("rev-list", "--first-parent", f"{before}..refs/heads/main").split()
    assert len(new) == 1
    archived = stage.log(TEST)[-1]
    assert archived["supersededBy"]["release"]["version"] == "1.1.0"
    assert archived["cause"]["transition"] == stage.log(NEXT_TEST)[0]["transition"]
    assert "1.1.0" in sticky(stage, first)


def test_a_draft_shows_how_it_would_be_judged_and_writes_nothing_to_main(stage: Stage) -> None:
    before = stage.main()
    number = stage.request(PRODUCTION, draft=True)
    stage.run_bot(number)
    assert stage.main() == before
    assert "not applied for yet" in sticky(stage, number)
    assert outcomes(stage, number) == []


def test_a_production_release_is_rejected_changed_reapplied_and_approved(stage: Stage) -> None:
    mia, rob = stage.person("mia"), stage.person("rob")
    number = submitted(stage)
    assert stage.status_file(PRODUCTION)["status"] == "Under Review"
    rob.object(number, "The notes are too short.")
    stage.run_bot(number)
    assert stage.status_file(PRODUCTION)["status"] == "New Version Created"
    rejected = stage.log(PRODUCTION)[-1]
    assert (rejected["reason"], rejected["rejection"]) == (
        "The notes are too short.",
        {"kind": "details"},
    )
    mia.commit(
        PRODUCTION.replace(" ", "-"),
        {release(PRODUCTION).request_path: _notes(stage, "Longer notes, with reasons.")},
    )
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "rejected"]
    mia.to_draft(number)
    mia.ready(number)
    stage.run_bot(number)
    rob.approve(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "rejected", "submitted", "approved"]
    status = stage.status_file(PRODUCTION)
    assert (status["status"], status["content"], status["round"]) == (
        "Release Preparation",
        "main",
        2,
    )
    assert "NOT LIVE YET" in outcomes(stage, number)[-1]
    assert stage.person("mia").pull(number).merged


def _notes(stage: Stage, notes: str) -> str:
    path = release(PRODUCTION).request_path
    old = stage.git("show", f"refs/heads/{PRODUCTION.replace(' ', '-')}:{path}").decode()
    return old.partition("releaseNotes:")[0] + f"releaseNotes: {notes}\n"


def test_an_app_with_a_pilot_and_two_approvals_leads_to_pilot_testing(stage: Stage) -> None:
    number = submitted(stage, PILOTED)
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert stage.status_file(PILOTED)["status"] == "Under Review"
    assert "1 of 2 approval(s)" in sticky(stage, number)
    stage.person("rita").approve(number)
    stage.run_bot(number)
    assert stage.status_file(PILOTED)["status"] == "Pilot Testing"
    assert [a["reviewer"]["id"] for a in stage.log(PILOTED)[-1]["approvals"]] == [1004, 1005]


def test_a_rejection_of_the_code_closes_the_version_for_that_target(stage: Stage) -> None:
    mia, number = stage.person("mia"), submitted(stage)
    stage.person("rob").object(number, "/reject code\nIt crashes on start.")
    stage.run_bot(number)
    assert stage.log(PRODUCTION)[-1]["rejection"] == {"kind": "code"}
    assert stage.log(PRODUCTION)[-1]["reason"] == "It crashes on start."
    mia.to_draft(number)
    mia.ready(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "rejected"]
    assert "[code-not-rejected]" in sticky(stage, number)


def test_an_objection_without_a_reason_is_no_rejection_yet(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("rob").object(number, "/reject code")
    stage.person("rita").approve(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted"]
    assert "[reasons-given]" in sticky(stage, number)


def test_a_push_of_other_bytes_during_review_opens_a_round_and_drops_approvals(
    stage: Stage,
) -> None:
    number = submitted(stage)
    stage.person("rob").approve(number)
    files = {release(PRODUCTION).request_path: _notes(stage, "Slipped in late.")}
    stage.person("mia").commit(PRODUCTION.replace(" ", "-"), files)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "resubmitted"]
    assert stage.status_file(PRODUCTION)["round"] == 2
    assert "What changed since round 1" in sticky(stage, number)
    assert "Slipped in late." in sticky(stage, number)


def test_update_branch_keeps_the_round_and_its_approvals(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("rob").approve(number)
    other = stage.request("tickets 1.0.0 harbor test")
    stage.run_bot(other)
    stage.person("mia").pull(number).update_branch()
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]


def test_a_releaser_withdraws_by_closing_and_applies_again_by_reopening(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("wanda").close(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn"]
    assert stage.log(PRODUCTION)[-1]["actor"] == {"login": "wanda", "id": 1002, "role": "releaser"}
    assert "Withdrawn" in outcomes(stage, number)[-1]
    stage.person("mia").reopen(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn", "submitted"]
    assert stage.status_file(PRODUCTION)["round"] == 2


def test_closing_by_somebody_else_lapses_and_claims_no_authority(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("dan").to_draft(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "lapsed"]
    assert stage.log(PRODUCTION)[-1]["actor"] == {"login": "dan", "id": 1003, "role": "none"}


def test_a_close_and_reopen_that_the_bot_missed_is_logged_as_if_it_had_looked(
    stage: Stage,
) -> None:
    number = submitted(stage)
    stage.person("rob").approve(number)
    stage.person("mia").close(number)
    stage.person("wanda").reopen(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn", "submitted"]
    assert stage.log(PRODUCTION)[-1]["actor"]["login"] == "wanda"


def test_an_invalid_request_is_refused_with_every_problem_at_once(stage: Stage) -> None:
    mia, before = stage.person("mia"), stage.main()
    target = release(TEST)
    text = (
        "format: 1\nminiProgram: coffee\nversion: 1.0.0\napp: habor\nenvironment: test\nby: rob\n"
    )
    mia.commit("bad", {target.request_path: text})
    number = mia.open("bad")
    assert stage.run_bot(number).exit_code == 0
    body = sticky(stage, number)
    for found in ("[path-disagrees]", "[unknown-field]", "[no-such-version]"):
        assert found in body
    assert stage.main() == before
    stage.hub.requests.clear()
    stage.run_bot(number)
    assert stage.writes() == 0


def test_a_pull_request_that_is_none_of_the_bots_business_is_left_alone(stage: Stage) -> None:
    stage.person("otto").commit("docs", {"README.md": "Hello.\n"})
    number = stage.person("otto").open("docs")
    assert stage.run_bot(number).exit_code == 0
    assert stage.comments(number) == []
    assert stage.writes() == 0


def test_somebody_without_a_role_is_told_who_could_apply(stage: Stage) -> None:
    before = stage.main()
    number = stage.request(TEST, "dan")
    stage.run_bot(number)
    assert stage.main() == before
    assert "mia (1001), wanda (1002)" in sticky(stage, number)
    assert "@mia @wanda" in sticky(stage, number)
    stage.person("mia").to_draft(number)
    stage.person("mia").ready(number)
    stage.run_bot(number)
    assert kinds(stage, TEST) == ["released"]
    assert stage.status_file(TEST)["requester"] == {"login": "mia", "id": 1001}


def test_a_new_pull_request_takes_a_withdrawn_release_over(stage: Stage) -> None:
    first = submitted(stage)
    stage.person("mia").close(first)
    stage.run_bot(first)
    mia = stage.person("mia")
    mia.commit("second", _documents(stage))
    second = mia.open("second")
    stage.run_bot(second)
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn", "submitted"]
    assert stage.status_file(PRODUCTION)["pullRequest"] == second


def _documents(stage: Stage) -> dict[str, str]:
    target, branch = release(PRODUCTION), PRODUCTION.replace(" ", "-")
    return {
        path: stage.git("show", f"refs/heads/{branch}:{path}").decode()
        for path in (target.request_path, target.version_path)
    }


def test_a_sweep_finds_what_every_event_missed(stage: Stage) -> None:
    withdrawn, released = submitted(stage), stage.request(TEST)
    stage.person("mia").close(withdrawn)
    assert stage.run_bot().exit_code == 0
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn"]
    assert kinds(stage, TEST) == ["released"]
    assert len(outcomes(stage, withdrawn)) == len(outcomes(stage, released)) == 1


def test_a_branch_that_moves_to_another_release_strands_neither(stage: Stage) -> None:
    number, mia = submitted(stage), stage.person("mia")
    other = "coffee 2.0.0 harbor production"
    files = {
        path.replace("1.0.0", "2.0.0"): text.replace("1.0.0", "2.0.0")
        for path, text in _documents(stage).items()
    }
    branch = PRODUCTION.replace(" ", "-")
    mia.commit(branch, files, base=mia.tip("main"), force=True)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted"]
    assert "[other-release]" in sticky(stage, number)
    assert not stage.main_files(release(other).folder)
    mia.close(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "withdrawn"]


def test_a_sweep_tells_a_superseded_release_of_old_though_the_run_died(stage: Stage) -> None:
    first = stage.request(TEST)
    stage.run_bot(first)
    stage.hub.clock.advance(3 * 24 * 3600)
    second = stage.request(NEXT_TEST)
    stage.hub.fault(Fault("answer_lost", operation="updateRefs"))
    assert stage.run_bot(second).exit_code == 3
    assert stage.status_file(TEST)["status"] == "Archived"
    assert "1.1.0" not in sticky(stage, first)
    assert stage.run_bot().exit_code == 0
    assert "superseded by coffee 1.1.0" in sticky(stage, first)


def test_two_pull_requests_with_the_same_head_do_not_fight_over_its_status(stage: Stage) -> None:
    first = submitted(stage)
    oscar = stage.actor("oscar")
    oscar.fork()
    oscar.git("fetch", "--quiet", "origin", f"refs/pull/{first}/head")
    oscar.git("push", "--quiet", "origin", "FETCH_HEAD:refs/heads/copy")
    copy = oscar.open_pull("copy", "Mine", head="oscar:copy")
    stage.run_bot()
    stage.hub.requests.clear()
    stage.run_bot()
    assert stage.writes() == 0
    assert f"#{first} carries this release" in sticky(stage, copy.number)


def test_a_fork_that_cannot_be_read_leaves_its_pushers_unknown(stage: Stage) -> None:
    mia = stage.actor("mia")
    mia.fork()
    mia.push("mine", documents(PRODUCTION), "Request")
    number = mia.open_pull("mine", "Release", head="mia:mine").number
    stage.run_bot(number)
    stage.hub.fault(Fault("refused", path="/repos/mia/.*/activity", times=None))
    stage.person("rob").approve(number)
    assert stage.run_bot(number).exit_code == 0
    assert kinds(stage, PRODUCTION) == ["submitted"]
    assert "1 of 2 approval(s)" in sticky(stage, number)
    stage.person("rita").approve(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]


def test_an_announcement_that_came_to_nothing_does_not_stay_shown(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    stage.hub.fault(Fault("refused", path=".*/statuses/.*"))
    stage.run_bot(number)
    assert "Under Review" in sticky(stage, number)
    stage.person("mia").to_draft(number)
    stage.hub.clock.advance(11 * 60)
    stage.run_bot(number)
    assert "not applied for yet" in sticky(stage, number)


@pytest.mark.parametrize("raced", [False, True])
def test_where_the_catalog_says_so_git_moves_main_by_a_lease(stage: Stage, raced: bool) -> None:  # noqa: FBT001  a parameter of the test
    settings = stage.main_files("catalog/slipway.yaml")["catalog/slipway.yaml"].decode()
    stage.person("otto").commit("main", {"catalog/slipway.yaml": settings + "moveMain: push\n"})
    stage.hub.fault(Fault("refused", operation="updateRefs", times=None))
    number = stage.request(TEST)
    with stage.bot() as world, over_http(stage) as git:
        world.git = git
        world.mainline = Mainline(git)
        repository, situation = gather(world, number)
        seen = look(world, repository, situation)
        if raced:
            stage.person("otto").commit("main", {"README.md": "Moved.\n"})
            with pytest.raises(LostRaceError):
                apply(world, repository, seen.situation, seen.effects)
        else:
            apply(world, repository, seen.situation, seen.effects)
    assert bool(stage.main_files(release(TEST).folder)) is not raced
    signed = stage.git("cat-file", "-p", "refs/heads/main").decode()
    assert ("gpgsig" in signed) is not raced


@contextmanager
def over_http(stage: Stage) -> Iterator[GitRepository]:
    remote = Remote(f"{stage.hub.git}/{REPOSITORY}.git", stage.ground.tokens[BOT])
    git = GitRepository(stage.folder / "over-http", remote, os.environ["PATH"])
    yield git
    git.close()
