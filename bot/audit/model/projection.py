"""What follows from logs, computed anew: status files, live files, and the trailers of a commit."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bot.audit.git.objects import hash_object
from bot.audit.model.entry import release_value, show_time
from bot.core.documents import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.audit.model.entry import Entry
    from bot.audit.model.state import Release

    Value = Mapping[str, Any]


def status_bytes(release: Release) -> bytes:
    """``status.json`` for a release that has at least one entry."""
    entry, requester = release.last, release.requester
    return canonical.to_bytes(
        {
            "format": 1,
            "release": release_value(entry.release),
            "status": entry.target,
            "content": entry.content,
            "round": entry.round,
            "pullRequest": entry.pull_request,
            "head": entry.head,
            "digest": entry.digest,
            "files": {
                "request": {"blob": entry.request.blob, "sha256": entry.request.sha256},
                "version": {"blob": entry.version.blob, "sha256": entry.version.sha256},
            },
            "delivery": entry.delivery,
            "requester": {"login": requester.login, "id": requester.id} if requester else None,
            "rejection": {"kind": entry.rejection} if entry.rejection else None,
            "supersededBy": _successor(entry),
            "since": show_time(release.since),
            "entry": {
                "sequence": entry.sequence,
                "kind": entry.kind,
                "transition": entry.transition,
                "sha256": entry.sha256,
            },
        }
    )


def _successor(entry: Entry) -> Value | None:
    by = entry.superseded_by
    if by is None:
        return None
    return {"release": release_value(by.release), "transition": by.transition}


class LiveFile:
    """The live file of one target, kept as text by mini program, so that one change costs little.

    Its bytes are those of the canonical form of the whole (a test compares them).
    """

    def __init__(self, app: str, environment: str) -> None:
        self._head = (
            f'{{\n  "app": {json.dumps(app)},\n  "environment": {json.dumps(environment)},\n'
            '  "format": 1,\n  "miniPrograms": '
        )
        self._parts: dict[str, str] = {}

    @classmethod
    def read(cls, app: str, environment: str, data: bytes) -> LiveFile:
        """What a trusted start holds; empty where it cannot be read."""
        found = cls(app, environment)
        try:
            value = canonical.from_bytes(data, live_path(app, environment))
        except canonical.NotCanonicalError:
            return found
        programs = value.get("miniPrograms") if isinstance(value, dict) else None
        for name, shown in (programs if isinstance(programs, dict) else {}).items():
            found._parts[name] = _part(name, shown)
        return found

    def replace(self, mini_program: str, releases: Sequence[Release]) -> None:
        """Say anew what of one mini program is live there."""
        self._parts.pop(mini_program, None)
        for one in releases:
            if one.live:
                self._parts[mini_program] = _part(mini_program, _live(one))

    def to_bytes(self) -> bytes:
        """The whole file."""
        parts = ",\n".join(self._parts[name] for name in sorted(self._parts))
        inner = f"{{\n{parts}\n  }}" if parts else "{}"
        return f"{self._head}{inner}\n}}\n".encode()


def live_path(app: str, environment: str) -> str:
    """Where the live file of a target stands."""
    return f"live/{app}/{environment}.json"


def _part(mini_program: str, shown: object) -> str:
    lines = canonical.to_bytes({"miniPrograms": {mini_program: shown}}).decode().splitlines()
    return "\n".join(lines[2:-2])


def _live(release: Release) -> Value:
    entry = release.last
    return {
        "version": str(entry.release.version),
        "status": entry.target,
        "digest": entry.digest,
        "delivery": entry.delivery,
        "since": show_time(release.since),
        "transition": entry.transition,
    }


HEADLINES = {
    "submitted": "Submit {release} for review, round {round}",
    "resubmitted": "Resubmit {release} for review, round {round}",
    "rejected": "Reject {release}, round {round}",
    "withdrawn": "Withdraw {release}, round {round}",
    "lapsed": "Let {release} lapse, round {round}",
    "approved": "Approve {release}: {target}",
    "released": "Release {release}: {target}",
    "pilot-started": "Start the pilot of {release}",
    "rejection-corrected": "Read the rejection of {release} as one of details, round {round}",
}
"""The first line of a commit, by the kind of the entry that caused it."""


def message(entry: Entry, requester: int) -> str:
    """The whole message of the commit that an entry is the cause of, without a last line feed."""
    release = entry.release
    name = f"{release.mini_program} {release.version} to {release.app}"
    headline = HEADLINES.get(entry.kind, entry.kind).format(
        release=f"{name} {release.environment.value.capitalize()}",
        round=entry.round,
        target=entry.target,
    )
    return f"{headline}\n\n{trailers(entry, requester)}"


def trailers(entry: Entry, requester: int) -> str:
    """The last paragraph of the commit that an entry is the cause of."""
    status = entry.target if entry.source == entry.target else f"{entry.source} -> {entry.target}"
    lines = [
        f"Release: {entry.release.folder}",
        f"Transition: {entry.transition}",
        f"Status: {status}",
        f"Pull-request: {entry.pull_request}",
        f"Requested-by: {requester}",
        *(f"Approved-by: {approval.reviewer.id}" for approval in entry.approvals),
        f"Request-digest: sha256:{entry.digest}",
        *(f"Supersedes: {release.folder}" for release in entry.supersedes),
    ]
    return "\n".join(lines)


def blob_of(data: bytes) -> str:
    """Git's id of some bytes."""
    return hash_object("blob", data)


def sha256(data: bytes) -> str:
    """SHA-256 of some bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
