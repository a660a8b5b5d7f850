"""What a release has ahead of it by its schedule: as the bot sees it, and as people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.core.changes import against_live, judged, since_before
from bot.core.display import display
from bot.core.entry import Kind
from bot.core.entry_rollout import Rollout
from bot.core.lifecycle import Status
from bot.core.schedule import pending_of
from bot.core.schedule_sentences import schedule_in_words
from tests.core.situations import (
    HEAD,
    NOW,
    PARENT,
    applied,
    commit,
    draft,
    log_of,
    recorded,
    request,
    review,
    reviewed,
    sibling,
    under_review,
    version,
    with_branch,
    with_main,
)

if TYPE_CHECKING:
    from bot.core.log import Log
    from bot.core.situation import Situation

GO_LIVE = datetime(2026, 12, 1, 1, tzinfo=UTC)
FULL = {"goLiveAt": "2026-12-01T09:00:00+08:00"}
STEPS = {
    **FULL,
    "grayscale": [
        {"percent": 10},
        {"percent": 50, "after": "24h"},
        {"percent": 100, "at": "2026-12-04T09:00:00+08:00"},
    ],
}


def asked(schedule: dict[str, Any] | None = None) -> Situation:
    """Coffee 1.4.0 to Production is applied for, by a schedule."""
    asking = request(schedule=schedule or STEPS)
    return with_branch(applied(), request=asking, commits=(commit(HEAD, asking, version()),))


def prepared(schedule: dict[str, Any] | None = None) -> Situation:
    return recorded(reviewed(review(), situation=under_review(asked(schedule))))


def went(
    situation: Situation, kind: Kind, target: Status, at: datetime, percent: int | None = None
) -> Situation:
    """One entry more, as a releaser or the bot makes it."""
    log = log_of(situation)
    last = log.entries[-1].draft
    said = Rollout(percent=percent)
    entry = replace(last, kind=kind, source=last.target, target=target, rollout=said)
    return with_main(situation, log=log.extended(entry, at, PARENT))


def live(percent: int, at: datetime = GO_LIVE) -> Situation:
    return went(prepared(), Kind.WENT_LIVE, Status.GRAYSCALE_RELEASE, at, percent)


def words(situation: Situation, now: datetime = NOW) -> str:
    """What is said of the schedule that the log holds."""
    log = log_of(situation)
    return schedule_in_words(judged(log.entries), log, now)


def ahead(text: str) -> list[str]:
    """The acts that are listed."""
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]


def due(log: Log) -> tuple[int, datetime] | None:
    found = pending_of(log)
    return (found.act.percent, found.at) if found else None


# --- The application ---


def test_a_schedule_is_judged_as_it_is_written_and_only_where_there_is_one() -> None:
    scheduled, plain = asked().application, applied().application
    assert scheduled is not None
    assert plain is not None
    assert scheduled.value == {**plain.value, "schedule": STEPS}
    assert scheduled.digest != plain.digest
    assert "schedule" not in plain.rendering
    assert '"2026-12-01T09:00:00+08:00"' in scheduled.rendering


def test_another_offset_of_the_same_moment_is_another_application() -> None:
    one, other = asked(FULL).application, asked({"goLiveAt": "2026-12-01T01:00:00Z"}).application
    assert one is not None
    assert other is not None
    assert one.digest != other.digest


def test_a_schedule_is_no_change_against_what_is_live() -> None:
    situation = with_main(asked(), siblings=(sibling("1.3.0"),))
    shown = against_live(situation)
    assert shown is not None
    assert "schedule" not in shown


def test_a_changed_schedule_is_shown_against_the_round_before() -> None:
    before = under_review(asked())
    later = {**STEPS, "goLiveAt": "2026-12-02T09:00:00+08:00"}
    changed = with_branch(before, request=request(schedule=later))
    since = since_before(changed, log_of(before).entries)
    assert since is not None
    assert "| `/schedule/goLiveAt` | `2026-12-01T09:00:00+08:00` | `2026-12-02" in since[1]


# --- What is due ---


def test_nothing_is_due_before_approval_or_without_a_schedule() -> None:
    assert due(log_of(under_review(asked()))) is None
    assert due(log_of(recorded(reviewed(review())))) is None


def test_going_live_is_due_from_release_preparation() -> None:
    assert due(log_of(prepared())) == (10, GO_LIVE)
    assert due(log_of(prepared(FULL))) == (100, GO_LIVE)


def test_the_next_step_is_due_so_long_after_the_last_change() -> None:
    late = GO_LIVE + timedelta(minutes=5)
    assert due(log_of(live(10, late))) == (50, late + timedelta(days=1))
    assert due(log_of(live(20, late))) == (50, late + timedelta(days=1))
    assert due(log_of(live(50, late))) == (100, datetime(2026, 12, 4, 1, tzinfo=UTC))


def test_nothing_is_due_during_a_pause_and_after_it_the_time_is_as_before() -> None:
    hour = timedelta(hours=1)
    paused = went(live(10), Kind.PAUSED, Status.GRAYSCALE_RELEASE, GO_LIVE + hour)
    resumed = went(paused, Kind.RESUMED, Status.GRAYSCALE_RELEASE, GO_LIVE + 2 * hour)
    assert due(log_of(paused)) is None
    assert due(log_of(resumed)) == (50, GO_LIVE + 24 * hour)


def test_nothing_is_due_when_it_is_over() -> None:
    full = went(live(50), Kind.COMPLETED, Status.FULL_RELEASE, GO_LIVE, 100)
    canceled = went(prepared(), Kind.CANCELED, Status.CANCELED, GO_LIVE)
    assert due(log_of(full)) is None
    assert due(log_of(canceled)) is None


# --- What people read ---


def test_a_reviewer_reads_each_act_in_its_offset_and_in_utc() -> None:
    planned = [
        "2026-12-01 09:00 +08:00 (01:00 UTC): it goes live, at 10 % of the users",
        "2026-12-02 09:00 +08:00 (01:00 UTC), 1 day after that, at the soonest: 50 % of the users",
        "2026-12-04 09:00 +08:00 (01:00 UTC): Full Release, for all users",
    ]
    drafted = with_branch(draft(), request=request(schedule=STEPS))
    for situation in (drafted, asked(), under_review(asked()), prepared()):
        sticky = display(situation).sticky
        assert ahead(sticky.partition("**By its schedule**")[2]) == planned


def test_what_is_done_is_no_longer_listed() -> None:
    assert ahead(words(live(10, GO_LIVE + timedelta(minutes=5)))) == [
        "2026-12-02 09:05 +08:00 (01:05 UTC), at the soonest: 50 % of the users",
        "2026-12-04 09:00 +08:00 (01:00 UTC): Full Release, for all users",
    ]


def test_where_nothing_is_ahead_nothing_is_said() -> None:
    last = {**FULL, "grayscale": [{"percent": 10}]}
    for over in (
        under_review(),
        went(prepared(), Kind.CANCELED, Status.CANCELED, GO_LIVE),
        went(live(50), Kind.COMPLETED, Status.FULL_RELEASE, GO_LIVE, 100),
        went(prepared(last), Kind.WENT_LIVE, Status.GRAYSCALE_RELEASE, GO_LIVE, 10),
    ):
        assert words(over) == ""
    assert "By its schedule" not in display(under_review()).sticky


def test_a_pause_and_a_time_that_has_passed_are_said() -> None:
    at = GO_LIVE + timedelta(hours=1)
    waiting = prepared()
    paused = went(waiting, Kind.PAUSED, Status.RELEASE_PREPARATION, at)
    assert "says `/resume`" in words(paused, at)
    assert "has passed" not in words(paused, at)
    assert "has passed" not in words(waiting, GO_LIVE - timedelta(seconds=1))
    assert "has passed" in words(waiting, GO_LIVE)
