"""What act is given to run: the very files, but for the one key that it does not know."""

from __future__ import annotations

import difflib
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.hub.actions.act import act_binary, act_copy
from tests.act.files import BOT_WORKFLOW, QUEUE, WORKFLOWS, read

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(WORKFLOWS.glob("*.yml"))
every_workflow = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


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
def test_every_workflow_keeps_the_schema_that_act_has(path: Path, tmp_path: Path) -> None:
    """A key in the wrong place, or one that does not exist, is an error and not a surprise."""
    done = listed(act_copy(path.read_text("utf-8")), tmp_path)
    assert done.returncode == 0, done.stderr
    assert read(path)["name"] in done.stdout


@every_workflow
def test_what_act_runs_differs_by_the_queue_alone(path: Path) -> None:
    """It does not know ``queue`` yet, and refuses a file with it; all else is the very file."""
    text = path.read_text("utf-8")
    difference = difflib.ndiff(
        text.splitlines(keepends=True), act_copy(text).splitlines(keepends=True)
    )
    removed = [f"- {QUEUE}"] if path == BOT_WORKFLOW else []
    assert [line for line in difference if not line.startswith("  ")] == removed


def test_act_still_refuses_the_queue(tmp_path: Path) -> None:
    """When this fails, act knows ``queue``, and the copy without it can go."""
    done = listed(BOT_WORKFLOW.read_text("utf-8"), tmp_path)
    assert done.returncode != 0
    assert "Unknown Property queue" in done.stderr
