"""The real command line in a process of its own, as a step of GitHub Actions calls it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.demo.world import BOT, REPOSITORY
from tests import command_line

if TYPE_CHECKING:
    import subprocess

    from tests.command_line import Begun
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


def begin(stage: Stage, *arguments: str, **changed: str | None) -> Begun:
    """Start the command line, and do not wait for it."""
    return command_line.begin(*arguments, env=environment(stage, **changed), folder=stage.folder)


def slipway(
    stage: Stage, *arguments: str, **changed: str | None
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return begin(stage, *arguments, **changed).finished(LIMIT)
