"""What an app's backend is yet to be told, what is noted of it, and what people are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.change import change_for
from bot.core.decide import decide
from bot.core.decision import Moved, Shown
from bot.core.delivering import Deliver, delivering, noted
from bot.core.delivery import Observed
from bot.core.delivery_answer import acknowledgement_context
from bot.core.delivery_sentences import telling, told
from bot.core.display import display
from bot.core.entry import Kind
from bot.core.entry_rollout import Result
from bot.core.explanation import as_text, as_value, explain
from bot.core.lifecycle import Status
from bot.core.log import Log, legal, read_log
from bot.core.outbox import MOST_ATTEMPTS, telling_of
from bot.core.plan import Record, plan
from bot.core.projection import replace_live, status_value
from bot.core.situation import GHOST, Account, HeadStatus, Trouble
from tests.core.situations import (
    BOT,
    HEAD,
    NOW,
    PARENT,
    PRODUCTION,
    SCHEMAS,
    SECOND,
    TEST,
    applied,
    catalog,
    harbor,
    log_of,
    moved_in,
    person,
    recorded,
    review,
    reviewed,
    sibling,
    under_review,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.situation import Situation

OBSERVER = Account("harbor-observer", 1090)
WEBHOOK = {"webhook": {"url": "https://api.harbor.example/slipway", "secret": "HARBOR_WEBHOOK"}}
OBSERVED = {**WEBHOOK, "observer": person(OBSERVER)}
FAILED = Observed(Result.FAILED, "timed-out", "no whole answer came in time")
SENT = Observed(Result.SENT, "handed-over", "the backend took it")
DELIVERED = Observed(Result.DELIVERED, "as-decided", "observed 1.4.0 at 100 %")
DRIFTED = Observed(Result.DRIFTED, "not-as-decided", "observed nothing; decided 1.4.0 at 100 %")
MINUTE = timedelta(minutes=1)


def released(delivery: dict[str, Any] | None = None, **fields: Any) -> Situation:
    """Coffee 1.4.0 is Full Release in Test, to which an app's backend listens."""
    policy = catalog(harbor(delivery=delivery or WEBHOOK, **fields))
    situation = recorded(applied(TEST, policy=policy))
    live = replace_live(None, ("harbor", "test"), "coffee", [status_value(log_of(situation))])
    return with_main(situation, live=live)


def after(situation: Situation, observed: Observed, at: datetime | None = None) -> Situation:
    """The situation once an attempt came to this, and the bot looks at that very time."""
    log = log_of(situation)
    found = telling_of(log)
    assert found is not None
    moved = noted(situation, log, (found.transition, found.attempts + 1), observed)
    grown = log.extended(moved.draft, at or situation.now, PARENT)
    return at_time(with_main(situation, log=grown), at or situation.now)


def at_time(situation: Situation, now: datetime) -> Situation:
    return replace(situation, now=now)


def attempt(situation: Situation) -> Deliver | None:
    """The attempt that is planned, always last."""
    effects = plan(situation, Shown())
    assert [e for e in effects[:-1] if isinstance(e, Deliver)] == []
    last = effects[-1] if effects else None
    return last if isinstance(last, Deliver) else None


def said(situation: Situation, state: str, at: datetime = NOW, **fields: Any) -> Situation:
    """An account sets a status for the change on the head."""
    found = telling_of(log_of(situation))
    assert found is not None
    given = {"context": acknowledgement_context(found.transition), "creator": OBSERVER, **fields}
    status = HeadStatus(state=state, description="", at=at, **given)
    return with_pull(situation, statuses=(status,))


def note(situation: Situation) -> Moved | None:
    """The note that is planned for what an observer said."""
    found = delivering(situation)
    return found if isinstance(found, Moved) else None


# --- What is told --------------------------------------------------------------------------------


def test_a_change_is_told_at_once_with_all_that_the_app_serves() -> None:
    situation = released()
    found, log = attempt(situation), log_of(situation)
    assert found is not None
    value = found.message.to_value()
    assert value["delivery"] == log.entries[-1].draft.transition
    assert (value["attempt"], value["commit"], value["at"]) == (1, HEAD, "2026-03-02T12:00:00Z")
    assert value["change"] == {"kind": "released", "status": "Full Release", "percent": 100}
    assert [one["version"] for one in value["live"]] == ["1.4.0"]
    assert found.delivery == situation.main.catalog.apps["harbor"].delivery


def test_where_the_app_serves_nothing_any_more_the_list_is_empty() -> None:
    nothing: tuple[dict[str, Any] | None, ...] = (None, {"miniPrograms": {}})
    for live in nothing:
        found = attempt(with_main(released(), live=live))
        assert found is not None
        assert found.message.live == ()


