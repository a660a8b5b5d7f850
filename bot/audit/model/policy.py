"""The catalog at one commit, as the auditor reads it: who might apply, and who might approve."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.audit.git.objects import FOLDER, PLAIN_FILE, tree_entries
from bot.audit.model.growth import Growth, growth
from bot.audit.model.least_form import readable
from bot.audit.model.shapes import Shapes
from bot.core.documents import strict_yaml
from bot.core.documents.identity import Environment
from bot.core.documents.places import place_of

if TYPE_CHECKING:
    from bot.audit.git.objects import TreeEntry
    from bot.audit.git.trees import Trees
    from bot.core.documents.identity import ReleaseId

Value = Mapping[str, Any]
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Approvals:
    """How many approvals a target asks for, and how old they may be, in days.

    ``seats`` are ids of groups of the app: each asks for an approval of its own.
    """

    count: int
    refuses_unknown: bool
    maximum_age_days: int
    seats: tuple[str, ...] = ()

    @property
    def least(self) -> int:
        """How many people must approve, where nobody unknown had a hand in it."""
        return max(self.count, len(self.seats))


@dataclass(frozen=True, slots=True)
class Target:
    """One environment of an app."""

    review: bool
    pilot: bool
    approvals: Approvals | None
    growth: Growth = field(default=Growth())


@dataclass(frozen=True, slots=True)
class Policy:
    """What the sound documents of one commit's catalog say; ``documents`` by path."""

    documents: Mapping[str, Value]
    schemas: Shapes | None
    broken: tuple[str, ...] = ()
    machines: frozenset[int] = field(default=frozenset())

    def _field(self, path: str, *names: str) -> Any:
        found: Any = self.documents.get(path)
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    @property
    def bot(self) -> int | None:
        """The numeric id of the account that the bot acts as."""
        found = self._field("catalog/slipway.yaml", "bot", "id")
        return found if isinstance(found, int) and found > 0 else None

    @property
    def app_mode(self) -> bool:
        """Whether the bot's commits must be signed: always, unless the catalog says ``trial``."""
        return bool(self._field("catalog/slipway.yaml", "mode") != "trial")

    @property
    def by_pull_request(self) -> bool | None:
        """Whether the catalog is changed by pull requests only: where the bot is a GitHub App.

        ``None`` where the settings cannot be read, so that what held before holds on.
        """
        mode = self._field("catalog/slipway.yaml", "mode")
        return None if mode is None else bool(mode == "app")

    @property
    def least_bot(self) -> str | None:
        """The least version of the bot that may write."""
        found = self._field("catalog/slipway.yaml", "leastBotVersion")
        return found if isinstance(found, str) else None

    @property
    def genesis(self) -> str | None:
        """The commit that the catalog names as genesis."""
        found = self._field("catalog/slipway.yaml", "genesis")
        known = isinstance(found, str) and _COMMIT.fullmatch(found) is not None
        return found if known else None

    def program(self, mini_program: str) -> Value | None:
        """The document of a mini program."""
        return self.documents.get(f"catalog/mini-programs/{mini_program}.yaml")

    def app(self, app: str) -> Value | None:
        """The document of an app."""
        return self.documents.get(f"catalog/apps/{app}.yaml")

    def releasers(self, mini_program: str) -> frozenset[int]:
        """Who might apply: admins of the mini program, and of the workspace that owns it."""
        program = self.program(mini_program) or {}
        workspace = self.documents.get(f"catalog/workspaces/{program.get('workspace')}.yaml") or {}
        return _ids(program.get("admins")) | _ids(workspace.get("admins"))

    def reviewers(self, app: str) -> frozenset[int]:
        """Who might approve and reject: those the app lists, machines and the bot left out."""
        return _ids((self.app(app) or {}).get("reviewers")) - self.machines - {self.bot}

    def inspectors(self, app: str) -> frozenset[int]:
        """Who might warn and force remove in an app."""
        return _ids((self.app(app) or {}).get("inspectors"))

    def operators(self, app: str) -> frozenset[int]:
        """Who might stop, pause and cancel in an app."""
        return _ids((self.app(app) or {}).get("operators"))

    def members(self, app: str, group: str) -> frozenset[int]:
        """Who of an app's reviewers might fill a seat of this group."""
        groups = (self.app(app) or {}).get("groups") or {}
        return _ids(groups.get(group)) & self.reviewers(app)

    def target(self, release: ReleaseId) -> Target | None:
        """The rules of the release's environment, if its app has it."""
        environment = release.environment
        found = ((self.app(release.app) or {}).get("environments") or {}).get(environment.value)
        if found is None:
            return None
        target = replace(_target(found), growth=growth(environment, found))
        return replace(target, review=True) if environment is Environment.PRODUCTION else target


