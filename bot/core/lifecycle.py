"""The lifecycle of a release, as data: statuses, triggers, and the rows that lead on.

The rows carry the platform's numbers. What is not a row is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.documents.identity import Environment


class Status(StrEnum):
    """Where a release stands, in the platform's own words."""

    NEW_VERSION_CREATED = "New Version Created"
    UNDER_REVIEW = "Under Review"
    PILOT_TESTING = "Pilot Testing"
    RELEASE_PREPARATION = "Release Preparation"
    GRAYSCALE_RELEASE = "Grayscale Release"
    FULL_RELEASE = "Full Release"
    CANCELED = "Canceled"
    ARCHIVED = "Archived"


IN_FLIGHT = frozenset(
    {
        Status.UNDER_REVIEW,
        Status.PILOT_TESTING,
        Status.RELEASE_PREPARATION,
        Status.GRAYSCALE_RELEASE,
    }
)
"""One release of a mini program per target may stand in these at a time."""

LIVE = frozenset({Status.GRAYSCALE_RELEASE, Status.FULL_RELEASE})
"""Users of the app can meet a release that stands in these."""
SERVED = LIVE | {Status.PILOT_TESTING}
"""The app serves a release that stands in these to somebody: the live file names it."""
ROLLING_OUT = frozenset(
    {Status.PILOT_TESTING, Status.RELEASE_PREPARATION, Status.GRAYSCALE_RELEASE}
)
"""Approved, on main, and not yet at the end of its way."""
REMOVABLE = IN_FLIGHT | {Status.FULL_RELEASE}
"""What a force removal ends."""


class Role(StrEnum):
    """In what capacity somebody acted."""

    RELEASER = "releaser"
    REVIEWER = "reviewer"
    BOT = "bot"
    NONE = "none"
    OWNER = "owner"
    WORKSPACE_ADMIN = "workspace-admin"
    ADMIN = "admin"
    DEVELOPER = "developer"
    INSPECTOR = "inspector"
    OPERATOR = "operator"
    SELF = "self"
    REQUESTER = "requester"


class Trigger(StrEnum):
    """What people, or an earlier transition, did to a release."""

    SELECT = "select target"
    APPLY = "apply"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    REJECT = "reject"
    APPROVE = "approve"
    SUPERSEDE = "superseded"
    COMPLETE_TESTING = "complete testing"
    BYPASS_TESTING = "bypass testing"
    CANCEL = "cancel"
    GO_LIVE = "go live, full"
    GO_LIVE_GRAYSCALE = "go live, grayscale"
    SCALE = "scale up"
    COMPLETE = "complete"
    TAKE_OFFLINE = "take offline"
    FORCE_REMOVE = "force remove"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a target does with a release: is it reviewed first, is there pilot testing."""

    environment: Environment
    review: bool
    pilot: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; ``None`` for ``review`` or ``pilot`` means that it does not matter.

    ``also`` may do the same as ``by``.
    """

    id: str
    source: Status | None
    target: Status
    trigger: Trigger
    by: Role
    environments: frozenset[Environment]
    review: bool | None = None
    pilot: bool | None = None
    also: Role | None = None

    def applies(self, capabilities: Capabilities) -> bool:
        """Whether this row belongs to a target with these capabilities."""
        return (
            capabilities.environment in self.environments
            and self.review in (None, capabilities.review)
            and self.pilot in (None, capabilities.pilot)
        )


ALL = frozenset(Environment)
UNREVIEWED = frozenset({Environment.DEVELOPMENT, Environment.TEST})
SANDBOX = frozenset({Environment.SANDBOX})
REVIEWABLE = frozenset({Environment.SANDBOX, Environment.PRODUCTION})
PRODUCTION = frozenset({Environment.PRODUCTION})

_NEW = Status.NEW_VERSION_CREATED
_REVIEW = Status.UNDER_REVIEW
_PILOT = Status.PILOT_TESTING
_PREPARED = Status.RELEASE_PREPARATION
_GRAYSCALE = Status.GRAYSCALE_RELEASE
_FULL = Status.FULL_RELEASE
_ARCHIVED = Status.ARCHIVED


def _testing_ends(trigger: Trigger) -> tuple[Row, ...]:
    """Completing and bypassing the pilot lead to the same statuses."""
    by = Role.RELEASER
    return (
        Row("T11", _PILOT, _GRAYSCALE, trigger, by, PRODUCTION),
        Row("T12", _PILOT, _FULL, trigger, by, SANDBOX),
    )


def _cancels(id_: str, source: Status, environments: frozenset[Environment]) -> Row:
    """What a releaser may cancel an operator may, too."""
    canceled = Status.CANCELED
    by, also = Role.RELEASER, Role.OPERATOR
    return Row(id_, source, canceled, Trigger.CANCEL, by, environments, also=also)


