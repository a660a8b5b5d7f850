"""A stop by the button, held against the hub: who started its run, today and after a re-run."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.audit.audit import Scope, auditing
from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind
from bot.audit.online.cross_check import Checked, cross_check
from bot.audit.online.verdict import Verdict
from bot.demo.world import REPOSITORY
from bot.installed import installed_schemas
from tests.audit.play import BOTS, Play, fallen, why
from tests.faults.command import slipway
from tests.scenarios.audited import audited
from tests.scenarios.buttons import carried_out, press, with_button

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.step import DocumentTransition
    from bot.hub.model import WorkflowRun
    from tests.world import Stage


@pytest.fixture
def run(stage: Stage) -> Iterator[WorkflowRun]:
    """The run by which olga stopped harbor, an hour ago."""
    with_button(stage)
    made = press(stage)
    carried_out(stage)
    stage.hub.clock.advance(3600)
    yield made
    stage.hub.actions.runner = None


def stop_of(stage: Stage) -> DocumentTransition:
    """The one entry of a stop."""
    path = os.environ.get("PATH", os.defpath)
    with auditing(Scope(stage.repository), installed_schemas(), path) as audit:
        (found,) = [one for step in audit.steps() for one in step.documents]
    return found


def checked(stage: Stage, **lie: Any) -> list[Checked]:
    """The cross-check of the stop, or of what a forger made of its entry."""
    told = stop_of(stage)
    told = replace(told, entry=replace(told.entry, **lie))
    return list(cross_check([told], Play(stage, {}, {}).witness, BOTS))


def test_the_audit_finds_nothing_wrong_with_it(stage: Stage, run: WorkflowRun) -> None:
    audited(stage)
    assert stop_of(stage).entry.run == run.id


def test_who_started_the_run_is_asked_once(stage: Stage, run: WorkflowRun) -> None:
    stage.hub.requests.clear()
    (one,) = checked(stage)
    assert one.claim.sentence == f"olga (id 1007) started run {run.id}"
    assert (one.claim.kind, one.verdict) == (Kind.PRESSED, Verdict.STANDS)
    assert len(Play(stage, {}, {}).asked()) == 1


def test_a_re_run_by_somebody_else_changes_nothing(stage: Stage, run: WorkflowRun) -> None:
    """``actor`` stays who started it; ``triggering_actor`` is who ran it again."""
    assert stage.person("rob").repo.get_workflow_run(run.id).rerun()
    assert fallen(checked(stage)) == []


def test_another_person_did_not_press_it(stage: Stage, run: WorkflowRun) -> None:
    found = checked(stage, actor=Who("omar", 1010))
    assert fallen(found) == [(Kind.PRESSED, Verdict.CONTRADICTED)]
    assert why(found, Kind.PRESSED) == "another person: GitHub names olga (id 1007)"
    assert run.actor_id == 1007


def test_an_entry_from_before_its_run_is_contradicted(stage: Stage, run: WorkflowRun) -> None:
    found = checked(stage, time=run.created_at - timedelta(hours=1))
    assert fallen(found) == [(Kind.PRESSED, Verdict.CONTRADICTED)]
    assert "another time: it was started at" in why(found, Kind.PRESSED)


def test_a_run_of_another_workflow_is_contradicted(stage: Stage, run: WorkflowRun) -> None:
    row = replace(run, path=".github/workflows/ci.yml", event="push")
    stage.hub.actions._site.state.runs.replace(row)
    found = checked(stage)
    assert fallen(found) == [(Kind.PRESSED, Verdict.CONTRADICTED)]
    what = "another run: it was a push of .github/workflows/ci.yml on main"
    assert why(found, Kind.PRESSED) == what


def test_a_run_that_github_has_deleted_proves_nothing(stage: Stage, run: WorkflowRun) -> None:
    """A writer may delete one (REST, "Delete a workflow run"); unknown is not wrong."""
    repository = stage.hub.actions._site.state.repository_named(REPOSITORY)
    assert repository is not None
    stage.hub.actions._site.state.runs.remove(repository.id, run.id)
    found = checked(stage)
    assert fallen(found) == [(Kind.PRESSED, Verdict.UNREACHABLE)]
    assert "it keeps runs for a time" in why(found, Kind.PRESSED)


def test_the_command_says_that_there_is_no_pull_request(stage: Stage, run: WorkflowRun) -> None:
    arguments = ("audit", "cross-check", "--all", "--repo", str(stage.repository))
    done = slipway(stage, *arguments)
    line = f"(no pull request): olga (id 1007) started run {run.id}"
    assert line in done.stdout, done.stderr
