"""One entry of a document's log as the auditor reads it: the catalog's, or a version's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.model.entry import (
    Announcement,
    Approval,
    Contributors,
    FileRecord,
    Value,
    Who,
    read_announcement,
    read_approval,
    read_contributors,
    read_time,
)
from bot.core.documents import canonical
from bot.core.documents.places import ActDocument, VersionFile, place_of

if TYPE_CHECKING:
    from datetime import datetime

CATALOG_LOG = "catalog/log"
"""The one chain that all documents of the catalog share."""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """All that one file of such a log says."""

    path: str
    sha256: str
    sequence: int
    kind: str
    document: str
    pull_request: int | None
    round: int
    head: str | None
    digest: str
    before: FileRecord | None
    file: FileRecord | None
    application: Value | None
    announced: Announcement | None
    events: tuple[str, ...]
    actor: Who
    role: str
    repository: str
    policy: str
    approvals: tuple[Approval, ...]
    contributors: Contributors | None
    reason: str | None
    content: str
    cause: Value
    transition: str
    time: datetime
    bot: str
    previous: str | None
    parent: str
    survey: Value | None = None

    @property
    def name(self) -> str:
        """The file name that sequence and kind call for."""
        return f"{self.sequence:04d}-{self.kind}.json"

    @property
    def folder(self) -> str:
        """The folder of the chain that the document belongs to."""
        return chain_of(self.document)

    @property
    def stops(self) -> bool:
        """Whether it is an emergency stop, which changes no document."""
        return self.kind == "stopped"

    @property
    def surveys(self) -> bool:
        """Whether it records who could move main past the rules, and changes nothing."""
        return self.kind == "surveyed"

    @property
    def apart(self) -> bool:
        """Whether it stands beside all threads: it is about no change of a document."""
        return self.stops or self.surveys

    @property
    def run(self) -> int | None:
        """The run of the workflow whose button caused it, if one did."""
        return self.cause.get("run") if self.cause.get("kind") == "run" else None

    @property
    def blob(self) -> str | None:
        """Git's id of the document as the change has it."""
        return self.file.blob if self.file else None

    @property
    def opens(self) -> bool:
        """Whether it opens a round."""
        return self.kind in ("submitted", "resubmitted")

    @property
    def merges(self) -> bool:
        """Whether it brings the document to main."""
        return self.kind in ("changed", "uploaded")

    @property
    def at_once(self) -> bool:
        """Whether it was applied for and brought to main in one, since nobody reviews it."""
        return self.merges and self.application is not None

    @property
    def agreed(self) -> bool:
        """Whether owners are said to have approved it."""
        return self.merges and self.application is None

    @property
    def applies(self) -> bool:
        """Whether its actor is the one who applied."""
        return self.at_once or self.kind == "submitted"


def chain_of(document: str) -> str:
    """The folder of the log in which a document's entries stand."""
    match place_of(document):
        case VersionFile():
            return f"{document.rpartition('/')[0]}/log"
        case ActDocument() as act:
            return f"{act.release.version_path.rpartition('/')[0]}/log"
        case _:
            return CATALOG_LOG


def read_document_entry(path: str, value: Value, sha256: str) -> DocumentEntry:
    """Read an entry that its schema has accepted; ``ValueError`` where a value makes no sense."""
    actor, policy = value["actor"], value["policy"]
    return DocumentEntry(
        path=path,
        sha256=sha256,
        sequence=value["sequence"],
        kind=value["kind"],
        document=value["document"],
        pull_request=value["pullRequest"],
        round=value["round"],
        head=value["head"],
        digest=value["digest"],
        before=_record(value["before"]),
        file=_record(value["file"]),
        application=value["application"],
        announced=read_announcement(value["announced"]),
        events=tuple(value["events"]),
        actor=Who(actor["login"], actor["id"]),
        role=actor["role"],
        repository=policy["repository"],
        policy=policy["commit"],
        approvals=tuple(read_approval(one) for one in value["approvals"]),
        contributors=read_contributors(value["contributors"]),
        reason=value["reason"],
        content=value["content"],
        cause=value["cause"],
        transition=value["transition"],
        time=read_time(value["time"]),
        bot=value["bot"],
        previous=value["previous"],
        parent=value["parent"],
        survey=value.get("survey"),
    )


def _record(value: Value | None) -> FileRecord | None:
    return None if value is None else FileRecord(value["blob"], value["sha256"])


def document_transition(document: str, cause: Value) -> str:
    """32 hexadecimal digits of the SHA-256 over document and cause: one cause counts once."""
    return canonical.sha256(canonical.to_bytes({"document": document, "cause": cause}))[:32]
