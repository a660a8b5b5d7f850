"""Running one job: what its token may, which secrets it is given, and the order to the runner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.hub.actions.order import Order, Outcome, Runner
from bot.hub.actions.workflow import READABLE, Job, Workflow, parse
from bot.hub.model import ACTIONS_BOT, Token, WorkflowRun
from bot.hub.pushes import BRANCHES
from bot.hub.settings import Environment, Settings
from bot.hub.site import Site
from bot.hub.trees import find

USUAL_TOKEN = {
    "read": {"contents": "read", "packages": "read"},
    "write": {**dict.fromkeys(READABLE, "write"), "packages": "write"},
}
"""What a token may where no file says it, by the repository's settings.

Source: docs.github.com, "Managing GitHub Actions settings for a repository"; the lesser is usual
since February 2023 (GitHub changelog, 2023-02-02).
"""


@dataclass(frozen=True, slots=True)
class EndedJob:
    """A job of a run, and how it ended; without `until` it has not."""

    name: str
    conclusion: str | None
    since: datetime
    until: datetime | None = None


def workflow_of(site: Site, run: WorkflowRun) -> Workflow:
    """The workflow of a run, as its commit has it."""
    return parse(run.path, _file(site, run))


def _file(site: Site, run: WorkflowRun) -> bytes:
    repository = site.state.repositories[run.repository_id]
    objects = site.objects(repository)
    entry = find(objects, objects.commit(run.file_sha).tree, run.path)
    if entry is None:
        raise LookupError(f"{run.path} is not in {run.file_sha}")
    return objects.blob(entry.oid)


def run_job(site: Site, runner: Runner, run: WorkflowRun, job: Job) -> Outcome:
    """Run a job with a token of its permissions, which ends with the job."""
    settings = site.state.settings_of(site.state.repositories[run.repository_id])
    if not may_use(settings, run, job):
        branch = run.ref.removeprefix(BRANCHES)
        why = f'Branch "{branch}" is not allowed to deploy to {job.environment}'
        return Outcome("failure", f"{why} due to environment protection rules.\n")
    with site.lock:
        token = _token(site, permissions_of(settings, job, run))
        order = _order(site, settings, run, job, token)
    try:
        return runner.run(order)
    finally:
        site.state.tokens.pop(token, None)


def permissions_of(settings: Settings, job: Job, run: WorkflowRun) -> dict[str, str]:
    """What the token of a job may: for a fork's run nothing is written.

    Source: docs.github.com, "GITHUB_TOKEN", "Permissions for the GITHUB_TOKEN" (maximum access for
    pull requests from public forks: read).
    """
    usual = USUAL_TOKEN[settings.default_permissions]
    named = usual if job.permissions is None else job.permissions
    granted = {name.replace("-", "_"): level for name, level in named.items()}
    if run.from_fork:
        granted = {name: "read" if level == "write" else level for name, level in granted.items()}
    return {"metadata": "read", **granted}


def may_use(settings: Settings, run: WorkflowRun, job: Job) -> bool:
    """Whether the environment of a job is open to the branch of its run.

    Source: GitHub changelog, 2025-11-07: the rules of an environment are held against the ref that
    the run executes on.
    """
    environment = _environment_of(settings, job)
    if environment is None or environment.branches is None:
        return True
    if environment.branches == "protected":
        return run.ref == BRANCHES + "main" and bool(settings.protection or settings.rulesets)
    return run.ref.removeprefix(BRANCHES) in environment.branches


def _environment_of(settings: Settings, job: Job) -> Environment | None:
    name = (job.environment or "").lower()
    return next((one for one in settings.environments if one.name.lower() == name), None)


def secrets_of(settings: Settings, run: WorkflowRun, job: Job) -> dict[str, str]:
    """The secrets of repository and environment; a fork is given none."""
    if run.from_fork:
        return {}
    environment = _environment_of(settings, job)
    return {**settings.secrets, **(environment.secrets if environment else {})}


def _token(site: Site, permissions: Mapping[str, str]) -> str:
    value = f"ghs_{site.state.new_id()}"
    site.state.tokens[value] = Token(value, ACTIONS_BOT, permissions)
    return value


def _order(site: Site, settings: Settings, run: WorkflowRun, job: Job, token: str) -> Order:
    """A fork's run is given no variables either (orgs/community#44322)."""
    repository = site.state.repositories[run.repository_id]
    return Order(
        repository=repository.full_name,
        workflow=_file(site, run).decode(),
        job=job.name,
        event=run.event,
        payload=run.payload,
        token=token,
        secrets=secrets_of(settings, run, job),
        variables={} if run.from_fork else dict(settings.variables),
        environment=_environment(site, run),
    )


def _environment(site: Site, run: WorkflowRun) -> dict[str, str]:
    """The variables that GitHub sets for every step (docs.github.com, "Variables reference")."""
    repository = site.state.repositories[run.repository_id]
    actor = site.state.users.get(run.actor_id)
    return {
        "GITHUB_SERVER_URL": site.addresses.url,
        "GITHUB_API_URL": site.addresses.api,
        "GITHUB_GRAPHQL_URL": site.addresses.graphql,
        "GITHUB_REPOSITORY": repository.full_name,
        "GITHUB_REPOSITORY_ID": str(repository.id),
        "GITHUB_RUN_ID": str(run.id),
        "GITHUB_RUN_NUMBER": str(run.number),
        "GITHUB_RUN_ATTEMPT": str(run.attempt),
        "GITHUB_WORKFLOW": run.name,
        "GITHUB_ACTOR": actor.login if actor else "ghost",
        "GITHUB_REF": run.ref,
        "GITHUB_SHA": run.sha,
    }