def test_an_app_that_names_no_way_is_told_nothing() -> None:
    assert attempt(recorded(applied(TEST))) is None


def test_what_the_app_does_not_serve_is_not_told() -> None:
    policy = catalog(harbor(delivery=WEBHOOK))
    asked = under_review(applied(policy=policy))
    prepared = recorded(reviewed(review(), situation=asked))
    assert log_of(prepared).status is Status.RELEASE_PREPARATION
    for situation in (applied(policy=policy), asked, prepared):
        assert delivering(situation) is None


def test_only_the_pull_request_that_carries_the_release_tells() -> None:
    assert delivering(with_pull(released(), number=8)) is None


def test_a_release_that_is_no_more_in_the_catalog_is_not_told() -> None:
    situation = released()
    policy = replace(situation.main.catalog, apps={})
    assert delivering(with_main(situation, catalog=policy)) is None


def test_nothing_is_told_while_something_is_wrong_with_main() -> None:
    trouble = Trouble("by-hand", "live/harbor/test.json", "it was changed", "restore it")
    assert delivering(with_main(released(), troubles=(trouble,))) is None


# --- One telling covers another ------------------------------------------------------------------


def _older(situation: Situation, minutes: int) -> Log:
    """A sibling that reached Full Release so many minutes before."""
    log = sibling("1.3.0")
    entry = log.entries[-1]
    return replace(log, entries=(replace(entry, time=situation.now - minutes * MINUTE),))


def test_what_took_a_place_tells_of_both() -> None:
    ((log, draft),) = moved_in(with_main(applied(TEST), siblings=(sibling("1.3.0"),))).followers
    archived = log.extended(draft, NOW, PARENT)
    assert archived.status is Status.ARCHIVED
    assert delivering(with_pull(with_main(released(), log=archived), number=6)) is None


def test_a_later_change_of_the_target_covers_this_one() -> None:
    situation = released()
    older, newer = _older(situation, 2), log_of(situation)
    assert attempt(with_main(situation, siblings=(older,))) is not None
    covered = with_pull(with_main(situation, log=older, siblings=(newer,)), number=6)
    covered = replace(covered, branch=replace(covered.branch, release=older.release))
    assert delivering(covered) is None


def test_of_changes_within_a_minute_each_is_told() -> None:
    situation = released()
    older, newer = _older(situation, 1), log_of(situation)
    close = with_pull(with_main(situation, log=older, siblings=(newer,)), number=6)
    assert isinstance(delivering(close), Deliver)


def test_a_sibling_that_was_never_served_covers_nothing() -> None:
    other = sibling("1.5.0", live=False)
    assert attempt(with_main(released(), siblings=(other,))) is not None


# --- When it is told again -----------------------------------------------------------------------


def test_what_was_delivered_is_told_no_more() -> None:
    delivered = after(released(), DELIVERED)
    assert attempt(at_time(delivered, NOW + timedelta(days=9))) is None


@pytest.mark.parametrize("observed", [FAILED, DRIFTED])
def test_what_is_amiss_is_told_again_after_the_wait_and_not_in_its_last_second(
    observed: Observed,
) -> None:
    once = after(released(), observed)
    assert attempt(at_time(once, NOW + MINUTE)) is None
    again = attempt(at_time(once, NOW + MINUTE + timedelta(seconds=1)))
    assert again is not None
    assert again.message.attempt == 2
    twice = after(once, observed, NOW + 2 * MINUTE)
    assert attempt(at_time(twice, NOW + 7 * MINUTE)) is None
    assert attempt(at_time(twice, NOW + 8 * MINUTE)) is not None


def test_what_was_handed_over_is_sent_again_only_where_somebody_could_say_that_it_arrived() -> None:
    later = NOW + timedelta(days=1)
    assert attempt(at_time(after(released(), SENT), later)) is None
    assert attempt(at_time(after(released(OBSERVED), SENT), later)) is not None


def test_attempts_end_somewhere() -> None:
    situation = released(OBSERVED)
    found = telling_of(log_of(situation))
    assert found is not None
    last = noted(situation, log_of(situation), (found.transition, MOST_ATTEMPTS), FAILED)
    ended = with_main(situation, log=log_of(situation).extended(last.draft, NOW, PARENT))
    later = at_time(ended, NOW + timedelta(days=9))
    assert delivering(later) is None
    assert delivering(said(later, "success")) is None
    assert "it is told again" not in display(later).sticky


