"""The summary of a run is written where the runner asks for it, and is never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from bot.cli.summary import LIMIT, fitted
from tests.documents.samples import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str, summary: Path | None) -> subprocess.CompletedProcess[str]:
    """The bot as a step calls it, in this repository."""
    environment = {name: value for name, value in os.environ.items() if "GITHUB" not in name}
    if summary is not None:
        environment["GITHUB_STEP_SUMMARY"] = str(summary)
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_validation_adds_to_what_stands_there(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("Before.\n", encoding="utf-8")
    done = run("validate", "--format", "github", summary=page)
    assert done.returncode == 0
    assert page.read_text("utf-8").startswith("Before.\n**Nothing is wrong** with")


def test_a_summary_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    done = run("validate", "--format", "github", summary=tmp_path)
    assert done.returncode == 0
    assert "[no-summary]" in done.stderr


def test_a_run_that_came_to_nothing_says_why(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    done = run("reconcile", summary=page)
    assert done.returncode == 2
    assert "GITHUB_REPOSITORY is not set" in page.read_text("utf-8")
    assert "missing-environment" in page.read_text("utf-8")


def test_a_summary_over_the_limit_ends_at_a_whole_line_and_says_so() -> None:
    """GitHub, "Workflow commands": more than 1 MiB a step is refused whole."""
    written = fitted("one é line\n" * LIMIT, LIMIT)
    assert len(written) <= LIMIT
    assert written.decode().endswith("é line\n\nThe rest does not fit into a summary.\n")
    assert fitted("a", 0) == b""
    assert fitted("short\n", LIMIT) == b"short\n"
