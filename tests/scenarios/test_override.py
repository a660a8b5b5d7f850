"""One release let through a freeze by a document that a second person approves, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.scenarios.acting import approve, chain, document, kinds, outcomes, propose, run, sticky
from tests.scenarios.audited import audited
from tests.scenarios.configuring import maintain
from tests.scenarios.rolling import PRODUCTION, approved, order, refused, standing
from tests.world import release

if TYPE_CHECKING:
    from typing import Any

    from tests.world import Stage

APP = "catalog/apps/harbor.yaml"
REASON = "It mends the payment that fails."


def freeze(stage: Stage) -> None:
    window = {"from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"}

    def add(app: dict[str, Any]) -> None:
        app["environments"]["production"]["freezes"] = [{"reason": "Year's end.", **window}]

    maintain(stage, APP, add)


def ahead(stage: Stage, **time: int) -> str:
    return f"{stage.hub.clock.now() + timedelta(**time):%Y-%m-%dT%H:%M:%SZ}"


def override(stage: Stage, until: str, who: str = "mia", branch: str = "override") -> int:
    stage.hub.clock.advance(60)
    number = propose(stage, document(PRODUCTION, "override", REASON, until=until), who, branch)
    stage.hub.clock.advance(60)
    return number


def test_an_operator_lets_one_release_through_for_a_while(stage: Stage) -> None:
    carrier = approved(stage)
    freeze(stage)
    refused(stage, carrier, "/go-live")
    until = ahead(stage, hours=2)
    number = override(stage, until)
    approve(stage, number, "olga")
    *_, note = stage.log(PRODUCTION)
    _, done = chain(stage, PRODUCTION)
    assert (note["kind"], note["row"], note["from"], note["to"]) == (
        "freeze-overridden",
        None,
        "Release Preparation",
        "Release Preparation",
    )
    assert (note["until"], note["reason"]) == (until, REASON)
    assert note["actor"] == {"login": "mia", "id": 1001, "role": "releaser"}
    assert done["actor"] == {"login": "olga", "id": 1007, "role": "operator"}
    assert note["cause"]["document"] == f"{release(PRODUCTION).folder}/override.yaml"
    assert note["cause"]["transition"] == done["transition"]
    assert any("**Freezes overridden** by" in told for told in outcomes(stage, carrier))
    assert order(stage, carrier, "/go-live") is None
    assert standing(stage) == ("Full Release", 100)
    audited(stage)


def test_once_it_is_over_the_freeze_holds_again(stage: Stage) -> None:
    carrier = approved(stage)
    freeze(stage)
    approve(stage, override(stage, ahead(stage, hours=1)), "otto")
    assert kinds(stage, PRODUCTION)[-1] == "freeze-overridden"
    stage.hub.clock.advance(2 * 60 * 60)
    refused(stage, carrier, "/go-live")


def test_what_is_under_review_goes_on_by_an_override(stage: Stage) -> None:
    freeze(stage)
    carrier = stage.request(PRODUCTION)
    run(stage, carrier)
    stage.hub.clock.advance(60)
    approve(stage, carrier, "rob")
    assert kinds(stage, PRODUCTION) == ["submitted"]
    approve(stage, override(stage, ahead(stage, hours=3), "olga"), "owen")
    _, note, _ = stage.log(PRODUCTION)
    assert note["actor"] == {"login": "olga", "id": 1007, "role": "operator"}
    assert note["content"] == "pull-request"
    assert kinds(stage, PRODUCTION) == ["submitted", "freeze-overridden", "approved"]
    audited(stage)


def test_nobody_lets_through_what_they_applied_for(stage: Stage) -> None:
    approved(stage)
    freeze(stage)
    number = override(stage, ahead(stage, hours=2), "olga")
    said = sticky(stage, number)
    assert "0 of 1 approval(s) given; the next can be given by otto (1008), owen (1009)" in said
    approve(stage, number, "rob")
    assert "freeze-overridden" not in kinds(stage, PRODUCTION)


@pytest.mark.parametrize(
    ("time", "said"),
    [({"days": 8}, "seven days at most"), ({"minutes": -1}, "which is past")],
)
def test_an_override_is_short_and_ahead(stage: Stage, time: dict[str, int], said: str) -> None:
    approved(stage)
    number = override(stage, ahead(stage, **time))
    assert said in sticky(stage, number)
    assert chain(stage, PRODUCTION) == []


def test_what_waits_too_long_for_an_approval_is_over(stage: Stage) -> None:
    approved(stage)
    number = override(stage, ahead(stage, hours=2))
    stage.hub.clock.advance(3 * 60 * 60)
    approve(stage, number, "olga")
    assert "[override-short]" in sticky(stage, number)
    assert "freeze-overridden" not in kinds(stage, PRODUCTION)


def test_what_is_live_for_all_needs_no_override(stage: Stage) -> None:
    carrier = approved(stage)
    order(stage, carrier, "/go-live")
    number = override(stage, ahead(stage, hours=2))
    assert "is Full Release; what is Under Review, Pilot Testing" in sticky(stage, number)
