"""Taking back: a releaser withdraws, anybody else lets it lapse, and the order of time decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decide import Decision, Moved, Shown, Unsettled, decide
from bot.core.entry import Content, Kind
from bot.core.lifecycle import Role, Status
from bot.core.situation import GHOST, Account, Event, EventKind, PullState, Situation, Trouble
from tests.core.situations import (
    BOT,
    DAN,
    MIA,
    OTTO,
    PRODUCTION,
    RITA,
    ROB,
    SANDBOX,
    WES,
    applied,
    catalog,
    event,
    harbor,
    minute,
    moved_in,
    objection,
    recorded,
    review,
    reviewed,
    under_review,
    with_main,
    with_pull,
)


def _closed(situation: Situation, act: Event) -> Situation:
    return with_pull(situation, act, state=PullState.CLOSED)


@pytest.mark.parametrize("kind", [EventKind.CLOSED, EventKind.DRAFTED])
@pytest.mark.parametrize("actor", [MIA, WES], ids=lambda account: account.login)
def test_a_releaser_who_closes_it_or_makes_it_a_draft_withdraws(
    kind: EventKind, actor: Account
) -> None:
    act = event(kind, 90, actor)
    state = PullState.CLOSED if kind is EventKind.CLOSED else PullState.OPEN
    situation = with_pull(under_review(), act, state=state, draft=kind is EventKind.DRAFTED)
    draft = moved_in(situation).draft
    assert (draft.kind, draft.row, draft.target) == (
        Kind.WITHDRAWN,
        "T6",
        Status.NEW_VERSION_CREATED,
    )
    assert (draft.actor.id, draft.actor.role) == (act.actor.id, Role.RELEASER)
    assert (draft.content, draft.reason, draft.events) == (Content.PULL_REQUEST, None, (act.id,))
    assert draft.cause == {"kind": "event", "event": act.id}


@pytest.mark.parametrize("actor", [DAN, ROB, OTTO, BOT, GHOST], ids=lambda account: account.login)
def test_the_same_act_by_another_lets_it_lapse_and_claims_no_authority(actor: Account) -> None:
    draft = moved_in(_closed(under_review(), event(EventKind.CLOSED, 90, actor))).draft
    assert (draft.kind, draft.row) == (Kind.LAPSED, "T6")
    assert (draft.actor.id, draft.actor.role) == (actor.id, Role.NONE)
    assert draft.reason == "closed"


def test_a_former_releaser_does_not_withdraw() -> None:
    changed = replace(catalog(), workspaces={})
    situation = _closed(under_review(), event(EventKind.CLOSED, 90, WES))
    assert moved_in(with_main(situation, catalog=changed)).draft.kind is Kind.LAPSED


def test_closed_and_reopened_at_once_is_a_withdrawal_and_then_a_new_application() -> None:
    acts = (event(EventKind.CLOSED, 90), event(EventKind.REOPENED, 91))
    situation = with_pull(under_review(), *acts)
    withdrawn = moved_in(situation).draft
    assert (withdrawn.kind, withdrawn.events) == (Kind.WITHDRAWN, (acts[0].id,))
    again = moved_in(recorded(situation)).draft
    assert (again.kind, again.round, again.events) == (Kind.SUBMITTED, 2, (acts[1].id,))


def test_a_release_withdrawn_once_is_not_withdrawn_again() -> None:
    assert decide(recorded(_closed(under_review(), event(EventKind.CLOSED, 90)))) == Shown()


def test_a_rejection_that_was_given_before_the_withdrawal_stands() -> None:
    situation = _closed(reviewed(objection()), event(EventKind.CLOSED, 130))
    assert moved_in(situation).draft.kind is Kind.REJECTED


def test_a_withdrawal_before_the_objection_stands() -> None:
    situation = _closed(reviewed(objection(at=minute(131))), event(EventKind.CLOSED, 130))
    assert moved_in(situation).draft.kind is Kind.WITHDRAWN


def test_in_the_same_second_the_rejection_stands() -> None:
    situation = _closed(reviewed(objection(at=minute(130))), event(EventKind.CLOSED, 130))
    assert moved_in(situation).draft.kind is Kind.REJECTED


def test_an_objection_without_a_reason_does_not_stand_before_a_withdrawal() -> None:
    situation = _closed(reviewed(objection("")), event(EventKind.CLOSED, 130))
    assert moved_in(situation).draft.kind is Kind.WITHDRAWN


def test_a_withdrawal_comes_before_any_approval() -> None:
    situation = with_pull(reviewed(review(RITA)), event(EventKind.DRAFTED, 130), draft=True)
    assert moved_in(situation).draft.kind is Kind.WITHDRAWN


@pytest.mark.parametrize("shown", [{"state": PullState.CLOSED}, {"draft": True}])
def test_closed_or_draft_without_the_act_that_made_it_so_is_unsettled(
    shown: dict[str, object],
) -> None:
    """X14."""
    assert isinstance(decide(with_pull(reviewed(review()), **shown)), Unsettled)


def test_trouble_on_main_stops_withdrawals_and_rejections_too() -> None:
    trouble = Trouble("by-hand", PRODUCTION.request_path, "it was edited by hand", "restore it")
    closed = _closed(under_review(), event(EventKind.CLOSED, 90))
    for situation in (closed, reviewed(objection())):
        assert decide(with_main(situation, troubles=(trouble,))) == Shown()


def test_what_is_under_review_is_taken_back_even_where_nobody_reviews_any_more() -> None:
    """The app stopped reviewing its sandbox while something was under review there."""
    reviewing = catalog(harbor(sandbox={}))
    situation = under_review(applied(SANDBOX, policy=reviewing))
    changed = with_main(situation, catalog=catalog(harbor(sandbox={"review": False})))
    assert _kind(decide(with_pull(changed, reviews=(objection(),)))) is Kind.REJECTED
    assert _kind(decide(_closed(changed, event(EventKind.CLOSED, 150)))) is Kind.WITHDRAWN


def _kind(decision: Decision) -> Kind | None:
    return decision.draft.kind if isinstance(decision, Moved) else None
