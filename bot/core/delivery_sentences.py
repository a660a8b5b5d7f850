"""Every sentence about what an app's backend was told, and has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.entry_rollout import Result
from bot.core.quoting import name, span
from bot.core.sentences import show_release
from bot.core.times import show_time

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.delivery import Observed
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry_rollout import Observed as Noted

DETAIL = 240
"""Characters of a detail that are shown: all that a note may hold."""


# --- What a run says of itself -------------------------------------------------------------------


def telling(release: ReleaseId, attempt: int) -> str:
    """Say that a backend would be told."""
    return f"tell {release.app} of {show_release(release)} (attempt {attempt}), and record it"


def told(release: ReleaseId, attempt: int, observed: Observed) -> str:
    """Say what came of an attempt."""
    return (
        f"told {release.app} of {show_release(release)} (attempt {attempt}): {observed.result}, "
        f"{observed.noted}"
    )


def deploying(title: str, description: str) -> str:
    """Say what a deployment would show."""
    return f"show the deployment of {title}: {description}"


def deployed(title: str, description: str) -> str:
    """Say what a deployment shows."""
    return f"the deployment of {title} shows {description}"


def not_deployed(title: str, why: str, what: str) -> str:
    """Say why a deployment is not shown, which stops nothing."""
    return f"the deployment of {title} is not shown: {what} [{why}]"


# --- What is observed, beside what was decided ---------------------------------------------------

PENDING = "**pending**: the app's backend has not been told yet"
_SHOWN = {
    Result.SENT: "**pending**: the app's backend took it at {at}, and has not said what it has",
    Result.DELIVERED: "**delivered**: the app's backend has it since {at}",
    Result.DRIFTED: "**drifted**: the app's backend had something else at {at}",
    Result.FAILED: "**failed**: the app's backend could not be told at {at}",
}


def observed_in_words(result: Result, at: datetime) -> str:
    """Say what is known of the backend."""
    return _SHOWN[result].format(at=show_time(at))


def covered(release: ReleaseId) -> str:
    """Say that a later change tells of this one as well."""
    return f"told together with the later {show_release(release)}"


def unheard(observer: Person | None) -> str:
    """Say who could acknowledge what was sent."""
    if observer is None:
        return "; nobody is to say so"
    return f"; {name(observer.login, observer.id)} says so by a commit status"


# --- The rule ------------------------------------------------------------------------------------

_FINDINGS = {
    Result.DRIFTED: "the backend of {app} has something else than was decided ({detail}): make it "
    "put in force what live/{app}/{environment}.json holds",
    Result.FAILED: "the backend of {app} could not be told of this ({detail}): make it answer, as "
    "docs/delivery.md says",
}


def not_as_decided(release: ReleaseId, noted: Noted, again: datetime | None) -> str:
    """Say what the backend has instead, or why it could not be told, and when it is told again."""
    text = _FINDINGS[noted.result].format(
        app=release.app, environment=release.environment, detail=span(noted.detail, DETAIL)
    )
    after = f"; it is told again after {show_time(again)}" if again else ""
    return f"{text}{after} [observed-as-decided]"
