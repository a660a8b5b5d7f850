"""What follows from logs, computed anew: status files, live files, and the trailers of a commit."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bot.audit.git.objects import hash_object
from bot.audit.model.entry import release_value, show_time
from bot.audit.model.rollout import Changed
from bot.audit.model.schedule import due_at
from bot.core.documents import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.audit.model.entry import Entry
    from bot.audit.model.state import Release
    from bot.core.documents.identity import ReleaseId

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
            **_rollout(release),
            "since": show_time(release.since),
            "entry": {
                "sequence": entry.sequence,
                "kind": entry.kind,
                "transition": entry.transition,
                "sha256": entry.sha256,
            },
        }
    )


def _rollout(release: Release) -> Value:
    rollout, due = release.rollout, due_at(release)
    changed = rollout.changed or Changed(0, "", rollout.moved)
    seen = rollout.observed
    return {
        "percent": rollout.percent,
        "testers": _testers(release),
        "configuration": rollout.configuration,
        "paused": rollout.paused,
        "dueAt": show_time(due) if due else None,
        "changed": {
            "sequence": changed.sequence,
            "transition": changed.transition,
            "at": show_time(changed.at),
        },
        "observed": seen
        and {"transition": changed.transition, "result": seen[0], "at": show_time(seen[1])},
    }


def _testers(release: Release) -> Value | None:
    found = release.rollout.testers(release.status)
    return {"count": found.count, "sha256": found.sha256} if found else None


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
        """Say anew which releases of one mini program users and testers meet there."""
        self._parts.pop(mini_program, None)
        shown = sorted((one for one in releases if one.shown), key=lambda one: one.id.version)
        if shown:
            self._parts[mini_program] = _part(mini_program, [live_value(one) for one in shown])

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


def live_value(release: Release) -> Value:
    """What a live file says of a release that it names."""
    entry = release.last
    return {
        "version": str(entry.release.version),
        "status": entry.target,
        "percent": release.rollout.percent or 0,
        "digest": entry.digest,
        "configuration": release.rollout.configuration,
        "testers": _testers(release),
        "delivery": entry.delivery,
        "since": show_time(release.since),
        "transition": release.rollout.changed.transition if release.rollout.changed else None,
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
    "testing-completed": "Complete the testing of {release}: {target}",
    "testing-bypassed": "Bypass the testing of {release}: {target}",
    "went-live": "Take {release} live at {percent} %: {target}",
    "scaled": "Scale {release} up to {percent} %",
    "completed": "Complete {release}: {target}",
    "canceled": "Cancel {release}",
    "force-removed": "Force remove {release}",
    "pilot-changed": "Change the testers of {release}",
    "paused": "Pause {release}",
    "resumed": "Resume {release}",
    "warned": "Warn about {release}",
    "delivered": "Note what the app answered about {release}",
    "delivery-failed": "Note that the app was not told of {release}",
}
"""The first line of a commit, by the kind of the entry that caused it."""


def message(entry: Entry, requester: int) -> str:
    """The whole message of the commit that an entry is the cause of, without a last line feed."""
    headline = HEADLINES.get(entry.kind, entry.kind).format(
        release=headline_name(entry.release),
        round=entry.round,
        target=entry.target,
        percent=entry.percent,
    )
    return f"{headline}\n\n{trailers(entry, requester)}"


def headline_name(release: ReleaseId) -> str:
    """A release as the first line of a commit names it."""
    name = f"{release.mini_program} {release.version} to {release.app}"
    return f"{name} {release.environment.value.capitalize()}"


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
        *([f"Percent: {entry.percent}"] if entry.percent is not None else ()),
    ]
    return "\n".join(lines)


def blob_of(data: bytes) -> str:
    """Git's id of some bytes."""
    return hash_object("blob", data)


def sha256(data: bytes) -> str:
    """SHA-256 of some bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
