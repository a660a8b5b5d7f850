"""A schedule is what a reviewer judges: shown with its times, kept in the log, and audited."""

from __future__ import annotations

import os
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from bot.audit.audit import Scope, auditing
from bot.audit.verify import verify
from bot.installed import installed_schemas
from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import order, standing
from tests.world import documents, release

if TYPE_CHECKING:
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
SCHEDULE = """\
schedule:
  goLiveAt: 2099-12-01T06:00:00+08:00
  grayscale:
    - {percent: 10}
    - {percent: 100, after: 7d}
"""


def asked(stage: Stage, schedule: str) -> int:
    files = documents(PRODUCTION)
    files[release(PRODUCTION).request_path] += schedule
    mia = stage.person("mia")
    mia.commit("scheduled", files)
    number = mia.open("scheduled", "Release coffee when the fair opens")
    stage.run_bot(number)
    return number


def test_a_reviewer_sees_the_times_and_the_log_keeps_what_was_approved(stage: Stage) -> None:
    number = asked(stage, SCHEDULE)
    due = (
        "- 2099-12-01 06:00 +08:00 (2099-11-30 22:00 UTC): it goes live, at 10 % of the users\n"
        "- 2099-12-08 06:00 +08:00 (2099-12-07 22:00 UTC), 7 days after that, at the soonest: "
        "Full Release, for all users\n"
    )
    assert due in sticky(stage, number)
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert stage.status_file(PRODUCTION)["status"] == "Release Preparation"
    assert due in sticky(stage, number)
    path = os.environ.get("PATH", os.defpath)
    with auditing(Scope(stage.repository), installed_schemas(), path) as audit:
        assert verify(audit, None, lambda _number: None).findings == ()


def test_a_schedule_that_cannot_be_kept_is_refused_with_its_cure(stage: Stage) -> None:
    before = stage.main()
    number = asked(stage, SCHEDULE.replace("12-01", "02-30"))
    text = sticky(stage, number)
    assert "2099-02-30T06:00:00+08:00" in text
    assert "[no-such-time]" in text
    assert "By its schedule" not in text
    assert stage.main() == before


# --- The sweep performs it -----------------------------------------------------------------------

TIMED = """\
schedule:
  goLiveAt: {go_live}
  grayscale:
    - {{percent: 10}}
    - {{percent: 50, at: {later}}}
    - {{percent: 100, after: 24h}}
"""
DAY = 24 * 3600


def _in(stage: Stage, seconds: int) -> str:
    moment = stage.hub.clock.now() + timedelta(seconds=seconds)
    return moment.astimezone(timezone(timedelta(hours=8))).isoformat(timespec="seconds")


def _approved(stage: Stage) -> int:
    schedule = TIMED.format(go_live=_in(stage, DAY), later=_in(stage, 2 * DAY))
    number = asked(stage, schedule)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    stage.run_bot(number)
    return number


def _swept(stage: Stage, seconds: int) -> tuple[str, int | None]:
    stage.hub.clock.advance(seconds)
    run = stage.run_bot()
    assert run.exit_code == 0, run.failures
    return standing(stage)


def test_the_sweep_performs_each_act_at_its_time_and_not_before(stage: Stage) -> None:
    _approved(stage)
    assert _swept(stage, DAY - 300) == ("Release Preparation", None)
    assert _swept(stage, 300) == ("Grayscale Release", 10)
    assert _swept(stage, DAY - 300) == ("Grayscale Release", 10)
    assert _swept(stage, 600) == ("Grayscale Release", 50)
    assert _swept(stage, DAY) == ("Full Release", 100)
    entries = stage.log(PRODUCTION)[2:]
    assert [(e["kind"], e["cause"]) for e in entries] == [
        ("went-live", {"kind": "schedule", "step": 0}),
        ("scaled", {"kind": "schedule", "step": 1}),
        ("completed", {"kind": "schedule", "step": 2}),
    ]


def test_missed_sweeps_catch_up_in_order(stage: Stage) -> None:
    _approved(stage)
    assert _swept(stage, 3 * DAY) == ("Grayscale Release", 50)
    assert [e["kind"] for e in stage.log(PRODUCTION)[2:]] == ["went-live", "scaled"]


def test_a_pause_holds_the_schedule_until_it_is_resumed(stage: Stage) -> None:
    number = _approved(stage)
    assert order(stage, number, "/pause") is None
    assert stage.status_file(PRODUCTION)["dueAt"] is None
    assert _swept(stage, DAY + 60) == ("Release Preparation", None)
    assert order(stage, number, "/resume") is None
    assert standing(stage) == ("Grayscale Release", 10)


def test_what_people_did_already_the_schedule_does_not_do_again(stage: Stage) -> None:
    number = _approved(stage)
    assert order(stage, number, "/go-live 50%") is None
    assert _swept(stage, DAY + 60) == ("Grayscale Release", 50)
    assert _swept(stage, DAY) == ("Full Release", 100)


def test_a_quiet_sweep_reads_no_more_for_a_schedule_that_is_not_due(stage: Stage) -> None:
    _approved(stage)
    _swept(stage, 2 * 3600)
    stage.hub.requests.clear()
    _swept(stage, 60)
    assert (stage.reads(), stage.writes()) == (1, 0)
