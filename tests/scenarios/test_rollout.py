"""From approval to all users, end to end: commands by people over HTTP, carried out by the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.rolling import PRODUCTION, approved, live, order, refused, standing
from tests.scenarios.test_commands import kinds, quiet

if TYPE_CHECKING:
    from tests.world import Stage


def test_a_release_goes_live_step_by_step(stage: Stage) -> None:
    number = approved(stage)
    assert standing(stage) == ("Release Preparation", None)
    assert order(stage, number, "/go-live 10%") is None
    assert standing(stage) == ("Grayscale Release", 10)
    assert [(one["status"], one["percent"]) for one in live(stage)] == [("Grayscale Release", 10)]
    assert order(stage, number, "/scale 50%") is None
    assert standing(stage) == ("Grayscale Release", 50)
    assert order(stage, number, "/complete") is None
    assert standing(stage) == ("Full Release", 100)
    assert kinds(stage)[2:] == ["went-live", "scaled", "completed"]
    assert [entry["row"] for entry in stage.log(PRODUCTION)[2:]] == ["T14", "T17", "T18"]
    quiet(stage, number)


def test_a_percentage_only_grows(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 20%")
    told = refused(stage, number, "/scale 20%")
    assert "20 % is not above the present 20 %" in told
    assert standing(stage) == ("Grayscale Release", 20)


def test_a_sweep_finds_a_command_whose_event_was_lost(stage: Stage) -> None:
    number = approved(stage)
    stage.person("mia").say(number, "/go-live 10%")
    assert stage.run_bot().exit_code == 0
    assert standing(stage) == ("Grayscale Release", 10)
