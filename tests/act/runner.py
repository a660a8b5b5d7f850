"""act in host mode: runs the bot's workflow as GitHub would, against the hub, in one folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.demo.world import REPOSITORY
from tests.act.files import BOT_WORKFLOW, act_copy, checkout_pin, pin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.hub import Hub

ACT = Path(sys.executable).parent / "act"
CHECKOUT = Path(__file__).parent / "checkout"
APP_TOKEN = Path(__file__).parent / "app_token"
TIME_LIMIT = 240
"""Seconds for one run: most of it is pip, which may have to fetch."""
GRACE = 10
"""Seconds that act has to end a step."""
REACHES_INDEX = ("PIP_", "SSL_CERT_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
"""Beginnings of the variables by which a machine tells pip where its packages come from."""
PIP_FILES = (".config/pip", ".pip", ".netrc", ".cache/pip")
"""What pip looks for in the home folder."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the workflow."""

    exit_code: int
    output: str


@dataclass(frozen=True, slots=True)
class Runner:
    """Where act works, and what it is told: the hub's address and the token of the job."""

    folder: Path
    hub: Hub
    token: str
    time_limit: float = TIME_LIMIT

    @property
    def home(self) -> Path:
        """A home of its own: act keeps its jobs there, and finds no settings of a person."""
        return self.folder / "home"

    @property
    def temporary(self) -> Path:
        """Where the steps put what they clean up themselves."""
        return self.folder / "tmp"

    def prepare(self) -> None:
        """Lay out the folders: a home with pip's settings, a path that begins with this Python."""
        for name in ("tmp", "bin", "work"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "bin" / "python3").symlink_to(Path(sys.executable).resolve())
        for name in PIP_FILES:
            if (Path.home() / name).exists():
                (self.home / name).parent.mkdir(parents=True, exist_ok=True)
                (self.home / name).symlink_to(Path.home() / name)
        self.home.mkdir(exist_ok=True)
        copy = act_copy(BOT_WORKFLOW.read_text("utf-8"))
        (self.folder / "slipway.yml").write_text(copy, encoding="utf-8")

    def run(self, event: str, payload: Mapping[str, Any]) -> Run:
        """Let one event happen; a run that takes too long ends with all that it started."""
        (self.folder / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        with subprocess.Popen(
            self._command(event),
            cwd=self.folder / "work",
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=self.time_limit)
            except BaseException:
                interrupt(process)
                raise
        return Run(process.returncode, output)

    def _command(self, event: str) -> list[str]:
        variables = {
            "GITHUB_API_URL": self.hub.api,
            "GITHUB_GRAPHQL_URL": self.hub.graphql,
            "GITHUB_SERVER_URL": self.hub.url,
            "GITHUB_REPOSITORY": REPOSITORY,
        }
        return [
            *(str(ACT), event, "--workflows", str(self.folder / "slipway.yml")),
            *("--platform", "ubuntu-latest=-self-hosted"),
            *("--no-cache-server", "--no-skip-checkout"),
            *("--local-repository", f"{checkout_pin()}={CHECKOUT}"),
            *("--local-repository", f"{pin('actions/create-github-app-token')}={APP_TOKEN}"),
            *("--eventpath", str(self.folder / "event.json")),
            *("--secret", f"GITHUB_TOKEN={self.token}"),
            *(part for key, value in variables.items() for part in ("--env", f"{key}={value}")),
        ]

    def _environment(self) -> dict[str, str]:
        """Nothing of this process's environment but what pip needs to reach its index.

        Steps inherit all of it, so the token is no part: only the step that names it may have it.
        """
        passed = {key: value for key, value in os.environ.items() if _reaches_index(key)}
        return {
            **passed,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
        }


def _reaches_index(name: str) -> bool:
    return name.upper().startswith(REACHES_INDEX) or name == "REQUESTS_CA_BUNDLE"


def interrupt(process: subprocess.Popen[str]) -> None:
    """Let act end its step, which it runs in a session of its own; then end act."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=GRACE)
    finally:
        process.kill()
