"""The audit's own calendar and schedule agree with the bot's.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; the comparison is shown here to notice a difference.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.model import freeze as audits
from bot.audit.model.growth import growth
from bot.audit.model.schedule import next_act
from bot.core import freeze as bots
from bot.core import rollout_policy
from bot.core.documents.identity import Environment
from bot.core.schedule import pending, read_schedule

if TYPE_CHECKING:
    from bot.audit.model.state import Release

START = datetime(2026, 3, 2, tzinfo=UTC)
TIMES = st.integers(0, 21 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
OFFSETS = st.sampled_from(["Z", "+00:00", "+08:00", "-03:30", "+14:00", "-12:00"])
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
WEEK_TIMES = st.builds("{} {}".format, st.sampled_from(bots.DAYS), CLOCKS)


def _written(time: datetime, hours: int) -> str:
    return time.astimezone(timezone(timedelta(hours=hours))).isoformat(timespec="seconds")


MOMENTS = st.builds(_written, TIMES, st.integers(-12, 14))
EXCEPT = st.lists(st.sampled_from(["coffee", "tea"]), unique=True)
DATED = st.builds(
    lambda since, length, hours, spared: {
        "reason": "A feast",
        "from": _written(since, hours),
        "until": _written(since + timedelta(minutes=length), 2),
        "except": spared,
    },
    TIMES,
    st.integers(1, 5000),
    st.integers(-12, 14),
    EXCEPT,
)
WEEKLY = st.builds(
    lambda begins, ends, offset, spared: {
        "reason": "Weekends",
        "weekly": {"from": begins, "until": ends, "offset": offset},
        "except": spared,
    },
    WEEK_TIMES,
    WEEK_TIMES,
    OFFSETS,
    EXCEPT,
).filter(lambda one: one["weekly"]["from"] != one["weekly"]["until"])


@settings(deadline=None, max_examples=300)
@given(st.lists(DATED | WEEKLY, max_size=3), TIMES, st.integers(-1, 1))
def test_both_calendars_freeze_the_same_seconds(
    freezes: list[dict[str, Any]], at: datetime, seconds: int
) -> None:
    at += timedelta(seconds=seconds)
    assert all(map(audits.readable, freezes))
    due = bots.frozen(bots.read_freezes(freezes), "coffee", at)
    assert (audits.frozen(freezes, "coffee", at) is None) is (due is None)


@pytest.mark.parametrize(
    ("at", "held"),
    [
        ("2026-03-06T17:59:59+08:00", False),
        ("2026-03-06T18:00:00+08:00", True),
        ("2026-03-09T07:59:59+08:00", True),
        ("2026-03-09T08:00:00+08:00", False),
    ],
)
def test_a_weekend_begins_with_its_first_second_and_ends_before_its_last(
    at: str, *, held: bool
) -> None:
    weekly = {"from": "Fri 18:00", "until": "Mon 08:00", "offset": "+08:00"}
    found = audits.frozen([{"reason": "Weekends", "weekly": weekly}], "tea", _time(at))
    assert (found == "Weekends") is held


@pytest.mark.parametrize(
    "freeze",
    [
        None,
        {"reason": "No end", "from": "2026-03-06T17:59:59Z"},
        {"from": "2026-03-06T17:59:59Z", "until": "2026-03-07T17:59:59Z"},
        {"reason": "No day", "from": "2026-02-30T17:59:59Z", "until": "2026-03-07T17:59:59Z"},
        {"reason": "x", "weekly": {"from": "Fri 25:00", "until": "Mon 08:00", "offset": "Z"}},
        {"reason": "x", "weekly": {"from": "Fri 18:00", "until": "Mon 08:00", "offset": "8"}},
        {"reason": "x", "weekly": "Fri", "except": []},
    ],
)
def test_a_freeze_that_says_not_when_it_holds_is_not_read(freeze: object) -> None:
    assert not audits.readable(freeze)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- Schedules ---


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    """A schedule whose percentages ascend; its times need not."""
    percents = sorted(draw(st.sets(st.sampled_from([1, 5, 10, 50, 99, 100]), max_size=4)))
    begins = draw(MOMENTS)
    times = st.fixed_dictionaries({"at": MOMENTS}) | st.fixed_dictionaries(
        {"after": st.sampled_from(["30m", "24h", "7d"])}
    )
    first: st.SearchStrategy[dict[str, str]] = times | st.sampled_from([{}, {"at": begins}])
    steps = [
        {"percent": percent, **draw(times if number else first)}
        for number, percent in enumerate(percents)
    ]
    return {"goLiveAt": begins, **({"grayscale": steps} if steps else {})}


@settings(deadline=None, max_examples=300)
@given(schedules(), st.none() | st.integers(0, 100), TIMES)
def test_both_have_the_same_act_due_at_the_same_time(
    value: dict[str, Any], percent: int | None, moved: datetime
) -> None:
    schedule = read_schedule({"schedule": value})
    assert schedule is not None
    due = pending(schedule, percent, moved)
    rollout = SimpleNamespace(schedule=value, percent=percent, moved=moved)
    status = "Release Preparation" if percent is None else "Grayscale Release"
    release = cast("Release", SimpleNamespace(status=status, rollout=rollout))
    found = next_act(release)
    mine = (found.step, found.percent, found.at) if found else None
    assert mine == ((due.act.step, due.act.percent, due.at) if due else None)


# --- What an environment asks ---


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "testerLimit": st.integers(1, 100),
            "grayscale": st.fixed_dictionaries(
                {},
                optional={
                    "steps": st.lists(st.integers(1, 99), min_size=1),
                    "wait": st.sampled_from(["30m", "24h", "7d"]),
                    "required": st.booleans(),
                },
            ),
            "offline": st.fixed_dictionaries({"review": st.booleans()}),
        },
    ),
    st.sampled_from(Environment),
)
def test_both_read_the_same_steps_limits_and_reviews(
    target: dict[str, Any], environment: Environment
) -> None:
    mine, due = growth(environment, target), rollout_policy.read_grayscale(target)
    assert mine.testers == rollout_policy.tester_limit(target)
    assert mine.offline_review is rollout_policy.offline_reviewed(environment, target)
    steps = (due.steps, due.wait, due.required) if due else ((), timedelta(0), False)
    assert (mine.steps, mine.wait, mine.required) == steps
