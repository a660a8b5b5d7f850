"""Three bots, twelve requests and seeded random faults: threat X33, invariants 1 to 5."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.app.patience import Patience
from bot.app.reconcile import Report, reconcile
from bot.core.comment import OUTCOME_MARKER, STICKY_MARKER
from bot.demo.world import BOT
from bot.hub import Fault
from tests.faults.invariants import assert_invariants
from tests.starts import LATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Stage

PATIENT = Patience(lambda _seconds: None, lambda _line: None)
KINDS = ("refused", "dropped_before", "answer_lost", "error_before", "error_after", "stale")


TARGETS = ("harbor development", "harbor test", "lagoon test", "harbor production")
REVIEWED = ("coffee 1.0.0 harbor production", "coffee 1.0.0 lagoon production")


def ask_first(stage: Stage) -> dict[str, int]:
    """Ten requests, one for each target of two mini programs."""
    targets = (*TARGETS, "lagoon production")
    texts = [f"{program} 1.0.0 {each}" for program in ("coffee", "tickets") for each in targets]
    return {text: stage.request(text) for text in texts}


def ask_again(stage: Stage, numbers: dict[str, int]) -> dict[str, int]:
    """Two requests that archive earlier ones, while people decide about what is under review."""
    rob, rita, mia = (stage.person(login) for login in ("rob", "rita", "mia"))
    for text in REVIEWED:
        rob.approve(numbers[text])
        rita.approve(numbers[text])
    rob.object(numbers["tickets 1.0.0 harbor production"], "The queue is not shown.")
    mia.close(numbers["tickets 1.0.0 lagoon production"])
    texts = ("coffee 1.1.0 harbor test", "tickets 1.1.0 lagoon test")
    return numbers | {text: stage.request(text) for text in texts}


WANTED = {
    "coffee 1.0.0 harbor development": ["released"],
    "coffee 1.0.0 harbor production": ["submitted", "approved"],
    "coffee 1.0.0 harbor test": ["released", "archived"],
    "coffee 1.0.0 lagoon production": ["submitted", "approved"],
    "coffee 1.0.0 lagoon test": ["released"],
    "coffee 1.1.0 harbor test": ["released"],
    "tickets 1.0.0 harbor development": ["released"],
    "tickets 1.0.0 harbor production": ["submitted", "rejected"],
    "tickets 1.0.0 harbor test": ["released"],
    "tickets 1.0.0 lagoon production": ["submitted", "withdrawn"],
    "tickets 1.0.0 lagoon test": ["released", "archived"],
    "tickets 1.1.0 lagoon test": ["released"],
}


def disturb(stage: Stage, numbers: list[int], seed: int) -> None:
    """Three bots work through the requests in different orders, and things go wrong."""
    chance = random.Random(seed)  # noqa: S311  a seeded test, no secret
    for _ in range(6):
        kind = chance.choice(KINDS)
        stage.hub.fault(Fault(kind, login=BOT, after=chance.randrange(60)))  # type: ignore[arg-type]  # one of KINDS
    orders = [chance.sample(numbers, len(numbers)) for _ in range(3)]

    def work(order: list[int], objects: Path) -> None:
        mine = replace(stage, objects=objects)
        for number in order:
            report = Report()
            with mine.bot(timeout=20) as world:
                reconcile(world, number, PATIENT, report)
            assert report.exit_code in (0, 2, 3), report.failures

    folders = [stage.folder / f"objects-{index}" for index in range(3)]
    threads = [
        threading.Thread(target=work, args=pair) for pair in zip(orders, folders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    stage.hub.clear_faults()


def outcomes(logs: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """The kinds of each log's entries."""
    return {
        folder.removeprefix("releases/").replace("/", " "): [entry["kind"] for entry in log]
        for folder, log in logs.items()
    }


def assert_told_once(stage: Stage, number: int) -> None:
    """One status comment, and no outcome twice."""
    own = [comment.body for comment in stage.comments(number) if comment.login == BOT]
    markers = [m[1] for body in own if (m := OUTCOME_MARKER.match(body))]
    assert len(markers) == len(set(markers)), number
    assert sum(STICKY_MARKER.match(body) is not None for body in own) == 1, number


@pytest.mark.parametrize("seed", [1, 2])
def test_three_bots_and_twelve_requests_with_random_faults(stage: Stage, seed: int) -> None:
    numbers = ask_first(stage)
    disturb(stage, list(numbers.values()), seed)
    assert stage.run_bot(looks=2).failures == []
    numbers = ask_again(stage, numbers)
    disturb(stage, list(numbers.values()), seed + 100)
    for _ in range(3):
        stage.hub.clock.advance(LATE)
        report = stage.run_bot(looks=2)
    assert report.failures == []
    assert outcomes(assert_invariants(stage)) == WANTED
    for number in numbers.values():
        assert_told_once(stage, number)
