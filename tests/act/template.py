"""This repository as its users start from it: a release repository that holds the bot."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.demo.world import write_world
from tests.act.files import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("bot", "docs", "requirements", ".github", "pyproject.toml", "README.md", ".gitignore")

TRAPS = ("sitecustomize.py", "usercustomize.py", "pip.py", "hatchling.py", "yaml.py", "github.py")
"""Modules in the work tree of main that nothing may import (threat F14)."""
TRAP = 'raise SystemExit("imported from the work tree")\n'


def write_template(folder: Path) -> Path:
    """The demo's world, its repository with all that the workflow installs the bot from."""
    seed = write_world(folder) / "seed"
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, seed / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, seed / part)
    (seed / ".github/workflows/ci.yml").unlink()  # this project's own tests
    for name in TRAPS:
        (seed / name).write_text(TRAP, encoding="utf-8")
    return folder
