"""Does what stands on main follow from its logs? Requests, versions, statuses and live files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core import projection
from bot.core.correction_sentences import MEND
from bot.core.documents import canonical
from bot.core.documents.places import (
    CorrectionFile,
    LiveFile,
    VersionFile,
    place_of,
)
from bot.core.situation import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.documents.identity import ReleaseId
    from bot.core.log import Log
    from bot.forge.protocol import TreeEntry


_RESTORE = "an owner restores it by a commit on main"
_WITHIN_RELEASE = 5
"""Folders above what stands in a release's own."""


def release_troubles(
    logs: Mapping[ReleaseId, Log],
    files: Mapping[str, TreeEntry],
    data: Mapping[str, bytes],
    genesis: Mapping[str, TreeEntry],
) -> Iterator[Trouble]:
    """Whatever of a mini program's folder does not follow from its logs.

    Examples that stand unchanged since genesis are let be.
    """
    for release, log in logs.items():
        yield from _release_troubles(release, log, files, data, genesis)
    yield from _version_troubles(logs.values(), files)
    known = {path for path in files if place_of(path) is not None}
    for path in sorted(set(files) - known):
        if genesis.get(path) != files[path]:
            yield Trouble("by-hand", path, "nothing may stand there", cure(path))


def _release_troubles(
    release: ReleaseId,
    log: Log,
    files: Mapping[str, TreeEntry],
    data: Mapping[str, bytes],
    genesis: Mapping[str, TreeEntry],
) -> Iterator[Trouble]:
    request = files.get(release.request_path)
    example = (
        request is not None and not log.entries and genesis.get(release.request_path) == request
    )
    merged = log.merged
    expected = merged.draft.subject.files.request.blob if merged else None
    if not example and (request.oid if request else None) != expected:
        what = (
            "it is on main without an entry: it was merged or edited by hand"
            if request
            else "the log says that it is on main, but it is not"
        )
        yield Trouble("by-hand", release.request_path, what, MEND)
    status = canonical.to_bytes(projection.status_value(log)) if log.entries else None
    path = release.status_path
    asked = bool(log.entries) or genesis.get(path) != files.get(path)
    if asked and data.get(path) != status:
        what = "it does not follow from the log"
        yield Trouble("status-disagrees", path, what, MEND)


def _version_troubles(logs: Iterable[Log], files: Mapping[str, TreeEntry]) -> Iterator[Trouble]:
    """A version is immutable: it is as the first release that brought it to main has it."""
    for log in logs:
        path, merged = log.release.version_path, log.merged
        entry = files.get(path)
        if merged is None:
            continue
        if entry is None or entry.oid != merged.draft.subject.files.version.blob:
            what = "it is not the version that was released: it was edited by hand"
            yield Trouble("by-hand", path, what, cure(path))


def live_troubles(
    path: str, data: bytes | None, mini_program: str, logs: Iterable[Log]
) -> Iterator[Trouble]:
    """Whether the live file of a target says of one mini program what its logs say."""
    place = place_of(path)
    if not isinstance(place, LiveFile):  # pragma: no cover  the path was made from a release
        raise TypeError(path)
    live = live_value(data, path)
    target = (place.app, str(place.environment))
    own = [
        projection.status_value(log)
        for log in logs
        if log.entries and (log.release.app, str(log.release.environment)) == target
    ]
    ought = projection.replace_live(live, target, mini_program, own)
    if (data is not None or ought["miniPrograms"]) and canonical.to_bytes(ought) != data:
        yield Trouble("live-disagrees", path, "it does not follow from the logs", MEND)


def live_value(data: bytes | None, path: str) -> Mapping[str, Any] | None:
    """The value of a live file; ``None`` where there is none, or none that can be read."""
    try:
        value = canonical.from_bytes(data, path) if data is not None else None
    except canonical.NotCanonicalError:
        return None
    return value if isinstance(value, dict) and "miniPrograms" in value else None


def cure(path: str) -> str:
    """A correction mends releases, versions and live files; nothing else."""
    within = path.startswith("releases/") and path.count("/") >= _WITHIN_RELEASE
    own = isinstance(place_of(path), CorrectionFile)
    correctable = within or isinstance(place_of(path), VersionFile | LiveFile)
    return MEND if correctable and not own else _RESTORE
