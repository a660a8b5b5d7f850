"""From an event to the runs that it starts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from bot.hub.access import has_role
from bot.hub.actions.expressions import TooHardError, filled_in
from bot.hub.actions.filters import skipped, starts
from bot.hub.actions.happening import Happening
from bot.hub.actions.queue import enqueue
from bot.hub.actions.sources import FROM_MERGE, Source, changed_files, default_source, source_of
from bot.hub.actions.workflow import FOLDER, BadWorkflowError, Workflow, parse
from bot.hub.model import ACTIONS_BOT, Repository, User, WorkflowRun
from bot.hub.settings import Settings
from bot.hub.site import Site
from bot.hub.trees import find

TRIGGERS = {"pull_request": ("pull_request", "pull_request_target")}
"""The triggers of an event; all others have the event's own name."""
ALWAYS = frozenset({"workflow_dispatch", "repository_dispatch"})
"""What starts runs even where GITHUB_TOKEN did it.

Source: docs.github.com, "GITHUB_TOKEN", "When GITHUB_TOKEN triggers workflow runs".
"""
HELD = frozenset({"opened", "synchronize", "reopened"})
"""Of these acts of GITHUB_TOKEN on a pull request there are runs, which wait for approval.

Source: docs.github.com, "Events that trigger workflows", pull_request (github/docs#44419).
"""
DEEPEST = 3
"""So many runs of `workflow_run` may follow each other ("Events that trigger workflows")."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way: what happened, with the payload as it was then."""

    happening: Happening
    payload: Mapping[str, Any]


class Turn(NamedTuple):
    """What `workflow_run` is to say of a run: requested, in_progress or completed."""

    run_id: int
    action: str


def awake(site: Site, repository: Repository, sha: str) -> Iterator[Workflow]:
    """The workflows of a commit that may start ("Disabling and enabling a workflow")."""
    settings = site.state.settings_of(repository)
    for workflow in workflows_at(site, repository, sha) if settings.enabled else ():
        if settings.disabled_workflows.get(workflow.path, "active") == "active":
            yield workflow


def workflows_at(site: Site, repository: Repository, sha: str) -> Iterator[Workflow]:
    """The workflow files of a commit that can be read."""
    for path, data in files_at(site, repository, sha):
        try:
            yield parse(path, data)
        except BadWorkflowError:
            continue


def files_at(site: Site, repository: Repository, sha: str) -> Iterator[tuple[str, bytes]]:
    """The files of a commit that are workflows by their names, with what they hold."""
    objects = site.objects(repository)
    folder = find(objects, objects.commit(sha).tree, FOLDER.rstrip("/"))
    if folder is None or folder.kind != "tree":
        return
    for entry in objects.tree(folder.oid):
        if entry.kind == "blob" and entry.name.endswith((".yml", ".yaml")):
            yield FOLDER + entry.name, objects.blob(entry.oid)


def start(site: Site, delivery: Delivery) -> list[Turn]:
    """The runs that an event starts, queued or waiting, and those that they cancel."""
    happening = delivery.happening
    repository = site.state.repositories.get(happening.repository_id)
    if repository is None or repository.parent_id is not None:
        return []  # deleted while the event was on its way; or a fork, where nothing runs
    turns = []
    for trigger in TRIGGERS.get(happening.event, (happening.event,)):
        if _silent(trigger, happening):
            continue
        source = source_of(site, trigger, happening)
        if source is None or _kept_back(site, repository, trigger, delivery, source):
            continue
        files = changed_files(site, happening, source)
        for workflow in awake(site, repository, source.sha):
            how = workflow.triggers.get(trigger)
            if how is not None and starts(trigger, how, happening.action, source.branch, files):
                begun = Beginning(trigger, delivery.payload, source, happening.actor_id)
                turns += begin(site, repository, workflow, begun)
    return turns


def _silent(trigger: str, happening: Happening) -> bool:
    """Whether nothing is started because GITHUB_TOKEN did it."""
    if happening.actor_id != ACTIONS_BOT or trigger in ALWAYS:
        return False
    return trigger != "pull_request" or happening.action not in HELD


def _kept_back(
    site: Site, repository: Repository, trigger: str, delivery: Delivery, source: Source
) -> bool:
    """A message that asks for no run; a private repository that runs nothing of forks.

    Source: docs.github.com, "Skipping workflow runs"; "Managing GitHub Actions settings for a
    repository" (private repositories run no workflows of forks until their owners allow it);
    "Events that trigger workflows", deployment_status (none for inactive).
    """
    if source.from_fork and repository.private and trigger in FROM_MERGE:
        return True
    if trigger == "deployment_status":
        return bool(delivery.payload["deployment_status"]["state"] == "inactive")
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


