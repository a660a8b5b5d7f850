"""Five pull requests, each built on the one before, in every order of approving and merging.

A hundred and twenty orders are not played one by one: where every step out of a state ends in the
same state as all other ways there, the steps between the states stand for all orders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.invariants import assert_invariants
from tests.scenarios.test_stacked import branch, refused
from tests.scenarios.test_story import sticky
from tests.threats.attack import Commit, plant
from tests.world import documents, release

if TYPE_CHECKING:
    from tests.world import Stage

STACK = (
    "coffee 1.0.0 harbor test",
    "coffee 1.0.0 lagoon test",
    "tickets 1.0.0 harbor test",
    "tickets 1.0.0 lagoon test",
    "coffee 1.0.0 harbor development",
)
FIVE = tuple(range(1, 6))
START = "stack of five"
Merged = frozenset[int]
NOBODY: Merged = frozenset()


def stacked(stage: Stage) -> None:
    """The stack, by the numbers 1 to 5, looked at once."""
    if START in stage.ground.kept:
        stage.back(START)
        return
    below = "main"
    for number, text in zip(FIVE, STACK, strict=True):
        plant(stage, branch(text), Commit(documents(text)), base=below)
        below = branch(text)
        assert stage.person("mia").open(branch(text), text) == number
    assert stage.run_bot().exit_code == 0
    stage.keep(START)


def merged(stage: Stage) -> Merged:
    """Whose request is on main; it is byte for byte their own, and nobody else's is there."""
    files, found = stage.main_files("releases/"), set()
    for number, text in zip(FIVE, STACK, strict=True):
        path = release(text).request_path
        if path in files:
            assert files[path].decode() == documents(text)[path]
            found.add(number)
    pulls = stage.person("otto").repo.get_pulls(state="all")
    assert {pull.number for pull in pulls if pull.merged_at is not None} == found
    kinds = {path for path in files if "/log/" in path}
    assert kinds == {f"{release(STACK[n - 1]).folder}/log/0001-released.json" for n in found}
    return frozenset(found)


def only(stage: Stage, number: int) -> None:
    """Close all but one that are open; reopen that one where it was closed."""
    mia = stage.person("mia")
    for other in FIVE:
        pull = mia.pull(other)
        if other != number and pull.state == "open":
            mia.close(other)
        elif other == number and pull.state == "closed" and not pull.merged:
            mia.reopen(other)


def test_approving_a_stack_in_any_order_merges_none_of_it(stage: Stage) -> None:
    """Each look depends on the open heads alone; so one order shows what all come to."""
    stacked(stage)
    before = stage.main()
    for number in (3, 1, 5, 2, 4):
        stage.person("rob").approve(number)
        assert stage.run_bot(number).exit_code == 0
    assert stage.run_bot().exit_code == 0
    assert stage.main() == before
    for number in FIVE[:-1]:
        assert refused(stage, number, 5)
    assert "no release can be read here" in sticky(stage, 5)


def test_one_by_one_a_stack_is_merged_from_its_foot_whatever_the_order_of_trying(
    stage: Stage,
) -> None:
    """Only the lowest brings nothing but its own; each other is refused for what lies below."""
    stacked(stage)
    for lowest in FIVE:
        for number in (*range(lowest + 1, 6), lowest):
            only(stage, number)
            stage.hub.clock.advance(1)
            assert stage.run_bot(number).exit_code == 0
            expected = range(1, lowest + (number == lowest))
            assert merged(stage) == frozenset(expected), (lowest, number)
    assert_invariants(stage)


def test_a_stack_that_is_made_anew_from_main_is_merged_in_every_order(stage: Stage) -> None:
    """As the refusal says: each state is reached over all others that lie one step before it."""
    stacked(stage)
    stage.objects = stage.folder / "objects"
    known, waiting = {NOBODY}, [NOBODY]
    stage.keep(f"{START} {[]}")
    while waiting:
        done = waiting.pop(0)
        for number in sorted(set(FIVE) - done):
            stage.back(f"{START} {sorted(done)}")
            text = STACK[number - 1]
            plant(stage, branch(text), Commit(documents(text), message="Anew"))
            assert stage.run_bot(number).exit_code == 0
            after = done | {number}
            assert merged(stage) == after, sticky(stage, number)
            if after not in known:
                known.add(after)
                waiting.append(after)
                stage.keep(f"{START} {sorted(after)}")
    assert len(known) == 2**5
    assert_invariants(stage)
