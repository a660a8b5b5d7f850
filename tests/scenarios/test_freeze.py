"""The freeze calendar, end to end: what it halts and until when; nothing refused ever fires."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.hub import Fault
from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import PRODUCTION, allow, approved, order, refused, rows, standing
from tests.scenarios.test_commands import answer, kinds, quiet

if TYPE_CHECKING:
    from tests.world import Stage

HOUR = timedelta(hours=1)


def frozen(stage: Stage, begins: timedelta, ends: timedelta, **more: list[str]) -> str:
    """The owners freeze Production for a while from now; how its end is written."""
    now = stage.hub.clock.now()
    since, until = (f"{now + one:%Y-%m-%dT%H:%M:%SZ}" for one in (begins, ends))
    window = {"reason": "Stocktaking, `all` of it", "from": since, "until": until, **more}
    allow(stage, freezes=[window])
    return f"{now + ends:%Y-%m-%d %H:%M:%S} UTC"


def under_review(stage: Stage) -> int:
    """Announced to its reviewers a minute ago."""
    number = stage.request(PRODUCTION)
    assert stage.run_bot(number).exit_code == 0
    stage.hub.clock.advance(60)
    return number


def test_an_approval_that_is_complete_waits_for_the_end_and_the_sweep_merges(stage: Stage) -> None:
    number = under_review(stage)
    ends = frozen(stage, -HOUR, HOUR)
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert kinds(stage) == ["submitted"]
    shown = sticky(stage, number)
    assert f"it is frozen, ``Stocktaking, `all` of it``: it ends {ends} [not-frozen]" in shown
    assert "olga (1007)" in shown
    quiet(stage, number)
    stage.hub.clock.advance(3600)
    assert stage.run_bot().exit_code == 0
    assert kinds(stage) == ["submitted", "approved"]
    assert "not-frozen" not in sticky(stage, number)


@pytest.mark.parametrize("body", ["/go-live", "/go-live 10%"])
def test_a_command_in_a_freeze_is_refused_and_never_fires(stage: Stage, body: str) -> None:
    number = approved(stage)
    ends = frozen(stage, -HOUR, HOUR)
    told = refused(stage, number, body)
    assert f"it ends {ends}" in told
    assert "it never fires by itself" in told
    stage.hub.clock.advance(2 * 3600)
    stage.run_bot()
    assert rows(stage) == []
    assert order(stage, number, body) is None
    assert len(rows(stage)) == 1


def test_it_never_fires_where_no_run_lived_to_answer_it(stage: Stage) -> None:
    number = approved(stage)
    frozen(stage, -HOUR, HOUR)
    comment = stage.person("mia").say(number, "/go-live")
    stage.hub.fault(Fault("refused", method="POST", path="/comments$"))
    assert stage.run_bot(number).exit_code == 2
    stage.hub.clear_faults()
    assert answer(stage, number, comment) is None
    stage.hub.clock.advance(2 * 3600)
    stage.run_bot()
    assert rows(stage) == []
    assert "[rules-unmet]" in (answer(stage, number, comment) or "")
    quiet(stage, number)


def test_a_freeze_that_no_run_saw_is_asked_of_the_time_of_the_command(stage: Stage) -> None:
    """The first run comes when the freeze is over."""
    number = approved(stage)
    frozen(stage, -HOUR, HOUR)
    comment = stage.person("mia").say(number, "/go-live")
    stage.hub.clock.advance(2 * 3600)
    stage.run_bot(number)
    assert rows(stage) == []
    assert "[rules-unmet]" in (answer(stage, number, comment) or "")


def test_a_freeze_that_begins_between_the_command_and_the_run_halts_it(stage: Stage) -> None:
    number = approved(stage)
    frozen(stage, HOUR, 3 * HOUR)
    comment = stage.person("mia").say(number, "/go-live")
    stage.hub.clock.advance(2 * 3600)
    stage.run_bot(number)
    assert rows(stage) == []
    assert "[rules-unmet]" in (answer(stage, number, comment) or "")
    stage.hub.clock.advance(2 * 3600)
    stage.run_bot()
    assert rows(stage) == []


def test_what_ends_or_holds_a_release_works_in_a_freeze(stage: Stage) -> None:
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    frozen(stage, -HOUR, HOUR)
    assert order(stage, number, "/pause") is None
    assert order(stage, number, "/resume") is None
    assert order(stage, number, "/cancel 1.0.0 It crashes.") is None
    assert standing(stage) == ("Canceled", None)


def test_applying_for_a_review_and_withdrawing_work_in_a_freeze(stage: Stage) -> None:
    frozen(stage, -HOUR, HOUR)
    number = under_review(stage)
    assert kinds(stage) == ["submitted"]
    assert order(stage, number, "/withdraw") is None
    assert kinds(stage) == ["submitted", "withdrawn"]


def test_a_mini_program_that_is_excepted_goes_on(stage: Stage) -> None:
    number = approved(stage)
    frozen(stage, -HOUR, HOUR, **{"except": ["coffee"]})
    assert order(stage, number, "/go-live") is None
    assert rows(stage) == ["T15"]


def test_explain_says_until_when_it_is_frozen(stage: Stage) -> None:
    number = approved(stage)
    ends = frozen(stage, -HOUR, HOUR)
    told = order(stage, number, "/explain") or ""
    assert f"it ends {ends} [not-frozen]" in told
