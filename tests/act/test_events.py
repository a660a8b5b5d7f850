"""Threats X21, X22, X25, F12: lost, doubled, late and mixed events come to the same end."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import github
import pytest

from bot.demo.world import REPOSITORY
from tests.act.inside import Inside
from tests.act.stories import ENDS, TEST, Day
from tests.faults.invariants import assert_invariants

if TYPE_CHECKING:
    from bot.hub.actions.starting import Delivery
    from bot.hub.model import WorkflowRun
    from tests.act.acting import Acting

DAYS = 24 * 60 * 60


def played(acting: Acting, day: Day) -> list[str]:
    """What a day leaves, whose runs stay inside this process; its invariants hold."""
    acting.actions.runner = Inside(acting.stage)
    day.play()
    assert {text: acting.stage.status_file(text)["status"] for text in ENDS} == ENDS
    assert_invariants(acting.stage)
    return day.rest()


def in_order(acting: Acting) -> list[str]:
    """What the day leaves where every event arrives once; remembered for the other tests."""
    facts = acting.stage.ground.facts
    if "in order" not in facts:
        facts["in order"] = played(acting, Day(acting))
        acting.stage.back()
    found: list[str] = facts["in order"]
    return found


def lost(_events: list[Delivery]) -> list[Delivery]:
    return []


def backwards_and_twice(events: list[Delivery]) -> list[Delivery]:
    return [*reversed(events), *events]


@dataclass(slots=True)
class Mixed:
    """Each event is lost, or arrives once, twice, or an act later, in any order."""

    chance: random.Random
    late: list[Delivery] = field(default_factory=list)

    def __call__(self, events: list[Delivery]) -> list[Delivery]:
        arriving, self.late = self.late, []
        for event in events:
            match self.chance.choice(("lost", "once", "twice", "late")):
                case "once":
                    arriving.append(event)
                case "twice":
                    arriving += [event, event]
                case "late":
                    self.late.append(event)
        self.chance.shuffle(arriving)
        return arriving


def test_x22_the_scheduled_pass_alone_does_all_that_events_would_have_done(acting: Acting) -> None:
    wanted = in_order(acting)
    assert played(acting, Day(acting, lost)) == wanted


def test_x21_doubled_events_in_reverse_order_come_to_the_same_end(acting: Acting) -> None:
    wanted = in_order(acting)
    assert played(acting, Day(acting, backwards_and_twice)) == wanted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_x25_whatever_becomes_of_events_the_end_is_the_same(acting: Acting, seed: int) -> None:
    """Lost as by a full line too; a fixed sample of all that can become of them."""
    wanted = in_order(acting)
    assert played(acting, Day(acting, Mixed(random.Random(seed)))) == wanted  # noqa: S311  repeatable


# --- The same, a little of it, by the workflow files themselves -----------------------------------


def test_x22_by_act_the_schedule_finds_what_a_lost_event_left(acting: Acting) -> None:
    acting.keep_events()
    acting.stage.request(TEST)
    acting.actions.schedule(REPOSITORY)
    (run,) = acting.drain()
    assert run.event == "schedule"
    assert acting.subjects()[1:] == ["Release coffee 1.0.0 to harbor Test: Full Release"]


def test_x21_by_act_two_runs_of_one_event_overlap_and_release_once(acting: Acting) -> None:
    """No concurrency group holds one of them back here: both look at the same moment."""
    events = acting.keep_events()
    number = acting.stage.request(TEST)
    opened = next(one for one in events if one.happening.action == "opened")
    acting.actions.deliver(opened, opened)
    both = [run for run in acting.runs() if run.event == "pull_request_target"]
    assert len(both) == 2
    threads = [threading.Thread(target=acting.actions.run, args=(run,)) for run in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {run.conclusion for run in runs_of(acting, both)} == {"success"}
    assert acting.subjects()[1:] == ["Release coffee 1.0.0 to harbor Test: Full Release"]
    assert acting.stage.person("mia").pull(number).merged
    assert_invariants(acting.stage)


def runs_of(acting: Acting, which: list[WorkflowRun]) -> list[WorkflowRun]:
    numbers = {run.id for run in which}
    return [run for run in acting.runs() if run.id in numbers]


def test_f12_an_old_run_pressed_again_does_nothing_twice(acting: Acting) -> None:
    """docs.github.com, "Re-running workflows and jobs": 30 days, the old payload, the same file."""
    stage, by_act = acting.stage, acting.actions.runner
    acting.actions.runner = Inside(stage)
    events = acting.keep_events()
    number = stage.request(TEST)
    acting.actions.deliver(*events)
    acting.drain()
    first = next(run for run in acting.runs() if run.event == "pull_request_target")
    stage.hub.clock.advance(29 * DAYS)
    before = (stage.main(), stage.comments(number), first.head_sha)
    stage.hub.requests.clear()
    acting.actions.runner = by_act
    repo = stage.person("mia").repo
    url = f"/repos/{REPOSITORY}/actions/runs/{first.id}/rerun"
    repo.requester.requestJsonAndCheck("POST", url)
    (again,) = acting.drain()

    assert (again.id, again.attempt, again.payload) == (first.id, 2, first.payload)
    assert (stage.main(), stage.comments(number), again.head_sha) == before
    assert stage.writes() == 0
    stage.hub.clock.advance(2 * DAYS)
    with pytest.raises(github.GithubException) as refused:
        repo.requester.requestJsonAndCheck("POST", url)
    assert refused.value.status == 403