def _target(value: Value) -> Target:
    approvals = value.get("approvals")
    return Target(
        review=bool(value.get("review", False)),
        pilot=bool(value.get("pilot", False)),
        approvals=_approvals(approvals) if approvals else None,
    )


def _approvals(value: Value) -> Approvals:
    refuses = value["unknownContributors"] == "refuse"
    seats = tuple(value.get("seats", ()))
    return Approvals(value["count"], refuses, value["maximumAgeDays"], seats)


def _ids(people: Any) -> frozenset[int]:
    return frozenset(person["id"] for person in people or ())


def read_policy(files: Mapping[str, bytes]) -> Policy:
    """Read the files of ``catalog/`` and ``schemas/`` at one commit, by path.

    A document with problems grants nothing: it is named in ``broken`` and left out.
    """
    schemas = Shapes.read({p: data for p, data in files.items() if p.startswith("schemas/")})
    read = {path: _read(path, data, schemas) for path, data in files.items() if _is_policy(path)}
    return _policy(read, schemas)


def _policy(read: Mapping[str, Value | None], schemas: Shapes | None) -> Policy:
    documents = {path: value for path, value in sorted(read.items()) if value is not None}
    broken = tuple(path for path, value in sorted(read.items()) if value is None)
    return Policy(documents, schemas, broken, _machines(documents))


def _is_policy(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.schema is not None and path.startswith("catalog/")


def _read(path: str, data: bytes, schemas: Shapes | None) -> Value | None:
    """The value of one sound document."""
    place, loaded = place_of(path), strict_yaml.load(data, path)
    kind = place.schema if place else None
    if kind is None or schemas is None or kind not in schemas.kinds or loaded.problems:
        return None
    if schemas.problem(kind, loaded, loaded.value, path) is not None:
        return None
    sound = isinstance(loaded.value, dict) and readable(path, loaded.value)
    return loaded.value if sound and isinstance(loaded.value, dict) else None


def _machines(documents: Mapping[str, Value]) -> frozenset[int]:
    lists = (d.get(name) or () for d in documents.values() for name in ("admins", "reviewers"))
    return frozenset(one["id"] for people in lists for one in people if one.get("machine"))


class Policies:
    """The policies of one clone; a document is read again only where it, or a schema, changed."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._known: dict[tuple[tuple[tuple[str, TreeEntry], ...], str | None], Policy] = {}
        self._schemas: tuple[str | None, Shapes | None] = (None, None)
        self._values: dict[str, tuple[str, Value | None]] = {}

    def at(self, tree: str) -> Policy:
        """The policy in a tree; only the newest few are kept."""
        parts, schemas = self._parts(tree), self._trees.entry(tree, "schemas")
        key = (tuple(parts.items()), schemas.oid if schemas else None)
        if key not in self._known:
            if len(self._known) >= KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = self._read(tree, key[1])
        return self._known[key]

    def _parts(self, tree: str) -> dict[str, TreeEntry]:
        """What stands in the catalog but for its log, which says nothing of rights, and grows."""
        catalog = self._trees.entry(tree, "catalog")
        if catalog is None or catalog.mode != FOLDER:
            return {}
        return {n: one for n, one in tree_entries(self._trees.content(catalog.oid)) if n != "log"}

    def _files(self, tree: str) -> dict[str, TreeEntry]:
        found: dict[str, TreeEntry] = {}
        for name, entry in self._parts(tree).items():
            path = f"catalog/{name}"
            found.update(self._trees.files(tree, path) if entry.mode == FOLDER else {path: entry})
        return found

    def _read(self, tree: str, folder: str | None) -> Policy:
        if self._schemas[0] != folder or folder is None:
            files = self._bytes(_plain(self._trees.files(tree, "schemas")))
            self._schemas = (folder, Shapes.read(files))
            self._values.clear()
        wanted = _plain(self._files(tree))
        wanted = {path: oid for path, oid in wanted.items() if _is_policy(path)}
        fresh = {p: oid for p, oid in wanted.items() if self._values.get(p, ("",))[0] != oid}
        for path, data in self._bytes(fresh).items():
            self._values[path] = (fresh[path], _read(path, data, self._schemas[1]))
        return _policy({path: self._values[path][1] for path in wanted}, self._schemas[1])

    def _bytes(self, files: Mapping[str, str]) -> dict[str, bytes]:
        blobs = self._trees.blobs(files.values())
        return {path: blobs[oid] for path, oid in files.items()}


def _plain(files: Mapping[str, TreeEntry]) -> dict[str, str]:
    return {path: entry.oid for path, entry in files.items() if entry.mode == PLAIN_FILE}


KEPT = 4
"""Policies kept in memory: main's own, and those of commits beside it."""
