"""The schedule: its acts in order, and which is due next, whatever people did by hand meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents.until import read_moment
from bot.core.durations import read_duration, show_duration
from bot.core.schedule import Act, Due, Schedule, forecast, pending, read_schedule, shown

GO_LIVE = "2026-12-01T09:00:00+08:00"
AT = datetime(2026, 12, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def schedule(*steps: dict[str, Any], go_live: str = GO_LIVE) -> Schedule:
    value: dict[str, Any] = {"goLiveAt": go_live}
    if steps:
        value["grayscale"] = list(steps)
    found = read_schedule({"schedule": value})
    assert found is not None
    return found


STEPS = (
    {"percent": 10},
    {"percent": 50, "after": "24h"},
    {"percent": 100, "at": "2026-12-04T09:00:00Z"},
)


# --- What is planned ---


def test_an_application_without_a_schedule_has_none() -> None:
    assert read_schedule({"format": 1}) is None


def test_without_steps_it_is_full_release_when_it_goes_live() -> None:
    assert schedule().acts == (Act(0, 100, AT),)
    assert schedule().acts[0].completes


def test_a_first_step_without_a_time_is_going_live() -> None:
    last = datetime(2026, 12, 4, 9, tzinfo=UTC)
    assert schedule(*STEPS).acts == (Act(0, 10, AT), Act(1, 50, DAY), Act(2, 100, last))
    assert [act.completes for act in schedule(*STEPS).acts] == [False, False, True]


@pytest.mark.parametrize("at", [GO_LIVE, "2026-12-01T01:00:00Z"])
def test_a_first_step_that_names_the_time_of_going_live_is_going_live(at: str) -> None:
    assert schedule({"percent": 10, "at": at}).acts == (Act(0, 10, AT),)


def test_with_a_later_first_step_it_goes_live_at_0_percent() -> None:
    at = {"percent": 10, "at": "2026-12-01T10:00:00+08:00"}
    assert schedule(at).acts == (Act(0, 0, AT), Act(1, 10, AT + HOUR))
    assert schedule({"percent": 10, "after": "1h"}).acts == (Act(0, 0, AT), Act(1, 10, HOUR))


@pytest.mark.parametrize(
    "steps",
    [
        {"goLiveAt": "2026-02-30T09:00:00Z"},
        {"goLiveAt": GO_LIVE, "grayscale": [{"percent": 1, "after": "soon"}]},
    ],
)
def test_what_no_check_has_passed_is_not_read(steps: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_schedule({"schedule": steps})


# --- What is due next ---


def test_going_live_comes_first_however_long_ago_the_last_change_was() -> None:
    for last in (AT - 90 * DAY, AT + DAY):
        assert pending(schedule(*STEPS), None, last) == Due(Act(0, 10, AT), AT)


def test_a_duration_counts_from_the_last_change() -> None:
    late = AT + timedelta(minutes=7)
    assert pending(schedule(*STEPS), 10, late) == Due(Act(1, 50, DAY), late + DAY)


def test_people_may_be_faster_and_the_schedule_goes_on_from_there() -> None:
    three = schedule(
        {"percent": 10}, {"percent": 50, "after": "24h"}, {"percent": 90, "after": "1h"}
    )
    by_hand = AT + 2 * HOUR
    assert pending(three, 20, by_hand) == Due(Act(1, 50, DAY), by_hand + DAY)
    assert pending(three, 50, by_hand) == Due(Act(2, 90, HOUR), by_hand + HOUR)
    assert pending(three, 90, by_hand) is None


def test_testing_that_ends_early_brings_nothing_forward() -> None:
    stepwise = schedule({"percent": 10, "after": "1h"})
    due = pending(stepwise, 0, AT - 9 * DAY)
    assert due == Due(Act(1, 10, HOUR), AT + HOUR)
    assert pending(schedule(), 0, AT - 9 * DAY) == Due(Act(0, 100, AT), AT)


def test_what_follows_is_foreseen_at_the_soonest() -> None:
    late = schedule({"percent": 10, "at": "2026-12-03T01:00:00Z"}, {"percent": 50, "after": "24h"})
    assert [due.at for due in forecast(late, None, AT - DAY)] == [AT, AT + 2 * DAY, AT + 3 * DAY]


def test_a_time_that_has_passed_is_due_since_then() -> None:
    due = pending(schedule(*STEPS), 50, AT + 30 * DAY)
    assert due is not None
    assert due.at == datetime(2026, 12, 4, 9, tzinfo=UTC)


def test_nothing_is_due_in_full_release() -> None:
    assert pending(schedule(*STEPS), 100, AT) is None


def test_what_is_due_is_shown_in_the_offset_of_the_schedule() -> None:
    due = pending(schedule(*STEPS), 10, AT)
    assert due is not None
    assert shown(due.at) == "2026-12-02 09:00 +08:00 (01:00 UTC)"


MOMENTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  the zone is drawn beside it
    datetime(2099, 12, 31),  # noqa: DTZ001  the same
    timezones=st.just(UTC),
)
PERCENTS = st.lists(st.integers(1, 100), unique=True, min_size=1, max_size=6).map(sorted)


@given(PERCENTS, MOMENTS, st.data())
def test_performed_each_when_due_the_acts_come_once_each_and_in_order(
    percents: list[int], go_live: datetime, data: st.DataObject
) -> None:
    steps: list[dict[str, Any]] = [{"percent": percents[0]}]
    for percent in percents[1:]:
        hours = data.draw(st.integers(1, 9999))
        steps.append({"percent": percent, "after": f"{hours}h"})
    planned = schedule(*steps, go_live=go_live.replace(microsecond=0).isoformat())
    standing: int | None = None
    now = planned.go_live - DAY
    done: list[Act] = []
    while due := pending(planned, standing, now):
        assert due.at >= planned.go_live
        assert due.at > now
        late = data.draw(st.integers(0, 9999))
        standing, now = due.act.percent, due.at + timedelta(minutes=late)
        done.append(due.act)
    assert tuple(done) == planned.acts
    assert [act.percent for act in done] == percents


# --- Times as people read and write them ---


@pytest.mark.parametrize(
    ("text", "as_shown"),
    [
        ("2026-12-01T09:00:00+08:00", "2026-12-01 09:00 +08:00 (01:00 UTC)"),
        ("2026-12-01T05:00:00+08:00", "2026-12-01 05:00 +08:00 (2026-11-30 21:00 UTC)"),
        ("2026-12-31T23:30:00-09:30", "2026-12-31 23:30 -09:30 (2027-01-01 09:00 UTC)"),
        ("2026-12-01T09:00:07+08:00", "2026-12-01 09:00:07 +08:00 (01:00:07 UTC)"),
        ("2026-12-01T09:00:00Z", "2026-12-01 09:00 UTC"),
        ("2026-12-01T09:00:00+00:00", "2026-12-01 09:00 UTC"),
    ],
)
def test_a_moment_is_shown_in_its_offset_and_in_utc(text: str, as_shown: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert shown(moment) == as_shown


@pytest.mark.parametrize("text", ["2026-02-30T09:00:00Z", "2026-12-01T09:00:00", "soon"])
def test_what_is_no_moment_is_not_read(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("text", "duration", "as_shown"),
    [
        ("30m", timedelta(minutes=30), "30 minutes"),
        ("24h", DAY, "1 day"),
        ("25h", 25 * HOUR, "25 hours"),
        ("9999d", 9999 * DAY, "9999 days"),
    ],
)
def test_a_duration_is_minutes_hours_or_days(text: str, duration: timedelta, as_shown: str) -> None:
    assert read_duration(text) == duration
    assert show_duration(duration) == as_shown


@pytest.mark.parametrize("text", ["0h", "10000m", "1w", "-1h", "1h ", ""])
def test_what_is_no_duration_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        read_duration(text)
