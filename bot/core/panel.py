"""Whose reviews count in a round, and what comes of them: approvals, objections, the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.situation import AccountType, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from bot.core.entry import Announcement
    from bot.core.situation import Review

DECISIVE = frozenset({Verdict.APPROVED, Verdict.CHANGES_REQUESTED, Verdict.DISMISSED})


class Discount(StrEnum):
    """Why a review does not count."""

    NOT_LISTED = "not-listed"
    NOT_A_PERSON = "not-a-person"
    BEFORE = "before-the-round"
    SAME_SECOND = "same-second"
    OTHER_BYTES = "other-bytes"
    CONTRIBUTOR = "contributor"
    TOO_OLD = "too-old"


WITHDRAWING = frozenset({Discount.CONTRIBUTOR, Discount.TOO_OLD})
"""Such approvals fill no seat, and are their reviewer's latest word nevertheless."""


STRANGERS = frozenset({Discount.NOT_LISTED, Discount.NOT_A_PERSON})
"""Reviews by accounts that nobody asked; anybody can write any number of them."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Who may judge one round, and what an approval in it must be given on.

    ``reviewers`` and ``contributors`` are numeric ids; ``commits`` those of the branch that hold
    the announced bytes; ``now`` is GitHub's time.
    """

    reviewers: frozenset[int]
    contributors: frozenset[int]
    commits: frozenset[str]
    announced: Announcement | None
    maximum_age: timedelta | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """The reviews of a round: approvals that may fill seats, objections, and what did not count."""

    approvals: tuple[Review, ...]
    objections: tuple[Review, ...]
    discounted: tuple[tuple[Review, Discount], ...]


def tally(reviews: Iterable[Review], panel: Panel) -> Tally:
    """Judge every decisive review of a round.

    A reviewer's latest decisive review in the round is what counts, by time and then by id. If
    that is an approval which counts for nothing, the objection before it is withdrawn all the same.
    """
    decisive = [review for review in reviews if review.verdict in DECISIVE]
    decisive.sort(key=lambda review: (review.at, review.id))
    judged = [(review, _discount(review, panel)) for review in decisive]
    latest = {
        review.author.id: (review, why)
        for review, why in judged
        if why is None or why in WITHDRAWING
    }
    standing = tuple(review for review, why in latest.values() if why is None)
    return Tally(
        approvals=tuple(r for r in standing if r.verdict is Verdict.APPROVED),
        objections=tuple(r for r in standing if r.verdict is Verdict.CHANGES_REQUESTED),
        discounted=tuple((review, why) for review, why in judged if why is not None),
    )


def _discount(review: Review, panel: Panel) -> Discount | None:
    if review.author.type is not AccountType.USER:
        return Discount.NOT_A_PERSON
    if review.author.id not in panel.reviewers:
        return Discount.NOT_LISTED
    if panel.announced is None or review.at < panel.announced.at:
        return Discount.BEFORE
    if review.at == panel.announced.at:
        return Discount.SAME_SECOND
    return _discount_approval(review, panel) if review.verdict is Verdict.APPROVED else None


def _discount_approval(review: Review, panel: Panel) -> Discount | None:
    """What only an approval can suffer: an objection on other bytes or by a contributor stands."""
    if review.commit not in panel.commits:
        return Discount.OTHER_BYTES
    if review.author.id in panel.contributors:
        return Discount.CONTRIBUTOR
    if panel.maximum_age and panel.now - review.at > panel.maximum_age:
        return Discount.TOO_OLD
    return None
