"""Every sentence about an act on a release by a document, and about the lifting of a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import sentences as say
from bot.core.documents.place_kinds import ActDocument, StopFile
from bot.core.quoting import name, span
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.place_kinds import ActKind, Place
    from bot.core.entitlement import Judges
    from bot.core.lifecycle import Status
    from bot.core.log import Log
    from bot.core.situation import Account
    from bot.core.stop import Stop

AGAIN = "say /apply, or press Ready for review on a draft"

# --- Sentences of the rules: what, the value, the cure -------------------------------------------

_DONE = {
    "offline": "be taken offline",
    "restore": "be restored",
    "override": "be let through a freeze",
}


def other_status(log: Log, act: ActKind, allowed: Sequence[Status]) -> str:
    """Say in which statuses the act is possible."""
    which = ", ".join(allowed)
    return (
        f"{say.show_release(log.release)} is {log.status}; what is {which} can {_DONE[act]} "
        "[act-in-status]"
    )


def moved_since(log: Log, since: datetime, people: Sequence[Person]) -> str:
    """Say that the release came to another status after the act of applying."""
    return (
        f"{say.show_release(log.release)} is {log.status} since {show_time(since)}, and it was not "
        f"applied for after that; one of {say.listed(people)} must apply again: {AGAIN} "
        "[act-as-it-stood]"
    )


def another_in_flight(other: Log) -> str:
    """Say which other release keeps this one where it is."""
    return (
        f"{say.show_release(other.release)} is {other.status} (#{_pull(other)}); end it first, or "
        "let it reach Full Release, which archives this one [offline-alone]"
    )


def restore_off(app: str, owners: Sequence[Person]) -> str:
    """Say that the app knows no restoration."""
    return (
        f"{app} restores nothing: catalog/apps/{app}.yaml does not say restore: true; owners "
        f"({say.listed(owners)}) may change that, or release a new version [restore-allowed]"
    )


def never_full(release: ReleaseId) -> str:
    """Say that all users have never met the release."""
    return (
        f"{say.show_release(release)} was never Full Release, so there is nothing to go back to; "
        "release a new version [restorable]"
    )


def force_removed(release: ReleaseId) -> str:
    """Say that an inspector ended it."""
    return (
        f"{say.show_release(release)} was force removed, and never comes back; release a new "
        "version [restorable]"
    )


def grayscale_beside(other: Log) -> str:
    """Say which release is on its way to all users."""
    return (
        f"{say.show_release(other.release)} is Grayscale Release (#{_pull(other)}); complete or "
        "cancel it first [restore-alone]"
    )


def restored_before(other: Log) -> str:
    """Say that what was Full Release last came by a restoration."""
    return (
        f"{say.show_release(other.release)} was restored there already, and twice in a row would "
        "go back and forth; release a new version [restored-once]"
    )


def override_over(until: datetime) -> str:
    """Say that the override would be over already."""
    return f"until is {show_time(until)}, which is past; name a later time [override-short]"


def override_long(until: datetime) -> str:
    """Say how far ahead an override may reach."""
    return (
        f"until is {show_time(until)}; an override holds for seven days at most from when it is "
        "approved, so name an earlier time [override-short]"
    )


def nothing_stopped(app: str) -> str:
    """Say that there is nothing to lift."""
    return f"No stop of {app} stands; close this [stop-stands]"


def other_stop(stop: Stop) -> str:
    """Say which stop stands."""
    return (
        f"The stop of {stop.app} that stands is {stop.transition}, by "
        f"{name(stop.by.login, stop.by.id)} at {show_time(stop.at)}: {span(stop.reason, 500)}; let "
        "lifts name it [stop-stands]"
    )


def objection_without_reason(people: Sequence[Person]) -> str:
    """Ask for the reason of an objection."""
    return (
        f"{say.listed(people)} requested changes without a reason, so it is not a rejection yet; "
        "submit Request changes again with what is wrong, or approve [act-reasons-given]"
    )


def unknown_contributors(unknown: Sequence[str]) -> str:
    """Say that somebody in the branch is nobody's account."""
    return (
        f"{len(unknown)} contributor(s) belong to no known account ({span(', '.join(unknown))}), "
        "and that is refused here; commit with an e-mail of a GitHub account, in a branch of this "
        "repository [act-approved]"
    )


def too_few(missing: int, owners: Sequence[Person]) -> str:
    """Say that an act can never find its approvals as it was applied for."""
    return (
        f"{missing} approval(s) can be given by nobody: all others who may judge this had a hand "
        f"in it or fill other seats; owners ({say.listed(owners)}) mend the lists of the catalog, "
        "or somebody else applies [act-approved]"
    )


def strangers(accounts: Sequence[Account]) -> str:
    """Say that reviews by others do not count, naming three at most."""
    named = ", ".join(name(account.login, account.id) for account in accounts[:3])
    more = f" and {len(accounts) - 3} more" if accounts[3:] else ""
    return (
        f"Reviews by {named}{more} do not count: whoever may not judge this by the catalog on "
        "main, or is not a person, approves nothing here"
    )


def _pull(log: Log) -> int:
    return log.entries[-1].draft.subject.pull_request


# --- What the pull request shows -----------------------------------------------------------------


def show_act(place: ActDocument) -> str:
    """``offline.yaml of coffee 1.4.0 to harbor Test``."""
    return f"{place.kind}.yaml of {say.show_release(place.release)}"


_HEADLINES = {
    "offline": "Take {release} offline",
    "restore": "Restore {release}",
    "override": "Override freezes for {release}",
}


def headline(place: Place | None) -> str | None:
    """The first line of the commit by which an act is done; ``None`` for other documents."""
    match place:
        case ActDocument():
            return _HEADLINES[place.kind].format(release=say.show_release(place.release))
        case StopFile():
            return f"Lift the stop of {place.app}"
        case _:
            return None


_RESULTS = {
    "offline": "{release} is taken offline, and Archived",
    "restore": "{release} is restored, and Full Release again",
    "override": "no freeze halts {release} until the time that the document names",
}


def result(place: Place | None) -> str | None:
    """What an act comes to; ``None`` for other documents."""
    match place:
        case ActDocument():
            return _RESULTS[place.kind].format(release=say.show_release(place.release))
        case StopFile():
            return f"the stop of {place.app} is lifted"
        case _:
            return None


def decided(result: str) -> str:
    """The first line of the comment once an act is done."""
    return f"**Done**: {result}."


def next_reviewed(bench: Judges, result: str) -> str:
    """Who approves an act, and what follows."""
    seats = f", {' and '.join(bench.policy.seats)} among them," if bench.policy.seats else ""
    return (
        f"{bench.policy.count} of {say.listed(bench.people)}{seats} must approve it, and none who "
        f"had a hand in it; the bot then merges it, and {result}."
    )


def next_at_once(who: str, result: str) -> str:
    """Who does it at once, and what follows."""
    return f"Once {who} applies, the bot merges it at once, and {result}: nobody reviews it."


DONE = "Done"
"""The title of the comment once an act is done."""
OUTCOME = ("**Done**: {result}{approvers}.", "{mention} The log says why, and by whose leave.")
"""Headline and text of the comment that sends the mail of it."""
