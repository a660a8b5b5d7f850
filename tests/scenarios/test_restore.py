"""An archived release that comes back by a document in a pull request of its own, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.scenarios.acting import (
    approve,
    chain,
    document,
    kinds,
    outcomes,
    propose,
    run,
    served,
    sticky,
)
from tests.scenarios.audited import audited
from tests.scenarios.configuring import maintain
from tests.scenarios.rolling import approved, order
from tests.world import release

if TYPE_CHECKING:
    from typing import Any

    from tests.world import Stage

OLD = "coffee 1.0.0 harbor test"
NEW = "coffee 1.1.0 harbor test"
NEWER = "coffee 1.2.0 harbor test"
PRODUCTION = "coffee 1.0.0 harbor production"
LATER = "coffee 1.1.0 harbor production"
APP = "catalog/apps/harbor.yaml"
REASON = "The newer version loses orders."


def permit(stage: Stage) -> None:
    maintain(stage, APP, lambda app: app.update(restore=True))


def released(stage: Stage, *texts: str) -> int:
    """One after another is Full Release; the pull request of the first."""
    numbers = []
    for text in texts:
        stage.hub.clock.advance(60)
        numbers.append(stage.request(text))
        run(stage, numbers[-1])
        assert stage.status_file(text)["status"] == "Full Release"
    return numbers[0]


def back(stage: Stage, text: str = OLD, branch: str = "back") -> int:
    """Mia asks for a release to come back."""
    stage.hub.clock.advance(60)
    number = propose(stage, document(text, "restore", REASON), branch=branch)
    stage.hub.clock.advance(60)
    return number


def test_an_archived_release_comes_back_once_a_reviewer_agrees(stage: Stage) -> None:
    permit(stage)
    carrier = released(stage, OLD, NEW)
    number = back(stage)
    assert kinds(stage, OLD) == ["released", "archived"]
    assert [entry["kind"] for entry in chain(stage, OLD)] == ["submitted"]
    approve(stage, number, "rob")
    *_, entry = stage.log(OLD)
    _, done = chain(stage, OLD)
    assert (entry["kind"], entry["row"], entry["from"], entry["to"]) == (
        "restored",
        "T24",
        "Archived",
        "Full Release",
    )
    assert entry["actor"] == {"login": "mia", "id": 1001, "role": "releaser"}
    assert entry["reason"] == REASON
    assert entry["cause"] == {
        "kind": "document",
        "document": f"{release(OLD).folder}/restore.yaml",
        "transition": done["transition"],
    }
    assert [one["version"] for one in entry["supersedes"]] == ["1.1.0"]
    *_, archived = stage.log(NEW)
    assert (archived["kind"], archived["parent"]) == ("archived", entry["parent"])
    assert archived["supersededBy"]["transition"] == entry["transition"]
    assert served(stage, OLD) == ["1.0.0"]
    assert stage.status_file(OLD)["percent"] == 100
    body = stage.git("log", "-1", "--format=%B", "main").decode()
    assert body.startswith("Restore coffee 1.0.0 to harbor Test\n")
    assert f"Supersedes: {release(NEW).folder}\n" in body
    assert any("**Restored** by" in told for told in outcomes(stage, carrier))
    assert "Restored" in sticky(stage, carrier)
    assert "is restored, and Full Release again" in sticky(stage, number)
    audited(stage)


def test_an_app_that_does_not_say_so_restores_nothing(stage: Stage) -> None:
    released(stage, OLD, NEW)
    number = back(stage)
    assert "does not say restore: true" in sticky(stage, number)
    assert chain(stage, OLD) == []
    permit(stage)
    run(stage, number)
    assert [entry["kind"] for entry in chain(stage, OLD)] == ["submitted"]


def test_never_twice_in_a_row(stage: Stage) -> None:
    permit(stage)
    released(stage, OLD, NEW)
    approve(stage, back(stage), "rob")
    again = back(stage, NEW, "again")
    assert "coffee 1.0.0 to harbor Test was restored there already" in sticky(stage, again)
    released(stage, NEWER)
    run(stage, again)
    approve(stage, again, "rob")
    assert served(stage, NEW) == ["1.1.0"]


def test_what_was_restored_and_taken_offline_is_not_restored_again(stage: Stage) -> None:
    permit(stage)
    released(stage, OLD, NEW)
    approve(stage, back(stage), "rob")
    stage.hub.clock.advance(60)
    propose(stage, document(OLD, "offline"), branch="offline")
    assert served(stage, OLD) == []
    assert "[restored-once]" in sticky(stage, back(stage, NEW, "again"))


def test_what_was_taken_offline_comes_back(stage: Stage) -> None:
    permit(stage)
    released(stage, OLD)
    propose(stage, document(OLD, "offline"), branch="offline")
    approve(stage, back(stage), "rita")
    assert kinds(stage, OLD) == ["released", "taken-offline", "restored"]
    assert stage.log(OLD)[-1]["supersedes"] == []


def test_the_same_act_can_be_done_again_for_another_reason(stage: Stage) -> None:
    permit(stage)
    released(stage, OLD)
    propose(stage, document(OLD, "offline"), branch="offline")
    approve(stage, back(stage), "rita")
    stage.hub.clock.advance(60)
    propose(stage, document(OLD, "offline", "It is over again."), branch="other")
    assert kinds(stage, OLD) == ["released", "taken-offline", "restored", "taken-offline"]


def test_who_applied_for_it_does_not_approve_it(stage: Stage) -> None:
    permit(stage)
    maintain(stage, APP, lambda app: app["reviewers"].append({"login": "mia", "id": 1001}))
    released(stage, OLD, NEW)
    number = back(stage)
    run(stage, number)
    assert "the next can be given by rob (1004), rita (1005)" in sticky(stage, number)
    assert served(stage, OLD) == ["1.1.0"]


def test_what_was_force_removed_never_comes_back(stage: Stage) -> None:
    permit(stage)
    carrier = released(stage, OLD)
    order(stage, carrier, "/force-remove 1.0.0 It leaks data.", "ines")
    assert kinds(stage, OLD)[-1] == "force-removed"
    assert "was force removed, and never comes back" in sticky(stage, back(stage))


def test_never_during_a_grayscale_release(stage: Stage) -> None:
    permit(stage)
    first = approved(stage, PRODUCTION)
    order(stage, first, "/go-live")
    second = approved(stage, LATER)
    order(stage, second, "/go-live")
    third = approved(stage, "coffee 1.2.0 harbor production")
    order(stage, third, "/go-live 10%")
    number = back(stage, PRODUCTION)
    assert f"is Grayscale Release (#{third}); complete or cancel it first" in sticky(stage, number)
    order(stage, third, "/cancel 1.2.0 It crashes.")
    run(stage, number)
    approve(stage, number, "rob")
    assert served(stage, PRODUCTION) == ["1.0.0"]


def test_a_stop_halts_it_and_an_approval_waits(stage: Stage) -> None:
    permit(stage)
    carrier = released(stage, OLD, NEW)
    number = back(stage)
    order(stage, carrier, "/stop Payments fail.", "olga")
    approve(stage, number, "rob")
    assert "stopped harbor at" in sticky(stage, number)
    assert served(stage, OLD) == ["1.1.0"]
    assert kinds(stage, OLD) == ["released", "archived"]


def test_a_freeze_halts_it_until_it_ends(stage: Stage) -> None:
    until = f"{stage.hub.clock.now() + timedelta(days=30):%Y-%m-%d}T00:00:00Z"
    window = {"from": "2020-01-01T00:00:00Z", "until": until}

    def frozen(app: dict[str, Any]) -> None:
        app["environments"]["sandbox"]["freezes"] = [{"reason": "Year's end.", **window}]

    def thawed(app: dict[str, Any]) -> None:
        app["environments"]["sandbox"] = {"review": False, "pilot": False}

    permit(stage)
    maintain(stage, APP, thawed)
    released(stage, "coffee 1.0.0 harbor sandbox", "coffee 1.1.0 harbor sandbox")
    maintain(stage, APP, frozen)
    number = back(stage, "coffee 1.0.0 harbor sandbox")
    approve(stage, number, "rob")
    said = sticky(stage, number)
    assert "it is frozen" in said
    assert f"it ends {until[:10]}" in said
    assert served(stage, "coffee 1.0.0 harbor sandbox") == ["1.1.0"]
    maintain(stage, APP, thawed)
    run(stage, number)
    assert served(stage, "coffee 1.0.0 harbor sandbox") == ["1.0.0"]


def test_a_retired_mini_program_does_not_come_back(stage: Stage) -> None:
    permit(stage)
    released(stage, OLD, NEW)
    path = "catalog/mini-programs/coffee.yaml"
    maintain(stage, path, lambda program: program.update(retired=True))
    assert "[not-retired]" in sticky(stage, back(stage))
