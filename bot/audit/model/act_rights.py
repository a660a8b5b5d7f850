"""Who judges a change of a document, and who acts on releases by one, as the auditor reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.documents.places import ActDocument, StopFile, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.audit.model.policy import Policy

APPROVALS = 2
"""Owners who agree to what nobody may change alone, and people who lift a stop."""
MOST_DAYS = 30
OWNERS = "catalog/owners.yaml"


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges a change: by numeric id, in which role; how many, and from which groups.

    ``refuses``: where somebody unknown had a hand in it, nobody can agree; else one more has to.
    """

    roles: Mapping[int, str]
    called: str = "owners"
    count: int = APPROVALS
    days: int = MOST_DAYS
    refuses: bool = True
    seats: tuple[str, ...] = ()
    members: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def least(self, unknown: int) -> int:
        """How many people must approve."""
        more = unknown > 0 and not self.refuses
        return max(self.count, len(self.seats)) + int(more)


def bench(policy: Policy, document: str, marked: frozenset[int]) -> Bench:
    """Who judges a change of a document; ``marked`` are machines, who judge nothing."""
    place = place_of(document)
    match place:
        case ActDocument(kind="override"):
            roles = _persons(guards(policy, place.release.app), marked)
            return Bench(roles, "operators or owners", 1)
        case ActDocument():
            return _reviewers(policy, place, marked)
        case StopFile():
            return Bench(_persons(guards(policy, place.app), marked), "operators or owners")
        case _:
            return Bench(_persons(_owners(policy), marked))


def _reviewers(policy: Policy, place: ActDocument, marked: frozenset[int]) -> Bench:
    """As for a release of that environment; one, where it asks for no approvals."""
    app, target = place.release.app, policy.target(place.release)
    roles = _persons(((one, "reviewer") for one in policy.reviewers(app)), marked)
    asked = target.approvals if target else None
    if asked is None:
        return Bench(roles, "reviewers", 1)
    members = {group: policy.members(app, group) for group in asked.seats}
    days, refuses = asked.maximum_age_days, asked.refuses_unknown
    return Bench(roles, "reviewers", asked.count, days, refuses, asked.seats, members)


def actors(policy: Policy, place: ActDocument, marked: frozenset[int]) -> dict[int, str]:
    """Who might apply for an act; a machine as for a release, but for no override."""
    releasers = [(one, "releaser") for one in sorted(policy.releasers(place.release.mini_program))]
    if place.kind != "override":
        return _first(releasers)
    return _persons((*releasers, *_operators(policy, place.release.app)), marked)


def reviewed(policy: Policy, place: ActDocument) -> bool:
    """Whether an act is judged by others before it is done."""
    target = policy.target(place.release)
    offline = place.release.environment == "production" or (
        target is not None and target.growth.offline_review
    )
    return place.kind != "offline" or offline


def guards(policy: Policy, app: str) -> Iterator[tuple[int, str]]:
    """An app's operators, and the owners of the catalog."""
    yield from _operators(policy, app)
    yield from _owners(policy)


def lifters(policy: Policy, app: str, marked: frozenset[int]) -> dict[int, str]:
    """Who might apply for a stop to be lifted."""
    return _persons(guards(policy, app), marked)


def _operators(policy: Policy, app: str) -> Iterator[tuple[int, str]]:
    return ((one, "operator") for one in sorted(policy.operators(app)))


def _owners(policy: Policy) -> Iterator[tuple[int, str]]:
    listed = policy.documents.get(OWNERS, {}).get("owners") or ()
    return ((one["id"], "owner") for one in listed if one["id"] != policy.bot)


def _persons(found: Iterable[tuple[int, str]], marked: frozenset[int]) -> dict[int, str]:
    return _first(one for one in found if one[0] not in marked)


def _first(found: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Each account in the first of its roles."""
    first: dict[int, str] = {}
    for one, role in found:
        first.setdefault(one, role)
    return first
