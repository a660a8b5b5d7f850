"""Read main at one pinned commit: catalog, logs, what is live, and whether it can be trusted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.app.document_main import (
    Mention,
    ProgramFiles,
    acts_by_hand,
    catalog_by_hand,
    changes_under_review,
    damaged,
    read_mentions,
    ruled,
    standing_stop,
    stops,
    version_troubles,
)
from bot.app.integrity import (
    ENTRIES,
    History,
    live_troubles,
    newest_bot_commit,
    release_troubles,
)
from bot.app.policy import Policy, read_policy
from bot.app.restoration import restoration
from bot.app.untold import due, untold
from bot.core.document_entry import CATALOG_LOG, DocumentKind, log_folder
from bot.core.document_log import DocumentLog, read_document_log
from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.documents.places import (
    ActDocument,
    AppFile,
    CatalogLog,
    CorrectionFile,
    LogEntryFile,
    MiniProgramFile,
    RequestFile,
    StatusFile,
    StopFile,
    VersionFile,
    VersionLogEntryFile,
    WorkspaceFile,
    place_of,
)
from bot.core.entry import FileRecord, Kind
from bot.core.lifecycle import Status
from bot.core.log import Damage, Log, read_log
from bot.core.projection import live_path
from bot.core.situation import Main, Trouble
from bot.core.times import read_time
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.core.catalog import Catalog
    from bot.core.correction import Restoration
    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.place_kinds import Place
    from bot.core.documents.schema import Schemas
    from bot.core.entry import Entry
    from bot.forge.protocol import CommitObject, Git, TreeEntry


PLAIN_FILE = "100644"
PRODUCTION = "app"
"""The mode in which a GitHub App's token is alone on main's bypass list."""
BEGINNING = frozenset({Kind.SUBMITTED, Kind.RELEASED, Kind.PILOT_STARTED})
"""What an entry is that somebody's act of applying made."""
LOOK_BACK = 20
"""Commits of main in which a policy is looked for that a wrong write has not spoilt."""
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


