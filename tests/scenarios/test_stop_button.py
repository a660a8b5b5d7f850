"""The stop button: Actions, Slipway, Run workflow. Who pressed it is asked of GitHub.

Sources: docs.github.com, "Get a workflow run" (``triggering_actor``, ``run_attempt``), "Re-running
workflows and jobs" (the inputs and the privileges stay those of the first time), "Manually running
a workflow" (who may write may press, on any branch).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import REPOSITORY
from bot.hub import Fault
from tests.faults.command import slipway
from tests.scenarios.acting import approve
from tests.scenarios.buttons import (
    REASON,
    WORKFLOW,
    BotJob,
    carried_out,
    press,
    pressed,
    with_button,
    workflow_text,
)
from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import PRODUCTION, approved, refused, rows
from tests.scenarios.test_commands import quiet
from tests.scenarios.test_stop import HALTED, shown, stops
from tests.scenarios.test_stop_lift import lift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Stage


@pytest.fixture
def job(stage: Stage) -> Iterator[BotJob]:
    """The button, and the job that it starts."""
    yield with_button(stage)
    stage.hub.actions.runner = None


def lifting(stage: Stage) -> None:
    """Two others of them lift the stop that stands."""
    approve(stage, lift(stage, stops(stage)[-1]["transition"]), "otto", "owen")
    assert "catalog/stops/harbor.yaml" in stage.main_files("catalog/stops")
    stage.hub.clock.advance(60)


def test_an_operator_stops_an_app_without_any_pull_request(stage: Stage, job: BotJob) -> None:
    line = pressed(stage)
    (entry,) = stops(stage)
    run = stage.hub.actions.runs(REPOSITORY)[-1]
    assert line == (
        "harbor is stopped: nothing goes forward in it until two operators or owners lift it by a "
        f"pull request with catalog/stops/harbor.yaml that says lifts: {entry['transition']}"
    )
    assert entry["actor"] == {"login": "olga", "id": 1007, "role": "operator"}
    assert entry["cause"] == {"kind": "run", "run": run.id}
    assert (entry["pullRequest"], entry["head"], entry["events"]) == (None, None, [])
    assert entry["reason"] == REASON
    message = stage.git("log", "-1", "--format=%B", "main").decode()
    assert message.startswith("Stop every release to harbor\n\nDocument: catalog/stops/harbor.yaml")
    assert f"\nRun: {run.id}\n" in message
    assert job.told[-1].exit_code == 0


def test_it_takes_two_reads_and_one_write(stage: Stage, job: BotJob) -> None:
    stage.hub.requests.clear()
    pressed(stage)
    assert (stage.reads(), stage.writes()) == (2, 1)
    assert len(job.told) == 1


def test_a_refusal_takes_two_reads_and_writes_nothing(stage: Stage, job: BotJob) -> None:
    stage.hub.requests.clear()
    pressed(stage, "rob")
    assert (stage.reads(), stage.writes()) == (2, 0)
    assert len(job.told) == 1


def test_it_halts_what_was_on_its_way(stage: Stage, job: BotJob) -> None:
    number = approved(stage)
    pressed(stage)
    assert HALTED in refused(stage, number, "/go-live")
    assert rows(stage) == []
    assert HALTED in sticky(stage, number)
    quiet(stage, number)
    assert job.told[-1].exit_code == 0


def test_two_lift_it_by_its_name(stage: Stage, job: BotJob) -> None:
    pressed(stage)
    lifting(stage)
    assert "harbor is stopped" in pressed(stage)
    assert len(stops(stage)) == len(job.told) == 2


@pytest.mark.parametrize("who", ["mia", "rob", "ines", "otto"])
def test_nobody_but_an_operator_presses_it(stage: Stage, job: BotJob, who: str) -> None:
    """The payload and the environment are the same for all; GitHub says who started the run."""
    before = stage.main()
    told = pressed(stage, who)
    assert told.startswith(f"nothing done: {who} (")
    assert "is no operator here by the catalog on main; olga (1007) may [not-entitled]" in told
    assert stage.main() == before
    assert job.told[-1].exit_code == 0


def test_f11_what_the_payload_says_of_its_sender_is_not_believed(stage: Stage, job: BotJob) -> None:
    press(stage, "rob")
    run = stage.hub.actions.runs(REPOSITORY)[-1]
    assert run.payload["sender"]["login"] == "rob"
    payload = stage.folder / "event.json"
    forged = {**run.payload, "sender": {"login": "olga", "id": 1007, "type": "User"}}
    payload.write_text(json.dumps(forged), encoding="utf-8")
    arguments = ("handle", "--event", "workflow_dispatch", "--payload", str(payload))
    summary = stage.folder / "summary.md"
    names = {"GITHUB_ACTOR": "olga", "GITHUB_TRIGGERING_ACTOR": "olga"}
    paths = {"GITHUB_RUN_ID": str(run.id), "GITHUB_STEP_SUMMARY": str(summary)}
    done = slipway(stage, *arguments, **names, **paths)
    assert (done.returncode, done.stderr) == (0, "")
    assert summary.read_text("utf-8") == f"`{done.stdout.strip()}`\n"
    assert done.stdout.startswith("nothing done: rob (1004) is no operator")
    assert stops(stage) == []
    assert job.told == []


def test_f12_a_press_that_an_operator_runs_again_presses_nothing(stage: Stage, job: BotJob) -> None:
    """A reviewer's press was refused; an operator runs it again, to see what it was."""
    run = press(stage, "rob")
    carried_out(stage)
    assert stage.person("olga").repo.get_workflow_run(run.id).rerun()
    told = carried_out(stage)
    assert told.startswith(f"nothing done: this is attempt 2 of run {run.id}")
    assert "press it: Actions, Slipway, Run workflow" in told
    assert stops(stage) == []
    assert len(job.told) == 2


