"""A release repository on the hub that runs its own workflow files, by act in host mode."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.demo.world import REPOSITORY
from bot.hub import Hub
from bot.hub.actions.act import ActRunner
from bot.hub.actions.reuse import lay_out
from tests.act.template import write_template
from tests.world import Ground, Stage

if TYPE_CHECKING:
    from bot.hub.actions.dispatcher import Actions
    from bot.hub.actions.starting import Delivery
    from bot.hub.model import WorkflowRun

REACHES_INDEX = ("PIP_", "SSL_CERT_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
"""Beginnings of the variables by which a machine tells pip where its packages come from."""
PIP_FILES = (".config/pip", ".pip", ".netrc", ".cache/pip")
"""What pip looks for in the home folder."""


@dataclass(slots=True)
class Acting:
    """The stage of the other tests, where nothing runs the bot but events."""

    stage: Stage
    taken: list[WorkflowRun] = field(default_factory=list)

    @property
    def actions(self) -> Actions:
        """The dispatcher."""
        return self.stage.hub.actions

    def drain(self) -> list[WorkflowRun]:
        """Run all that waits and all that follows; only a check may find something wrong."""
        before = {run.id for run in self.runs() if run.status == "completed"}
        self.actions.drain()
        done = [run for run in self.runs() if run.id not in before]
        for run in done:
            if run.name != "Slipway check":
                assert run.conclusion in ("success", "cancelled"), self.log(run)
        return done

    def runs(self, name: str | None = None) -> list[WorkflowRun]:
        """All runs, or those of one workflow, oldest first."""
        found = self.actions.runs(REPOSITORY)
        return [run for run in found if name is None or run.name == name]

    def log(self, run: WorkflowRun) -> str:
        """What the last attempt of a run printed."""
        return self.actions.logs.get((run.id, run.attempt), "")

    def keep_events(self) -> list[Delivery]:
        """Let events wait; the list that they gather in."""
        self.actions.keep = True
        return self.actions.kept

    def subjects(self) -> list[str]:
        """What main's history says, oldest first."""
        log = self.stage.git("log", "--first-parent", "--reverse", "--format=%s", "refs/heads/main")
        return log.decode().splitlines()


def open_ground(folder: Path) -> Ground:
    """A running hub with this repository as its users start from it, and a runner for it."""
    hub = Hub(folder / "hub")
    hub.load_world(write_template(folder / "world"))
    hub.start()
    runner = ActRunner(folder / "act", lay_out(folder / "bin"))
    hub.actions.switch_on(runner)
    ground = Ground(hub, hub.describe()["tokens"], facts={"runner": runner})
    ground.kept["pristine"] = hub.snapshot()
    return ground


def installing_runner(folder: Path) -> ActRunner:
    """A runner that installs for real: a home with pip's settings, and what reaches its index."""
    home = folder / "home"
    home.mkdir(parents=True)
    for name in PIP_FILES:
        if (Path.home() / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).symlink_to(Path.home() / name)
    passed = {key: value for key, value in os.environ.items() if _reaches_index(key)}
    return ActRunner(folder / "act", _python(folder / "bin"), passed, home)


def _python(folder: Path) -> Path:
    """A search path that begins with the interpreter that these tests run on."""
    folder.mkdir()
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def _reaches_index(name: str) -> bool:
    return name.upper().startswith(REACHES_INDEX) or name == "REQUESTS_CA_BUNDLE"