class Mainline:
    """Reads main; what depends only on unchanged trees is read once in a run."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._policies: dict[tuple[str, ...], Policy] = {}
        self._reviews: dict[str, tuple[Carrier, ...]] = {}
        self._chains: dict[tuple[str, ...], DocumentLog | Damage] = {}
        self._mentions: dict[tuple[str, ...], tuple[Mention, ...]] = {}

    def policy(self, commit: str) -> Policy:
        """Catalog and schemas at a commit; ``UsageError`` where the bot cannot work with them.

        Where a wrong write of the bot itself made them so, those before it serve to say so.
        """
        try:
            return self._policy_at(commit)
        except UsageError:
            before = self._policy_before_wrong_write(commit)
            if before is None:
                raise
            return before

    def _policy_before_wrong_write(self, commit: str) -> Policy | None:
        for older in islice(self._git.first_parents(commit), LOOK_BACK):
            try:
                policy = self._policy_at(older.oid)
            except UsageError:
                continue
            genesis = policy.catalog.settings.genesis
            newest = newest_bot_commit(self._git, commit, genesis, policy.schemas, None)
            return policy if any(t.trouble.id == "wrong-tree" for t in newest) else None
        return None

    def _policy_at(self, commit: str) -> Policy:
        folders = ("catalog", "schemas")
        key = tuple(entry.oid if (entry := self._git.entry(commit, f)) else "" for f in folders)
        if key not in self._policies:
            files = self._git.files(commit, folders)
            plain = {path: entry for path, entry in files.items() if entry.mode == PLAIN_FILE}
            self._policies[key] = read_policy(self._read(plain))
        return self._policies[key]

    def _read(self, files: Mapping[str, TreeEntry]) -> dict[str, bytes]:
        blobs = self._git.blobs([entry.oid for entry in files.values()])
        return {path: blobs[entry.oid] for path, entry in files.items() if entry.oid in blobs}

    def main(self, commit: str, release: ReleaseId | None) -> Main:
        """Everything of main that a decision about this release may depend on."""
        policy = self.policy(commit)
        main = Main(commit=commit, catalog=policy.catalog)
        genesis = policy.catalog.settings.genesis
        newest = newest_bot_commit(self._git, commit, genesis, policy.schemas, release)
        by_hand = self._catalog_by_hand(commit, policy)
        if release is None:
            own_troubles = tuple(t.trouble for t in newest if t.touches(None))
            return replace(main, troubles=(*own_troubles, *by_hand))
        files = self._git.files(commit, [f"releases/{release.mini_program}"])
        live = live_path(release.app, release.environment)
        lives = self._live_files(commit, release.app)
        data = self._read({**files, **lives})
        logs = read_logs(data, policy.schemas)
        broken = tuple(log for log in logs.values() if isinstance(log, Damage))
        whole = {found: log for found, log in logs.items() if isinstance(log, Log)}
        examples = self._genesis(commit, genesis, f"releases/{release.mini_program}")
        troubles = (
            *(t.trouble for t in newest if t.touches(release)),
            *(damaged(log) for log in broken),
            *release_troubles(whole, files, data, examples),
            *live_troubles(live, data.get(live), release.mini_program, whole.values()),
            *version_troubles(ProgramFiles(files, data, examples), whole.values(), policy.schemas),
            *acts_by_hand(self.mentions(commit), files, examples),
            *by_hand,
        )
        own = logs.get(release, Log(release))
        mentions = self.mentions(commit)
        told = stops(mentions, release.app)
        return replace(
            main,
            stop=standing_stop(mentions, release.app),
            stop_told=max((one.time for one in told), default=None),
            stop_events=frozenset[str]().union(*(one.events for one in told)),
            ruled=ruled(mentions, _ruling(policy.catalog, release)),
            log=own if isinstance(own, Log) else None,
            siblings=tuple(log for log in whole.values() if _is_sibling(log.release, release)),
            live=_json_object(data.get(live), live),
            elsewhere=tuple(log for log in whole.values() if _is_elsewhere(log.release, release)),
            live_elsewhere=_live_elsewhere(data, release),
            troubles=tuple({t.path: t for t in reversed(troubles)}.values()),
            version_on_main=_record(files, data, release.version_path),
        )

    def _live_files(self, commit: str, app: str) -> dict[str, TreeEntry]:
        paths = [live_path(app, environment) for environment in Environment]
        entries = {path: self._git.entry(commit, path) for path in paths}
        return {path: entry for path, entry in entries.items() if entry is not None}

    def main_for_change(self, commit: str, place: Place) -> Main:
        """Everything of main that a decision about this document may depend on."""
        if isinstance(place, ActDocument):
            return self._main_for_act(commit, place)
        policy = self.policy(commit)
        settings, folder = policy.catalog.settings, log_folder(place.path)
        newest = newest_bot_commit(self._git, commit, settings.genesis, policy.schemas, place)
        chain = self._chain(commit, folder)
        troubles = [t.trouble for t in newest if t.touches(place)]
        troubles += [damaged(chain)] if isinstance(chain, Damage) else []
        if isinstance(place, VersionFile):
            troubles += self._program_troubles(commit, place.mini_program)
        troubles += self._catalog_by_hand(commit, policy)
        return Main(
            commit=commit,
            catalog=policy.catalog,
            restoration=self._restoration(commit, place),
            stop=standing_stop(self.mentions(commit), place.app)
            if isinstance(place, StopFile)
            else None,
            documents=chain if isinstance(chain, DocumentLog) else None,
            troubles=tuple({t.path: t for t in reversed(troubles)}.values()),
        )

    def _main_for_act(self, commit: str, place: ActDocument) -> Main:
        """What concerns an act on a release: its version's chain, and all that concerns that."""
        found = self.main(commit, place.release)
        chain = self._chain(commit, log_folder(place.path))
        return Main(
            commit=commit,
            catalog=found.catalog,
            acted_on=found,
            documents=chain if isinstance(chain, DocumentLog) else None,
            troubles=found.troubles,
        )

    def _restoration(self, commit: str, place: Place) -> Restoration | None:
        """What a correction would put back."""
        if not isinstance(place, CorrectionFile):
            return None
        policy = self.policy(commit)
        genesis = policy.catalog.settings.genesis
        return restoration(History(self._git, commit, genesis, policy.schemas), place.release)

    def catalog_chain(self, commit: str) -> DocumentLog | None:
        """The chain of the catalog's documents; ``None`` where it is damaged."""
        chain = self._chain(commit, CATALOG_LOG)
        return chain if isinstance(chain, DocumentLog) else None

    def _chain(self, commit: str, folder: str) -> DocumentLog | Damage:
        """The chain in a folder; read once for each tree and the schemas it is read by."""
        entries = (self._git.entry(commit, path) for path in (folder, "schemas"))
        key = (folder, *(entry.oid if entry else "" for entry in entries))
        if key not in self._chains:
            data = self._read(self._git.files(commit, [folder]))
            self._chains[key] = read_document_log(folder, data, self.policy(commit).schemas)
        return self._chains[key]

    def _program_troubles(self, commit: str, name: str) -> list[Trouble]:
        """Whatever of a mini program's folder is not as its logs say."""
        policy = self.policy(commit)
        files = self._git.files(commit, [f"releases/{name}"])
        data = self._read(files)
        logs = read_logs(data, policy.schemas)
        whole = {release: log for release, log in logs.items() if isinstance(log, Log)}
        genesis = self._genesis(commit, policy.catalog.settings.genesis, f"releases/{name}")
        return [
            *(damaged(log) for log in logs.values() if isinstance(log, Damage)),
            *release_troubles(whole, files, data, genesis),
            *version_troubles(ProgramFiles(files, data, genesis), whole.values(), policy.schemas),
            *acts_by_hand(self.mentions(commit), files, genesis),
        ]

    def _catalog_by_hand(self, commit: str, policy: Policy) -> tuple[Trouble, ...]:
        """In production nobody but the bot changes the catalog; a trial trusts every writer."""
        settings = policy.catalog.settings
        if settings.mode != PRODUCTION:
            return ()
        return self.by_hand_since(commit, settings.genesis)

    def by_hand_since(self, commit: str, named: str | None) -> tuple[Trouble, ...]:
        """What of the catalog is not as its log says, or as at this genesis."""
        files = self._git.files(commit, ["catalog"])
        genesis = self._genesis(commit, named, "catalog")
        return tuple(catalog_by_hand(self.mentions(commit), files, genesis))

    def holds(self, commit: str, older: str) -> bool:
        """Whether a commit is in main's history."""
        return self._git.is_ancestor(older, commit)

    def mentions(self, commit: str) -> tuple[Mention, ...]:
        """What the chains of documents say, entry by entry; read once for each tree.

        Of versions only what concerns acts on their releases: the names of entries tell.
        """
        folders = (CATALOG_LOG, "releases")
        key = tuple(entry.oid if (entry := self._git.entry(commit, f)) else "" for f in folders)
        if key not in self._mentions:
            files = self._git.files(commit, folders)
            wanted = {path: entry for path, entry in files.items() if _tells(path)}
            self._mentions = {key: read_mentions(self._read(wanted))}
        return self._mentions[key]

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
            numbers.update(value["pullRequest"] for value in values)
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
        values = [(path, _json_object(data, path)) for path, data in self._read(added).items()]
        return [
            value
            for path, value in values
            if value is not None and not _entry_problems(schemas, value, path)
        ]

    def document(self, commit: str, path: str) -> tuple[str, bytes] | None:
        """Object id and bytes of one regular file of main."""
        entry = self._git.entry(commit, path)
        if entry is None:
            return None
        data = self._git.blobs([entry.oid]).get(entry.oid)
        return (entry.oid, data) if data is not None else None

    def _genesis(self, commit: str, named: str | None, folder: str) -> Mapping[str, TreeEntry]:
        """What stood in a folder at genesis: in a mini program's, examples and not releases.

        Without a commit named in the catalog, genesis is the first commit of main.
        """
        if named is not None and not self._git.is_ancestor(named, commit):
            cure = "name a commit of main as genesis, or leave the field out"
            what = f"catalog/slipway.yaml names {named[:12]} as genesis, which main does not hold"
            raise UsageError("wrong-genesis", what, cure)
        root = named or self._git.first_commit(commit)
        return self._git.files(root, [folder])


