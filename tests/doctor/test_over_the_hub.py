"""The doctor at a whole repository: sound, ruined, and seen by tokens that may see little."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.core.doctor.check import Severity
from bot.core.doctor.diagnosis import CHECKS
from bot.demo.world import BOT, REPOSITORY
from bot.forge.settings import WHO
from bot.hub import Fault
from bot.hub.clock import START
from bot.hub.settings import Environment
from tests.contract.graphql import check_query
from tests.contract.rest import check_answer, check_request
from tests.doctor.house import LOGIN, PERMISSIONS, examined, furnish, ruin
from tests.faults.command import LIMIT, environment

if TYPE_CHECKING:
    from bot.core.doctor.diagnosis import Diagnosis
    from bot.hub.faults import Kind
    from tests.world import Stage

WRONG, WARNING, UNKNOWN, RIGHT = Severity


def by(diagnosis: Diagnosis, *severities: Severity) -> set[str]:
    return {one.check.id for one in diagnosis.findings if one.answer.severity in severities}


def what(diagnosis: Diagnosis, check: str) -> str:
    (found,) = [one for one in diagnosis.findings if one.check.id == check]
    return found.answer.what


def test_production_as_it_should_be_is_right_for_an_admin(stage: Stage) -> None:
    furnish(stage)
    found, _ = examined(stage, stage.ground.tokens["otto"])
    assert by(found, WRONG, WARNING) == set()
    assert by(found, UNKNOWN) == {"token-account", "update-refs", "events-allowed"}


def test_the_bots_own_token_sees_little_and_says_so(stage: Stage) -> None:
    furnish(stage)
    found, seen = examined(stage, stage.hub.token(LOGIN, PERMISSIONS))
    assert by(found, WRONG) == set()
    assert by(found, UNKNOWN) == {
        *("update-refs", "mode-agrees", "bypass-alone", "classic-protection"),
        *("actions-allowed", "actions-pinned", "token-default", "no-workflow-approves"),
        *("fork-approval", "secrets-there", "secrets-guarded", "token-reach", "events-allowed"),
    }
    assert seen.token.repositories == 1
    assert what(found, "bot-bypasses") == "every ruleset of main lets the bot through"


def test_with_administration_the_bots_own_token_sees_the_bypass_list(stage: Stage) -> None:
    furnish(stage)
    found, _ = examined(stage, stage.hub.token(LOGIN, {**PERMISSIONS, "administration": "write"}))
    assert what(found, "bypass-alone").startswith("nobody but the bot's App")


def test_a_secret_that_the_organization_shares_is_open_to_every_branch(stage: Stage) -> None:
    furnish(stage, organization_secrets={"SLIPWAY_APP_KEY": "open"})
    found, _ = examined(stage, stage.ground.tokens["otto"])
    assert "any branch reads it" in what(found, "secrets-guarded")
    assert by(found, WRONG) == {"secrets-guarded"}


def test_an_environment_is_known_in_any_case_of_its_letters(stage: Stage) -> None:
    """docs.github.com, "Managing environments for deployment": names are not case-sensitive."""
    held = Environment(31, "Slipway", START, reviewers=(1008,))
    furnish(stage, environments=(held,))
    found, _ = examined(stage, stage.ground.tokens["otto"])
    assert {"environment-open", "environment-main-only"} <= by(found, WRONG)
    assert what(found, "environment-open").startswith("each run of the bot waits for")


def test_what_fills_a_page_is_not_taken_for_all(stage: Stage) -> None:
    """docs.github.com, "Using pagination in the REST API": a page holds at most a hundred."""
    furnish(stage)
    for number in range(5001, 5101):
        stage.hub.add_user(f"admin-{number}", number)
        stage.hub.set_role(REPOSITORY, f"admin-{number}", "admin")
    found, seen = examined(stage, stage.ground.tokens["otto"])
    assert "admins-few" in by(found, UNKNOWN)
    assert not isinstance(seen.admins, tuple)


def test_a_ruined_repository_is_told_from_end_to_end(stage: Stage) -> None:
    ruin(stage)
    found, _ = examined(stage, stage.ground.tokens["otto"])
    fine = {check.id for check in CHECKS} - by(found, WRONG, WARNING, UNKNOWN)
    assert fine == {
        *("catalog-readable", "bot-version", "default-branch", "page-private", "forking"),
        *("token-kind", "token-reach", "bot-account", "other-workflows", "trial-can-write"),
        *("admins-few", "fork-tokens"),
        # The demo's own settings say nothing of an App, so no rule of the App's is asked for.
        *("secrets-there", "bot-bypasses"),
    }
    assert found.exit_code == 1
    assert what(found, "bypass-alone") == (
        'main can be moved past the rules by everyone with the role admin on ruleset "strict", '
        'every owner of the organization on ruleset "strict"'
    )
    assert '"rob" (1004) is now "robert"' in what(found, "logins-match")


def test_a_trial_is_warned_of_and_not_wrong_where_it_cannot_be_otherwise(stage: Stage) -> None:
    found, _ = examined(stage, stage.ground.tokens[BOT])
    assert by(found, WRONG) == {"workflows-there"}
    assert "production" in by(found, WARNING)


def test_a_private_repository_that_the_token_may_not_see_in_part(stage: Stage) -> None:
    furnish(stage)
    few = {"metadata": "read", "contents": "read"}
    found, _ = examined(stage, stage.hub.token(LOGIN, few))
    assert "merge-buttons" not in by(found, UNKNOWN)  # no button works, whoever may see them


@pytest.mark.parametrize("kind", ["error_before", "dropped_before"])
def test_what_github_fails_to_answer_is_unknown_and_to_be_tried_again(
    stage: Stage, kind: Kind
) -> None:
    furnish(stage)
    stage.hub.fault(Fault(kind, path=f"/repos/{REPOSITORY}/environments$"))
    found, _ = examined(stage, stage.ground.tokens["otto"])
    (answer,) = [f.answer for f in found.findings if f.check.id == "environment-open"]
    assert (answer.severity, answer.cure) == (UNKNOWN, "run it again")


def test_every_read_and_answer_is_as_github_describes_it(stage: Stage) -> None:
    furnish(stage)
    kept = stage.hub.record()
    examined(stage, stage.ground.tokens["otto"])
    stage.hub.stop_recording()
    rest = [one for one in kept if one.path != "/api/graphql"]
    assert {one.method for one in rest} == {"GET"}
    assert [
        fault
        for one in rest
        for fault in (
            *check_request(one.method, one.path, dict(one.query), one.body),
            *check_answer(one.method, one.path, one.status, one.answer),
        )
    ] == []
    assert check_query(WHO) == []


def run(stage: Stage, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-m", "bot", "doctor", *arguments],
        cwd=stage.folder,
        env=environment(stage, GITHUB_TOKEN=stage.ground.tokens["otto"]),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def test_the_command_prints_for_people_and_for_machines_and_ends_by_what_is_wrong(
    stage: Stage,
) -> None:
    furnish(stage)
    done = run(stage)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Who can move main\n" in done.stdout
    assert done.stdout.endswith(f"0 wrong, 0 warning, 3 unknown, {len(CHECKS) - 3} right\n")
    stage.hub.set_settings(REPOSITORY, can_approve=True)
    done = run(stage, "--json", "--repo", REPOSITORY)
    assert done.returncode == 1
    value = json.loads(done.stdout)
    assert value["counts"]["wrong"] == 1
    (found,) = [one for one in value["checks"] if one["severity"] == "wrong"]
    assert (found["id"], found["needs"].partition(":")[0]) == (
        "no-workflow-approves",
        "Administration",
    )


def test_a_repository_that_cannot_be_seen_is_one_message(stage: Stage) -> None:
    done = run(stage, "--repo", "harbor-co/nothing")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
