"""Trees: files below a folder, differences, and the tree that some changes make of another.

The tree of a commit is derived here from its parent's by hashing, so that what git says has
changed is proven to be all that has.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.audit.git.objects import FOLDER, TreeEntry, hash_object, read_commit, tree_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.audit.git.clone import Clone
    from bot.audit.git.objects import Commit

DEEPEST = 100
"""Folders in folders; deeper there is no place for anything, and nothing is derived."""
FEW = 8
"""Changes in one folder that are made one by one."""
KEPT_BYTES = 8 * 1024 * 1024
"""Bytes of trees that are kept in memory; the least recently used go first."""


class Held:
    """One tree in memory: its bytes, and where each entry begins, found when it is asked for."""

    __slots__ = ("_places", "content")

    def __init__(self, content: bytes, places: dict[str, int] | None = None) -> None:
        self.content = content
        self._places = places

    @property
    def places(self) -> dict[str, int]:
        """Where the entry of each name begins."""
        if self._places is None:
            self._places = {}
            position = 0
            for name, entry in tree_entries(self.content):
                self._places[name] = position
                position += len(_line(name, entry))
        return self._places

    def find(self, name: str) -> TreeEntry | None:
        """The entry of a name."""
        start = self.places.get(name)
        if start is None:
            return None
        middle = self.content.index(b" ", start)
        oid = middle + len(_raw(name)) + 2
        return TreeEntry(self.content[start:middle].decode(), self.content[oid : oid + 20].hex())

    def replaced(self, name: str, entry: TreeEntry | None) -> Held:
        """The tree with another entry under a name; ``None``: without it."""
        old = self.find(name)
        if old is None:
            return self._inserted(name, entry) if entry else self
        start = self.places[name]
        end = start + len(_line(name, old))
        before, after = self.content[:start], self.content[end:]
        if entry is None:
            return Held(before + after)
        if old.mode == entry.mode:
            return Held(before + _line(name, entry) + after, self._places)
        return Held(before + after).replaced(name, entry)

    def changed(self, entries: Mapping[str, TreeEntry | None]) -> Held:
        """The tree with many other entries; many at once are written anew together."""
        if len(entries) <= FEW:
            held = self
            for name, entry in entries.items():
                held = held.replaced(name, entry)
            return held
        merged = {**dict(tree_entries(self.content)), **entries}
        kept = [(name, entry) for name, entry in merged.items() if entry is not None]
        kept.sort(key=lambda one: _sorted_as(one[0], one[1].mode))
        return Held(b"".join(_line(name, entry) for name, entry in kept))

    def _inserted(self, name: str, entry: TreeEntry) -> Held:
        """Folders sort as if their names ended in a slash (git's ``base_name_compare``)."""
        own = _sorted_as(name, entry.mode)
        position = 0
        for other, held in tree_entries(self.content):
            if _sorted_as(other, held.mode) > own:
                break
            position += len(_line(other, held))
        line = _line(name, entry)
        return Held(self.content[:position] + line + self.content[position:])


class Trees:
    """The trees of one clone, or of a bundle: of anything that reads objects by their ids."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        self._kept: OrderedDict[str, Held] = OrderedDict()
        self._size = 0

    def content(self, oid: str) -> bytes:
        """The bytes of one tree."""
        return self._held(oid).content

    def _held(self, oid: str) -> Held:
        found = self._kept.get(oid)
        if found is None:
            found = Held(self._clone.read([oid])[oid].content)
            self._keep(oid, found)
        else:
            self._kept.move_to_end(oid)
        return found

    def _keep(self, oid: str, held: Held) -> None:
        if oid not in self._kept:
            self._size += len(held.content)
            self._kept[oid] = held
        while self._size > KEPT_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone.content)

    def entry(self, tree: str, path: str) -> TreeEntry | None:
        """What stands at a path below a tree."""
        current = TreeEntry(FOLDER, tree)
        for name in path.split("/"):
            if current.mode != FOLDER:
                return None
            found = self._held(current.oid).find(name)
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
            if entry.mode == FOLDER and folder.count("/") < DEEPEST:
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
        if path.count("/") >= DEEPEST:
            yield path
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
        return self._derived(tree, split) or self._written(Held(b""))

    def _derived(
        self, tree: str | None, changes: Mapping[tuple[str, ...], TreeEntry | None]
    ) -> str | None:
        held = self._held(tree) if tree else Held(b"")
        below: dict[str, dict[tuple[str, ...], TreeEntry | None]] = {}
        here: dict[str, TreeEntry | None] = {}
        for (name, *rest), entry in changes.items():
            if rest:
                below.setdefault(name, {})[tuple(rest)] = entry
            else:
                here[name] = entry
        for name, inner in below.items():
            old = held.find(name)
            made = self._derived(old.oid if old and old.mode == FOLDER else None, inner)
            if made is not None or here.get(name) is None:
                here[name] = TreeEntry(FOLDER, made) if made else None
        held = held.changed(here)
        return self._written(held) if held.content else None

    def _written(self, held: Held) -> str:
        oid = hash_object("tree", held.content)
        self._keep(oid, held)
        return oid


def folded(name: str) -> str:
    """A name as a file system may take it that ignores case, form and invisible characters."""
    shown = unicodedata.normalize("NFKC", name).casefold()
    return "".join(one for one in shown if unicodedata.category(one) != "Cf")


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _line(name: str, entry: TreeEntry) -> bytes:
    return entry.mode.encode() + b" " + _raw(name) + b"\0" + bytes.fromhex(entry.oid)


def _sorted_as(name: str, mode: str) -> bytes:
    return _raw(name) + (b"/" if mode == FOLDER else b"")
