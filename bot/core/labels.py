"""Labels: a view of a release's status and app for GitHub's own lists, and never anything more.

The bot sets and removes only labels of its own two prefixes, and reads no meaning out of any: a
label that somebody else sets approves nothing (threat A21) and changes nothing (threat B11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.courtesy import AddLabels, RemoveLabel, labelling_refused
from bot.core.lifecycle import Status
from bot.core.situation import PullState

if TYPE_CHECKING:
    from bot.core.situation import Situation

STATUS = "slipway: "
APP = "slipway app: "
LONGEST = 50
"""Characters of a label that GitHub takes."""


def status_label(status: Status) -> str:
    """The label of a status, in the platform's words."""
    return f"{STATUS}{status.value}"


def app_label(app: str) -> str:
    """The label of a target app; of the longest ids, what GitHub takes."""
    return f"{APP}{app}"[:LONGEST]


def labelling(situation: Situation) -> tuple[AddLabels | RemoveLabel, ...]:
    """What is to be added, in one request, and what is to be removed, one request each.

    GitHub tells labels apart regardless of letter case, and makes those that do not exist
    (github/docs, issue 35718). Replacing the whole set in one request could drop a label that
    somebody else set in the same moment.
    """
    if not situation.main.catalog.settings.labels or not _concerned(situation):
        return ()
    if situation.pull.more_comments or labelling_refused(situation):
        return ()
    wanted = {label.lower(): label for label in _wanted(situation)}
    borne = {label.lower(): label for label in situation.pull.labels}
    missing = tuple(label for key, label in wanted.items() if key not in borne)
    stale = [label for key, label in borne.items() if _own(key) and key not in wanted]
    added = (AddLabels(missing),) if missing else ()
    return (*added, *(RemoveLabel(label) for label in stale))


def _concerned(situation: Situation) -> bool:
    """Whether the pull request is open, or carries the release."""
    log = situation.main.log
    last = log.last if log else None
    carries = last is not None and last.draft.subject.pull_request == situation.pull.number
    return situation.pull.state is PullState.OPEN or carries


def _wanted(situation: Situation) -> tuple[str, ...]:
    """The status that this pull request gives the release, and the app, if main knows it.

    While main's file of the app cannot be read, a label that is there stays.
    """
    log, release = situation.main.log, situation.release
    if release is None:
        return ()
    last = log.last if log else None
    carries = last is not None and last.draft.subject.pull_request == situation.pull.number
    status = last.draft.target if last and carries else Status.NEW_VERSION_CREATED
    app = app_label(release.app)
    known = situation.app is not None or app in situation.pull.labels
    return (status_label(status), *([app] if known else ()))


def _own(label: str) -> bool:
    return label.startswith((STATUS, APP))
