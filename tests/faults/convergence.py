"""What the fault-free run leaves, and that a disturbed one comes to the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.rest import Rest, rest_of
from tests.starts import LATE, Start, arrive

if TYPE_CHECKING:
    from tests.world import Stage


@dataclass(frozen=True, slots=True)
class FaultFree:
    """What a run does and leaves where nothing goes wrong: one letter a call, r or w."""

    calls: str
    rest: Rest


def fault_free(stage: Stage, start: Start) -> FaultFree:
    """Run once without a fault; remembered for the other tests of this worker."""
    facts, name = stage.ground.facts, f"fault-free {start.name}"
    if name not in facts:
        number = arrive(stage, start)
        assert stage.run_bot(number).exit_code == 0
        calls = "".join("w" if call.write else "r" for call in stage.calls())
        stage.hub.clock.advance(LATE)
        assert stage.run_bot().exit_code == 0
        facts[name] = FaultFree(calls, rest_of(stage, number))
    found: FaultFree = facts[name]
    return found


def assert_converges(stage: Stage, number: int, wanted: Rest, case: str) -> None:
    """One run now, one sweep once the outbox may post, and one more if it is needed."""
    stage.hub.clear_faults()
    runs = [stage.run_bot(number)]
    stage.hub.clock.advance(LATE)
    runs.append(stage.run_bot())
    found = rest_of(stage, number)
    if found != wanted:
        runs.append(stage.run_bot())
        found = rest_of(stage, number)
    assert [run.failures for run in runs] == [[] for _ in runs], case
    assert found == wanted, case
