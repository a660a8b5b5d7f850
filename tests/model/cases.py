"""Statuses, commands, and what the model remembers of one release."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tests.model.world import INSPECTORS, OPERATORS, RELEASERS

if TYPE_CHECKING:
    from tests.model.acts import Schedule

NEW = "New Version Created"
REVIEW = "Under Review"
PILOT = "Pilot Testing"
PREPARED = "Release Preparation"
GRAYSCALE = "Grayscale Release"
FULL = "Full Release"
CANCELED = "Canceled"
ARCHIVED = "Archived"

ROLLING_OUT = (PILOT, PREPARED, GRAYSCALE)
IN_FLIGHT = (REVIEW, *ROLLING_OUT)
MET_BY_USERS = (GRAYSCALE, FULL)
SERVED = (PILOT, GRAYSCALE, FULL)
REMOVABLE = (*IN_FLIGHT, FULL)
BOT = "bot"
REVIEWER = "a reviewer"


class Command(NamedTuple):
    """Who may say it, and of a release in which status; what goes forward can be halted."""

    by: tuple[str, ...]
    statuses: tuple[str, ...]
    forward: bool = False


COMMANDS = {
    "/apply": Command(RELEASERS, (NEW,)),
    "/withdraw": Command(RELEASERS, (REVIEW,)),
    "/complete-testing": Command(RELEASERS, (PILOT,), forward=True),
    "/bypass-testing": Command(RELEASERS, (PILOT,), forward=True),
    "/go-live": Command(RELEASERS, (PREPARED,), forward=True),
    "/scale": Command(RELEASERS, (GRAYSCALE,), forward=True),
    "/complete": Command(RELEASERS, (GRAYSCALE,), forward=True),
    "/cancel": Command((*RELEASERS, *OPERATORS), ROLLING_OUT),
    "/pause": Command((*RELEASERS, *OPERATORS), ROLLING_OUT),
    "/resume": Command((*RELEASERS, *OPERATORS), ROLLING_OUT),
    "/pilot": Command(RELEASERS, (PILOT,)),
    "/stop": Command(
        OPERATORS, (NEW, REVIEW, PILOT, PREPARED, GRAYSCALE, FULL, CANCELED, ARCHIVED)
    ),
    "/warn": Command(INSPECTORS, REMOVABLE),
    "/force-remove": Command(INSPECTORS, REMOVABLE),
}


class Entry(NamedTuple):
    """What the log says of one act: the row of the table (none for a note), and what it led to."""

    kind: str
    row: str | None
    status: str
    by: str
    percent: int | None = None


@dataclass(slots=True)
class Case:
    """Where one release stands, and what of its past still counts."""

    status: str = NEW
    percent: int | None = None
    testers: tuple[str, ...] = ()
    paused: bool = False
    pull: str = ""
    """Its pull request: none yet, open, closed, or merged."""
    opener: str = ""
    draft: bool = False
    applicant: str = ""
    """Who applied and waits for a rule."""
    approved: bool = False
    """A reviewer approved the present round; it may wait for a freeze to end."""
    code_refused: bool = False
    was_full: bool = False
    removed: bool = False
    changed: int = 0
    """When status, percentage or testers changed last."""
    overridden: int = 0
    """Until when freezes do not halt it."""
    schedule: Schedule | None = None
    log: list[Entry] = field(default_factory=list)
