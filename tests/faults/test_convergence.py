"""Each kind of run with each of its calls failing in each way: main comes out the same.

Threats X1, X2, X3, X4, X6, X8, X15 and X45; invariant 7. The run ends at the fault; at most three
healthy runs later everything is as the fault-free run leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Fault
from tests.faults.convergence import assert_converges, fault_free
from tests.starts import (
    EVALUATE,
    LATE,
    MERGE_TEST,
    REJECT,
    STARTS,
    SUBMIT,
    Start,
    arrive,
)

if TYPE_CHECKING:
    from tests.world import Stage


@dataclass(frozen=True, slots=True)
class Disturbance:
    """One class of outcome: the fault, the calls it can strike, and the exit codes it may have."""

    name: str
    fault: Fault
    strikes: str
    codes: frozenset[int]


def _either(name: str, fault: Fault, strikes: str, *codes: int) -> Disturbance:
    return Disturbance(name, replace(fault, login=BOT), strikes, frozenset(codes))


DISTURBANCES = (
    _either("refused-403", Fault("refused"), "rw", 2, 3),
    _either("refused-422", Fault("refused_422"), "w", 2),
    _either("dropped-before", Fault("dropped_before"), "rw", 3),
    _either("answer-lost", Fault("answer_lost"), "w", 3),
    _either("error-before", Fault("error_before"), "rw", 3),
    _either("error-after", Fault("error_after"), "w", 3),
    _either("rate-limited-403", Fault("rate_limited"), "w", 3),
    _either("rate-limited-429", Fault("rate_limited", status=429, retry_after=60), "rw", 3),
    _either("stale", Fault("stale"), "r", 0, 3),
)


def struck(calls: str, disturbance: Disturbance) -> list[int]:
    """How many matching calls pass before the one that is struck, for each that can be."""
    if disturbance.fault.kind == "stale":
        return list(range(calls.count("r")))
    return [index for index, call in enumerate(calls) if call in disturbance.strikes]


@pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda each: each.name)
@pytest.mark.parametrize("start", STARTS, ids=lambda each: each.name)
def test_a_run_that_fails_at_any_call_converges(
    stage: Stage, start: Start, disturbance: Disturbance
) -> None:
    free = fault_free(stage, start)
    for after in struck(free.calls, disturbance):
        case = f"{start.name}, {disturbance.name} after {after} calls"
        number = arrive(stage, start)
        stage.hub.fault(replace(disturbance.fault, after=after))
        run = stage.run_bot(number)
        assert run.exit_code in disturbance.codes, (case, run.failures)
        assert any(call.fault for call in stage.calls()), case
        assert_converges(stage, number, free.rest, case)


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "start", [EVALUATE, SUBMIT, REJECT, MERGE_TEST], ids=lambda each: each.name
)
def test_a_write_that_is_done_after_the_time_out_converges(
    stage: Stage, start: Start, *, late: bool
) -> None:
    """It lands before the next run, or after one that did it again: then comments are doubled."""
    free = fault_free(stage, start)
    for after in range(free.calls.count("w")):
        case = f"{start.name}, write {after} delayed"
        number = arrive(stage, start)
        stage.hub.fault(Fault("delayed", login=BOT, write=True, after=after))
        run = stage.run_bot(number, timeout=1)
        assert run.exit_code == 3, (case, run.failures)
        if late:
            stage.hub.clock.advance(LATE)
            stage.run_bot(number)
        stage.hub.finish_delayed()
        assert_converges(stage, number, free.rest, case)
