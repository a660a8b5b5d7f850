"""The bot's own workflow: what starts it, what it may, what it installs, whose token it has."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from typing import Any

from bot.app.gather import LONGEST_RUN
from bot.hub.actions.expressions import filled_in
from tests.act.files import BOT_WORKFLOW, REPOSITORY, WORKFLOWS, read, steps


def job() -> dict[str, Any]:
    """The one job of the bot's workflow."""
    (found,) = read(BOT_WORKFLOW)["jobs"].values()
    assert isinstance(found, dict)
    return found


def step(name: str) -> dict[str, Any]:
    """One step of it by its name."""
    (found,) = (one for one in job()["steps"] if one["name"] == name)
    assert isinstance(found, dict)
    return found


def test_it_runs_only_by_events_that_take_the_default_branchs_file() -> None:
    """F2. GitHub, "Events that trigger workflows"; workflow_dispatch needs write access."""
    assert set(read(BOT_WORKFLOW)["on"]) == {
        *("pull_request_target", "issue_comment", "workflow_run"),
        *("schedule", "workflow_dispatch"),
    }


def test_each_act_on_a_pull_request_starts_it() -> None:
    """Every act that the lifecycle knows; the base is changed by an edit."""
    started = read(BOT_WORKFLOW)["on"]["pull_request_target"]
    assert set(started) == {"types"}
    assert set(started["types"]) == {
        *("opened", "reopened", "closed", "edited"),
        *("synchronize", "ready_for_review", "converted_to_draft"),
    }


def test_a_new_comment_starts_it_and_an_edited_one_does_not() -> None:
    """E2. Only comments of people on pull requests can be commands: the others cost no run."""
    assert read(BOT_WORKFLOW)["on"]["issue_comment"] == {"types": ["created"]}
    assert job()["if"] == (
        "github.event_name != 'issue_comment' || "
        "(github.event.issue.pull_request && github.event.comment.user.type == 'User')"
    )


def test_the_end_of_a_check_and_of_a_review_signal_starts_it() -> None:
    """By the names that the two files have; whatever became of them."""
    names = [read(WORKFLOWS / name)["name"] for name in ("check.yml", "review.yml")]
    assert read(BOT_WORKFLOW)["on"]["workflow_run"] == {"workflows": names, "types": ["completed"]}


def test_people_have_buttons_for_a_sweep_a_stop_and_the_doctor() -> None:
    inputs = read(BOT_WORKFLOW)["on"]["workflow_dispatch"]["inputs"]
    assert inputs["do"]["options"] == ["sweep", "stop", "doctor"]
    assert inputs["do"]["default"] == "sweep"
    assert {name: value["type"] for name, value in inputs.items()} == {
        "do": "choice",
        "app": "string",
        "reason": "string",
    }
    used = re.findall(r"inputs\.\w+", BOT_WORKFLOW.read_text("utf-8").partition("\njobs:")[2])
    assert used == ["inputs.do"]  # a choice; what is typed stays in the payload


def test_it_checks_out_main_and_nothing_else() -> None:
    """F1. The ref is written out: no event, and no person, chooses it."""
    checkout = step("Check out main")
    assert checkout["with"]["ref"] == "main"
    assert "repository" not in checkout["with"]


def test_its_job_may_what_it_writes_and_no_more() -> None:
    """F10."""
    assert job()["permissions"] == {
        "contents": "write",
        "pull-requests": "write",
        "statuses": "write",
        "actions": "read",
    }


def test_the_token_is_handed_to_the_one_step_that_runs_the_bot() -> None:
    """It stands in no other step's environment, nor in that of the job or the workflow."""
    given = {one["name"]: one["env"] for one in job()["steps"] if "env" in one}
    assert given == {
        "Run the bot": {
            "GITHUB_TOKEN": "${{ steps.app.outputs.token || github.token }}",
            "SLIPWAY_SURVEY_TOKEN": (
                "${{ inputs.do == 'doctor' && secrets.SLIPWAY_SURVEY_TOKEN || '' }}"
            ),
        }
    }