def test_f12_a_press_that_is_run_again_once_lifted_stops_nothing(stage: Stage, job: BotJob) -> None:
    run = press(stage)
    carried_out(stage)
    lifting(stage)
    assert stage.person("otto").repo.get_workflow_run(run.id).rerun()
    told = carried_out(stage)
    assert f"run {run.id} has set its stop already" in told
    assert len(stops(stage)) == 1
    assert job.told[-1].exit_code == 0


def test_a_run_that_waited_for_more_than_a_day_stops_nothing(stage: Stage, job: BotJob) -> None:
    press(stage)
    stage.hub.clock.advance(24 * 3600 + 1)
    assert "was started more than a day ago" in carried_out(stage)
    assert stops(stage) == []
    assert job.told[-1].exit_code == 0


def test_a_press_that_waited_while_the_stop_was_lifted_stops_nothing(
    stage: Stage, job: BotJob
) -> None:
    """E11."""
    pressed(stage)
    late = press(stage)
    stage.hub.clock.advance(60)
    lifting(stage)
    assert late.status == "queued"
    assert "[as-shown]" in carried_out(stage)
    assert len(stops(stage)) == 1
    assert job.told[-1].exit_code == 0


def test_f13_a_branch_with_a_workflow_of_its_own_presses_nothing(stage: Stage, job: BotJob) -> None:
    """Whoever may write may start a branch's copy of the file, which may say anything."""
    olga = stage.person("olga")
    olga.commit("evil", {WORKFLOW: workflow_text() + "# mine\n"})
    press(stage, ref="evil")
    assert "is no run of the bot's own workflow" in carried_out(stage)
    assert stops(stage) == []
    assert job.told[-1].exit_code == 0


def test_f13_a_tag_that_is_called_main_presses_nothing(stage: Stage, job: BotJob) -> None:
    """A run of a tag has its name as head_branch (safedep/vet#586): main's history tells."""
    stage.person("olga").commit("evil", {WORKFLOW: workflow_text() + "# mine\n"})
    run = press(stage, ref="evil")
    runs = stage.hub.actions._site.state.runs
    runs.replace(replace(run, head_branch="main"))
    assert "is no run of the bot's own workflow" in carried_out(stage)
    assert stops(stage) == []
    assert job.told[-1].exit_code == 0


def test_two_who_press_at_once_make_one_stop(stage: Stage, job: BotJob) -> None:
    press(stage)
    press(stage)
    stage.hub.actions.drain()
    first, second = ((one.exit_code, one.lines[0]) for one in job.told)
    assert first[0] == second[0] == 0
    assert first[1].startswith("harbor is stopped:")
    assert second[1].startswith("nothing done: harbor was stopped already by olga (1007)")
    assert len(stops(stage)) == 1


def test_a_stop_that_was_said_stands_against_one_that_is_pressed(stage: Stage, job: BotJob) -> None:
    number = shown(stage, PRODUCTION)
    stage.person("olga").say(number, f"/stop {REASON}")
    stage.run_bot(number)
    stage.hub.clock.advance(60)
    assert "harbor was stopped already" in pressed(stage)
    assert len(stops(stage)) == len(job.told) == 1


@pytest.mark.parametrize("app", ["harbour", "../harbor", "harbor\n::error::gone"])
def test_an_app_that_is_none_is_refused_in_one_line(stage: Stage, job: BotJob, app: str) -> None:
    told = pressed(stage, app=app)
    assert "the apps are: harbor, lagoon [no-such-app]" in told
    assert "::" not in told
    assert job.told[-1].exit_code == 0


