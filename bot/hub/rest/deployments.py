"""Deployments and their statuses."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from typing import get_args

from bot.hub.access import require
from bot.hub.clock import iso
from bot.hub.errors import Refused, invalid, not_found
from bot.hub.ids import node_id
from bot.hub.model import Deployment, DeploymentState, DeploymentStatus, Repository, User
from bot.hub.pushes import BRANCHES, known_commit
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.people import simple_user

_LONGEST = 140
_STATES: tuple[DeploymentState, ...] = get_args(DeploymentState)


def _address(call: Call, repository: Repository, deployment: int) -> str:
    return f"{call.api}/repos/{repository.full_name}/deployments/{deployment}"


def render_deployment(call: Call, repository: Repository, row: Deployment) -> Body:
    url = _address(call, repository, row.id)
    newest = call.state.deployment_statuses.of(row.id)[-1:]
    return {
        "url": url,
        "id": row.id,
        "node_id": node_id("DE", row.id),
        "sha": row.sha,
        "ref": row.ref,
        "task": row.task,
        "payload": row.payload,
        "original_environment": row.environment,
        "environment": row.environment,
        "description": row.description,
        "creator": simple_user(call, row.creator_id),
        "created_at": iso(row.created_at),
        "updated_at": iso(newest[0].created_at if newest else row.created_at),
        "statuses_url": f"{url}/statuses",
        "repository_url": f"{call.api}/repos/{repository.full_name}",
        "transient_environment": row.transient,
        "production_environment": row.production,
    }


def render_deployment_status(call: Call, repository: Repository, row: DeploymentStatus) -> Body:
    url = _address(call, repository, row.deployment_id)
    return {
        "url": f"{url}/statuses/{row.id}",
        "id": row.id,
        "node_id": node_id("DES", row.id),
        "state": row.state,
        "creator": simple_user(call, row.creator_id),
        "description": row.description,
        "environment": row.environment,
        "target_url": row.log_url,
        "log_url": row.log_url,
        "environment_url": row.environment_url,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.created_at),
        "deployment_url": url,
        "repository_url": f"{call.api}/repos/{repository.full_name}",
    }


def list_deployments(call: Call, owner: str, name: str) -> Answer:
    """The newest first, of those that each filter lets pass; `none` filters nothing."""
    repository = call.repository(owner, name)
    filters = {key: call.query.get(key, "none") for key in ("sha", "ref", "task", "environment")}
    wanted = {key: value for key, value in filters.items() if value != "none"}
    rows = [
        row
        for row in call.state.deployments.of(repository.id)[::-1]
        if all(getattr(row, key) == value for key, value in wanted.items())
    ]
    return paged(call, rows, lambda row: render_deployment(call, repository, row))


def _deployment(call: Call, owner: str, name: str, number: int) -> tuple[Repository, Deployment]:
    repository = call.repository(owner, name)
    found = call.state.deployments.get(number)
    if found is None or found.repository_id != repository.id:
        raise not_found()
    return repository, found


def get_deployment(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, found = _deployment(call, owner, name, number)
    return Answer(200, render_deployment(call, repository, found))


def create_deployment(call: Call, owner: str, name: str) -> Answer:
    """The hub merges nothing: where GitHub would merge the default branch first, it refuses."""
    repository = call.repository(owner, name)
    user = require(call.site.state, call.caller, repository, "write", "deployments")
    ref = call.text("ref")
    sha = known_commit(call.state, call.site.objects(repository), repository, ref)
    if sha is None:
        raise invalid(f"No ref found for: {ref}")
    if call.body.get("auto_merge", True):
        _check_not_behind(call, repository, ref, sha)
    _check_contexts(call, repository, ref, sha)
    made = call.site.state.deployments.add(repository.id, _made(call, repository, sha, user))
    body = render_deployment(call, repository, made)
    return Answer(201, body, {"Location": body["url"]})


def _made(call: Call, repository: Repository, sha: str, user: User) -> Deployment:
    environment = call.text("environment", "production")
    return Deployment(
        id=call.site.state.new_id(),
        repository_id=repository.id,
        sha=sha,
        ref=call.text("ref"),
        task=call.text("task", "deploy"),
        environment=environment,
        description=_description(call),
        payload=call.body.get("payload", ""),
        transient=bool(call.body.get("transient_environment", False)),
        production=bool(call.body.get("production_environment", environment == "production")),
        creator_id=user.id,
        created_at=call.site.clock.now(),
    )


def _description(call: Call) -> str | None:
    description = call.optional("description")
    if description is not None and len(description) > _LONGEST:
        raise invalid("description is too long (maximum is 140 characters)", "Deployment")
    return description


def _check_not_behind(call: Call, repository: Repository, ref: str, sha: str) -> None:
    main = repository.default_branch
    tip = call.state.ref(repository, BRANCHES + main)
    if tip is not None and not call.site.history(repository).is_ancestor(tip, sha):
        raise Refused(409, f"Conflict merging {main} into {ref}.")


def _check_contexts(call: Call, repository: Repository, ref: str, sha: str) -> None:
    """All contexts that were ever set, unless the request names those that count."""
    states = {row.context: row.state for row in call.state.latest_statuses(repository, sha)}
    wanted = call.texts("required_contexts") if "required_contexts" in call.body else [*states]
    if any(states.get(context) != "success" for context in wanted):
        contexts = [{"context": each, "state": state} for each, state in states.items()]
        entry = {"resource": "Deployment", "field": "required_contexts", "code": "invalid"}
        message = f"Conflict: Commit status checks failed for {ref}."
        raise Refused(409, message, errors=[{"contexts": contexts, **entry}])


def list_deployment_statuses(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, found = _deployment(call, owner, name, number)
    rows = call.state.deployment_statuses.of(found.id)[::-1]
    return paged(call, rows, lambda row: render_deployment_status(call, repository, row))


def create_deployment_status(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, found = _deployment(call, owner, name, number)
    user = require(call.site.state, call.caller, repository, "write", "deployments")
    asked = call.text("state")
    state = next((one for one in _STATES if one == asked), None)
    if state is None:
        raise invalid(f"state {asked} is not included in the list", "DeploymentStatus", "state")
    if state == "success" and call.body.get("auto_inactive", True):
        _retire_others(call, repository, found, user)
    row = _status(call, found, state, user)
    body = render_deployment_status(call, repository, row)
    return Answer(201, body, {"Location": body["url"]})


def _retire_others(call: Call, repository: Repository, found: Deployment, user: User) -> None:
    """Earlier successes of the same environment, unless it is transient or production."""
    for other in call.state.deployments.of(repository.id):
        newest = call.state.deployment_statuses.of(other.id)[-1:]
        same = other.id < found.id and other.environment == found.environment
        kept = other.transient or other.production
        if same and not kept and newest and newest[0].state == "success":
            _status(call, other, "inactive", user, said=False)


def _status(
    call: Call, row: Deployment, state: DeploymentState, user: User, *, said: bool = True
) -> DeploymentStatus:
    description = (_description(call) or "") if said else ""
    status = DeploymentStatus(
        id=call.site.state.new_id(),
        deployment_id=row.id,
        state=state,
        description=description,
        environment=row.environment,
        log_url=call.text("log_url", "") if said else "",
        environment_url=call.text("environment_url", "") if said else "",
        creator_id=user.id,
        created_at=call.site.clock.now(),
    )
    return call.site.state.deployment_statuses.add(row.id, status)


_DEPLOYMENTS = "/repos/<owner>/<name>/deployments"
ROUTES = [
    Route("GET", _DEPLOYMENTS, list_deployments),
    Route("POST", _DEPLOYMENTS, create_deployment),
    Route("GET", f"{_DEPLOYMENTS}/<int:number>", get_deployment),
    Route("GET", f"{_DEPLOYMENTS}/<int:number>/statuses", list_deployment_statuses),
    Route("POST", f"{_DEPLOYMENTS}/<int:number>/statuses", create_deployment_status),
]
