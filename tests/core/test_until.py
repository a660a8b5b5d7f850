"""Until when somebody is away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.catalog import read_person
from bot.core.documents.until import read_until


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2026-05-01", datetime(2026, 5, 2, tzinfo=UTC)),
        ("2026-05-01T09:00:00+02:00", datetime(2026, 5, 1, 7, tzinfo=UTC)),
        ("2026-05-01T09:00:00Z", datetime(2026, 5, 1, 9, tzinfo=UTC)),
        ("2026-02-30", None),
        ("2026-05-01T09:00:00", None),
        ("9999-12-31", None),
    ],
)
def test_a_day_holds_to_its_end_and_a_time_has_an_offset(text: str, until: datetime | None) -> None:
    assert read_until(text) == until


def test_a_note_may_say_nothing() -> None:
    assert read_person({"format": 1}).away_until is None
    away = read_person({"format": 1, "away": {"until": "2026-05-01"}})
    assert away.away_until == datetime(2026, 5, 2, tzinfo=UTC)
