"""The demo's world: a folder of people and one release repository, complete with schemas."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from bot.errors import UsageError

REPOSITORY = "harbor-co/releases"
BOT = "github-actions[bot]"


def write_world(folder: Path) -> Path:
    """Write the demo's world into a new folder: the people, the catalog, and the schemas."""
    source = resources.files("bot.demo") / "world"
    with resources.as_file(source) as world:
        shutil.copytree(world, folder)
    shutil.copytree(schemas_folder(), folder / "seed" / "schemas")
    return folder


def schemas_folder() -> Path:
    """Where this installation keeps the schemas: in the package, or beside it in a work tree."""
    package = Path(str(resources.files("bot")))
    for found in (package / "schemas", package.parent / "schemas"):
        if found.is_dir():
            return found
    raise UsageError("no-schemas", "the schemas are not installed", "install slipway again")
