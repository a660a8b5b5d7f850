"""The sentences of the rules, and the words in which people, releases and pull requests are named.

Other people's text enters only as a quoted value (see ``quoting``); ids come from the catalog's
strict grammar and may stand plainly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.core import people_sentences
from bot.core.documents.identity import Environment
from bot.core.head_sentences import IMMUTABLE, OVER
from bot.core.quoting import name, span
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.documents.identity import ReleaseId, VersionNumber
    from bot.core.documents.problem import Problem
    from bot.core.lifecycle import Status
    from bot.core.log import Log
    from bot.core.panel import Discount
    from bot.core.situation import Account, Review, Trouble

# --- Sentences of the rules: what, the value, the cure -------------------------------------------


def trouble(found: Trouble) -> str:
    """Say what on main stops everything it touches."""
    return f"{span(found.path)}: {span(found.what, 400)}; {found.cure} [{found.id}]"


def problem(found: Problem) -> str:
    """Say a problem of a document on one line."""
    place = f"{found.file}:{found.line}:{found.column}" if found.line else found.file
    where = f"{span(place)} {span(found.path)}:" if found.path else f"{span(place)}"
    return f"{where} {span(found.what, 400)}; {span(found.cure, 400)} [{found.id}]"


def other_base(base: str) -> str:
    """Say that the pull request goes elsewhere."""
    return f"The pull request goes to {span(base)}; change its base to main [base-is-main]"


def identity_used(release: ReleaseId, status: Status, pull: int) -> str:
    """Say that the identity is on main for good."""
    return (
        f"{show_release(release)} is on main already, {status}, by pull request {link(pull)}; "
        f"{OVER.get(status, IMMUTABLE)} [identity-free]"
    )


def carried_elsewhere(pull: int) -> str:
    """Say that another pull request carries the release."""
    return (
        f"Pull request {link(pull)} carries this release and is Under Review; "
        "continue there, or withdraw it first [identity-free]"
    )


def version_differs(path: str) -> str:
    """Say that a version on main was changed."""
    return (
        f"{span(path)} differs from the file on main, and a version is immutable; "
        "restore it, or upload a new version [version-immutable]"
    )


def who_may_apply(people: Sequence[Person]) -> str:
    """Say who could apply, before anybody has."""
    return f"It is not applied for yet; {listed(people)} may [requester-is-releaser]"


def not_a_releaser(
    login: str,
    id: int,  # noqa: A002  its name
    people: Sequence[Person],
    *,
    standing: bool,
) -> str:
    """Say that the applicant may not apply, and who could; ``standing``: it is Under Review."""
    again = "say /apply, or press Ready for review on a draft"
    how = "say /withdraw, and then /apply" if standing else again
    return (
        f"{name(login, id)} is no releaser of this mini program on main; one of {listed(people)} "
        f"must apply: {how} [requester-is-releaser]"
    )


def login_drift(person: Person, login: str, id: int) -> str:  # noqa: A002  its name
    """Say that a login and an id parted company."""
    return (
        f"The catalog lists {name(person.login, person.id)}, but GitHub shows {name(login, id)}; "
        "only the id counts: an owner mends the login in the catalog [logins-agree]"
    )


def not_built(path: str) -> str:
    """Say that the package is missing."""
    return (
        f"{span(path)} names no package yet; the request waits until the build is done and "
        "package (url, sha256, size) stands there [package-built]"
    )


def code_rejected(release: ReleaseId, pull: int) -> str:
    """Say that a version is closed for the target."""
    return (
        f"A reviewer rejected the code of {release.version} for {release.app} "
        f"{release.environment}; upload a new version, or let a reviewer of the app who had "
        f"no hand in it correct it, by a review of {link(pull)} that begins with /reject details "
        "[code-not-rejected]"
    )


def in_flight(log: Log) -> str:
    """Say which release occupies the target."""
    entry = log.entries[-1]
    return (
        f"Version {log.release.version} is {log.status} in pull request "
        f"{link(entry.draft.subject.pull_request)}; wait until it is Full Release or ended, "
        "or withdraw it [one-in-flight]"
    )


def below_live(version: VersionNumber, live: VersionNumber) -> str:
    """Say that the version runs backwards."""
    return (
        f"Version {version} is below {live}, which is live; use a higher version [version-in-order]"
    )


def pushed_since(pusher: Account, applicant: Account, people: Sequence[Person]) -> str:
    """Say that the bytes changed after the act of applying."""
    return (
        f"{name(pusher.login, pusher.id)}, who is no releaser, pushed after "
        f"{name(applicant.login, applicant.id)} applied; one of {listed(people)} must apply again: "
        "say /apply, or press Ready for review on a draft [applied-for-as-it-is]"
    )


def pushers_unknown(unknown: Sequence[str], people: Sequence[Person]) -> str:
    """Say that nobody can tell who pushed last."""
    return (
        f"Who pushed cannot be told ({span(', '.join(unknown))}); one of {listed(people)} must "
        "open a pull request from a branch of this repository [applied-for-as-it-is]"
    )


def objection_without_reason(reviewers: Sequence[Person]) -> str:
    """Ask for the reason of an objection."""
    return (
        f"{listed(reviewers)} requested changes without a reason, so it is not a rejection yet; "
        "submit Request changes again with what is wrong, or approve [reasons-given]"
    )


def unknown_contributors(unknown: Sequence[str]) -> str:
    """Say that somebody in the branch is nobody's account."""
    return (
        f"{len(unknown)} contributor(s) belong to no known account ({span(', '.join(unknown))}), "
        "and this app refuses that; commit with an e-mail of a GitHub account, on a branch that is "
        "still there [approvals-complete]"
    )


