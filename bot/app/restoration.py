"""What the bot last left of one release by main's own history, and what of it is damaged now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.correction import Damaged, Restoration, live_bytes
from bot.core.documents import canonical
from bot.core.documents.places import (
    CorrectionFile,
    LogEntryFile,
    RequestFile,
    StatusFile,
    place_of,
)
from bot.core.log import Log, read_log
from bot.core.projection import live_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.app.integrity import History
    from bot.core.documents.identity import ReleaseId
    from bot.forge.protocol import Git, TreeEntry

Left = dict[str, "TreeEntry | None"]


def restoration(history: History, release: ReleaseId) -> Restoration | None:
    """What a correction of a release would put back; ``None`` where history does not tell."""
    git, left = history.git, _left(history, release)
    log = _log(history, release, left)
    if log is None:
        return None
    damaged = list(_damaged(git, left, {path: git.entry(history.main, path) for path in left}))
    path = live_path(release.app, release.environment)
    value = _value(git, history.newest(f"{path}/").ought(git, path), path)
    siblings = tuple(_siblings(history, release))
    held, ought = _bytes(git, git.entry(history.main, path)), live_bytes(value, log, siblings)
    if held != ought:
        damaged.append(Damaged(path, canonical.sha256(held) if held is not None else None, ought))
    return Restoration(log, tuple(damaged), value, siblings)


def _left(history: History, release: ReleaseId) -> Left:
    """Every path of a release, and its version's, as the bot left it."""
    git, made = history.git, history.newest(f"{release.folder}/")
    folder = [release.folder]
    paths = {*git.files(history.main, folder), *git.files(made.base, folder)}
    paths |= {path for path in made.expected if path.startswith(f"{release.folder}/")}
    kept = sorted(path for path in paths if not isinstance(place_of(path), CorrectionFile))
    version = release.version_path
    left = {path: made.ought(git, path) for path in kept}
    return {**left, version: history.newest(f"{version}/").ought(git, version)}


def _log(history: History, release: ReleaseId, left: Left) -> Log | None:
    entries = {p: e for p, e in left.items() if e and isinstance(place_of(p), LogEntryFile)}
    blobs = history.git.blobs([entry.oid for entry in entries.values()])
    data = {path: blobs[entry.oid] for path, entry in entries.items() if entry.oid in blobs}
    log = read_log(release, data, history.schemas)
    return log if isinstance(log, Log) and len(data) == len(entries) else None


def _damaged(git: Git, left: Left, held: Mapping[str, TreeEntry | None]) -> Iterator[Damaged]:
    for path, ought in left.items():
        if held[path] != ought:
            found = _bytes(git, held[path])
            sha256 = canonical.sha256(found) if found is not None else None
            yield Damaged(path, sha256, _bytes(git, ought))


def _siblings(history: History, release: ReleaseId) -> Iterator[Mapping[str, Any]]:
    """The statuses of the mini program's other releases in the target, as the bot left them."""
    git, folder = history.git, f"releases/{release.mini_program}"
    made = history.newest(f"{folder}/")
    paths = {*git.files(history.main, [folder]), *git.files(made.base, [folder]), *made.expected}
    for sibling in sorted(_releases(paths), key=str):
        target = (sibling.app, sibling.environment)
        if sibling == release or target != (release.app, release.environment):
            continue
        path = sibling.status_path
        value = _value(git, history.newest(f"{sibling.folder}/").ought(git, path), path)
        if value is not None:
            yield value


def _releases(paths: Iterable[str]) -> set[ReleaseId]:
    places = map(place_of, paths)
    return {p.release for p in places if isinstance(p, LogEntryFile | StatusFile | RequestFile)}


def _bytes(git: Git, entry: TreeEntry | None) -> bytes | None:
    return git.blobs([entry.oid]).get(entry.oid) if entry else None


def _value(git: Git, entry: TreeEntry | None, path: str) -> Mapping[str, Any] | None:
    data = _bytes(git, entry)
    try:
        value = canonical.from_bytes(data, path) if data is not None else None
    except canonical.NotCanonicalError:
        return None
    return value if isinstance(value, dict) else None
