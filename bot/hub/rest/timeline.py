"""The timeline of a pull request: events, comments, reviews and commits in one list."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub.clock import iso
from bot.hub.ids import node_id
from bot.hub.model import Event, Pull, Repository
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.commits import git_commit
from bot.hub.rest.issues import render_comment
from bot.hub.rest.people import simple_user
from bot.hub.rest.reviews import render_review

_WITH_COMMIT = ("head_ref_force_pushed", "base_ref_force_pushed", "merged", "closed")


def render_event(call: Call, repository: Repository, event: Event) -> Body:
    api = f"{call.api}/repos/{repository.full_name}"
    commit = event.after if event.kind in _WITH_COMMIT else None
    body: Body = {
        "id": event.id,
        "node_id": node_id("EV", event.id),
        "url": f"{api}/issues/events/{event.id}",
        "actor": simple_user(call, event.actor_id),
        "event": event.kind,
        "commit_id": commit,
        "commit_url": f"{api}/commits/{commit}" if commit else None,
        "created_at": iso(event.created_at),
        "performed_via_github_app": None,
    }
    if event.kind == "renamed":
        body["rename"] = {"from": event.before, "to": event.after}
    if event.kind == "review_dismissed" and event.before is not None:
        body["dismissed_review"] = {
            "state": event.before.lower(),
            "review_id": event.review_id,
            "dismissal_message": event.message,
        }
    return body | _subject(call, event)


def _subject(call: Call, event: Event) -> Body:
    """Whom a request for review concerns, or which label."""
    label = call.state.labels.get(event.label_id or 0)
    if label is not None:
        return {"label": {"name": label.name, "color": label.color}}
    if event.reviewer_id is None:
        return {}
    return {
        "review_requester": simple_user(call, event.actor_id),
        "requested_reviewer": simple_user(call, event.reviewer_id),
    }


def _rows(call: Call, repository: Repository, pull: Pull) -> list[Body]:
    rows = [
        (event.created_at, event.id, render_event(call, repository, event))
        for event in call.state.events.of(pull.key)
    ]
    for comment in call.state.comments.of(pull.key):
        body = render_comment(call, repository, comment)
        body |= {"event": "commented", "actor": body["user"]}
        rows.append((comment.created_at, comment.id, body))
    for review in call.state.reviews.of(pull.key):
        if review.submitted_at is not None:
            body = render_review(call, repository, review)
            body["user"] = simple_user(call, review.author_id)
            body |= {"event": "reviewed", "state": review.state.lower()}
            rows.append((review.submitted_at, review.id, body))
    history = call.site.history(repository)
    commits = [
        {**git_commit(call, repository, sha), "event": "committed"}
        for sha in history.between(pull.base_sha, pull.shown_head)
    ]
    return commits + [body for _, _, body in sorted(rows, key=lambda row: row[:2])]


def list_timeline(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    return paged(call, _rows(call, repository, pull), lambda body: body)


ROUTES = [Route("GET", "/repos/<owner>/<name>/issues/<int:number>/timeline", list_timeline)]
