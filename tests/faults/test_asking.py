"""Asking and labelling with each call failing in each way: nobody is asked twice, all comes right.

Threats X1, X2, X11 and X14, for what is a courtesy: the run that fails at a request, or is killed
around it, leaves the release as it is, and the next runs ask whom the fault-free run asks.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.app.apply import apply
from bot.app.gather import gather
from bot.app.reconcile import look
from bot.core.courtesy import AskReviews
from bot.demo.world import BOT
from bot.hub import Fault
from tests.faults.command import begin
from tests.faults.convergence import assert_converges, fault_free
from tests.faults.test_convergence import DISTURBANCES, Disturbance, struck
from tests.starts import LATE, Start, arrive

if TYPE_CHECKING:
    from tests.world import Stage

PILOTED = "coffee 1.0.0 lagoon production"
APP, SETTINGS = "catalog/apps/lagoon.yaml", "catalog/slipway.yaml"
REQUESTS = "requested_reviewers"


def _draft(stage: Stage) -> int:
    """A draft in a repository that labels, for an app that asks both of its reviewers."""
    files = stage.main_files(APP, SETTINGS)
    assert b"requestReviews: true\n" in files[APP]
    settings = files[SETTINGS].decode() + "labels: true\n"
    stage.person("otto").commit("main", {SETTINGS: settings})
    stage.make_labels()
    number = stage.request(PILOTED, draft=True)
    stage.run_bot(number)
    return number


def _ready(stage: Stage, number: int) -> int:
    stage.person("mia").ready(number)
    return number


ASKING = Start("asking", _draft, _ready)
REFUSALS = [one for one in DISTURBANCES if one.name.startswith("refused")]
OTHERS = [one for one in DISTURBANCES if one not in REFUSALS]


def requests(stage: Stage, number: int) -> list[str]:
    """Whom the bot ever asked, once for each request that the timeline shows."""
    items: list[dict[str, Any]] = [
        event.raw_data for event in stage.person("otto").repo.get_issue(number).get_timeline()
    ]
    return sorted(
        item["requested_reviewer"]["login"]
        for item in items
        if item["event"] == "review_requested" and item["actor"]["login"] == BOT
    )


def seen(stage: Stage, number: int) -> tuple[list[str], list[str], list[str]]:
    """Whom the bot asked, who is asked, and the labels."""
    otto = stage.person("otto")
    return requests(stage, number), sorted(otto.asked(number)), sorted(otto.labels(number))


WANTED = (
    ["rita", "rob"],
    ["rita", "rob"],
    ["slipway app: lagoon", "slipway: Under Review"],
)


@pytest.mark.parametrize("disturbance", OTHERS, ids=lambda each: each.name)
def test_a_run_that_fails_at_any_call_asks_the_same_people_once(
    stage: Stage, disturbance: Disturbance
) -> None:
    free = fault_free(stage, ASKING)
    for after in struck(free.calls, disturbance):
        case = f"{disturbance.name} after {after} calls"
        number = arrive(stage, ASKING)
        stage.hub.fault(replace(disturbance.fault, after=after))
        run = stage.run_bot(number)
        assert run.exit_code in disturbance.codes, (case, run.failures)
        assert_converges(stage, number, free.rest, case)
        assert seen(stage, number) == WANTED, case


@pytest.mark.parametrize("disturbance", REFUSALS, ids=lambda each: each.name)
def test_a_refusal_of_any_call_stops_no_release_and_asks_nobody_twice(
    stage: Stage, disturbance: Disturbance
) -> None:
    """A refused courtesy is told and done with: exit 0."""
    free = fault_free(stage, ASKING)
    for after in struck(free.calls, disturbance):
        case = f"{disturbance.name} after {after} calls"
        number = arrive(stage, ASKING)
        stage.hub.fault(replace(disturbance.fault, after=after))
        run = stage.run_bot(number)
        assert run.exit_code in {0, *disturbance.codes}, (case, run.failures)
        assert_converges(stage, number, free.rest, case)
        asked = requests(stage, number)
        assert len(asked) == len(set(asked)), case
        stage.hub.requests.clear()
        stage.run_bot()
        assert stage.writes() == 0, case


@pytest.mark.parametrize("path", [REQUESTS, "/labels"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_run_that_is_killed_around_a_request_asks_nobody_twice(
    stage: Stage, path: str, *, late: bool
) -> None:
    """The request lands before the next run, or after one that sent it again."""
    free = fault_free(stage, ASKING)
    number = arrive(stage, ASKING)
    stage.hub.fault(Fault("delayed", login=BOT, path=path, write=True, seconds=60))
    with begin(stage, "reconcile", "--pull", str(number)) as process:
        deadline = time.monotonic() + 30
        while not stage.hub.held:
            assert time.monotonic() < deadline
            assert process.runs
            time.sleep(0.01)
        process.kill()
    if late:
        stage.hub.clock.advance(LATE)
        stage.run_bot(number)
    stage.hub.finish_delayed()
    assert_converges(stage, number, free.rest, f"{path} killed")
    assert seen(stage, number) == WANTED


def test_a_label_that_is_gone_when_it_is_removed_is_no_trouble_for_long(stage: Stage) -> None:
    """GitHub answers 404, which is never taken for an absence (X18): the next look settles it."""
    number = arrive(stage, ASKING)
    stage.hub.fault(Fault("answer_lost", login=BOT, method="DELETE", path="/labels"))
    assert stage.run_bot(number).exit_code == 3
    assert stage.run_bot(number).exit_code == 0
    assert seen(stage, number)[2] == WANTED[2]


def test_two_bots_at_once_ask_nobody_twice(stage: Stage) -> None:
    """Both plan to ask the same people, and GitHub asks nobody who is asked already (X29)."""
    number = arrive(stage, ASKING)
    stage.hub.fault(Fault("dropped_before", login=BOT, path=REQUESTS))
    assert stage.run_bot(number).exit_code == 3
    with stage.bot() as one, stage.bot() as other:
        looks = [(world, look(world, *gather(world, number))) for world in (one, other)]
        for world, found in looks:
            assert any(isinstance(effect, AskReviews) for effect in found.effects)
            apply(world, found.repository, found.situation, found.effects)
    assert seen(stage, number) == WANTED
