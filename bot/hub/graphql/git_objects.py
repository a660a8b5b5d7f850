"""Refs, commits, trees and blobs."""

import re
from typing import Any

from bot.hub.clock import iso
from bot.hub.commits import is_ours
from bot.hub.graphql.connections import Connection, Window, connect
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import Repository
from bot.hub.objects import Commit, Entry, Identity
from bot.hub.trees import FOLDER, find

_CO_AUTHOR = re.compile(r"^co-authored-by:\s*(.*?)\s*<([^<>]+)>\s*$", re.IGNORECASE | re.MULTILINE)
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


@named("Commit")
class CommitNode(GitObjectNode):
    """A commit."""

    __slots__ = ()

    @property
    def commit(self) -> Commit:
        return self.at.objects(self.row).commit(self.oid)

    @property
    def author(self) -> Any:
        return self.at.node("GitActor", self.commit.author)

    @property
    def committer(self) -> Any:
        return self.at.node("GitActor", self.commit.committer)

    @property
    def authored_by_committer(self) -> bool:
        return self.commit.author.email == self.commit.committer.email

    @property
    def authored_date(self) -> str:
        return iso(self.commit.author.when)

    @property
    def committed_date(self) -> str:
        return iso(self.commit.committer.when)

    @property
    def committed_via_web(self) -> bool:
        return self.commit.committer.email == "noreply@github.com"

    def authors(self, **window: Any) -> Connection:
        """The author first, then the co-authors of the trailers, each e-mail once."""
        commit = self.commit
        found = {commit.author.email.lower(): commit.author}
        for name, email in _CO_AUTHOR.findall(commit.message):
            found.setdefault(email.lower(), Identity(name, email, commit.author.when))
        rows = list(found.values())
        return connect(Window("authors", **window), rows, lambda i: self.at.node("GitActor", i))

    def file(self, path: str) -> Any:
        entry = find(self.at.objects(self.row), self.commit.tree, path)
        return None if entry is None else self.at.node("TreeEntry", self.row, path, entry)

    @property
    def message(self) -> str:
        return self.commit.message.rstrip("\n")

    @property
    def message_headline(self) -> str:
        return self.commit.message.partition("\n")[0]

    @property
    def message_body(self) -> str:
        return self.commit.message.partition("\n")[2].strip("\n")

    def parents(self, **window: Any) -> Connection:
        rows = self.commit.parents
        return connect(
            Window("parents", **window), rows, lambda oid: self.at.node("Commit", self.row, oid)
        )

    @property
    def signature(self) -> Any:
        commit = self.commit
        if commit.signature is None:
            return None
        ssh = "SSH SIGNATURE" in commit.signature
        return self.at.node("SshSignature" if ssh else "UnknownSignature", commit)

    @property
    def status(self) -> Any:
        """Null where no status was ever set."""
        known = self.at.state.latest_statuses(self.row, self.oid)
        return self.at.node("Status", self.row, self.oid, known) if known else None

    @property
    def tree(self) -> Any:
        return self.at.node("Tree", self.row, self.commit.tree)

    @property
    def url(self) -> str:
        return f"{self.at.url}/{self.row.full_name}/commit/{self.oid}"


class SignatureNode(Node):
    """A commit's signature; only the hub's own key is known."""

    __slots__ = ("commit", "ours")

    def __init__(self, at: View, commit: Commit) -> None:
        super().__init__(at)
        self.commit = commit
        self.ours = is_ours(at.site, commit)

    @property
    def email(self) -> str:
        return self.commit.committer.email

    @property
    def is_valid(self) -> bool:
        return self.ours

    @property
    def key_fingerprint(self) -> str | None:
        return self.at.site.key.fingerprint if self.ours else None

    @property
    def payload(self) -> str:
        return self.commit.payload.decode("utf-8", "replace")

    @property
    def signature(self) -> str:
        return self.commit.signature or ""

    @property
    def signer(self) -> Any:
        user = self.at.state.user_with_email(self.commit.committer.email)
        return self.at.account(user) if self.ours else None

    @property
    def state(self) -> str:
        return "VALID" if self.ours else "UNKNOWN_KEY"

    @property
    def verified_at(self) -> str | None:
        return iso(self.commit.committer.when) if self.ours else None

    @property
    def was_signed_by_git_hub(self) -> bool:
        return self.ours


named("SshSignature")(type("SshSignatureNode", (SignatureNode,), {"__slots__": ()}))
named("UnknownSignature")(type("UnknownSignatureNode", (SignatureNode,), {"__slots__": ()}))


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
