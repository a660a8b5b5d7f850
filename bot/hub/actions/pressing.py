"""What people press: Run workflow, Re-run, Approve and run."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.hub.actions.rendering import workflow_id
from bot.hub.actions.sources import Source
from bot.hub.actions.starting import Beginning, disabled, workflows_at
from bot.hub.actions.workflow import Workflow
from bot.hub.errors import Refused, invalid, not_found
from bot.hub.model import ACTIONS_BOT, Repository, User, WorkflowRun
from bot.hub.pushes import BRANCHES
from bot.hub.site import Site

_OLDEST_RERUN = timedelta(days=30)


def listed(site: Site, repository: Repository) -> list[Workflow]:
    """The workflows of a repository: those of the default branch."""
    tip = site.state.ref(repository, BRANCHES + repository.default_branch)
    return [] if tip is None else list(workflows_at(site, repository, tip))


def named(workflows: list[Workflow], name: str) -> Workflow:
    """The one of a file name, a path or a number; 404 if there is none."""
    for workflow in workflows:
        path = workflow.path
        if name in (path, path.rpartition("/")[2], str(workflow_id(path))):
            return workflow
    raise not_found()


def asked_for(
    site: Site, repository: Repository, name: str, ref: str, inputs: Mapping[str, Any], actor: User
) -> tuple[Workflow, Beginning]:
    """A run of a branch's own copy of a workflow that the default branch has too: 404, or 422.

    Source: docs.github.com, "Events that trigger workflows", workflow_dispatch; "Create a workflow
    dispatch event". 422 where the branch's copy does not take it: benc-uk/workflow-dispatch#65;
    where it is disabled: #72.
    """
    path = named(listed(site, repository), name).path
    if disabled(site.state.settings_of(repository), path):
        raise Refused(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    full = ref if ref.startswith("refs/") else BRANCHES + ref
    sha = site.state.ref(repository, full)
    if sha is None:
        raise invalid(f"No ref found for: {ref}")
    found = [each for each in workflows_at(site, repository, sha) if each.path == path]
    if site.state.settings_of(repository).disabled_workflows.get(path, "active") != "active":
        raise Refused(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    if not found or "workflow_dispatch" not in found[0].triggers:
        raise Refused(422, "Workflow does not have 'workflow_dispatch' trigger")
    given = _inputs(found[0], inputs)
    source = Source(full, sha, full.removeprefix(BRANCHES), sha, repository.id)
    payload = {"inputs": given, "ref": full, "workflow": path}
    return found[0], Beginning("workflow_dispatch", payload, source, actor.id)


def _inputs(workflow: Workflow, given: Mapping[str, Any]) -> dict[str, str]:
    """The inputs as texts, with their defaults: 422 for a strange one, or for no choice of it."""
    known = workflow.triggers["workflow_dispatch"].get("inputs") or {}
    strange = [name for name in given if name not in known]
    if strange:
        raise Refused(422, f"Unexpected inputs provided: {strange!r}".replace("'", '"'))
    return {name: _input(name, how or {}, given.get(name)) for name, how in known.items()}


def _input(name: str, how: Mapping[str, Any], given: object) -> str:
    kind, usual = how.get("type"), str(how.get("default") or "")
    if kind == "boolean":
        usual, options = usual or "false", ["true", "false"]
    else:
        options = how.get("options", []) if kind == "choice" else []
    value = usual if given is None else str(given)
    if isinstance(given, bool):
        value = value.lower()
    if how.get("required") == "true" and value == "":
        raise Refused(422, f"Required input '{name}' not provided")
    if options and value not in options:
        why = f"Provided value '{value}' for input '{name}' not in the list of allowed values"
        raise Refused(422, why)
    return value


def again(run: WorkflowRun, actor: User, now: datetime) -> WorkflowRun:
    """The same file, commit and payload again, with the rights of the first actor.

    It also lets go on what waits for approval (kubernetes-sigs/prow#798).
    Source: docs.github.com, "Re-running workflows and jobs": up to 30 days after the first run.
    """
    if run.status != "completed":
        raise Refused(403, "This workflow is already running")
    if now - run.created_at > _OLDEST_RERUN:
        why = "Unable to retry this workflow run because it was created over a month ago"
        raise Refused(403, why)
    return replace(
        run,
        attempt=run.attempt + 1,
        triggering_actor_id=actor.id,
        status="queued",
        conclusion=None,
        started_at=now,
        updated_at=now,
    )


def approved(run: WorkflowRun) -> WorkflowRun:
    """A run that waited for a maintainer: a fork's, or one that GITHUB_TOKEN began."""
    waits = run.conclusion == "action_required"
    if not waits or not (run.from_fork or run.actor_id == ACTIONS_BOT):
        why = "This run is not from a fork pull request or queued by the Actions bot"
        raise Refused(403, why)
    return replace(run, status="queued", conclusion=None)
