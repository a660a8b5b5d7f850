"""The workflow files of the repository, read as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parent.parent.parent
WORKFLOWS = REPOSITORY / ".github" / "workflows"
BOT_WORKFLOW = WORKFLOWS / "slipway.yml"
QUEUE = "  queue: max\n"


def read(path: Path) -> dict[str, Any]:
    """A workflow, all scalars as text: YAML 1.1 would read the key ``on`` as true."""
    value = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  safe: text only
    assert isinstance(value, dict)
    return value


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All steps of all jobs."""
    for job in workflow["jobs"].values():
        yield from job["steps"]
