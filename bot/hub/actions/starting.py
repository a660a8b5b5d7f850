"""From an event to the runs that it starts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.hub.access import has_role
from bot.hub.actions.expressions import TooHardError, filled_in
from bot.hub.actions.filters import skipped, starts
from bot.hub.actions.happening import Happening
from bot.hub.actions.queue import enqueue
from bot.hub.actions.settings import Settings
from bot.hub.actions.sources import FROM_MERGE, Source, changed_files, default_source, source_of
from bot.hub.actions.workflow import FOLDER, BadWorkflowError, Workflow, parse
from bot.hub.model import ACTIONS_BOT, Repository, WorkflowRun
from bot.hub.site import Site
from bot.hub.trees import find

TRIGGERS = {"pull_request": ("pull_request", "pull_request_target")}
"""The triggers of an event; all others have the event's own name."""
ALWAYS = frozenset({"workflow_dispatch", "repository_dispatch"})
"""What starts runs even where GITHUB_TOKEN did it.

Source: docs.github.com, "GITHUB_TOKEN", "When GITHUB_TOKEN triggers workflow runs".
"""
HELD = frozenset({"opened", "synchronize", "reopened"})
"""Of `pull_request` by GITHUB_TOKEN these make runs that wait for approval (same section, 2026)."""
DEEPEST = 3
"""So many runs of `workflow_run` may follow each other ("Events that trigger workflows")."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way: what happened, with the payload as it was then."""

    happening: Happening
    payload: Mapping[str, Any]


def workflows_at(site: Site, repository: Repository, sha: str) -> Iterator[Workflow]:
    """The workflow files of a commit that can be read."""
    objects = site.objects(repository)
    folder = find(objects, objects.commit(sha).tree, FOLDER.rstrip("/"))
    if folder is None or folder.kind != "tree":
        return
    for entry in objects.tree(folder.oid):
        if entry.kind == "blob" and entry.name.endswith((".yml", ".yaml")):
            try:
                yield parse(FOLDER + entry.name, objects.blob(entry.oid))
            except BadWorkflowError:
                continue


def start(site: Site, settings: Settings, delivery: Delivery) -> list[WorkflowRun]:
    """The runs that an event starts, queued or waiting."""
    happening = delivery.happening
    repository = site.state.repositories.get(happening.repository_id)
    if repository is None:  # deleted while the event was on its way
        return []
    made = []
    for trigger in _triggers(happening):
        source = source_of(site, trigger, happening)
        if source is None or _kept_back(site, repository, trigger, source):
            continue
        files = changed_files(site, happening, source)
        for workflow in workflows_at(site, repository, source.sha):
            how = workflow.triggers.get(trigger)
            if how is not None and starts(trigger, how, happening.action, source.branch, files):
                begun = Beginning(trigger, delivery.payload, source, happening.actor_id)
                made.append(begin(site, settings, repository, workflow, begun))
    return made


def _triggers(happening: Happening) -> tuple[str, ...]:
    """What an event sets off; what GITHUB_TOKEN did sets off little."""
    event = happening.event
    if happening.actor_id != ACTIONS_BOT or event in ALWAYS:
        return TRIGGERS.get(event, (event,))
    return (event,) if event == "pull_request" and happening.action in HELD else ()


def _kept_back(site: Site, repository: Repository, trigger: str, source: Source) -> bool:
    """A message that asks for no run; a private repository that runs nothing of forks.

    Source: docs.github.com, "Skipping workflow runs"; "Managing GitHub Actions settings for a
    repository" (private repositories run no workflows of forks until their owners allow it).
    """
    if source.from_fork and repository.private and trigger in FROM_MERGE:
        return True
    if trigger not in ("push", "pull_request"):
        return False
    return skipped(site.objects(repository).commit(source.head_sha).message)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Why a run begins."""

    event: str
    payload: Mapping[str, Any]
    source: Source
    actor_id: int | None
    depth: int = 0


def begin(
    site: Site, settings: Settings, repository: Repository, workflow: Workflow, why: Beginning
) -> WorkflowRun:
    """Queue one run of a workflow."""
    state, now = site.state, site.clock.now()
    actor = why.actor_id or repository.owner_id
    number = 1 + sum(1 for run in state.runs.of(repository.id) if run.path == workflow.path)
    run_id = state.new_id()
    run = WorkflowRun(
        id=run_id,
        repository_id=repository.id,
        number=number,
        path=workflow.path,
        name=workflow.name,
        event=why.event,
        payload=why.payload,
        file_sha=why.source.sha,
        ref=why.source.ref,
        sha=why.source.sha,
        head_branch=why.source.head_branch,
        head_sha=why.source.head_sha,
        head_repository_id=why.source.head_repository_id,
        from_fork=why.source.from_fork and why.event in FROM_MERGE,
        actor_id=actor,
        triggering_actor_id=actor,
        created_at=now,
        started_at=now,
        updated_at=now,
        depth=why.depth,
    )
    try:
        run = replace(run, group=_group(repository, workflow, why, run_id))
    except TooHardError:
        broken = replace(run, status="completed", conclusion="startup_failure")
        return state.runs.add(repository.id, broken)
    if _waits_for_approval(site, settings, repository, run):
        held = replace(run, status="completed", conclusion="action_required")
        return state.runs.add(repository.id, held)
    state.runs.add(repository.id, run)
    enqueue(state, run, workflow.concurrency, now)
    return run


def _group(repository: Repository, workflow: Workflow, why: Beginning, run_id: int) -> str | None:
    if workflow.concurrency is None:
        return None
    pull = why.payload.get("pull_request")
    head = pull["head"]["ref"] if isinstance(pull, Mapping) else ""
    github = {
        "workflow": workflow.name,
        "ref": why.source.ref,
        "sha": why.source.sha,
        "head_ref": head,
        "run_id": run_id,
        "event": why.payload,
        "event_name": why.event,
        "repository": repository.full_name,
    }
    return filled_in(workflow.concurrency.group, {"github": github})


def _waits_for_approval(
    site: Site, settings: Settings, repository: Repository, run: WorkflowRun
) -> bool:
    """Whether a maintainer has to approve a run: of GITHUB_TOKEN's pull request, or of a fork's.

    Who has merged before need not wait. Source: docs.github.com, "Approving workflow runs from
    public forks"; `pull_request_target` never waits.
    """
    if run.actor_id == ACTIONS_BOT and run.event == "pull_request":
        return True
    if not run.from_fork or settings.approval == "none":
        return False
    actor = site.state.users.get(run.actor_id)
    if has_role(site.state, repository, actor, "write"):
        return False
    merged = any(
        pull.author_id == run.actor_id and pull.merged_at is not None
        for pull in site.state.pulls_of(repository)
    )
    return settings.approval == "all_external_contributors" or not merged


def start_after(
    site: Site, settings: Settings, run: WorkflowRun, payload: Mapping[str, Any]
) -> None:
    """The runs of `workflow_run` that follow an act of another run: always main's files."""
    repository = site.state.repositories[run.repository_id]
    source = default_source(site, repository)
    if source is None or run.depth >= DEEPEST:
        return
    for workflow in workflows_at(site, repository, source.sha):
        how = workflow.triggers.get("workflow_run")
        if how is None or run.name not in how.get("workflows", ()):
            continue
        action = str(payload["action"])
        if starts("workflow_run", how, action, run.head_branch, list):
            why = Beginning("workflow_run", payload, source, run.actor_id, run.depth + 1)
            begin(site, settings, repository, workflow, why)
