"""Concurrency groups: one run holds a group, and others wait or are dropped.

Source: docs.github.com, "Control the concurrency of workflows and jobs": without `queue: max` only
the newest run waits; with it up to a hundred wait in their order (GitHub changelog, 2026-05-07).
"""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.hub.model import WorkflowRun
from bot.hub.state import State

LONGEST = 100


def members(state: State, run: WorkflowRun) -> list[WorkflowRun]:
    """The other runs of the same group that have not ended, oldest first."""
    if run.group is None:
        return []
    return [
        other
        for other in state.runs.of(run.repository_id)
        if other.group == run.group and other.id != run.id and other.status != "completed"
    ]


def enqueue(
    state: State, run: WorkflowRun, queue: Literal["single", "max"], *, cancel: bool, now: datetime
) -> list[WorkflowRun]:
    """Let a run hold its group, wait, or take the place of those that wait; whom that cancelled."""
    others = members(state, run)
    waiting = [other for other in others if other.status == "pending"]
    if cancel or not others:
        state.runs.replace(replace(run, status="queued"))
        return [ended(state, other, now) for other in others]
    if queue == "max" and len(waiting) >= LONGEST:
        return [ended(state, run, now)]
    state.runs.replace(replace(run, status="pending"))
    return [] if queue == "max" else [ended(state, other, now) for other in waiting]


def ended(state: State, run: WorkflowRun, now: datetime) -> WorkflowRun:
    """End a run before its time."""
    over = replace(run, status="completed", conclusion="cancelled", updated_at=now)
    return state.runs.replace(over)


def next_in_line(state: State, run: WorkflowRun) -> None:
    """Once a run has ended, the one that has waited longest holds the group."""
    others = members(state, run)
    if others and all(other.status == "pending" for other in others):
        longest = min(others, key=lambda other: other.started_at)
        state.runs.replace(replace(longest, status="queued"))
