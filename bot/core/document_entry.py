"""One entry of the log of a document: of the catalog's one chain, or of a version's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from bot.core.documents.place_kinds import ActDocument, VersionFile, entry_name
from bot.core.documents.places import place_of
from bot.core.entry import (
    Actor,
    Announcement,
    Approval,
    Content,
    Contributors,
    FileRecord,
    announcement_value,
    approval_value,
    contributors_value,
    read_announcement,
    read_approval,
    read_contributors,
)
from bot.core.lifecycle import Role
from bot.core.times import read_time, show_time

if TYPE_CHECKING:
    from datetime import datetime

Value = Mapping[str, Any]

CATALOG_LOG = "catalog/log"
"""The folder of the one chain that all documents of the catalog share."""


BY_RUN = "run"
"""The kind of a cause that is a run of the workflow: somebody pressed its button."""


class DocumentKind(StrEnum):
    """What an entry of a document records, in the past tense."""

    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CHANGED = "changed"
    UPLOADED = "uploaded"
    STOPPED = "stopped"
    SURVEYED = "surveyed"


APART = frozenset({DocumentKind.STOPPED, DocumentKind.SURVEYED})
"""What stands beside the threads of a chain, and changes no document."""


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """The document, its bytes on main before and in the change, and what carries the change.

    An emergency stop changes no document: its ``file`` is ``None``. One by the button is set by a
    run of the workflow, which its cause names: it has neither pull request nor head.
    """

    document: str
    pull_request: int | None
    head: str | None
    digest: str
    before: FileRecord | None
    file: FileRecord | None

    @property
    def blob(self) -> str | None:
        """The object id of the document as the change has it."""
        return self.file.blob if self.file else None


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """All of an entry that is known before its place in the chain and its parent commit are."""

    kind: DocumentKind
    round: int
    subject: DocumentSubject
    actor: Actor
    cause: Value
    content: Content
    policy_repository: str
    application: Value | None = None
    announced: Announcement | None = None
    events: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    contributors: Contributors | None = None
    reason: str | None = None
    survey: Value | None = None
    """What was seen of the repository's settings, in an entry ``surveyed`` alone."""

    @property
    def run(self) -> int | None:
        """The run of the workflow by whose button it was caused, if by any."""
        return self.cause["run"] if self.cause["kind"] == BY_RUN else None

    @property
    def transition(self) -> str:
        """32 hexadecimal digits made from document and cause alone: one cause counts once."""
        value = {"document": self.subject.document, "cause": self.cause}
        return canonical.sha256(canonical.to_bytes(value))[:32]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A draft with its place in the chain."""

    draft: DocumentDraft
    sequence: int
    time: datetime
    bot: str
    previous: str | None
    parent: str

    @property
    def path(self) -> str:
        """Where the entry stands in the repository."""
        folder = log_folder(self.draft.subject.document)
        return f"{folder}/{entry_name(self.sequence, self.draft.kind)}"

    def to_bytes(self) -> bytes:
        """The canonical file."""
        return canonical.to_bytes(to_value(self))


def log_folder(document: str) -> str:
    """The folder of the chain that a document's entries stand in.

    A version and the acts on its releases share one.
    """
    match place_of(document):
        case VersionFile(mini_program=name, version=version):
            return f"releases/{name}/{version}/log"
        case ActDocument(release=release):
            return f"releases/{release.mini_program}/{release.version}/log"
        case _:
            return CATALOG_LOG


def to_value(entry: DocumentEntry) -> dict[str, Any]:
    """The entry as JSON, as ``schemas/document-entry.schema.json`` describes it."""
    draft, subject = entry.draft, entry.draft.subject
    survey = {} if draft.survey is None else {"survey": draft.survey}
    return {
        **survey,
        "format": 1,
        "sequence": entry.sequence,
        "kind": draft.kind.value,
        "document": subject.document,
        "pullRequest": subject.pull_request,
        "round": draft.round,
        "head": subject.head,
        "digest": subject.digest,
        "before": _file_value(subject.before) if subject.before else None,
        "file": _file_value(subject.file) if subject.file else None,
        "application": draft.application,
        "announced": announcement_value(draft.announced),
        "events": list(draft.events),
        "actor": {"login": draft.actor.login, "id": draft.actor.id, "role": draft.actor.role.value},
        "policy": {"repository": draft.policy_repository, "commit": entry.parent},
        "approvals": [approval_value(approval) for approval in draft.approvals],
        "contributors": contributors_value(draft.contributors),
        "reason": draft.reason,
        "content": draft.content.value,
        "cause": draft.cause,
        "transition": draft.transition,
        "time": show_time(entry.time),
        "bot": entry.bot,
        "previous": entry.previous,
        "parent": entry.parent,
    }


def from_value(value: Value) -> DocumentEntry:
    """Read an entry that its schema has accepted; ``ValueError`` where a value makes no sense."""
    actor = value["actor"]
    by_run = value["cause"]["kind"] == BY_RUN
    bare = value["pullRequest"] is None and value["head"] is None and not value["events"]
    if by_run is not bare or (by_run and value["kind"] not in APART):
        raise ValueError("what the button caused, and nothing else, has no pull request")
    surveyed = value["kind"] == DocumentKind.SURVEYED
    if surveyed is not ("survey" in value) or (surveyed and not by_run):
        raise ValueError("a survey, by the button, and nothing else holds what was seen")
    draft = DocumentDraft(
        kind=DocumentKind(value["kind"]),
        round=value["round"],
        subject=_read_subject(value),
        actor=Actor(actor["login"], actor["id"], Role(actor["role"])),
        cause=value["cause"],
        content=Content(value["content"]),
        policy_repository=value["policy"]["repository"],
        application=value["application"],
        announced=read_announcement(value["announced"]),
        events=tuple(value["events"]),
        approvals=tuple(read_approval(approval) for approval in value["approvals"]),
        contributors=read_contributors(value["contributors"]),
        reason=value["reason"],
        survey=value.get("survey"),
    )
    return DocumentEntry(
        draft=draft,
        sequence=value["sequence"],
        time=read_time(value["time"]),
        bot=value["bot"],
        previous=value["previous"],
        parent=value["parent"],
    )


def _file_value(file: FileRecord) -> Value:
    return {"blob": file.blob, "sha256": file.sha256}


def _read_subject(value: Value) -> DocumentSubject:
    before, file = value["before"], value["file"]
    return DocumentSubject(
        document=value["document"],
        pull_request=value["pullRequest"],
        head=value["head"],
        digest=value["digest"],
        before=FileRecord(**before) if before else None,
        file=FileRecord(**file) if file else None,
    )
