"""Who is asked for a review, in whose turn, and who is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.asking import REFUSALS, asking, in_turn
from bot.core.catalog import PersonalNote, read_app
from bot.core.courtesy import AskReviews, TakeRequestsBack
from bot.core.courtesy_sentences import courtesy, nobody_asked, people_not_asked
from bot.core.decide import Shown
from bot.core.display import display
from bot.core.document_display import document_display
from bot.core.entry import Kind
from bot.core.lifecycle import Status
from bot.core.plan import plan, sure, unsure
from bot.core.situation import (
    Account,
    Comment,
    EventKind,
    People,
    PullState,
    Review,
    ReviewRequest,
    Situation,
    Verdict,
)
from tests.core.act_situations import act, full, judged, lifting, stop, then
from tests.core.act_situations import policy as act_policy
from tests.core.document_situations import after, app_change
from tests.core.situations import (
    ANNOUNCED,
    BOT,
    MIA,
    NOW,
    NUMBER,
    OTTO,
    RITA,
    ROB,
    applied,
    approvals,
    catalog,
    event,
    harbor,
    minute,
    objection,
    person,
    review,
    under_review,
    with_main,
    with_pull,
)

INES = Account("ines", 1006)
OLGA = Account("olga", 1007)
ALL = (ROB, RITA, INES, OLGA)
"""Four reviewers by id; the turn of pull request 7 in round 1 begins with the first."""


def waiting(count: int = 1, seats: tuple[str, ...] = (), **fields: Any) -> Situation:
    """Under review in an app that asks four reviewers."""
    needed = {**approvals(count), **({"seats": list(seats)} if seats else {})}
    people = [person(one) for one in ALL]
    asks = {"requestReviews": True, "reviewers": people, **fields}
    app = harbor({"approvals": needed}, **asks)
    return under_review(applied(policy=catalog(app)))


def asked(situation: Situation) -> list[str]:
    """The logins that are to be asked now."""
    found = [effect for effect in asking(situation) if isinstance(effect, AskReviews)]
    return [one.login for effect in found for one in effect.people]


def taken_back(situation: Situation) -> list[str]:
    found = [effect for effect in asking(situation) if isinstance(effect, TakeRequestsBack)]
    return [one.login for effect in found for one in effect.people]


def request(reviewer: Account, by: Account = BOT, at: int = 61) -> ReviewRequest:
    return ReviewRequest(reviewer, by, minute(at))


def pending(situation: Situation, *people: Account, by: Account = BOT, at: int = 61) -> Situation:
    """These people are asked, and have not answered."""
    pull = situation.pull
    return with_pull(
        situation,
        requested=(*pull.requested, *people),
        requests=(*pull.requests, *(request(one, by, at) for one in people)),
    )


def declined(situation: Situation, *people: Account, at: int = 61) -> Situation:
    """These people were asked by the bot, and the request was taken back."""
    requests = (*situation.pull.requests, *(request(one, at=at) for one in people))
    return with_pull(situation, requests=requests)


def said(situation: Situation, body: str, **fields: Any) -> Situation:
    found = replace(Comment(1, BOT, body), **fields)
    return with_pull(situation, comments=(*situation.pull.comments, found))


def remark(author: Account, at: int = 90) -> Review:
    return review(author, Verdict.COMMENTED, minute(at), body="Why?")


# --- As many as seats are open, in turn ----------------------------------------------------------


def test_as_many_are_asked_as_seats_are_open() -> None:
    assert asked(waiting()) == ["rob"]
    assert asked(waiting(2)) == ["rob", "rita"]
    assert asked(waiting(9)) == ["rob", "rita", "ines", "olga"]


def test_an_app_that_does_not_ask_for_it_asks_nobody() -> None:
    assert asking(waiting(requestReviews=False)) == ()
    plain = {"app": "harbor", "name": "Harbor", "reviewers": [], "environments": {}}
    assert not read_app(plain).request_reviews


@pytest.mark.parametrize(
    ("number", "first"), [(7, "rob"), (8, "rita"), (9, "ines"), (10, "olga"), (11, "rob")]
)
def test_the_turn_goes_on_with_the_number_of_the_pull_request(number: int, first: str) -> None:
    assert asked(under_review(with_pull(_unannounced(), number=number)))[0] == first


def _unannounced() -> Situation:
    people = [person(one) for one in ALL]
    return applied(policy=catalog(harbor(reviewers=people, requestReviews=True)))


def test_the_turn_goes_on_with_the_round() -> None:
    situation = waiting()
    pushed = with_pull(situation, event(EventKind.FORCE_PUSHED, 70))
    assert asked(under_review(pushed)) == ["rita"]


def test_who_approved_fills_a_seat() -> None:
    situation = with_pull(waiting(2), reviews=(review(ROB),))
    assert asked(situation) == ["rita"]
    assert asked(with_pull(waiting(1), reviews=(review(ROB),))) == []


def test_who_is_asked_already_counts_whoever_asked() -> None:
    assert asked(pending(waiting(2), OLGA, by=MIA)) == ["rob"]
    assert asked(pending(waiting(1), OLGA, by=MIA, at=5)) == []


def test_each_fills_a_seat_that_the_others_do_not() -> None:
    groups = {"security": [person(INES)], "compliance": [person(ROB), person(RITA)]}
    situation = waiting(2, ("compliance", "security"), groups=groups)
    assert asked(situation) == ["rob", "ines"]
    assert asked(pending(situation, RITA, by=MIA)) == ["ines"]
    assert asked(pending(situation, OLGA, by=MIA)) == ["rob", "ines"]


def test_an_unknown_contributor_asks_for_one_more() -> None:
    people = People(frozenset({MIA.id}), unknown=("x@y.example",))
    assert asked(replace(waiting(), people=people)) == ["rob", "rita"]


# --- Who is not asked ----------------------------------------------------------------------------


def test_nobody_who_had_a_hand_in_it_is_asked() -> None:
    people = People(frozenset({MIA.id, ROB.id}))
    assert asked(replace(waiting(), people=people)) == ["rita"]
    situation = with_pull(waiting(), author=ROB)
    assert asked(situation) == ["rita"]


def test_nobody_who_is_away_is_asked() -> None:
    situation = waiting(2)
    notes = {
        ROB.id: PersonalNote(NOW + timedelta(seconds=1)),
        RITA.id: PersonalNote(NOW),
        INES.id: PersonalNote(),
    }
    policy = replace(situation.main.catalog, people=notes)
    assert asked(with_main(situation, catalog=policy)) == ["rita", "ines"]


def test_no_machine_is_asked() -> None:
    people = [person(ROB, machine=True), person(RITA)]
    assert asked(waiting(reviewers=people)) == ["rita"]


def test_whoever_takes_the_request_back_is_not_asked_again_but_the_next_one_is() -> None:
    assert asked(declined(waiting(), ROB)) == ["rita"]
    assert asked(declined(waiting(), *ALL)) == []


def test_a_new_round_asks_anew() -> None:
    situation = declined(waiting(), *ALL, at=59)
    assert situation.pull.requests[0].at < ANNOUNCED
    assert asked(situation) == ["rob"]


def test_a_request_by_somebody_else_that_was_taken_back_is_no_answer_to_the_bot() -> None:
    assert asked(with_pull(waiting(), requests=(request(ROB, OTTO),))) == ["rob"]


def test_whoever_was_asked_and_commented_is_at_it() -> None:
    situation = with_pull(declined(waiting(), ROB), reviews=(remark(ROB),))
    assert asked(situation) == []
    assert asked(with_pull(waiting(), reviews=(remark(RITA),))) == ["rob"]
    before = with_pull(declined(waiting(), ROB, at=95), reviews=(remark(ROB),))
    assert asked(before) == ["rita"]


def test_a_login_that_now_belongs_to_somebody_else_is_asked_no_more() -> None:
    """A13: the request went to whoever has the login today; it is taken back, and shown."""
    stranger = Account("Rob", 4444)
    situation = pending(waiting(), stranger)
    assert (taken_back(situation), asked(situation)) == (["Rob"], ["rita"])
    later = declined(waiting(), stranger, at=10)
    assert (taken_back(later), asked(later)) == ([], ["rita"])
    assert "Rob (4444)" in display(situation).sticky


# --- Who cannot help any more --------------------------------------------------------------------


def test_a_request_to_somebody_who_cannot_help_any_more_is_taken_back() -> None:
    situation = pending(waiting(reviewers=[person(RITA), person(INES)]), ROB)
    assert (taken_back(situation), asked(situation)) == (["rob"], ["rita"])
    notes = {ROB.id: PersonalNote(NOW + timedelta(days=1))}
    away = pending(waiting(), ROB)
    away = with_main(away, catalog=replace(away.main.catalog, people=notes))
    assert (taken_back(away), asked(away)) == (["rob"], ["rita"])


def test_what_others_asked_for_is_left_alone() -> None:
    assert taken_back(pending(waiting(reviewers=[person(RITA)]), ROB, by=MIA)) == []


# --- When ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"state": PullState.CLOSED},
        {"draft": True},
        {"more_comments": True},
        {"number": NUMBER + 1},
        {"base": "develop"},
    ],
)
def test_nobody_is_asked_where_nothing_waits_for_a_review(fields: dict[str, Any]) -> None:
    assert asking(with_pull(waiting(), **fields)) == ()
    assert in_turn(with_pull(waiting(), **fields)) == ()


def test_nobody_is_asked_before_an_announcement_or_without_a_policy() -> None:
    assert asking(_unannounced()) == ()
    policy = catalog(harbor({"approvals": None}, requestReviews=True))
    assert asking(with_main(waiting(), catalog=policy)) == ()
    bare = replace(policy, apps={})
    assert asking(with_main(waiting(), catalog=bare)) == ()


def test_an_app_without_reviewers_asks_nobody() -> None:
    assert asked(waiting(reviewers=[])) == []


# --- What GitHub refused -------------------------------------------------------------------------


def _note(*people: Account, number: int = 1) -> str:
    app = harbor(reviewers=[person(one) for one in people])
    return people_not_asked(number, app.reviewers)


def test_who_could_not_be_asked_is_not_tried_again_in_that_round() -> None:
    assert asked(said(waiting(2), _note(ROB, INES))) == ["rita", "olga"]
    assert asked(said(waiting(), _note(ROB, number=2))) == ["rob"]


def test_a_stranger_who_could_not_be_asked_no_longer_is_left() -> None:
    situation = pending(waiting(reviewers=[person(RITA)]), ROB)
    assert taken_back(said(situation, _note(ROB))) == []


def test_after_enough_refusals_nobody_more_is_tried() -> None:
    others = [Account(f"r{index}", 3000 + index) for index in range(REFUSALS)]
    situation = waiting(reviewers=[person(one) for one in (*others, RITA)])
    assert asked(said(situation, _note(*others[1:]))) == ["rita"]
    assert asked(said(situation, _note(*others))) == []


def test_a_bot_that_may_not_ask_tries_no_more_in_that_round() -> None:
    assert asking(said(waiting(), nobody_asked(1))) == ()
    assert asked(said(waiting(), nobody_asked(2))) == ["rob"]


@pytest.mark.parametrize("fields", [{"author": OTTO}, {"editor": OTTO.id}])
def test_a_note_that_the_bot_did_not_write_so_says_nothing(fields: dict[str, Any]) -> None:
    """E4: nobody else keeps the bot from asking."""
    assert asked(said(waiting(), nobody_asked(1), **fields)) == ["rob"]


def test_a_note_that_the_bot_edited_itself_stays() -> None:
    assert asking(said(waiting(), nobody_asked(1), editor=BOT.id)) == ()


# --- The plan, and what is shown -----------------------------------------------------------------


def test_who_contributed_is_known_before_anybody_is_asked() -> None:
    situation = waiting()
    effects = plan(situation, Shown())
    assert unsure(situation, effects)
    known = replace(situation, people=People(frozenset({MIA.id, ROB.id})))
    certain = sure(known, effects)
    assert [e.people[0].login for e in certain if isinstance(e, AskReviews)] == ["rita"]
    assert not unsure(known, certain)
    assert certain[:-1] == tuple(e for e in effects if not isinstance(e, AskReviews))


def test_nobody_need_be_known_where_nobody_is_asked() -> None:
    situation = pending(waiting(), ROB)
    assert not unsure(situation, plan(situation, Shown()))


def test_the_comment_mentions_those_whose_turn_it_is_and_nobody_else() -> None:
    before = display(waiting()).sticky
    assert "Next: @rob\n" in before
    assert display(pending(waiting(), ROB)).sticky == before
    assert "Next: @rita\n" in display(declined(waiting(), ROB)).sticky


def test_an_objection_without_a_reason_mentions_its_reviewer() -> None:
    silent = with_pull(waiting(), reviews=(objection("", author=RITA),))
    assert "Next: @rita\n" in display(silent).sticky


def test_where_nobody_is_left_to_ask_all_who_could_help_are_mentioned() -> None:
    assert "Next: @rob @rita @ines @olga\n" in display(declined(waiting(), *ALL)).sticky


def test_a_plan_says_whom_it_asks() -> None:
    situation = pending(waiting(reviewers=[person(RITA)]), ROB)
    assert [courtesy(effect) for effect in asking(situation)] == [
        "ask no longer for a review: rob (1004)",
        "ask for a review: rita (1005)",
    ]


# --- Acts and stops ------------------------------------------------------------------------------


def of_an_act(found: Situation, **fields: Any) -> Situation:
    """Under review, in an app that asks."""
    rules = act_policy(requestReviews=True, **fields)
    return judged(replace(found, main=replace(found.main, catalog=rules)))


def test_two_who_may_lift_a_stop_are_asked_and_not_the_one_who_applied() -> None:
    assert sorted(asked(of_an_act(lifting(stop())))) == ["otto", "owen"]
    again = lifting(stop(), by=OTTO)
    assert sorted(asked(of_an_act(again))) == ["olga", "owen"]


def test_who_has_approved_a_lifting_is_asked_no_more() -> None:
    waiting = of_an_act(lifting(stop()))
    given = replace(waiting, pull=replace(waiting.pull, reviews=(review(OTTO),)))
    assert asked(given) == ["owen"]


def test_the_comment_calls_those_in_turn() -> None:
    waiting = of_an_act(lifting(stop()))
    change = waiting.branch.change
    assert change is not None
    shown = document_display(waiting, change).sticky
    assert "Next: @otto @owen" in shown or "Next: @owen @otto" in shown
    quiet = judged(lifting(stop()))
    assert asked(quiet) == []


def test_the_reviewers_of_the_app_are_asked_for_a_restoration() -> None:
    archived = then(full(), Kind.TAKEN_OFFLINE, Status.ARCHIVED, "T21", minute(-30))
    restoring = act("restore", archived, catalog=act_policy(restore=True))
    found = of_an_act(restoring, restore=True)
    assert asked(found) in (["rob"], ["rita"])


def test_a_change_that_owners_judge_asks_nobody() -> None:
    assert asked(after(app_change())) == []
