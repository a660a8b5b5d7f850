"""What main says at a glance: which pull requests are to be looked at, and by whose account."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.app.document_main import changes_under_review
from bot.app.integrity import ENTRIES
from bot.app.main_files import MainFiles, json_object, read_logs
from bot.app.untold import due, untold
from bot.core.documents.places import (
    LogEntryFile,
    StatusFile,
    place_of,
)
from bot.core.entry import Kind
from bot.core.lifecycle import Status
from bot.core.log import Log
from bot.core.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.schema import Schemas
    from bot.core.entry import Entry
    from bot.forge.protocol import CommitObject, Git


BEGINNING = frozenset({Kind.SUBMITTED, Kind.RELEASED, Kind.PILOT_STARTED})
"""What an entry is that somebody's act of applying made."""
RECENT_COMMITS = 1000
"""Commits of main that a sweep looks through for entries of the last day."""


class Carrier(NamedTuple):
    """A release as its status file tells: who carries it, where it stands, when it goes on.

    ``changed`` is when it changed last, ``observed`` what its app is known to have of that.
    """

    release: ReleaseId
    pull: int
    status: str
    due: datetime | None
    changed: datetime | None = None
    observed: str | None = None
    superseded: bool = False


class MainViews(MainFiles):
    """Views of main: what they say is never a ground to act without reading the log."""

    def __init__(self, git: Git) -> None:
        super().__init__(git)
        self._reviews: dict[str, tuple[Carrier, ...]] = {}

    def changes_under_review(self, commit: str) -> Mapping[int, str]:
        """The documents that are under review, by the pull request that carries each."""
        return changes_under_review(self.mentions(commit))

    def under_review(self, commit: str) -> Mapping[int, ReleaseId]:
        """The releases that main's statuses say are Under Review, by their pull request.

        A status is a view: what it says is never a ground to act without reading the log.
        """
        return {
            one.pull: one.release
            for one in self._carriers(commit)
            if one.status == Status.UNDER_REVIEW
        }

    def due(self, commit: str, now: datetime) -> frozenset[int]:
        """The pull requests of releases whose schedule goes on by now, as the statuses say."""
        carriers = self._carriers(commit)
        return frozenset(one.pull for one in carriers if one.due is not None and one.due <= now)

    def to_be_told(self, commit: str, now: datetime) -> frozenset[int]:
        """The pull requests of releases of which an app is to be told by now, some at a time."""
        apps = self.policy(commit).catalog.apps
        ways = {app.id: app.delivery for app in apps.values() if app.delivery}
        carriers = untold([one for one in self._carriers(commit) if one.release.app in ways])
        if not carriers:
            return frozenset()
        pulls = {one.release: one.pull for one in carriers}
        files = self._git.files(commit, [release.log_folder for release in pulls])
        logs = read_logs(self._read(files), self.policy(commit).schemas)
        return frozenset(pulls[release] for release in due(logs, ways, now))

    def events_elsewhere(
        self, commit: str, number: int, release: ReleaseId | None, document: str | None = None
    ) -> frozenset[str]:
        """The events of a pull request that entries of others than its own have accounted for.

        An act that applied for one release, or took it back, says nothing about another one that
        the branch came to hold.
        """
        handed_on = self._applied_for_again(commit)
        others = {
            one.release
            for one in self._carriers(commit)
            if one.release != release and (one.pull == number or one.release in handed_on)
        }
        told = (
            mention.events
            for mention in self.mentions(commit)
            if mention.pull_request == number and mention.document != document
        )
        events = frozenset[str]().union(*told)
        if not others:
            return events
        schemas = self.policy(commit).schemas
        files = self._git.files(commit, [other.log_folder for other in others])
        logs = read_logs(self._read(files), schemas).values()
        own = (
            entry.draft.events
            for log in logs
            if isinstance(log, Log)
            for entry in log.entries
            if entry.draft.subject.pull_request == number
        )
        return events.union(*own)

    def _applied_for_again(self, commit: str) -> frozenset[ReleaseId]:
        """The releases that another pull request may have carried before: a status names the last.

        The names of entries tell, so that few logs are read.
        """
        files = self._git.files(commit, ["releases"])
        places = [place for path in files if isinstance(place := place_of(path), LogEntryFile)]
        opened = Counter(place.release for place in places if place.kind in BEGINNING)
        return frozenset(release for release, times in opened.items() if times > 1)

    def _carriers(self, commit: str) -> tuple[Carrier, ...]:
        """Each release of main, as its status file tells."""
        if commit not in self._reviews:
            files = self._git.files(commit, ["releases"])
            wanted = {p: e for p, e in files.items() if isinstance(place_of(p), StatusFile)}
            self._reviews = {commit: tuple(_carriers(self._read(wanted)))}
        return self._reviews[commit]

    def came(self, commit: str, entry: Entry) -> datetime | None:
        """When an entry came to main, by the date of its commit."""
        commits = islice(self._git.first_parents(commit), RECENT_COMMITS)
        return next((one.at for one in commits if one.parents[:1] == (entry.parent,)), None)

    def recent_pulls(self, commit: str, since: datetime) -> frozenset[int]:
        """The pull requests of main's entries since a time: an outbox may be left for them."""
        numbers: set[int] = set()
        for older in islice(self._git.first_parents(commit), RECENT_COMMITS):
            if not older.parents:
                break
            values = self._new_entries(older)
            times = [read_time(value["time"]) for value in values]
            if times and max(times) < since:
                break
            numbers.update(number for value in values if (number := value["pullRequest"]))
        return frozenset(numbers)

    def _new_entries(self, commit: CommitObject) -> list[Mapping[str, Any]]:
        """The entries that a commit added, as far as they read as entries."""
        changes = self._git.differences(commit.parents[0], commit.oid)
        added = {
            change.path: change.new
            for change in changes
            if change.new and isinstance(place_of(change.path), ENTRIES)
        }
        if not added:
            return []
        schemas = self.policy(commit.oid).schemas
        values = [(path, json_object(data, path)) for path, data in self._read(added).items()]
        return [
            value
            for path, value in values
            if value is not None and not _entry_problems(schemas, value, path)
        ]


def _entry_problems(schemas: Schemas, value: Mapping[str, Any], path: str) -> bool:
    """Whether something is wrong with an entry, by the schema of its place."""
    place = place_of(path)
    kind = place.schema if place else None
    return kind not in schemas.kinds or bool(schemas.problems(str(kind), dict(value), path))


def _carriers(files: Mapping[str, bytes]) -> Iterator[Carrier]:
    for path, data in files.items():
        place, value = place_of(path), json_object(data, path)
        if isinstance(place, StatusFile) and value is not None:
            number, status = value.get("pullRequest"), value.get("status")
            if isinstance(number, int) and isinstance(status, str):
                yield Carrier(
                    place.release,
                    number,
                    status,
                    _moment(value.get("dueAt")),
                    _moment(_part(value, "changed", "at")),
                    _part(value, "observed", "result"),
                    _part(value, "entry", "kind") == Kind.ARCHIVED,
                )


def _moment(text: object) -> datetime | None:
    try:
        return read_time(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _part(value: Mapping[str, Any], name: str, key: str) -> Any:
    found = value.get(name)
    return found.get(key) if isinstance(found, dict) else None
