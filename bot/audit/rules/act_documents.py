"""The rules of what the document of another pull request does to a release."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.audit.model.document_rights import rights
from bot.audit.model.entry import show_time
from bot.audit.model.moments import moment
from bot.audit.model.table import GRAYSCALE, PILOT, REVIEW
from bot.audit.rules.acting import BY_DOCUMENT
from bot.audit.rules.case import SKEW
from bot.audit.rules.document_content import value_after
from bot.audit.rules.findings import Rule
from bot.core.documents.places import ActDocument, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import Case, DocumentCase

KINDS = {"offline": "taken-offline", "restore": "restored", "override": "freeze-overridden"}
"""What each act records in the log of its release."""
LONGEST_OVERRIDE = timedelta(days=7)
_HALT_OFFLINE = frozenset({REVIEW, PILOT, GRAYSCALE})


def by_its_document(case: Case) -> Iterator[str]:
    """Check ``act``."""
    entry, act = case.entry, case.around.act
    if entry.kind not in BY_DOCUMENT:
        return
    place = place_of(act.entry.document) if act else None
    if act is None or not isinstance(place, ActDocument) or not act.entry.merges:
        yield "no document that does so came to main with it"
        return
    if act.opening is not None and case.before.since > act.opening.time:
        yield "it was judged before the release came to stand where it does"
    if (KINDS[place.kind], place.release) != (entry.kind, entry.release):
        yield f"{act.entry.document} does something else"
    yield from _agrees(case, act)


def _agrees(case: Case, act: DocumentCase) -> Iterator[str]:
    entry, by = case.entry, act.entry
    cause = {"kind": "document", "document": by.document, "transition": by.transition}
    if entry.cause != cause:
        yield "its cause is not the entry of the document that came to main with it"
    applied = by.actor if by.applies else act.thread.requester
    after = value_after(act)
    role = rights(case.policy, by.document, after).roles.get(applied.id) if applied else None
    if applied is None or (entry.actor.id, entry.role) != (applied.id, role):
        yield "its actor is not the one who applied for it, in the role that allows it"
    if after is None or entry.reason != after.get("reason"):
        yield "its reason is not that of the document"
    if entry.until is not None and (after is None or entry.until != moment(after.get("until"))):
        yield "it overrides freezes for another time than the document says"


def taken_offline_alone(case: Case) -> Iterator[str]:
    """Check ``offline``."""
    if case.entry.kind != "taken-offline":
        return
    for other in case.siblings:
        if other.status in _HALT_OFFLINE:
            yield f"{other.id} was {other.status} at the same time"


def restorable(case: Case) -> Iterator[str]:
    """Check ``restore``."""
    entry, before = case.entry, case.before.rollout
    if entry.kind != "restored":
        return
    app = case.policy.app(entry.release.app) or {}
    if not app.get("restore", False):
        yield f"{entry.release.app} lets no archived release come back"
    if before.full is None:
        yield "it was never Full Release there"
    if before.removed:
        yield "it was force removed, and never comes back"
    for other in case.siblings:
        if other.status == GRAYSCALE:
            yield f"{other.id} was Grayscale Release at the same time"
    if case.around.last_full == "restored":
        yield "what was Full Release there last had been restored, too: never twice in a row"


def overridden_briefly(case: Case) -> Iterator[str]:
    """Check ``override``."""
    entry = case.entry
    if entry.kind != "freeze-overridden" or entry.until is None:
        return
    if not entry.time < entry.until <= entry.time + LONGEST_OVERRIDE + SKEW:
        yield f"it overrides freezes until {show_time(entry.until)}: past, or more than seven days"


ACT_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "act",
        "Did what a document does come to main with that document, as it says?",
        "The entry of the release and that of the accepted document stand in one commit, name the "
        "same applicant, reason and time; who agreed is asked of the document.",
        by_its_document,
    ),
    Rule(
        "offline",
        "Was no other release of the mini program on its way where one was taken offline?",
        "None may be Under Review, Pilot Testing or Grayscale Release in that target (T21).",
        taken_offline_alone,
    ),
    Rule(
        "restore",
        "Might the release come back?",
        "The app allows it; it was Full Release there and never force removed, none is Grayscale "
        "Release beside it, and what was Full Release last did not come back itself (T24).",
        restorable,
    ),
    Rule(
        "override",
        "Were freezes overridden for a short time only?",
        "At most seven days from the entry.",
        overridden_briefly,
    ),
)
