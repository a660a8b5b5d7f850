"""The auditor's own table of the lifecycle: which kinds of entry lead from where to where.

Source: the platform's "Apply for release" page, numbered T1 to T24. A test compares it with the
bot's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents.identity import Environment

if TYPE_CHECKING:
    from bot.audit.model.entry import Entry

NEW = "New Version Created"
REVIEW = "Under Review"
PILOT = "Pilot Testing"
PREPARED = "Release Preparation"
GRAYSCALE = "Grayscale Release"
FULL = "Full Release"
ARCHIVED = "Archived"

IN_FLIGHT = frozenset({REVIEW, PILOT, PREPARED, GRAYSCALE})
LIVE = frozenset({GRAYSCALE, FULL})

_DIRECT = frozenset({Environment.DEVELOPMENT, Environment.TEST})
_REVIEWED = frozenset({Environment.SANDBOX, Environment.PRODUCTION})
_SANDBOX = frozenset({Environment.SANDBOX})
_PRODUCTION = frozenset({Environment.PRODUCTION})
_ALL = frozenset(Environment)


@dataclass(frozen=True, slots=True)
class Step:
    """One way on. ``review`` and ``pilot``: what the target must be like, ``None`` for either."""

    kind: str
    row: str | None
    source: str
    target: str
    role: str
    environments: frozenset[Environment]
    content: str
    review: bool | None = None
    pilot: bool | None = None


STEPS: tuple[Step, ...] = (
    Step("released", "T2", NEW, FULL, "releaser", _DIRECT, "main"),
    Step("pilot-started", "T4", NEW, PILOT, "releaser", _SANDBOX, "main", review=False, pilot=True),
    Step("released", "T5", NEW, FULL, "releaser", _SANDBOX, "main", review=False, pilot=False),
    Step("submitted", "T3", NEW, REVIEW, "releaser", _REVIEWED, "pull-request", review=True),
    Step("resubmitted", None, REVIEW, REVIEW, "releaser", _REVIEWED, "pull-request", review=True),
    Step("withdrawn", "T6", REVIEW, NEW, "releaser", _REVIEWED, "pull-request"),
    Step("lapsed", "T6", REVIEW, NEW, "none", _REVIEWED, "pull-request"),
    Step("rejected", "T7", REVIEW, NEW, "reviewer", _REVIEWED, "pull-request"),
    Step("rejection-corrected", None, NEW, NEW, "reviewer", _REVIEWED, "pull-request"),
    Step("approved", "T8", REVIEW, PILOT, "reviewer", _REVIEWED, "main", review=True, pilot=True),
    Step(
        "approved",
        "T9",
        REVIEW,
        PREPARED,
        "reviewer",
        _PRODUCTION,
        "main",
        review=True,
        pilot=False,
    ),
    Step("approved", "T10", REVIEW, FULL, "reviewer", _SANDBOX, "main", review=True, pilot=False),
    Step("archived", "T20", FULL, ARCHIVED, "bot", _ALL, "main"),
)


def step_of(entry: Entry, status: str) -> Step | None:
    """The step that an entry takes from the status a release has, if the table has it."""
    for step in STEPS:
        claimed = (entry.kind, entry.row, entry.source, entry.target, entry.role, entry.content)
        known = (step.kind, step.row, step.source, step.target, step.role, step.content)
        if claimed == known and status == step.source:
            return step if entry.release.environment in step.environments else None
    return None


def due(status: str) -> tuple[str, ...]:
    """What may follow a status, in the words of the log, for a message."""
    return tuple(dict.fromkeys(step.kind for step in STEPS if step.source == status))