# --- The note ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observed", "kind"),
    [
        (SENT, Kind.DELIVERED),
        (DELIVERED, Kind.DELIVERED),
        (DRIFTED, Kind.DELIVERED),
        (FAILED, Kind.DELIVERY_FAILED),
    ],
)
def test_a_note_says_what_came_of_the_attempt_and_changes_nothing_else(
    observed: Observed, kind: Kind
) -> None:
    situation = released()
    log = log_of(situation)
    moved = noted(situation, log, ("1f" * 16, 3), observed)
    draft, last = moved.draft, log.entries[-1].draft
    assert legal(draft)
    assert (draft.kind, draft.row, draft.source, draft.target) == (
        kind,
        None,
        Status.FULL_RELEASE,
        Status.FULL_RELEASE,
    )
    assert (draft.actor.id, draft.subject, draft.content) == (BOT.id, last.subject, last.content)
    assert draft.cause == {"kind": "delivery", "transition": "1f" * 16, "attempt": 3}
    change = change_for(situation, moved)
    assert [path.rpartition("/")[2] for path in sorted(change.files)] == [
        f"0002-{kind}.json",
        "status.json",
    ]
    assert change.head is None
    value = status_value(log.extended(draft, NOW, PARENT))
    assert SCHEMAS.problems("status", value, "status.json") == ()


def test_a_note_is_the_same_for_every_bot_that_made_the_attempt() -> None:
    situation = released()
    one, other = (after(situation, observed) for observed in (FAILED, DELIVERED))
    ids = {log_of(each).entries[-1].draft.transition for each in (one, other)}
    assert len(ids) == 1


def test_the_status_file_says_what_came_of_the_newest_change() -> None:
    log = log_of(after(after(released(), FAILED), SENT))
    value = status_value(log)
    assert value["observed"] == {
        "transition": value["changed"]["transition"],
        "result": "sent",
        "at": "2026-03-02T12:00:00Z",
    }


def test_a_long_detail_is_cut_to_what_a_note_may_hold() -> None:
    assert len(Observed(Result.FAILED, "status-refused", "x" * 200).noted) == 200


# --- An observer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "result"), [("success", Result.DELIVERED), ("failure", Result.DRIFTED)]
)
def test_what_an_observer_says_is_noted_as_the_next_attempt(state: str, result: Result) -> None:
    situation = said(after(released(OBSERVED), SENT), state)
    effects = plan(situation, Shown())
    assert isinstance(effects[-1], Record)
    moved = note(situation)
    assert moved is not None
    observed = moved.draft.rollout.observed
    assert observed is not None
    assert (observed.attempt, observed.result) == (2, result)
    assert observed.detail == (
        f"observer-{state}: account 1090 set a status at 2026-03-02T12:00:00Z"
    )


def test_an_observer_may_speak_before_the_attempt_is_noted() -> None:
    assert note(said(released(OBSERVED), "success")) is not None


def test_an_observer_may_speak_after_an_attempt_that_failed() -> None:
    earlier = said(after(released(OBSERVED), FAILED), "success", NOW - MINUTE)
    assert note(earlier) is not None


def test_what_an_observer_said_is_noted_once() -> None:
    situation = said(after(released(OBSERVED), SENT), "error")
    moved = note(situation)
    assert moved is not None
    log = log_of(situation).extended(moved.draft, NOW, PARENT)
    noted_once = with_main(situation, log=log)
    assert note(noted_once) is None
    sent_again = after(noted_once, SENT, NOW + 9 * MINUTE)
    assert note(sent_again) is None
    assert note(said(sent_again, "success", NOW + 10 * MINUTE)) is not None


def test_a_drift_that_is_seen_later_is_noted_and_an_older_status_is_not() -> None:
    delivered = after(released(OBSERVED), DELIVERED)
    assert note(said(delivered, "failure")) is None
    assert note(said(delivered, "failure", NOW + timedelta(seconds=1))) is not None
    assert note(said(delivered, "success", NOW + MINUTE)) is None


@pytest.mark.parametrize(
    "fields",
    [{"creator": GHOST}, {"creator": Account("harbor-observer", 7)}, {"context": "slipway/7"}],
)
def test_nobody_else_acknowledges(fields: dict[str, Any]) -> None:
    assert note(said(after(released(OBSERVED), SENT), "success", **fields)) is None


def test_a_status_counts_on_the_head_that_was_merged_alone() -> None:
    situation = said(after(released(OBSERVED), SENT), "success")
    assert note(with_pull(situation, head=SECOND)) is None


def test_where_the_app_names_no_observer_no_status_counts() -> None:
    assert note(said(after(released(), SENT), "success")) is None


# --- What is shown -------------------------------------------------------------------------------


def observed_line(situation: Situation) -> str:
    """The row of the status comment that has both."""
    lines = display(situation).sticky.splitlines()
    return lines[lines.index("| decided | observed |") + 2]


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        (None, "**pending**: the app's backend has not been told yet"),
        (DELIVERED, "**delivered**: the app's backend has it since 2026-03-02T12:00:00Z"),
        (DRIFTED, "**drifted**: the app's backend had something else at 2026-03-02T12:00:00Z"),
        (FAILED, "**failed**: the app's backend could not be told at 2026-03-02T12:00:00Z"),
    ],
)
def test_decided_and_observed_stand_side_by_side(observed: Observed | None, words: str) -> None:
    situation = after(released(), observed) if observed else released()
    assert observed_line(situation) == f"| Full Release | {words} |"


