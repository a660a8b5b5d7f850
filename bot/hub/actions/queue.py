"""Concurrency groups: one run holds a group, and others wait or are dropped.

Source: docs.github.com, "Control the concurrency of workflows and jobs": without `queue: max` only
the newest run waits; with it up to a hundred wait in their order (GitHub changelog, 2026-05-07).
"""

from dataclasses import replace
from datetime import datetime

from bot.hub.actions.workflow import Concurrency
from bot.hub.model import WorkflowRun
from bot.hub.state import State

LONGEST = 100


def members(state: State, run: WorkflowRun) -> list[WorkflowRun]:
    """The other runs of the same group that have not ended, oldest first."""
    return [
        other
        for other in state.runs.of(run.repository_id)
        if other.group == run.group and other.id != run.id and other.status != "completed"
    ]


def enqueue(state: State, run: WorkflowRun, how: Concurrency | None, now: datetime) -> None:
    """Let a run hold its group, wait, or take the place of those that wait."""
    others = members(state, run) if run.group is not None else []
    if how is None or not others:
        state.runs.replace(replace(run, status="queued"))
        return
    waiting = [other for other in others if other.status == "pending"]
    if how.cancel_in_progress:
        for other in others:
            cancel(state, other, now)
        state.runs.replace(replace(run, status="queued"))
    elif how.queue == "max" and len(waiting) >= LONGEST:
        cancel(state, run, now)
    else:
        if how.queue == "single":
            for other in waiting:
                cancel(state, other, now)
        state.runs.replace(replace(run, status="pending"))


def cancel(state: State, run: WorkflowRun, now: datetime) -> None:
    """End a run before its time."""
    ended = replace(run, status="completed", conclusion="cancelled", updated_at=now)
    state.runs.replace(ended)


def next_in_line(state: State, run: WorkflowRun) -> None:
    """Once a run has ended, the oldest that waits holds the group."""
    if run.group is None:
        return
    others = members(state, run)
    if others and all(other.status == "pending" for other in others):
        state.runs.replace(replace(others[0], status="queued"))
