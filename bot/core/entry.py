"""One entry of a release's log, and the values it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.core.application import release_value
from bot.core.documents import canonical
from bot.core.documents.identity import ReleaseId
from bot.core.entry_rollout import NOTHING_SAID, read_rollout, rollout_value
from bot.core.lifecycle import Role, Status
from bot.core.times import read_time, show_time

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.entry_rollout import Rollout

Value = Mapping[str, Any]


class Kind(StrEnum):
    """What an entry records, in the past tense."""

    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    REJECTED = "rejected"
    REJECTION_CORRECTED = "rejection-corrected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    APPROVED = "approved"
    RELEASED = "released"
    PILOT_STARTED = "pilot-started"
    ARCHIVED = "archived"
    CORRECTED = "corrected"
    TESTING_COMPLETED = "testing-completed"
    TESTING_BYPASSED = "testing-bypassed"
    WENT_LIVE = "went-live"
    SCALED = "scaled"
    COMPLETED = "completed"
    CANCELED = "canceled"
    TAKEN_OFFLINE = "taken-offline"
    FORCE_REMOVED = "force-removed"
    RESTORED = "restored"
    PILOT_CHANGED = "pilot-changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    WARNED = "warned"
    FREEZE_OVERRIDDEN = "freeze-overridden"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery-failed"


class Content(StrEnum):
    """Where the request's files stand once the entry is written."""

    MAIN = "main"
    PULL_REQUEST = "pull-request"


class RejectionKind(StrEnum):
    """What was at fault: details can be corrected for the same version, code cannot."""

    DETAILS = "details"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who caused the entry, and in what role. A deleted account is the platform's ghost, id 0."""

    login: str
    id: int
    role: Role


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The bytes of one document: git's object id and SHA-256, since git's is SHA-1."""

    blob: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Files:
    """The two documents that an application is made of."""

    request: FileRecord
    version: FileRecord


@dataclass(frozen=True, slots=True)
class Announcement:
    """The opening of a round: what GitHub answered when the status was posted."""

    digest: str
    head: str
    at: datetime
    status: int


@dataclass(frozen=True, slots=True)
class Approval:
    """One review that counted, and fills one seat; ``commit`` is what it was given on."""

    review: int
    login: str
    reviewer: int
    at: datetime
    commit: str


@dataclass(frozen=True, slots=True)
class Contributors:
    """Who had a hand in what was released: numeric ids, and how many could not be identified."""

    ids: tuple[int, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class Superseder:
    """The release that took this one's place, and its transition."""

    release: ReleaseId
    transition: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A file that a correction put back: SHA-256 before and after, ``None`` where it is absent."""

    path: str
    found: str | None
    restored: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What the entry is about: the bytes, and the pull request that carries them."""

    pull_request: int
    head: str
    digest: str
    files: Files
    delivery: Value


