"""Pilot Testing, end to end: testers within the app's limit, and its three ends."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import (
    PRODUCTION,
    SANDBOX,
    live,
    order,
    outcomes,
    piloted,
    refused,
    rows,
    standing,
)
from tests.scenarios.test_commands import kinds, quiet

if TYPE_CHECKING:
    from tests.world import Stage


def digest(*testers: str) -> str:
    """The hash that holds the app to exactly these testers."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(testers)).encode()).hexdigest()


def test_testers_come_from_the_configuration_and_change_during_the_pilot(stage: Stage) -> None:
    number = piloted(stage)
    assert standing(stage) == ("Pilot Testing", None)
    (served,) = live(stage)
    assert (served["status"], served["percent"]) == ("Pilot Testing", 0)
    assert served["testers"] == {"count": 2, "sha256": digest("hb-1", "hb-2")}
    assert order(stage, number, "/pilot add hb-3") is None
    assert order(stage, number, "/pilot remove hb-1", "wanda") is None
    assert stage.log(PRODUCTION)[-1]["testers"] == ["hb-2", "hb-3"]
    held = {"count": 2, "sha256": digest("hb-2", "hb-3")}
    assert live(stage)[0]["testers"] == held
    assert stage.status_file(PRODUCTION)["testers"] == held
    assert "hb-3" not in str(stage.main_files("live"))
    assert standing(stage) == ("Pilot Testing", None)
    assert "The pilot has 2 tester(s) now." in outcomes(stage, number)[-1]
    quiet(stage, number)


def test_the_app_limits_who_tests(stage: Stage) -> None:
    number = piloted(stage, testerLimit=3, testerIds={"prefix": "hb-"})
    assert "there would be 4 testers" in refused(stage, number, "/pilot add hb-3 hb-4")
    assert "they begin with `hb-`" in refused(stage, number, "/pilot add xx-3")
    assert "would be the same" in refused(stage, number, "/pilot add hb-1")
    assert order(stage, number, "/pilot add hb-3") is None
    quiet(stage, number)


@pytest.mark.parametrize("body", ["/complete-testing", "/bypass-testing"])
def test_in_production_a_pilot_ends_in_a_grayscale_at_nothing(stage: Stage, body: str) -> None:
    number = piloted(stage)
    assert order(stage, number, body) is None
    assert standing(stage) == ("Grayscale Release", 0)
    assert [(one["status"], one["percent"]) for one in live(stage)] == [("Grayscale Release", 0)]
    assert live(stage)[0]["testers"]["count"] == 2
    assert "Grayscale Release at 0 %" in sticky(stage, number)
    assert order(stage, number, "/scale 5%") is None
    assert order(stage, number, "/complete") is None
    assert rows(stage) == ["T11", "T17", "T18"]
    assert standing(stage) == ("Full Release", 100)
    quiet(stage, number)


@pytest.mark.parametrize("body", ["/complete-testing", "/bypass-testing"])
def test_in_sandbox_a_pilot_ends_in_full_release(stage: Stage, body: str) -> None:
    number = piloted(stage, SANDBOX)
    assert standing(stage, SANDBOX) == ("Pilot Testing", None)
    assert order(stage, number, body) is None
    assert standing(stage, SANDBOX) == ("Full Release", 100)
    assert rows(stage, SANDBOX) == ["T12"]
    assert [one["percent"] for one in live(stage, "sandbox")] == [100]
    assert live(stage) == []
    quiet(stage, number)


def test_the_log_tells_a_bypass_from_a_completion(stage: Stage) -> None:
    number = piloted(stage)
    order(stage, number, "/bypass-testing")
    assert kinds(stage)[-1] == "testing-bypassed"
    assert "**Testing bypassed** by mia (1001)" in outcomes(stage, number)[-1]


@pytest.mark.parametrize("text", [PRODUCTION, SANDBOX])
def test_to_cancel_the_testing_cancels_the_release(stage: Stage, text: str) -> None:
    number = piloted(stage, text)
    assert order(stage, number, "/cancel 1.0.0 Nobody could pay.") is None
    assert standing(stage, text) == ("Canceled", None)
    assert rows(stage, text) == ["T13"]
    assert live(stage, text.rpartition(" ")[2]) == []
    quiet(stage, number)


def test_testing_is_ended_by_a_releaser_alone(stage: Stage) -> None:
    number = piloted(stage)
    for who in ("dan", "rob", "olga", "ines", "oscar"):
        told = refused(stage, number, "/complete-testing", who)
        assert "[not-entitled]" in told
        assert "mia (1001)" in told
    assert kinds(stage) == ["submitted", "approved"]
