"""Threats F1, F2 and F13: nobody's copy of a workflow file is given the bot's token or its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import github
import pytest

from bot.demo.world import REPOSITORY
from tests.act.hostile import REFUSED, answers, attack, dispatch, traces
from tests.act.inside import Inside
from tests.act.production import guarded as environment_with
from tests.threats.attack import TEST, Commit, branched, changed, shows_refusal

if TYPE_CHECKING:
    from bot.hub.model import WorkflowRun
    from tests.act.acting import Acting

BOT_FILE = ".github/workflows/slipway.yml"
CHECK_FILE = ".github/workflows/check.yml"
RUDE = """\
on: push
concurrency: {group: slipway, cancel-in-progress: true}
jobs:
  nothing:
    runs-on: ubuntu-latest
    steps:
      - run: "true"
"""


def guarded(acting: Acting) -> None:
    """Production: the key stands in an environment that is restricted to main."""
    kept = environment_with("the-key-of-the-app")
    acting.stage.hub.set_settings(REPOSITORY, environments=(kept,))


def latest(acting: Acting, path: str, event: str) -> WorkflowRun:
    return next(run for run in reversed(acting.runs()) if (run.path, run.event) == (path, event))


def approve(acting: Acting, who: str, run: WorkflowRun) -> None:
    url = f"/repos/{REPOSITORY}/actions/runs/{run.id}/approve"
    acting.stage.person(who).repo.requester.requestJsonAndCheck("POST", url)


def test_f1_a_forks_workflow_waits_for_approval_and_then_can_touch_nothing(acting: Acting) -> None:
    """docs.github.com, "Approving workflow runs from public forks"; "GITHUB_TOKEN": read only."""
    stage, by_act = acting.stage, acting.actions.runner
    guarded(acting)
    acting.actions.runner = Inside(stage)
    fork = stage.person("oscar").fork()
    head = fork.commit("mine", changed(TEST))
    head = fork.commit("mine", {CHECK_FILE: attack("Slipway check", "check", head)})
    number = stage.person("oscar").open("oscar:mine")
    acting.drain()
    held = latest(acting, CHECK_FILE, "pull_request")
    assert (held.conclusion, acting.log(held)) == ("action_required", "")
    with pytest.raises(github.GithubException) as refused:
        approve(acting, "oscar", held)
    assert refused.value.status == 403
    left, acting.actions.runner = traces(stage, number), by_act

    approve(acting, "otto", held)
    acting.actions.run(acting.actions.ready()[0])

    said = acting.log(held)
    assert "taken over, key=[]" in said
    assert answers(said) == REFUSED, said
    assert "push refused" in said
    assert traces(stage, number) == left
    assert head in str(left)


def test_f2_a_branch_that_edits_the_bots_workflow_changes_nothing_about_what_runs(
    acting: Acting,
) -> None:
    """It runs its own copy by pull_request, which is given no key; the privileged one is main's."""
    stage = acting.stage
    guarded(acting)
    mine = attack("Slipway", "release", "0" * 40, environment="slipway")
    number = branched(stage, Commit(changed(TEST)), Commit({BOT_FILE: mine, CHECK_FILE: ""}))
    own = latest(acting, BOT_FILE, "pull_request")
    acting.actions.run(own)
    privileged = latest(acting, BOT_FILE, "pull_request_target")
    acting.actions.run(privileged)

    assert "is not allowed to deploy to slipway" in acting.log(own)
    assert "Run Main Run the bot" in acting.log(privileged)
    logs = "".join(acting.log(run) for run in acting.runs())
    assert "taken over" not in logs
    assert "the-key-of-the-app" not in logs
    shows_refusal(stage, number, "path-not-allowed")
    assert acting.subjects() == acting.subjects()[:1]


def test_f13_the_button_pressed_on_a_branch_is_given_no_key(acting: Acting) -> None:
    """GitHub's changelog of 2025-11-07: the environment's rule is held against the run's ref."""
    stage = acting.stage
    guarded(acting)
    for branch, environment in (("with", "slipway"), ("without", "")):
        text = attack("Slipway", "release", stage.main(), environment)
        stage.person("mia").commit(branch, {BOT_FILE: text.replace("write-all", "{}")})
        dispatch(acting, "mia", branch)
    asked, silent = acting.actions.ready()
    acting.actions.run(asked)
    acting.actions.run(silent)
    assert "is not allowed to deploy to slipway" in acting.log(asked)
    assert "taken over, key=[]" in acting.log(silent)
    with pytest.raises(github.GithubException):
        dispatch(acting, "oscar", "main")


def test_f2_a_branch_that_cancels_the_bots_runs_delays_them_and_no_more(acting: Acting) -> None:
    """A group holds for a whole repository: any writer's file may name the bot's.

    Source: docs.github.com, "Control the concurrency of workflows and jobs".
    """
    stage = acting.stage
    acting.actions.runner = Inside(stage)
    stage.request(TEST)
    stage.person("mia").commit("rude", {".github/workflows/rude.yml": RUDE})
    acting.drain()
    assert latest(acting, BOT_FILE, "pull_request_target").conclusion == "cancelled"
    acting.actions.schedule(REPOSITORY)
    acting.drain()
    assert acting.subjects()[1:] == ["Release coffee 1.0.0 to harbor Test: Full Release"]
