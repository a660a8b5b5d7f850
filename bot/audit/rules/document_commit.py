"""The rules of a commit that adds an entry of a document: its shape, tree, message, and hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.projection import headline_name
from bot.audit.rules import commit
from bot.audit.rules.document_place import same
from bot.audit.rules.findings import Rule
from bot.audit.rules.review import blob_at
from bot.core.documents.places import ActDocument, StopFile, VersionFile, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Entry
    from bot.audit.rules.case import DocumentWhole

HEADLINES = {
    "submitted": "Submit {document} for review, round {round}",
    "resubmitted": "Resubmit {document} for review, round {round}",
    "rejected": "Reject {document}, round {round}",
    "withdrawn": "Withdraw {document}, round {round}",
    "lapsed": "Let {document} lapse, round {round}",
    "changed": "Change {document}",
    "uploaded": "Upload {document}",
    "stopped": "Stop {document}",
    "surveyed": "Record who can move main past the rules",
}
"""The first line of a commit, by the kind of its entry."""
ACTS = {
    "offline": "Take {release} offline",
    "restore": "Restore {release}",
    "override": "Override freezes for {release}",
}
"""The first line of a commit by which an act is done."""


def merged_as_it_says(whole: DocumentWhole) -> Iterator[str]:
    """Check ``merge``."""
    entry, parents = whole.case.entry, whole.commit.commit.parents
    if not entry.merges:
        if len(parents) != 1:
            yield f"a commit that merges nothing has {len(parents)} parents"
        return
    if entry.head is None:
        yield "the entry brings a document to main, and names no head that held it"
        return
    if parents[1:] != (entry.head,):
        yield f"the entry brings {entry.head[:12]} to main, but the commit does not merge it"
        return
    merged = whole.commit.merged
    head = next((one for one in merged if one.commit.oid == entry.head), None)
    if head is None:
        yield f"{entry.head[:12]} had been merged before: it brings nothing to main"
    elif blob_at(merged, head, entry.document) != entry.blob:
        yield f"{entry.head[:12]} holds another document than the one that came to main"


def branch_is_clean(whole: DocumentWhole) -> Iterator[str]:
    """Check ``branch``."""
    yield from commit.branch_touches_only(whole, {whole.case.entry.document})


def made_from_main(whole: DocumentWhole) -> Iterator[str]:
    """Check ``document-base``."""
    entry = whole.case.entry
    if not entry.at_once:
        return
    own = {one.commit.oid for one in whole.commit.merged}
    bases = {parent for one in whole.commit.merged for parent in one.commit.parents} - own
    held = (whole.trees.entry(whole.trees.tree_of(one), entry.document) for one in bases)
    before = entry.before.blob if entry.before else None
    if own and before not in {one.oid if one else None for one in held}:
        yield "its branch was made from another document than main held: it takes a change back"


def message_as_derived(whole: DocumentWhole) -> Iterator[str]:
    """Check ``message``."""
    entry, applied = whole.case.entry, whole.case.thread.requester
    requester = entry.actor if entry.application is not None or applied is None else applied
    due = message(entry, requester.id, whole.releases)
    if whole.commit.commit.message.removesuffix("\n") != due:
        yield "its message does not follow from the entry, so plain git log would mislead"


def message(entry: DocumentEntry, requester: int, releases: tuple[Entry, ...] = ()) -> str:
    """The whole message of the commit that an entry is the cause of, without a last line feed."""
    lines = [
        f"Document: {entry.document}",
        f"Transition: {entry.transition}",
        f"Pull-request: {entry.pull_request}" if entry.run is None else f"Run: {entry.run}",
        f"Requested-by: {requester}",
        *(f"Approved-by: {approval.reviewer.id}" for approval in entry.approvals),
        f"Document-digest: sha256:{entry.digest}",
        *(f"Release: {one.release.folder}" for one in releases[:1]),
        *(f"Supersedes: {one.release.folder}" for one in releases[1:]),
    ]
    first = _headline(entry).format(document=_shown(entry.document), round=entry.round)
    return "\n".join([first, "", *lines])


def _headline(entry: DocumentEntry) -> str:
    place = place_of(entry.document)
    match place:
        case StopFile() if entry.stops:
            return HEADLINES[entry.kind].format(document=f"every release to {place.app}")
        case StopFile() if entry.merges:
            return f"Lift the stop of {place.app}"
        case ActDocument() if entry.merges:
            return ACTS[place.kind].format(release=headline_name(place.release))
        case _:
            return HEADLINES.get(entry.kind, entry.kind)


def _shown(document: str) -> str:
    """``coffee 1.4.0`` for a version, an act by its release, and the path of all else."""
    place = place_of(document)
    match place:
        case VersionFile():
            return f"{place.mini_program} {place.version}"
        case ActDocument():
            return f"{place.kind}.yaml of {headline_name(place.release)}"
        case _:
            return document


DOCUMENT_COMMIT_RULES: tuple[Rule[DocumentWhole], ...] = (
    same(commit.COMMIT_RULES, "merge", merged_as_it_says),
    same(commit.COMMIT_RULES, "branch", branch_is_clean),
    Rule(
        "document-base",
        "Where nobody reviewed it, was it made from the document that main held?",
        "A branch off an older document would take back what changed since, and nobody looked.",
        made_from_main,
    ),
    same(commit.COMMIT_RULES, "tree", commit.tree_as_derived),
    same(commit.COMMIT_RULES, "message", message_as_derived),
    same(commit.COMMIT_RULES, "hand", commit.by_the_bot),
    same(commit.COMMIT_RULES, "signature", commit.signed_by_github),
)
