"""Attacks on a release that is on its way, and accidents that befall it, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.acting import kinds, run
from tests.scenarios.configuring import maintain
from tests.scenarios.rolling import SANDBOX, order, refused, standing

if TYPE_CHECKING:
    from tests.world import Stage

APP = "catalog/apps/harbor.yaml"
TEST = "coffee 1.0.0 harbor test"


def piloted(stage: Stage) -> int:
    """A release in the pilot of a sandbox that nobody reviews."""
    sandbox = {"review": False, "pilot": True}
    maintain(stage, APP, lambda app: app["environments"].update(sandbox=sandbox))
    number = stage.request(SANDBOX)
    run(stage, number)
    assert standing(stage, SANDBOX) == ("Pilot Testing", None)
    return number


def withdraw_environment(stage: Stage, name: str) -> None:
    """The catalog names an environment no more."""
    maintain(stage, APP, lambda app: app["environments"].pop(name))


# --- An environment that is no more --------------------------------------------------------------


def test_what_stands_in_an_environment_that_is_no_more_can_be_canceled(stage: Stage) -> None:
    number = piloted(stage)
    withdraw_environment(stage, "sandbox")
    order(stage, number, "/cancel 1.0.0 The sandbox is no more.")
    assert [entry["row"] for entry in stage.log(SANDBOX)] == ["T4", "T13"]
    assert standing(stage, SANDBOX) == ("Canceled", None)


def test_nothing_goes_forward_in_an_environment_that_is_no_more(stage: Stage) -> None:
    number = piloted(stage)
    withdraw_environment(stage, "sandbox")
    told = refused(stage, number, "/complete-testing")
    assert "the catalog names this environment no more" in told


def test_a_force_removal_reaches_an_environment_that_is_no_more(stage: Stage) -> None:
    piloted(stage)
    number = stage.request(TEST)
    run(stage, number)
    withdraw_environment(stage, "sandbox")
    order(stage, number, "/force-remove 1.0.0 It collects passwords.", "ines")
    assert [kinds(stage, text)[-1] for text in (TEST, SANDBOX)] == ["force-removed"] * 2
    assert standing(stage, SANDBOX) == ("Archived", None)
