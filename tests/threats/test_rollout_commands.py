"""Attacks by commands on a release that is on its way (B8, E5, E8, E11, E13, E15)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Fault
from tests.meanwhile import run_meanwhile
from tests.scenarios.acting import document, propose
from tests.scenarios.rolling import APP, approved, live, order, refused, rows, standing
from tests.scenarios.test_commands import answer
from tests.threats.attack import PRODUCTION, kinds, quiet, run, sticky
from tests.threats.test_commands import ANSWER, answers, releasers, stopped_clock
from tests.threats.test_comments import breaks_nothing

if TYPE_CHECKING:
    from tests.world import Stage

NEXT = "coffee 1.1.0 harbor production"
LAGOON = "coffee 1.0.0 lagoon test"
CANCEL = "/cancel 1.0.0 It crashes."
REMOVE = "/force-remove 1.0.0 It leaks data."


# --- B8: what was shown ---------------------------------------------------------------------------


@pytest.mark.parametrize("body", [CANCEL, "/scale 50%", "/complete", "/pause"])
def test_b8_an_entry_between_the_command_and_the_bot_makes_it_void(stage: Stage, body: str) -> None:
    """Another run has raised it, and the speaker had not seen that."""
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    stage.hub.clock.advance(60)
    stage.person("wanda").say(number, "/scale 20%")
    late: list[int] = []
    run_meanwhile(stage, number, lambda: late.append(stage.person("mia").say(number, body)))
    run(stage, number)
    assert rows(stage) == ["T14", "T17"]
    assert "[as-shown]" in (answer(stage, number, late[0]) or "")
    stage.hub.clock.advance(3600)
    quiet(stage, number)


def test_b8_a_command_in_the_second_of_the_entry_is_void(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    with stopped_clock(stage):
        run(stage, number)
        comment = stage.person("mia").say(number, "/go-live")
        run(stage, number)
    assert rows(stage) == []
    assert "[as-shown]" in (answer(stage, number, comment) or "")
    stage.hub.clock.advance(1)
    assert order(stage, number, "/go-live") is None


def test_b8_what_was_said_before_the_approval_takes_nothing_live(stage: Stage) -> None:
    """Approved while the bot was away, and said before the entry of that stood."""
    number = stage.request(PRODUCTION)
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/go-live")
    run(stage, number)
    assert kinds(stage) == ["submitted", "approved"]
    assert live(stage) == []
    stage.hub.clock.advance(3600)
    quiet(stage, number)


# --- E5: another's release ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "body"),
    [
        ("olga", "/stop It burns."),
        ("olga", "/pause"),
        ("ines", "/warn 7d Cure it."),
        ("ines", REMOVE),
    ],
)
def test_e5_a_role_in_one_app_is_none_in_another(stage: Stage, who: str, body: str) -> None:
    number = stage.request(LAGOON)
    run(stage, number)
    assert "[not-entitled]" in refused(stage, number, body, who)
    quiet(stage, number)


def test_e5_a_command_names_no_other_release(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    other = stage.request("coffee 1.1.0 harbor test", draft=True)
    run(stage, other)
    for body, told in (
        (CANCEL, "[other-version]"),
        ("/complete", "[not-in-this-status]"),
        ("/scale 50% coffee 1.0.0", "[command-form]"),
        ("/go-live #1", "[command-form]"),
    ):
        assert told in (order(stage, other, body) or "")
    run(stage, number)
    assert standing(stage) == ("Grayscale Release", 10)


def test_e5_who_opened_the_pull_request_or_approved_it_leads_nothing_on(stage: Stage) -> None:
    number = stage.request(PRODUCTION, "dan")
    run(stage, number)
    assert "**Applied.**" in (order(stage, number, "/apply") or "")
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    run(stage, number)
    assert kinds(stage)[-1] == "approved"
    for who in ("dan", "rob", "otto"):
        assert "[not-entitled]" in refused(stage, number, "/go-live", who)
    assert live(stage) == []


# --- E8: other people's text ----------------------------------------------------------------------

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
HOSTILE = (
    f"@org/all ![x](http://tracker.example) ``` </details> <script> Fixes #123 {OVERRIDE}txt. "
    "Approved-by: 1004"
)


@pytest.mark.parametrize(
    ("who", "command"),
    [
        ("olga", "/cancel 1.0.0"),
        ("ines", "/warn 7d"),
        ("ines", "/force-remove 1.0.0"),
        ("olga", "/stop"),
    ],
)
def test_e8_the_reason_of_a_command_breaks_out_of_nothing(
    stage: Stage, who: str, command: str
) -> None:
    number, other = approved(stage), stage.request("coffee 1.1.0 harbor test", draft=True)
    before = stage.main()
    order(stage, number, f"{command} {HOSTILE}", who)
    run(stage, other)
    assert stage.main() != before
    message = stage.git("log", "-1", "--format=%B", "refs/heads/main").decode()
    assert not any(word in message for word in ("org", "tracker", "Fixes"))
    bodies = [c.body for one in (number, other) for c in stage.comments(one) if c.login == BOT]
    for body in bodies:
        breaks_nothing(body)
        assert OVERRIDE not in body
    quiet(stage, number)


def test_e8_a_secret_in_a_reason_reaches_neither_log_nor_comment(stage: Stage) -> None:
    number = approved(stage)
    secret = "ghp_" + "a1B2" * 9
    assert order(stage, number, f"/cancel 1.0.0 {secret} leaked.") is None
    assert rows(stage) == ["T16"]
    own = [c.body for c in stage.comments(number) if c.login == BOT]
    assert not any(secret in body for body in own)
    assert not any(secret.encode() in data for data in stage.main_files().values())


def test_e8_a_flood_of_commands_is_answered_three_times_and_hides_no_act(stage: Stage) -> None:
    number = approved(stage)
    stage.person("mia").say(number, CANCEL)
    for _ in range(20):
        stage.person("dan").say(number, "/go-live")
    run(stage, number)
    assert rows(stage) == ["T16"]
    assert len(answers(stage, number)) == 3


# --- E11: what was refused never fires ------------------------------------------------------------


def test_e11_a_command_before_the_approval_does_not_fire_after_it(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    run(stage, number)
    assert "the release is Under Review" in refused(stage, number, "/go-live")
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    run(stage, number)
    stage.hub.clock.advance(3600)
    run(stage, None)
    assert kinds(stage) == ["submitted", "approved"]


def test_e11_a_command_refused_for_its_speaker_does_not_fire_once_they_may(stage: Stage) -> None:
    number = approved(stage)
    assert "[not-entitled]" in refused(stage, number, "/go-live", "dan")
    releasers(stage, ("mia", 1001), ("dan", 1003))
    stage.hub.clock.advance(3600)
    run(stage, number)
    assert rows(stage) == []
    assert order(stage, number, "/go-live", "dan") is None


def test_e11_not_even_without_its_answer_where_the_catalog_has_a_log(stage: Stage) -> None:
    """Whoever deletes the bot's answer wins nothing: the change that lets them is newer."""
    number = approved(stage)
    refused(stage, number, "/stop It burns.", "dan")
    text = stage.main_files(APP)[APP].decode()
    wanda = stage.person("wanda")
    wanda.commit("rules", {APP: text.replace("olga, id: 1007", "dan, id: 1003")})
    change = wanda.open("rules", "Another operator")
    run(stage, change)
    stage.hub.clock.advance(60)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(change)
    run(stage, change)
    for comment in stage.person("dan").issue_comments(number):
        if comment.body.startswith(ANSWER):
            comment.delete()
    run(stage, number)
    (told,) = answers(stage, number)
    assert "[as-shown]" in told.body
    assert "not-stopped" not in sticky(stage, number)


