"""Commit statuses."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub.access import require
from bot.hub.clock import iso
from bot.hub.errors import Refused, invalid
from bot.hub.ids import node_id
from bot.hub.model import Repository, Status
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.commits import require_commit
from bot.hub.rest.people import simple_user
from bot.hub.rest.repositories import render_repository

_MOST = 1000
_LONGEST_DESCRIPTION = 140


def render_status(call: Call, repository: Repository, status: Status) -> Body:
    creator = simple_user(call, status.creator_id)
    return {
        "url": f"{call.api}/repos/{repository.full_name}/statuses/{status.sha}",
        "avatar_url": creator["avatar_url"] if creator else None,
        "id": status.id,
        "node_id": node_id("SC", status.id),
        "state": status.state,
        "description": status.description,
        "target_url": status.target_url,
        "context": status.context,
        "created_at": iso(status.created_at),
        "updated_at": iso(status.created_at),
        "creator": creator,
    }


def create_status(call: Call, owner: str, name: str, sha: str) -> Answer:
    """Set a status: 422 for a commit not known here, and after 1,000 of one context."""
    repository = call.repository(owner, name)
    user = require(call.site.state, call.caller, repository, "write", "statuses")
    state = call.text("state")
    if state not in ("error", "failure", "pending", "success"):
        raise invalid(f"state {state} is not included in the list", "Status", "state")
    if not call.site.objects(repository).has(sha, "commit"):
        raise Refused(422, f"No commit found for SHA: {sha}")
    context = call.text("context", "default")
    description = call.optional("description")
    if description is not None and len(description) > _LONGEST_DESCRIPTION:
        raise invalid("description is too long (maximum is 140 characters)", "Status")
    rows = call.state.statuses.of((repository.id, sha))
    same = [row for row in rows if row.context.casefold() == context.casefold()]
    if len(same) >= _MOST:
        message = "This SHA and context has reached the maximum number of statuses."
        raise invalid(message, "Status")
    status = Status(
        id=call.site.state.new_id(),
        repository_id=repository.id,
        sha=sha,
        context=context,
        state=state,  # type: ignore[arg-type]  # one of the four, as checked above
        description=description,
        target_url=call.optional("target_url"),
        creator_id=user.id,
        created_at=call.site.clock.now(),
    )
    call.site.state.statuses.add((repository.id, sha), status)
    url = f"{call.api}/repos/{repository.full_name}/statuses/{sha}"
    return Answer(201, render_status(call, repository, status), {"Location": url})


def combined_state(statuses: list[Status]) -> str:
    states = {status.state for status in statuses}
    if states & {"error", "failure"}:
        return "failure"
    return "pending" if not states or "pending" in states else "success"


def combined_status(call: Call, owner: str, name: str, ref: str) -> Answer:
    """The latest status of each context."""
    repository = call.repository(owner, name)
    sha = require_commit(call, repository, ref)
    latest = call.state.latest_statuses(repository, sha)
    api = f"{call.api}/repos/{repository.full_name}/commits/{sha}"
    page = paged(call, latest, lambda row: render_status(call, repository, row))
    for row in page.body:
        del row["creator"]
    body = {
        "state": combined_state(latest),
        "statuses": page.body,
        "sha": sha,
        "total_count": len(latest),
        "repository": render_repository(call, repository),
        "commit_url": api,
        "url": f"{api}/status",
    }
    return Answer(200, body, page.headers)


def list_statuses(call: Call, owner: str, name: str, ref: str) -> Answer:
    repository = call.repository(owner, name)
    sha = require_commit(call, repository, ref)
    rows = call.state.statuses.of((repository.id, sha))[::-1]
    return paged(call, rows, lambda row: render_status(call, repository, row))


_COMMIT = "/repos/<owner>/<name>/commits/<path:ref>"
ROUTES = [
    Route("POST", "/repos/<owner>/<name>/statuses/<sha>", create_status),
    Route("GET", f"{_COMMIT}/status", combined_status),
    Route("GET", f"{_COMMIT}/statuses", list_statuses),
    # The legacy route that the same page of the description still names; PyGithub uses it.
    Route("GET", "/repos/<owner>/<name>/statuses/<path:ref>", list_statuses),
]
