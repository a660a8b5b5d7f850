"""The population an audit draws from, and why it is complete: every commit, every entry, counted.

The counts are made while the rows pass by, so that nothing but them is held; they are whole once
the last row was taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.audit.model.entry import show_time
from bot.audit.reading.row import Row, row_of, tells_of
from bot.audit.reading.selection import EVERYTHING, Selection
from bot.core.documents.characters import escaped
from bot.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.audit.audit import Audit
    from bot.audit.rules.findings import Finding
    from bot.audit.step import Step

GAPS = frozenset(
    {"sequence", "chain", "unreadable", "entry-removed", "entry-rewritten", "merge-without-entry"}
)
"""Rules whose breach means that entries may be missing, or are not those that were written."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a replay begins and must end.

    ``commit`` is trusted and not itself replayed; ``number`` is its place on main, ``began`` its
    time, ``unseen`` counts main's commits before it. ``pinned``: the auditor named it.
    """

    commit: str
    number: int
    began: datetime
    pinned: bool
    unseen: int
    tip: str

    @classmethod
    def of(cls, audit: Audit) -> Origin:
        """The origin of an open audit."""
        start = audit.start
        return cls(start.commit, start.number, audit.began, audit.pinned, audit.unseen, audit.tip)


@dataclass(frozen=True, slots=True)
class Outside:
    """Something wrong that is not about any entry of its commit, so that no row tells of it."""

    number: int
    finding: Finding


@dataclass(slots=True)
class Population:
    """What passed by so far; ``selected`` counts, by kind, what the selection holds.

    ``documents`` counts the entries of documents, which are no rows: ``verify`` tells of them.
    """

    origin: Origin
    selection: Selection = EVERYTHING
    number: int = 0
    commit: str = ""
    hands: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    selected: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    exceptions: int = 0
    outside: list[Outside] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number, self.commit = self.origin.number, self.origin.commit

    def rows(self, steps: Iterable[Step]) -> Iterator[Row]:
        """Take every commit into account, and give the rows that are selected.

        ``IntegrityError`` ``population-gap`` where a commit is missing between the start and the
        tip: a population is given whole, or not at all.
        """
        for step in steps:
            self._count(step)
            for transition in step.transitions:
                self.kinds[transition.entry.kind] += 1
                if self.selection.holds(transition.entry):
                    row = row_of(step, transition)
                    self.selected[transition.entry.kind] += 1
                    self.exceptions += bool(row.exceptions)
                    yield row
        if self.commit != self.origin.tip:
            raise _gap(self.commit, self.origin.tip)

    def _count(self, step: Step) -> None:
        if step.number != self.number + 1 or step.commit.commit.parents[:1] != (self.commit,):
            raise _gap(self.commit, step.commit.oid)
        self.number, self.commit = step.number, step.commit.oid
        self.hands[step.hand.value] += 1
        self.documents.update(told.entry.kind for told in step.documents)
        self.rules.update(finding.rule for finding in step.findings)
        self.outside.extend(
            Outside(step.number, finding)
            for finding in step.findings
            if not any(tells_of(transition, finding) for transition in step.transitions)
        )

    @property
    def whole(self) -> bool:
        """Whether every log was found without a gap."""
        return not GAPS & set(self.rules)

    def to_value(self) -> dict[str, Any]:
        """For a document."""
        origin = self.origin
        return {
            "selection": self.selection.to_value(),
            "from": {
                "commit": origin.commit,
                "number": origin.number,
                "time": show_time(origin.began),
                "namedBy": "auditor" if origin.pinned else "repository",
                "commitsBefore": origin.unseen,
            },
            "to": {"commit": self.commit, "number": self.number},
            "commits": dict(self.hands),
            "transitions": dict(self.kinds),
            "documentEntries": dict(self.documents),
            "selected": dict(self.selected),
            "rowsWithExceptions": self.exceptions,
            "findings": dict(self.rules),
            "findingsOutsideTransitions": [_outside(one) for one in self.outside],
            "logsWithoutGap": self.whole,
        }


def rows(
    steps: Iterable[Step], origin: Origin, selection: Selection = EVERYTHING
) -> tuple[Population, Iterator[Row]]:
    """The selected rows, one a transition, and the population, whole once they were all taken."""
    population = Population(origin, selection)
    return population, population.rows(steps)


def _outside(one: Outside) -> dict[str, Any]:
    finding = one.finding
    return {
        "number": one.number,
        "commit": finding.commit,
        "rule": finding.rule,
        "path": None if finding.path is None else escaped(finding.path),
        "what": escaped(finding.what),
    }


def _gap(after: str, found: str) -> IntegrityError:
    what = f"between commit {after} and {found} commits of main are missing from the replay"
    return IntegrityError("population-gap", what, "replay the whole of it again; report this")
