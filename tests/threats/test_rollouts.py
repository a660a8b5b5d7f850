"""Attacks on a release that is on its way, and accidents that befall it, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.acting import approve, chain, document, kinds, propose, run, served, sticky
from tests.scenarios.configuring import maintain
from tests.scenarios.rolling import PRODUCTION, SANDBOX, approved, order, refused, standing
from tests.scenarios.test_commands import answer

if TYPE_CHECKING:
    from tests.world import Stage

APP = "catalog/apps/harbor.yaml"
TEST = "coffee 1.0.0 harbor test"
LATER = "coffee 1.1.0 harbor production"


def piloted(stage: Stage) -> int:
    """A release in the pilot of a sandbox that nobody reviews."""
    sandbox = {"review": False, "pilot": True}
    maintain(stage, APP, lambda app: app["environments"].update(sandbox=sandbox))
    number = stage.request(SANDBOX)
    run(stage, number)
    assert standing(stage, SANDBOX) == ("Pilot Testing", None)
    return number


def full(stage: Stage, version: str) -> int:
    """A version that all users in Production have; its pull request."""
    number = approved(stage, f"coffee {version} harbor production")
    order(stage, number, "/go-live")
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
    assert "the app has no such environment any more" in told


def test_a_force_removal_reaches_an_environment_that_is_no_more(stage: Stage) -> None:
    piloted(stage)
    number = stage.request(TEST)
    run(stage, number)
    withdraw_environment(stage, "sandbox")
    order(stage, number, "/force-remove 1.0.0 It collects passwords.", "ines")
    assert [kinds(stage, text)[-1] for text in (TEST, SANDBOX)] == ["force-removed"] * 2
    assert standing(stage, SANDBOX) == ("Archived", None)


# --- What was approved for another day -----------------------------------------------------------


def test_a_restoration_approved_before_a_newer_release_came_is_asked_for_anew(
    stage: Stage,
) -> None:
    maintain(stage, APP, lambda app: app.update(restore=True))
    full(stage, "1.0.0")
    full(stage, "1.1.0")
    number = propose(stage, document(PRODUCTION, "restore"), branch="back")
    third = approved(stage, "coffee 1.2.0 harbor production")
    order(stage, third, "/go-live 10%")
    approve(stage, number, "rob")
    order(stage, third, "/complete")
    stage.hub.clock.advance(60)
    run(stage, number)
    assert served(stage, PRODUCTION) == ["1.2.0"]
    assert [entry["kind"] for entry in chain(stage, PRODUCTION)] == ["submitted", "resubmitted"]
    stage.hub.clock.advance(60)
    approve(stage, number, "rob")
    assert served(stage, PRODUCTION) == ["1.0.0"]


def test_an_approval_to_take_offline_ends_when_the_release_was_superseded(stage: Stage) -> None:
    maintain(stage, APP, lambda app: app.update(restore=True))
    full(stage, "1.0.0")
    offline = propose(stage, document(PRODUCTION, "offline"), branch="offline")
    second = approved(stage, "coffee 1.1.0 harbor production")
    order(stage, second, "/go-live 10%")
    approve(stage, offline, "rob")
    order(stage, second, "/complete")
    assert kinds(stage, PRODUCTION)[-1] == "archived"
    back = propose(stage, document(PRODUCTION, "restore"), branch="back")
    stage.hub.clock.advance(60)
    approve(stage, back, "rob")
    stage.hub.clock.advance(60)
    run(stage, offline)
    assert served(stage, PRODUCTION) == ["1.0.0"]
    assert [entry["kind"] for entry in chain(stage, PRODUCTION)][-1] == "resubmitted"


# --- What an application was let through by, and holds no more -----------------------------------


def test_a_rollout_never_takes_the_place_of_a_newer_version(stage: Stage) -> None:
    maintain(stage, APP, lambda app: app.update(oneInFlight=False))
    older = approved(stage)
    newer = approved(stage, "coffee 1.1.0 harbor production")
    order(stage, newer, "/go-live")
    assert "[version-in-order]" in refused(stage, older, "/go-live")
    assert served(stage, PRODUCTION) == ["1.1.0"]
    order(stage, older, "/cancel 1.0.0 A newer one is live.")
    assert standing(stage) == ("Canceled", None)


def test_what_is_retired_goes_no_further_and_can_be_canceled(stage: Stage) -> None:
    number = approved(stage)
    path = "catalog/mini-programs/coffee.yaml"
    maintain(stage, path, lambda program: program.update(retired=True))
    assert "[not-retired]" in refused(stage, number, "/go-live")
    order(stage, number, "/cancel 1.0.0 It is retired.")
    assert standing(stage) == ("Canceled", None)


def test_what_was_pressed_before_a_force_removal_applies_for_nothing(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    run(stage, number)
    for act in (stage.person("mia").to_draft, stage.person("mia").ready):
        stage.hub.clock.advance(60)
        act(number)
    order(stage, number, "/force-remove 1.0.0 It collects passwords.", "ines")
    assert kinds(stage, PRODUCTION) == ["submitted", "force-removed"]
    stage.hub.clock.advance(60)
    assert stage.run_bot().failures == []
    assert kinds(stage, PRODUCTION) == ["submitted", "force-removed"]
    order(stage, number, "/apply")
    assert kinds(stage, PRODUCTION) == ["submitted", "force-removed", "submitted"]


def test_a_command_that_another_release_stood_against_never_fires_later(stage: Stage) -> None:
    maintain(stage, APP, lambda app: app.update(oneInFlight=False, firstReleaseFull=True))
    first, second = approved(stage), approved(stage, LATER)
    comment = stage.person("mia").say(second, "/go-live 10%")
    order(stage, first, "/go-live")
    run(stage, second)
    told = answer(stage, second, comment)
    assert told is not None
    assert "[as-shown]" in told
    assert standing(stage, LATER) == ("Release Preparation", None)
    assert order(stage, second, "/go-live 10%") is None


def test_what_was_asked_of_an_archived_release_is_not_done_once_it_is_back(stage: Stage) -> None:
    maintain(stage, APP, lambda app: app.update(restore=True))
    for text in (TEST, "coffee 1.1.0 harbor test"):
        run(stage, stage.request(text))
        stage.hub.clock.advance(60)
    offline = propose(stage, document(TEST, "offline"), branch="offline")
    back = propose(stage, document(TEST, "restore"), branch="back")
    stage.hub.clock.advance(60)
    approve(stage, back, "rob")
    stage.hub.clock.advance(60)
    run(stage, offline)
    assert served(stage, TEST) == ["1.0.0"]
    assert "[act-as-it-stood]" in sticky(stage, offline)
    order(stage, offline, "/apply")
    assert served(stage, TEST) == []
