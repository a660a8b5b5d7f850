"""What a pull request is made of: its commits and its changed files."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from typing import Any

from bot.hub.diffs import line_counts
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.history import FileChange
from bot.hub.ids import node_id
from bot.hub.model import Pull, Repository


@named("PullRequestCommit")
class PullRequestCommitNode(Node):
    """A commit as part of a pull request."""

    __slots__ = ("oid", "row")

    def __init__(self, at: View, pull: Pull, oid: str) -> None:
        super().__init__(at)
        self.row = pull
        self.oid = oid

    @property
    def commit(self) -> Any:
        return self.at.node("Commit", self.at.repository(self.row.repository_id), self.oid)

    @property
    def id(self) -> str:
        return node_id("PURC", self.row.id, self.oid)

    @property
    def pull_request(self) -> Any:
        return self.at.pull_node(self.row)

    @property
    def url(self) -> str:
        return f"{self.pull_request.url}/commits/{self.oid}"


@named("PullRequestChangedFile")
class PullRequestChangedFileNode(Node):
    """A file that a pull request changes."""

    __slots__ = ("change", "row")

    def __init__(self, at: View, repository: Repository, change: FileChange) -> None:
        super().__init__(at)
        self.row = repository
        self.change = change

    @property
    def additions(self) -> int:
        return line_counts(self.at.objects(self.row), self.change)[0]

    @property
    def deletions(self) -> int:
        return line_counts(self.at.objects(self.row), self.change)[1]

    @property
    def change_type(self) -> str:
        names = {"added": "ADDED", "removed": "DELETED", "renamed": "RENAMED"}
        return names.get(self.change.status, "MODIFIED")

    @property
    def path(self) -> str:
        return self.change.path
