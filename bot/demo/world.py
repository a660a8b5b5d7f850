"""The demo's world: a folder of people and one release repository, complete with schemas."""

from __future__ import annotations

import shutil
from importlib import resources
from typing import TYPE_CHECKING

from bot.installed import schemas_folder

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY = "harbor-co/releases"
BOT = "github-actions[bot]"


def write_world(folder: Path) -> Path:
    """Write the demo's world into a new folder: the people, the catalog, and the schemas."""
    source = resources.files("bot.demo") / "world"
    with resources.as_file(source) as world:
        shutil.copytree(world, folder)
    shutil.copytree(schemas_folder(), folder / "seed" / "schemas")
    return folder
