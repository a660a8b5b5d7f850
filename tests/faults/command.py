"""The real command line in a process of its own, as a step of GitHub Actions calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from bot.demo.world import BOT, REPOSITORY

if TYPE_CHECKING:
    from tests.world import Stage

LIMIT = 60
"""Seconds that a command may take."""


def environment(stage: Stage, **changed: str | None) -> dict[str, str]:
    """What a step finds in its environment; ``None`` leaves a variable out."""
    values: dict[str, str | None] = {
        "PATH": os.environ["PATH"],
        "HOME": str(stage.folder),
        "TMPDIR": str(stage.folder),
        "GITHUB_TOKEN": stage.ground.tokens[BOT],
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_API_URL": stage.hub.api,
        "GITHUB_SERVER_URL": stage.hub.url,
        **changed,
    }
    return {key: value for key, value in values.items() if value is not None}


def begin(stage: Stage, *arguments: str, **changed: str | None) -> subprocess.Popen[str]:
    """Start the command line, and do not wait for it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "bot", *arguments],
        cwd=stage.folder,
        env=environment(stage, **changed),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def slipway(
    stage: Stage, *arguments: str, **changed: str | None
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    with begin(stage, *arguments, **changed) as process:
        out, err = process.communicate(timeout=LIMIT)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)
