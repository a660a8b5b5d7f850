"""The figures of one size of history, and of signatures: what was measured, and what follows."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.runs import audit, git_log, git_objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.kept import Facts, History


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one history, the least of several runs each: seconds, and bytes of memory.

    ``parts``: the share of the time in each part, from a run of its own, the largest first.
    ``since`` is an audit ``--from`` a checkpoint before the newest hundredth.
    """

    facts: Facts
    audit: float
    peak: int
    log: float
    objects: float
    since: float
    parts: Mapping[str, float]

    @property
    def git(self) -> float:
        """Seconds of git alone."""
        return self.log + self.objects

    @property
    def ratio(self) -> float:
        """How many times as long the audit takes as git alone."""
        return self.audit / self.git

    @property
    def each(self) -> float:
        """Seconds for one transition."""
        return self.audit / self.facts.transitions


@dataclass(frozen=True, slots=True)
class Signatures:
    """A signed history, judged without keys and with them."""

    facts: Facts
    unchecked: float
    checked: float

    @property
    def each(self) -> float:
        """Seconds for one commit's signature."""
        return (self.checked - self.unchecked) / self.facts.commits


def measure(history: History, repeat: int) -> Figures:
    """Measure one history; audit and git take turns, so that other load meets both."""
    runs, logs, objects, tails = [], [], [], []
    for _ in range(repeat):
        logs.append(git_log(history))
        objects.append(git_objects(history))
        runs.append(audit(history))
        tails.append(audit(history, "--from", late_checkpoint(history.facts)))
    looks = audit(history, sample=True).looks
    return Figures(
        facts=history.facts,
        audit=min(run.seconds for run in runs),
        peak=max(run.peak for run in runs),
        log=min(logs),
        objects=min(objects),
        since=min(run.seconds for run in tails),
        parts=_shares(looks),
    )


def measure_signatures(history: History, repeat: int) -> Signatures:
    """Measure what checking every signature adds."""
    plain, checking = [], []
    for _ in range(repeat):
        plain.append(audit(history).seconds)
        checking.append(audit(history, "--trusted-keys", str(history.key)).seconds)
    return Signatures(history.facts, min(plain), min(checking))


def late_checkpoint(facts: Facts) -> str:
    """A line as ``slipway audit checkpoint`` writes it, but for the root: that one costs nothing.

    A replay begins at the commit, whatever root it goes on from.
    """
    root = base64.b64encode(bytes(32)).decode()
    where = f"{facts.late} {facts.late_time} {facts.first}"
    return f"slipway-checkpoint/1 {facts.late_size} {root} {where}"


def _shares(looks: Mapping[str, int]) -> dict[str, float]:
    whole = sum(looks.values()) or 1
    ordered = sorted(looks.items(), key=lambda item: -item[1])
    return {part: count / whole for part, count in ordered}
