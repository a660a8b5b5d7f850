"""Where each release stands as the replay goes on: what its entries so far amount to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.audit.model import rollout
from bot.audit.model.entry import Entry, Who, read_entry
from bot.audit.model.rollout import LONG_AGO, Rollout
from bot.audit.model.table import FULL, IN_FLIGHT, LIVE, NEW, REMOVABLE, REVIEW, SHOWN
from bot.core.documents import canonical
from bot.core.documents.places import LogEntryFile, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.audit.git.trees import Trees
    from bot.core.documents.identity import Environment, ReleaseId

KEPT = 1000
"""Releases kept in memory that are neither under way nor live."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release after some entries; of applications only the digest is kept."""

    id: ReleaseId
    count: int = 0
    newest: Entry | None = None
    opening: Entry | None = None
    requester: Who | None = None
    merged: Entry | None = None
    since: datetime = LONG_AGO
    rollout: Rollout = field(default=Rollout())

    @property
    def last(self) -> Entry:
        """The newest entry of a release that has one."""
        if self.newest is None:
            raise LookupError(f"{self.id} has no entry")
        return self.newest

    @property
    def status(self) -> str:
        """Where the release stands."""
        return self.newest.target if self.newest else NEW

    @property
    def in_flight(self) -> bool:
        """Whether it is under way to its target."""
        return self.status in IN_FLIGHT

    @property
    def live(self) -> bool:
        """Whether users can meet it."""
        return self.status in LIVE

    @property
    def shown(self) -> bool:
        """Whether users or testers can meet it."""
        return self.status in SHOWN

    @property
    def removable(self) -> bool:
        """Whether a force removal takes it away."""
        return self.status in REMOVABLE

    @property
    def full(self) -> bool:
        """Whether all users meet it."""
        return self.status == FULL

    def extended(self, entry: Entry) -> Release:
        """The release after one entry more, whatever it says."""
        kept = replace(entry, application=None)
        opening = kept if entry.opens else self.opening
        return Release(
            id=self.id,
            count=self.count + 1,
            newest=kept,
            opening=opening if entry.target == REVIEW else None,
            requester=entry.actor if entry.applies else self.requester,
            merged=self.merged or (kept if entry.content == "main" else None),
            since=entry.time if entry.source != entry.target else self.since,
            rollout=rollout.extended(self.rollout, entry),
        )


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One mini program in one target: what may be live there, and in flight, once."""

    mini_program: str
    app: str
    environment: Environment


def slot_of(release: ReleaseId) -> Slot:
    """The slot that a release is for."""
    return Slot(release.mini_program, release.app, release.environment)


class Releases:
    """Where every release stands, in bounded memory.

    Those under way or live are kept, by slot; of the others only the newest, since main itself
    holds their logs. What the start holds is read when it is asked for.
    """

    def __init__(self, trees: Trees, start: str) -> None:
        self._trees = trees
        self._start = start
        self._programs: set[str] = set()
        self._slots: dict[Slot, dict[ReleaseId, Release]] = {}
        self._resting: dict[ReleaseId, Release] = {}
        self._full: dict[Slot, tuple[datetime, str]] = {}

    def get(self, release: ReleaseId, tree: str) -> Release:
        """A release as it stands; ``tree`` is that of main, and holds its log."""
        self._load(release.mini_program)
        kept = self._slots.get(slot_of(release), {}).get(release) or self._resting.get(release)
        return kept or self.at(release, tree) or Release(release)

    def put(self, release: Release) -> None:
        """A release has moved on."""
        slot = self._slots.setdefault(slot_of(release.id), {})
        self._resting.pop(release.id, None)
        full, known = release.rollout.full, self._full.get(slot_of(release.id))
        if full is not None and (known is None or known[0] <= full[0]):
            self._full[slot_of(release.id)] = full
        if release.in_flight or release.live:
            slot[release.id] = release
            return
        slot.pop(release.id, None)
        self._resting[release.id] = release
        if len(self._resting) > KEPT:
            del self._resting[next(iter(self._resting))]

    def siblings(self, release: ReleaseId) -> tuple[Release, ...]:
        """The other releases of the same slot that are under way or live."""
        return tuple(one for one in self.slot(slot_of(release)) if one.id != release)

    def last_full(self, slot: Slot) -> str | None:
        """The kind of entry by which a release became Full Release there last, if any did."""
        self._load(slot.mini_program)
        found = self._full.get(slot)
        return found[1] if found else None

    def of_app(self, release: ReleaseId) -> tuple[Release, ...]:
        """The other releases of the mini program in the app that are under way or live."""
        self._load(release.mini_program)
        wanted = (release.mini_program, release.app)
        slots = (s for s in self._slots if (s.mini_program, s.app) == wanted)
        return tuple(
            one for slot in sorted(slots) for one in self._slots[slot].values() if one.id != release
        )

    def slot(self, slot: Slot) -> tuple[Release, ...]:
        """The releases of a slot that are under way or live, in the order in which they came."""
        self._load(slot.mini_program)
        return tuple(self._slots.get(slot, {}).values())

    def at(self, release: ReleaseId, tree: str) -> Release | None:
        """A release as its log stands in some tree, if that can be read at all."""
        files = self._trees.files(tree, release.log_folder)
        places = {
            path: place for path in files if isinstance(place := place_of(path), LogEntryFile)
        }
        blobs = self._trees.blobs(files[path].oid for path in places)
        found = Release(release)
        for path in sorted(places, key=lambda path: places[path].sequence):
            entry = _believed(path, blobs[files[path].oid])
            if entry is None:
                return None
            found = found.extended(entry)
        return found

    def _load(self, mini_program: str) -> None:
        """What stands at the start is trusted: genesis, or a checkpoint that somebody kept."""
        if mini_program in self._programs:
            return
        self._programs.add(mini_program)
        for release in self._started(mini_program):
            found = self.at(release, self._start)
            if found is not None and found.newest is not None:
                self.put(found)

    def _started(self, mini_program: str) -> Iterator[ReleaseId]:
        files = self._trees.files(self._start, f"releases/{mini_program}")
        places = (place_of(path) for path in files)
        found = {place.release for place in places if isinstance(place, LogEntryFile)}
        yield from sorted(found)


def _believed(path: str, data: bytes) -> Entry | None:
    """An entry as it says, unjudged."""
    try:
        value = canonical.from_bytes(data, path)
        return read_entry(path, value, canonical.sha256(data)) if isinstance(value, dict) else None
    except (canonical.NotCanonicalError, ValueError, KeyError, TypeError):
        return None
