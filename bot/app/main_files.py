"""Files, policy and chains of main at a commit; what depends on unchanged trees is read once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.app.document_main import (
    Mention,
    read_mentions,
)
from bot.app.integrity import newest_bot_commit
from bot.app.policy import Policy, read_policy
from bot.core.document_entry import CATALOG_LOG, DocumentKind
from bot.core.document_log import DocumentLog, read_document_log
from bot.core.documents import canonical
from bot.core.documents.places import (
    CatalogLog,
    LogEntryFile,
    RequestFile,
    StatusFile,
    VersionLogEntryFile,
    place_of,
)
from bot.core.log import Damage, Log, read_log
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.schema import Schemas
    from bot.forge.protocol import Git, TreeEntry


PLAIN_FILE = "100644"
LOOK_BACK = 20
"""Commits of main in which a policy is looked for that a wrong write has not spoilt."""


class MainFiles:
    """Reads main; what depends only on unchanged trees is read once in a run."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._policies: dict[tuple[str, ...], Policy] = {}
        self._chains: dict[tuple[str, ...], DocumentLog | Damage] = {}
        self._mentions: dict[tuple[str, ...], tuple[Mention, ...]] = {}
        self._expecting = True

    def expect(self, commit: str, release: ReleaseId | None) -> None:
        """Fetch what the first look of a run reads of main, together: a fetch is a round trip.

        What is not among it is fetched when it is read; what main gains later comes with its tip.
        """
        if not self._expecting:
            return
        self._expecting = False
        parents = self._git.commit(commit).parents
        newest = self._git.differences(parents[0], commit) if parents else ()
        touched = {
            place.release for c in newest if isinstance(place := place_of(c.path), LogEntryFile)
        }
        folders = {
            *(one.log_folder for one in touched),
            *((f"releases/{release.mini_program}", f"live/{release.app}") if release else ()),
        }
        wanted = dict(self._git.files(commit, ["catalog", "schemas", *folders]))
        glances = self._git.files(commit, ["releases"])
        wanted |= {path: entry for path, entry in glances.items() if _at_a_glance(path)}
        self._read({path: entry for path, entry in wanted.items() if entry.mode == PLAIN_FILE})

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

    def document(self, commit: str, path: str) -> tuple[str, bytes] | None:
        """Object id and bytes of one regular file of main."""
        entry = self._git.entry(commit, path)
        if entry is None:
            return None
        data = self._git.blobs([entry.oid]).get(entry.oid)
        return (entry.oid, data) if data is not None else None

    def holds(self, commit: str, older: str) -> bool:
        """Whether a commit is in main's history."""
        return self._git.is_ancestor(older, commit)

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


def _at_a_glance(path: str) -> bool:
    """Whether it is read of every release, or of every version."""
    return isinstance(place_of(path), StatusFile) or _tells(path)


def _tells(path: str) -> bool:
    """Whether it is an entry of the catalog's chain, or of a version's about an act."""
    match place_of(path):
        case CatalogLog():
            return True
        case VersionLogEntryFile(kind=kind):
            return kind != DocumentKind.UPLOADED
        case _:
            return False


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


def json_object(data: bytes | None, path: str) -> Mapping[str, Any] | None:
    """The object in a file that the bot wrote; ``None`` for anything else."""
    if data is None:
        return None
    try:
        value = canonical.from_bytes(data, path)
    except canonical.NotCanonicalError:
        return None
    return value if isinstance(value, dict) else None