class Missing(NamedTuple):
    """How many of the seats are filled, and the groups whose seats are open."""

    given: int
    needed: int
    groups: tuple[str, ...] = ()


def approvals_missing(
    missing: Missing,
    who: Sequence[Person],
    unknown: Sequence[str],
    rule: str = "approvals-complete",
) -> str:
    """Say how many approvals are missing, of which groups, and who can give them."""
    whose = f"a contributor belongs to no known account: {span(', '.join(unknown))}"
    more = f" (one more, since {whose})" if unknown else ""
    open_seats = f", still open: {', '.join(missing.groups)}" if missing.groups else ""
    by = f"the next can be given by {listed(who)}" if who else "nobody can give the next"
    return f"{missing.given} of {missing.needed} approval(s) given{more}{open_seats}; {by} [{rule}]"


_DISCOUNTS = {
    "not-listed": "is not on the app's list of reviewers on main",
    "not-a-person": "is not a person",
    "before-the-round": "was given before this round was announced; review again",
    "same-second": "was given in the very second of the announcement; review again",
    "other-bytes": "was given on a commit with other bytes; review the present ones",
    "contributor": "is from a contributor to this request",
    "too-old": "is older than the app allows; review again",
}


def discounted(review: Review, why: Discount) -> str:
    """Say why a review does not count."""
    what = review.verdict.value.replace("_", " ").lower()
    by = name(review.author.login, review.author.id)
    return f"A review ({what}) by {by} does not count: it {_DISCOUNTS[why]}"


def waiting_for_applicant(review: Review, applicant: Person) -> str:
    """Say that a reviewer commented and nobody has answered."""
    by = name(review.author.login, review.author.id)
    return (
        f"{by} commented without deciding: it waits for the applicant, {listed([applicant])}; "
        "answer by a comment or a push [questions-answered]"
    )


def strangers(accounts: Sequence[Account]) -> str:
    """Say that reviews by others do not count, naming three at most."""
    named = ", ".join(name(account.login, account.id) for account in accounts[:3])
    more = f" and {len(accounts) - 3} more" if accounts[3:] else ""
    return (
        f"Reviews by {named}{more} do not count: whoever is not on the app's list of reviewers on "
        "main, or is not a person, approves nothing"
    )


# --- Explanations --------------------------------------------------------------------------------

NOTHING_LEFT = "Nothing is left to check."
NO_RELEASE = "no release can be read here"
STOPPED = "Stopped"
"""Stands for the status where the log on main cannot be read."""


def explained(about: str, status: str, count: int) -> str:
    """Say in one line how a pull request stands."""
    rules = f"{count} rule(s) unmet" if count else "no rule unmet"
    return f"**{status}**: {about}; {rules}."


def who_can_meet(people: Sequence[Person], away: Sequence[tuple[int, datetime]] = ()) -> str:
    """Say who can meet a rule, and who of them is away until when."""
    return f"Who can meet it: {people_sentences.listed(people, away)}"


def counts_until(time: datetime) -> str:
    """Say when the first approval that counts grows too old."""
    return f"The oldest approval that counts does so until {show_time(time)}"


def stands_until(time: datetime) -> str:
    """Say when a clock meets a rule."""
    return f"It ends by itself at {show_time(time)}"


# --- Small forms ---------------------------------------------------------------------------------


def listed(people: Iterable[Person]) -> str:
    """Logins with their ids, quietly."""
    return ", ".join(name(person.login, person.id) for person in people) or "nobody"


def link(pull: int) -> str:
    """A pull request of this repository; GitHub turns the number into a link."""
    return f"#{pull}"


def show_release(release: ReleaseId) -> str:
    """``coffee 1.4.0 to harbor Production``."""
    environment = Environment(release.environment).capitalize()
    return f"{release.mini_program} {release.version} to {release.app} {environment}"