@dataclass(frozen=True)
class Draft:
    """All of an entry that is known before its place in the chain and its parent commit are."""

    kind: Kind
    row: str | None
    source: Status
    target: Status
    release: ReleaseId
    round: int
    subject: Subject
    actor: Actor
    cause: Value
    content: Content
    policy_repository: str
    application: Value | None = None
    announced: Announcement | None = None
    events: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    contributors: Contributors | None = None
    rejection: RejectionKind | None = None
    reason: str | None = None
    supersedes: tuple[ReleaseId, ...] = ()
    superseded_by: Superseder | None = None
    corrects: tuple[Corrected, ...] = ()
    rollout: Rollout = NOTHING_SAID

    @cached_property
    def transition(self) -> str:
        """32 hexadecimal digits made from release and cause alone: one cause counts once."""
        value = {"release": release_value(self.release), "cause": self.cause}
        return canonical.sha256(canonical.to_bytes(value))[:32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft with its place in the chain."""

    draft: Draft
    sequence: int
    time: datetime
    bot: str
    previous: str | None
    parent: str

    @property
    def name(self) -> str:
        """The file's name in the log folder."""
        return f"{self.sequence:04d}-{self.draft.kind}.json"

    @property
    def path(self) -> str:
        """Where the entry stands in the repository."""
        return f"{self.draft.release.log_folder}/{self.name}"

    def to_bytes(self) -> bytes:
        """The canonical file."""
        return canonical.to_bytes(to_value(self))


def to_value(entry: Entry) -> dict[str, Any]:
    """The entry as JSON, as ``schemas/log-entry.schema.json`` describes it."""
    draft, subject = entry.draft, entry.draft.subject
    return {
        "format": 1,
        "sequence": entry.sequence,
        "kind": draft.kind.value,
        "row": draft.row,
        "from": draft.source.value,
        "to": draft.target.value,
        "release": release_value(draft.release),
        "round": draft.round,
        "pullRequest": subject.pull_request,
        "head": subject.head,
        "digest": subject.digest,
        "files": _files_value(subject.files),
        "delivery": subject.delivery,
        "application": draft.application,
        "announced": announcement_value(draft.announced),
        "events": list(draft.events),
        "actor": {"login": draft.actor.login, "id": draft.actor.id, "role": draft.actor.role.value},
        "policy": {"repository": draft.policy_repository, "commit": entry.parent},
        "approvals": [approval_value(approval) for approval in draft.approvals],
        "contributors": contributors_value(draft.contributors),
        "rejection": {"kind": draft.rejection.value} if draft.rejection else None,
        "reason": draft.reason,
        "supersedes": [release_value(release) for release in draft.supersedes],
        "supersededBy": _superseder_value(draft.superseded_by),
        "content": draft.content.value,
        "cause": draft.cause,
        "transition": draft.transition,
        "time": show_time(entry.time),
        "bot": entry.bot,
        "previous": entry.previous,
        "parent": entry.parent,
        **_corrects_value(draft.corrects),
        **rollout_value(draft.rollout),
    }


def from_value(value: Value) -> Entry:
    """Read an entry that its schema has accepted; ``ValueError`` where a value makes no sense."""
    draft = Draft(
        kind=Kind(value["kind"]),
        row=value["row"],
        source=Status(value["from"]),
        target=Status(value["to"]),
        release=read_release(value["release"]),
        round=value["round"],
        subject=_read_subject(value),
        actor=Actor(value["actor"]["login"], value["actor"]["id"], Role(value["actor"]["role"])),
        cause=value["cause"],
        content=Content(value["content"]),
        policy_repository=value["policy"]["repository"],
        application=value["application"],
        announced=read_announcement(value["announced"]),
        events=tuple(value["events"]),
        approvals=tuple(read_approval(approval) for approval in value["approvals"]),
        contributors=read_contributors(value["contributors"]),
        rejection=RejectionKind(value["rejection"]["kind"]) if value["rejection"] else None,
        reason=value["reason"],
        supersedes=tuple(read_release(release) for release in value["supersedes"]),
        superseded_by=_read_superseder(value["supersededBy"]),
        corrects=tuple(Corrected(**corrected) for corrected in value.get("corrects", ())),
        rollout=read_rollout(value),
    )
    return Entry(
        draft=draft,
        sequence=value["sequence"],
        time=read_time(value["time"]),
        bot=value["bot"],
        previous=value["previous"],
        parent=value["parent"],
    )


def read_release(value: Value) -> ReleaseId:
    """The identity of a release from the bot's JSON."""
    release = ReleaseId.parse(
        value["miniProgram"], value["version"], value["app"], value["environment"]
    )
    if release is None:
        raise ValueError("the entry names no valid release")
    return release


def _files_value(files: Files) -> Value:
    return {
        "request": {"blob": files.request.blob, "sha256": files.request.sha256},
        "version": {"blob": files.version.blob, "sha256": files.version.sha256},
    }


def _read_subject(value: Value) -> Subject:
    files = value["files"]
    return Subject(
        pull_request=value["pullRequest"],
        head=value["head"],
        digest=value["digest"],
        files=Files(FileRecord(**files["request"]), FileRecord(**files["version"])),
        delivery=value["delivery"],
    )


def announcement_value(announced: Announcement | None) -> Value | None:
    """The opening of a round as JSON."""
    if announced is None:
        return None
    return {
        "digest": announced.digest,
        "head": announced.head,
        "at": show_time(announced.at),
        "status": announced.status,
    }


def read_announcement(value: Value | None) -> Announcement | None:
    """Read what ``announcement_value`` wrote."""
    if value is None:
        return None
    return Announcement(value["digest"], value["head"], read_time(value["at"]), value["status"])


def approval_value(approval: Approval) -> Value:
    """One counted review as JSON."""
    return {
        "review": approval.review,
        "reviewer": {"login": approval.login, "id": approval.reviewer},
        "at": show_time(approval.at),
        "commit": approval.commit,
    }


def read_approval(value: Value) -> Approval:
    """Read what ``approval_value`` wrote."""
    reviewer = value["reviewer"]
    return Approval(
        review=value["review"],
        login=reviewer["login"],
        reviewer=reviewer["id"],
        at=read_time(value["at"]),
        commit=value["commit"],
    )


def contributors_value(contributors: Contributors | None) -> Value | None:
    """Who had a hand in it, as JSON."""
    if contributors is None:
        return None
    return {"ids": list(contributors.ids), "unknown": contributors.unknown}


def read_contributors(value: Value | None) -> Contributors | None:
    """Read what ``contributors_value`` wrote."""
    return None if value is None else Contributors(tuple(value["ids"]), value["unknown"])


def _corrects_value(corrects: tuple[Corrected, ...]) -> Value:
    """Only a correction has the key, so that all other entries keep their bytes."""
    if not corrects:
        return {}
    found = [{"path": c.path, "found": c.found, "restored": c.restored} for c in corrects]
    return {"corrects": found}


def _superseder_value(superseder: Superseder | None) -> Value | None:
    if superseder is None:
        return None
    return {
        "release": release_value(superseder.release),
        "transition": superseder.transition,
    }


def _read_superseder(value: Value | None) -> Superseder | None:
    if value is None:
        return None
    return Superseder(read_release(value["release"]), value["transition"])
