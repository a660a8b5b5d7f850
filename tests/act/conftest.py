"""The fixture `template`: a stage whose repository holds the bot itself, and a runner for it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Hub
from tests.act.files import BOT_WORKFLOW, read
from tests.act.runner import Runner
from tests.act.template import write_template
from tests.world import Ground, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Template:
    """The world, and act in it."""

    stage: Stage
    runner: Runner


@pytest.fixture
def template() -> Iterator[Template]:
    """A world in a folder that is gone afterwards: what act installs is too large to be kept."""
    with tempfile.TemporaryDirectory(prefix="slipway-act-") as name:
        folder = Path(name)
        hub = Hub(folder / "hub")
        hub.load_world(write_template(folder / "world"))
        with hub:
            stage = Stage(Ground(hub, hub.describe()["tokens"]), folder)
            runner = Runner(folder / "act", hub, hub.token(BOT, job_permissions()))
            runner.prepare()
            yield Template(stage, runner)


def job_permissions() -> dict[str, str]:
    """What the workflow's job may, and the metadata that every token may read."""
    (job,) = read(BOT_WORKFLOW)["jobs"].values()
    asked = {name.replace("-", "_"): level for name, level in job["permissions"].items()}
    return {"metadata": "read", **asked}
