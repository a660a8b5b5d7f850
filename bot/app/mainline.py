"""Read main at one pinned commit: catalog, logs, what is live, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.app.consistency import live_troubles, release_troubles
from bot.app.document_main import (
    ProgramFiles,
    acts_by_hand,
    catalog_by_hand,
    damaged,
    ruled,
    standing_stop,
    stops,
    version_troubles,
)
from bot.app.integrity import History, newest_bot_commit
from bot.app.main_files import json_object, read_logs
from bot.app.main_views import MainViews
from bot.app.restoration import restoration
from bot.core.document_entry import log_folder
from bot.core.document_log import DocumentLog
from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.documents.places import (
    ActDocument,
    AppFile,
    CorrectionFile,
    MiniProgramFile,
    StopFile,
    VersionFile,
    WorkspaceFile,
)
from bot.core.entry import FileRecord
from bot.core.log import Damage, Log
from bot.core.projection import live_path
from bot.core.situation import Main, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app.policy import Policy
    from bot.core.catalog import Catalog
    from bot.core.correction import Restoration
    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.place_kinds import Place
    from bot.forge.protocol import TreeEntry


PRODUCTION = "app"
"""The mode in which a GitHub App's token is alone on main's bypass list."""


class Mainline(MainViews):
    """Reads main; what depends only on unchanged trees is read once in a run."""

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
            live=json_object(data.get(live), live),
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
    values = {one: json_object(data.get(path), path) for one, path in paths.items()}
    return {one: value for one, value in values.items() if value is not None}


def _record(
    files: Mapping[str, TreeEntry], data: Mapping[str, bytes], path: str
) -> FileRecord | None:
    if path not in data:
        return None
    return FileRecord(files[path].oid, canonical.sha256(data[path]))
