"""The rules of a document's entry: its place in its chain, in its pull request, and its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.audit.model.document_entry import document_transition
from bot.audit.rules import chain
from bot.audit.rules.acting import COMMENT
from bot.audit.rules.findings import Rule
from bot.core.documents.places import (
    ActDocument,
    CorrectionFile,
    SlipwayFile,
    StopFile,
    VersionFile,
    place_of,
)
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.audit.rules.case import DocumentCase

Subject = TypeVar("Subject")
Other = TypeVar("Other")

_BEGINS = ("submitted", "changed", "uploaded")
_FOLLOWS = ("resubmitted", "rejected", "withdrawn", "lapsed", "changed")


def in_sequence(case: DocumentCase) -> Iterator[str]:
    """Check ``sequence``."""
    entry, wanted = case.entry, case.before.count + 1
    if entry.sequence != wanted:
        yield f"it is entry {entry.sequence} where {wanted} is due"
    if entry.path != f"{entry.folder}/{entry.name}":
        yield f"it belongs at {entry.folder}/{entry.name}"


def a_step(case: DocumentCase) -> Iterator[str]:
    """Check ``document-step``."""
    entry, thread = case.entry, case.thread
    place = place_of(entry.document)
    if entry.stops:
        if not isinstance(place, StopFile) or entry.content == "main":
            yield "a stop is of an app, and brings no document to main"
        return
    if entry.surveys:
        if not isinstance(place, SlipwayFile) or entry.content == "main":
            yield "a survey is about the bot's settings, and brings no document to main"
        return
    if place is None or not place.by_people or not _may_have_a_log(entry.document):
        yield f"{plain(entry.document)} is no document with a log of its own"
    if isinstance(place, VersionFile) is not (entry.kind == "uploaded") or thread.merged:
        what = "the pull request has brought it to main" if thread.merged else "it is another kind"
        yield f"{entry.kind} cannot stand here: {what}"
    elif entry.kind not in (_FOLLOWS if thread.opening else _BEGINS):
        standing = "under review" if thread.opening else "not under review"
        yield f"{entry.kind} cannot follow where the document is {standing}"
    if (entry.content == "main") is not entry.merges:
        yield f"it says that the content is in the {entry.content}, which is {entry.kind}"
    if entry.agreed and thread.opening is None:
        yield "nobody applied for it"


def _may_have_a_log(document: str) -> bool:
    in_catalog = document.startswith("catalog/")
    return in_catalog or isinstance(place_of(document), VersionFile | CorrectionFile | ActDocument)


def in_its_round(case: DocumentCase) -> Iterator[str]:
    """Check ``round``."""
    newest = case.thread.newest
    wanted = (newest.round if newest else 0) + int(case.entry.opens)
    if case.entry.round != wanted:
        yield f"it names round {case.entry.round} where it is round {wanted}"


def from_its_cause(case: DocumentCase) -> Iterator[str]:
    """Check ``cause``."""
    entry = case.entry
    if entry.transition != document_transition(entry.document, entry.cause):
        yield "the transition id does not follow from document and cause"
    carried = entry.pull_request is not None and entry.head is not None
    if not _fits(case) or carried is (entry.run is not None):
        yield f"its cause does not lead to {entry.kind}"


def _fits(case: DocumentCase) -> bool:
    entry = case.entry
    if entry.opens or entry.at_once:
        wanted: dict[str, object] = {
            "kind": "apply",
            "pullRequest": entry.pull_request,
            "head": entry.head,
            "after": case.thread.count,
        }
        return entry.cause == wanted
    match entry.kind:
        case "stopped" | "surveyed" if entry.run is not None:
            return (entry.pull_request, entry.head, entry.events) == (None, None, ())
        case "surveyed":
            return False
        case "stopped":
            event = entry.cause.get("event")
            said = isinstance(event, str) and event.startswith(COMMENT)
            return said and event in entry.events
        case "changed" | "uploaded":
            return entry.cause.get("review") in {one.review for one in entry.approvals}
        case "rejected":
            return entry.cause.get("kind") == "review"
        case _:
            return entry.cause.get("event") in entry.events


def same(
    rules: tuple[Rule[Other], ...], id_: str, check: Callable[[Subject], Iterator[str]]
) -> Rule[Subject]:
    """A rule that is asked of documents in the words in which it is asked of releases."""
    one = next(rule for rule in rules if rule.id == id_)
    return Rule(one.id, one.question, one.documentation, check)


DOCUMENT_PLACE_RULES: tuple[Rule[DocumentCase], ...] = (
    same(chain.CHAIN_RULES, "sequence", in_sequence),
    same(chain.CHAIN_RULES, "chain", chain.chained),
    same(chain.CHAIN_RULES, "parent", chain.on_its_parent),
    Rule(
        "document-step",
        "Might such an entry follow in its pull request?",
        "A change of a document is applied for, perhaps in rounds, and ended or brought to main "
        "once; a version is uploaded, a file of the catalog is changed. A stop of an app, and a "
        "survey of who can move main, stand beside all this, and bring nothing to main.",
        a_step,
    ),
    same(chain.CHAIN_RULES, "round", in_its_round),
    same(chain.CHAIN_RULES, "cause", from_its_cause),
    same(chain.CHAIN_RULES, "counted-once", chain.counted_once),
    same(chain.CHAIN_RULES, "time", chain.in_time),
    same(chain.CHAIN_RULES, "bot-version", chain.by_a_new_enough_bot),
)
