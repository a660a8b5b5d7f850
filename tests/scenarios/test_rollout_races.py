"""Races of a rollout: two commands, a command and a supersede, a schedule and a cancel, a freeze.

Who writes first wins, and the other is judged anew by what then stands: by nothing it was said of.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.forge.protocol import LostRaceError
from tests.faults.test_races import act, see
from tests.meanwhile import run_meanwhile
from tests.scenarios.audited import audited
from tests.scenarios.configuring import maintain
from tests.scenarios.rolling import PRODUCTION, approved, live, order, standing
from tests.scenarios.test_commands import answer, kinds
from tests.starts import change
from tests.world import documents, release

if TYPE_CHECKING:
    from datetime import datetime

    from tests.world import Stage

NEXT = "coffee 1.1.0 harbor production"
APP = "catalog/apps/harbor.yaml"
CANCEL = "/cancel 1.0.0 The payment page crashes."


def say(stage: Stage, number: int, body: str, who: str = "mia") -> int:
    """Somebody says something, and the bot has not looked yet; the comment's id."""
    return stage.person(who).say(number, body)


def run(stage: Stage, number: int | None = None) -> None:
    report = stage.run_bot(number)
    assert report.failures == []


def told(stage: Stage, number: int, comment: int) -> str:
    """What the bot answered to a comment."""
    found = answer(stage, number, comment)
    assert found is not None
    return found


def at_rest(stage: Stage) -> None:
    """Nothing more happens, however often and late the bot looks; the audit finds nothing."""
    before = stage.main()
    for _ in range(3):
        stage.hub.clock.advance(6 * 3600)
        run(stage)
    assert stage.main() == before
    audited(stage)


def freeze(stage: Stage, since: datetime, until: datetime) -> None:
    """The owners freeze Production for some time."""
    window = {"reason": "A feast.", "from": since.isoformat(), "until": until.isoformat()}

    def set_window(app: dict[str, Any]) -> None:
        app["environments"]["production"]["freezes"] = [window]

    maintain(stage, APP, set_window)


# --- Two commands at once ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bodies", "status"),
    [
        ((("mia", "/go-live 10%"), ("olga", CANCEL)), "Grayscale Release"),
        ((("olga", CANCEL), ("mia", "/go-live 10%")), "Canceled"),
        ((("mia", "/go-live 10%"), ("wanda", "/go-live")), "Grayscale Release"),
    ],
    ids=["live-or-canceled", "canceled-or-live", "some-or-all"],
)
def test_of_two_commands_at_once_the_older_acts_and_the_younger_never(
    stage: Stage, bodies: tuple[tuple[str, str], tuple[str, str]], status: str
) -> None:
    number = approved(stage)
    _, second = [say(stage, number, body, who) for who, body in bodies]
    report = run_meanwhile(stage, number, lambda: run(stage, number))
    assert report.failures == []
    assert standing(stage)[0] == status
    assert len(kinds(stage)) == 3
    assert "**refused**" in told(stage, number, second)
    at_rest(stage)


def test_two_commands_of_the_same_second_are_taken_in_the_order_of_their_ids(
    stage: Stage,
) -> None:
    number = approved(stage)
    stage.hub.clock.tick = timedelta(0)
    try:
        say(stage, number, "/pause", "olga")
        second = say(stage, number, "/go-live")
    finally:
        stage.hub.clock.tick = timedelta(seconds=1)
    run(stage, number)
    assert kinds(stage)[2:] == ["paused"]
    assert "[as-shown]" in told(stage, number, second)
    at_rest(stage)


