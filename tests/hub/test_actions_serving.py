"""A served hub that runs what waits by itself, and its controls over HTTP."""

import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.embedded import hub_group
from bot.errors import UsageError
from bot.hub.actions.automatic import Automatic
from tests.hub.dispatching import Dispatching, workflow


def control(dispatching: Dispatching, method: str, path: str, body: object = None) -> Any:
    """One control; its answer."""
    hub = dispatching.world.hub
    reply = dispatching.world.http(
        hub.controls.token, method, f"{hub.url}/_hub/actions/{path}", body
    )
    assert reply.status == 200, reply.body
    return reply.body


def waiting(dispatching: Dispatching) -> None:
    """Three comments whose events wait."""
    dispatching.install(workflow("issue_comment"))
    number = dispatching.propose()
    control(dispatching, "POST", "keep", {})
    for text in ("one", "two", "three"):
        dispatching.comment(number, text=text)


def heard(dispatching: Dispatching) -> list[str]:
    """The comments that runs were ordered for, in their order."""
    return [order.payload["comment"]["body"] for order in dispatching.runner.orders]


def test_events_are_reordered_doubled_and_dropped_over_http(dispatching: Dispatching) -> None:
    """The hub's own: the same as in its process."""
    waiting(dispatching)
    listed = control(dispatching, "GET", "events")
    assert listed[1] == {"number": 1, "event": "issue_comment", "action": "created", "pull": 1}
    control(dispatching, "POST", "drop", {"events": [0]})
    control(dispatching, "POST", "deliver", {"events": [1, 0, 1]})
    assert control(dispatching, "GET", "events") == []
    assert control(dispatching, "POST", "drain", {}) == {"runs": 3}
    assert heard(dispatching) == ["three", "two", "three"]


def test_events_that_wait_are_delivered_all_at_once(dispatching: Dispatching) -> None:
    """The hub's own: what waits goes on waiting until it is delivered."""
    waiting(dispatching)
    control(dispatching, "POST", "keep", {"keep": False})
    dispatching.comment(1, text="four")
    control(dispatching, "POST", "deliver", {})
    control(dispatching, "POST", "drain", {})
    assert heard(dispatching) == ["four", "one", "two", "three"]


def test_schedules_are_ticked_and_dropped_over_http(dispatching: Dispatching) -> None:
    """The hub's own: by the hub's clock; runs are listed with what they printed."""
    dispatching.install(workflow({"schedule": [{"cron": "*/5 * * * *"}]}))
    for dropped in (True, False):
        dispatching.world.hub.clock.advance(600)
        control(dispatching, "POST", "tick", {"dropped": dropped})
    control(dispatching, "POST", "drain", {})
    (run,) = control(dispatching, "GET", "runs")
    assert (run["event"], run["conclusion"], run["log"]) == (
        "schedule",
        "success",
        "only has run\n",
    )


def test_a_control_that_cannot_be_is_refused(dispatching: Dispatching) -> None:
    """The hub's own: an event that is not there, and a hub without a runner."""
    waiting(dispatching)
    dispatching.actions.runner = None
    hub = dispatching.world.hub
    for path, body in (("deliver", {"events": [7]}), ("drain", {})):
        url = f"{hub.url}/_hub/actions/{path}"
        assert dispatching.world.http(hub.controls.token, "POST", url, body).status == 422


def test_it_runs_by_itself_and_by_the_hubs_clock(dispatching: Dispatching) -> None:
    """The hub's own: without anybody who drains or ticks."""
    dispatching.install(workflow({"push": None, "schedule": [{"cron": "*/5 * * * *"}]}))
    seen = {"push": threading.Event(), "schedule": threading.Event()}
    dispatching.runner.act = lambda order: seen[order.event].set()
    with Automatic(dispatching.actions, 0.001):
        dispatching.write("mia", "x.txt")
        assert seen["push"].wait(10)
        dispatching.world.hub.clock.advance(600)
        assert seen["schedule"].wait(10)
    assert dispatching.states() == ["success", "success"]


def test_a_run_that_breaks_down_ends_no_other(
    dispatching: Dispatching, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hub's own: it is a failure, gives its group back, and one line says why."""
    dispatching.install(workflow("push", concurrency={"group": "one", "queue": "max"}))
    seen = threading.Event()

    def act(order: Any) -> None:
        if order.environment["GITHUB_RUN_NUMBER"] == "1":
            raise TimeoutError("too slow")
        seen.set()

    dispatching.runner.act = act
    for name in ("x.txt", "y.txt"):
        dispatching.write("mia", name)
    with Automatic(dispatching.actions, 0.001):
        assert seen.wait(10)
    assert dispatching.states() == ["failure", "success"]
    assert "0.yml: TimeoutError: too slow" in capsys.readouterr().err


def test_a_run_is_begun_by_one_thread_only(dispatching: Dispatching) -> None:
    """The hub's own: two that saw it wait do not both run it."""
    dispatching.install(workflow("push"))
    dispatching.write("mia", "x.txt")
    (run,) = dispatching.actions.ready()
    dispatching.runner.act = lambda _: dispatching.actions.run(run)
    dispatching.actions.run(run)
    assert len(dispatching.runner.orders) == 1


def test_without_act_the_command_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub's own: an extra that is not installed."""
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(hub_group, ["serve", "--root", str(tmp_path / "hub"), "--actions"])
    assert isinstance(done.exception, UsageError)
    assert (done.exception.id, done.exception.exit_code) == ("no-act", 2)
    assert "pip install 'slipway[actions]'" in done.exception.cure
    assert not (tmp_path / "hub").exists()
