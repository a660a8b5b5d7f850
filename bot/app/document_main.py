"""What main says of documents: their chains, what is under review, and what stands by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.catalog import Person
from bot.core.correction_sentences import MEND
from bot.core.document_entry import APART, DocumentKind, log_folder
from bot.core.document_log import OPENING, DocumentLog, read_document_log
from bot.core.documents import canonical
from bot.core.documents.places import (
    ActDocument,
    CorrectionFile,
    LogEntryFile,
    StopFile,
    VersionFile,
    VersionLogEntryFile,
    place_of,
)
from bot.core.log import Damage, in_order
from bot.core.situation import Trouble
from bot.core.stop import Stop
from bot.core.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.core.documents.schema import Schemas
    from bot.core.log import Log
    from bot.forge.protocol import TreeEntry

RESTORE = "an owner restores it by a commit on main"


@dataclass(frozen=True, slots=True)
class Mention:
    """What one entry of a document says, as far as it can be read at all.

    A view: never a ground to act without reading the chain strictly. ``pull_request`` is ``None``
    for a stop by the button.
    """

    path: str
    document: str
    pull_request: int | None
    kind: str
    events: frozenset[str]
    blob: str
    on_main: bool
    transition: str
    time: datetime
    actor: Person
    reason: str


def read_mentions(files: Mapping[str, bytes]) -> tuple[Mention, ...]:
    """Every entry of a document that can be read; of each chain, the oldest first."""
    found = (_mention(path, files[path]) for path in in_order(files))
    return tuple(mention for mention in found if mention is not None)


def _mention(path: str, data: bytes) -> Mention | None:
    try:
        value: Any = canonical.from_bytes(data, path)
        pull = value["pullRequest"]
        return Mention(
            path=path,
            document=str(value["document"]),
            pull_request=None if pull is None else int(pull),
            kind=str(value["kind"]),
            events=frozenset(map(str, value["events"])),
            blob=str(value["file"]["blob"]) if value["file"] else "",
            on_main=value["content"] == "main",
            transition=str(value["transition"]),
            time=read_time(value["time"]),
            actor=Person(str(value["actor"]["login"]), int(value["actor"]["id"])),
            reason=str(value["reason"] or ""),
        )
    except (canonical.NotCanonicalError, KeyError, TypeError, ValueError):
        return None


def stops(mentions: Iterable[Mention], app: str) -> tuple[Mention, ...]:
    """The stops of an app and what lifted them, oldest first."""
    path = StopFile(app).path
    own = (one for one in mentions if one.document == path)
    return tuple(one for one in own if one.on_main or one.kind == DocumentKind.STOPPED)


def standing_stop(mentions: Iterable[Mention], app: str) -> Stop | None:
    """The stop of an app that nothing has lifted."""
    last = next(reversed(stops(mentions, app)), None)
    if last is None or last.kind != DocumentKind.STOPPED:
        return None
    return Stop(app, last.actor, last.time, last.reason, last.transition)


def ruled(mentions: Iterable[Mention], paths: frozenset[str]) -> datetime | None:
    """When one of these documents changed last, by the catalog's log."""
    return max(
        (one.time for one in mentions if one.on_main and one.document in paths), default=None
    )


def changes_under_review(mentions: Iterable[Mention]) -> Mapping[int, str]:
    """The documents that are under review, by the pull request that carries each."""
    rounds = (mention for mention in mentions if mention.kind not in APART)
    last = {(mention.pull_request, mention.document): mention for mention in rounds}
    opened = {pull: path for (pull, path), one in last.items() if one.kind in OPENING}
    return {pull: path for pull, path in opened.items() if pull is not None}


def catalog_by_hand(
    mentions: Iterable[Mention],
    files: Mapping[str, TreeEntry],
    genesis: Mapping[str, TreeEntry],
) -> Iterator[Trouble]:
    """Documents of the catalog that are not as their newest entry says, or as at genesis.

    Of what is older than genesis nothing is asked: what stands there is trusted.
    """
    ought = {path: entry.oid for path, entry in genesis.items() if _is_document(path)}
    later = (one for one in mentions if one.on_main and one.path not in genesis)
    ought |= {one.document: one.blob for one in later if one.document.startswith("catalog/")}
    held = {path: entry.oid for path, entry in files.items() if _is_document(path)}
    for path in sorted({*ought, *held}):
        if held.get(path) != ought.get(path):
            what = "it is neither as at genesis nor as the catalog's log says: changed by hand"
            yield Trouble("catalog-by-hand", path, what, RESTORE)


def acts_by_hand(
    mentions: Iterable[Mention],
    files: Mapping[str, TreeEntry],
    genesis: Mapping[str, TreeEntry],
) -> Iterator[Trouble]:
    """Corrections and acts of a mini program that are not as the logs of documents have them."""
    brought = {one.document: one.blob for one in mentions if one.on_main}
    for path, entry in sorted(files.items()):
        known = brought.get(path) == entry.oid or genesis.get(path) == entry
        place = place_of(path)
        if isinstance(place, CorrectionFile | ActDocument) and not known:
            what = "it is not as its log has it: it was merged or edited by hand"
            cure = RESTORE if isinstance(place, CorrectionFile) else MEND
            yield Trouble("by-hand", path, what, cure)


def _is_document(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.by_people


def damaged(damage: Damage) -> Trouble:
    """The trouble of a chain that is not whole."""
    of_release = isinstance(place_of(damage.path), LogEntryFile)
    cure = MEND if of_release else "an owner restores the bytes that the bot wrote"
    return Trouble("log-damaged", damage.path, damage.what, cure)


@dataclass(frozen=True, slots=True)
class ProgramFiles:
    """A mini program's folder on main, and what of it stood at genesis."""

    files: Mapping[str, TreeEntry]
    data: Mapping[str, bytes]
    genesis: Mapping[str, TreeEntry]


def version_troubles(
    folder: ProgramFiles, logs: Iterable[Log], schemas: Schemas
) -> Iterator[Trouble]:
    """Versions whose log is damaged, or that came to main neither by it nor by a release."""
    brought = {log.release.version_path for log in logs if log.merged is not None}
    for path, entries in sorted(_versions(folder).items()):
        chain = read_document_log(log_folder(path), entries, schemas)
        if isinstance(chain, Damage):
            yield damaged(chain)
        elif not _stands(folder, path, chain) and (chain.newest(path) or path not in brought):
            what = "it is not as an entry brought it to main: it was merged or edited by hand"
            yield Trouble("by-hand", path, what, RESTORE)


def _stands(folder: ProgramFiles, path: str, chain: DocumentLog) -> bool:
    """Whether a version file is as its own log has it, or, without one, as at genesis."""
    entry, last = folder.files.get(path), chain.newest(path)
    if last is None:
        return folder.genesis.get(path) == entry
    return entry is not None and entry.oid == last.draft.subject.blob


def _versions(folder: ProgramFiles) -> dict[str, dict[str, bytes]]:
    """Each version of a mini program, with the entries of its own log."""
    found: dict[str, dict[str, bytes]] = {}
    for path in folder.files:
        place = place_of(path)
        if isinstance(place, VersionFile):
            found.setdefault(path, {})
        elif isinstance(place, VersionLogEntryFile):
            version = VersionFile(place.mini_program, place.version).path
            found.setdefault(version, {})[path] = folder.data.get(path, b"")
    return found
