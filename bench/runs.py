"""What is timed: an audit in a process of its own, and git alone on the same objects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.kept import ROOT
from bot.audit.git.history import _LOG as LOG  # the very options, or the comparison says nothing
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.kept import History


@dataclass(frozen=True, slots=True)
class Run:
    """One audit from the start of its process to the end: seconds, bytes, and looks by part."""

    seconds: float
    peak: int
    looks: Mapping[str, int] = field(default_factory=dict)


def audit(history: History, *options: str, sample: bool = False) -> Run:
    """``slipway audit verify`` of a history; ``ProblemsFoundError`` where it is not clean."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "bench.child", str(report)]
        command += ["--sample"] if sample else []
        command += ["audit", "verify", "--repo", str(history.repository), *options]
        began = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            what = f"slipway audit verify ended with {done.returncode} on a true history"
            cure = "look at it by --keep and slipway audit verify, or make the history anew"
            raise ProblemsFoundError("not-clean", what, cure)
        found = json.loads(report.read_text("utf-8"))
    return Run(seconds, found["peak"], found["looks"])


def git_log(history: History) -> float:
    """Seconds of ``git log --raw``, with the options of the audit."""
    return _git(history, *LOG, f"{history.facts.first}..{history.facts.tip}")


def git_objects(history: History) -> float:
    """Seconds of ``git cat-file --batch`` of all objects that the audit reads or compares."""
    return _git(history, "cat-file", "--batch")


def _git(history: History, *arguments: str) -> float:
    command = ("git", "--git-dir", str(history.repository), *arguments)
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    with history.objects.open("rb") as objects:
        began = time.perf_counter()
        subprocess.run(
            command,
            env={**os.environ, **settings},
            stdin=objects,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - began