def begin(site: Site, repository: Repository, workflow: Workflow, why: Beginning) -> list[Turn]:
    """Make one run of a workflow and queue it, unless it has to wait for approval.

    Where an Actions policy blocks the event it fails at once ("About Actions policies").
    `requested` comes with the run, also where it waits (pytorch/test-infra#8028).
    """
    state, now, settings = site.state, site.clock.now(), site.state.settings_of(repository)
    if disabled(settings, workflow.path):
        return []
    actor = why.actor_id or repository.owner_id
    number = 1 + sum(1 for run in state.runs.of(repository.id) if run.path == workflow.path)
    run = WorkflowRun(
        id=state.new_id(),
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
    requested = Turn(run.id, "requested")
    if why.event in settings.blocked_events:
        state.runs.add(repository.id, replace(run, status="completed", conclusion="failure"))
        return [requested, Turn(run.id, "completed")]
    if _waits_for_approval(site, repository, run):
        held = replace(run, status="completed", conclusion="action_required")
        state.runs.add(repository.id, held)
        return [requested]
    state.runs.add(repository.id, run)
    return [requested, *line_up(site, repository, workflow, run)]


def disabled(settings: Settings, path: str) -> bool:
    """Whether nothing runs of a workflow ("Disabling and enabling a workflow")."""
    return not settings.enabled or path in settings.disabled_workflows


def line_up(site: Site, repository: Repository, workflow: Workflow, run: WorkflowRun) -> list[Turn]:
    """Put a run into its concurrency group; the names of groups know no case."""
    how, now = workflow.concurrency, site.clock.now()
    contexts = {"github": _github(site, repository, run)}
    try:
        group = filled_in(how.group, contexts).lower() if how else None
        cancel = how is not None and filled_in(how.cancel_in_progress, contexts) == "true"
    except TooHardError:
        site.state.runs.replace(replace(run, status="completed", conclusion="startup_failure"))
        return []
    placed = site.state.runs.replace(replace(run, group=group))
    gone = enqueue(site.state, placed, how.queue if how else "single", cancel=cancel, now=now)
    return [Turn(each.id, "completed") for each in gone]


def _github(site: Site, repository: Repository, run: WorkflowRun) -> dict[str, Any]:
    """The part of the context `github` that groups are named by."""
    pull = run.payload.get("pull_request")
    actor = site.state.users.get(run.actor_id)
    return {
        "workflow": run.name,
        "ref": run.ref,
        "sha": run.sha,
        "head_ref": pull["head"]["ref"] if isinstance(pull, Mapping) else "",
        "run_id": run.id,
        "event": run.payload,
        "event_name": run.event,
        "repository": repository.full_name,
        "actor": actor.login if actor else "ghost",
    }


def _waits_for_approval(site: Site, repository: Repository, run: WorkflowRun) -> bool:
    """Whether a maintainer has to approve a run: for who opened the pull request, or who acted.

    Source: docs.github.com, "Managing GitHub Actions settings for a repository", "Controlling
    changes from forks to workflows in public repositories"; `pull_request_target` never waits.
    """
    if run.actor_id == ACTIONS_BOT and run.event == "pull_request":
        return True
    if not run.from_fork:
        return False
    pull = run.payload.get("pull_request") or {}
    author = (pull.get("user") or {}).get("id")
    people = (site.state.users.get(each) for each in {run.actor_id, author} if each is not None)
    return any(_is_stranger(site, repository, who) for who in people)


def _is_stranger(site: Site, repository: Repository, who: User | None) -> bool:
    """Whether somebody's runs wait; not those of writers, nor of who has merged before.

    No account of the hub is new to GitHub.
    """
    policy = site.state.settings_of(repository).fork_approval
    newcomers_only = policy == "first_time_contributors_new_to_github"
    if newcomers_only or has_role(site.state, repository, who, "write"):
        return False
    merged = any(
        who is not None and pull.author_id == who.id and pull.merged_at is not None
        for pull in site.state.pulls_of(repository)
    )
    return policy == "all_external_contributors" or not merged


def start_after(site: Site, run: WorkflowRun, payload: Mapping[str, Any]) -> list[Turn]:
    """The runs of `workflow_run` that follow an act of another run: always main's files."""
    repository = site.state.repositories[run.repository_id]
    source = default_source(site, repository)
    if source is None or run.depth >= DEEPEST:
        return []
    turns = []
    for workflow in awake(site, repository, source.sha):
        how = workflow.triggers.get("workflow_run")
        if how is None or run.name not in how.get("workflows", ()):
            continue
        action = str(payload["action"])
        if starts("workflow_run", how, action, run.head_branch, list):
            why = Beginning("workflow_run", payload, source, run.actor_id, run.depth + 1)
            turns += begin(site, repository, workflow, why)
    return turns
