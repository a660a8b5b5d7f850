"""Looks at the running stack each millisecond, and counts in which part of the audit it is.

Unlike a profiler it slows no function down, so that what consists of many small ones (YAML) does
not look larger than it is. What each look finds is counted for the innermost module that stands in
the table; what a part calls elsewhere (git, json, hashes) is its own.
"""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

INTERVAL = 0.001
"""Seconds between two looks."""
REST = "the rest"
PARTS: dict[str, tuple[str, ...]] = {
    "starting Python": ("importlib._bootstrap",),
    "reading git": ("bot.audit.git.clone", "bot.audit.git.history"),
    "YAML": (
        "bot.core.documents.strict_yaml",
        "bot.core.documents.tree",
        "bot.core.documents.raw_text",
    ),
    "canonical JSON": ("bot.core.documents.canonical",),
    "schemas": ("bot.audit.model.shapes", "bot.core.documents.schema"),
    "entries": ("bot.audit.model.entry", "bot.audit.model.entries", "bot.core.documents.identity"),
    "paths": ("bot.core.documents.places", "bot.core.documents.place_kinds"),
    "state of releases": ("bot.audit.model.state",),
    "trees": ("bot.audit.git.trees",),
    "signatures": (
        "bot.audit.trust.signatures",
        "bot.audit.trust.openssh",
        "bot.audit.trust.trusted_keys",
    ),
    "catalog": ("bot.audit.model.policy", "bot.audit.maintenance", "bot.audit.bundle.slots"),
    "status and live files": ("bot.audit.expected", "bot.audit.model.projection"),
    "rules": (
        "bot.audit.rules.application",
        "bot.audit.rules.authority",
        "bot.audit.rules.case",
        "bot.audit.rules.chain",
        "bot.audit.rules.commit",
        "bot.audit.foreign",
        "bot.audit.replay",
        "bot.audit.model.resolution",
        "bot.audit.rules.review",
    ),
}
_PART_OF = {module: part for part, modules in PARTS.items() for module in modules}


class Sampler:
    """Counts looks by part, from ``start`` to ``stop``."""

    def __init__(self) -> None:
        self.looks: Counter[str] = Counter()

    def start(self) -> None:
        """Begin to look, also while git is waited for."""
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)

    def stop(self) -> None:
        """Look no more."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        self.looks[part_of(frame)] += 1


def part_of(frame: FrameType | None) -> str:
    """The part that a stack is in."""
    while frame is not None:
        found = _PART_OF.get(frame.f_globals.get("__name__", ""))
        if found is not None:
            return found
        frame = frame.f_back
    return REST
