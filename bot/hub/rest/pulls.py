"""Pull requests: lists, one, its files and commits, and what is done to it."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from typing import Any

from bot.hub import pulls
from bot.hub.associated import associated
from bot.hub.association import association
from bot.hub.clock import iso
from bot.hub.ids import node_id
from bot.hub.model import Pull, Repository
from bot.hub.pulls import Opening
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.commits import diff_entry, render_commit, require_commit
from bot.hub.rest.labels import rendered_labels
from bot.hub.rest.people import requested_reviewers, simple_user
from bot.hub.rest.repositories import render_repository

_MOST_FILES = 3000
_LINKS = ("comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment")


def _end(call: Call, repository: Repository | None, owner: int, ref: str, sha: str) -> Body:
    account = simple_user(call, owner)
    return {
        "label": f"{account['login'] if account else 'unknown'}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": account,
        "repo": render_repository(call, repository) if repository else None,
    }


def _links(call: Call, repository: Repository, pull: Pull) -> Body:
    api = f"{call.api}/repos/{repository.full_name}"
    web = f"{call.site.addresses.url}/{repository.full_name}/pull/{pull.number}"
    return {
        "url": f"{api}/pulls/{pull.number}",
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "issue_url": f"{api}/issues/{pull.number}",
        "commits_url": f"{api}/pulls/{pull.number}/commits",
        "review_comments_url": f"{api}/pulls/{pull.number}/comments",
        "review_comment_url": f"{api}/pulls/comments{{/number}}",
        "comments_url": f"{api}/issues/{pull.number}/comments",
        "statuses_url": f"{api}/statuses/{pull.shown_head}",
    }


def simple_pull(call: Call, repository: Repository, pull: Pull) -> Body:
    """A pull request as lists show it."""
    links = _links(call, repository, pull)
    head = call.state.repositories.get(pull.head_repository_id)
    return {
        **links,
        "id": pull.id,
        "node_id": node_id("PR", pull.id),
        "number": pull.number,
        "state": "open" if pull.open else "closed",
        "locked": False,
        "draft": pull.draft,
        "title": pull.title,
        "user": simple_user(call, pull.author_id),
        "body": pull.body or None,
        "labels": rendered_labels(call, repository, pull),
        "milestone": None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": requested_reviewers(call, pull),
        "requested_teams": [],
        "created_at": iso(pull.created_at),
        "updated_at": iso(pull.updated_at),
        "closed_at": iso(pull.closed_at) if pull.closed_at else None,
        "merged_at": iso(pull.merged_at) if pull.merged_at else None,
        "merge_commit_sha": pull.merge_commit,
        "head": _end(call, head, pull.head_owner_id, pull.head_ref, pull.shown_head),
        "base": _end(call, repository, repository.owner_id, pull.base_ref, pull.base_sha),
        "author_association": association(call.state, repository, pull.author_id),
        "auto_merge": None,
        "active_lock_reason": None,
        "_links": {name: {"href": links[f"{name}_url"]} for name in _LINKS}
        | {"self": {"href": links["url"]}},
    }


def full_pull(call: Call, repository: Repository, pull: Pull) -> Body:
    history = call.site.history(repository)
    root = history.merge_base(pull.base_sha, pull.shown_head)
    files = [
        diff_entry(call, repository, each, pull.shown_head)
        for each in history.changes(root, pull.shown_head)
    ]
    return {
        **simple_pull(call, repository, pull),
        "merged": pull.merged_at is not None,
        "mergeable": None,  # a background job's answer, never there in time
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": simple_user(call, pull.merged_by) if pull.merged_at else None,
        "comments": len(call.state.comments.of(pull.key)),
        "review_comments": 0,
        "maintainer_can_modify": pull.maintainer_can_modify,
        "commits": len(history.between(pull.base_sha, pull.shown_head)),
        "additions": sum(each["additions"] for each in files),
        "deletions": sum(each["deletions"] for each in files),
        "changed_files": len(files),
    }


def list_pulls(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    wanted = call.query.get("state", "open")
    head, base = call.query.get("head"), call.query.get("base")

    def fits(pull: Pull) -> bool:
        home = call.state.repositories.get(pull.head_repository_id)
        label = f"{home.owner_login}:{pull.head_ref}" if home else ""
        return (
            wanted in ("all", "open" if pull.open else "closed")
            and head in (None, label)
            and base in (None, pull.base_ref)
        )

    rows = [pull for pull in call.state.pulls_of(repository) if fits(pull)]
    by = call.query.get("sort", "created")
    ascending = call.query.get("direction", "desc") == "asc"
    rows.sort(
        key=lambda p: (p.updated_at if by == "updated" else p.created_at, p.number),
        reverse=not ascending,
    )
    return paged(call, rows, lambda pull: simple_pull(call, repository, pull))


def get_pull(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    return Answer(200, full_pull(call, repository, pull))


def create_pull(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    opening = Opening(
        title=call.text("title"),
        head=call.text("head"),
        base=call.text("base"),
        body=call.text("body", "") if call.body.get("body") is not None else "",
        draft=bool(call.body.get("draft")),
        maintainer_can_modify=call.body.get("maintainer_can_modify"),
    )
    pull = pulls.open_pull(call.site, call.caller, repository, opening)
    return Answer(201, full_pull(call, repository, pull))


def edit_pull(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pull = pulls.edit(call.site, call.caller, pull, call.optional("title"), call.optional("body"))
    base, state = call.optional("base"), call.optional("state")
    if call.body.get("maintainer_can_modify") is not None:
        wanted = bool(call.body["maintainer_can_modify"])
        pull = pulls.set_collab(call.site, call.caller, pull, wanted=wanted)
    if base is not None:
        pull = pulls.set_base(call.site, call.caller, pull, base)
    if state is not None:
        pull = pulls.set_state(call.site, call.caller, pull, state)
    return Answer(200, full_pull(call, repository, pull))


def merge_pull(call: Call, owner: str, name: str, number: int) -> Answer:
    _, pull = call.pull(owner, name, number)
    title, text = call.optional("commit_title"), call.optional("commit_message")
    message = "\n\n".join(part for part in (title, text) if part) or None
    pull = pulls.merge(call.site, call.caller, pull, call.optional("sha"), message)
    body = {
        "sha": pull.merge_commit,
        "merged": True,
        "message": "Pull Request successfully merged",
    }
    return Answer(200, body)


def update_branch(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pulls.update_branch(call.site, call.caller, pull, call.optional("expected_head_sha"))
    url = _links(call, repository, pull)["url"]
    return Answer(202, {"message": "Updating pull request branch.", "url": url})


def list_files(call: Call, owner: str, name: str, number: int) -> Answer:
    """At most 3,000 files (REST docs, list pull requests files)."""
    repository, pull = call.pull(owner, name, number)
    history = call.site.history(repository)
    root = history.merge_base(pull.base_sha, pull.shown_head)
    changes = history.changes(root, pull.shown_head)[:_MOST_FILES]
    return paged(call, changes, lambda c: diff_entry(call, repository, c, pull.shown_head))


def list_commits(call: Call, owner: str, name: str, number: int) -> Answer:
    """At most 250 commits (REST docs, list commits on a pull request)."""
    repository, pull = call.pull(owner, name, number)
    rows = call.site.history(repository).between(pull.base_sha, pull.shown_head)[:250]
    return paged(call, rows, lambda sha: render_commit(call, repository, sha))


def is_merged(call: Call, owner: str, name: str, number: int) -> Answer:
    _, pull = call.pull(owner, name, number)
    body: Any = None if pull.merged_at else {"message": "Not Found", "status": "404"}
    return Answer(204 if pull.merged_at else 404, body)


def associated_with(call: Call, owner: str, name: str, sha: str) -> Answer:
    repository = call.repository(owner, name)
    rows = associated(call.site, call.state, repository, require_commit(call, repository, sha))
    return paged(call, rows, lambda pull: simple_pull(call, repository, pull))


_ONE = "/repos/<owner>/<name>/pulls/<int:number>"
ROUTES = [
    Route("GET", "/repos/<owner>/<name>/pulls", list_pulls),
    Route("POST", "/repos/<owner>/<name>/pulls", create_pull),
    Route("GET", "/repos/<owner>/<name>/commits/<sha>/pulls", associated_with),
    Route("GET", _ONE, get_pull),
    Route("PATCH", _ONE, edit_pull),
    Route("GET", f"{_ONE}/merge", is_merged),
    Route("PUT", f"{_ONE}/merge", merge_pull),
    Route("PUT", f"{_ONE}/update-branch", update_branch),
    Route("GET", f"{_ONE}/files", list_files),
    Route("GET", f"{_ONE}/commits", list_commits),
]