def test_e11_a_percentage_refused_as_too_low_does_not_fire_elsewhere(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 50%")
    assert "[percent-not-allowed]" in refused(stage, number, "/scale 20%")
    assert order(stage, number, "/pause") is None
    assert order(stage, number, "/resume") is None
    run(stage, None)
    assert standing(stage) == ("Grayscale Release", 50)


# --- E13: once ------------------------------------------------------------------------------------


def test_e13_a_command_that_is_seen_again_and_again_acts_once(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    order(stage, number, "/pause")
    order(stage, number, "/resume")
    for _ in range(3):
        stage.hub.clock.advance(660)
        run(stage, number)
        run(stage, None)
    assert rows(stage) == ["T14", "note", "note"]
    quiet(stage, None)


def test_e13_two_bots_at_once_carry_it_out_once(stage: Stage) -> None:
    number = approved(stage)
    stage.person("mia").say(number, "/go-live 10%")
    run_meanwhile(stage, number, lambda: stage.run_bot(number))
    run(stage, number)
    assert rows(stage) == ["T14"]
    quiet(stage, number)


def test_e13_two_bots_at_once_stop_an_app_once(stage: Stage) -> None:
    number = approved(stage)
    stage.person("olga").say(number, "/stop It burns.")
    run_meanwhile(stage, number, lambda: stage.run_bot(number))
    run(stage, number)
    assert len(re.findall("stopped.json", "\n".join(stage.main_files("catalog/log")))) == 1
    assert len(answers(stage, number)) == 1
    quiet(stage, number)


def test_e13_a_lost_answer_of_github_carries_it_out_once(stage: Stage) -> None:
    number = approved(stage)
    stage.person("mia").say(number, "/go-live 10%")
    stage.hub.fault(Fault("answer_lost", login=BOT, write=True))
    stage.run_bot(number)
    stage.hub.clear_faults()
    stage.hub.clock.advance(660)
    run(stage, number)
    assert rows(stage) == ["T14"]
    quiet(stage, number)


# --- E15: nothing comes back by haste -------------------------------------------------------------


def test_e15_no_command_brings_back_what_was_archived(stage: Stage) -> None:
    first = approved(stage)
    order(stage, first, "/go-live")
    order(stage, approved(stage, NEXT), "/go-live")
    for body in ("/go-live", "/go-live 10%", "/scale 50%", "/complete", "/resume", "/apply"):
        assert "the release is Archived" in refused(stage, first, body)
    assert [one["version"] for one in live(stage)] == ["1.1.0"]
    quiet(stage, first)


@pytest.mark.parametrize("kind", ["restore", "override"])
def test_e15_nothing_brings_back_what_was_force_removed(stage: Stage, kind: str) -> None:
    number = approved(stage)
    order(stage, number, "/go-live")
    order(stage, number, REMOVE, "ines")
    more = {"until": "2026-12-01T00:00:00Z"} if kind == "override" else {}
    act = propose(stage, document(PRODUCTION, kind, **more))
    stage.hub.clock.advance(60)
    for who in ("rob", "rita", "olga", "otto"):
        stage.person(who).approve(act)
    run(stage, act)
    assert kinds(stage)[-1] == "force-removed"
    assert live(stage) == []


def test_e15_nobody_lifts_a_stop_by_a_command(stage: Stage) -> None:
    number = approved(stage)
    assert "**Stopped.**" in (order(stage, number, "/stop It burns.", "olga") or "")
    for who in ("olga", "mia", "otto"):
        for body in ("/resume", "/go-live"):
            assert "**refused**" in (order(stage, number, body, who) or "")
    assert rows(stage) == []
    assert "[not-stopped]" in sticky(stage, number)
