"""A Full Release taken offline by a document in a pull request of its own, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.acting import document, run, sticky
from tests.threats.attack import Commit, plant

if TYPE_CHECKING:
    from tests.world import Stage

TEST = "coffee 1.0.0 harbor test"
LATER = "coffee 1.0.1 harbor test"


def test_an_act_merged_by_hand_stops_the_mini_program(stage: Stage) -> None:
    run(stage, stage.request(TEST))
    plant(stage, "main", Commit(document(TEST, "offline"), message="By hand"), who="otto")
    number, before = stage.request(LATER), stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "it was merged or edited by hand" in sticky(stage, number)
    assert [entry["kind"] for entry in stage.log(TEST)] == ["released"]
