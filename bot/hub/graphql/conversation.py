"""Comments and reviews of a pull request."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from typing import Any

from bot.hub.access import has_role
from bot.hub.association import association
from bot.hub.clock import iso
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import Comment, Review


class Remark(Node):
    """What comments and reviews share."""

    __slots__ = ("row",)
    prefix = ""
    anchor = ""

    def __init__(self, at: View, row: Comment | Review) -> None:
        super().__init__(at)
        self.row = row

    @property
    def author(self) -> Any:
        return self.at.actor(self.row.author_id)

    @property
    def author_association(self) -> str:
        repository = self.at.repository(self.row.pull[0])
        return association(self.at.state, repository, self.row.author_id)

    @property
    def body(self) -> str:
        return self.row.body

    @property
    def created_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def updated_at(self) -> str:
        return iso(self.row.updated_at)

    @property
    def published_at(self) -> str | None:
        return iso(self.row.created_at)

    @property
    def last_edited_at(self) -> str | None:
        return iso(self.row.edited_at) if self.row.edited_at else None

    @property
    def includes_created_edit(self) -> bool:
        return self.row.edited_at is not None

    @property
    def database_id(self) -> int:
        return self.row.id

    @property
    def full_database_id(self) -> str:
        """A BigInt travels as text (GraphQL reference, scalars)."""
        return str(self.row.id)

    @property
    def id(self) -> str:
        return node_id(self.prefix, self.row.id)

    @property
    def is_minimized(self) -> bool:
        return False

    @property
    def pull_request(self) -> Any:
        return self.at.pull_node(self.at.state.pulls[self.row.pull])

    @property
    def repository(self) -> Any:
        return self.at.node("Repository", self.at.repository(self.row.pull[0]))

    @property
    def url(self) -> str:
        name = self.at.repository(self.row.pull[0]).full_name
        return f"{self.at.url}/{name}/pull/{self.row.pull[1]}#{self.anchor}-{self.row.id}"

    @property
    def viewer_did_author(self) -> bool:
        viewer = self.at.caller.user
        return viewer is not None and viewer.id == self.row.author_id


@named("IssueComment")
class IssueCommentNode(Remark):
    """A comment."""

    __slots__ = ("comment",)
    prefix = "IC"
    anchor = "issuecomment"

    def __init__(self, at: View, row: Comment) -> None:
        super().__init__(at, row)
        self.comment = row

    @property
    def editor(self) -> Any:
        editor = self.comment.editor_id
        return None if editor is None else self.at.actor(editor)


@named("PullRequestReview")
class PullRequestReviewNode(Remark):
    """A review."""

    __slots__ = ("review",)
    prefix = "PRR"
    anchor = "pullrequestreview"

    def __init__(self, at: View, row: Review) -> None:
        super().__init__(at, row)
        self.review = row

    @property
    def author_can_push_to_repository(self) -> bool:
        repository = self.at.repository(self.row.pull[0])
        user = self.at.state.users.get(self.row.author_id)
        return has_role(self.at.state, repository, user, "write")

    @property
    def commit(self) -> Any:
        repository = self.at.repository(self.row.pull[0])
        return self.at.node("Commit", repository, self.review.commit_id)

    @property
    def state(self) -> str:
        return self.review.state

    @property
    def submitted_at(self) -> str | None:
        return iso(self.review.submitted_at) if self.review.submitted_at else None

    @property
    def published_at(self) -> str | None:
        return self.submitted_at
