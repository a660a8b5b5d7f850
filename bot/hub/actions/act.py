"""act in host mode: runs a job of a workflow file on this machine, without docker.

The file is the repository's own but for `queue: max`, which act does not know; actions are mapped
to small stand-ins beside this module, and nothing of this process's environment is passed on.
Source: nektos/act, "Usage"; options tried with act 0.2.89.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.hub.actions.order import Order, Outcome

STAND_INS = Path(__file__).parent / "stand_ins"
QUEUE = re.compile(r"^ +queue: max\n", re.MULTILINE)
USES = re.compile(r"uses: ([\w.-]+/[\w.-]+)@([0-9a-f]{40})\b")
GRACE = 10
"""Seconds that act has to end a step."""


def act_binary() -> Path | None:
    """Where act is: beside this interpreter, or on the search path."""
    beside = Path(sys.executable).parent / "act"
    if beside.exists():
        return beside
    found = shutil.which("act")
    return Path(found) if found else None


def act_copy(text: str) -> str:
    """What act is given: it refuses a file with `queue`."""
    return QUEUE.sub("", text)


@dataclass(frozen=True, slots=True)
class ActRunner:
    """Runs jobs in folders of their own under one folder."""

    folder: Path
    first_on_path: Path | None = None
    """A folder of programs that stand before all others."""
    passed: Mapping[str, str] = field(default_factory=dict)
    """Variables for every step, such as those by which pip finds its index."""
    home: Path | None = None
    time_limit: float = 240

    def run(self, order: Order) -> Outcome:
        """Run one job; what it leaves behind is gone afterwards."""
        binary = act_binary()
        if binary is None:
            return Outcome("failure", "act is not installed: pip install 'slipway[actions]'\n")
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="job-") as name:
            return self._run(binary, order, Path(name))

    def _run(self, binary: Path, order: Order, folder: Path) -> Outcome:
        for part in ("work", "tmp", "home"):
            (folder / part).mkdir()
        workflow, event = folder / "workflow.yml", folder / "event.json"
        workflow.write_text(act_copy(order.workflow), encoding="utf-8")
        event.write_text(json.dumps(order.payload), encoding="utf-8")
        arguments = [
            *(str(binary), order.event, "--workflows", str(workflow), "--job", order.job),
            *("--platform", "ubuntu-latest=-self-hosted"),
            *("--no-cache-server", "--no-skip-checkout"),
            *("--eventpath", str(event), "--actor", order.environment["GITHUB_ACTOR"]),
            *_mapped(order.workflow),
            *("--secret-file", str(_secrets(order, folder))),
            *_pairs("--var", order.variables),
            *_pairs("--env", order.environment),
        ]
        with subprocess.Popen(
            arguments,
            cwd=folder / "work",
            env=self._environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=self.time_limit)
            except BaseException:
                interrupt(process)
                raise
        return Outcome("success" if process.returncode == 0 else "failure", output)

    def _environment(self, folder: Path) -> dict[str, str]:
        path = os.environ.get("PATH", os.defpath)
        if self.first_on_path is not None:
            path = f"{self.first_on_path}{os.pathsep}{path}"
        return {
            **self.passed,
            "PATH": path,
            "HOME": str(self.home or folder / "home"),
            "TMPDIR": str(folder / "tmp"),
        }


def _mapped(text: str) -> list[str]:
    """Each action that the file names goes to its stand-in; one without cannot be had here."""
    found = []
    for name, ref in dict.fromkeys(USES.findall(text)):
        stand_in = STAND_INS / name.rpartition("/")[2]
        if stand_in.is_dir():
            found += ["--local-repository", f"{name}@{ref}={stand_in}"]
    return found


def _secrets(order: Order, folder: Path) -> Path:
    """A file, so that no other process of this machine reads them in a list of arguments."""
    path = folder / "secrets.json"
    given = {**order.secrets, "GITHUB_TOKEN": order.token}
    lines = (f"{name}={json.dumps(value)}" for name, value in given.items())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def _pairs(option: str, values: Mapping[str, str]) -> list[str]:
    return [part for name, value in values.items() for part in (option, f"{name}={value}")]


def interrupt(process: subprocess.Popen[str]) -> None:
    """Let act end its step, which it runs in a session of its own; then end act."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=GRACE)
    finally:
        process.kill()
