"""``python -m bench.child REPORT [--sample] COMMAND…``: one slipway command, and what it took.

The report is one JSON object: ``peak``, the most memory that this process had (bytes; git's own
is left out: it maps packs, which the system may drop at any time), and ``looks`` by part.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from bench.sampler import Sampler

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which ``ru_maxrss`` counts (getrusage(2))."""


def main(report: Path, arguments: list[str]) -> None:
    """Run the command; its exit code is this one's."""
    sampler = Sampler()
    if arguments[0] == "--sample":
        arguments = arguments[1:]
        sampler.start()
    try:
        _command(arguments)
    finally:
        sampler.stop()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
        report.write_text(json.dumps({"peak": peak, "looks": sampler.looks}), "utf-8")


def _command(arguments: list[str]) -> None:
    from bot.cli.entry import main as slipway  # noqa: PLC0415  what importing costs is counted

    sys.argv = ["slipway", *arguments]
    slipway()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
