"""Reviewing: approvals release, objections with a reason reject, and each counts only once due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decide import PeopleNeeded, Shown, decide
from bot.core.entry import Content, Kind, RejectionKind
from bot.core.lifecycle import Role, Status
from bot.core.situation import EventKind, People, Review, Situation, Verdict
from tests.core.situations import (
    MIA,
    NOW,
    REVIEWED,
    RITA,
    ROB,
    SANDBOX,
    SECOND,
    applied,
    approvals,
    catalog,
    coffee,
    event,
    harbor,
    minute,
    moved_in,
    objection,
    person,
    problem,
    pushed,
    recorded,
    request,
    review,
    reviewed,
    under_review,
    version,
    with_branch,
    with_main,
    with_pull,
)

TWO = catalog(harbor({"approvals": approvals(count=2)}))


def _unknown(situation: Situation) -> Situation:
    return replace(situation, people=People(frozenset({MIA.id}), unknown=("who@example.com",)))


# --- T8 and T9 -----------------------------------------------------------------------------------


def test_an_approval_in_production_leads_to_release_preparation() -> None:
    moved = moved_in(reviewed(review()))
    draft = moved.draft
    assert (draft.kind, draft.row, draft.target) == (
        Kind.APPROVED,
        "T9",
        Status.RELEASE_PREPARATION,
    )
    assert (draft.content, draft.round) == (Content.MAIN, 1)
    assert (draft.actor.id, draft.actor.role) == (ROB.id, Role.REVIEWER)
    assert [(a.reviewer, a.at) for a in draft.approvals] == [(ROB.id, REVIEWED)]


def test_an_approval_leads_to_pilot_testing_where_the_app_says_so() -> None:
    policy = catalog(harbor({"pilot": True}))
    draft = moved_in(reviewed(review(), situation=under_review(applied(policy=policy)))).draft
    assert (draft.row, draft.target) == ("T8", Status.PILOT_TESTING)


def test_an_approval_in_a_sandbox_leads_to_pilot_testing() -> None:
    policy = catalog(harbor(sandbox={}))
    situation = under_review(applied(SANDBOX, policy=policy))
    assert moved_in(reviewed(review(), situation=situation)).draft.row == "T8"


def test_an_approval_merges_the_present_head_and_keeps_the_announced_digest() -> None:
    """Update branch: a push that leaves the bytes alone keeps the approval."""
    before = under_review()
    draft = moved_in(reviewed(review(), situation=pushed(before, SECOND))).draft
    opening = before.main.log.last if before.main.log else None
    assert opening is not None
    assert draft.subject.head == SECOND
    assert draft.subject.digest == opening.draft.subject.digest


def test_two_approvals_are_awaited_where_the_app_asks_for_two() -> None:
    situation = under_review(applied(policy=TWO))
    assert decide(reviewed(review(), situation=situation)) == Shown()
    both = reviewed(review(), review(RITA, at=minute(130)), situation=situation)
    draft = moved_in(both).draft
    assert {approval.reviewer for approval in draft.approvals} == {ROB.id, RITA.id}
    assert draft.actor.id == RITA.id


def test_the_review_that_completed_the_number_is_the_cause() -> None:
    situation = under_review(applied(policy=TWO))
    late, early = review(ROB, at=minute(150)), review(RITA, at=minute(110))
    assert moved_in(reviewed(late, early, situation=situation)).draft.cause == {
        "kind": "review",
        "review": late.id,
    }


def test_one_reviewer_who_approves_twice_is_one_approval() -> None:
    twice = (review(), review(at=minute(130)))
    assert decide(reviewed(*twice, situation=under_review(applied(policy=TWO)))) == Shown()


def test_the_people_of_the_branch_are_asked_for_only_where_all_else_passes() -> None:
    situation = with_pull(under_review(), reviews=(review(),))
    assert decide(situation) == PeopleNeeded()
    assert decide(with_pull(situation, reviews=())) == Shown()
    assert decide(with_branch(situation, problems=(problem(),))) == Shown()


def test_an_unknown_contributor_asks_for_one_approval_more() -> None:
    """A15."""
    assert decide(_unknown(reviewed(review()))) == Shown()
    both = reviewed(review(), review(RITA, at=minute(130)))
    assert moved_in(_unknown(both)).draft.kind is Kind.APPROVED


def test_an_unknown_contributor_is_refused_where_the_app_says_so() -> None:
    policy = catalog(harbor({"approvals": approvals(unknown="refuse")}))
    situation = under_review(applied(policy=policy))
    both = reviewed(review(), review(RITA, at=minute(130)), situation=situation)
    assert moved_in(both).draft.kind is Kind.APPROVED
    assert decide(_unknown(both)) == Shown()


def test_a_reviewer_taken_off_the_list_on_main_approves_nothing() -> None:
    """A10."""
    policy = catalog(harbor(reviewers=[person(RITA)]))
    assert decide(with_main(reviewed(review()), catalog=policy)) == Shown()


def test_a_requester_who_is_a_releaser_no_longer_is_not_approved() -> None:
    """A26."""
    policy = catalog(program=coffee(admins=[{"login": "new", "id": 77}]))
    assert decide(with_main(reviewed(review()), catalog=policy)) == Shown()


def test_a_release_approved_once_is_not_approved_again() -> None:
    assert decide(recorded(reviewed(review()))) == Shown()


def test_a_release_under_review_in_an_app_that_reviews_no_longer_is_not_approved() -> None:
    policy = catalog(harbor(sandbox={}))
    situation = reviewed(review(), situation=under_review(applied(SANDBOX, policy=policy)))
    changed = catalog(harbor(sandbox={"review": False}))
    assert decide(with_main(situation, catalog=changed)) == Shown()


# --- T7 ------------------------------------------------------------------------------------------


def test_an_objection_with_a_reason_rejects_for_its_details() -> None:
    draft = moved_in(reviewed(objection())).draft
    assert (draft.kind, draft.row, draft.target) == (
        Kind.REJECTED,
        "T7",
        Status.NEW_VERSION_CREATED,
    )
    assert (draft.rejection, draft.reason) == (RejectionKind.DETAILS, "The notes are wrong.")
    assert (draft.content, draft.round) == (Content.PULL_REQUEST, 1)
    assert (draft.actor.id, draft.actor.role) == (ROB.id, Role.REVIEWER)


def test_reject_code_rejects_the_code() -> None:
    draft = moved_in(reviewed(objection("/reject code\nIt leaks."))).draft
    assert (draft.rejection, draft.reason) == (RejectionKind.CODE, "It leaks.")


def test_reject_code_in_an_edited_review_rejects_the_details_only() -> None:
    """E2."""
    draft = moved_in(reviewed(objection("/reject code\nIt leaks.", edited=True))).draft
    assert draft.rejection is RejectionKind.DETAILS


def test_code_is_read_as_details_for_h5() -> None:
    policy = catalog(program=coffee(type="H5+"))
    built = version(package=None)
    value = {"format": 1, "entrance": "https://coffee.example"}
    situation = with_branch(applied(policy=policy), version=replace(built, value=value))
    draft = moved_in(
        reviewed(objection("/reject code\nIt leaks."), situation=under_review(situation))
    ).draft
    assert draft.rejection is RejectionKind.DETAILS


@pytest.mark.parametrize("body", ["", "  \n ", "/reject code", "/reject details\n\n"])
def test_an_objection_without_a_reason_is_not_a_rejection_yet(body: str) -> None:
    silent = objection(body)
    assert decide(reviewed(silent)) == Shown()
    assert decide(reviewed(silent, review(RITA, at=minute(130)))) == Shown()


def test_an_objection_stops_the_approvals_of_others() -> None:
    draft = moved_in(reviewed(review(RITA), objection(at=minute(130)))).draft
    assert (draft.kind, draft.actor.id) == (Kind.REJECTED, ROB.id)


def test_of_two_objections_the_earlier_one_rejects() -> None:
    late, early = objection(author=ROB, at=minute(140)), objection(author=RITA, at=minute(130))
    assert moved_in(reviewed(late, early)).draft.actor.id == RITA.id


def test_an_objection_by_one_who_is_on_no_list_rejects_nothing() -> None:
    """A9."""
    outsider = replace(ROB, id=2002)
    assert decide(reviewed(objection(author=outsider))) == Shown()


def test_an_objection_before_the_round_rejects_nothing() -> None:
    assert decide(reviewed(objection(at=minute(30)))) == Shown()


def test_a_reviewer_who_comes_round_rejects_nothing() -> None:
    came_round = (objection(), review(at=minute(130)))
    assert moved_in(reviewed(*came_round)).draft.kind is Kind.APPROVED


def test_an_approval_that_grew_too_old_does_not_revive_the_objection_before_it() -> None:
    situation = reviewed(objection(), review(at=minute(130)))
    assert decide(replace(situation, now=NOW + timedelta(days=91))) == Shown()


def test_an_approval_by_a_contributor_does_not_revive_the_objection_before_it() -> None:
    situation = reviewed(objection(), review(at=minute(130)))
    people = People(frozenset({ROB.id}))
    assert decide(replace(situation, people=people)) == Shown()


# --- After a rejection ---------------------------------------------------------------------------


def _rejected(found: Review) -> Situation:
    return recorded(reviewed(found))


def test_a_push_alone_does_not_apply_again_after_a_rejection() -> None:
    assert decide(pushed(_rejected(objection()), SECOND, request("Fewer beans."))) == Shown()


def test_a_catalog_change_does_not_apply_again_after_a_rejection() -> None:
    policy = catalog(program=coffee(features=["payments"]))
    assert decide(with_main(_rejected(objection()), catalog=policy)) == Shown()


def test_a_force_push_does_not_apply_again_after_a_rejection() -> None:
    act = event(EventKind.FORCE_PUSHED, 200)
    assert decide(with_pull(_rejected(objection()), act)) == Shown()


def test_a_review_after_the_rejection_changes_nothing() -> None:
    rejected = _rejected(objection())
    assert decide(with_pull(rejected, reviews=(review(RITA, at=minute(170)),))) == Shown()


def test_ready_for_review_applies_again_after_rejected_details() -> None:
    acts = (event(EventKind.DRAFTED, 200), event(EventKind.READY, 201))
    draft = moved_in(with_pull(_rejected(objection()), *acts)).draft
    assert (draft.kind, draft.round) == (Kind.SUBMITTED, 2)
    assert draft.events == (acts[0].id, acts[1].id)


def test_rejected_code_cannot_be_applied_for_again() -> None:
    acts = (event(EventKind.DRAFTED, 200), event(EventKind.READY, 201))
    rejected = _rejected(objection("/reject code\nIt leaks."))
    assert decide(with_pull(rejected, *acts)) == Shown()


def test_old_approvals_do_not_count_in_the_new_round() -> None:
    acts = (event(EventKind.DRAFTED, 200), event(EventKind.READY, 201))
    rejected = recorded(reviewed(objection(at=minute(130)), review(RITA, at=minute(125))))
    again = recorded(with_pull(rejected, *acts), announced=minute(210))
    assert decide(reviewed(review(RITA, at=minute(125)), situation=again)) == Shown()


def test_a_dismissed_objection_does_not_revive_an_older_approval() -> None:
    """A7."""
    dismissed = review(verdict=Verdict.DISMISSED, at=minute(130))
    assert decide(reviewed(review(), dismissed)) == Shown()
