"""What stands in for actions/checkout copies main, and refuses what v7 of it refuses, and more.

Source: CHANGELOG of actions/checkout, v7.0.0: no code of a fork under pull_request_target.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT, REPOSITORY
from bot.hub.actions.act import STAND_INS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.world import Stage

ASKED = {
    "WANTED_REPOSITORY": "",
    "WANTED_REF": "main",
    "WANTED_FOLDERS": "schemas\ncatalog/apps\n",
    "KEEP_CREDENTIALS": "false",
}
"""The inputs of the action, as its action.yml hands them to the script."""


def check_out(
    stage: Stage, folder: Path, changed: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the script with other inputs, in a folder of its own."""
    folder.mkdir()
    return subprocess.run(
        ["bash", str(STAND_INS / "checkout" / "checkout.sh")],
        cwd=folder,
        env={
            **ASKED,
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "GITHUB_SERVER_URL": stage.hub.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "TOKEN": stage.ground.tokens[BOT],
            **changed,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_stand_in_copies_the_wanted_folders_of_main(stage: Stage, tmp_path: Path) -> None:
    done = check_out(stage, tmp_path / "work", {})
    assert done.returncode == 0, done.stderr
    copied = {path.name for path in (tmp_path / "work").iterdir()}
    assert copied == {".git", "schemas", "catalog"}
    assert [path.name for path in (tmp_path / "work" / "catalog").glob("apps/*")] != []


def test_the_stand_in_leaves_the_token_in_no_file(stage: Stage, tmp_path: Path) -> None:
    """Threat F9."""
    done = check_out(stage, tmp_path / "work", {})
    assert done.returncode == 0, done.stderr
    files = [path for path in (tmp_path / "work").rglob("*") if path.is_file()]
    assert files
    token = stage.ground.tokens[BOT].encode()
    assert [path for path in files if token in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"WANTED_REF": "refs/pull/1/head"}, "'refs/pull/1/head' is not the default branch"),
        ({"WANTED_REF": "refs/pull/1/merge"}, "'refs/pull/1/merge' is not the default branch"),
        ({"WANTED_REF": "coffee-1.0.0-harbor-test"}, "is not the default branch"),
        ({"WANTED_REF": ""}, "'' is not the default branch"),
        ({"WANTED_REPOSITORY": "oscar/releases"}, "oscar/releases is another repository"),
        ({"KEEP_CREDENTIALS": "true"}, "the token would stay in the work tree"),
    ],
)
def test_the_stand_in_refuses_all_but_main(
    stage: Stage, tmp_path: Path, changed: Mapping[str, str], why: str
) -> None:
    """Threat F1: the head of the pull request exists, and is not to be had."""
    assert stage.request("coffee 1.0.0 harbor test") == 1
    done = check_out(stage, tmp_path / "work", changed)
    assert done.returncode == 1
    assert why in done.stderr
    assert list((tmp_path / "work").iterdir()) == []
