"""Every sentence about a release that is on its way to its users, or at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lifecycle import Status
from bot.core.quoting import name, span
from bot.core.schedule import shown as show_both
from bot.core.times import show_time

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.entry import Entry
    from bot.core.entry_rollout import Rollout
    from bot.core.freeze import Frozen
    from bot.core.stop import Stop

# --- Sentences of the rules ----------------------------------------------------------------------


def stopped(stop: Stop) -> str:
    """Say who stopped the app, and how it is lifted."""
    return (
        f"{name(stop.by.login, stop.by.id)} stopped {stop.app} at {show_time(stop.at)}: "
        f"{span(stop.reason, 500)}; two operators or owners lift it by a pull request with "
        f"catalog/stops/{stop.app}.yaml that names {stop.transition} [not-stopped]"
    )


def frozen_until(found: Frozen) -> str:
    """Say which window holds, and when all of it ends."""
    ends = show_both(found.ends.astimezone(found.window.until.tzinfo)) if found.ends else ""
    until = f"it ends {ends}" if ends else "no end comes within a year"
    return f"it is frozen, {span(found.reason)}: {until} [not-frozen]"


def paused_by(note: Entry) -> str:
    """Say who holds the rollout."""
    actor = note.draft.actor
    return (
        f"{name(actor.login, actor.id)} paused it at {show_time(note.time)}; say `/resume` "
        "[not-paused]"
    )


def waits(until: datetime) -> str:
    """Say until when the release stands at its percentage."""
    return f"it stands at its percentage until {show_time(until)} at least [step-waited]"


# --- How it stands -------------------------------------------------------------------------------


def stands(status: Status, percent: int | None) -> str:
    """``Grayscale Release at 10 %``, or the status alone."""
    return f"{status} at {percent} %" if status is Status.GRAYSCALE_RELEASE else str(status)


def warned(release: str, note: Entry, now: datetime) -> str:
    """Show a warning to whoever asks for a release of that mini program."""
    actor, deadline = note.draft.actor, note.draft.rollout.deadline
    until = show_time(deadline) if deadline else "no time"
    over = "; the deadline has passed" if deadline is not None and deadline <= now else ""
    return (
        f"the inspector {name(actor.login, actor.id)} warned about {release} at "
        f"{show_time(note.time)}: {span(note.draft.reason or '', 500)}; to be cured until {until}"
        f"{over}"
    )


def said_with(rollout: Rollout) -> str:
    """What an entry says beside the status: testers, and until when a warning or override holds."""
    if rollout.testers is not None:
        return f"The pilot has {len(rollout.testers)} tester(s) now."
    if rollout.deadline is not None:
        return f"It is to be cured until {show_time(rollout.deadline)}."
    return f"It holds until {show_time(rollout.until)}." if rollout.until is not None else ""


def schedule_stuck(why: str) -> str:
    """Say why an act whose time has come is not performed."""
    return f"its schedule cannot go on: {why}"


_WHAT = {
    "testing-completed": "Testing completed",
    "testing-bypassed": "Testing bypassed",
    "went-live": "Gone live",
    "scaled": "Scaled up",
    "completed": "Completed",
    "canceled": "Canceled",
    "taken-offline": "Taken offline",
    "force-removed": "Force removed",
    "restored": "Restored",
    "pilot-changed": "Testers changed",
    "paused": "Paused",
    "resumed": "Resumed",
    "warned": "Warned",
    "freeze-overridden": "Freezes overridden",
}
DECISIONS = {kind: f"**{what}** by {{actor}}: it is {{stands}}." for kind, what in _WHAT.items()}
OUTCOMES = {
    kind: (f"**{what}** by {{actor}}: {{release}} is {{stands}}.", "{mention} {then}")
    for kind, what in _WHAT.items()
}
"""Headline and text of each outcome."""

HEADLINES = {
    "testing-completed": "Complete the testing of {release}: {target}",
    "testing-bypassed": "Bypass the testing of {release}: {target}",
    "went-live": "Take {release} live at {percent} %: {target}",
    "scaled": "Scale {release} up to {percent} %",
    "completed": "Complete {release}: {target}",
    "canceled": "Cancel {release}",
    "taken-offline": "Take {release} offline",
    "force-removed": "Force remove {release}",
    "restored": "Restore {release}: {target}",
    "pilot-changed": "Change the testers of {release}",
    "paused": "Pause {release}",
    "resumed": "Resume {release}",
    "warned": "Warn about {release}",
    "freeze-overridden": "Override freezes for {release}",
    "delivered": "Note what the app answered about {release}",
    "delivery-failed": "Note that the app was not told of {release}",
}

# --- What happens next ---------------------------------------------------------------------------

NEXT = {
    Status.PILOT_TESTING: (
        "**NOT LIVE YET.** Testers try it in Pilot Testing. A releaser changes them by "
        "`/pilot add USER…`, and ends it by `/complete-testing` or `/bypass-testing`."
    ),
    Status.RELEASE_PREPARATION: (
        "**NOT LIVE YET.** It is approved and merged, and stands in Release Preparation. A "
        "releaser makes it live by `/go-live` for all users, or `/go-live N%` for a part."
    ),
    Status.GRAYSCALE_RELEASE: (
        "**LIVE for {percent} % of the users.** A releaser raises that by `/scale N%`, never "
        "lowers it, and ends it by `/complete`; `/cancel VERSION REASON` ends it for good."
    ),
    Status.NEW_VERSION_CREATED: "A releaser may apply again, once what is at fault is cured.",
    Status.FULL_RELEASE: (
        "It is live for all users of this environment. A later Full Release archives it; a pull "
        "request with offline.yaml takes it offline."
    ),
    Status.CANCELED: (
        "It is over for good: this version can never be released there again. Upload a new version."
    ),
    Status.ARCHIVED: "It is over.",
}


def what_next(status: Status, percent: int | None) -> str:
    """What people do next with a release that is on main."""
    return NEXT.get(status, "").format(percent=percent)