def test_what_was_said_before_the_bot_wrote_is_no_answer_to_what_it_wrote(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    stage.hub.clock.advance(60)
    say(stage, number, "/scale 20%")
    late: list[int] = []
    run_meanwhile(stage, number, lambda: late.append(say(stage, number, "/scale 50%", "wanda")))
    assert standing(stage) == ("Grayscale Release", 20)
    assert "[as-shown]" in told(stage, number, late[0])
    at_rest(stage)


def test_what_was_said_under_other_rules_comes_to_nothing(stage: Stage) -> None:
    number = approved(stage)
    proposal = change(stage, APP, "name: Harbor\n", "name: Harbor Two\n")
    run(stage, proposal)
    stage.hub.clock.advance(60)
    comment = say(stage, number, "/go-live")
    for owner in ("otto", "owen"):
        stage.person(owner).approve(proposal)
    run(stage, proposal)
    run(stage, number)
    assert standing(stage)[0] == "Release Preparation"
    assert "[as-shown]" in told(stage, number, comment)
    at_rest(stage)


# --- A command and a supersede -------------------------------------------------------------------


def two_versions(stage: Stage) -> tuple[int, int]:
    """Version 1.0.0 is Full Release, and 1.1.0 grows; their pull requests."""
    older = approved(stage)
    order(stage, older, "/go-live")
    newer = approved(stage, NEXT)
    order(stage, newer, "/go-live 50%")
    stage.hub.clock.advance(60)
    return older, newer


def test_a_warning_for_what_was_superseded_meanwhile_comes_to_nothing(stage: Stage) -> None:
    older, newer = two_versions(stage)
    warning = say(stage, older, "/warn 7d The privacy text is missing.", "ines")
    say(stage, newer, "/complete")
    report = run_meanwhile(stage, older, lambda: run(stage, newer))
    assert report.failures == []
    assert kinds(stage)[2:] == ["went-live", "archived"]
    assert [one["version"] for one in live(stage)] == ["1.1.0"]
    assert "Archived" in told(stage, older, warning)
    at_rest(stage)


def test_a_completion_comes_to_nothing_where_all_was_force_removed_meanwhile(
    stage: Stage,
) -> None:
    older, newer = two_versions(stage)
    completion = say(stage, newer, "/complete")
    say(stage, older, "/force-remove 1.0.0 It collects passwords.", "ines")
    report = run_meanwhile(stage, newer, lambda: run(stage, older))
    assert report.failures == []
    assert (kinds(stage)[-1], kinds(stage, NEXT)[-1]) == ("force-removed", "force-removed")
    assert live(stage) == []
    assert "Archived" in told(stage, newer, completion)
    at_rest(stage)


# --- A schedule and a cancel ---------------------------------------------------------------------


def scheduled(stage: Stage) -> int:
    """A release that waits for its hour, which has come by now; its pull request."""
    due = stage.hub.clock.now() + timedelta(hours=2)
    files = documents(PRODUCTION)
    files[release(PRODUCTION).request_path] += f"schedule:\n  goLiveAt: {due.isoformat()}\n"
    stage.person("mia").commit("scheduled", files)
    number = stage.person("mia").open("scheduled", "Release coffee at its hour")
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    run(stage, number)
    assert standing(stage)[0] == "Release Preparation"
    stage.hub.clock.set(due + timedelta(minutes=1))
    return number


def test_a_cancel_that_is_written_before_a_due_act_ends_the_schedule(stage: Stage) -> None:
    number = scheduled(stage)

    def cancel() -> None:
        say(stage, number, CANCEL, "olga")
        run(stage, number)

    report = run_meanwhile(stage, None, cancel)
    assert report.failures == []
    assert kinds(stage)[2:] == ["canceled"]
    assert live(stage) == []
    at_rest(stage)


def test_a_cancel_that_comes_later_than_a_due_act_was_said_of_another_state(
    stage: Stage,
) -> None:
    number = scheduled(stage)
    with stage.bot() as one, stage.bot() as other:
        performs = see(one, number)
        comment = say(stage, number, CANCEL, "olga")
        cancels = see(other, number)
        act(one, performs)
        with pytest.raises(LostRaceError):
            act(other, cancels)
    run(stage, number)
    assert kinds(stage)[2:] == ["went-live"]
    assert "**refused**" in told(stage, number, comment)
    at_rest(stage)


def test_of_two_sweeps_at_the_hour_one_performs_the_act(stage: Stage) -> None:
    scheduled(stage)
    report = run_meanwhile(stage, None, lambda: run(stage))
    assert report.failures == []
    assert kinds(stage)[2:] == ["went-live"]
    at_rest(stage)


# --- A freeze that begins between decision and write ---------------------------------------------


def test_a_freeze_that_owners_set_before_the_write_halts_what_was_decided(stage: Stage) -> None:
    number, now = approved(stage), stage.hub.clock.now()
    comment = say(stage, number, "/go-live")
    since, until = now - timedelta(hours=1), now + timedelta(hours=3)
    report = run_meanwhile(stage, number, lambda: freeze(stage, since, until))
    assert report.failures == []
    assert standing(stage)[0] == "Release Preparation"
    assert "not-frozen" in told(stage, number, comment)
    at_rest(stage)


def test_what_lost_a_race_is_judged_by_the_freeze_that_began_since(stage: Stage) -> None:
    number, start = approved(stage), stage.hub.clock.now() + timedelta(hours=1)
    freeze(stage, start, start + timedelta(hours=3))
    comment = say(stage, number, "/go-live")

    def meanwhile() -> None:
        run(stage, stage.request("tickets 1.0.0 harbor test"))
        stage.hub.clock.set(start)

    report = run_meanwhile(stage, number, meanwhile)
    assert report.failures == []
    assert kinds(stage, "tickets 1.0.0 harbor test") == ["released"]
    assert standing(stage)[0] == "Release Preparation"
    assert "not-frozen" in told(stage, number, comment)
    at_rest(stage)


def test_what_was_decided_before_a_freeze_began_carries_the_time_of_its_decision(
    stage: Stage,
) -> None:
    number, start = approved(stage), stage.hub.clock.now() + timedelta(hours=1)
    freeze(stage, start, start + timedelta(hours=3))
    stage.hub.clock.set(start - timedelta(seconds=5))
    say(stage, number, "/go-live")
    report = run_meanwhile(stage, number, lambda: stage.hub.clock.set(start))
    assert report.failures == []
    entry = stage.log(PRODUCTION)[-1]
    assert entry["kind"] == "went-live"
    assert entry["time"] < start.strftime("%Y-%m-%dT%H:%M:%SZ")
    at_rest(stage)