def test_a_press_without_a_reason_is_refused(stage: Stage, job: BotJob) -> None:
    assert "[no-reason]" in pressed(stage, reason="")
    assert stops(stage) == []
    assert job.told[-1].exit_code == 0


def test_who_may_not_write_has_no_button(stage: Stage, job: BotJob) -> None:
    """GitHub refuses it; on the pull request of a release such an operator says /stop."""
    workflow = stage.person("oscar").repo.get_workflow("slipway.yml")
    assert not workflow.create_dispatch("main", {"do": "stop", "app": "harbor", "reason": "x"})
    assert job.told == []


# --- Faults --------------------------------------------------------------------------------------


def test_a_lost_answer_is_looked_for_on_main(stage: Stage, job: BotJob) -> None:
    """X2. The write happened; what is said is what main holds."""
    job.looks = 1
    stage.hub.fault(Fault("answer_lost", operation="createCommitOnBranch"))
    assert pressed(stage).startswith("harbor is stopped:")
    assert len(stops(stage)) == 1


def test_a_push_in_between_is_looked_at_again(stage: Stage, job: BotJob) -> None:
    """X31."""
    job.meanwhile = lambda: stage.person("otto").commit("main", {"docs/x.md": "x"})
    assert pressed(stage).startswith("harbor is stopped:")
    assert len(stops(stage)) == 1


def test_another_stop_in_between_is_the_one_that_stands(stage: Stage, job: BotJob) -> None:
    """X30: the loser of the race says whose stop it is."""
    number = shown(stage, PRODUCTION)
    stage.person("olga").say(number, f"/stop {REASON}")
    stage.hub.clock.advance(60)
    job.meanwhile = lambda: stage.run_bot(number)
    assert pressed(stage).startswith("nothing done: harbor was stopped already by olga (1007)")
    assert len(stops(stage)) == 1


def test_a_tree_that_was_not_computed_is_said_at_once(stage: Stage, job: BotJob) -> None:
    stage.hub.fault(Fault("wrong_tree"))
    press(stage)
    stage.hub.actions.drain()
    (failure,) = job.told[-1].failures
    assert (failure.id, job.told[-1].exit_code) == ("wrong-tree", 70)


def test_a_damaged_log_is_a_failure_that_is_seen(stage: Stage, job: BotJob) -> None:
    """Nothing can be written to it: who pressed in an emergency must not see a green run."""
    pressed(stage)
    stage.person("otto").commit("main", {"catalog/log/0001-stopped.json": "{}\n"})
    press(stage)
    stage.hub.actions.drain()
    (failure,) = job.told[-1].failures
    assert (failure.id, job.told[-1].exit_code) == ("log-damaged", 1)
    assert stage.hub.actions.runs(REPOSITORY)[-1].conclusion == "failure"


def test_a_run_that_github_does_not_show_for_a_moment_is_looked_for(
    stage: Stage, job: BotJob
) -> None:
    """X18: a 404 is unknown, never absent."""
    job.looks = 1
    stage.hub.fault(Fault("refused", path="/actions/runs/"))
    assert pressed(stage).startswith("harbor is stopped:")


def test_a_token_that_may_not_see_runs_fails_and_says_what_is_missing(
    stage: Stage, job: BotJob
) -> None:
    stage.hub.fault(Fault("refused", path="/actions/runs/", times=None))
    press(stage)
    stage.hub.actions.drain()
    (failure,) = job.told[-1].failures
    assert (failure.id, job.told[-1].exit_code) == ("run-unseen", 3)
    assert failure.cure.endswith("let the bot's job, and its App, have actions: read")
    assert stops(stage) == []


def test_at_the_limit_of_requests_the_run_ends_and_says_so(stage: Stage, job: BotJob) -> None:
    """X45: who pressed sees red, and presses it again later."""
    job.looks = 1
    stage.hub.fault(Fault("rate_limited", path="/actions/runs/", times=None))
    press(stage)
    stage.hub.actions.drain()
    (failure,) = job.told[-1].failures
    assert job.told[-1].exit_code == 3
    assert stage.reads() == 1
    assert failure.id == "rate-limited"


@pytest.mark.parametrize("value", [None, "12x"])
def test_without_a_run_nobody_has_pressed(stage: Stage, value: str | None) -> None:
    payload = stage.folder / "event.json"
    inputs = {"do": "stop", "app": "harbor", "reason": REASON}
    payload.write_text(json.dumps({"inputs": inputs}), encoding="utf-8")
    arguments = ("handle", "--event", "workflow_dispatch", "--payload", str(payload))
    done = slipway(stage, *arguments, GITHUB_RUN_ID=value)
    assert done.returncode == 2
    assert "GITHUB_RUN_ID" in done.stderr
    assert stage.calls() == []
