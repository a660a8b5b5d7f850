"""Commits and their signatures."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

import re
from typing import Any

from bot.hub.access import require_read
from bot.hub.associated import associated
from bot.hub.clock import iso
from bot.hub.commits import is_ours
from bot.hub.graphql.connections import Connection, Window, connect
from bot.hub.graphql.git_objects import GitObjectNode
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.objects import Commit, Identity
from bot.hub.trees import find

_CO_AUTHOR = re.compile(r"^co-authored-by:\s*(.*?)\s*<([^<>]+)>\s*$", re.IGNORECASE | re.MULTILINE)


@named("Commit")
class CommitNode(GitObjectNode):
    """A commit."""

    __slots__ = ()

    @property
    def commit(self) -> Commit:
        return self.at.objects(self.row).commit(self.oid)

    def associated_pull_requests(
        self, order_by: dict[str, str] | None = None, **window: Any
    ) -> Connection:
        require_read(self.at.caller, self.row, "pull_requests")
        rows = associated(self.at.site, self.at.state, self.row, self.oid)
        order = order_by or {"field": "CREATED_AT", "direction": "ASC"}
        by_update = order["field"] == "UPDATED_AT"
        rows.sort(
            key=lambda p: (p.updated_at if by_update else p.created_at, p.number),
            reverse=order["direction"] == "DESC",
        )
        return connect(Window("associatedPullRequests", **window), rows, self.at.pull_node)

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
        require_read(self.at.caller, self.row, "statuses")
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
