"""The real command line killed in the middle of a call: no cleaning up, no last words.

Threat X1. The hub holds a call, the process is killed, and the call happens nevertheless: before
the next run, or, in the worst case, after it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Fault
from tests.faults.command import begin
from tests.faults.convergence import assert_converges, fault_free
from tests.starts import (
    ARCHIVE,
    MERGE_CHANGE,
    MERGE_PRODUCTION,
    MERGE_TEST,
    REJECT,
    SAID_APPLY,
    SAID_WITHDRAW,
    SUBMIT,
    SUBMIT_CHANGE,
    UPLOAD,
    WITHDRAW,
    Start,
    arrive,
)

if TYPE_CHECKING:
    from tests.world import Stage

KILLS = [
    (SUBMIT, 1, False),
    (SUBMIT, 2, False),
    (SUBMIT, 3, False),
    (SUBMIT, 3, True),
    (REJECT, 1, False),
    (REJECT, 4, True),
    (WITHDRAW, 1, True),
    (MERGE_TEST, 3, False),
    (MERGE_TEST, 3, True),
    (MERGE_PRODUCTION, 5, False),
    (MERGE_PRODUCTION, 5, True),
    (MERGE_PRODUCTION, 6, False),
    (ARCHIVE, 3, False),
    (SAID_APPLY, 2, False),
    (SAID_APPLY, 3, False),
    (SAID_APPLY, 3, True),
    (SAID_APPLY, 5, False),
    (SAID_APPLY, 5, True),
    (SAID_WITHDRAW, 1, True),
    (UPLOAD, 5, False),
    (SUBMIT_CHANGE, 3, False),
    (MERGE_CHANGE, 5, True),
]
"""Each with the call that is held, counted from 0, and whether it lands after the next run."""


@pytest.mark.parametrize(
    ("start", "call", "late"), KILLS, ids=lambda value: getattr(value, "name", str(value))
)
def test_a_killed_run_converges(stage: Stage, start: Start, call: int, *, late: bool) -> None:
    free = fault_free(stage, start)
    number = arrive(stage, start)
    stage.hub.fault(Fault("delayed", login=BOT, after=call, seconds=60))
    with begin(stage, "reconcile", "--pull", str(number)) as process:
        deadline = time.monotonic() + 30
        while not stage.hub.held:
            assert time.monotonic() < deadline
            assert process.runs
            time.sleep(0.01)
        process.kill()
    if late:
        stage.run_bot(number)
    stage.hub.finish_delayed()
    assert_converges(stage, number, free.rest, f"{start.name} killed at call {call}")
