"""Is main what the bot wrote? The newest bot commit is derived anew from its parent.

Nothing is stored about a finding: it is derived from main at every look, so a crash before the
read-back hides nothing, and mending main ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from bot.app.consistency import cure, live_value
from bot.app.document_integrity import expected_documents
from bot.app.restoration import restoration
from bot.core import projection
from bot.core.correction import written
from bot.core.correction_sentences import MEND
from bot.core.document_entry import CATALOG_LOG
from bot.core.documents import canonical
from bot.core.documents.identity import ReleaseId
from bot.core.documents.places import (
    CatalogLog,
    CorrectionFile,
    LiveFile,
    LogEntryFile,
    Place,
    VersionFile,
    VersionLogEntryFile,
    place_of,
)
from bot.core.log import Damage, Log, read_log
from bot.core.objects import hash_object
from bot.core.rollout import serves
from bot.core.situation import Trouble
from bot.forge.protocol import TreeEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.documents.schema import Schemas
    from bot.core.entry import Entry
    from bot.forge.protocol import CommitObject, Git

ENTRIES = (LogEntryFile, VersionLogEntryFile, CatalogLog)
Concern: TypeAlias = ReleaseId | Place | None
"""What is to be decided about: a release, a change of a document, or neither."""


@dataclass(frozen=True, slots=True)
class Touching:
    """A trouble, with how far it reaches: one mini program, one target, or everything."""

    trouble: Trouble
    mini_program: str | None = None
    target: tuple[str, str] | None = None
    catalog: bool = False

    def touches(self, concern: Concern) -> bool:
        """Whether a release, or a change of a document, is stopped by it."""
        if self.mini_program is None and self.target is None and not self.catalog:
            return True
        match concern:
            case None:
                return False
            case ReleaseId():
                target = (concern.app, concern.environment)
                return self.mini_program == concern.mini_program or self.target == target
            case VersionFile():
                return self.mini_program == concern.mini_program
            case _:
                return self.catalog


def newest_bot_commit(
    git: Git, main: str, genesis: str | None, schemas: Schemas, concern: Concern
) -> tuple[Touching, ...]:
    """Compare main with what the newest bot commit should have left, derived from its parent.

    A path is wrong until it is as it ought to be, whoever mends it and by however many commits.
    """
    history = History(git, main, genesis, schemas)
    folder = f"{CATALOG_LOG}/"
    if isinstance(concern, ReleaseId | VersionFile):
        folder = f"releases/{concern.mini_program}/"
    own = _cut_or_edited(git, history, folder) if concern else ()
    return (*_compared(git, main, history), *own)


@dataclass(frozen=True, slots=True)
class Made:
    """A commit of the bot, the tree it was computed on, and the blobs it should have written."""

    commit: str
    base: str
    expected: Mapping[str, str | None]

    @property
    def corrects(self) -> bool:
        """Whether it is a correction, which restores one release and leaves all else as it was."""
        return any(isinstance(place_of(path), CorrectionFile) for path in self.expected)

    def ought(self, git: Git, path: str) -> TreeEntry | None:
        """What this commit should have left at a path."""
        if path not in self.expected:
            return git.entry(self.base, path)
        blob = self.expected[path]
        return TreeEntry("100644", blob) if blob else None


@dataclass(frozen=True, slots=True)
class History:
    """Main's first parents down to genesis, where everything is as it ought to be."""

    git: Git
    main: str
    genesis: str | None
    schemas: Schemas

    def newest(self, unit: str = "") -> Made:
        """The newest commit of the bot that wrote below a folder, or genesis."""
        for commit in self.git.first_parents(self.main):
            if not commit.parents or commit.oid == self.genesis:
                return Made(commit.oid, commit.oid, {})
            if not self._touches(commit, unit):
                continue
            expected = _expected(self, commit)
            if any(f"{path}/".startswith(unit) for path in expected):
                return Made(commit.oid, commit.parents[0], expected)
        raise AssertionError("a history without a first commit")  # pragma: no cover  git has one

    def _touches(self, commit: CommitObject, unit: str) -> bool:
        return any(
            self.git.entry(commit.oid, folder) != self.git.entry(commit.parents[0], folder)
            for folder in ([unit.rstrip("/")] if unit else ("releases", "live", CATALOG_LOG))
        )


def _compared(git: Git, main: str, history: History) -> Iterator[Touching]:
    made = history.newest()
    own = {change.path for change in git.differences(made.base, made.commit)}
    since = {change.path for change in git.differences(made.base, main)}
    for path in sorted(own | since | set(made.expected)):
        ought, now = made.ought(git, path), git.entry(main, path)
        if now == ought:
            continue
        if path in own | set(made.expected) and now == git.entry(made.commit, path):
            what = f"commit {made.commit[:12]} made of it what the bot did not compute"
            yield _reach(path, Trouble("wrong-tree", path, what, cure(path)))
        elif isinstance(place_of(path), LiveFile) and now != history.newest(f"{path}/").ought(
            git, path
        ):
            yield _by_hand(path, made)


