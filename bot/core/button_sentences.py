"""Every sentence that a run says of the stop button, one line each.

The lines are for the log of a job, where a line can be a command to the runner: nothing that was
typed beside the button stands in them but the id of an app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.quoting import name
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.stop import Stop

PRESS = "press it: Actions, Slipway, Run workflow, on main"
NO_REASON = (
    "an app is stopped with a reason, one line of at most 500 characters, as in /stop REASON; "
    "press it again with one [no-reason]"
)


def stopped(app: str, transition: str) -> str:
    """Say that an app is stopped, and how it is let go."""
    return (
        f"{app} is stopped: nothing goes forward in it until two operators or owners lift it by a "
        f"pull request with catalog/stops/{app}.yaml that says lifts: {transition}"
    )


def nothing_done(why: str) -> str:
    """Say that a press did nothing, and why."""
    return f"nothing done: {why}"


def counted(run: int, transition: str) -> str:
    """Say that the run has done its work before."""
    return f"run {run} has set its stop already, transition {transition} [already-so]"


def surveyed(transition: str) -> str:
    """Say that what was seen is recorded."""
    return f"recorded who can move main past the rules, transition {transition}"


def surveyed_already(run: int, transition: str) -> str:
    """Say that the run has recorded before."""
    return f"run {run} has recorded it already, transition {transition} [already-so]"


def same_as_before(when: str) -> str:
    """Say that nothing changed since the last record, which is not a day old."""
    return f"it is as recorded at {when}, and is recorded again after a day [already-so]"


def no_button(run: int) -> str:
    """Say that the run is none of the button's."""
    return (
        f"run {run} is no run of the bot's own workflow, started on main by its button; {PRESS} "
        "[not-this-button]"
    )


def run_again(run: int, attempt: int) -> str:
    """Say that a re-run presses nothing."""
    return (
        f"this is attempt {attempt} of run {run}, and an old run that is run again presses "
        f"nothing; {PRESS} [press-again]"
    )


def too_late(run: int) -> str:
    """Say that the press is too old."""
    return f"run {run} was started more than a day ago; if it is still due, {PRESS} [press-again]"


def no_app(app: str | None, known: Sequence[str]) -> str:
    """Say which apps there are; an id that cannot be one is not repeated."""
    what = f"there is no app {app} in" if app else "what was given as app is no id of one in"
    apps = ", ".join(known) or "none"
    return f"{what} the catalog on main; the apps are: {apps} [no-such-app]"


def stopped_already(stop: Stop) -> str:
    """Say whose stop stands."""
    who, since = name(stop.by.login, stop.by.id), show_time(stop.at)
    return (
        f"{stop.app} was stopped already by {who} at {since}, transition {stop.transition} "
        "[already-so]"
    )


def changed_since(app: str) -> str:
    """Say that a press does not reach over a change."""
    return (
        f"a stop of {app}, or its file in the catalog, changed since it was pressed, or in the "
        "same second; look at it, and press it again if it is still due [as-shown]"
    )
