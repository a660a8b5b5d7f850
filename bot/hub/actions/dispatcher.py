"""The dispatcher: sees what happens, starts runs, and lets a runner run them one by one.

Nothing runs by itself. Events are delivered at once or kept for a test to lose, double, delay and
reorder; runs wait until somebody calls `drain`. So every order of events can be played.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.hub.access import Caller
from bot.hub.actions.cron import due_between
from bot.hub.actions.happening import Happening, happenings
from bot.hub.actions.order import Order, Outcome, Runner
from bot.hub.actions.payloads import everywhere, payload_of
from bot.hub.actions.queue import next_in_line
from bot.hub.actions.rendering import render_run, render_workflow
from bot.hub.actions.settings import Settings
from bot.hub.actions.sources import Source, default_source
from bot.hub.actions.starting import Beginning, Delivery, begin, start, start_after, workflows_at
from bot.hub.actions.workflow import Job, Workflow, parse
from bot.hub.errors import Refused, invalid, not_found
from bot.hub.model import ACTIONS_BOT, Repository, Token, User, WorkflowRun
from bot.hub.pushes import BRANCHES
from bot.hub.rest.call import Call
from bot.hub.site import Site
from bot.hub.trees import find

if TYPE_CHECKING:
    from bot.hub.state import State

_OLDEST_RERUN = timedelta(days=30)


class Actions:
    """GitHub Actions of one hub; off until somebody switches it on."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._seen: State | None = None
        self._ticked: datetime | None = None
        self.settings = Settings()
        self.runner: Runner | None = None
        self.keep = False
        """Whether events wait in `kept` until somebody delivers them."""
        self.kept: list[Delivery] = []
        self.logs: dict[tuple[int, int], str] = {}
        """What each run printed, by run and attempt."""

    # What happens

    def switch_on(self, runner: Runner | None = None) -> None:
        """See what happens from now on."""
        with self._site.lock:
            self._seen = self._site.state.copy()
            self._ticked = self._site.clock.now()
        self.runner = runner or self.runner

    def switch_off(self) -> None:
        """See nothing any more, and forget what was kept."""
        self._seen = None
        self.kept.clear()

    def forget(self) -> None:
        """After a jump to another state: what lies between has not happened."""
        if self._seen is not None:
            self.switch_on()
        self.kept.clear()

    def observe(self, caller: Caller) -> None:
        """Take note of what a request changed; called under the site's lock."""
        if self._seen is None:
            return
        before, self._seen = self._seen, self._site.state.copy()
        actor = caller.user.id if caller.user else None
        for happening in happenings(before, self._seen, actor):
            if actor == ACTIONS_BOT:
                happening = replace(happening, actor_id=ACTIONS_BOT)  # noqa: PLW2901 - its token did it
            found = Delivery(happening, payload_of(self._site, happening))
            if self.keep:
                self.kept.append(found)
            else:
                self.deliver(found)

    def deliver(self, *deliveries: Delivery) -> None:
        """Let events arrive: each starts what it starts now."""
        with self._site.lock:
            for delivery in deliveries:
                for run in start(self._site, self.settings, delivery):
                    self._tell(run.id, "requested")
            self._caught_up()

    def _caught_up(self) -> None:
        """The hub's own doings, such as merge commits and runs, are no events."""
        if self._seen is not None:
            self._seen = self._site.state.copy()

    def tick(self) -> None:
        """Start the schedules that came due since the last tick, each once at most."""
        with self._site.lock:
            now = self._site.clock.now()
            since, self._ticked = self._ticked or now, now
            for repository in list(self._site.state.repositories.values()):
                if repository.parent_id is None:
                    self._schedule(repository, lambda cron: due_between(cron, since, now))
            self._caught_up()

    def schedule(self, full_name: str) -> None:
        """Start every schedule of a repository now, due or not."""
        with self._site.lock:
            self._schedule(self._known(full_name), lambda _: True)
            self._caught_up()

    def _schedule(self, repository: Repository, due: Callable[[str], bool]) -> None:
        """On the default branch's files only ("Events that trigger workflows", schedule)."""
        source = default_source(self._site, repository)
        if source is None:
            return
        for workflow in workflows_at(self._site, repository, source.sha):
            for cron in workflow.schedules:
                if due(cron):
                    payload = {"schedule": cron, "workflow": workflow.path}
                    self._begin(repository, workflow, Beginning("schedule", payload, source, None))

    def _begin(self, repository: Repository, workflow: Workflow, why: Beginning) -> WorkflowRun:
        call = Call(self._site, self._site.state, Caller(None, None))
        payload = {**why.payload, **everywhere(call, repository, why.actor_id)}
        run = begin(self._site, self.settings, repository, workflow, replace(why, payload=payload))
        self._tell(run.id, "requested")
        return run

    # What people press

    def dispatch(
        self, repository: Repository, name: str, ref: str, inputs: Mapping[str, Any], actor: User
    ) -> WorkflowRun:
        """Run workflow, from any branch whose copy of the file takes it: 404, or 422."""
        full = ref if ref.startswith("refs/") else BRANCHES + ref
        sha = self._site.state.ref(repository, full)
        if sha is None:
            raise invalid(f"No ref found for: {ref}")
        for workflow in workflows_at(self._site, repository, sha):
            if name not in (workflow.path, workflow.path.rpartition("/")[2]):
                continue
            if "workflow_dispatch" not in workflow.triggers:
                raise Refused(422, "Workflow does not have 'workflow_dispatch' trigger")
            given = _inputs(workflow, inputs)
            branch = full.removeprefix(BRANCHES)
            source = Source(full, sha, branch, sha, repository.id)
            payload = {"inputs": given, "ref": full, "workflow": workflow.path}
            why = Beginning("workflow_dispatch", payload, source, actor.id)
            return self._begin(repository, workflow, why)
        raise not_found()

    def rerun(self, run: WorkflowRun, actor: User) -> WorkflowRun:
        """The same file, commit and payload again, with the rights of the first actor.

        Source: docs.github.com, "Re-running workflows and jobs": up to 30 days after the first run.
        """
        now = self._site.clock.now()
        if run.status != "completed" or run.conclusion == "action_required":
            raise Refused(403, "This workflow run is already running")
        if now - run.created_at > _OLDEST_RERUN:
            raise Refused(
                403, "Unable to re-run this workflow run because it was created over a month ago"
            )
        again = replace(
            run,
            attempt=run.attempt + 1,
            triggering_actor_id=actor.id,
            status="queued",
            conclusion=None,
            started_at=now,
            updated_at=now,
        )
        return self._site.state.runs.replace(again)

    def approve(self, run: WorkflowRun) -> WorkflowRun:
        """Let a fork's run go on that waits for a maintainer."""
        if run.conclusion != "action_required":
            raise Refused(403, "This run is not from a fork pull request or queued for approval")
        freed = replace(run, status="queued", conclusion=None)
        return self._site.state.runs.replace(freed)

    # What runs

    def runs(self, full_name: str) -> list[WorkflowRun]:
        """All runs of a repository, oldest first."""
        return self._site.state.runs.of(self._known(full_name).id)

    def ready(self) -> list[WorkflowRun]:
        """The runs that could begin now, oldest first."""
        return [run for run in self._site.state.runs if run.status == "queued"]

    def drain(self, choose: Callable[[list[WorkflowRun]], WorkflowRun] | None = None) -> int:
        """Run all that waits, and all that follows from it; how many runs it took."""
        count = 0
        while waiting := self.ready():
            self.run(choose(waiting) if choose else waiting[0])
            count += 1
        return count

    def run(self, run: WorkflowRun) -> WorkflowRun:
        """Run every job of one run to its end; the hub goes on serving meanwhile."""
        if self.runner is None:
            raise RuntimeError("the dispatcher was given no runner")
        with self._site.lock:
            self._put(replace(run, status="in_progress", updated_at=self._site.clock.now()))
            self._tell(run.id, "in_progress")
            workflow = self._file(run)
        said, conclusion = [], "success"
        for job in workflow.jobs:
            outcome = self._run_job(run, workflow, job)
            said.append(outcome.log)
            if outcome.conclusion != "success":
                conclusion = outcome.conclusion
        self.logs[(run.id, run.attempt)] = "".join(said)
        with self._site.lock:
            now = self._site.clock.now()
            done = replace(run, status="completed", conclusion=conclusion, updated_at=now)
            self._put(done)
            next_in_line(self._site.state, done)
            self._tell(run.id, "completed")
            self._caught_up()
        return done

    def _put(self, run: WorkflowRun) -> None:
        self._site.state.runs.replace(run)

    def _file(self, run: WorkflowRun) -> Workflow:
        return parse(run.path, self._text(run))

    def _text(self, run: WorkflowRun) -> bytes:
        repository = self._site.state.repositories[run.repository_id]
        objects = self._site.objects(repository)
        entry = find(objects, objects.commit(run.file_sha).tree, run.path)
        if entry is None:
            raise LookupError(f"{run.path} is not in {run.file_sha}")
        return objects.blob(entry.oid)

    def _run_job(self, run: WorkflowRun, workflow: Workflow, job: Job) -> Outcome:
        """With a token of the job's permissions, which ends with the job."""
        secrets = self._secrets(run, job)
        if secrets is None or self.runner is None:
            branch = run.ref.removeprefix(BRANCHES)
            why = f'Branch "{branch}" is not allowed to deploy to {job.environment}'
            return Outcome("failure", f"{why} due to environment protection rules.\n")
        with self._site.lock:
            token = self._token(permissions_of(job, run))
            order = self._order(run, workflow, job, token, secrets)
        try:
            return self.runner.run(order)
        finally:
            self._site.state.tokens.pop(token, None)

    def _secrets(self, run: WorkflowRun, job: Job) -> dict[str, str] | None:
        """None where the environment is closed to the run's branch; a fork is given no secret.

        Source: GitHub changelog, 2025-11-07: the rules of an environment are held against the ref
        that the run executes on.
        """
        if run.from_fork:
            return {}
        found = dict(self.settings.secrets)
        environment = self.settings.environments.get(job.environment or "")
        if environment is None:
            return found
        branch = run.ref.removeprefix(BRANCHES)
        if environment.branches is not None and branch not in environment.branches:
            return None
        return {**found, **environment.secrets}

    def _token(self, permissions: Mapping[str, str]) -> str:
        value = f"ghs_{self._site.state.new_id()}"
        self._site.state.tokens[value] = Token(value, ACTIONS_BOT, permissions)
        self._caught_up()
        return value

    def _order(
        self,
        run: WorkflowRun,
        workflow: Workflow,
        job: Job,
        token: str,
        secrets: Mapping[str, str],
    ) -> Order:
        site, users = self._site, self._site.state.users
        repository = site.state.repositories[run.repository_id]
        actor = users.get(run.actor_id)
        return Order(
            repository=repository.full_name,
            workflow=self._text(run).decode(),
            job=job.name,
            event=run.event,
            payload=run.payload,
            token=token,
            secrets=secrets,
            variables=dict(self.settings.variables),
            environment={
                "GITHUB_SERVER_URL": site.addresses.url,
                "GITHUB_API_URL": site.addresses.api,
                "GITHUB_GRAPHQL_URL": site.addresses.graphql,
                "GITHUB_REPOSITORY": repository.full_name,
                "GITHUB_REPOSITORY_ID": str(repository.id),
                "GITHUB_RUN_ID": str(run.id),
                "GITHUB_RUN_NUMBER": str(run.number),
                "GITHUB_RUN_ATTEMPT": str(run.attempt),
                "GITHUB_WORKFLOW": workflow.name,
                "GITHUB_ACTOR": actor.login if actor else "ghost",
                "GITHUB_REF": run.ref,
                "GITHUB_SHA": run.sha,
            },
        )

    def _tell(self, number: int, action: str) -> None:
        """Say what a run does to whoever listens to `workflow_run`."""
        run = self._site.state.runs.get(number)
        if run is None:
            return
        if run.conclusion == "action_required":
            return
        repository = self._site.state.repositories[run.repository_id]
        call = Call(self._site, self._site.state, Caller(None, None))
        payload = {
            "action": action,
            "workflow_run": render_run(call, repository, run),
            "workflow": render_workflow(call, repository, run),
            **everywhere(call, repository, run.actor_id),
        }
        start_after(self._site, self.settings, run, payload)

    def _known(self, full_name: str) -> Repository:
        found = self._site.state.repository_named(full_name)
        if found is None:
            raise LookupError(f"there is no repository {full_name}")
        return found


