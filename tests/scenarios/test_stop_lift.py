"""An emergency stop lifted by a pull request that two people approve, over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.scenarios.acting import approve, outcomes, propose, run, sticky
from tests.scenarios.audited import audited
from tests.scenarios.configuring import maintain
from tests.scenarios.rolling import approved, order, refused, standing

if TYPE_CHECKING:
    from tests.world import Stage

APP = "catalog/apps/harbor.yaml"
PATH = "catalog/stops/harbor.yaml"


def catalog_log(stage: Stage) -> list[dict[str, Any]]:
    files = stage.main_files("catalog/log/")
    return [json.loads(files[path]) for path in sorted(files)]


def stopped(stage: Stage, carrier: int) -> str:
    """Olga stops the app; the transition of the stop."""
    order(stage, carrier, "/stop Payments fail.", "olga")
    *_, entry = catalog_log(stage)
    assert entry["kind"] == "stopped"
    transition: str = entry["transition"]
    return transition


def lift(stage: Stage, stop: str, who: str = "olga", branch: str = "lift") -> int:
    stage.hub.clock.advance(60)
    text = f"format: 1\napp: harbor\nlifts: {stop}\nreason: Payments work again.\n"
    number = propose(stage, {PATH: text}, who, branch)
    stage.hub.clock.advance(60)
    return number


def test_two_operators_or_owners_lift_a_stop(stage: Stage) -> None:
    carrier = approved(stage)
    number = lift(stage, stopped(stage, carrier))
    refused(stage, carrier, "/go-live")
    approve(stage, number, "otto")
    assert "1 of 2 approval(s) given" in sticky(stage, number)
    assert PATH not in stage.main_files()
    approve(stage, number, "owen")
    *_, entry = catalog_log(stage)
    assert (entry["kind"], entry["document"]) == ("changed", PATH)
    assert entry["actor"] == {"login": "owen", "id": 1009, "role": "owner"}
    assert [one["reviewer"]["login"] for one in entry["approvals"]] == ["otto", "owen"]
    assert stage.git("log", "-1", "--format=%s", "main").decode() == "Lift the stop of harbor\n"
    (told,) = outcomes(stage, number)
    assert "**Done**: the stop of harbor is lifted" in told
    assert order(stage, carrier, "/go-live") is None
    assert standing(stage) == ("Full Release", 100)
    audited(stage)


def test_an_operator_and_an_owner_are_two(stage: Stage) -> None:
    carrier = approved(stage)
    number = lift(stage, stopped(stage, carrier), "otto")
    approve(stage, number, "olga", "owen")
    roles = [entry["actor"]["role"] for entry in catalog_log(stage)]
    assert roles == ["operator", "owner", "owner"]
    approvals = catalog_log(stage)[-1]["approvals"]
    assert [one["reviewer"]["login"] for one in approvals] == ["olga", "owen"]


def test_who_applied_is_none_of_the_two(stage: Stage) -> None:
    carrier = approved(stage)
    number = lift(stage, stopped(stage, carrier), "otto")
    approve(stage, number, "olga")
    assert PATH not in stage.main_files()
    assert "the next can be given by owen (1009)" in sticky(stage, number)


def test_nobody_else_applies_for_it(stage: Stage) -> None:
    carrier = approved(stage)
    number = lift(stage, stopped(stage, carrier), "mia")
    assert "[requester-may-change]" in sticky(stage, number)
    assert [entry["kind"] for entry in catalog_log(stage)] == ["stopped"]


def test_only_the_stop_that_stands_is_lifted(stage: Stage) -> None:
    carrier = approved(stage)
    first = stopped(stage, carrier)
    approve(stage, lift(stage, first), "otto", "owen")
    stage.hub.clock.advance(60)
    second = stopped(stage, carrier)
    assert first != second
    text = f"format: 1\napp: harbor\nlifts: {first}\nreason: Again.\n"
    number = propose(stage, {PATH: text}, "olga", "again")
    assert f"The stop of harbor that stands is {second}" in sticky(stage, number)
    text = text.replace(first, second)
    stage.person("olga").commit("again", {PATH: text})
    run(stage, number)
    stage.hub.clock.advance(60)
    approve(stage, number, "otto", "owen")
    assert order(stage, carrier, "/go-live") is None


def test_what_was_approved_for_one_stop_does_not_lift_the_next(stage: Stage) -> None:
    carrier = approved(stage)
    number = lift(stage, stopped(stage, carrier))
    stage.person("otto").approve(number)
    other = lift(stage, catalog_log(stage)[0]["transition"], "olga", "other")
    approve(stage, other, "otto", "owen")
    stopped(stage, carrier)
    approve(stage, number, "owen")
    assert "[stop-stands]" in sticky(stage, number)
    refused(stage, carrier, "/go-live")


def test_where_nothing_is_stopped_there_is_nothing_to_lift(stage: Stage) -> None:
    number = lift(stage, "0" * 32)
    assert "No stop of harbor stands; close this [stop-stands]" in sticky(stage, number)


def test_a_machine_lifts_nothing(stage: Stage) -> None:
    def mark(app: dict[str, Any]) -> None:
        app["operators"][0]["machine"] = True

    carrier = approved(stage)
    stop = stopped(stage, carrier)
    maintain(stage, APP, mark)
    number = lift(stage, stop, "otto")
    approve(stage, number, "olga", "owen")
    assert PATH not in stage.main_files()
