"""The auditor's own table of the lifecycle: which kinds of entry lead from where to where.

Source: the platform's "Apply for release" page, numbered T1 to T24. A test compares it with the
bot's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents.identity import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import Entry

NEW = "New Version Created"
REVIEW = "Under Review"
PILOT = "Pilot Testing"
PREPARED = "Release Preparation"
GRAYSCALE = "Grayscale Release"
FULL = "Full Release"
CANCELED = "Canceled"
ARCHIVED = "Archived"

ROLLING_OUT = frozenset({PILOT, PREPARED, GRAYSCALE})
"""Approved, and on the way to everybody."""
IN_FLIGHT = ROLLING_OUT | {REVIEW}
LIVE = frozenset({GRAYSCALE, FULL})
SHOWN = LIVE | {PILOT}
"""What a live file names: users or testers meet it."""
REMOVABLE = IN_FLIGHT | {FULL}
"""What a force removal takes away."""

_DIRECT = frozenset({Environment.DEVELOPMENT, Environment.TEST})
_REVIEWED = frozenset({Environment.SANDBOX, Environment.PRODUCTION})
_SANDBOX = frozenset({Environment.SANDBOX})
_PRODUCTION = frozenset({Environment.PRODUCTION})
_ALL = frozenset(Environment)
_WHERE = {
    REVIEW: _REVIEWED,
    PILOT: _REVIEWED,
    PREPARED: _PRODUCTION,
    GRAYSCALE: _PRODUCTION,
    FULL: _ALL,
    CANCELED: _REVIEWED,
    ARCHIVED: _ALL,
}
"""Where a release can come to stand so."""


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


OVERRIDING = ("releaser", "operator")
"""In which roles somebody applies for an override, which others approve."""
AFTER_MAIN = (PILOT, PREPARED, GRAYSCALE, FULL, CANCELED, ARCHIVED)
"""Where a release can stand whose files are on main."""


def _by(
    roles: tuple[str, ...],
    kind: str,
    row: str,
    source: str,
    target: str,
    environments: frozenset[Environment],
) -> Iterator[Step]:
    """One row that people of several roles may take."""
    for role in roles:
        yield Step(kind, row, source, target, role, environments, "main")


def _each(
    kinds: tuple[str, ...],
    row: str,
    source: str,
    target: str,
    environments: frozenset[Environment],
) -> Iterator[Step]:
    """One row that goes by several names."""
    for kind in kinds:
        yield Step(kind, row, source, target, "releaser", environments, "main")


def _notes(kind: str, roles: tuple[str, ...], statuses: tuple[str, ...]) -> Iterator[Step]:
    """A note keeps its status, and stands wherever a release can have that."""
    for status in statuses:
        content = "pull-request" if status == REVIEW else "main"
        for role in roles:
            yield Step(kind, None, status, status, role, _WHERE[status], content)


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
    *_each(("testing-completed", "testing-bypassed"), "T11", PILOT, GRAYSCALE, _PRODUCTION),
    *_each(("testing-completed", "testing-bypassed"), "T12", PILOT, FULL, _SANDBOX),
    *_by(("releaser", "operator"), "canceled", "T13", PILOT, CANCELED, _REVIEWED),
    *_by(("releaser", "bot"), "went-live", "T14", PREPARED, GRAYSCALE, _PRODUCTION),
    *_by(("releaser", "bot"), "went-live", "T15", PREPARED, FULL, _PRODUCTION),
    *_by(("releaser", "operator"), "canceled", "T16", PREPARED, CANCELED, _PRODUCTION),
    *_by(("releaser", "bot"), "scaled", "T17", GRAYSCALE, GRAYSCALE, _PRODUCTION),
    *_by(("releaser", "bot"), "completed", "T18", GRAYSCALE, FULL, _PRODUCTION),
    *_by(("releaser", "operator"), "canceled", "T19", GRAYSCALE, CANCELED, _PRODUCTION),
    Step("archived", "T20", FULL, ARCHIVED, "bot", _ALL, "main"),
    Step("taken-offline", "T21", FULL, ARCHIVED, "releaser", _ALL, "main"),
    Step("force-removed", "T22", PILOT, ARCHIVED, "inspector", _ALL, "main"),
    Step("force-removed", "T22", PREPARED, ARCHIVED, "inspector", _ALL, "main"),
    Step("force-removed", "T22", GRAYSCALE, ARCHIVED, "inspector", _ALL, "main"),
    Step("force-removed", "T22", FULL, ARCHIVED, "inspector", _ALL, "main"),
    Step("force-removed", "T23", REVIEW, NEW, "inspector", _REVIEWED, "pull-request"),
    Step("restored", "T24", ARCHIVED, FULL, "releaser", _ALL, "main"),
    *_notes("pilot-changed", ("releaser",), (PILOT,)),
    *_notes("paused", ("releaser", "operator"), (PILOT, PREPARED, GRAYSCALE)),
    *_notes("resumed", ("releaser", "operator"), (PILOT, PREPARED, GRAYSCALE)),
    *_notes("warned", ("inspector",), (REVIEW, PILOT, PREPARED, GRAYSCALE, FULL)),
    *_notes("freeze-overridden", OVERRIDING, (REVIEW, PILOT, PREPARED, GRAYSCALE)),
    *_notes("delivered", ("bot",), AFTER_MAIN),
    *_notes("delivery-failed", ("bot",), AFTER_MAIN),
)

FORWARD = frozenset(
    {"T2", "T4", "T5", "T8", "T9", "T10", "T11", "T12", "T14", "T15", "T17", "T18", "T24"}
)
"""The rows that a stop or a freeze halts. What ends something, or only applies, is not of them."""
PAUSED = frozenset({"T11", "T12", "T14", "T15", "T17", "T18"})
"""The rows that a pause halts."""


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
