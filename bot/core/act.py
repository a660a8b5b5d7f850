"""What an accepted act does to releases: the entries that stand in the same commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.documents.place_kinds import ActDocument
from bot.core.documents.until import read_until
from bot.core.entry import Draft, Kind
from bot.core.entry_rollout import NOTHING_SAID, Rollout
from bot.core.lifecycle import Trigger, row_of
from bot.core.superseding import superseding

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from bot.core.documents.place_kinds import ActKind
    from bot.core.entry import Actor, Value
    from bot.core.log import Log
    from bot.core.situation import Situation

KINDS: dict[ActKind, Kind] = {
    "offline": Kind.TAKEN_OFFLINE,
    "restore": Kind.RESTORED,
    "override": Kind.FREEZE_OVERRIDDEN,
}
"""What each act records in the log of its release."""
TRIGGERS: dict[ActKind, Trigger] = {"offline": Trigger.TAKE_OFFLINE, "restore": Trigger.RESTORE}
"""What moves the release; an override is a note."""


def following(
    situation: Situation, by: DocumentDraft, applicant: Actor
) -> tuple[tuple[Log, Draft], ...]:
    """The entry of the release that the act is about, and of each whose place it takes."""
    change, about = situation.branch.change, situation.acted_on
    application = change.application if change else None
    if about is None or change is None or application is None:
        return ()
    log = about.main.log
    if log is None or not isinstance(change.place, ActDocument):  # pragma: no cover  it was asked
        raise AssertionError("an act on a release that cannot be read")
    act = change.place.kind
    draft = _draft(log, act, by, application.value["after"])
    moved = superseding(about, log, replace(draft, actor=applicant))
    return ((moved.log, moved.draft), *moved.followers)


def _draft(log: Log, act: ActKind, by: DocumentDraft, document: Value) -> Draft:
    row = row_of(TRIGGERS[act]) if act in TRIGGERS else None
    until = read_until(document["until"]) if act == "override" else None
    last = log.entries[-1].draft
    return Draft(
        kind=KINDS[act],
        row=row.id if row else None,
        source=log.status,
        target=row.target if row else log.status,
        release=log.release,
        round=last.round,
        subject=last.subject,
        actor=by.actor,
        cause={
            "kind": "document",
            "document": by.subject.document,
            "transition": by.transition,
        },
        content=log.content,
        policy_repository=by.policy_repository,
        reason=document["reason"],
        rollout=Rollout(until=until) if until else NOTHING_SAID,
    )
