"""One entry of a release's log as the auditor reads it: typed, with the hash of its own bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.core.documents import canonical
from bot.core.documents.identity import ReleaseId

Value = Mapping[str, Any]
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Who:
    """An account as the entry names it; only ``id`` is identity, 0 a deleted account."""

    login: str
    id: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A document's bytes: git's object id and SHA-256."""

    blob: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the entry says GitHub answered when the round was opened."""

    digest: str
    head: str
    at: datetime
    status: int


@dataclass(frozen=True, slots=True)
class Approval:
    """One review that the entry counts."""

    review: int
    reviewer: Who
    at: datetime
    commit: str


@dataclass(frozen=True, slots=True)
class Contributors:
    """Who the entry says had a hand in it, and how many could not be identified."""

    ids: frozenset[int]
    unknown: int


@dataclass(frozen=True, slots=True)
class Successor:
    """The release that took the place of this one, and its transition."""

    release: ReleaseId
    transition: str


@dataclass(frozen=True, slots=True)
class Corrects:
    """A file that a correction is said to have put back: SHA-256, ``None`` where it is absent."""

    path: str
    found: str | None
    restored: str | None


@dataclass(frozen=True, slots=True)
class Observed:
    """One attempt to tell the app of the change that a transition made, and what came of it."""

    transition: str
    attempt: int
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one file of a log says."""

    path: str
    sha256: str
    sequence: int
    kind: str
    row: str | None
    source: str
    target: str
    release: ReleaseId
    round: int
    pull_request: int
    head: str
    digest: str
    request: FileRecord
    version: FileRecord
    delivery: Value | None
    application: Value | None
    announced: Announcement | None
    events: tuple[str, ...]
    actor: Who
    role: str
    repository: str
    policy: str
    approvals: tuple[Approval, ...]
    contributors: Contributors | None
    rejection: str | None
    reason: str | None
    supersedes: tuple[ReleaseId, ...]
    superseded_by: Successor | None
    content: str
    cause: Value
    transition: str
    time: datetime
    bot: str
    previous: str | None
    parent: str
    corrects: frozenset[Corrects] = frozenset()
    percent: int | None = None
    testers: tuple[str, ...] | None = None
    deadline: datetime | None = None
    until: datetime | None = None
    observed: Observed | None = None

    @property
    def name(self) -> str:
        """The file name that sequence and kind call for."""
        return f"{self.sequence:04d}-{self.kind}.json"

    @property
    def follows(self) -> bool:
        """Whether it only follows from another entry of the same commit."""
        return self.cause.get("kind") in ("superseded", "force-removed")

    @property
    def opens(self) -> bool:
        """Whether it opens a round."""
        return self.kind in ("submitted", "resubmitted")

    @property
    def at_once(self) -> bool:
        """Whether it was applied for and taken to main in one, since nobody reviews there."""
        return self.kind in ("released", "pilot-started")

    @property
    def applies(self) -> bool:
        """Whether its actor is the one who applied."""
        return self.at_once or self.kind == "submitted"

    @property
    def merges(self) -> bool:
        """Whether it brings the request's files to main."""
        return self.at_once or self.kind == "approved"


def read_entry(path: str, value: Value, sha256: str) -> Entry:
    """Read an entry that its schema has accepted; ``ValueError`` where a value makes no sense."""
    files, actor, policy = value["files"], value["actor"], value["policy"]
    return Entry(
        path=path,
        sha256=sha256,
        sequence=value["sequence"],
        kind=value["kind"],
        row=value["row"],
        source=value["from"],
        target=value["to"],
        release=_release(value["release"]),
        round=value["round"],
        pull_request=value["pullRequest"],
        head=value["head"],
        digest=value["digest"],
        request=FileRecord(files["request"]["blob"], files["request"]["sha256"]),
        version=FileRecord(files["version"]["blob"], files["version"]["sha256"]),
        delivery=value["delivery"],
        application=value["application"],
        announced=read_announcement(value["announced"]),
        events=tuple(value["events"]),
        actor=Who(actor["login"], actor["id"]),
        role=actor["role"],
        repository=policy["repository"],
        policy=policy["commit"],
        approvals=tuple(read_approval(one) for one in value["approvals"]),
        contributors=read_contributors(value["contributors"]),
        rejection=value["rejection"]["kind"] if value["rejection"] else None,
        reason=value["reason"],
        supersedes=tuple(_release(one) for one in value["supersedes"]),
        superseded_by=_successor(value["supersededBy"]),
        content=value["content"],
        cause=value["cause"],
        transition=value["transition"],
        time=read_time(value["time"]),
        bot=value["bot"],
        previous=value["previous"],
        parent=value["parent"],
        corrects=frozenset(Corrects(**one) for one in value.get("corrects", ())),
        percent=value.get("percent"),
        testers=tuple(value["testers"]) if "testers" in value else None,
        deadline=read_time(value["deadline"]) if "deadline" in value else None,
        until=read_time(value["until"]) if "until" in value else None,
        observed=Observed(**value["observed"]) if "observed" in value else None,
    )


def transition_id(release: ReleaseId, cause: Value) -> str:
    """32 hexadecimal digits of the SHA-256 over release and cause: one cause counts once."""
    value = {"release": release_value(release), "cause": cause}
    return canonical.sha256(canonical.to_bytes(value))[:32]


def release_value(release: ReleaseId) -> dict[str, str]:
    """The identity of a release as the log writes it."""
    return {
        "miniProgram": release.mini_program,
        "version": str(release.version),
        "app": release.app,
        "environment": release.environment.value,
    }


def read_time(text: str) -> datetime:
    """A time of the log: UTC, whole seconds; ``ValueError`` for what no bot would write so."""
    time = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    if show_time(time) != text:
        raise ValueError("a time that is not written as UTC times are")
    return time


def show_time(time: datetime) -> str:
    """``2026-03-02T09:00:00Z``."""
    return time.astimezone(UTC).strftime(_TIME)


def _release(value: Value) -> ReleaseId:
    found = ReleaseId.parse(
        value["miniProgram"], value["version"], value["app"], value["environment"]
    )
    if found is None:
        raise ValueError("it names no valid release")
    return found


def read_announcement(value: Value | None) -> Announcement | None:
    """How an entry says that a round was opened."""
    if value is None:
        return None
    return Announcement(value["digest"], value["head"], read_time(value["at"]), value["status"])


def read_approval(value: Value) -> Approval:
    """One review that an entry counts."""
    reviewer = Who(value["reviewer"]["login"], value["reviewer"]["id"])
    return Approval(value["review"], reviewer, read_time(value["at"]), value["commit"])


def read_contributors(value: Value | None) -> Contributors | None:
    """Who an entry says had a hand in it."""
    return None if value is None else Contributors(frozenset(value["ids"]), value["unknown"])


def _successor(value: Value | None) -> Successor | None:
    return None if value is None else Successor(_release(value["release"]), value["transition"])