def permissions_of(job: Job, run: WorkflowRun) -> dict[str, str]:
    """What the token of a job may: for a fork's run nothing is written.

    Source: docs.github.com, "GITHUB_TOKEN", "Permissions for the GITHUB_TOKEN" (maximum access for
    pull requests from public forks: read).
    """
    granted = {name.replace("-", "_"): level for name, level in job.permissions.items()}
    if run.from_fork:
        granted = {name: "read" if level == "write" else level for name, level in granted.items()}
    return {"metadata": "read", **granted}


def _inputs(workflow: Workflow, given: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with their defaults; 422 for one that the workflow does not know, or no choice."""
    known = workflow.triggers["workflow_dispatch"].get("inputs") or {}
    strange = [name for name in given if name not in known]
    if strange:
        raise Refused(422, f"Unexpected inputs provided: {strange!r}".replace("'", '"'))
    found = {}
    for name, how in known.items():
        value = given.get(name, how.get("default", ""))
        if how.get("required") == "true" and value == "":
            raise Refused(422, f"Required input '{name}' not provided")
        if how.get("type") == "choice" and value not in how["options"]:
            raise Refused(
                422,
                f"Provided value '{value}' for input '{name}' not in the list of allowed values",
            )
        found[name] = value
    return found


__all__ = ["Actions", "Delivery", "Happening"]
