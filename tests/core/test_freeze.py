"""The freeze calendar: which window holds, for whom, and when all of the frozen time ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.documents.identity import Environment
from bot.core.freeze import Frozen, frozen, read_freezes
from tests.core.situations import harbor

MINUTE = timedelta(minutes=1)
WEEK_OF_MINUTES = 7 * 24 * 60
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def utc(text: str) -> datetime:
    """``2026-03-06 18:00`` in UTC; that day is a Friday."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def once(since: str, until: str, reason: str = "Stocktaking", **more: Any) -> dict[str, Any]:
    return {"reason": reason, "from": since, "until": until, **more}


def but(name: str, window: dict[str, Any]) -> dict[str, Any]:
    """A window from which one mini program is excepted."""
    return {**window, "except": [name]}


def weekly(since: str, until: str, offset: str = "Z", reason: str = "Weekend") -> dict[str, Any]:
    return {"reason": reason, "weekly": {"from": since, "until": until, "offset": offset}}


def at(time: str, *freezes: dict[str, Any], mini_program: str = "coffee") -> Frozen | None:
    return frozen(read_freezes(freezes), mini_program, utc(time))


def ends(time: str, *freezes: dict[str, Any]) -> datetime | None:
    found = at(time, *freezes)
    assert found is not None
    return found.ends


# --- One window ----------------------------------------------------------------------------------

MARCH = once("2026-03-02T09:00:00+08:00", "2026-03-03T09:00:00+08:00")


@pytest.mark.parametrize(
    ("time", "holds"),
    [
        ("2026-03-02 00:59:59", False),
        ("2026-03-02 01:00:00", True),
        ("2026-03-03 00:59:59", True),
        ("2026-03-03 01:00:00", False),
    ],
)
def test_a_window_begins_with_its_first_second_and_ends_before_its_last(
    time: str, *, holds: bool
) -> None:
    assert (at(time, MARCH) is not None) == holds


def test_what_is_frozen_says_why_by_which_window_and_until_when() -> None:
    found = at("2026-03-02 12:00", MARCH)
    assert found is not None
    assert found.reason == "Stocktaking"
    assert found.window.since.isoformat() == "2026-03-02T09:00:00+08:00"
    assert found.window.until.isoformat() == "2026-03-03T09:00:00+08:00"
    assert found.ends == utc("2026-03-03 01:00")


@pytest.mark.parametrize(
    ("time", "holds"),
    [
        ("2026-03-06 09:59:59", False),  # a Friday, 17:59:59 in the offset
        ("2026-03-06 10:00:00", True),
        ("2026-03-08 23:59:59", True),
        ("2026-03-09 00:00:00", False),
        ("2026-03-13 10:00:00", True),
    ],
)
def test_a_weekly_window_may_go_on_over_the_end_of_the_week(time: str, *, holds: bool) -> None:
    assert (at(time, weekly("Fri 18:00", "Mon 08:00", "+08:00")) is not None) == holds


def test_the_window_of_a_week_is_shown_by_its_days() -> None:
    found = at("2026-03-08 23:00", weekly("Fri 18:00", "Mon 08:00", "+08:00"))
    assert found is not None
    assert found.window.since.isoformat() == "2026-03-06T18:00:00+08:00"
    assert found.window.until.isoformat() == "2026-03-09T08:00:00+08:00"


def test_an_excepted_mini_program_is_not_halted() -> None:
    lifted = but("coffee", MARCH)
    assert at("2026-03-02 12:00", lifted) is None
    assert at("2026-03-02 12:00", lifted, mini_program="tea") is not None


def test_without_freezes_nothing_is_frozen() -> None:
    assert at("2026-03-02 12:00") is None


# --- Windows that overlap or adjoin --------------------------------------------------------------


def test_the_window_that_ends_last_is_the_one_that_is_named() -> None:
    longer = once("2026-03-02T00:00:00Z", "2026-03-05T00:00:00Z", "Audit")
    for order in ((MARCH, longer), (longer, MARCH)):
        found = at("2026-03-02 12:00", *order)
        assert found is not None
        assert (found.reason, found.ends) == ("Audit", utc("2026-03-05 00:00"))


def test_windows_that_adjoin_or_overlap_are_followed_to_the_end() -> None:
    adjoining = once("2026-03-03T01:00:00Z", "2026-03-06T20:00:00Z")
    weekend = weekly("Fri 18:00", "Mon 08:00")
    assert ends("2026-03-02 12:00", weekend, adjoining, MARCH) == utc("2026-03-09 08:00")


def test_a_second_between_two_windows_ends_the_frozen_time() -> None:
    later = once("2026-03-03T01:00:01Z", "2026-03-06T20:00:00Z")
    assert ends("2026-03-02 12:00", later, MARCH) == utc("2026-03-03 01:00")


def test_an_exception_ends_the_frozen_time_for_that_mini_program() -> None:
    later = but("coffee", once("2026-03-03T01:00:00Z", "2026-03-06T20:00:00Z"))
    assert ends("2026-03-02 12:00", later, MARCH) == utc("2026-03-03 01:00")


