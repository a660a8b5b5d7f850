"""Of which releases a sweep finds that their app is to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app.main_views import Carrier
from bot.app.untold import MOST, due, untold
from bot.core.catalog import Delivery, RepositoryDispatch
from bot.core.documents.identity import VersionNumber
from bot.core.entry import Kind
from bot.core.entry_rollout import Observed, Result, Rollout
from bot.core.lifecycle import Status
from bot.core.log import Damage, Log
from tests.core.situations import NOW, TEST, applied, log_of, recorded

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.documents.identity import ReleaseId

WAYS = {"harbor": Delivery(RepositoryDispatch("harbor-co/backend"))}
MINUTE = timedelta(minutes=1)


def of(version: int = 0, program: str = "coffee") -> ReleaseId:
    return replace(TEST, version=VersionNumber(1, version, 0), mini_program=program)


def carrier(
    version: int = 0,
    status: Status = Status.FULL_RELEASE,
    changed: datetime | None = NOW,
    observed: str | None = None,
    *,
    superseded: bool = False,
) -> Carrier:
    return Carrier(of(version), 7, status, None, changed, observed, superseded)


def versions(*carriers: Carrier) -> list[int]:
    return [one.release.version.minor for one in untold(carriers)]


@pytest.mark.parametrize("observed", [None, "sent", "failed", "drifted"])
def test_what_is_not_known_to_be_delivered_may_be_left_to_tell(observed: str | None) -> None:
    assert versions(carrier(observed=observed)) == [0]


@pytest.mark.parametrize(
    "told",
    [
        carrier(observed="delivered"),
        carrier(status=Status.ARCHIVED, superseded=True),
        carrier(status=Status.UNDER_REVIEW),
        carrier(status=Status.RELEASE_PREPARATION),
        carrier(changed=None),
    ],
)
def test_of_what_was_told_or_never_served_no_log_is_read(told: Carrier) -> None:
    assert versions(told) == []


@pytest.mark.parametrize("observed", [None, "delivered"])
def test_a_later_change_that_the_app_serves_covers_an_earlier_one(observed: str | None) -> None:
    later = carrier(1, changed=NOW + 2 * MINUTE, observed=observed)
    assert 0 not in versions(carrier(), later)
    near = carrier(1, changed=NOW + MINUTE, observed=observed)
    assert 0 in versions(carrier(), near)


def test_what_ended_covers_only_if_it_is_known_to_have_been_told() -> None:
    ended = carrier(1, Status.CANCELED, NOW + 2 * MINUTE)
    assert versions(carrier(), ended) == [0, 1]
    assert versions(carrier(), ended._replace(observed="delivered")) == []


def test_another_target_covers_nothing() -> None:
    later = carrier(1, changed=NOW + 2 * MINUTE)
    for other in (replace(of(1), app="lagoon"), of(1, "tea")):
        assert versions(carrier(), later._replace(release=other)) == [0, 1]


# --- By the log ----------------------------------------------------------------------------------


def log(release: ReleaseId, minutes: int = 0) -> Log:
    """A release that reached Full Release so many minutes ago."""
    found = log_of(recorded(applied(TEST)))
    entry = found.entries[-1]
    draft = replace(entry.draft, release=release)
    return Log(release, (replace(entry, draft=draft, time=NOW - minutes * MINUTE),))


def test_some_are_told_at_a_time_the_oldest_first() -> None:
    logs = {of(program=f"p{n}"): log(of(program=f"p{n}"), n) for n in range(MOST + 5)}
    found = due(logs, WAYS, NOW)
    assert [one.mini_program for one in found] == [f"p{n}" for n in range(MOST + 4, 4, -1)]


def test_of_one_target_the_newest_change_is_told() -> None:
    logs = {of(0): log(of(0), 2), of(1): log(of(1))}
    assert due(logs, WAYS, NOW) == (of(1),)
    near = {of(0): log(of(0), 1), of(1): log(of(1))}
    assert due(near, WAYS, NOW) == (of(0), of(1))


def test_what_cannot_be_read_or_says_nothing_is_left() -> None:
    assert due({of(0): Damage("x", "broken"), of(1): Log(of(1))}, WAYS, NOW) == ()


def test_what_waits_is_left_until_its_time(failed: Log) -> None:
    logs = {failed.release: failed}
    assert due(logs, WAYS, NOW + MINUTE) == ()
    assert due(logs, WAYS, NOW + 2 * MINUTE) == (failed.release,)


@pytest.fixture
def failed() -> Log:
    """A release of which its app could not be told just now."""
    found = log(of())
    observed = Observed(found.entries[-1].draft.transition, 1, Result.FAILED, "timed-out: late")
    last = found.entries[-1].draft
    note = replace(last, kind=Kind.DELIVERY_FAILED, rollout=Rollout(observed=observed))
    return found.extended(note, NOW, "d" * 40)
