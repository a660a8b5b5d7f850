"""Refs, trees and blobs, and what all git objects share."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from typing import Any

from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import Repository
from bot.hub.objects import Entry
from bot.hub.trees import FOLDER

_LARGEST_TEXT = 512_000


def git_object(at: View, repository: Repository, oid: str | None) -> Any:
    """The object with this id, as its own type; null if there is none."""
    objects = at.objects(repository)
    if oid is None or not objects.has(oid):
        return None
    kind = objects.read(oid)[0]
    if kind == "tag":
        return None
    return at.node({"commit": "Commit", "tree": "Tree", "blob": "Blob"}[kind], repository, oid)


@named("Ref")
class RefNode(Node):
    """A ref and what it points to."""

    __slots__ = ("full", "row")

    def __init__(self, at: View, repository: Repository, full: str) -> None:
        super().__init__(at)
        self.row = repository
        self.full = full

    @property
    def id(self) -> str:
        return node_id("REF", self.row.id, self.full)

    @property
    def prefix(self) -> str:
        return self.full[: -len(self.name)]

    @property
    def name(self) -> str:
        for prefix in ("refs/heads/", "refs/tags/"):
            if self.full.startswith(prefix):
                return self.full.removeprefix(prefix)
        return self.full.removeprefix("refs/")

    @property
    def repository(self) -> Any:
        return self.at.node("Repository", self.row)

    @property
    def target(self) -> Any:
        return git_object(self.at, self.row, self.at.state.ref(self.row, self.full))


class GitObjectNode(Node):
    """What all git objects share."""

    __slots__ = ("oid", "row")
    prefix = "C"

    def __init__(self, at: View, repository: Repository, oid: str) -> None:
        super().__init__(at)
        self.row = repository
        self.oid = oid

    @property
    def abbreviated_oid(self) -> str:
        return self.oid[:7]

    @property
    def id(self) -> str:
        return node_id(self.prefix, self.row.id, self.oid)

    @property
    def repository(self) -> Any:
        return self.at.node("Repository", self.row)


@named("Tree")
class TreeNode(GitObjectNode):
    """A folder."""

    __slots__ = ()
    prefix = "T"

    @property
    def entries(self) -> list[Any]:
        entries = self.at.objects(self.row).tree(self.oid)
        return [self.at.node("TreeEntry", self.row, entry.name, entry) for entry in entries]


@named("TreeEntry")
class TreeEntryNode(Node):
    """A line of a tree."""

    __slots__ = ("entry", "path", "row")

    def __init__(self, at: View, repository: Repository, path: str, entry: Entry) -> None:
        super().__init__(at)
        self.row = repository
        self.path = path
        self.entry = entry

    @property
    def mode(self) -> int:
        return int(self.entry.mode, 8)

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def object(self) -> Any:
        return git_object(self.at, self.row, self.entry.oid)

    @property
    def oid(self) -> str:
        return self.entry.oid

    @property
    def size(self) -> int:
        if self.entry.kind != "blob":
            return 0
        return len(self.at.objects(self.row).blob(self.entry.oid))

    @property
    def type(self) -> str:
        return "tree" if self.entry.mode == FOLDER else self.entry.kind


@named("Blob")
class BlobNode(GitObjectNode):
    """A file's bytes; text is null where they are no text."""

    __slots__ = ()
    prefix = "B"

    @property
    def _data(self) -> bytes:
        return self.at.objects(self.row).blob(self.oid)

    @property
    def byte_size(self) -> int:
        return len(self._data)

    @property
    def is_binary(self) -> bool:
        return b"\0" in self._data[:8000]

    @property
    def is_truncated(self) -> bool:
        return len(self._data) > _LARGEST_TEXT

    @property
    def text(self) -> str | None:
        if self.is_binary:
            return None
        return self._data[:_LARGEST_TEXT].decode("utf-8", "replace")