def test_no_end_is_named_where_none_comes_within_a_year() -> None:
    always = (weekly("Mon 00:00", "Thu 12:00"), weekly("Thu 12:00", "Mon 00:00"))
    assert ends("2026-03-02 12:00", *always) is None
    assert ends("2026-03-02 12:00", once("2026-01-01T00:00:00Z", "2027-03-02T12:00:01Z")) is None
    year = once("2026-01-01T00:00:00Z", "2027-03-02T12:00:00Z")
    assert ends("2026-03-02 12:00", year) == utc("2027-03-02 12:00")


# --- Against a statement minute by minute --------------------------------------------------------

MINUTES = st.integers(0, WEEK_OF_MINUTES - 1)
OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59)


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int, int]:
    """From and until as minutes of the week, which differ, and an offset in minutes."""
    since = draw(MINUTES)
    length = draw(st.integers(1, 60) | st.integers(1, WEEK_OF_MINUTES - 1))
    return since, (since + length) % WEEK_OF_MINUTES, draw(OFFSETS)


def frozen_minutes(window: tuple[int, int, int]) -> set[int]:
    """The minutes of a week in UTC that a window freezes, walked through one by one."""
    minute, until, offset = window
    found = set()
    while minute != until:
        found.add((minute - offset) % WEEK_OF_MINUTES)
        minute = (minute + 1) % WEEK_OF_MINUTES
    return found


def as_written(window: tuple[int, int, int]) -> dict[str, Any]:
    since, until, offset = window
    sign, away = "-" if offset < 0 else "+", abs(offset)
    return weekly(_week_time(since), _week_time(until), f"{sign}{away // 60:02}:{away % 60:02}")


def _week_time(minute: int) -> str:
    day, rest = divmod(minute, 24 * 60)
    return f"{NAMES[day]} {rest // 60:02}:{rest % 60:02}"


@settings(deadline=None, max_examples=40)
@given(st.lists(windows(), min_size=1, max_size=3), st.integers(0, 59), OFFSETS)
def test_weekly_windows_hold_as_one_says_minute_by_minute(
    found: list[tuple[int, int, int]], second: int, asked_in: int
) -> None:
    halted = set().union(*map(frozen_minutes, found))
    freezes = read_freezes(map(as_written, found))
    monday = utc("2026-03-02").astimezone(timezone(asked_in * MINUTE))
    moment = timedelta(seconds=second)
    held = {
        minute
        for minute in range(WEEK_OF_MINUTES)
        if frozen(freezes, "coffee", monday + minute * MINUTE + moment)
    }
    assert held == halted


@settings(deadline=None, max_examples=40)
@given(st.lists(windows(), min_size=1, max_size=4), MINUTES)
def test_the_end_is_the_first_minute_that_is_free(
    found: list[tuple[int, int, int]], minute: int
) -> None:
    halted = set().union(*map(frozen_minutes, found))
    monday = utc("2026-03-02")
    answer = frozen(read_freezes(map(as_written, found)), "coffee", monday + minute * MINUTE)
    ahead = range(minute, minute + WEEK_OF_MINUTES)
    free = next((one for one in ahead if one % WEEK_OF_MINUTES not in halted), None)
    if minute not in halted:
        assert answer is None
    else:
        assert answer is not None
        assert answer.ends == (None if free is None else monday + free * MINUTE)


# --- What cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [
        once("2026-02-30T00:00:00Z", "2026-03-02T00:00:00Z"),
        once("2026-02-01T00:00:00Z", "2026-02-30T00:00:00Z"),
        once("2026-03-01T00:00:00", "2026-03-02T00:00:00"),
        once("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"),
        once("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", **weekly("Fri 18:00", "Mon 08:00")),
        {"reason": "Half", "until": "2026-03-02T00:00:00Z", **weekly("Fri 18:00", "Mon 08:00")},
        weekly("Fri 18:00", "Fri 18:00"),
        weekly("Fry 18:00", "Mon 08:00"),
        weekly("Fri 18:00", "Mon 24:61"),
        weekly("Fri 18:00", "Mon 08:00", "+24:00"),
        weekly("Fri 18:00", "Mon 08:00", "Europe/Berlin"),
        {"reason": "No window"},
        {**MARCH, "reason": 1},
        {**MARCH, "except": "coffee"},
        {"reason": "Odd", "weekly": "Fri"},
    ],
)
def test_a_window_that_cannot_be_makes_the_app_unreadable(odd: dict[str, Any]) -> None:
    """It would freeze nothing; an app that is absent from the catalog releases nothing."""
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        harbor({"freezes": [odd]})


def test_a_target_knows_its_freezes() -> None:
    app = harbor({"freezes": [MARCH]}, sandbox={})
    assert app.targets[Environment.PRODUCTION].freezes == read_freezes([MARCH])
    assert app.targets[Environment.SANDBOX].freezes == ()
