"""What main holds, kept beside the writing of it: files, logs, policy, and who is on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.app.main_files import read_logs
from bot.app.policy import Policy, read_policy
from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.entry import FileRecord
from bot.core.lifecycle import IN_FLIGHT, LIVE
from bot.core.log import Log
from bot.core.objects import hash_object
from bot.core.projection import live_path
from bot.core.situation import Main

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.documents.identity import ReleaseId
    from tests.history.commits import File

_SETTINGS = "catalog/slipway.yaml"
_POLICY = ("catalog/", "schemas/")
Target = tuple[str, str, str]


class State:
    """Main at its tip."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.logs: dict[ReleaseId, Log] = {}
        self.entries = 0
        self.oids: list[str] = []
        self._since: dict[str, int] = {}
        self._busy: dict[Target, dict[ReleaseId, None]] = {}
        self._rules: dict[str, bytes] = {}
        self._unread: set[str] = set()
        self._policy: Policy | None = None

    def take(self, files: Mapping[str, File | None], oid: str) -> None:
        """A commit has come to main."""
        self.oids.append(oid)
        for path, file in files.items():
            rules = path.startswith(_POLICY)
            if rules:
                self._unread.add(path)
            if file is None:
                self.files.pop(path, None)
                self._since.pop(path, None)
                self._rules.pop(path, None)
                continue
            self.files[path] = file.data
            self._since.setdefault(path, len(self.oids) - 1)
            if rules:
                self._rules[path] = file.data

    def keep(self, logs: Iterable[Log]) -> None:
        """These logs have grown."""
        for log in logs:
            release = log.release
            self.entries += len(log.entries) - len(self.log(release).entries)
            self.logs[release] = log
            busy = self._busy.setdefault(_target(release), {})
            if log.status in IN_FLIGHT | LIVE:
                busy[release] = None
            else:
                busy.pop(release, None)

    def adopt(self) -> None:
        """Take the logs from the files, as far as they read as logs."""
        found = read_logs(self.files, self.policy.schemas)
        self.logs.clear()
        self._busy.clear()
        self.entries = 0
        self.keep(log for log in found.values() if isinstance(log, Log) and log.entries)

    def in_target(self, program: str, app: str, environment: str) -> list[Log]:
        """The logs of one mini program in one target that are on the way or live."""
        return [self.logs[one] for one in sorted(self._busy.get((program, app, environment), {}))]

    def on_the_way(self, program: str) -> list[Log]:
        """The logs of one mini program in all targets that are on the way or live."""
        targets = sorted(target for target in self._busy if target[0] == program)
        return [log for target in targets for log in self.in_target(*target)]

    def log(self, release: ReleaseId) -> Log:
        """The log of a release; empty before its first entry."""
        return self.logs.get(release, Log(release))

    def held(self, path: str, number: int) -> bool:
        """Whether the commit of this number, 0 being the first, held a path that main holds now."""
        return path in self._since and self._since[path] <= number

    @property
    def policy(self) -> Policy:
        """Catalog and schemas; of a changed catalog only the changed documents are read."""
        changed, known = self._unread, self._policy
        if known is not None and not changed:
            return known
        fixed = {p: d for p, d in self._rules.items() if p.startswith("schemas/")}
        fixed[_SETTINGS] = self._rules[_SETTINGS]
        if known is None or changed & set(fixed) or changed - set(self._rules):
            self._policy = read_policy(self._rules)
        else:
            part = read_policy(fixed | {path: self._rules[path] for path in changed})
            self._policy = _merged(known, part)
        self._unread = set()
        return self._policy

    def main(self, release: ReleaseId) -> Main:
        """What the bot reads of main to decide about a release.

        Of its siblings only those that are on the way or live are given: no rule asks for others.
        """
        others = [one for one in Environment if one is not release.environment]
        programs = {one: self._live(release.app, one) for one in others}
        own = (release.mini_program, release.app)
        version = self.files.get(release.version_path)
        return Main(
            commit=self.oids[-1],
            catalog=self.policy.catalog,
            log=self.log(release),
            siblings=tuple(
                log for log in self.in_target(*_target(release)) if log.release != release
            ),
            live=self._live(release.app, release.environment),
            elsewhere=tuple(log for one in others for log in self.in_target(*own, str(one))),
            live_elsewhere={one: value for one, value in programs.items() if value is not None},
            version_on_main=record_of(version) if version is not None else None,
        )

    def _live(self, app: str, environment: Environment) -> dict[str, Any] | None:
        data = self.files.get(live_path(app, environment))
        value = canonical.from_bytes(data, "live") if data else None
        return value if isinstance(value, dict) else None


def _target(release: ReleaseId) -> Target:
    return release.mini_program, release.app, str(release.environment)


def record_of(data: bytes) -> FileRecord:
    """The record of a document's bytes."""
    return FileRecord(hash_object("blob", data), canonical.sha256(data))


def _merged(known: Policy, part: Policy) -> Policy:
    old, new = known.catalog, part.catalog
    catalog = replace(
        new,
        owners=new.owners or old.owners,
        apps={**old.apps, **new.apps},
        workspaces={**old.workspaces, **new.workspaces},
        mini_programs={**old.mini_programs, **new.mini_programs},
        people={**old.people, **new.people},
    )
    return Policy(part.schemas, catalog, {**known.documents, **part.documents})
