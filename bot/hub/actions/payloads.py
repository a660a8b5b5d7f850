"""Webhook payloads, as GitHub would send them: the event, its repository and its sender.

Source of the shapes: docs.github.com, "Webhook events and payloads"; a contract test holds them
against the published schemas.
"""

from collections.abc import Callable
from typing import Any

from bot.hub.access import ANYONE
from bot.hub.actions.happening import Happening
from bot.hub.clock import iso
from bot.hub.ids import node_id
from bot.hub.model import ZERO, Activity, Pull, Repository, User
from bot.hub.objects import Commit
from bot.hub.rest.call import Body, Call
from bot.hub.rest.commits import render_commit
from bot.hub.rest.deployments import render_deployment, render_deployment_status
from bot.hub.rest.issues import render_comment, render_issue
from bot.hub.rest.labels import render_label
from bot.hub.rest.people import simple_user
from bot.hub.rest.pulls import full_pull, simple_pull
from bot.hub.rest.repositories import render_repository
from bot.hub.rest.reviews import render_review
from bot.hub.rest.statuses import render_status
from bot.hub.site import Site

_BRANCHES = "refs/heads/"


def payload_of(site: Site, happening: Happening) -> Body:
    """What the event's webhook carries."""
    call = Call(site, site.state, ANYONE)
    repository = site.state.repositories[happening.repository_id]
    body = _PARTS[happening.event](call, repository, happening)
    if happening.action is not None:
        body = {"action": happening.action, **body}
    return {**body, **everywhere(call, repository, happening.actor_id)}


def everywhere(call: Call, repository: Repository, actor_id: int | None) -> Body:
    """What every payload carries: the repository, its organization, and who did it."""
    owner = call.state.users.get(repository.owner_id)
    body: Body = {
        "repository": render_repository(call, repository),
        "sender": simple_user(call, actor_id or repository.owner_id),
    }
    if owner is not None and owner.type == "Organization":
        body["organization"] = _organization(call, owner)
    return body


def _organization(call: Call, owner: User) -> Body:
    url = f"{call.api}/orgs/{owner.login}"
    tails = {"repos_url": "repos", "events_url": "events", "hooks_url": "hooks"}
    return {
        "login": owner.login,
        "id": owner.id,
        "node_id": node_id("O", owner.id),
        "url": url,
        **{key: f"{url}/{tail}" for key, tail in tails.items()},
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{call.site.addresses.url}/avatars/{owner.id}",
        "description": None,
    }


def _pull(call: Call, repository: Repository, happening: Happening) -> Pull:
    return call.state.pulls[(repository.id, happening.pull or 0)]


def _pull_request(call: Call, repository: Repository, happening: Happening) -> Body:
    pull = _pull(call, repository, happening)
    body: Body = {
        "number": pull.number,
        "pull_request": full_pull(call, repository, pull),
        **happening.more,
    }
    event = call.state.events.get(happening.row or 0)
    if event is not None and event.reviewer_id is not None:
        body["requested_reviewer"] = simple_user(call, event.reviewer_id)
    if event is not None and event.label_id is not None:
        label = call.state.labels.get(event.label_id)
        if label is not None:
            body["label"] = render_label(call, repository, label)
    return body


def _review(call: Call, repository: Repository, happening: Happening) -> Body:
    review = call.state.reviews.get(happening.row or 0)
    if review is None:
        raise LookupError(f"there is no review {happening.row}")
    shown = render_review(call, repository, review)
    return {
        "review": {**shown, "state": review.state.lower()},  # webhooks write it small
        "pull_request": simple_pull(call, repository, _pull(call, repository, happening)),
        **happening.more,
    }


def _comment(call: Call, repository: Repository, happening: Happening) -> Body:
    more = dict(happening.more)
    comment = more.pop("deleted", None) or call.state.comments.get(happening.row or 0)
    if comment is None:
        raise LookupError(f"there is no comment {happening.row}")
    return {
        "issue": render_issue(call, repository, _pull(call, repository, happening)),
        "comment": render_comment(call, repository, comment),
        **more,
    }


def _activity(call: Call, happening: Happening) -> Activity:
    found = call.state.activities.get(happening.row or 0)
    if found is None:
        raise LookupError(f"there is no activity {happening.row}")
    return found


