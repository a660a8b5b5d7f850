"""The one commit that records what happened to a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.change import Change, release_files
from bot.core.correction import writing
from bot.core.document_sentences import headline
from bot.core.entry import Content

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.decision import Recorded
    from bot.core.document_entry import DocumentDraft
    from bot.core.situation import Situation


def change_for_document(situation: Situation, recorded: Recorded) -> Change:
    """The entry, and with it the validated blob where it comes to main.

    A pure function of the pinned main, the validated blob and the draft.
    """
    draft, subject = recorded.draft, recorded.draft.subject
    entry = recorded.log.extended(draft, situation.now, situation.main.commit).entries[-1]
    files = {entry.path: entry.to_bytes()}
    change = situation.branch.change
    merges = draft.content is Content.MAIN
    if merges and change is not None and change.file is not None:
        files[change.path] = change.file.data
    beside, about = writing(situation, draft), situation.acted_on
    if about is not None and recorded.followers:
        files.update(release_files(about, recorded.followers))
    return Change(
        files={**files, **beside.files},
        headline=headline(draft.kind, subject.document, draft.round),
        body=_trailers(draft, recorded),
        transition=draft.transition,
        head=subject.head if merges else None,
        removed=beside.removed,
    )


def change_for_button(recorded: Recorded, now: datetime, parent: str) -> Change:
    """The entry alone: a stop by the button has no pull request, and so no situation.

    ``parent`` is the pinned commit of main.
    """
    draft = recorded.draft
    entry = recorded.log.extended(draft, now, parent).entries[-1]
    return Change(
        files={entry.path: entry.to_bytes()},
        headline=headline(draft.kind, draft.subject.document, draft.round),
        body=_trailers(draft, recorded),
        transition=draft.transition,
    )


def _trailers(draft: DocumentDraft, recorded: Recorded) -> str:
    subject, log = draft.subject, recorded.log
    applied = log.thread(subject.document, subject.pull_request).requester
    own = draft.application is not None or applied is None
    requester = draft.actor.id if own or applied is None else applied.draft.actor.id
    lines = [
        f"Document: {subject.document}",
        f"Transition: {draft.transition}",
        f"Pull-request: {subject.pull_request}" if draft.run is None else f"Run: {draft.run}",
        f"Requested-by: {requester}",
        *(f"Approved-by: {approval.reviewer}" for approval in draft.approvals),
        f"Document-digest: sha256:{subject.digest}",
        *(f"Release: {one.release.folder}" for one, _ in recorded.followers[:1]),
        *(f"Supersedes: {one.release.folder}" for one, _ in recorded.followers[1:]),
    ]
    return "\n".join(lines)
