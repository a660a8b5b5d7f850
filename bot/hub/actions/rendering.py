"""Runs and workflows as the REST API and webhooks show them."""

import zlib

from bot.hub.actions.running import EndedJob
from bot.hub.clock import iso
from bot.hub.ids import node_id
from bot.hub.model import Repository, WorkflowRun
from bot.hub.rest.call import Body, Call
from bot.hub.rest.people import simple_user
from bot.hub.rest.repositories import lite_repository

_RUN_TAILS = {
    "jobs_url": "jobs",
    "logs_url": "logs",
    "artifacts_url": "artifacts",
    "cancel_url": "cancel",
    "rerun_url": "rerun",
}


def workflow_id(path: str) -> int:
    """A number for a workflow file that does not change."""
    return zlib.crc32(path.encode())


def render_workflow(call: Call, repository: Repository, path: str, name: str) -> Body:
    """A workflow: its file, and the name that the file gives it."""
    number = workflow_id(path)
    web = f"{call.site.addresses.url}/{repository.full_name}"
    moment = iso(repository.created_at)
    return {
        "id": number,
        "node_id": node_id("W", number),
        "name": name,
        "path": path,
        "state": "active",
        "created_at": moment,
        "updated_at": moment,
        "url": f"{call.api}/repos/{repository.full_name}/actions/workflows/{number}",
        "html_url": f"{web}/blob/{repository.default_branch}/{path}",
        "badge_url": f"{web}/workflows/{name}/badge.svg",
    }


def render_run(call: Call, repository: Repository, run: WorkflowRun) -> Body:
    """A run; that of a fork's pull request lists no pull requests.

    Source: docs.github.com, "REST API endpoints for workflow runs"; orgs/community#25220 (the list
    is empty for forks).
    """
    api = f"{call.api}/repos/{repository.full_name}"
    url = f"{api}/actions/runs/{run.id}"
    web = f"{call.site.addresses.url}/{repository.full_name}/actions/runs/{run.id}"
    home = call.state.repositories.get(run.head_repository_id)
    return {
        "id": run.id,
        "name": run.name,
        "node_id": node_id("WFR", run.id),
        "check_suite_id": run.id,
        "check_suite_node_id": node_id("CS", run.id),
        "head_branch": run.head_branch,
        "head_sha": run.head_sha,
        "path": run.path,
        "display_title": run.name,
        "run_number": run.number,
        "event": run.event,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": workflow_id(run.path),
        "url": url,
        "html_url": web,
        "pull_requests": _pulls(call, repository, run),
        "created_at": iso(run.created_at),
        "updated_at": iso(run.updated_at),
        "actor": simple_user(call, run.actor_id),
        "run_attempt": run.attempt,
        "referenced_workflows": [],
        "run_started_at": iso(run.started_at),
        "triggering_actor": simple_user(call, run.triggering_actor_id),
        **{key: f"{url}/{tail}" for key, tail in _RUN_TAILS.items()},
        "check_suite_url": f"{api}/check-suites/{run.id}",
        "previous_attempt_url": f"{url}/attempts/{run.attempt - 1}" if run.attempt > 1 else None,
        "workflow_url": f"{api}/actions/workflows/{workflow_id(run.path)}",
        "head_commit": _commit(call, repository, run),
        "repository": lite_repository(call, repository),
        "head_repository": lite_repository(call, home) if home else None,
    }


def render_job(
    call: Call, repository: Repository, run: WorkflowRun, at: int, job: EndedJob
) -> Body:
    """A job of a run, without its steps: nobody but the runner knows them."""
    number = (run.id * 1000 + run.attempt) * 1000 + at
    api = f"{call.api}/repos/{repository.full_name}"
    web = f"{call.site.addresses.url}/{repository.full_name}/actions/runs/{run.id}/job/{number}"
    ended = job.until is not None or run.status == "completed"
    status = "completed" if ended else run.status
    return {
        "id": number,
        "run_id": run.id,
        "run_url": f"{api}/actions/runs/{run.id}",
        "run_attempt": run.attempt,
        "node_id": node_id("CR", number),
        "head_sha": run.head_sha,
        "head_branch": run.head_branch,
        "url": f"{api}/actions/jobs/{number}",
        "html_url": web,
        "status": status,
        "conclusion": job.conclusion,
        "created_at": iso(run.started_at),
        "started_at": iso(job.since),
        "completed_at": iso(job.until or run.updated_at) if ended else None,
        "name": job.name,
        "steps": [],
        "check_run_url": f"{api}/check-runs/{number}",
        "labels": ["ubuntu-latest"],
        "runner_id": None,
        "runner_name": None,
        "runner_group_id": None,
        "runner_group_name": None,
        "workflow_name": run.name,
    }


def _pulls(call: Call, repository: Repository, run: WorkflowRun) -> list[Body]:
    found = []
    for pull in call.state.pulls_of(repository):
        head = (pull.head_repository_id, pull.head_ref)
        if pull.cross or not pull.open or head != (run.head_repository_id, run.head_branch):
            continue
        ends = {
            "head": (pull.head_ref, run.head_sha),
            "base": (pull.base_ref, pull.base_sha),
        }
        repo = {
            "id": repository.id,
            "url": f"{call.api}/repos/{repository.full_name}",
            "name": repository.name,
        }
        shown = {name: {"ref": ref, "sha": sha, "repo": repo} for name, (ref, sha) in ends.items()}
        url = f"{call.api}/repos/{repository.full_name}/pulls/{pull.number}"
        found.append({"id": pull.id, "number": pull.number, "url": url, **shown})
    return found


def _commit(call: Call, repository: Repository, run: WorkflowRun) -> Body:
    commit = call.site.objects(repository).commit(run.head_sha)
    author, committer = (
        {"name": who.name, "email": who.email} for who in (commit.author, commit.committer)
    )
    return {
        "id": commit.oid,
        "tree_id": commit.tree,
        "message": commit.message,
        "timestamp": iso(commit.committer.when),
        "author": author,
        "committer": committer,
    }
