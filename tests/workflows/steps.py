"""Runs the script of one step as a hosted runner does, against the hub."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from bot.demo.world import REPOSITORY
from tests.act.files import WORKFLOWS, read, steps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Stage

LIMIT = 60
"""Seconds for one step."""


def run_step(
    stage: Stage, file: str, name: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The step of a workflow by its name, in a shell as ``shell: bash`` starts it.

    Where the bot is installed stands this interpreter, so that nothing has to be installed.
    """
    (script,) = (step["run"] for step in steps(read(WORKFLOWS / file)) if step["name"] == name)
    temporary = stage.folder / "runner"
    _installed(temporary)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=stage.folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(stage.folder),
            "RUNNER_TEMP": str(temporary),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SERVER_URL": stage.hub.url,
            "GITHUB_API_URL": stage.hub.api,
            "GITHUB_STEP_SUMMARY": str(stage.folder / "summary.md"),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def _installed(temporary: Path) -> None:
    folder = temporary / "slipway" / "bin"
    if not folder.exists():
        folder.mkdir(parents=True)
        (folder / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
        (folder / "python").chmod(0o755)
