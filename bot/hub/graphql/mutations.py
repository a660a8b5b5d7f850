"""Mutations: each one ticks the clock and does one thing."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from dataclasses import dataclass
from typing import Any

from bot.hub import pulls, reviews
from bot.hub.access import require, visible
from bot.hub.commits import Draft, identity_of, made_wrong, make_commit
from bot.hub.enforcement import refuse
from bot.hub.errors import Refused, from_base64
from bot.hub.graphql.connections import Edge
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.graphql.queries import pull_with, repository_with
from bot.hub.ids import number_of, parts_of
from bot.hub.model import ZERO, Repository
from bot.hub.objects import Objects
from bot.hub.pushes import BRANCHES, Move, attempt_of, move
from bot.hub.rest.tree_entries import checked_path
from bot.hub.trees import REGULAR, edit_tree, find

Input = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Payload:
    """What a mutation answers; each uses the fields its type has."""

    client_mutation_id: str | None
    pull_request: Any = None
    commit: Any = None
    ref: Any = None
    comment_edge: Edge | None = None
    subject: Any = None
    issue_comment: Any = None


@named("Mutation")
class Mutation(Node):
    """Where writing starts."""

    __slots__ = ()

    def add_comment(self, data: Input) -> Payload:
        pull = pull_with(self.at, data["subject_id"])
        self.at.site.begin_write()
        row = reviews.add_comment(self.at.site, self.at.caller, pull, data["body"])
        edge = Edge(str(row.id), self.at.node("IssueComment", row))
        subject = self.at.pull_node(pull)
        return Payload(data.get("client_mutation_id"), comment_edge=edge, subject=subject)

    def update_issue_comment(self, data: Input) -> Payload:
        row = self.at.state.comments.get(number_of(data["id"], "IC"))
        if row is None:
            raise Refused(404, "Could not resolve to a node", "NOT_FOUND")
        self.at.site.begin_write()
        row = reviews.edit_comment(self.at.site, self.at.caller, row, data["body"])
        made = self.at.node("IssueComment", row)
        return Payload(data.get("client_mutation_id"), issue_comment=made)

    def close_pull_request(self, data: Input) -> Payload:
        return self._set_state(data, "closed")

    def reopen_pull_request(self, data: Input) -> Payload:
        return self._set_state(data, "open")

    def _set_state(self, data: Input, wanted: str) -> Payload:
        pull = pull_with(self.at, data["pull_request_id"])
        self.at.site.begin_write()
        pull = pulls.set_state(self.at.site, self.at.caller, pull, wanted)
        made = self.at.pull_node(pull)
        return Payload(data.get("client_mutation_id"), pull_request=made)

    def convert_pull_request_to_draft(self, data: Input) -> Payload:
        return self._set_draft(data, draft=True)

    def mark_pull_request_ready_for_review(self, data: Input) -> Payload:
        return self._set_draft(data, draft=False)

    def _set_draft(self, data: Input, *, draft: bool) -> Payload:
        pull = pull_with(self.at, data["pull_request_id"])
        self.at.site.begin_write()
        pull = pulls.set_draft(self.at.site, self.at.caller, pull, draft=draft)
        made = self.at.pull_node(pull)
        return Payload(data.get("client_mutation_id"), pull_request=made)

    def create_commit_on_branch(self, data: Input) -> Payload:
        """One commit on the expected head: a compare and swap."""
        at = self.at
        repository, full = _branch(at, data["branch"])
        user = require(at.state, at.caller, repository, "write", "contents")
        tip = at.site.state.ref(repository, full)
        expected = data["expected_head_oid"]
        if tip is None:
            name = full.removeprefix(BRANCHES)
            raise Refused(404, f"No ref found for the branch '{name}'", "NOT_FOUND")
        if tip != expected:
            message = (
                f'Expected branch to point to "{expected}" but it did not. Pull and try again.'
            )
            raise Refused(409, message, "STALE_DATA")
        at.site.begin_write()
        objects = at.objects(repository)
        changes = _changes(at, objects, objects.commit(tip).tree, data.get("file_changes") or {})
        tree = edit_tree(objects, objects.commit(tip).tree, changes)
        message = data["message"]
        text = "\n\n".join(part for part in (message["headline"], message.get("body")) if part)
        author = identity_of(user, at.site.clock.now())
        sha = make_commit(at.site, repository, Draft(tree, [tip], text, author))
        move(at.site, Move(repository, full, tip, sha), user)
        return Payload(
            data.get("client_mutation_id"),
            commit=at.node("Commit", repository, sha),
            ref=at.node("Ref", repository, full),
        )

    def update_refs(self, data: Input) -> Payload:
        """All refs or none, each compared with what it should be before."""
        at = self.at
        repository = repository_with(at, data["repository_id"])
        user = require(at.state, at.caller, repository, "write", "contents")
        steps = [_checked_move(at, repository, each) for each in data["ref_updates"]]
        for step in steps:
            refuse(attempt_of(at.site, step), user)
        at.site.begin_write()
        for step in steps:
            after = step.after
            if after is not None and at.site.switches.wrong_tree is not None:
                after = made_wrong(at.site, repository, after)
            move(at.site, Move(repository, step.ref, step.before, after), user)
        return Payload(data.get("client_mutation_id"))


def _branch(at: View, branch: Input) -> tuple[Repository, str]:
    """A branch by node id, or by repository and name."""
    if branch.get("id") is not None:
        number, full = parts_of(branch["id"], "REF")
        return visible(at.state, at.caller, at.repository(int(number)).full_name), full
    repository = visible(at.state, at.caller, branch.get("repository_name_with_owner") or "")
    name = branch.get("branch_name") or repository.default_branch
    return repository, BRANCHES + name.removeprefix(BRANCHES)


def _changes(
    at: View, objects: Objects, tree: str, data: Input
) -> dict[str, tuple[str, str] | None]:
    """Additions keep the mode of what they replace; a deletion must name what is there."""
    accept_bad = at.site.switches.accept_bad_objects
    changes: dict[str, tuple[str, str] | None] = {}
    for each in data.get("deletions") or []:
        if find(objects, tree, each["path"]) is None:
            message = f"A path was requested for deletion which does not exist: {each['path']}"
            raise Refused(422, message)
        changes[each["path"]] = None
    for each in data.get("additions") or []:
        path = checked_path(each["path"], accept_bad=accept_bad)
        content = from_base64(each["contents"])
        old = find(objects, tree, path)
        mode = old.mode if old is not None and old.kind == "blob" else REGULAR
        changes[path] = (mode, objects.write("blob", content))
    return changes


def _checked_move(at: View, repository: Repository, update: Input) -> Move:
    full, after = update["name"], update["after_oid"]
    if not full.startswith(("refs/heads/", "refs/tags/")):
        raise Refused(422, f"{full} is not a valid ref name")
    now = at.site.state.ref(repository, full)
    before = update.get("before_oid")
    if before is not None and before != (now or ZERO):
        raise Refused(409, f"{full} is at {now or ZERO} but expected {before}", "STALE_DATA")
    if after == ZERO:
        return Move(repository, full, now, None)
    if not at.objects(repository).has(after, "commit"):
        raise Refused(422, f"{after} is not a commit of this repository")
    history = at.history(repository)
    if now is not None and not update.get("force") and not history.is_ancestor(now, after):
        raise Refused(422, f"{full}: update is not a fast-forward")
    return Move(repository, full, now, after)
