"""From approval to all users, end to end: commands by people over HTTP, carried out by the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Fault
from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import (
    PRODUCTION,
    allow,
    approved,
    live,
    order,
    outcomes,
    refused,
    rows,
    standing,
)
from tests.scenarios.test_commands import answer, answers, kinds, quiet
from tests.world import documents

if TYPE_CHECKING:
    from tests.world import Stage

SECOND = "coffee 1.1.0 harbor production"


def test_a_release_goes_live_step_by_step(stage: Stage) -> None:
    number = approved(stage)
    assert standing(stage) == ("Release Preparation", None)
    assert live(stage) == []
    assert order(stage, number, "/go-live 10%") is None
    assert standing(stage) == ("Grayscale Release", 10)
    assert [(one["status"], one["percent"]) for one in live(stage)] == [("Grayscale Release", 10)]
    assert order(stage, number, "/scale 50%") is None
    assert standing(stage) == ("Grayscale Release", 50)
    assert order(stage, number, "/complete") is None
    assert standing(stage) == ("Full Release", 100)
    assert kinds(stage)[2:] == ["went-live", "scaled", "completed"]
    assert rows(stage) == ["T14", "T17", "T18"]
    quiet(stage, number)


def test_a_release_goes_live_for_all_at_once(stage: Stage) -> None:
    number = approved(stage)
    assert order(stage, number, "/go-live", "wanda") is None
    assert standing(stage) == ("Full Release", 100)
    assert rows(stage) == ["T15"]
    entry = stage.log(PRODUCTION)[-1]
    assert (entry["actor"]["login"], entry["actor"]["role"]) == ("wanda", "releaser")
    assert entry["cause"] == {"kind": "event", "event": entry["events"][0]}
    quiet(stage, number)


def test_who_reads_the_pull_request_sees_how_far_it_is(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    shown = sticky(stage, number)
    assert "### Grayscale Release at 10 %: coffee 1.0.0 to harbor Production" in shown
    assert "**Gone live** by mia (1001)" in shown
    assert "[went-live](" in shown
    told = outcomes(stage, number)[-1]
    assert "coffee 1.0.0 to harbor Production is Grayscale Release at 10 %." in told
    assert "**LIVE for 10 % of the users.**" in told
    assert "@mia" in told


def test_a_percentage_only_grows(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 20%")
    told = refused(stage, number, "/scale 20%")
    assert "20 % is not above the present 20 %" in told
    assert standing(stage) == ("Grayscale Release", 20)


def test_a_release_takes_the_place_of_the_one_before(stage: Stage) -> None:
    first = approved(stage)
    order(stage, first, "/go-live")
    second = approved(stage, SECOND)
    order(stage, second, "/go-live 10%")
    assert [(one["version"], one["percent"]) for one in live(stage)] == [
        ("1.0.0", 100),
        ("1.1.0", 10),
    ]
    order(stage, second, "/complete")
    assert [one["version"] for one in live(stage)] == ["1.1.0"]
    assert standing(stage) == ("Archived", None)
    assert stage.log(PRODUCTION)[-1]["row"] == "T20"
    assert "superseded by coffee 1.1.0 to harbor Production" in sticky(stage, first)
    quiet(stage, first)


# --- What the app asks ----------------------------------------------------------------------------


def test_the_app_asks_for_steps_and_for_time_between_them(stage: Stage) -> None:
    allow(stage, grayscale={"steps": [5, 50], "wait": "24h", "required": True})
    number = approved(stage)
    assert "by a part of the users first" in refused(stage, number, "/go-live")
    assert "10 % is no step of the app; choose 5 %, 50 % or 100 %" in refused(
        stage, number, "/go-live 10%"
    )
    assert order(stage, number, "/go-live 5%") is None
    assert "[step-waited]" in refused(stage, number, "/scale 50%")
    stage.hub.clock.advance(24 * 3600)
    assert order(stage, number, "/scale 50%") is None
    quiet(stage, number)


def test_a_command_that_came_too_early_never_fires(stage: Stage) -> None:
    """Also where the run died before it could answer."""
    allow(stage, grayscale={"wait": "1h"})
    number = approved(stage)
    order(stage, number, "/go-live 5%")
    comment = stage.person("mia").say(number, "/scale 50%")
    stage.hub.fault(Fault("refused", method="POST", path="/comments$"))
    assert stage.run_bot(number).exit_code == 2
    assert answer(stage, number, comment) is None
    stage.hub.clear_faults()
    stage.hub.clock.advance(2 * 3600)
    before = stage.main()
    assert stage.run_bot(number).exit_code == 0
    assert stage.main() == before
    assert "once that is over, say it again" in (answer(stage, number, comment) or "")
    assert order(stage, number, "/scale 50%") is None


# --- Cancel, pause, resume ------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "row"), [(None, "T16"), ("/go-live 10%", "T19")])
@pytest.mark.parametrize("who", ["mia", "olga"])
def test_a_release_is_canceled_by_a_releaser_or_an_operator(
    stage: Stage, first: str | None, row: str, who: str
) -> None:
    number = approved(stage)
    if first:
        order(stage, number, first)
    assert order(stage, number, "/cancel 1.0.0 The payment page crashes.", who) is None
    assert standing(stage) == ("Canceled", None)
    assert live(stage) == []
    entry = stage.log(PRODUCTION)[-1]
    assert (entry["row"], entry["actor"]["login"]) == (row, who)
    assert entry["reason"] == "The payment page crashes."
    assert "The payment page crashes." in outcomes(stage, number)[-1]
    quiet(stage, number)


def test_a_canceled_identity_is_never_released_again(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/cancel 1.0.0 It crashes.")
    mia, branch = stage.person("mia"), "again"
    mia.commit(branch, documents(PRODUCTION, "Once more.\n"))
    again = mia.open(branch, "Once more")
    before = stage.main()
    for days in (0, 1, 40):
        stage.hub.clock.advance(days * 24 * 3600)
        stage.run_bot(again)
        assert stage.main() == before
        assert "[identity-free]" in sticky(stage, again)
    assert "the release is Canceled" in refused(stage, again, "/apply")
    other = approved(stage, SECOND)
    assert order(stage, other, "/go-live") is None


def test_a_version_that_is_not_this_one_cancels_nothing(stage: Stage) -> None:
    number = approved(stage)
    assert "[other-version]" in refused(stage, number, "/cancel 1.1.0 It crashes.")


def test_a_paused_rollout_stands_until_it_is_resumed(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    assert order(stage, number, "/pause", "olga") is None
    assert stage.status_file(PRODUCTION)["paused"]
    assert "olga (1007) paused it" in sticky(stage, number)
    assert "olga (1007) paused it" in refused(stage, number, "/scale 20%")
    assert "[already-so]" in refused(stage, number, "/pause")
    assert standing(stage) == ("Grayscale Release", 10)
    assert order(stage, number, "/resume") is None
    assert not stage.status_file(PRODUCTION)["paused"]
    assert order(stage, number, "/scale 20%") is None
    assert rows(stage) == ["T14", "note", "note", "T17"]
    quiet(stage, number)


# --- Who, and when --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dan", "rob", "olga", "ines", "otto", "oscar"])
def test_who_is_no_releaser_takes_nothing_live(stage: Stage, who: str) -> None:
    number = approved(stage)
    told = refused(stage, number, "/go-live", who)
    assert "is no releaser here by the catalog on main; mia (1001), wanda (1002) may" in told
    assert live(stage) == []
    quiet(stage, number)


def test_what_is_no_row_is_refused_with_the_statuses_that_would_allow_it(stage: Stage) -> None:
    number = approved(stage)
    told = refused(stage, number, "/scale 50%")
    assert "the release is Release Preparation, and it counts in Grayscale Release" in told
    assert "mia (1001), wanda (1002) may say it then [not-in-this-status]" in told


def test_of_two_commands_at_once_one_is_carried_out(stage: Stage) -> None:
    number = approved(stage)
    first = stage.person("mia").say(number, "/go-live 10%")
    second = stage.person("wanda").say(number, "/cancel 1.0.0 It crashes.")
    stage.run_bot(number)
    assert rows(stage) == ["T14"]
    assert answer(stage, number, first) is None
    assert "[as-shown]" in (answer(stage, number, second) or "")
    stage.hub.clock.advance(3600)
    quiet(stage, number)


def test_one_comment_holds_one_command(stage: Stage) -> None:
    number = approved(stage)
    assert "[one-command]" in (order(stage, number, "/go-live 10%\n\n/scale 50%") or "")
    assert rows(stage) == []


def test_a_changed_rule_voids_what_was_said_before(stage: Stage) -> None:
    """By the catalog's own log: two owners approved the change a moment later."""
    number = approved(stage)
    comment = stage.person("mia").say(number, "/go-live")
    stage.hub.clock.advance(60)
    text = stage.main_files("catalog/apps")["catalog/apps/harbor.yaml"].decode()
    wanda = stage.person("wanda")
    wanda.commit("rules", {"catalog/apps/harbor.yaml": text.replace("Harbor", "Harbour", 1)})
    change = wanda.open("rules", "Harbour")
    stage.run_bot(change)
    stage.hub.clock.advance(60)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(change)
    stage.run_bot(change)
    assert "Harbour" in stage.main_files("catalog/apps")["catalog/apps/harbor.yaml"].decode()
    stage.run_bot(number)
    assert "[as-shown]" in (answer(stage, number, comment) or "")
    assert rows(stage) == []
    assert order(stage, number, "/go-live") is None


def test_a_comment_that_was_edited_is_no_command(stage: Stage) -> None:
    number = approved(stage)
    mine = stage.person("mia").say(number, "Nice.")
    stage.hub.clock.advance(60)
    dan = stage.person("dan")
    next(c for c in dan.issue_comments(number) if c.id == mine).edit("/go-live")
    stage.run_bot(number)
    assert rows(stage) == []
    assert answers(stage, number) == []


def test_a_lost_event_is_made_good_by_the_sweep(stage: Stage) -> None:
    number = approved(stage)
    stage.hub.clock.advance(3 * 24 * 3600)
    stage.person("mia").say(number, "/go-live 10%")
    stage.hub.clock.advance(60)
    assert stage.run_bot().exit_code == 0
    assert rows(stage) == ["T14"]
    assert any("**Gone live**" in c.body for c in stage.comments(number) if c.login == BOT)
    quiet(stage, number)


def test_help_says_what_counts_now(stage: Stage) -> None:
    number = approved(stage)
    told = order(stage, number, "/help") or ""
    assert "say `/go-live`, `/go-live N%`, `/cancel VERSION REASON`, `/pause`" in told
    assert "| `/apply` |" not in told
    assert "| `/scale N%` |" not in told
    quiet(stage, number)
