"""A repository with data only, as `slipway init` writes it, releases by its own workflow files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.audit.audit import Scope, auditing
from bot.demo.world import BOT
from bot.init.answers import Shape
from bot.init.writing import write
from bot.installed import installed_schemas
from tests.init.made import answers, files, git
from tests.person import Person, client
from tests.world import documents

if TYPE_CHECKING:
    from pathlib import Path

    from bot.hub.model import WorkflowRun
    from tests.act.acting import Acting

REPOSITORY = "acme/releases"
ROLES = {"mia": "write", "otto": "admin", BOT: "write"}


@pytest.fixture
def main(acting: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository on the hub, pushed as docs/getting-started.md tells; where its refs are."""
    for part in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{part}_NAME", "Otto")
        monkeypatch.setenv(f"GIT_{part}_EMAIL", "1008+otto@users.noreply.github.com")
    write(tmp_path / "made", files(answers(Shape.DATA)))
    hub = acting.stage.hub
    hub.add_repository(REPOSITORY, {})
    path = hub.repository_path(REPOSITORY)
    git(tmp_path / "made", "push", "--quiet", "--force", str(path), "main")
    hub.refresh(REPOSITORY, "otto")
    for login, role in ROLES.items():
        hub.set_role(REPOSITORY, login, role)
    return path


def drained(acting: Acting) -> list[WorkflowRun]:
    """Run all that waits; whatever does not succeed says why."""
    before = {run.id for run in acting.actions.runs(REPOSITORY) if run.status == "completed"}
    acting.actions.drain()
    done = [run for run in acting.actions.runs(REPOSITORY) if run.id not in before]
    assert [acting.log(run) for run in done if run.conclusion != "success"] == []
    return done


def test_it_releases_and_its_own_check_finds_nothing(acting: Acting, main: Path) -> None:
    """The two files that differ from this project's, `slipway.yml` and `check.yml`, both run."""
    stage = acting.stage
    mia = Person("mia", client(stage.hub.api, stage.ground.tokens["mia"]), REPOSITORY)
    mia.commit("coffee", documents("coffee 1.0.0 harbor test"))
    number = mia.open("coffee", "Release coffee 1.0.0 to Test")
    runs = drained(acting)

    assert sorted({run.name for run in runs}) == ["Slipway", "Slipway check"]
    (check,) = (run for run in runs if run.name == "Slipway check")
    assert "2 files, 0 problems" in acting.log(check)
    assert mia.pull(number).merged
    log = git(main, "log", "--first-parent", "--format=%an: %s", "main").splitlines()
    assert log == [
        "github-actions[bot]: Release coffee 1.0.0 to harbor Test: Full Release",
        "Otto: Begin the release log",
    ]
    with auditing(Scope(main), installed_schemas(), os.environ["PATH"]) as audit:
        assert [finding for step in audit.steps() for finding in step.findings] == []
