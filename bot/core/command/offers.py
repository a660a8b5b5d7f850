"""The offer that a commit status makes: what ``/apply`` would apply for, where nothing hinders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command.sentences import offer
from bot.core.command.subject import short_id, subject_of
from bot.core.explanation import unmet
from bot.core.finding import Stage

if TYPE_CHECKING:
    from bot.core.finding import Finding
    from bot.core.situation import Situation

CURED_BY_APPLYING = frozenset(
    {
        "requester-is-releaser",
        "applied-for-as-it-is",
        "requester-may-change",
        "change-as-applied-for",
        "act-as-it-stood",
    }
)
"""Rules that a releaser meets by applying."""


def not_cured(situation: Situation) -> tuple[Finding, ...]:
    """The unmet rules that another application would not meet."""
    found = unmet(situation, Stage.APPLICATION) + unmet(situation, Stage.AT_ONCE)
    if situation.target is not None and not situation.target.capabilities.review:
        found += unmet(situation, Stage.FORWARD)
    return tuple(finding for finding in found if finding.rule.id not in CURED_BY_APPLYING)


def offer_of(situation: Situation) -> str | None:
    """The offer, or none where a rule stands against every application."""
    subject = subject_of(situation)
    if subject.digest is None or not_cured(situation):
        return None
    return offer(subject.digest, short_id(subject.may))
