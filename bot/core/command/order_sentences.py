"""Every sentence that the bot says about commands on a release that is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.quoting import name, span
from bot.core.sentences import link, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.catalog import Person
    from bot.core.command.grammar import Command
    from bot.core.documents.identity import ReleaseId
    from bot.core.finding import Finding
    from bot.core.lifecycle import Role, Status
    from bot.core.situation import Account

NO_RELEASE = (
    "this pull request carries no release; say it on the one that brought the release to main "
    "[no-release-here]"
)


def elsewhere(pull: int) -> str:
    """Say which pull request carries the release."""
    return f"the release is carried by {link(pull)}; say it there [no-release-here]"


def not_entitled(account: Account, roles: Sequence[Role], people: Sequence[Person]) -> str:
    """Say who may."""
    wanted = " or ".join(role.value for role in roles)
    return (
        f"{name(account.login, account.id)} is no {wanted} here by the catalog on main; "
        f"{listed(people)} may [not-entitled]"
    )


def other_version(command: Command, release: ReleaseId) -> str:
    """Say that the version said again is another one."""
    return (
        f"it says {span(command.version or '')}, and this release is {release.version}; say the "
        "version that you mean on its own pull request [other-version]"
    )


def not_now(status: Status, wanted: Sequence[Status], people: Sequence[Person]) -> str:
    """Say in which statuses it would count, and who could say it then."""
    where = " or ".join(wanted) or "no status of this environment"
    return (
        f"the release is {status}, and it counts in {where}; {listed(people)} may say it then "
        "[not-in-this-status]"
    )


STOPPED_MAIN = (
    "what stands on main is not what the bot wrote there, so nothing is done until it is mended; "
    "then say it again [rules-unmet]"
)
NO_TARGET = (
    "the app has no such environment any more, by the catalog on main; what ends the release still "
    "works [rules-unmet]"
)
CHANGED_SINCE = (
    "the release, what is live beside it, a stop of the app, or the catalog that it is judged by "
    "changed since you said it, or in the same second; look at the status comment, then say it "
    "again [as-shown]"
)
STOPPED_ALREADY = "a stop of this app stands already; the status comment says whose [already-so]"
PAUSED_ALREADY = "the rollout is paused already [already-so]"
NOT_PAUSED = "the rollout is not paused [already-so]"
SAME_TESTERS = "the testers would be the same as they are [testers-not-allowed]"
DEADLINE = (
    "the deadline must lie ahead, a year at most, for example 7d or 2026-12-01T18:00:00+01:00 "
    "[deadline-not-ahead]"
)
FIRST_IS_FULL = (
    "the app asks that the first release of a mini program there is full: say `/go-live`, or "
    "`/complete` after a pilot [percent-not-allowed]"
)
GRAYSCALE_FIRST = (
    "the app asks that a release is met by a part of the users first: say `/go-live N%` or "
    "`/scale N%` [percent-not-allowed]"
)


def hindered(findings: Sequence[Finding]) -> str:
    """Say which rules stand against it, and that it never fires by itself."""
    why = "; ".join(why for finding in findings for why in finding.answer.why)
    return f"{why}; it never fires by itself: once that is over, say it again [rules-unmet]"


def not_higher(percent: int, now: int) -> str:
    """Say that a rollout only grows."""
    return f"{percent} % is not above the present {now} %; it only grows [percent-not-allowed]"


def not_a_step(percent: int, steps: Sequence[int]) -> str:
    """Say which percentages the app allows."""
    allowed = ", ".join(f"{step} %" for step in steps)
    return f"{percent} % is no step of the app; choose {allowed} or 100 % [percent-not-allowed]"


def testers_are_a_group(group: str | None) -> str:
    """Say that only the app can change who is in a group."""
    return (
        f"the testers are the group {span(group or '')}, which only the app can change "
        "[testers-not-allowed]"
    )


def other_prefix(tester: str, prefix: str) -> str:
    """Say how user ids begin there."""
    return (
        f"{span(tester)} is no user id of this environment; they begin with {span(prefix)} "
        "[testers-not-allowed]"
    )


def too_many_testers(count: int, limit: int) -> str:
    """Say how many testers the app allows."""
    return (
        f"there would be {count} testers, and the app allows {limit}; remove some first "
        "[testers-not-allowed]"
    )


def stopped(app: str) -> str:
    """Answer that an app is stopped."""
    return (
        f"**Stopped.** Nothing goes forward in {app}, until two operators or owners lift it by a "
        f"pull request with catalog/stops/{app}.yaml."
    )
