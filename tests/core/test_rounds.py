"""Rounds: when one opens, and which reviews count in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.panel import Discount, Tally
from bot.core.rounds import (
    NewRound,
    application_act,
    contributors,
    ending_act,
    events_until,
    new_round,
    tally_of,
    unseen,
)
from bot.core.situation import (
    GHOST,
    Account,
    AccountType,
    Branch,
    EventKind,
    People,
    PullState,
    Review,
    Situation,
    Verdict,
)
from tests.core.situations import (
    ANNOUNCED,
    DAN,
    HEAD,
    MIA,
    NOW,
    OTTO,
    RITA,
    ROB,
    SECOND,
    THIRD,
    WES,
    applied,
    catalog,
    coffee,
    commit,
    draft,
    event,
    harbor,
    log_of,
    minute,
    objection,
    opened,
    person,
    pushed,
    recorded,
    request,
    review,
    reviewed,
    under_review,
    with_branch,
    with_main,
    with_pull,
)


def _tally(situation: Situation) -> Tally:
    opening = log_of(situation).opening
    assert opening is not None
    return tally_of(situation, opening)


def _counted(*reviews: Review, situation: Situation | None = None) -> list[int]:
    found = _tally(reviewed(*reviews, situation=situation))
    return [review.author.id for review in found.approvals]


def _discounts(*reviews: Review, situation: Situation | None = None) -> list[Discount]:
    return [why for _, why in _tally(reviewed(*reviews, situation=situation)).discounted]


def _round(situation: Situation) -> NewRound | None:
    opening, application = log_of(situation).opening, situation.application
    assert opening is not None
    assert application is not None
    return new_round(situation, opening, application)


# --- Which reviews count -------------------------------------------------------------------------


def test_an_approval_by_a_listed_person_after_the_announcement_counts() -> None:
    assert _counted(review()) == [ROB.id]


def test_an_approval_one_second_after_the_announcement_counts() -> None:
    assert _counted(review(at=ANNOUNCED + timedelta(seconds=1))) == [ROB.id]


def test_an_approval_in_the_very_second_of_the_announcement_does_not_count() -> None:
    same = review(at=ANNOUNCED)
    assert (_counted(same), _discounts(same)) == ([], [Discount.SAME_SECOND])


def test_an_approval_before_the_announcement_does_not_count() -> None:
    early = review(at=ANNOUNCED - timedelta(seconds=1))
    assert (_counted(early), _discounts(early)) == ([], [Discount.BEFORE])


def test_nothing_counts_in_a_round_that_was_never_announced() -> None:
    situation = under_review()
    opening = log_of(situation).entries[0]
    unannounced = replace(opening, draft=replace(opening.draft, announced=None))
    silent = with_main(situation, log=replace(log_of(situation), entries=(unannounced,)))
    assert _discounts(review(), situation=silent) == [Discount.BEFORE]


def test_an_approval_that_a_force_push_re_pointed_does_not_count() -> None:
    """A1: the review now names the new head, and was given before that was announced."""
    forced = with_branch(
        with_pull(under_review(), event(EventKind.FORCE_PUSHED, 130)),
        head=SECOND,
        commits=(commit(SECOND, request(), None),),
    )
    again = recorded(forced, announced=minute(140))
    repointed = review(at=minute(120), commit=SECOND)
    assert _discounts(repointed, situation=again) == [Discount.BEFORE]


def test_an_approval_of_a_commit_with_other_bytes_does_not_count() -> None:
    """A2: the approval stands for the bytes it was given on."""
    again = recorded(pushed(under_review(), SECOND, request("Fewer beans.")))
    stale = review(commit=HEAD)
    assert _discounts(stale, situation=again) == [Discount.OTHER_BYTES]
    assert _counted(review(commit=SECOND), situation=again) == [ROB.id]


@pytest.mark.parametrize("elsewhere", [None, "9" * 40])
def test_an_approval_of_a_commit_outside_the_branch_does_not_count(elsewhere: str | None) -> None:
    assert _discounts(review(commit=elsewhere)) == [Discount.OTHER_BYTES]


@pytest.mark.parametrize("account", [OTTO, MIA, replace(ROB, id=2002), GHOST])
def test_an_approval_by_somebody_who_is_not_listed_does_not_count(account: Account) -> None:
    """A9 and A13: only listed numeric ids count, whatever the login."""
    why = Discount.NOT_A_PERSON if account is GHOST else Discount.NOT_LISTED
    assert _discounts(review(account)) == [why]


def test_a_former_reviewer_does_not_count() -> None:
    """A10: authority is judged at the pinned main."""
    situation = with_main(under_review(), catalog=catalog(harbor(reviewers=[person(RITA)])))
    assert _discounts(review(), situation=situation) == [Discount.NOT_LISTED]


def test_nobody_counts_where_the_app_is_gone() -> None:
    situation = with_main(under_review(), catalog=replace(catalog(), apps={}))
    assert _discounts(review(), situation=situation) == [Discount.NOT_LISTED]


@pytest.mark.parametrize("kind", [AccountType.BOT, AccountType.OTHER])
def test_a_machine_does_not_count_even_if_its_id_is_listed(kind: AccountType) -> None:
    """A16."""
    assert _discounts(review(replace(ROB, type=kind))) == [Discount.NOT_A_PERSON]


def test_somebody_marked_as_a_machine_does_not_count() -> None:
    """A16: also where GitHub calls the account a user."""
    policy = catalog(harbor(reviewers=[person(ROB, machine=True)]))
    situation = with_main(under_review(), catalog=policy)
    assert _discounts(review(), situation=situation) == [Discount.NOT_LISTED]


def test_a_machine_that_may_apply_reviews_nothing_though_the_app_lists_it() -> None:
    program = coffee(admins=[person(MIA), person(ROB, machine=True)])
    situation = with_main(under_review(), catalog=catalog(program=program))
    assert _discounts(review(), situation=situation) == [Discount.NOT_LISTED]


def test_a_contributor_does_not_count() -> None:
    """A15."""
    situation = replace(under_review(), people=People(frozenset({ROB.id})))
    assert _discounts(review(), situation=situation) == [Discount.CONTRIBUTOR]


def test_an_approval_counts_up_to_the_greatest_age_that_the_app_allows() -> None:
    """A22."""
    aged = replace(under_review(), now=minute(120) + timedelta(days=90))
    assert _counted(review(at=minute(120)), situation=aged) == [ROB.id]
    older = replace(aged, now=aged.now + timedelta(seconds=1))
    assert _discounts(review(at=minute(120)), situation=older) == [Discount.TOO_OLD]


def test_no_age_is_too_old_where_the_target_asks_for_no_approvals() -> None:
    situation = under_review()
    app = situation.app
    assert app is not None
    assert situation.target is not None
    open_target = replace(situation.target, approvals=None)
    targets = {situation.target.capabilities.environment: open_target}
    policy = catalog(replace(app, targets=targets))
    aged = with_main(replace(situation, now=NOW + timedelta(days=999)), catalog=policy)
    assert _counted(review(), situation=aged) == [ROB.id]
    gone = with_main(aged, catalog=catalog(replace(app, targets={})))
    assert _counted(review(), situation=gone) == [ROB.id]


# --- The latest decisive review ------------------------------------------------------------------


def test_an_objection_cancels_the_approval_before_it() -> None:
    assert _counted(review(), objection(at=minute(130))) == []


def test_an_approval_cancels_the_objection_before_it() -> None:
    found = _tally(reviewed(objection(), review(at=minute(130))))
    assert ([r.author.id for r in found.approvals], found.objections) == ([ROB.id], ())


def test_a_dismissal_is_decisive_and_is_no_approval() -> None:
    """A7: GitHub marks the dismissed review itself; the one before it is not revived."""
    dismissed = review(verdict=Verdict.DISMISSED, at=minute(130))
    found = _tally(reviewed(review(), dismissed))
    assert (found.approvals, found.objections) == ((), ())


def test_an_approval_after_a_dismissal_counts() -> None:
    dismissed = review(verdict=Verdict.DISMISSED)
    assert _counted(dismissed, review(at=minute(130))) == [ROB.id]


def test_a_plain_comment_does_nothing() -> None:
    """A7: it erases no approval."""
    assert _counted(review(), review(verdict=Verdict.COMMENTED, at=minute(130))) == [ROB.id]


def test_reviews_are_ordered_by_time_and_not_by_their_place_in_the_list() -> None:
    """A7."""
    late, early = objection(at=minute(130)), review(at=minute(120))
    assert _counted(late, early) == []
    assert _counted(early, late) == []


def test_reviews_of_the_same_second_are_ordered_by_id() -> None:
    approval, against = review(id=11), objection(id=12)
    assert _counted(against, approval) == []
    assert _counted(replace(approval, id=13), against) == [ROB.id]


def test_a_review_that_does_not_count_cancels_nothing() -> None:
    assert _counted(review(), objection(at=ANNOUNCED)) == [ROB.id]


def test_an_objection_on_older_bytes_stands() -> None:
    found = _tally(reviewed(objection(commit="9" * 40)))
    assert [r.author.id for r in found.objections] == [ROB.id]


def test_an_approval_of_older_bytes_does_not_cancel_an_objection() -> None:
    found = _tally(reviewed(objection(), review(at=minute(130), commit="9" * 40)))
    assert [r.author.id for r in found.objections] == [ROB.id]


def test_an_objection_of_a_contributor_stands() -> None:
    situation = replace(under_review(), people=People(frozenset({ROB.id})))
    found = _tally(reviewed(objection(), situation=situation))
    assert [r.author.id for r in found.objections] == [ROB.id]


# --- Contributors --------------------------------------------------------------------------------


def test_author_requester_force_pushers_and_the_people_of_the_branch_are_contributors() -> None:
    """A15."""
    situation = with_pull(draft(), event(EventKind.READY, 5, WES), draft=False, author=DAN)
    situation = with_pull(under_review(situation), event(EventKind.FORCE_PUSHED, 70, OTTO))
    situation = replace(situation, people=People(frozenset({RITA.id})))
    assert contributors(situation) == {DAN.id, WES.id, OTTO.id, RITA.id}


def test_the_author_is_a_contributor_before_anything_else_is_known() -> None:
    assert contributors(draft()) == {MIA.id}
    assert contributors(with_main(draft(), log=None)) == {MIA.id}


def test_somebody_who_only_changed_the_state_is_no_contributor() -> None:
    situation = with_pull(under_review(), event(EventKind.BASE_CHANGED, 70, OTTO))
    assert OTTO.id not in contributors(situation)


# --- When a round opens --------------------------------------------------------------------------


def test_a_round_stands_while_nothing_happens() -> None:
    assert _round(under_review()) is None


@pytest.mark.parametrize("kind", [EventKind.FORCE_PUSHED, EventKind.BASE_CHANGED])
def test_an_event_that_stands_in_no_entry_opens_a_round(kind: EventKind) -> None:
    """A1 and B2."""
    assert _round(with_pull(under_review(), event(kind, 70))) is NewRound.EVENT


def test_an_event_that_an_entry_has_seen_opens_no_round() -> None:
    early = with_pull(applied(), event(EventKind.FORCE_PUSHED, 5))
    assert _round(under_review(early)) is None


def test_other_bytes_open_a_round() -> None:
    situation = pushed(under_review(), SECOND, request("Fewer beans."))
    assert _round(situation) is NewRound.BYTES


def test_a_merge_of_main_that_edits_the_request_opens_a_round() -> None:
    """A6: a merge commit is no proof that nothing changed."""
    situation = pushed(pushed(under_review(), SECOND, request("Slipped in.")), THIRD)
    assert _round(situation) is NewRound.BYTES


def test_update_branch_opens_no_round() -> None:
    assert _round(pushed(under_review(), SECOND)) is None


def test_bytes_that_went_and_came_back_open_a_round() -> None:
    """B12."""
    away = pushed(under_review(), SECOND, request("Fewer beans."))
    assert _round(pushed(away, THIRD, request())) is NewRound.BYTES


def test_a_deleted_request_opens_a_round() -> None:
    situation = under_review()
    gone = replace(situation.branch.commits[0], oid=SECOND, request=None)
    commits = (*situation.branch.commits, gone)
    assert _round(with_branch(situation, head=SECOND, commits=commits)) is NewRound.BYTES


def test_another_version_file_opens_a_round() -> None:
    situation = under_review()
    other = replace(situation.branch.commits[0], oid=SECOND, version="9" * 40)
    commits = (*situation.branch.commits, other)
    assert _round(with_branch(situation, head=SECOND, commits=commits)) is NewRound.BYTES


def test_a_head_that_does_not_hold_the_announced_commit_opens_a_round() -> None:
    """A force-push whose event is not shown yet."""
    situation = under_review()
    rewritten = replace(situation.branch.commits[0], oid=SECOND)
    assert _round(with_branch(situation, head=SECOND, commits=(rewritten,))) is NewRound.BYTES


def test_commits_before_the_announced_head_may_hold_other_bytes() -> None:
    older = commit(THIRD, request("A first try."))
    asked = request()
    situation = applied()
    commits = (older, commit(HEAD, asked, situation.branch.version))
    assert _round(under_review(with_branch(situation, commits=commits))) is None


def test_a_catalog_change_that_changes_the_application_opens_a_round() -> None:
    policy = catalog(program=coffee(configuration={"clientId": "other"}))
    assert _round(with_main(under_review(), catalog=policy)) is NewRound.CATALOG


# --- Acts ----------------------------------------------------------------------------------------


def test_the_latest_applying_act_names_the_requester() -> None:
    situation = with_pull(draft(), event(EventKind.READY, 5, WES), draft=False)
    found = application_act(with_pull(situation, event(EventKind.REOPENED, 6, DAN)))
    assert found is not None
    assert found.actor.id == DAN.id


@pytest.mark.parametrize("kind", [EventKind.CLOSED, EventKind.DRAFTED])
def test_an_act_that_was_taken_back_is_void(kind: EventKind) -> None:
    assert application_act(with_pull(applied(), event(kind, 5))) is None


def test_a_closed_or_draft_pull_request_applies_for_nothing() -> None:
    assert application_act(with_pull(applied(), state=PullState.CLOSED)) is None
    assert application_act(with_pull(applied(), draft=True)) is None


def test_an_act_that_an_entry_has_seen_applies_no_more() -> None:
    assert application_act(under_review()) is None


def test_other_events_neither_apply_nor_take_back() -> None:
    situation = with_pull(applied(), event(EventKind.FORCE_PUSHED, 5))
    found = application_act(situation)
    assert found == opened()


def test_the_first_act_that_takes_back_is_the_ending_one() -> None:
    acts = (event(EventKind.DRAFTED, 90), event(EventKind.READY, 91), event(EventKind.CLOSED, 92))
    assert ending_act(with_pull(under_review(), *acts)) == acts[0]
    assert ending_act(under_review()) is None


def test_an_entry_accounts_for_the_events_up_to_its_act() -> None:
    acts = (event(EventKind.FORCE_PUSHED, 89), event(EventKind.DRAFTED, 90))
    later = event(EventKind.READY, 91)
    situation = with_pull(under_review(), *acts, later)
    assert events_until(situation, acts[1]) == (acts[0].id, acts[1].id)


def test_every_event_is_unseen_where_there_is_no_log() -> None:
    assert unseen(with_main(applied(), log=None)) == (opened(),)


def test_an_empty_branch_holds_nothing() -> None:
    situation = under_review()
    empty = Branch(HEAD, touches=True, release=situation.release)
    assert _counted(review(), situation=replace(situation, branch=empty)) == []
