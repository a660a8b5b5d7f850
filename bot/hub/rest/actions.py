"""Workflow runs: what ran, and the buttons to run, run again and approve."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub.access import require
from bot.hub.actions.pressing import listed
from bot.hub.actions.rendering import render_job, render_run, render_workflow, workflow_id
from bot.hub.actions.starting import files_at
from bot.hub.errors import invalid, not_found
from bot.hub.model import Repository, WorkflowRun
from bot.hub.rest.call import Answer, Body, Call, Route, paged


def _run(call: Call, owner: str, name: str, number: int) -> tuple[Repository, WorkflowRun]:
    repository = call.repository(owner, name)
    found = call.state.runs.get(number)
    if found is None or found.repository_id != repository.id:
        raise not_found()
    return repository, found


def get_workflow_run(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, run = _run(call, owner, name, number)
    return Answer(200, render_run(call, repository, run))


def _listed(call: Call, repository: Repository, rows: list[WorkflowRun]) -> Answer:
    """Newest first; the query's status may also be a conclusion."""
    actor, branch = call.query.get("actor"), call.query.get("branch")
    event, status = call.query.get("event"), call.query.get("status")
    head = call.query.get("head_sha")

    def fits(run: WorkflowRun) -> bool:
        user = call.state.users.get(run.actor_id)
        return (
            (actor is None or (user is not None and user.login == actor))
            and branch in (None, run.head_branch)
            and event in (None, run.event)
            and head in (None, run.head_sha)
            and status in (None, run.status, run.conclusion)
        )

    kept = [run for run in reversed(rows) if fits(run)]
    page = paged(call, kept, lambda run: render_run(call, repository, run))
    return Answer(200, {"total_count": len(kept), "workflow_runs": page.body}, page.headers)


def list_workflow_runs_for_repo(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    return _listed(call, repository, call.state.runs.of(repository.id))


def list_workflow_runs(call: Call, owner: str, name: str, workflow: str) -> Answer:
    repository = call.repository(owner, name)
    rows = [
        run
        for run in call.state.runs.of(repository.id)
        if workflow in (run.path.rpartition("/")[2], str(workflow_id(run.path)))
    ]
    return _listed(call, repository, rows)


def re_run_workflow(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, run = _run(call, owner, name, number)
    user = require(call.site.state, call.caller, repository, "write", "actions")
    call.site.actions.rerun(run, user)
    return Answer(201, {})


def approve_workflow_run(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, run = _run(call, owner, name, number)
    require(call.site.state, call.caller, repository, "write", "actions")
    call.site.actions.approve(run)
    return Answer(201, {})


def create_workflow_dispatch(call: Call, owner: str, name: str, workflow: str) -> Answer:
    repository = call.repository(owner, name)
    user = require(call.site.state, call.caller, repository, "write", "actions")
    inputs = call.body.get("inputs") or {}
    if not isinstance(inputs, dict):
        raise invalid("Invalid request.\n\nFor 'inputs', an object was expected.")
    number = call.site.actions.dispatch(repository, workflow, call.text("ref"), inputs, user)
    if call.body.get("return_run_details") is not True:
        return Answer(204)
    path = f"{repository.full_name}/actions/runs/{number}"
    urls = {
        "run_url": f"{call.api}/repos/{path}",
        "html_url": f"{call.site.addresses.url}/{path}",
    }
    return Answer(200, {"workflow_run_id": number, **urls})


def _workflows(call: Call, repository: Repository) -> list[Body]:
    """The workflow files of the default branch, disabled ones and those that are none among them.

    One that cannot be read goes by its path.
    """
    names = {each.path: each.name for each in listed(call.site, repository)}
    sha = call.state.ref(repository, f"refs/heads/{repository.default_branch}")
    states = call.state.settings_of(repository).disabled_workflows
    return [
        {
            **render_workflow(call, repository, path, names.get(path, path)),
            "state": states.get(path, "active"),
        }
        for path, _ in (files_at(call.site, repository, sha) if sha else ())
    ]


def list_repo_workflows(call: Call, owner: str, name: str) -> Answer:
    rows = _workflows(call, call.repository(owner, name))
    page = paged(call, rows, lambda row: row)
    return Answer(200, {"total_count": len(rows), "workflows": page.body}, page.headers)


def get_workflow(call: Call, owner: str, name: str, workflow: str) -> Answer:
    for row in _workflows(call, call.repository(owner, name)):
        if workflow in (str(row["id"]), row["path"].rpartition("/")[2]):
            return Answer(200, row)
    raise not_found()


def list_jobs_for_workflow_run(call: Call, owner: str, name: str, number: int) -> Answer:
    """The jobs of the last attempt; a run that waits for approval has none yet."""
    repository, run = _run(call, owner, name, number)
    rows = [
        render_job(call, repository, run, at, job)
        for at, job in enumerate(call.site.actions.jobs_of(run))
    ]
    page = paged(call, rows, lambda row: row)
    return Answer(200, {"total_count": len(rows), "jobs": page.body}, page.headers)


_ALL = "/repos/<owner>/<name>/actions"
ROUTES = [
    Route("GET", f"{_ALL}/runs", list_workflow_runs_for_repo),
    Route("GET", f"{_ALL}/runs/<int:number>", get_workflow_run),
    Route("GET", f"{_ALL}/runs/<int:number>/jobs", list_jobs_for_workflow_run),
    Route("POST", f"{_ALL}/runs/<int:number>/rerun", re_run_workflow),
    Route("POST", f"{_ALL}/runs/<int:number>/approve", approve_workflow_run),
    Route("GET", f"{_ALL}/workflows", list_repo_workflows),
    Route("GET", f"{_ALL}/workflows/<workflow>", get_workflow),
    Route("GET", f"{_ALL}/workflows/<workflow>/runs", list_workflow_runs),
    Route("POST", f"{_ALL}/workflows/<workflow>/dispatches", create_workflow_dispatch),
]
