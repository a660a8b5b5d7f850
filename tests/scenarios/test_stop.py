"""An emergency stop of an app: who sets it, where, what it halts, and what still works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import PRODUCTION, approved, order, refused, rows, standing
from tests.scenarios.test_commands import answer, kinds, quiet
from tests.world import documents

if TYPE_CHECKING:
    from typing import Any

    from tests.world import Stage

LAGOON = "coffee 1.0.0 lagoon test"
TEST = "coffee 1.0.0 harbor test"
TICKETS = "tickets 2.0.0 harbor production"
STOP = "/stop Payments fail in the whole app."
HALTED = "olga (1007) stopped harbor at "


def stops(stage: Stage) -> list[dict[str, Any]]:
    """The entries of the catalog's chain that stopped harbor."""
    files = stage.main_files("catalog/log")
    values = [json.loads(files[path]) for path in sorted(files)]
    return [value for value in values if value["kind"] == "stopped"]


def shown(stage: Stage, text: str, *, draft: bool = False) -> int:
    """A pull request that the bot has shown a minute ago."""
    number = stage.request(text, draft=draft)
    assert stage.run_bot(number).exit_code == 0
    stage.hub.clock.advance(60)
    return number


def stopped(stage: Stage) -> int:
    """The app is stopped by a word on another mini program's release, never applied for."""
    number = shown(stage, TICKETS, draft=True)
    assert "**Stopped.** Nothing goes forward in harbor" in (
        order(stage, number, STOP, "olga") or ""
    )
    stage.hub.clock.advance(60)
    return number


def test_a_stop_stands_in_the_catalogs_log_with_its_reason(stage: Stage) -> None:
    number = stopped(stage)
    (entry,) = stops(stage)
    assert (entry["actor"]["login"], entry["actor"]["role"]) == ("olga", "operator")
    assert entry["document"] == "catalog/stops/harbor.yaml"
    assert entry["reason"] == "Payments fail in the whole app."
    assert entry["pullRequest"] == number
    assert stage.main_files("catalog/stops") == {}
    quiet(stage, number)


@pytest.mark.parametrize("how", ["never-applied-for", "under-review"])
def test_a_stop_is_said_on_any_release_of_the_app(stage: Stage, how: str) -> None:
    number = shown(stage, PRODUCTION, draft=how == "never-applied-for")
    assert "**Stopped.**" in (order(stage, number, STOP, "olga") or "")
    assert len(stops(stage)) == 1
    assert HALTED in sticky(stage, number)
    quiet(stage, number)


