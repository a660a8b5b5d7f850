"""What an auditor of change management asks, each answered by the rules of the audit.

SOC 2, CC8.1 asks that changes are authorised, tested, approved and implemented as such; ISO/IEC
27001:2022, A.8.32 that changes are subject to procedures. A rule belongs to exactly one question.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.audit.trust.signatures import Verdict
from bot.core.documents.characters import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.reading.life import Life
    from bot.audit.rules.findings import Finding


class Needs(StrEnum):
    """What must be there before a question can be answered at all."""

    NOTHING = "nothing"
    REVIEW = "a review"
    KEYS = "trusted keys"


@dataclass(frozen=True, slots=True)
class Question:
    """What the auditor asks, and the ids of the rules whose findings answer it."""

    text: str
    rules: tuple[str, ...]
    needs: Needs = Needs.NOTHING


@dataclass(frozen=True, slots=True)
class Answer:
    """The result for one transition: exceptions in words, or why nobody could judge."""

    question: Question
    exceptions: tuple[str, ...] = ()
    not_judged: str | None = None


QUESTIONS: tuple[Question, ...] = (
    Question(
        "Was it requested by somebody who was authorised?",
        ("requester", "taken-back-by", "archiver", "actor", "act"),
    ),
    Question(
        "Was it approved by enough people who were authorised?",
        ("approver", "approvals", "seats", "rejecter", "corrector"),
        Needs.REVIEW,
    ),
    Question(
        "Had none of those who approved a hand in it?",
        ("separation",),
        Needs.REVIEW,
    ),
    Question(
        "Was it approved on exactly these bytes?",
        ("announcement", "approved-bytes"),
        Needs.REVIEW,
    ),
    Question(
        "Was it approved before it was released, and after it was announced?",
        ("approved-after", "approval-age"),
        Needs.REVIEW,
    ),
    Question(
        "Is what came to main what was applied for?",
        (
            "application",
            "permitted",
            "subject",
            "digest",
            "version-kept",
            "merge",
            "branch",
            "tree",
        ),
    ),
    Question(
        "Did it go the way that the lifecycle allows, in its turn?",
        (
            "row",
            "round",
            "in-flight",
            "version-order",
            "retired",
            "code-rejected",
            "superseded",
            "one-cause",
            "removal",
            "warning",
            "offline",
            "restore",
        ),
    ),
    Question(
        "Did it reach its users step by step, as the app asks, and by its schedule?",
        ("percent", "step", "waited", "grayscale", "testers", "schedule"),
    ),
    Question(
        "Did nothing go forward while it was stopped, frozen or paused?",
        ("stopped", "frozen", "paused", "override"),
    ),
    Question(
        "Is its log whole, in order, and written once?",
        (
            *("sequence", "chain", "parent", "time", "cause", "counted-once", "bot-version"),
            *("message", "unreadable", "entry-rewritten", "entry-removed", "said", "delivery"),
        ),
    ),
    Question(
        "Do its commits name the bot as author, and did nothing come to main beside them?",
        ("hand", "merge-without-entry", "derived-by-hand", "hand-change"),
    ),
    Question(
        "Is the hand proven by a signature?",
        ("signature",),
        Needs.KEYS,
    ),
)
RESTS = Question("Does its log rest on nothing that was found bad before?", ())
OTHERS = Question("Was nothing else found?", ())


def answers(life: Life) -> Iterator[Answer]:
    """Each question, answered for a release as far as its life goes.

    What no question knows is answered by the last, so that no finding is left out.
    """
    known = {rule for question in QUESTIONS for rule in question.rules}
    for question in QUESTIONS:
        found = tuple(_exception(one) for one in life.findings if one.rule in question.rules)
        yield Answer(question, found, None if found else _not_judged(question, life))
    resting = dict.fromkeys(one.transition.stands_on for one in life.recorded)
    yield Answer(RESTS, tuple(f"it rests on commit {oid}" for oid in resting if oid))
    yield Answer(OTHERS, tuple(_exception(o) for o in life.findings if o.rule not in known))


def _exception(finding: Finding) -> str:
    where = f"{escaped(finding.path)}: " if finding.path else ""
    return f"[{finding.rule}] commit {finding.commit}: {where}{escaped(finding.what)}"


def _not_judged(question: Question, life: Life) -> str | None:
    match question.needs:
        case Needs.REVIEW if any(one.entry.at_once for one in life.recorded):
            return "in this environment nobody reviews"
        case Needs.KEYS:
            return _unsigned(life)
        case _:
            return None


def _unsigned(life: Life) -> str | None:
    signatures = [one.signature for one in life.recorded]
    if None in signatures:
        return "no trusted keys were given"
    unsigned = [one for one in signatures if one and one.verdict is not Verdict.GOOD]
    return f"{len(unsigned)} of {len(signatures)} commits are not signed" if unsigned else None