def _tells(path: str) -> bool:
    """Whether it is an entry of the catalog's chain, or of a version's about an act."""
    match place_of(path):
        case CatalogLog():
            return True
        case VersionLogEntryFile(kind=kind):
            return kind != DocumentKind.UPLOADED
        case _:
            return False


def _entry_problems(schemas: Schemas, value: Mapping[str, Any], path: str) -> bool:
    """Whether something is wrong with an entry, by the schema of its place."""
    place = place_of(path)
    kind = place.schema if place else None
    return kind not in schemas.kinds or bool(schemas.problems(str(kind), dict(value), path))


def _carriers(files: Mapping[str, bytes]) -> Iterator[Carrier]:
    for path, data in files.items():
        place, value = place_of(path), _json_object(data, path)
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


def _part(value: Mapping[str, Any], name: str, key: str) -> Any:
    found = value.get(name)
    return found.get(key) if isinstance(found, dict) else None


def _moment(text: object) -> datetime | None:
    try:
        return read_time(text) if isinstance(text, str) else None
    except ValueError:
        return None


def read_logs(data: Mapping[str, bytes], schemas: Schemas) -> dict[ReleaseId, Log | Damage]:
    """The logs of all releases that have files among these."""
    folders: dict[ReleaseId, dict[str, bytes]] = {}
    for path, content in data.items():
        place = place_of(path)
        if isinstance(place, LogEntryFile):
            folders.setdefault(place.release, {})[path] = content
        elif isinstance(place, RequestFile):
            folders.setdefault(place.release, {})
    return {release: read_log(release, files, schemas) for release, files in folders.items()}


