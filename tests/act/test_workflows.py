"""The workflow files keep the rules that make them safe (threats F1 to F3, F6 to F10)."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bot.hub.actions.act import act_binary, act_copy
from tests.act.files import BOT_WORKFLOW, QUEUE, WORKFLOWS, read, steps

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(WORKFLOWS.glob("*.yml"))
PIN = re.compile(r"actions/[a-z-]+@[0-9a-f]{40}")
PIN_LINE = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
every_workflow = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def job() -> dict[str, Any]:
    """The one job of the bot's workflow."""
    (found,) = read(BOT_WORKFLOW)["jobs"].values()
    assert isinstance(found, dict)
    return found


def test_there_are_the_bots_workflow_and_the_projects_own() -> None:
    assert [path.name for path in WORKFLOWS.iterdir()] == [path.name for path in FILES]
    assert {path.name for path in FILES} == {"ci.yml", "slipway.yml"}


@every_workflow
def test_no_script_holds_an_expression(path: Path) -> None:
    """F3. An expression is text put into the script before the shell reads it."""
    scripts = [step["run"] for step in steps(read(path)) if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


@every_workflow
def test_every_action_is_a_first_partys_and_pinned_by_its_whole_hash(path: Path) -> None:
    """F8. The version stands beside the hash, for people and for updaters."""
    used = [step["uses"] for step in steps(read(path)) if "uses" in step]
    assert used
    assert [action for action in used if not PIN.fullmatch(action)] == []
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if " uses: " in line]
    assert len(lines) == len(used)
    assert [line for line in lines if not PIN_LINE.search(line)] == []


@every_workflow
def test_no_permission_is_given_to_a_whole_workflow(path: Path) -> None:
    """F10. What a job may is said at the job."""
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())