def _cut_or_edited(git: Git, history: History, folder: str) -> Iterator[Touching]:
    """Whether the logs of a mini program are as the bot left them when it last wrote there.

    All else in its folder follows from them.
    """
    made = history.newest(folder)
    since = {change.path for change in git.differences(made.base, history.main)}
    for path in sorted(since | set(made.expected)):
        if not path.startswith(folder) or not isinstance(place_of(path), ENTRIES):
            continue
        if git.entry(history.main, path) not in (
            made.ought(git, path),
            git.entry(made.commit, path),
        ):
            yield _by_hand(path, made)
    if made.corrects and folder.startswith("releases/"):
        yield from _still(git, replace(history, main=made.base), folder, history.main, made)


def _still(git: Git, before: History, folder: str, main: str, made: Made) -> Iterator[Touching]:
    """What was wrong beside the release that a correction restored is wrong still."""
    for one in _cut_or_edited(git, before, folder):
        path = one.trouble.path
        if path not in made.expected and git.entry(main, path) == git.entry(made.base, path):
            yield one


def _by_hand(path: str, made: Made) -> Touching:
    what = f"it was changed by hand after commit {made.commit[:12]}, without an entry"
    restored = f"an owner restores it as commit {made.commit[:12]} left it, by a commit on main"
    mended = MEND if cure(path) == MEND else restored
    return _reach(path, Trouble("by-hand", path, what, mended))


def _reach(path: str, trouble: Trouble) -> Touching:
    place = place_of(path)
    if isinstance(place, LiveFile):
        return Touching(trouble, target=(place.app, place.environment))
    if isinstance(place, CatalogLog):
        return Touching(trouble, catalog=True)
    parts = path.split("/")
    if parts[0] == "releases" and len(parts) > 1:
        return Touching(trouble, mini_program=parts[1])
    return Touching(trouble)


def _expected(history: History, commit: CommitObject) -> dict[str, str | None]:
    """The blobs that the entries of a commit call for, by path; none where it has no entry."""
    git, schemas = history.git, history.schemas
    changes = git.differences(commit.parents[0], commit.oid)
    paths = (change.path for change in changes)
    added = [place for path in paths if isinstance(place := place_of(path), LogEntryFile)]
    expected: dict[str, str | None] = {**expected_documents(git, commit, changes, schemas)}
    corrected = [p.release for p in map(place_of, expected) if isinstance(p, CorrectionFile)]
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
    for release in corrected:
        expected.update(_corrected(replace(history, main=commit.parents[0]), commit, release))
    return expected


def _corrected(
    before: History, commit: CommitObject, release: ReleaseId
) -> Mapping[str, str | None]:
    """What a correction should have put back, derived anew from what stood before it."""
    found = restoration(before, release)
    if found is None:
        return {}
    log = _log_at(before.git, commit.oid, release, before.schemas)
    told = tuple(one.corrected for one in found.damaged)
    noted = isinstance(log, Log) and log.entries[:-1] == found.log.entries
    last = log.last if isinstance(log, Log) and noted else None
    right = last is not None and last.draft.corrects == told
    writing = written(found, log if isinstance(log, Log) and right else found.log)
    files = {path: hash_object("blob", data) for path, data in writing.files.items()}
    return {**files, **dict.fromkeys(writing.removed)}


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
    if not serves(log.entries[-1]):
        return {}
    release = log.release
    path = projection.live_path(release.app, release.environment)
    before = git.entry(commit.parents[0], path)
    data = git.blobs([before.oid]).get(before.oid) if before else None
    live = live_value(data, path)
    siblings = [
        found
        for place in _releases_at(git, commit.oid, release.mini_program)
        if (place.app, place.environment) == (release.app, release.environment)
        and isinstance(found := _log_at(git, commit.oid, place, schemas), Log)
        and found.entries
    ]
    value = projection.replace_live(
        live,
        (release.app, release.environment),
        release.mini_program,
        [projection.status_value(found) for found in siblings],
    )
    return {path: hash_object("blob", canonical.to_bytes(value))}


def _releases_at(git: Git, commit: str, mini_program: str) -> list[ReleaseId]:
    paths = git.files(commit, [f"releases/{mini_program}"])
    places = (place_of(path) for path in paths)
    return sorted({place.release for place in places if isinstance(place, LogEntryFile)})
