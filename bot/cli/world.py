"""The world of one run of the command line: GitHub by its API, and git in a folder for the run."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.delivery import Ways
from bot.app.gather import World
from bot.cli.place import place
from bot.core.delivery_signature import VARIABLE
from bot.forge.courier import Courier
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from bot.forge.outlet import GitHubOutlet

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def open_world(repository: str | None = None) -> Iterator[World]:
    """The repository that the environment names, or another one on the same server."""
    where = place(repository)
    with tempfile.TemporaryDirectory(prefix="slipway-") as folder:
        remote = Remote(f"{where.server_url}/{where.repository}.git", where.token)
        git = GitRepository(Path(folder), remote, os.environ.get("PATH", os.defpath))
        try:
            forge = GitHubOutlet(where.repository, where.token, where.api_url, where.timeout)
            yield World(forge, git, Ways(Courier(), forge, _secrets()))
        finally:
            git.close()


def _secrets() -> dict[str, str]:
    """The secrets that the environment holds for apps' backends, and nothing else of it."""
    return {name: value for name, value in os.environ.items() if name.startswith(VARIABLE)}
