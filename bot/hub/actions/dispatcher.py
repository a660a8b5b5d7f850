"""The dispatcher: sees what happens, starts runs, and lets a runner run them one by one.

Nothing runs by itself. Events are delivered at once or kept for a test to lose, double, delay and
reorder; runs wait until somebody calls `drain`. So every order of events can be played.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.hub.access import ANYONE, Caller
from bot.hub.actions.cron import due_between
from bot.hub.actions.happening import happenings
from bot.hub.actions.order import Outcome, Runner
from bot.hub.actions.payloads import everywhere, payload_of
from bot.hub.actions.pressing import again, approved, asked_for
from bot.hub.actions.queue import next_in_line
from bot.hub.actions.rendering import render_run, render_workflow
from bot.hub.actions.running import EndedJob, run_job, workflow_of
from bot.hub.actions.sources import default_source
from bot.hub.actions.starting import (
    Beginning,
    Delivery,
    Turn,
    awake,
    begin,
    line_up,
    start,
    start_after,
)
from bot.hub.actions.workflow import Workflow
from bot.hub.model import ACTIONS_BOT, Repository, User, WorkflowRun
from bot.hub.rest.call import Call
from bot.hub.site import Site

if TYPE_CHECKING:
    from datetime import datetime

    from bot.hub.state import State


class Actions:
    """GitHub Actions of one hub; off until somebody switches it on."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._seen: State | None = None
        self._ticked: datetime | None = None
        self.runner: Runner | None = None
        self.keep = False
        """Whether events wait in `kept` until somebody delivers them."""
        self.kept: list[Delivery] = []
        self.logs: dict[tuple[int, int], str] = {}
        """What each run printed, by run and attempt."""
        self.ended: dict[tuple[int, int], list[EndedJob]] = {}
        """The jobs of each run that have ended, by run and attempt."""

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
                self._tell(start(self._site, delivery))

    def tick(self, *, dropped: bool = False) -> None:
        """Start the schedules that came due since the last tick, each once at most.

        Or let GitHub drop them, as it does under load ("Events that trigger workflows", schedule).
        """
        with self._site.lock:
            now = self._site.clock.now()
            since, self._ticked = self._ticked or now, now
            for repository in () if dropped else list(self._site.state.repositories.values()):
                self._schedule(repository, lambda cron: due_between(cron, since, now))

    def schedule(self, full_name: str) -> None:
        """Start every schedule of a repository now, due or not."""
        with self._site.lock:
            self._schedule(self._known(full_name), lambda _: True)

    def _schedule(self, repository: Repository, due: Callable[[str], bool]) -> None:
        """On the default branch's files only ("Events that trigger workflows", schedule)."""
        source = default_source(self._site, repository)
        if source is None or repository.parent_id is not None:
            return
        for workflow in awake(self._site, repository, source.sha):
            for cron in workflow.schedules:
                if due(cron):
                    payload = {"schedule": cron, "workflow": workflow.path}
                    self._begin(repository, workflow, Beginning("schedule", payload, source, None))

    def _begin(self, repository: Repository, workflow: Workflow, why: Beginning) -> int:
        call = Call(self._site, self._site.state, ANYONE)
        payload = {**why.payload, **everywhere(call, repository, why.actor_id)}
        whole = replace(why, payload=payload)
        turns = begin(self._site, repository, workflow, whole)
        self._tell(turns)
        return turns[0].run_id

    # What people press

    def dispatch(
        self, repository: Repository, name: str, ref: str, inputs: Mapping[str, Any], actor: User
    ) -> int:
        """Run workflow, by a branch's copy of the file: the id of the run, or 404, or 422."""
        with self._site.lock:
            workflow, why = asked_for(self._site, repository, name, ref, inputs, actor)
            return self._begin(repository, workflow, why)

    def rerun(self, run: WorkflowRun, actor: User) -> None:
        """Run again, up to 30 days later: 403 if it is older, or has not ended."""
        with self._site.lock:
            self._line_up(again(run, actor, self._site.clock.now()))

    def approve(self, run: WorkflowRun) -> None:
        """Let a run go on that waits for a maintainer: 403 for others."""
        with self._site.lock:
            self._line_up(approved(run))

    def _line_up(self, run: WorkflowRun) -> None:
        """Back into its group; `requested` is not said twice ("Events ...", workflow_run)."""
        repository = self._site.state.repositories[run.repository_id]
        self._tell(line_up(self._site, repository, workflow_of(self._site, run), run))

    # What runs

    def runs(self, full_name: str) -> list[WorkflowRun]:
        """All runs of a repository, oldest first."""
        return self._site.state.runs.of(self._known(full_name).id)

    def all_runs(self) -> list[WorkflowRun]:
        """The runs of all repositories, oldest first."""
        with self._site.lock:
            return list(self._site.state.runs)

    def ready(self) -> list[WorkflowRun]:
        """The runs that could begin now, oldest first."""
        there = self._site.state.repositories
        queued = (run for run in self.all_runs() if run.status == "queued")
        return [run for run in queued if run.repository_id in there]

    def drain(self, choose: Callable[[list[WorkflowRun]], WorkflowRun] | None = None) -> int:
        """Run all that waits, and all that follows from it; how many runs it took."""
        count = 0
        while waiting := self.ready():
            self.run(choose(waiting) if choose else waiting[0])
            count += 1
        return count

    def run(self, run: WorkflowRun) -> WorkflowRun:
        """Run every job of one run to its end; the hub goes on serving meanwhile.

        What another thread has begun already is left to it; what breaks down is a failure.
        """
        if self.runner is None:
            raise RuntimeError("the dispatcher was given no runner")
        with self._site.lock:
            if self._site.state.runs.get(run.id) is not run:
                return run
            begun = replace(run, status="in_progress", updated_at=self._site.clock.now())
            self._site.state.runs.replace(begun)
            self._tell([Turn(run.id, "in_progress")])
        said, conclusion = "", "failure"
        try:
            outcomes = self._run_jobs(begun, self.runner)
            said = "".join(outcome.log for outcome in outcomes)
            wrong = [each.conclusion for each in outcomes if each.conclusion != "success"]
            conclusion = wrong[-1] if wrong else "success"
        finally:
            self.logs[(run.id, run.attempt)] = said
            done = self._end(begun, conclusion)
        return done

    def _run_jobs(self, run: WorkflowRun, runner: Runner) -> list[Outcome]:
        outcomes = []
        ended = self.ended[(run.id, run.attempt)] = []
        for job in workflow_of(self._site, run).jobs:
            since = self._site.clock.now()
            outcomes.append(run_job(self._site, runner, run, job))
            until = self._site.clock.now()
            ended.append(EndedJob(job.name, outcomes[-1].conclusion, since, until))
        return outcomes

    def jobs_of(self, run: WorkflowRun) -> list[EndedJob]:
        """The jobs of the last attempt; those that have not begun share the state of their run."""
        ended = self.ended.get((run.id, run.attempt), [])
        if run.conclusion in ("action_required", "startup_failure"):
            return []
        names = [job.name for job in workflow_of(self._site, run).jobs]
        waiting = [EndedJob(name, run.conclusion, run.started_at) for name in names[len(ended) :]]
        return ended + waiting

    def _end(self, run: WorkflowRun, conclusion: str) -> WorkflowRun:
        """Unless it was cancelled meanwhile, or is of a state that was left."""
        with self._site.lock:
            state = self._site.state
            if state.runs.get(run.id) is not run:
                return state.runs.get(run.id) or run
            now = self._site.clock.now()
            done = replace(run, status="completed", conclusion=conclusion, updated_at=now)
            state.runs.replace(done)
            next_in_line(state, done)
            self._tell([Turn(run.id, "completed")])
        return done

    def _tell(self, turns: Iterable[Turn]) -> None:
        """Say what becomes of runs to whoever listens to `workflow_run`."""
        for turn in turns:
            run = self._site.state.runs.get(turn.run_id)
            if run is not None and run.repository_id in self._site.state.repositories:
                self._tell(start_after(self._site, run, self._said(run, turn)))

    def _said(self, run: WorkflowRun, turn: Turn) -> dict[str, Any]:
        repository = self._site.state.repositories[run.repository_id]
        call = Call(self._site, self._site.state, ANYONE)
        return {
            "action": turn.action,
            "workflow_run": render_run(call, repository, run),
            "workflow": render_workflow(call, repository, run.path, run.name),
            **everywhere(call, repository, run.actor_id),
        }

    def _known(self, full_name: str) -> Repository:
        found = self._site.state.repository_named(full_name)
        if found is None:
            raise LookupError(f"there is no repository {full_name}")
        return found
