"""Trees: files below a folder, differences, and the tree that some changes make of another.

The tree of a commit is derived here from its parent's by hashing, so that what git says has
changed is proven to be all that has.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.audit.objects import FOLDER, TreeEntry, hash_object, read_commit, tree_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.audit.clone import Clone
    from bot.audit.objects import Commit

KEPT_BYTES = 64 * 1024 * 1024
"""Bytes of trees that are kept in memory; the least recently used go first."""


class Trees:
    """The trees of one clone."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def content(self, oid: str) -> bytes:
        """The bytes of one tree."""
        found = self._kept.get(oid)
        if found is None:
            found = self._clone.read([oid])[oid].content
            self._keep(oid, found)
        else:
            self._kept.move_to_end(oid)
        return found

    def _keep(self, oid: str, content: bytes) -> None:
        if oid not in self._kept:
            self._size += len(content)
        self._kept[oid] = content
        while self._size > KEPT_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)

    def entry(self, tree: str, path: str) -> TreeEntry | None:
        """What stands at a path below a tree."""
        current = TreeEntry(FOLDER, tree)
        for name in path.split("/"):
            if current.mode != FOLDER:
                return None
            found = dict(tree_entries(self.content(current.oid))).get(name)
            if found is None:
                return None
            current = found
        return current

    def files(self, tree: str, folder: str) -> Mapping[str, TreeEntry]:
        """Every file below a folder of a tree, by its path."""
        entry = self.entry(tree, folder)
        if entry is None or entry.mode != FOLDER:
            return {}
        return dict(self._below(folder, entry.oid))

    def _below(self, folder: str, oid: str) -> Iterator[tuple[str, TreeEntry]]:
        for name, entry in tree_entries(self.content(oid)):
            if entry.mode == FOLDER:
                yield from self._below(f"{folder}/{name}", entry.oid)
            else:
                yield f"{folder}/{name}", entry

    def commit(self, oid: str) -> Commit:
        """One commit, taken apart."""
        return read_commit(oid, self._clone.read([oid])[oid].content)

    def tree_of(self, commit: str) -> str:
        """The id of a commit's tree."""
        return self.commit(commit).tree

    def blobs(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of some blobs, by their ids."""
        return {oid: found.content for oid, found in self._clone.read(oids).items()}

    def changed_paths(self, one: str, other: str) -> tuple[str, ...]:
        """The paths at which two trees differ; a folder that only one has counts file by file."""
        return tuple(self._changed("", TreeEntry(FOLDER, one), TreeEntry(FOLDER, other)))

    def _changed(self, path: str, one: TreeEntry | None, other: TreeEntry | None) -> Iterator[str]:
        if one == other:
            return
        sides = [
            dict(tree_entries(self.content(side.oid))) if side and side.mode == FOLDER else {}
            for side in (one, other)
        ]
        for name in sorted({*sides[0], *sides[1]}):
            below = f"{path}/{name}" if path else name
            yield from self._changed(below, sides[0].get(name), sides[1].get(name))
        if any(side is not None and side.mode != FOLDER for side in (one, other)):
            yield path

    def derived(self, tree: str | None, changes: Mapping[str, TreeEntry | None]) -> str:
        """The id of the tree that the changes, by path, make of a tree; ``None``: removed."""
        split = {tuple(path.split("/")): entry for path, entry in changes.items()}
        return self._derived(tree, split) or self._written(b"")

    def _derived(
        self, tree: str | None, changes: Mapping[tuple[str, ...], TreeEntry | None]
    ) -> str | None:
        content = self.content(tree) if tree else b""
        below: dict[str, dict[tuple[str, ...], TreeEntry | None]] = {}
        here: dict[str, TreeEntry | None] = {}
        for (name, *rest), entry in changes.items():
            if rest:
                below.setdefault(name, {})[tuple(rest)] = entry
            else:
                here[name] = entry
        for name, inner in below.items():
            old = _found(content, name)
            base = old.oid if old and old.mode == FOLDER else None
            made = self._derived(base, inner)
            if made is not None or here.get(name) is None:
                here[name] = TreeEntry(FOLDER, made) if made else None
        for name, entry in here.items():
            content = _replaced(content, name, entry)
        return self._written(content) if content else None

    def _written(self, content: bytes) -> str:
        oid = hash_object("tree", content)
        self._keep(oid, content)
        return oid


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _line(name: str, entry: TreeEntry) -> bytes:
    return entry.mode.encode() + b" " + _raw(name) + b"\0" + bytes.fromhex(entry.oid)


def _place(content: bytes, name: str) -> tuple[int, int] | None:
    """Where the entry of a name begins and ends.

    Its bytes could stand within an id by chance; a wrong guess makes a tree of another id, and so
    a finding, never a forgery that passes.
    """
    needle = b" " + _raw(name) + b"\0"
    at = content.find(needle)
    while at >= 0:
        for width in (6, 5):
            mode = content[at - width : at] if at >= width else b""
            if mode in _MODES:
                return at - width, at + len(needle) + 20
        at = content.find(needle, at + 1)
    return None


_MODES = frozenset({b"100644", b"100755", b"100664", b"120000", b"160000", b"40000"})


def _found(content: bytes, name: str) -> TreeEntry | None:
    place = _place(content, name)
    if place is None:
        return None
    start, end = place
    return TreeEntry(content[start:end].partition(b" ")[0].decode(), content[end - 20 : end].hex())


def _replaced(content: bytes, name: str, entry: TreeEntry | None) -> bytes:
    place = _place(content, name)
    old = _found(content, name)
    if place and entry and old and (old.mode == FOLDER) == (entry.mode == FOLDER):
        return content[: place[0]] + _line(name, entry) + content[place[1] :]
    if place:
        content = content[: place[0]] + content[place[1] :]
    return _inserted(content, name, entry) if entry else content


def _inserted(content: bytes, name: str, entry: TreeEntry) -> bytes:
    """Folders sort as if their names ended in a slash (git's ``base_name_compare``)."""
    own = _raw(name) + (b"/" if entry.mode == FOLDER else b"")
    position = 0
    for other, held in tree_entries(content):
        if _raw(other) + (b"/" if held.mode == FOLDER else b"") > own:
            break
        position += len(_line(other, held))
    return content[:position] + _line(name, entry) + content[position:]