def _is_sibling(one: ReleaseId, release: ReleaseId) -> bool:
    same = (one.app, one.environment) == (release.app, release.environment)
    return same and one != release


def _ruling(catalog: Catalog, release: ReleaseId) -> frozenset[str]:
    """The catalog's files by which acts on a release are judged."""
    program = catalog.mini_programs.get(release.mini_program)
    workspace = (WorkspaceFile(program.workspace).path,) if program else ()
    own = (AppFile(release.app).path, MiniProgramFile(release.mini_program).path)
    return frozenset({*own, *workspace})


def _is_elsewhere(one: ReleaseId, release: ReleaseId) -> bool:
    return one.app == release.app and one.environment is not release.environment


def _live_elsewhere(data: Mapping[str, bytes], release: ReleaseId) -> dict[Environment, Any]:
    """What is live in the app's other environments, where it can be read."""
    others = [one for one in Environment if one is not release.environment]
    paths = {one: live_path(release.app, one) for one in others}
    values = {one: _json_object(data.get(path), path) for one, path in paths.items()}
    return {one: value for one, value in values.items() if value is not None}


def _record(
    files: Mapping[str, TreeEntry], data: Mapping[str, bytes], path: str
) -> FileRecord | None:
    if path not in data:
        return None
    return FileRecord(files[path].oid, canonical.sha256(data[path]))


def _json_object(data: bytes | None, path: str) -> Mapping[str, Any] | None:
    if data is None:
        return None
    try:
        value = canonical.from_bytes(data, path)
    except canonical.NotCanonicalError:
        return None
    return value if isinstance(value, dict) else None
