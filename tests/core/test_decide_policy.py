"""The app's policy: seats of groups, a full Sandbox, a rejection that is corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.catalog import Person, PersonalNote
from bot.core.decide import PeopleNeeded, Shown, decide
from bot.core.display import display
from bot.core.documents.identity import VersionNumber
from bot.core.documents.problem import Problem
from bot.core.entry import Kind, RejectionKind
from bot.core.explanation import as_value, explain
from bot.core.finding import State
from bot.core.lifecycle import Status
from bot.core.rules import ask
from bot.core.situation import AccountType, Comment, EventKind, People, Situation, Verdict
from tests.core.situations import (
    DAN,
    MIA,
    REVIEWED,
    RITA,
    ROB,
    SANDBOX,
    WES,
    applied,
    approvals,
    catalog,
    coffee,
    event,
    harbor,
    log_of,
    minute,
    moved_in,
    objection,
    person,
    recorded,
    review,
    reviewed,
    under_review,
    with_branch,
    with_main,
    with_pull,
)

SEATED = {**approvals(), "seats": ["compliance", "security"]}
GROUPS = {"compliance": [person(ROB)], "security": [person(ROB), person(RITA)]}


def _seated(**fields: Any) -> Situation:
    app = harbor({"approvals": SEATED}, groups=GROUPS, **fields)
    return under_review(applied(policy=catalog(app)))


def _why(situation: Situation, rule: str) -> str:
    return " ".join(
        why for finding in ask(situation) if finding.rule.id == rule for why in finding.answer.why
    )


# --- Seats ---------------------------------------------------------------------------------------


def test_each_seat_takes_a_person_and_the_missing_group_is_named() -> None:
    one = reviewed(review(RITA), situation=_seated())
    assert decide(one) == Shown()
    assert "1 of 2 approval(s) given, still open: compliance; the next can be given by rob (" in (
        _why(one, "approvals-complete").replace("\u200b", "")
    )
    both = reviewed(review(RITA), review(ROB, at=minute(130)), situation=_seated())
    assert moved_in(both).draft.kind is Kind.APPROVED


def test_seats_that_nobody_can_fill_are_said_at_once_and_owners_can_mend_it() -> None:
    owner = Person("otto", 1008)
    app = harbor({"approvals": SEATED}, groups=GROUPS, reviewers=[person(RITA)])
    policy = replace(catalog(app), owners=(owner,))
    waiting = reviewed(situation=under_review(applied(policy=policy)))
    said = _why(waiting, "approvals-complete")
    assert "1 approval(s) of compliance can be given by nobody" in said
    assert "owners (otto (1008)) list more of them in catalog/apps/harbor.yaml" in said
    approved = reviewed(review(RITA), situation=waiting)
    assert "nobody can give the next" in _why(approved, "approvals-complete")
    point = next(p for p in explain(approved).points if p.id == "approvals-complete")
    assert point.who == (owner,)


def test_who_is_away_is_said_so_and_not_called_while_others_are_there() -> None:
    policy = catalog()
    gone = replace(policy, people={ROB.id: PersonalNote(minute(9000))})
    situation = reviewed(situation=with_main(under_review(), catalog=gone))
    point = next(p for p in explain(situation).points if p.id == "approvals-complete")
    assert point.away == ((ROB.id, minute(9000)),)
    shown = display(situation).sticky
    assert "Next: @rita\n" in shown
    assert "Who can meet it: rob (1004), away until 2026-03-" in shown
    who = {one["id"]: one for rule in as_value(explain(situation))["rules"] for one in rule["who"]}
    assert "awayUntil" in who[ROB.id]
    assert "awayUntil" not in who[RITA.id]
    both = {ROB.id: PersonalNote(minute(9000)), RITA.id: PersonalNote(minute(9000))}
    nobody = with_main(situation, catalog=replace(policy, people=both))
    assert "Next: @rob @rita\n" in display(nobody).sticky


def test_a_catalog_that_cannot_be_read_is_mended_by_owners() -> None:
    owner = Person("otto", 1008)
    policy = replace(catalog(), owners=(owner,))
    broken = Problem("catalog-unusable", "catalog/apps/harbor.yaml", 0, 0, "", "broken", "mend it")
    situation = with_branch(with_main(under_review(), catalog=policy), problems=(broken,))
    point = next(p for p in explain(situation).points if p.id == "documents-valid")
    assert point.who == (owner,)
    assert "Next: @otto\n" in display(situation).sticky


def test_one_person_in_two_groups_fills_one_seat() -> None:
    assert decide(reviewed(review(ROB), situation=_seated())) == Shown()


def test_a_member_who_is_no_reviewer_fills_no_seat() -> None:
    alone = _seated(reviewers=[person(RITA)])
    both = reviewed(review(RITA), review(ROB, at=minute(130)), situation=alone)
    assert decide(both) == Shown()


def test_a_group_that_the_app_does_not_have_leaves_its_seat_open() -> None:
    app = harbor({"approvals": SEATED})
    both = reviewed(
        review(RITA),
        review(ROB, at=minute(130)),
        situation=under_review(applied(policy=catalog(app))),
    )
    assert decide(both) == Shown()


def test_the_count_may_ask_for_more_than_the_seats() -> None:
    app = harbor({"approvals": {**approvals(2), "seats": ["compliance"]}}, groups=GROUPS)
    situation = under_review(applied(policy=catalog(app)))
    assert decide(reviewed(review(ROB), situation=situation)) == Shown()
    both = reviewed(review(ROB), review(RITA, at=minute(130)), situation=situation)
    assert moved_in(both).draft.actor.id == RITA.id


# --- Sandbox, reviewed and without a pilot -------------------------------------------------------


def test_an_approval_in_a_sandbox_without_a_pilot_is_full_and_archives_the_older() -> None:
    policy = catalog(harbor(sandbox={"pilot": False}))
    older = replace(SANDBOX, version=VersionNumber(1, 3, 0))

    def approve(situation: Situation) -> Situation:
        return reviewed(review(), situation=under_review(situation))

    live = log_of(recorded(approve(applied(older, policy=policy))))
    moved = moved_in(approve(with_main(applied(SANDBOX, policy=policy), siblings=(live,))))
    assert (moved.draft.row, moved.draft.target) == ("T10", Status.FULL_RELEASE)
    assert moved.draft.supersedes == (older,)
    assert [draft.kind for _, draft in moved.followers] == [Kind.ARCHIVED]


def test_a_full_release_by_approval_says_that_it_is_live() -> None:
    policy = catalog(harbor(sandbox={"pilot": False}))
    situation = reviewed(review(), situation=under_review(applied(SANDBOX, policy=policy)))
    sticky = display(recorded(situation)).sticky
    assert "**Approved and merged. LIVE**: it stands in Full Release." in sticky
    assert "It is live for all users" in sticky


# --- The first release ever ----------------------------------------------------------------------


def test_that_a_first_release_goes_live_in_full_is_said_only_of_the_first() -> None:
    policy = catalog(harbor(firstReleaseFull=True))
    first = under_review(applied(policy=policy))
    assert "a first release there goes live in full" in display(first).sticky
    older = replace(SANDBOX, version=VersionNumber(1, 3, 0))
    live = log_of(recorded(applied(older, policy=catalog(harbor(sandbox=_FREE)))))
    assert "goes live in full" not in display(with_main(first, siblings=(live,))).sticky


_FREE = {"review": False, "pilot": False}

# --- A rejection of the code, corrected ----------------------------------------------------------


def _rejected(body: str = "/reject code\nIt crashes.") -> Situation:
    return recorded(reviewed(objection(body)))


CORRECTION = review(
    RITA, Verdict.COMMENTED, at=minute(200), body="/reject details\nOnly the notes were wrong."
)


def test_a_reviewer_corrects_a_rejection_of_the_code_to_one_of_details() -> None:
    situation = reviewed(CORRECTION, situation=_rejected())
    draft = moved_in(situation).draft
    assert (draft.kind, draft.row, draft.actor.id) == (Kind.REJECTION_CORRECTED, None, RITA.id)
    assert (draft.rejection, draft.reason) == (RejectionKind.DETAILS, "Only the notes were wrong.")
    assert draft.source is draft.target is Status.NEW_VERSION_CREATED


def test_a_version_that_was_closed_may_be_applied_for_again_once_it_is_corrected() -> None:
    again = event(EventKind.READY, 300)
    closed = with_pull(_rejected(), event(EventKind.DRAFTED, 290), again)
    assert decide(closed) == Shown()
    corrected = recorded(reviewed(CORRECTION, situation=_rejected()))
    assert decide(corrected) == Shown()
    opened_anew = with_pull(corrected, event(EventKind.DRAFTED, 290), again)
    assert moved_in(opened_anew).draft.kind is Kind.SUBMITTED


@pytest.mark.parametrize(
    "no_correction",
    [
        replace(CORRECTION, body="Please /reject details"),
        replace(CORRECTION, body="/reject code"),
        replace(CORRECTION, edited=True),
        replace(CORRECTION, author=DAN),
        replace(CORRECTION, author=replace(RITA, type=AccountType.BOT)),
        replace(CORRECTION, id=1),
    ],
    ids=["not-first", "code-again", "edited", "no-reviewer", "machine", "before-the-rejection"],
)
def test_what_corrects_no_rejection(no_correction: Any) -> None:
    assert decide(reviewed(no_correction, situation=_rejected())) == Shown()


def test_whoever_had_a_hand_in_it_corrects_no_rejection() -> None:
    reviewers = [person(ROB), person(RITA), person(DAN)]
    policy = catalog(harbor(reviewers=reviewers))
    situation = with_main(_rejected(), catalog=policy)
    by_dan = reviewed(replace(CORRECTION, author=DAN), situation=situation)
    assert decide(replace(by_dan, people=None)) == PeopleNeeded()
    pushed = People(contributors=frozenset({MIA.id, DAN.id}))
    assert decide(replace(by_dan, people=pushed)) == Shown()
    assert moved_in(by_dan).draft.actor.id == DAN.id


def test_an_environment_that_lost_its_review_names_the_rule_and_the_releasers() -> None:
    unreviewed = catalog(harbor(sandbox={"review": False, "pilot": False}))
    waiting = under_review(applied(SANDBOX, policy=catalog(harbor(sandbox={}))))
    situation = reviewed(review(ROB), situation=with_main(waiting, catalog=unreviewed))
    assert decide(situation) == Shown()
    point = next(p for p in explain(situation).points if p.state is State.UNMET)
    assert (point.id, point.who[0].id) == ("review-still-asked", MIA.id)


def test_a_rejection_of_details_needs_no_correction() -> None:
    assert decide(reviewed(CORRECTION, situation=_rejected("Wrong notes."))) == Shown()


def test_a_review_of_another_pull_request_corrects_nothing() -> None:
    elsewhere = with_pull(reviewed(CORRECTION, situation=_rejected()), number=8)
    assert decide(elsewhere) == Shown()


def test_the_code_of_an_h5_mini_program_is_never_closed() -> None:
    policy = catalog(program=coffee(type="H5+"))
    assert "code-not-rejected" not in _why(
        with_main(_rejected(), catalog=policy), "code-not-rejected"
    )


# --- A plain comment -----------------------------------------------------------------------------


def _asked(*more: Any, **fields: Any) -> Situation:
    question = review(ROB, Verdict.COMMENTED, body="Why this domain?")
    return with_pull(reviewed(question, *more, situation=under_review()), **fields)


def _state(situation: Situation) -> State:
    return next(f.answer.state for f in ask(situation) if f.rule.id == "questions-answered")


def _comment(author: Any, at: int) -> Comment:
    return Comment(id=1, author=author, body="Since we pay there.", written=minute(at))


def test_a_reviewers_plain_comment_waits_for_the_applicant_and_decides_nothing() -> None:
    asked = _asked()
    assert decide(asked) == Shown()
    assert _state(asked) is State.NOTICE
    assert "it waits for the applicant" in display(asked).sticky.partition("#### Checklist")[0]
    assert moved_in(_asked(review(RITA, at=minute(140)))).draft.kind is Kind.APPROVED


@pytest.mark.parametrize(
    "answered",
    [
        _asked(comments=(_comment(MIA, 150),)),
        _asked(comments=(_comment(WES, 150),)),
        _asked(review(MIA, Verdict.COMMENTED, at=minute(150))),
        _asked(review(ROB, at=minute(150))),
    ],
    ids=["comment", "of-the-workspace", "reply", "decided"],
)
def test_an_answer_or_a_decision_ends_the_waiting(answered: Situation) -> None:
    assert _state(answered) is State.MET


@pytest.mark.parametrize(
    "waiting",
    [_asked(comments=(_comment(MIA, 90),)), _asked(comments=(_comment(DAN, 150),))],
    ids=["earlier", "somebody-else"],
)
def test_what_answers_no_question(waiting: Situation) -> None:
    assert _state(waiting) is State.NOTICE


def test_only_comments_of_reviewers_in_this_round_ask_something() -> None:
    stranger = review(DAN, Verdict.COMMENTED)
    early = review(ROB, Verdict.COMMENTED, at=minute(30))
    assert _state(reviewed(stranger, early, situation=under_review())) is State.MET
    assert minute(30) < REVIEWED