@every_workflow
def test_the_token_is_not_left_in_the_work_tree(path: Path) -> None:
    """F9."""
    checkouts = [s for s in steps(read(path)) if s.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert {step["with"]["persist-credentials"] for step in checkouts} == {"false"}


@every_workflow
def test_every_job_ends_and_runs_on_a_hosted_runner(path: Path) -> None:
    """F18, and no run that hangs keeps the others waiting for six hours."""
    for found in read(path)["jobs"].values():
        assert found["runs-on"] == "ubuntu-latest"
        assert 0 < int(found["timeout-minutes"]) <= 30


@every_workflow
def test_each_file_says_at_its_head_why_it_is_safe(path: Path) -> None:
    head = path.read_text("utf-8").partition("\nname:")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    assert "Why this is safe" in head


def test_the_bot_runs_only_by_events_that_take_the_default_branchs_file() -> None:
    """F2. GitHub, "Events that trigger workflows"; workflow_dispatch needs write access."""
    assert set(read(BOT_WORKFLOW)["on"]) == {
        *("pull_request_target", "issue_comment"),
        *("schedule", "workflow_dispatch"),
    }


def test_each_act_on_a_pull_request_starts_the_bot() -> None:
    """Every act that the lifecycle knows; the base is changed by an edit."""
    assert set(read(BOT_WORKFLOW)["on"]["pull_request_target"]["types"]) == {
        *("opened", "reopened", "closed", "edited"),
        *("synchronize", "ready_for_review", "converted_to_draft"),
    }


def test_a_new_comment_starts_the_bot_and_an_edited_one_does_not() -> None:
    """E2. Only comments of people on pull requests can be commands: the others cost no run."""
    assert read(BOT_WORKFLOW)["on"]["issue_comment"] == {"types": ["created"]}
    assert job()["if"] == (
        "github.event_name != 'issue_comment' || "
        "(github.event.issue.pull_request && github.event.comment.user.type == 'User')"
    )


def test_the_bot_checks_out_main_and_nothing_else() -> None:
    """F1. The ref is written out: no event, and no person, chooses it."""
    (checkout,) = (step for step in steps(read(BOT_WORKFLOW)) if "uses" in step)
    assert checkout["with"]["ref"] == "main"
    assert "repository" not in checkout["with"]


def test_the_bots_job_may_what_it_writes_and_no_more() -> None:
    """F10."""
    assert job()["permissions"] == {
        "contents": "write",
        "pull-requests": "write",
        "statuses": "write",
        "actions": "read",
    }


def test_the_token_is_handed_to_the_one_step_that_runs_the_bot() -> None:
    """It stands in no other step's environment, nor in that of the job or the workflow."""
    workflow = read(BOT_WORKFLOW)
    assert "env" not in workflow
    assert "env" not in job()
    given = {step["name"]: step["env"] for step in job()["steps"] if "env" in step}
    assert given == {"Run the bot": {"GITHUB_TOKEN": "${{ github.token }}"}}
    assert BOT_WORKFLOW.read_text("utf-8").count("${{") == 1


def test_the_bot_is_installed_from_hashed_wheels_only() -> None:
    """F6, F8: no cache, no source package, nothing from the network but what has a hash."""
    installs = [line for step in steps(read(BOT_WORKFLOW)) for line in installing(step)]
    locked, own = installs
    assert {"--require-hashes", "--only-binary", ":all:", "requirements/bot.txt"} <= set(locked)
    assert {"--no-index", "--no-deps", "--no-build-isolation", "."} <= set(own)
    assert "cache" not in str(read(BOT_WORKFLOW)["jobs"])


def installing(step: dict[str, Any]) -> list[list[str]]:
    """The words of each pip line of a step."""
    lines = (line.split() for line in step.get("run", "").splitlines())
    return [words for words in lines if "pip" in words]


def test_no_interpreter_of_the_bots_job_looks_for_code_around_it() -> None:
    """F14. ``-I`` leaves out the folder, the environment and the user's packages."""
    scripts = "\n".join(step.get("run", "") for step in job()["steps"])
    calls = re.findall(r'^(?:python3|"\$python"|"\S+/bin/python") (.*)$', scripts, re.MULTILINE)
    assert len(calls) == 4
    assert [call for call in calls if not call.startswith("-I ")] == []


def test_runs_of_the_bot_wait_in_line_and_none_is_dropped() -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": ``queue: max``."""
    workflow = read(BOT_WORKFLOW)
    assert workflow["concurrency"] == {
        "group": "slipway",
        "cancel-in-progress": "false",
        "queue": "max",
    }


def test_what_act_runs_differs_by_the_queue_alone() -> None:
    """It does not know ``queue`` yet, and refuses a file with it; all else is the very file."""
    text = BOT_WORKFLOW.read_text("utf-8")
    difference = difflib.ndiff(
        text.splitlines(keepends=True), act_copy(text).splitlines(keepends=True)
    )
    assert [line for line in difference if not line.startswith("  ")] == [f"- {QUEUE}"]


def listed(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Let act read a workflow against its schema, without running it."""
    (folder / "workflow.yml").write_text(text, encoding="utf-8")
    return subprocess.run(
        [str(act_binary()), "--list", "--workflows", str(folder / "workflow.yml")],
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath)},
        capture_output=True,
        text=True,
        check=False,
    )


@every_workflow
def test_every_workflow_keeps_the_schema_of_workflows(path: Path, tmp_path: Path) -> None:
    """A key in the wrong place, or one that does not exist, is an error and not a surprise."""
    done = listed(act_copy(path.read_text("utf-8")), tmp_path)
    assert done.returncode == 0, done.stderr
    assert read(path)["name"] in done.stdout


def test_act_still_refuses_the_queue(tmp_path: Path) -> None:
    """When this fails, act knows ``queue``, and the copy without it can go."""
    done = listed(BOT_WORKFLOW.read_text("utf-8"), tmp_path)
    assert done.returncode != 0
    assert "Unknown Property queue" in done.stderr


def test_the_projects_own_tests_may_only_read() -> None:
    """They run the code of a pull request."""
    workflow = read(WORKFLOWS / "ci.yml")
    (found,) = workflow["jobs"].values()
    assert set(workflow["on"]) == {"push", "pull_request"}
    assert found["permissions"] == {"contents": "read"}
    assert "secrets" not in str(workflow)
    assert [step["run"] for step in found["steps"] if "run" in step] == ["make test"]
