"""The command line's exit codes and messages: what to do, and never a traceback."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import write_world
from bot.hub import Fault
from tests.faults.command import slipway
from tests.starts import REFUSED, SUBMIT, arrive
from tests.world import documents

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.world import Stage

UNUSED = "http://127.0.0.1:9"
"""The discard port: nobody listens there."""


def assert_ends(done: subprocess.CompletedProcess[str], code: int, said: str) -> None:
    """The exit code, what standard error says, and that it is a message."""
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert code == 0 or done.stderr.strip()


def payload(stage: Stage, value: object) -> str:
    path = stage.folder / "event.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return str(path)


# --- 0: done -------------------------------------------------------------------------------------


def test_a_recorded_refusal_is_done(stage: Stage) -> None:
    number = arrive(stage, REFUSED)
    event = payload(stage, {"pull_request": {"number": number}})
    done = slipway(stage, "handle", "--event", "pull_request_target", "--payload", event)
    assert_ends(done, 0, "")
    assert "at rest" in done.stdout


@pytest.mark.parametrize(
    ("event", "value"),
    [
        ("watch", {}),
        ("issue_comment", {"issue": {"number": 7}}),
        ("pull_request_target", {"pull_request": {"number": "7; rm"}}),
        ("pull_request_target", [1, 2]),
        ("pull_request_target", {}),
    ],
)
def test_an_event_that_is_none_of_the_bots_business_is_done(
    stage: Stage, event: str, value: object
) -> None:
    done = slipway(stage, "handle", "--event", event, "--payload", payload(stage, value))
    assert_ends(done, 0, "")
    assert "nothing to do" in done.stdout


def test_a_dry_run_prints_the_plan_and_writes_nothing(stage: Stage) -> None:
    number = arrive(stage, SUBMIT)
    done = slipway(stage, "reconcile", "--pull", str(number), "--dry-run")
    assert_ends(done, 0, "")
    assert "record on main: submitted (T3)" in done.stdout
    assert stage.writes() == 0


# --- 1: problems found ---------------------------------------------------------------------------


def test_documents_with_problems_end_with_1(stage: Stage, tmp_path: Path) -> None:
    seed = write_world(tmp_path / "world") / "seed"
    for path, text in documents("coffee 1.0.0 habor test").items():
        (seed / path).parent.mkdir(parents=True, exist_ok=True)
        (seed / path).write_text(text)
    shutil.copytree(seed, stage.folder, dirs_exist_ok=True)
    done = slipway(stage, "validate")
    assert done.returncode == 1
    assert "habor" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


# --- 2: usage or configuration -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"GITHUB_TOKEN": None}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_REPOSITORY": None}, "GITHUB_REPOSITORY is not set"),
        ({"GITHUB_REPOSITORY": "releases"}, "give it as owner/name"),
        ({"GITHUB_REPOSITORY": "a/b/c"}, "give it as owner/name"),
        ({"GITHUB_TOKEN": "wrong"}, "check GITHUB_TOKEN"),
        ({"SLIPWAY_TIMEOUT": "soon"}, "SLIPWAY_TIMEOUT"),
        ({"SLIPWAY_TIMEOUT": "0"}, "SLIPWAY_TIMEOUT"),
        ({"SLIPWAY_TIMEOUT": "-5"}, "SLIPWAY_TIMEOUT"),
        ({"GITHUB_API_URL": "api.github.com"}, "GITHUB_API_URL"),
    ],
    ids=str,
)
def test_a_wrong_environment_ends_with_2(
    stage: Stage, changed: dict[str, str | None], said: str
) -> None:
    assert_ends(slipway(stage, "reconcile", "--pull", "1", **changed), 2, said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("reconcile", "--pull", "0"), "--pull"),
        (("reconcile", "--pull", "one"), "--pull"),
        (("reconcile", "--pull", "1", "--all"), "give one of them"),
        (("handle", "--event", "push"), "--payload"),
        (("release",), "release"),
        (("validate", "--base", "HEAD"), "give both"),
    ],
    ids=str,
)
def test_wrong_usage_ends_with_2(stage: Stage, arguments: tuple[str, ...], said: str) -> None:
    assert_ends(slipway(stage, *arguments), 2, said)


@pytest.mark.parametrize(
    "text", ["", "{", "\x00", "[" * 100_000], ids=["empty", "cut", "nul", "deep"]
)
def test_a_payload_that_is_no_json_ends_with_2(stage: Stage, text: str) -> None:
    path = payload(stage, text)
    done = slipway(stage, "handle", "--event", "push", "--payload", path)
    assert_ends(done, 2, "give the file that GITHUB_EVENT_PATH names")


def test_a_payload_that_is_not_there_ends_with_2(stage: Stage) -> None:
    done = slipway(stage, "handle", "--event", "push", "--payload", "absent.json")
    assert_ends(done, 2, "absent.json")


# --- 3: GitHub unavailable -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"GITHUB_API_URL": UNUSED},
        {"GITHUB_SERVER_URL": UNUSED},
        {"GITHUB_REPOSITORY": "harbor-co/none"},
    ],
    ids=str,
)
def test_an_unreachable_github_ends_with_3(stage: Stage, changed: dict[str, str | None]) -> None:
    number = stage.request("coffee 1.0.0 harbor test")
    before = stage.main()
    assert_ends(slipway(stage, "reconcile", "--pull", str(number), **changed), 3, "slipway: ")
    assert stage.main() == before


@pytest.mark.parametrize(
    "arguments", [("--pull", "1"), ("--all",), ("--all", "--dry-run")], ids=str
)
def test_a_server_error_that_stays_ends_with_3(stage: Stage, arguments: tuple[str, ...]) -> None:
    stage.request("coffee 1.0.0 harbor test")
    stage.hub.fault(Fault("error_before", times=None))
    assert_ends(slipway(stage, "reconcile", *arguments), 3, "run it again")


def test_an_api_address_without_an_api_ends_with_a_message(stage: Stage) -> None:
    """Somebody gave the address of the web pages: each answer is a 404, or no JSON at all."""
    done = slipway(stage, "reconcile", "--pull", "1", GITHUB_API_URL=stage.hub.url)
    assert_ends(done, 3, "slipway: ")


# --- 70: a write that went wrong -----------------------------------------------------------------


def test_a_wrong_tree_ends_with_70(stage: Stage) -> None:
    number = arrive(stage, SUBMIT)
    stage.hub.fault(Fault("wrong_tree", operation="createCommitOnBranch"))
    done = slipway(stage, "reconcile", "--pull", str(number))
    assert_ends(done, 70, "[wrong-tree]")
    assert "an owner restores it" in done.stderr