def _push(call: Call, repository: Repository, happening: Happening) -> Body:
    """At most 2,048 commits, the newest of them the head commit (same page, push)."""
    moved = _activity(call, happening)
    history = call.site.history(repository)
    deleted, created = moved.after == ZERO, moved.before == ZERO
    if deleted:
        brought = []
    elif created:
        brought = [moved.after]
    else:
        brought = history.between(moved.before, moved.after)
    web = f"{call.site.addresses.url}/{repository.full_name}"
    commits = [_pushed(web, history.objects.commit(oid)) for oid in brought[-2048:]]
    pusher = call.state.users.get(moved.actor_id or 0)
    return {
        "ref": moved.ref,
        "before": moved.before,
        "after": moved.after,
        "created": created,
        "deleted": deleted,
        "forced": moved.kind == "force_push",
        "base_ref": None,
        "compare": f"{web}/compare/{moved.before[:12]}...{moved.after[:12]}",
        "commits": commits,
        "head_commit": commits[-1] if commits else None,
        "pusher": {"name": pusher.login if pusher else "ghost", "email": None},
    }


def _pushed(web: str, commit: Commit) -> Body:
    """A commit as pushes show it.

    Actions are not told which files it touches (github.blog, "Changes in GitHub Actions push event
    payload", 2019-10-16).
    """
    author, committer = (
        {"name": who.name, "email": who.email} for who in (commit.author, commit.committer)
    )
    return {
        "id": commit.oid,
        "tree_id": commit.tree,
        "distinct": True,
        "message": commit.message,
        "timestamp": iso(commit.committer.when),
        "url": f"{web}/commit/{commit.oid}",
        "author": author,
        "committer": committer,
    }


def _create(call: Call, repository: Repository, happening: Happening) -> Body:
    return {
        **_delete(call, repository, happening),
        "master_branch": repository.default_branch,
        "description": None,
    }


def _delete(call: Call, _: Repository, happening: Happening) -> Body:
    ref = _activity(call, happening).ref.removeprefix(_BRANCHES)
    return {"ref": ref, "ref_type": "branch", "pusher_type": "user"}


def _status(call: Call, repository: Repository, happening: Happening) -> Body:
    status = call.state.statuses.get(happening.row or 0)
    if status is None:
        raise LookupError(f"there is no status {happening.row}")
    shown = render_status(call, repository, status)
    kept = ("id", "context", "description", "state", "target_url", "created_at", "updated_at")
    return {
        **{key: shown[key] for key in kept},
        "avatar_url": shown["avatar_url"],
        "name": repository.full_name,
        "sha": status.sha,
        "commit": render_commit(call, repository, status.sha),
        "branches": [
            {
                "name": ref.removeprefix(_BRANCHES),
                "commit": {
                    "sha": sha,
                    "url": f"{call.api}/repos/{repository.full_name}/commits/{sha}",
                },
                "protected": False,
            }
            for ref, sha in sorted(call.state.refs[repository.id].items())
            if ref.startswith(_BRANCHES) and sha == status.sha
        ][:10],
    }


def _deployment(call: Call, repository: Repository, happening: Happening) -> Body:
    deployment = call.state.deployments.get(happening.row or 0)
    if deployment is None:
        raise LookupError(f"there is no deployment {happening.row}")
    shown = render_deployment(call, repository, deployment)
    return {"deployment": shown, "workflow": None, "workflow_run": None}


def _deployment_status(call: Call, repository: Repository, happening: Happening) -> Body:
    said = call.state.deployment_statuses.get(happening.row or 0)
    deployment = call.state.deployments.get(said.deployment_id) if said else None
    if said is None or deployment is None:
        raise LookupError(f"there is no deployment status {happening.row}")
    return {
        "deployment_status": render_deployment_status(call, repository, said),
        "deployment": render_deployment(call, repository, deployment),
        "check_run": None,
        "workflow": None,
        "workflow_run": None,
    }


def _repository_dispatch(call: Call, repository: Repository, happening: Happening) -> Body:
    sent = call.state.dispatches.get(happening.row or 0)
    payload = dict(sent.client_payload) if sent else {}
    installed = {"id": repository.id, "node_id": node_id("I", repository.id)}
    branch = repository.default_branch
    return {"branch": branch, "client_payload": payload, "installation": installed}


def _fork(call: Call, _: Repository, happening: Happening) -> Body:
    return {"forkee": render_repository(call, call.state.repositories[happening.row or 0])}


_PARTS: dict[str, Callable[[Call, Repository, Happening], dict[str, Any]]] = {
    "pull_request": _pull_request,
    "pull_request_review": _review,
    "issue_comment": _comment,
    "push": _push,
    "create": _create,
    "delete": _delete,
    "status": _status,
    "deployment": _deployment,
    "deployment_status": _deployment_status,
    "repository_dispatch": _repository_dispatch,
    "fork": _fork,
}
