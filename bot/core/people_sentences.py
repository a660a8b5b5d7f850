"""What the bot says of people who are missing for a review, and of reviews that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.identity import Environment
from bot.core.quoting import name
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.documents.identity import ReleaseId


def reviewed_no_more(release: ReleaseId) -> str:
    """Say that the environment lost its review while this was under review."""
    environment = Environment(release.environment).capitalize()
    return (
        f"{release.app} {environment} is not reviewed any more, so no approval leads on; say "
        "/withdraw and then /apply, and it goes on without a review [review-still-asked]"
    )


def too_few(app: str, missing: int, groups: Sequence[str], owners: Sequence[Person]) -> str:
    """Say that the app has fewer reviewers for a request than it asks for."""
    of = f" of {', '.join(groups)}" if groups else ""
    return (
        f"{missing} approval(s){of} can be given by nobody: all other reviewers of {app} had a "
        f"hand in this or fill other seats; owners ({listed(owners)}) list more of them in "
        f"catalog/apps/{app}.yaml [approvals-complete]"
    )


def too_few_owners_left(left: int, needed: int) -> str:
    """Say that a change can never find its approvals as it was applied for."""
    return (
        f"Only {left} owner(s) had no hand in it, and {needed} must approve; close this, and let "
        "somebody with a role in the catalog who is no owner make the branch and apply "
        "[owners-approve]"
    )


def listed(people: Sequence[Person], away: Sequence[tuple[int, datetime]] = ()) -> str:
    """Logins with their ids, quietly, and until when somebody is away."""
    until = dict(away)
    return ", ".join(_named(person, until.get(person.id)) for person in people) or "nobody"


def _named(person: Person, until: datetime | None) -> str:
    quiet = name(person.login, person.id)
    return f"{quiet}, away until {show_time(until)}" if until else quiet