def test_a_stop_is_said_on_a_release_that_is_live(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    assert "**Stopped.**" in (order(stage, number, STOP, "olga") or "")
    assert HALTED in sticky(stage, number)
    assert standing(stage) == ("Grayscale Release", 10)
    quiet(stage, number)


def test_a_stop_is_said_on_a_pull_request_that_was_closed_and_never_applied_for(
    stage: Stage,
) -> None:
    number = shown(stage, TICKETS, draft=True)
    stage.person("mia").close(number)
    stage.run_bot(number)
    before = sticky(stage, number)
    assert "**Stopped.**" in (order(stage, number, STOP, "olga") or "")
    (entry,) = stops(stage)
    assert (entry["pullRequest"], entry["actor"]["login"]) == (number, "olga")
    assert sticky(stage, number) == before
    quiet(stage, number)


def test_who_may_not_stop_is_told_so_on_a_closed_pull_request_too(stage: Stage) -> None:
    number = shown(stage, TICKETS, draft=True)
    stage.person("mia").close(number)
    assert "[not-entitled]" in refused(stage, number, STOP, "mia")
    quiet(stage, number)


def test_nothing_else_that_is_said_there_is_heard(stage: Stage) -> None:
    number = shown(stage, PRODUCTION, draft=True)
    stage.person("mia").close(number)
    for body in ("/apply", "/go-live", "/help"):
        assert order(stage, number, body) is None
    assert stage.log(PRODUCTION) == []


def test_a_stop_halts_an_approval_that_is_complete(stage: Stage) -> None:
    number = shown(stage, PRODUCTION)
    stopped(stage)
    stage.person("rob").approve(number)
    assert stage.run_bot(number).exit_code == 0
    assert kinds(stage) == ["submitted"]
    shows = sticky(stage, number)
    assert HALTED in shows
    assert "[not-stopped]" in shows
    quiet(stage, number)


def test_a_stop_halts_what_would_be_released_at_once(stage: Stage) -> None:
    stopped(stage)
    number = shown(stage, TEST)
    assert stage.log(TEST) == []
    assert HALTED in sticky(stage, number)
    assert "`not-stopped`" in refused(stage, number, "/apply")
    quiet(stage, number)


def test_a_stop_halts_every_step_of_a_rollout(stage: Stage) -> None:
    number = approved(stage)
    stopped(stage)
    assert HALTED in refused(stage, number, "/go-live")
    assert HALTED in refused(stage, number, "/go-live 10%")
    assert rows(stage) == []


def test_applying_withdrawing_canceling_and_pausing_still_work(stage: Stage) -> None:
    number = approved(stage)
    stopped(stage)
    assert order(stage, number, "/pause") is None
    assert order(stage, number, "/cancel 1.0.0 It crashes.", "olga") is None
    assert rows(stage) == ["note", "T16"]
    other = shown(stage, "coffee 1.1.0 harbor production", draft=False)
    assert kinds(stage, "coffee 1.1.0 harbor production") == ["submitted"]
    assert order(stage, other, "/withdraw") is None
    assert kinds(stage, "coffee 1.1.0 harbor production") == ["submitted", "withdrawn"]


def test_other_apps_go_on(stage: Stage) -> None:
    stopped(stage)
    shown(stage, LAGOON)
    assert kinds(stage, LAGOON) == ["released"]


@pytest.mark.parametrize("who", ["mia", "rob", "ines", "otto", "oscar"])
def test_nobody_but_an_operator_stops_an_app(stage: Stage, who: str) -> None:
    number = shown(stage, PRODUCTION)
    told = refused(stage, number, STOP, who)
    assert "is no operator here by the catalog on main; olga (1007) may [not-entitled]" in told
    assert stops(stage) == []
    quiet(stage, number)


def test_an_operator_of_another_app_stops_nothing(stage: Stage) -> None:
    number = shown(stage, LAGOON, draft=True)
    assert "[not-entitled]" in refused(stage, number, STOP, "olga")


def test_a_stop_stands_once(stage: Stage) -> None:
    stopped(stage)
    number = shown(stage, PRODUCTION)
    assert "[already-so]" in refused(stage, number, STOP, "olga")
    assert len(stops(stage)) == 1


def test_two_stops_at_once_are_one(stage: Stage) -> None:
    number = shown(stage, PRODUCTION)
    both = [stage.person("olga").say(number, STOP) for _ in range(2)]
    stage.run_bot(number)
    assert len(stops(stage)) == 1
    assert "**Stopped.**" in (answer(stage, number, both[0]) or "")
    assert "[already-so]" in (answer(stage, number, both[1]) or "")
    quiet(stage, number)


def test_no_stop_is_said_where_there_is_no_release(stage: Stage) -> None:
    path = "catalog/apps/harbor.yaml"
    text = stage.main_files(path)[path].decode().replace("Harbor", "Harbour", 1)
    stage.person("wanda").commit("rules", {path: text})
    number = stage.person("wanda").open("rules", "Harbour")
    stage.run_bot(number)
    assert "[no-release-here]" in refused(stage, number, STOP, "olga")


def test_a_command_from_before_the_stop_does_nothing(stage: Stage) -> None:
    number = approved(stage)
    comment = stage.person("mia").say(number, "/go-live")
    stopped(stage)
    stage.run_bot(number)
    assert rows(stage) == []
    assert "[as-shown]" in (answer(stage, number, comment) or "")


def test_a_pull_request_to_another_branch_stops_nothing(stage: Stage) -> None:
    mia = stage.person("mia")
    mia.commit("elsewhere", documents(PRODUCTION))
    mia.move("other", mia.tip("main") or "")
    number = mia.repo.create_pull(base="other", head="elsewhere", title="x", body="").number
    stage.run_bot(number)
    stage.person("olga").say(number, STOP)
    stage.run_bot(number)
    assert stops(stage) == []
