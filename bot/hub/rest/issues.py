"""The conversation of a pull request: the issue beneath it and its comments."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub import pulls, reviews
from bot.hub.association import association
from bot.hub.clock import iso
from bot.hub.errors import not_found
from bot.hub.ids import node_id
from bot.hub.model import Comment, Pull, Repository
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.labels import rendered_labels
from bot.hub.rest.people import simple_user


def render_issue(call: Call, repository: Repository, pull: Pull) -> Body:
    api = f"{call.api}/repos/{repository.full_name}"
    url = f"{api}/issues/{pull.number}"
    web = f"{call.site.addresses.url}/{repository.full_name}/pull/{pull.number}"
    return {
        "id": pull.id,
        "node_id": node_id("PR", pull.id),
        "url": url,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": web,
        "number": pull.number,
        "state": "open" if pull.open else "closed",
        "state_reason": None,
        "title": pull.title,
        "body": pull.body or None,
        "user": simple_user(call, pull.author_id),
        "labels": rendered_labels(call, repository, pull),
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "locked": False,
        "active_lock_reason": None,
        "reactions": no_reactions(url),
        "comments": len(call.state.comments.of(pull.key)),
        "created_at": iso(pull.created_at),
        "updated_at": iso(pull.updated_at),
        "closed_at": iso(pull.closed_at) if pull.closed_at else None,
        "author_association": association(call.state, repository, pull.author_id),
        "draft": pull.draft,
        "pull_request": {
            "url": f"{api}/pulls/{pull.number}",
            "html_url": web,
            "diff_url": f"{web}.diff",
            "patch_url": f"{web}.patch",
            "merged_at": iso(pull.merged_at) if pull.merged_at else None,
        },
    }


def no_reactions(url: str) -> Body:
    """The summary of reactions, of which the hub keeps none."""
    kinds = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(kinds, 0)}


def render_comment(call: Call, repository: Repository, comment: Comment) -> Body:
    api = f"{call.api}/repos/{repository.full_name}/issues"
    web = f"{call.site.addresses.url}/{repository.full_name}/pull/{comment.pull[1]}"
    return {
        "id": comment.id,
        "node_id": node_id("IC", comment.id),
        "url": f"{api}/comments/{comment.id}",
        "html_url": f"{web}#issuecomment-{comment.id}",
        "issue_url": f"{api}/{comment.pull[1]}",
        "user": simple_user(call, comment.author_id),
        "created_at": iso(comment.created_at),
        "updated_at": iso(comment.updated_at),
        "author_association": association(call.state, repository, comment.author_id),
        "body": comment.body,
        "performed_via_github_app": None,
        "reactions": no_reactions(f"{api}/comments/{comment.id}"),
    }


def comment_of(call: Call, repository: Repository, number: int) -> Comment:
    found = call.state.comments.get(number)
    if found is None or found.pull[0] != repository.id:
        raise not_found()
    return found


def get_issue(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    return Answer(200, render_issue(call, repository, pull))


def edit_issue(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pull = pulls.edit(call.site, call.caller, pull, call.optional("title"), call.optional("body"))
    state = call.optional("state")
    if state is not None:
        pull = pulls.set_state(call.site, call.caller, pull, state)
    return Answer(200, render_issue(call, repository, pull))


def list_comments(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    rows = call.state.comments.of(pull.key)
    return paged(call, rows, lambda row: render_comment(call, repository, row))


def create_comment(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    made = reviews.add_comment(call.site, call.caller, pull, call.text("body"))
    url = f"{call.api}/repos/{repository.full_name}/issues/comments/{made.id}"
    return Answer(201, render_comment(call, repository, made), {"Location": url})


def get_comment(call: Call, owner: str, name: str, comment: int) -> Answer:
    repository = call.repository(owner, name)
    return Answer(200, render_comment(call, repository, comment_of(call, repository, comment)))


def edit_comment(call: Call, owner: str, name: str, comment: int) -> Answer:
    repository = call.repository(owner, name)
    row = comment_of(call, repository, comment)
    made = reviews.edit_comment(call.site, call.caller, row, call.text("body"))
    return Answer(200, render_comment(call, repository, made))


def delete_comment(call: Call, owner: str, name: str, comment: int) -> Answer:
    repository = call.repository(owner, name)
    reviews.delete_comment(call.site, call.caller, comment_of(call, repository, comment))
    return Answer(204)


_ISSUES = "/repos/<owner>/<name>/issues"
ROUTES = [
    Route("GET", f"{_ISSUES}/<int:number>", get_issue),
    Route("PATCH", f"{_ISSUES}/<int:number>", edit_issue),
    Route("GET", f"{_ISSUES}/<int:number>/comments", list_comments),
    Route("POST", f"{_ISSUES}/<int:number>/comments", create_comment),
    Route("GET", f"{_ISSUES}/comments/<int:comment>", get_comment),
    Route("PATCH", f"{_ISSUES}/comments/<int:comment>", edit_comment),
    Route("DELETE", f"{_ISSUES}/comments/<int:comment>", delete_comment),
]
