"""What is installed with the bot beside its code: schemas, workflows and pages."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from bot.errors import UsageError


def schemas_folder() -> Path:
    """Where this installation keeps the schemas: in the package, or beside it in a work tree."""
    package = Path(str(resources.files("bot")))
    for found in (package / "schemas", package.parent / "schemas"):
        if found.is_dir():
            return found
    raise UsageError("no-schemas", "the schemas are not installed", "install slipway again")


def installed_schemas() -> dict[str, bytes]:
    """The schemas of this version, by their path in a release repository."""
    found = sorted(schemas_folder().glob("*.schema.json"))
    return {f"schemas/{path.name}": path.read_bytes() for path in found}


WORKFLOWS = ".github/workflows"


def shipped_workflows() -> dict[str, bytes]:
    """The workflows that came with this bot, by their path in a release repository, if any did."""
    package = Path(str(resources.files("bot")))
    for found in (package / "workflows", package.parent / WORKFLOWS):
        if found.is_dir():
            files = sorted(found.glob("*.yml"))
            return {f"{WORKFLOWS}/{path.name}": path.read_bytes() for path in files}
    return {}


PAGES = (
    "docs/acts.md",
    "docs/commands.md",
    "docs/configuration.md",
    "docs/delivery.md",
    "docs/doctor.md",
    "docs/operations.md",
    "docs/rules.md",
    "docs/schedule.md",
)
"""What comments of the bot, cures and workflow files lead people to; the wheel packs the same."""


def shipped_pages() -> dict[str, bytes]:
    """The pages for people of a release repository, by their path there."""
    package = Path(str(resources.files("bot")))
    for found in (package, package.parent):
        if all((found / page).is_file() for page in PAGES):
            return {page: (found / page).read_bytes() for page in PAGES}
    raise UsageError("no-pages", "the pages of docs/ are not installed", "install slipway again")