@pytest.mark.parametrize(
    ("delivery", "who"),
    [
        (WEBHOOK, "; nobody is to say so"),
        (OBSERVED, "; harbor-observer (1090) says so by a commit status"),
    ],
)
def test_what_was_handed_over_is_pending_until_it_is_acknowledged(
    delivery: dict[str, Any], who: str
) -> None:
    taken = "the app's backend took it at 2026-03-02T12:00:00Z, and has not said what it has"
    line = observed_line(after(released(delivery), SENT))
    assert line == f"| Full Release | **pending**: {taken}{who} |"


def test_what_a_later_change_covers_shows_how_that_one_is_told() -> None:
    situation = after(released(), DELIVERED)
    older, newer = _older(situation, 9), log_of(situation)
    covered = with_pull(with_main(situation, log=older, siblings=(newer,)), number=6)
    covered = replace(covered, branch=replace(covered.branch, release=older.release))
    assert observed_line(covered) == (
        "| Full Release | **delivered**: the app's backend has it since 2026-03-02T12:00:00Z, "
        "told together with the later coffee 1.4.0 to harbor Test |"
    )
    own = log_of(after(with_main(covered, siblings=()), DELIVERED, NOW - 8 * MINUTE))
    assert "told together" not in observed_line(with_main(covered, log=own))


def test_where_nobody_is_told_nothing_is_said_of_it() -> None:
    policy = catalog(harbor(delivery=WEBHOOK))
    for situation in (recorded(applied(TEST)), under_review(applied(policy=policy))):
        assert "observed" not in display(situation).sticky
        assert as_value(explain(situation))["observed"] is None
        assert "observed:" not in as_text(explain(situation))


def test_a_drift_is_a_notice_with_its_cure_and_stops_nothing() -> None:
    situation = after(released(), DRIFTED)
    sticky = display(situation).sticky
    assert (
        "> **Note:** the backend of harbor has something else than was decided "
        "(`not-as-decided: observed nothing; decided 1.4.0 at 100 %`): make it put in force what "
        "live/harbor/test.json holds; it is told again after 2026-03-02T12:01:00Z "
        "[observed-as-decided]" in sticky
    )
    assert isinstance(decide(situation), Shown)
    (rule,) = as_value(explain(situation))["rules"]
    assert (rule["id"], rule["state"]) == ("observed-as-decided", "notice")


def test_a_drift_is_shown_until_the_backend_says_otherwise() -> None:
    told_again = after(after(released(OBSERVED), DRIFTED), SENT)
    assert "[observed-as-decided]" in display(told_again).sticky
    assert "[observed-as-decided]" not in display(after(told_again, DELIVERED)).sticky


def test_a_backend_that_cannot_be_told_is_a_notice() -> None:
    sticky = display(after(released(), FAILED)).sticky
    assert "(`timed-out: no whole answer came in time`): make it answer" in sticky


def test_of_many_attempts_the_comment_lists_the_newest() -> None:
    situation = after(after(after(released(), FAILED), FAILED), DELIVERED)
    rows = [line for line in display(situation).sticky.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows if "](" in row] == ["| 1", "| 4"]


def test_the_explanation_says_what_is_observed() -> None:
    pending, failed = released(), after(released(), FAILED)
    transition = log_of(pending).entries[-1].draft.transition
    known = {"transition": transition, "attempt": 0, "result": "pending", "at": None}
    assert as_value(explain(pending))["observed"] == known
    assert as_value(explain(failed))["observed"] == {
        "transition": transition,
        "attempt": 1,
        "result": "failed",
        "at": "2026-03-02T12:00:00Z",
    }
    assert "observed: **failed**" in as_text(explain(failed))


def test_a_run_says_what_it_told() -> None:
    assert told(PRODUCTION, 2, FAILED) == (
        "told harbor of coffee 1.4.0 to harbor Production (attempt 2): failed, timed-out: no "
        "whole answer came in time"
    )


def test_a_dry_run_says_what_it_would_tell() -> None:
    wanted = "tell harbor of coffee 1.4.0 to harbor Production (attempt 2), and record it"
    assert telling(PRODUCTION, 2) == wanted


def test_a_note_is_read_again_as_it_was_written() -> None:
    log = log_of(after(after(released(), FAILED), SENT))
    files = {entry.path: entry.to_bytes() for entry in log.entries}
    assert read_log(log.release, files, SCHEMAS) == log
