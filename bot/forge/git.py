"""The release repository's objects, in a bare repository that is fetched with filters.

There is no work tree: the head of a pull request is data, never checked out and never executed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.core.objects import hash_object
from bot.errors import UnavailableError
from bot.forge.fetching import Fetcher
from bot.forge.git_process import GitProcess, Remote, environment
from bot.forge.protocol import CommitObject, FileChange, TreeEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.forge.protocol import Tips

NEAR = 50
"""Commits that are read one by one before git is asked to go through all."""
TREE_MODE = "40000"
DEEPEST = 40
"""Folders in folders; what lies deeper is not looked into, and shows as a change of its folder."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMMITTED = re.compile(rb"> ([0-9]{1,11}) [+-][0-9]{4}$")


class GitRepository:
    """See ``forge.protocol.Git``."""

    def __init__(self, directory: Path, remote: Remote, search_path: str) -> None:
        env = environment(search_path, remote)
        known = (directory / "read").exists()
        self._git = GitProcess(directory / "read", env)
        self._fetcher = Fetcher(directory / "fetched", env, known=known)
        self._trees: dict[str, Mapping[str, TreeEntry]] = {}
        self._commits: dict[str, CommitObject] = {}
        self._listed: dict[tuple[str, str, int], tuple[str, ...]] = {}
        self._firsts: dict[str, str] = {}
        if not known:
            _create(directory, env)

    def close(self) -> None:
        """End the processes."""
        self._fetcher.close()
        self._git.close()

    # --- Fetching ---

    def fetch(self, number: int) -> Tips:
        """See ``Git``."""
        return self._fetcher.tips(number)

    def fetch_main(self) -> str:
        """See ``Git``."""
        return self._fetcher.main()

    def push_main(self, pinned: str, commit: str) -> None:
        """See ``Git``."""
        self._fetcher.push_main(pinned, commit)

    # --- Commits ---

    def commit(self, oid: str) -> CommitObject:
        """See ``Git``."""
        if oid not in self._commits:
            found = self._git.read_object(oid)
            if found is None or found[0] != "commit":
                raise UnavailableError("git-failed", f"commit {oid} is not there", "run it again")
            self._commits[oid] = _parse_commit(oid, found[1])
        return self._commits[oid]

    def commits_since(self, main: str, head: str, limit: int) -> tuple[CommitObject, ...] | None:
        """See ``Git``."""
        asked = (main, head, limit)
        if asked not in self._listed:
            only = ("--topo-order", "--reverse", f"--max-count={limit + 1}")
            listed = self._git.run("rev-list", *only, head, f"^{main}")
            self._listed[asked] = tuple(listed.stdout.decode().split())
        oids = self._listed[asked]
        return None if len(oids) > limit else tuple(self.commit(oid) for oid in oids)

    def is_ancestor(self, commit: str, of: str) -> bool:
        """See ``Git``."""
        done = self._git.run("merge-base", "--is-ancestor", commit, of, check=False)
        return done.returncode == 0

    def first_parents(self, tip: str) -> Iterator[CommitObject]:
        """See ``Git``."""
        oid: str | None = tip
        while oid is not None:
            commit = self.commit(oid)
            yield commit
            oid = commit.parents[0] if commit.parents else None

    def first_commit(self, tip: str) -> str:
        """See ``Git``. A tip goes back to what those went back to that it stands on."""
        if tip not in self._firsts:
            self._firsts[tip] = self._first_near(tip) or self._first_of(tip)
        return self._firsts[tip]

    def _first_near(self, tip: str) -> str | None:
        for commit in islice(self.first_parents(tip), NEAR):
            if not commit.parents:
                return commit.oid
            if commit.oid in self._firsts:
                return self._firsts[commit.oid]
        return None

    def _first_of(self, tip: str) -> str:
        listed = self._git.run("rev-list", "--first-parent", "--max-parents=0", tip)
        return listed.stdout.decode().split()[0]

    # --- Trees ---

    def tree(self, oid: str) -> Mapping[str, TreeEntry]:
        """One level of a tree, by name."""
        if oid not in self._trees:
            found = self._git.read_object(oid)
            if found is None or found[0] != "tree":
                raise UnavailableError("git-failed", f"tree {oid} is not there", "run it again")
            self._trees[oid] = _parse_tree(found[1])
        return self._trees[oid]

    def entry(self, tree_of: str, path: str) -> TreeEntry | None:
        """See ``Git``."""
        current = TreeEntry(TREE_MODE, self.commit(tree_of).tree)
        for name in path.split("/"):
            if current.mode != TREE_MODE:
                return None
            found = self.tree(current.oid).get(name)
            if found is None:
                return None
            current = found
        return current

    def files(self, tree_of: str, folders: Sequence[str]) -> Mapping[str, TreeEntry]:
        """See ``Git``."""
        found: dict[str, TreeEntry] = {}
        for folder in folders:
            entry = self.entry(tree_of, folder)
            if entry is not None and entry.mode == TREE_MODE:
                found.update(self._below(folder, entry.oid))
        return found

    def _below(self, folder: str, tree: str) -> Iterator[tuple[str, TreeEntry]]:
        for name, entry in self.tree(tree).items():
            path = f"{folder}/{name}" if folder else name
            if entry.mode == TREE_MODE:
                yield from self._below(path, entry.oid)
            else:
                yield path, entry

    def differences(self, old: str | None, new: str) -> tuple[FileChange, ...]:
        """See ``Git``. It descends only where trees differ, and not without end."""
        before = TreeEntry(TREE_MODE, self.commit(old).tree) if old else None
        after = TreeEntry(TREE_MODE, self.commit(new).tree)
        return tuple(self._compare("", before, after))

    def _compare(
        self, path: str, old: TreeEntry | None, new: TreeEntry | None
    ) -> Iterator[FileChange]:
        if old == new:
            return
        if path.count("/") >= DEEPEST:
            yield FileChange(path, old, new)
            return
        old_tree = self.tree(old.oid) if old and old.mode == TREE_MODE else {}
        new_tree = self.tree(new.oid) if new and new.mode == TREE_MODE else {}
        for name in sorted({*old_tree, *new_tree}):
            below = f"{path}/{name}" if path else name
            yield from self._compare(below, old_tree.get(name), new_tree.get(name))
        old_file = old if old and old.mode != TREE_MODE else None
        new_file = new if new and new.mode != TREE_MODE else None
        if old_file or new_file:
            yield FileChange(path, old_file, new_file)

    # --- Blobs ---

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes]:
        """See ``Git``: the missing ones are fetched in one request."""
        found = dict(self.present_blobs(oids))
        missing = sorted(set(oids) - set(found))
        if missing:
            self._fetcher.blobs(missing)
            found.update(self.present_blobs(missing))
        return found

    def present_blobs(self, oids: Sequence[str]) -> Mapping[str, bytes]:
        """See ``Git``: nothing is fetched, so what was left out for its size stays absent."""
        read = {oid: self._git.read_object(oid) for oid in set(oids)}
        return {oid: found[1] for oid, found in read.items() if found and found[0] == "blob"}

    # --- Writing, on paper ---

    def written_tree(
        self, commit: str, files: Mapping[str, bytes], removed: Sequence[str] = ()
    ) -> str:
        """See ``Git``: computed here, so that what GitHub makes can be compared with it."""
        wanted: dict[str, bytes | None] = {**dict.fromkeys(removed), **files}
        parts = {tuple(path.split("/")): data for path, data in wanted.items()}
        return self._written(self.commit(commit).tree, parts) or hash_object("tree", b"")

    def _written(
        self, tree: str | None, files: Mapping[tuple[str, ...], bytes | None]
    ) -> str | None:
        """The id of a tree; ``None`` where nothing is left in it."""
        entries = dict(self.tree(tree)) if tree else {}
        folders: dict[str, dict[tuple[str, ...], bytes | None]] = {}
        for (name, *rest), data in files.items():
            if rest:
                folders.setdefault(name, {})[tuple(rest)] = data
            elif data is None:
                entries.pop(name, None)
            else:
                entries[name] = TreeEntry("100644", hash_object("blob", data))
        for name, below in folders.items():
            old = entries.get(name)
            inner = old.oid if old and old.mode == TREE_MODE else None
            written = self._written(inner, below)
            entries.pop(name, None)
            if written is not None:
                entries[name] = TreeEntry(TREE_MODE, written)
        return hash_object("tree", _tree_bytes(entries)) if entries else None


