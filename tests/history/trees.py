"""Trees in memory that share what they have in common, so that an edit costs only its path."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = "40000"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file, a link or a submodule: its mode and its id."""

    mode: str
    oid: str


@dataclass(slots=True)
class Folder:
    """One tree; ``oid`` is known once it is written, and its entries never change."""

    entries: dict[str, Leaf | Folder] = field(default_factory=dict)
    oid: str | None = None

    def edited(self, changes: Mapping[str, Leaf | None]) -> Folder:
        """Another tree with the leaf at each path, or nothing where there is ``None``.

        Folders that end up empty are left out, as git does.
        """
        entries, below = dict(self.entries), dict[str, dict[str, Leaf | None]]()
        for path, leaf in changes.items():
            name, slash, rest = path.partition("/")
            if slash:
                below.setdefault(name, {})[rest] = leaf
            elif leaf is None:
                entries.pop(name, None)
            else:
                entries[name] = leaf
        for name, inner in below.items():
            old = entries.get(name)
            folder = (old if isinstance(old, Folder) else Folder()).edited(inner)
            if folder.entries:
                entries[name] = folder
            else:
                entries.pop(name, None)
        return Folder(entries)

    def written(self, put: Callable[[str, bytes], str]) -> str:
        """The id of the tree; it and those below are put where they are not yet."""
        if self.oid is None:
            lines = sorted(self._line(name, entry, put) for name, entry in self.entries.items())
            self.oid = put("tree", b"".join(line for _, line in lines))
        return self.oid

    def _line(
        self, name: str, entry: Leaf | Folder, put: Callable[[str, bytes], str]
    ) -> tuple[bytes, bytes]:
        """How it sorts, and its bytes: folders sort as if their names ended in a slash."""
        inner = isinstance(entry, Folder)
        mode, oid = (
            (FOLDER, entry.written(put)) if isinstance(entry, Folder) else (entry.mode, entry.oid)
        )
        text = name.encode("utf-8", "surrogateescape")
        line = mode.encode() + b" " + text + b"\0" + bytes.fromhex(oid)
        return text + (b"/" if inner else b""), line
