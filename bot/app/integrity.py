"""Is main what the bot wrote? The newest bot commit is derived anew, and so is each status.

Nothing is stored about a finding: it is derived from main at every look, so a crash before the
read-back hides nothing, and mending main ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import projection
from bot.core.documents import canonical
from bot.core.documents.places import LiveFile, LogEntryFile, place_of
from bot.core.lifecycle import LIVE
from bot.core.log import Damage, Log, read_log
from bot.core.objects import hash_object
from bot.core.situation import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.schema import Schemas
    from bot.core.entry import Entry
    from bot.forge.protocol import CommitObject, FileChange, Git, TreeEntry

_RESTORE = "an owner restores it by a commit on main"


@dataclass(frozen=True, slots=True)
class Touching:
    """A trouble, with how far it reaches: one mini program, one target, or everything."""

    trouble: Trouble
    mini_program: str | None = None
    target: tuple[str, str] | None = None

    def touches(self, release: ReleaseId | None) -> bool:
        """Whether a release is stopped by it."""
        if self.mini_program is None and self.target is None:
            return True
        if release is None:
            return False
        return self.mini_program == release.mini_program or self.target == (
            release.app,
            release.environment,
        )


def newest_bot_commit(
    git: Git, main: str, genesis: str | None, schemas: Schemas
) -> tuple[Touching, ...]:
    """Derive the newest commit that touches ``releases/`` or ``live/`` from its parent.

    A path is wrong while main still holds what that commit made of it.
    """
    for commit in git.first_parents(main):
        if not commit.parents or commit.oid == genesis:
            return ()
        if not _touches_releases(git, commit):
            continue
        changes = git.differences(commit.parents[0], commit.oid)
        return tuple(_wrong(git, main, commit, changes, schemas))
    return ()


def _touches_releases(git: Git, commit: CommitObject) -> bool:
    return any(
        git.entry(commit.oid, folder) != git.entry(commit.parents[0], folder)
        for folder in ("releases", "live")
    )


def _wrong(
    git: Git, main: str, commit: CommitObject, changes: tuple[FileChange, ...], schemas: Schemas
) -> Iterator[Touching]:
    new = {change.path: change.new for change in changes}
    expected = _expected(git, commit, new, schemas)
    by_bot = bool(expected)
    for path in sorted({*new, *expected}):
        entry = git.entry(commit.oid, path)
        right = entry is not None and (entry.mode, entry.oid) == ("100644", expected.get(path))
        if right or (path not in new and path not in expected):
            continue
        if git.entry(main, path) == entry:
            yield _reach(path, _trouble(path, commit, by_bot=by_bot))


def _trouble(path: str, commit: CommitObject, *, by_bot: bool) -> Trouble:
    if by_bot:
        what = f"commit {commit.oid[:12]} made of it what the bot did not compute"
        return Trouble("wrong-tree", path, what, _RESTORE)
    what = f"commit {commit.oid[:12]} changed it by hand, without an entry"
    return Trouble("by-hand", path, what, _RESTORE)


def _reach(path: str, trouble: Trouble) -> Touching:
    place = place_of(path)
    if isinstance(place, LiveFile):
        return Touching(trouble, target=(place.app, place.environment))
    parts = path.split("/")
    if parts[0] == "releases" and len(parts) > 1:
        return Touching(trouble, mini_program=parts[1])
    return Touching(trouble)


def _expected(
    git: Git, commit: CommitObject, new: Mapping[str, TreeEntry | None], schemas: Schemas
) -> dict[str, str]:
    """The blobs that the entries of a commit call for, by path; none where it has no entry."""
    added = [p for path in new if isinstance(p := place_of(path), LogEntryFile)]
    expected: dict[str, str] = {}
    logs: list[Log] = []
    for place in {place.release: place for place in added}.values():
        log = _log_at(git, commit.oid, place.release, schemas)
        if isinstance(log, Damage) or log.last is None:
            continue
        last = log.last
        if last.parent != commit.parents[0]:
            continue
        logs.append(log)
        expected[last.path] = hash_object("blob", last.to_bytes())
        status = canonical.to_bytes(projection.status_value(log))
        expected[place.release.status_path] = hash_object("blob", status)
        if log.merged is last:
            expected.update(_document_blobs(git, commit, last))
    for log in logs:
        expected.update(_live_blob(git, commit, log, schemas))
    return expected


def _log_at(git: Git, commit: str, release: ReleaseId, schemas: Schemas) -> Log | Damage:
    files = git.files(commit, [release.log_folder])
    blobs = git.blobs([entry.oid for entry in files.values()])
    return read_log(release, {path: blobs[entry.oid] for path, entry in files.items()}, schemas)


def _document_blobs(git: Git, commit: CommitObject, entry: Entry) -> dict[str, str]:
    release, files = entry.draft.release, entry.draft.subject.files
    blobs = {release.request_path: files.request.blob}
    if git.entry(commit.parents[0], release.version_path) is None:
        blobs[release.version_path] = files.version.blob
    return blobs


def _live_blob(git: Git, commit: CommitObject, log: Log, schemas: Schemas) -> dict[str, str]:
    last = log.entries[-1]
    if not {last.draft.source, last.draft.target} & LIVE:
        return {}
    release = log.release
    path = projection.live_path(release.app, release.environment)
    before = git.entry(commit.parents[0], path)
    data = git.blobs([before.oid]).get(before.oid) if before else None
    live = canonical.from_bytes(data, path) if data else None
    siblings = [
        found
        for place in _releases_at(git, commit.oid, release.mini_program)
        if (place.app, place.environment) == (release.app, release.environment)
        and isinstance(found := _log_at(git, commit.oid, place, schemas), Log)
        and found.entries
    ]
    value = projection.replace_live(
        live if isinstance(live, dict) else None,
        (release.app, release.environment),
        release.mini_program,
        [projection.status_value(found) for found in siblings],
    )
    return {path: hash_object("blob", canonical.to_bytes(value))}


def _releases_at(git: Git, commit: str, mini_program: str) -> list[ReleaseId]:
    paths = git.files(commit, [f"releases/{mini_program}"])
    places = (place_of(path) for path in paths)
    return sorted({place.release for place in places if isinstance(place, LogEntryFile)})


# --- The releases of one mini program ------------------------------------------------------------


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
    known = {path for path in files if place_of(path) is not None}
    for path in sorted(set(files) - known):
        if genesis.get(path) != files[path]:
            yield Trouble("by-hand", path, "nothing may stand there", _RESTORE)


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
        yield Trouble("by-hand", release.request_path, what, _RESTORE)
    status = canonical.to_bytes(projection.status_value(log)) if log.entries else None
    if data.get(release.status_path) != status and genesis.get(release.status_path) != files.get(
        release.status_path
    ):
        what = "it does not follow from the log"
        yield Trouble("status-disagrees", release.status_path, what, _RESTORE)
