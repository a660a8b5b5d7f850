"""The demo, played once for all tests that look at what it leaves, in whatever worker they are."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

SLIPWAY = Path(sys.executable).parent / "slipway"


def kept_demo(base: Path) -> Path:
    """The folder that ``slipway demo --dir`` left; what it printed stands beside it.

    ``base`` is the worker's own temporary folder. Nothing in the folder may be changed.
    """
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, said = shared / "demo", shared / "demo.json"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = subprocess.run(
                [SLIPWAY, "demo", "--json", "--dir", folder.name],
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
                env={"PATH": os.environ["PATH"]},
                cwd=shared,
            )
            assert (done.returncode, done.stderr) == (0, "")
            said.write_text(done.stdout, "utf-8")
    return folder
