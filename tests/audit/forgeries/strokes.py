"""Small changes that lies are made of: to drafts, to entries, to finished commits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.document_entry import DocumentDraft
from bot.core.documents import canonical
from bot.core.entry import Draft
from tests.history.commits import File
from tests.history.lies import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.entry import Approval
    from tests.history.commits import MainCommit


Told = TypeVar("Told", Draft, DocumentDraft)


def told(change: Callable[[Any], Any]) -> Callable[[Any, Part], Any]:
    """Change the draft that caused the commit."""
    return lambda draft, part: change(draft) if part is Part.PRIMARY else draft


def told_with(**changes: Any) -> Callable[[Any, Part], Any]:
    """Give fields of the draft that caused the commit other values."""
    return told(lambda draft: replace(draft, **changes))


def followed_with(**changes: Any) -> Callable[[Draft, Part], Draft]:
    """Give fields of the draft that follows other values."""
    return lambda draft, part: replace(draft, **changes) if part is Part.FOLLOWER else draft


def subject_with(**changes: Any) -> Callable[[Any, Part], Any]:
    """Let the draft be about something else."""
    return told(lambda draft: replace(draft, subject=replace(draft.subject, **changes)))


def entered(**changes: Any) -> Callable[[Any, Part], Any]:
    """Give fields of the entry that caused the commit other values."""
    return lambda entry, part: replace(entry, **changes) if part is Part.PRIMARY else entry


def approved_by(draft: Told, *approvals: Approval) -> Told:
    """The draft as if these approvals, in this order, had completed it."""
    last = approvals[-1]
    return replace(
        draft,
        approvals=approvals,
        actor=replace(draft.actor, login=last.login, id=last.reviewer),
        cause={**draft.cause, "review": last.review},
    )


def applied_with(draft: Told, **changes: Any) -> Told:
    """The draft of another application, its digest adapted wherever it stands."""
    application = {**(draft.application or {}), **changes}
    digest = canonical.sha256(canonical.to_bytes(application))
    announced = replace(draft.announced, digest=digest) if draft.announced else None
    subject = replace(draft.subject, digest=digest)
    return replace(draft, application=application, subject=subject, announced=announced)


# --- Commits -------------------------------------------------------------------------------------


def with_files(
    files: Mapping[str, bytes | File | None],
) -> Callable[[MainCommit], MainCommit]:
    """Let the commit change these as well, or otherwise; ``None`` removes."""
    made = {path: File(data) if isinstance(data, bytes) else data for path, data in files.items()}
    return lambda commit: replace(commit, files={**commit.files, **made})


def without(*paths: str) -> Callable[[MainCommit], MainCommit]:
    """Let the commit leave these alone."""
    return lambda commit: replace(
        commit, files={path: file for path, file in commit.files.items() if path not in paths}
    )


def spelt(**changes: Any) -> Callable[[MainCommit], MainCommit]:
    """Give fields of the finished commit other values."""
    return lambda commit: replace(commit, **changes)


def with_mode(path: str, mode: str) -> Callable[[MainCommit], MainCommit]:
    """Give a file of the commit another mode."""

    def respell(commit: MainCommit) -> MainCommit:
        file = commit.files[path]
        assert file is not None
        return with_files({path: replace(file, mode=mode)})(commit)

    return respell


def entry_path(commit: MainCommit) -> str:
    """The path of the entry that caused a commit."""
    return min((path for path in commit.files if "/log/" in path), key=_archived_last)


def _archived_last(path: str) -> tuple[bool, str]:
    return path.endswith("-archived.json"), path


def with_entry(change: Callable[[dict[str, Any]], Any]) -> Callable[[MainCommit], MainCommit]:
    """Change the JSON of the entry that caused the commit, and its hash in the status file."""

    def respell(commit: MainCommit) -> MainCommit:
        path = entry_path(commit)
        value = _value(commit, path)
        change(value)
        return with_entry_bytes(canonical.to_bytes(value))(commit)

    return respell


def with_entry_bytes(data: bytes) -> Callable[[MainCommit], MainCommit]:
    """Give the entry that caused the commit other bytes, and the status file their hash."""

    def respell(commit: MainCommit) -> MainCommit:
        path = entry_path(commit)
        status_path = path.rpartition("/log/")[0] + "/status.json"
        status = _value(commit, status_path)
        status["entry"]["sha256"] = canonical.sha256(data)
        return with_files({path: data, status_path: canonical.to_bytes(status)})(commit)

    return respell


def entry_bytes(commit: MainCommit) -> bytes:
    """The bytes of the entry that caused a commit."""
    file = commit.files[entry_path(commit)]
    assert file is not None
    return file.data


def _value(commit: MainCommit, path: str) -> dict[str, Any]:
    file = commit.files[path]
    assert file is not None
    value: dict[str, Any] = json.loads(file.data)
    return value