ROWS: tuple[Row, ...] = (
    Row("T1", None, _NEW, Trigger.SELECT, Role.RELEASER, ALL),
    Row("T2", _NEW, Status.FULL_RELEASE, Trigger.APPLY, Role.RELEASER, UNREVIEWED),
    Row("T3", _NEW, _REVIEW, Trigger.APPLY, Role.RELEASER, REVIEWABLE, review=True),
    Row(
        "T4",
        _NEW,
        Status.PILOT_TESTING,
        Trigger.APPLY,
        Role.RELEASER,
        SANDBOX,
        review=False,
        pilot=True,
    ),
    Row(
        "T5",
        _NEW,
        Status.FULL_RELEASE,
        Trigger.APPLY,
        Role.RELEASER,
        SANDBOX,
        review=False,
        pilot=False,
    ),
    Row("T6", _REVIEW, _NEW, Trigger.WITHDRAW, Role.RELEASER, REVIEWABLE),
    Row("T6", _REVIEW, _NEW, Trigger.LAPSE, Role.NONE, REVIEWABLE),
    Row("T7", _REVIEW, _NEW, Trigger.REJECT, Role.REVIEWER, REVIEWABLE),
    Row(
        "T8",
        _REVIEW,
        Status.PILOT_TESTING,
        Trigger.APPROVE,
        Role.REVIEWER,
        REVIEWABLE,
        review=True,
        pilot=True,
    ),
    Row(
        "T9",
        _REVIEW,
        Status.RELEASE_PREPARATION,
        Trigger.APPROVE,
        Role.REVIEWER,
        PRODUCTION,
        review=True,
        pilot=False,
    ),
    Row(
        "T10",
        _REVIEW,
        Status.FULL_RELEASE,
        Trigger.APPROVE,
        Role.REVIEWER,
        SANDBOX,
        review=True,
        pilot=False,
    ),
    *_testing_ends(Trigger.COMPLETE_TESTING),
    *_testing_ends(Trigger.BYPASS_TESTING),
    _cancels("T13", _PILOT, REVIEWABLE),
    Row("T14", _PREPARED, _GRAYSCALE, Trigger.GO_LIVE_GRAYSCALE, Role.RELEASER, PRODUCTION),
    Row("T15", _PREPARED, _FULL, Trigger.GO_LIVE, Role.RELEASER, PRODUCTION),
    _cancels("T16", _PREPARED, PRODUCTION),
    Row("T17", _GRAYSCALE, _GRAYSCALE, Trigger.SCALE, Role.RELEASER, PRODUCTION),
    Row("T18", _GRAYSCALE, _FULL, Trigger.COMPLETE, Role.RELEASER, PRODUCTION),
    _cancels("T19", _GRAYSCALE, PRODUCTION),
    Row("T20", _FULL, _ARCHIVED, Trigger.SUPERSEDE, Role.BOT, ALL),
    Row("T21", _FULL, _ARCHIVED, Trigger.TAKE_OFFLINE, Role.RELEASER, ALL),
    *(
        Row("T22", source, _ARCHIVED, Trigger.FORCE_REMOVE, Role.INSPECTOR, ALL)
        for source in (_GRAYSCALE, _FULL, _PILOT, _PREPARED)
    ),
    Row("T23", _REVIEW, _NEW, Trigger.FORCE_REMOVE, Role.INSPECTOR, REVIEWABLE),
    Row("T24", _ARCHIVED, _FULL, Trigger.RESTORE, Role.RELEASER, ALL),
)


FORWARD = frozenset(
    {
        Trigger.APPROVE,
        Trigger.COMPLETE_TESTING,
        Trigger.BYPASS_TESTING,
        Trigger.GO_LIVE,
        Trigger.GO_LIVE_GRAYSCALE,
        Trigger.SCALE,
        Trigger.COMPLETE,
        Trigger.RESTORE,
    }
)
"""What a freeze or a stop halts, beside an application that releases at once.

Applying for a review changes nothing for anybody; to end something always works.
"""


def row_for(source: Status | None, trigger: Trigger, capabilities: Capabilities) -> Row | None:
    """The one row for this step, or ``None`` where the lifecycle has none."""
    for row in ROWS:
        if (row.source, row.trigger) == (source, trigger) and row.applies(capabilities):
            return row
    return None


def row_on(source: Status, trigger: Trigger, environment: Environment) -> Row | None:
    """The same for a release that is on its way: no review and no pilot is asked for any more."""
    found = (row for row in ROWS if (row.source, row.trigger) == (source, trigger))
    return next((row for row in found if environment in row.environments), None)


def sources_of(trigger: Trigger, environment: Environment) -> tuple[Status, ...]:
    """The statuses from which a trigger leads on in an environment, in the order of the table."""
    rows = (r for r in ROWS if r.trigger is trigger and environment in r.environments)
    return tuple(dict.fromkeys(row.source for row in rows if row.source is not None))


def row_of(trigger: Trigger) -> Row:
    """The row by which an application is taken back or rejected, the same for every target."""
    return next(row for row in ROWS if row.trigger is trigger)
