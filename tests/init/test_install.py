"""The install step of a repository with data only, run for real: slow, and once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from bot import __version__

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "getting-started.md").read_text("utf-8")
CHECKOUT, STEP = "Check out main", "Install the bot"
HARBOR = ("--app", "harbor", "--workspace", "roastery", "--mini-program", "coffee")
PEOPLE = ("--owner", "otto:1008", "--reviewer", "rob:1004", "--admin", "mia:1001")


def run(folder: Path, *command: str, code: int = 0, **environment: str) -> str:
    """Run a command to its end; what it says."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def checked_out(origin: Path, folder: Path, sparse: str) -> Path:
    """What ``actions/checkout`` with ``sparse-checkout`` leaves: those folders, in cone mode."""
    run(folder, "git", "clone", "--quiet", "--no-checkout", str(origin), "work")
    run(folder / "work", "git", "sparse-checkout", "set", *sparse.split())
    run(folder / "work", "git", "checkout", "--quiet", "main")
    return folder / "work"


def steps(workflow: Path) -> dict[str, dict[str, Any]]:
    """The steps of a workflow's one job, by their names."""
    (job,) = yaml.safe_load(workflow.read_text())["jobs"].values()
    return {step["name"]: step for step in job["steps"]}


def test_the_wheel_makes_a_repository_whose_install_step_works(tmp_path: Path) -> None:
    (tmp_path / "slipway").symlink_to(ROOT)
    (command,) = re.findall(r"(?m)^python (-m pip wheel .*)$", PAGE)
    run(tmp_path, sys.executable, *command.split())
    (wheel,) = (tmp_path / "dist").iterdir()
    assert wheel.name == f"slipway-{__version__}-py3-none-any.whl"
    assert wheel.stat().st_size < 2_000_000
    given = ("--shape", "data", "--wheel", str(wheel), *HARBOR, *PEOPLE)
    run(tmp_path, sys.executable, "-I", "-m", "bot", "init", "data", *given)

    found = steps(tmp_path / "data" / ".github/workflows/slipway.yml")
    work = checked_out(tmp_path / "data", tmp_path, found[CHECKOUT]["with"]["sparse-checkout"])
    assert not (work / "catalog").exists()
    runner = tmp_path / "runner"
    runner.mkdir()
    run(work, "bash", "-euo", "pipefail", "-c", found[STEP]["run"], RUNNER_TEMP=str(runner))

    # The bot of the wheel, as the workflow runs it; it brings all that a repository is made of.
    bot = (str(runner / "slipway/bin/python"), "-I", "-P", "-m", "bot")
    assert "5 files, 0 problems" in run(tmp_path / "data", *bot, "validate")
    assert "nothing to do" in run(tmp_path, *bot, "init", "data", *given)
    refused = run(tmp_path, *bot, "init", "other", "--shape", "template", *HARBOR, *PEOPLE, code=2)
    assert refused.endswith("[no-template]\n")
