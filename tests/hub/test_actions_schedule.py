"""Schedules: when they are due, on which branch, and how often."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.hub.actions.cron import due_between, read
from tests.hub.dispatching import FOLDER, Dispatching, workflow

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


def every(*crons: str) -> dict[str, object]:
    """What starts by the clock."""
    return {"schedule": [{"cron": cron} for cron in crons]}


@pytest.mark.parametrize(
    ("cron", "minutes", "due"),
    [
        ("* * * * *", 1, True),
        ("*/10 * * * *", 9, False),
        ("*/10 * * * *", 10, True),
        ("4-54/10 * * * *", 4, True),
        ("15 9 * * *", 14, False),
        ("15 9 * * *", 15, True),
        ("15 4,10 * * *", 75, True),
        ("0 10 * * MON", 60, True),
        ("0 10 * * tue-fri", 60, False),
        ("0 10 2 mar *", 60, True),
        ("0 10 3 3 *", 60, False),
        ("0 10 3 * 1", 60, True),  # either of the two days
        ("0 10 2 * 2", 60, True),
        ("5/20 * * * *", 5, True),
        ("0 9 * * *", 60, False),  # the minute of the last look does not count again
        ("0 9 * * *", 24 * 60, True),
        ("0 8 1 1 *", 400 * 24 * 60, True),
        ("0 8 30 2 *", 400 * 24 * 60, False),
    ],
)
def test_when_a_schedule_is_due(cron: str, minutes: int, due: bool) -> None:  # noqa: FBT001 - a parameter
    """docs.github.com, "Events that trigger workflows": POSIX cron syntax, in UTC."""
    assert due_between(cron, NINE, NINE + timedelta(minutes=minutes)) is due


@pytest.mark.parametrize("cron", ["@daily", "* * * *", "60 * * * *", "* * 0 * *", "x * * * *", ""])
def test_what_is_no_schedule(cron: str) -> None:
    """docs.github.com, "Events that trigger workflows": no @daily and the like; five fields."""
    with pytest.raises(ValueError, match=r".*"):
        read(cron)


def test_it_runs_the_default_branch(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": last commit on the default branch."""
    dispatching.install(workflow(every("*/5 * * * *")))
    dispatching.branch("other")
    dispatching.write("mia", f"{FOLDER}1.yml", workflow(every("* * * * *"), "Other"), "other")
    dispatching.world.hub.clock.advance(600)
    dispatching.actions.tick()
    run = dispatching.run()
    assert (run.name, run.event, run.ref) == ("Check", "schedule", "refs/heads/main")
    assert run.payload["schedule"] == "*/5 * * * *"


def test_it_starts_once_however_long_nobody_looked(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": schedules can be delayed, and dropped."""
    dispatching.install(workflow(every("*/5 * * * *", "0 0 1 1 *")))
    for seconds, runs in ((86400, 1), (60, 1), (240, 2)):
        dispatching.world.hub.clock.advance(seconds)
        dispatching.actions.tick()
        assert len(dispatching.runs()) == runs


def test_a_schedule_can_be_dropped(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": queued jobs may be dropped under load."""
    dispatching.install(workflow(every("0 12 * * *")))
    dispatching.world.hub.clock.set(NINE + timedelta(hours=4))
    dispatching.actions.tick(dropped=True)
    dispatching.actions.tick()
    assert dispatching.runs() == []
    dispatching.world.hub.clock.advance(86400)
    dispatching.actions.tick()
    assert len(dispatching.runs()) == 1


def test_time_alone_starts_nothing(dispatching: Dispatching) -> None:
    """The hub's own: schedules wait for a tick."""
    dispatching.install(workflow(every("* * * * *")))
    dispatching.world.hub.clock.advance(86400)
    dispatching.done("mia", "GET", "pulls")
    assert dispatching.runs() == []
