"""The rules of emergency stops: one operator sets one at once, and two people have it lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.resolution import digest_of
from bot.audit.rules.document_content import value_after
from bot.audit.rules.findings import Rule
from bot.core.documents.places import StopFile, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import DocumentCase


def stopped_by_an_operator(case: DocumentCase) -> Iterator[str]:
    """Check ``stop``."""
    entry, place = case.entry, place_of(case.entry.document)
    if not entry.stops or not isinstance(place, StopFile):
        return
    if entry.actor.id not in case.policy.operators(place.app) or entry.role != "operator":
        yield f"{entry.actor.login} (id {entry.actor.id}) was no operator of {place.app}"
    if not entry.reason:
        yield "an app is stopped only with a reason"
    if case.before.stop(place.app) is not None:
        yield f"{place.app} was stopped already"
    bare = (entry.before, entry.file, entry.application, entry.announced, entry.contributors)
    if any(one is not None for one in bare):
        yield "a stop is about no document"
    if entry.digest != digest_of({"app": place.app, "reason": entry.reason}):
        yield "its digest is not that of the app and the reason"


def lifts_what_stands(case: DocumentCase) -> Iterator[str]:
    """Check ``stop-lifted``."""
    entry, place = case.entry, place_of(case.entry.document)
    if not entry.merges or not isinstance(place, StopFile):
        return
    standing, after = case.before.stop(place.app), value_after(case) or {}
    if standing is None:
        yield f"{place.app} was not stopped"
    elif after.get("lifts") != standing.transition:
        yield f"it lifts another stop than the one that stood, {standing.transition}"


STOP_RULES: tuple[Rule[DocumentCase], ...] = (
    Rule(
        "stop",
        "Was an app stopped by one of its operators, with a reason, and not twice?",
        "The operators in the catalog at the parent commit, by numeric id. That the comment "
        "existed, or that they started the run of the workflow, is the bot's word.",
        stopped_by_an_operator,
    ),
    Rule(
        "stop-lifted",
        "Was a stop lifted by a document that names the one that stood?",
        "That two operators or owners agreed is asked of it as of every document (threats A12).",
        lifts_what_stands,
    ),
)