def test_an_app_takes_the_place_of_the_trial_token_by_one_setting() -> None:
    """Without the variable nothing names the key: the trial has none."""
    minted = step("Get the App's token")
    assert minted["id"] == "app"
    assert minted["if"] == "vars.SLIPWAY_APP_CLIENT_ID != ''"
    assert minted["with"]["client-id"] == "${{ vars.SLIPWAY_APP_CLIENT_ID }}"
    assert minted["with"]["private-key"] == "${{ secrets.SLIPWAY_APP_KEY }}"
    assert job()["environment"] == "slipway"
    assert BOT_WORKFLOW.read_text("utf-8").count("${{") == 5


def test_the_apps_token_may_what_the_job_may() -> None:
    """F10. What is left out of ``permission-…`` would be all that the App may."""
    asked = {
        name.removeprefix("permission-"): level
        for name, level in step("Get the App's token")["with"].items()
        if name.startswith("permission-")
    }
    assert asked == job()["permissions"]


def test_it_is_installed_from_hashed_wheels_only() -> None:
    """F6, F8: no source package, nothing from the network but what has a hash."""
    locked, own = (line.split() for line in step("Install the bot")["run"].splitlines()[2:])
    assert {"--require-hashes", "--only-binary", ":all:", "requirements/bot.txt"} <= set(locked)
    assert {"--no-index", "--no-deps", "--no-build-isolation", "."} <= set(own)


def test_all_that_the_bot_is_built_from_is_checked_out() -> None:
    """A file that the wheel asks for and the check-out leaves out stops every run of the bot."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    folders = step("Check out main")["with"]["sparse-checkout"].split()
    for part in (*wheel["packages"], *wheel["force-include"]):
        assert any(part == folder or part.startswith(f"{folder}/") for folder in folders), part


def test_it_runs_from_an_empty_folder() -> None:
    """F14."""
    make, go, run = step("Run the bot")["run"].splitlines()
    assert make.split()[1] == go.split()[1] == '"$RUNNER_TEMP/empty"'
    assert run.split()[:4] == ['"$RUNNER_TEMP/slipway/bin/python"', "-I", "-P", "-m"]


def test_its_runs_wait_in_line_and_none_is_dropped() -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": ``queue: max``."""
    concurrency = read(BOT_WORKFLOW)["concurrency"]
    assert (concurrency["cancel-in-progress"], concurrency["queue"]) == ("false", "max")
    events: tuple[dict[str, Any], ...] = ({}, {"inputs": {"do": "sweep"}}, {"comment": {"id": 1}})
    assert {group_of(event) for event in events} == {"slipway"}


def test_a_stop_waits_behind_no_other_run() -> None:
    """Whoever may comment can fill the line: up to a hundred runs wait, and further are dropped."""
    assert group_of({"inputs": {"do": "stop"}}) == "slipway-stop"


def group_of(event: dict[str, Any]) -> str:
    """In which group a run stands, as the hub reads the file."""
    return filled_in(read(BOT_WORKFLOW)["concurrency"]["group"], {"github": {"event": event}})


def test_no_run_lasts_longer_than_the_bot_counts_on() -> None:
    assert timedelta(minutes=int(job()["timeout-minutes"])) == LONGEST_RUN


def test_the_schedule_avoids_the_full_hour() -> None:
    """GitHub, "Events that trigger workflows": schedule; the start of an hour is the busiest."""
    (schedule,) = read(BOT_WORKFLOW)["on"]["schedule"]
    assert schedule["cron"].split() == ["4-54/10", "*", "*", "*", "*"]


def test_check_and_bot_install_the_same_way() -> None:
    """So that a repository with data only changes one step in both files."""
    for name in ("Check out main", "Install the bot"):
        (other,) = (one for one in steps(read(WORKFLOWS / "check.yml")) if one["name"] == name)
        assert other == step(name)