def _create(directory: Path, env: Mapping[str, str]) -> None:
    """Make two bare repositories on the same objects.

    One fetches, and knows that objects are left out. The other reads, and to it an object
    that was left out is simply absent: reading never fetches behind our back.
    """
    for name in ("fetched", "read"):
        (directory / name).mkdir(parents=True)
        init = ("init", "--quiet", "--bare", "--template=", "--initial-branch=main", ".")
        GitProcess(directory / name, env).run(*init)
    alternates = directory / "read" / "objects" / "info" / "alternates"
    alternates.write_text("../../fetched/objects\n")


def _tree_bytes(entries: Mapping[str, TreeEntry]) -> bytes:
    """A tree object; folders sort as if their names ended in a slash (gitformat-index)."""

    def key(item: tuple[str, TreeEntry]) -> bytes:
        name, entry = item
        return name.encode("utf-8", "surrogateescape") + (b"/" if entry.mode == TREE_MODE else b"")

    return b"".join(
        entry.mode.encode()
        + b" "
        + name.encode("utf-8", "surrogateescape")
        + b"\0"
        + bytes.fromhex(entry.oid)
        for name, entry in sorted(entries.items(), key=key)
    )


def _parse_tree(content: bytes) -> dict[str, TreeEntry]:
    entries: dict[str, TreeEntry] = {}
    position = 0
    while position < len(content):
        space = content.index(b" ", position)
        end = content.index(b"\0", space)
        name = content[space + 1 : end].decode("utf-8", "surrogateescape")
        oid = content[end + 1 : end + 21].hex()
        entries[name] = TreeEntry(content[position:space].decode(), oid)
        position = end + 21
    return entries


def _parse_commit(oid: str, content: bytes) -> CommitObject:
    head, _, message = content.partition(b"\n\n")
    tree, parents, at = "", [], None
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"tree" and not tree:
            tree = value.decode()
        elif key == b"parent":
            parents.append(value.decode())
        elif key == b"committer" and at is None:
            at = _parse_time(value)
    return CommitObject(oid, tree, tuple(parents), message.decode("utf-8", "replace"), at)


def _parse_time(committer: bytes) -> datetime | None:
    """The time in ``name <mail> seconds zone``: whoever made the commit wrote it."""
    found = _COMMITTED.search(committer)
    return _EPOCH + timedelta(seconds=int(found[1])) if found else None
