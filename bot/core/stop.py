"""An emergency stop of an app: one operator sets it, two people lift it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.document_entry import BY_RUN, DocumentDraft, DocumentKind, DocumentSubject
from bot.core.documents import canonical
from bot.core.documents.places import StopFile
from bot.core.entry import Actor, Content
from bot.core.lifecycle import Role

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.document_entry import Value
    from bot.core.situation import Account


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that stands: by whom, since when and why; ``transition`` is what lifts it by name."""

    app: str
    by: Person
    at: datetime
    reason: str
    transition: str


@dataclass(frozen=True, slots=True)
class Call:
    """Where somebody called for a stop: a comment on a pull request, or a run of the workflow."""

    cause: Value
    pull_request: int | None = None
    head: str | None = None
    events: tuple[str, ...] = ()

    @classmethod
    def by_comment(cls, event: str, pull_request: int, head: str) -> Call:
        """The event is the comment's, as entries account for it."""
        return cls({"kind": "event", "event": event}, pull_request, head, (event,))

    @classmethod
    def by_button(cls, run: int) -> Call:
        """The run alone is the cause: its attempts and inputs make no second one."""
        return cls({"kind": BY_RUN, "run": run})


def stop_draft(
    app: str, by: Account, reason: str | None, call: Call, repository: str
) -> DocumentDraft:
    """The entry of a stop, in the chain of the catalog."""
    said = {"app": app, "reason": reason}
    subject = DocumentSubject(
        document=StopFile(app).path,
        pull_request=call.pull_request,
        head=call.head,
        digest=canonical.sha256(canonical.to_bytes(said)),
        before=None,
        file=None,
    )
    return DocumentDraft(
        kind=DocumentKind.STOPPED,
        round=0,
        subject=subject,
        actor=Actor(by.login, by.id, Role.OPERATOR),
        cause=call.cause,
        content=Content.PULL_REQUEST,
        policy_repository=repository,
        events=call.events,
        reason=reason,
    )
