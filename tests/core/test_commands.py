"""Commands as pure values: which act, and what is answered."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.catalog import Person
from bot.core.command.acts import ALIVE, acts, answered, said
from bot.core.command.answers import A_PULL_REQUEST, answers
from bot.core.command.help import help_for
from bot.core.command.marks import answer_mark
from bot.core.comment_sentences import announcing
from bot.core.decide import Moved, Unsettled, decide
from bot.core.display import context, display
from bot.core.entry import Kind
from bot.core.explanation import as_text, as_value, explain
from bot.core.plan import DeleteComment, PostComment, plan
from bot.core.rounds import application_act
from bot.core.situation import Comment, EventKind, HeadStatus, PullState, Trouble
from tests.core import document_situations
from tests.core.situations import (
    BOT,
    DAN,
    MIA,
    NOW,
    NUMBER,
    OTTO,
    PRODUCTION,
    RITA,
    ROB,
    TEST,
    WES,
    applied,
    branch,
    catalog,
    draft,
    event,
    harbor,
    log_of,
    minute,
    moved_in,
    objection,
    opened,
    person,
    problem,
    recorded,
    request,
    review,
    reviewed,
    sibling,
    under_review,
    with_branch,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.situation import Account, Situation

SHOWN, SAID = minute(60), minute(120)
TROUBLE = Trouble("by-hand", PRODUCTION.request_path, "it was edited by hand", "restore it")


def says(
    situation: Situation, body: str, by: Account = MIA, at: datetime = SAID, **fields: Any
) -> Situation:
    """Somebody comments; the id follows the number of comments."""
    number = 1_000 + len(situation.pull.comments)
    made = Comment(number, by, body, written=at, at=at)
    made = replace(made, **fields)
    return with_pull(situation, comments=(*situation.pull.comments, made))


def shown(situation: Situation, at: datetime = SHOWN, **fields: Any) -> Situation:
    """The bot has set its status on the head, as it is now."""
    text = display(situation).status
    assert text is not None
    status = HeadStatus(context(NUMBER), text.state, text.description, BOT, at)
    status = replace(status, **fields)
    return with_pull(situation, statuses=(status,))


def offered() -> Situation:
    """A draft whose application was offered at 10:00."""
    return shown(draft())


def _bodies(situation: Situation) -> str:
    return "\n".join(answers(situation).bodies)


# --- Which act ------------------------------------------------------------------------------------


def test_what_was_offered_is_applied_for_and_the_entry_accounts_for_it() -> None:
    moved = moved_in(says(offered(), "/apply"))
    assert (moved.draft.kind, moved.draft.actor.id) == (Kind.SUBMITTED, MIA.id)
    assert moved.draft.events == ("comment:1000",)


def test_what_stands_in_an_entry_acts_no_second_time() -> None:
    done = recorded(says(offered(), "/apply"))
    assert not isinstance(decide(done), Moved)


@pytest.mark.parametrize(
    "fields",
    [
        {"creator": OTTO},
        {"description": "New Version Created: not applied for"},
        {"at": SAID},
        {"at": SAID + timedelta(seconds=1)},
        {"context": "slipway/8"},
        {"context": "ci"},
    ],
    ids=["by-another", "no-offer", "same-second", "later", "another-pull", "another-check"],
)
def test_without_the_offer_before_it_nothing_is_applied_for(fields: dict[str, Any]) -> None:
    situation = says(shown(draft(), **fields), "/apply")
    assert application_act(situation) is None
    assert "[as-shown]" in _bodies(situation)


def test_the_checks_of_others_do_not_stand_between() -> None:
    situation = offered()
    other = HeadStatus("ci", "success", "fine", OTTO, SAID)
    statuses = (other, *situation.pull.statuses)
    assert application_act(says(with_pull(situation, statuses=statuses), "/apply"))


def test_an_offer_of_other_bytes_is_none() -> None:
    situation = with_branch(offered(), request=request("Fewer beans."))
    assert application_act(says(situation, "/apply")) is None
    assert application_act(says(shown(situation), "/apply")) is not None


def test_an_offer_to_other_people_is_none() -> None:
    situation = offered()
    program = situation.main.catalog.mini_programs["coffee"]
    more = replace(program, admins=(*program.admins, Person(DAN.login, DAN.id)))
    policy = replace(situation.main.catalog, mini_programs={"coffee": more})
    changed = with_main(situation, catalog=policy)
    assert application_act(says(changed, "/apply", DAN)) is None
    assert application_act(says(shown(changed), "/apply", DAN)) is not None


def test_an_announcement_without_its_entry_stands_for_the_offer_it_answered() -> None:
    """The run died between the status and the commit (X1)."""
    situation = draft()
    assert situation.application is not None
    text = announcing(1, situation.application.digest)
    status = HeadStatus(context(NUMBER), "pending", text, BOT, SAID + timedelta(minutes=1))
    assert application_act(says(with_pull(situation, statuses=(status,)), "/apply"))
    older = announcing(2, situation.application.digest)
    other = replace(status, description=older)
    assert application_act(says(with_pull(situation, statuses=(other,)), "/apply")) is None


def test_nothing_is_applied_for_where_nothing_valid_is_at_the_head() -> None:
    broken = with_branch(offered(), problems=(problem(),))
    assert application_act(says(broken, "/apply")) is None
    assert "`documents-valid`" in _bodies(says(broken, "/apply"))


@pytest.mark.parametrize(
    ("by", "fields"),
    [
        (BOT, {}),
        (replace(BOT, id=77), {}),
        (MIA, {"edited": True}),
        (MIA, {"at": NOW - ALIVE - timedelta(seconds=1)}),
    ],
    ids=["the-bot", "a-bot", "edited", "old"],
)
def test_nobody_said_it(by: Account, fields: dict[str, Any]) -> None:
    situation = says(shown(draft(), at=minute(-9_999)), "/apply", by, **fields)
    assert acts(situation) == ()
    assert answers(situation).bodies == ()


def test_an_answered_command_is_spent() -> None:
    situation = says(offered(), "/apply")
    told = Comment(2_000, BOT, f"{answer_mark(1_000, stranger=False)}\nNo.")
    assert answered(with_pull(situation, comments=(told,))) == {1_000}
    comments = (*situation.pull.comments, told)
    assert application_act(with_pull(situation, comments=comments)) is None
    for other in (replace(told, author=DAN), replace(told, edited=True)):
        believed = with_pull(situation, comments=(*situation.pull.comments, other))
        assert application_act(believed) is not None


def test_on_a_draft_only_what_was_said_applies() -> None:
    """GitHub shows a draft, and not yet who made it one."""
    assert application_act(with_pull(draft(), opened())) is None
    assert application_act(says(offered(), "/apply")) is not None


@pytest.mark.parametrize("kind", [EventKind.DRAFTED, EventKind.CLOSED])
@pytest.mark.parametrize(("at", "stands"), [(119, True), (120, False), (121, False)])
def test_what_takes_back_in_the_same_second_or_later_voids_it(
    kind: EventKind, at: int, *, stands: bool
) -> None:
    situation = with_pull(says(offered(), "/apply"), event(kind, at))
    assert (application_act(situation) is not None) is stands


@pytest.mark.parametrize("answer", [False, True])
def test_a_withdrawal_takes_back_what_is_not_announced_yet(*, answer: bool) -> None:
    situation = says(says(offered(), "/apply"), "/withdraw", WES)
    assert "[taken-back]" in _bodies(situation)
    if answer:
        told = Comment(2_000, BOT, f"{answer_mark(1_001, stranger=False)}\nNothing.")
        situation = with_pull(situation, comments=(*situation.pull.comments, told))
    assert application_act(situation) is None


def test_a_withdrawal_ends_a_round_that_is_older_than_it() -> None:
    situation = under_review()
    later = replace(situation, now=NOW + timedelta(minutes=2))
    moved = moved_in(says(later, "/withdraw", WES, NOW + timedelta(minutes=1)))
    assert (moved.draft.kind, moved.draft.actor.id) == (Kind.WITHDRAWN, WES.id)
    assert moved.draft.cause == {"kind": "event", "event": "comment:1000"}
    assert moved.draft.reason is None
    for at in (NOW, SAID):
        assert not isinstance(decide(says(later, "/withdraw", WES, at)), Moved)
        assert "this round was opened after you said it" in _bodies(
            says(later, "/withdraw", WES, at)
        )


def test_nobody_else_withdraws_and_nothing_lapses() -> None:
    later = replace(under_review(), now=NOW + timedelta(minutes=2))
    situation = says(later, "/withdraw", ROB, NOW + timedelta(minutes=1))
    assert not isinstance(decide(situation), Moved)
    assert "rob (1004) is no releaser" in _bodies(situation)


def test_an_objection_before_a_withdrawal_rejects() -> None:
    later = replace(reviewed(objection()), now=NOW + timedelta(minutes=2))
    situation = says(later, "/withdraw", WES, NOW + timedelta(minutes=1))
    assert moved_in(situation).draft.kind is Kind.REJECTED


# --- A draft that was applied for -----------------------------------------------------------------


def test_a_draft_that_was_applied_for_by_saying_so_is_judged() -> None:
    situation = recorded(says(offered(), "/apply"))
    late = review(ROB, at=NOW + timedelta(minutes=1))
    later = replace(reviewed(late, situation=situation), now=NOW + timedelta(minutes=2))
    assert moved_in(later).draft.kind is Kind.APPROVED


def test_a_draft_that_no_event_tells_of_is_unsettled() -> None:
    """X14: a conversion to draft is not visible yet."""
    ready = shown(with_pull(draft(), opened(DAN), draft=False))
    said = recorded(says(ready, "/apply"))
    hidden = with_pull(said, draft=True)
    assert isinstance(decide(hidden), Unsettled)
    unseen = with_pull(hidden, events=())
    log = log_of(unseen)
    (entry,) = log.entries
    named = replace(entry.draft, events=("opened:PR_1", "comment:1000"))
    told = replace(log, entries=(replace(entry, draft=named),))
    assert isinstance(decide(with_main(unseen, log=told)), Unsettled)


# --- Answers --------------------------------------------------------------------------------------


def test_an_application_is_confirmed_once() -> None:
    situation = says(offered(), "/apply")
    done = recorded(situation)
    body = _bodies(done)
    assert body.startswith("<!-- slipway:answer comment=1000 -->\n@mia **Applied.** coffee 1.4.0")
    told = Comment(2_000, BOT, body)
    assert _bodies(with_pull(done, comments=(*done.pull.comments, told))) == ""


def test_where_an_outcome_says_it_no_answer_does() -> None:
    done = recorded(says(shown(draft(TEST)), "/apply"))
    assert answers(done).bodies == ()


def test_a_doubled_answer_is_deleted_and_the_first_stays() -> None:
    told = answer_mark(1_000, stranger=False)
    comments = tuple(Comment(number, BOT, told) for number in (2_001, 2_000, 2_002))
    situation = with_pull(says(offered(), "/help"), comments=comments)
    assert answers(situation).doubled == (2_001, 2_002)
    assert {DeleteComment(2_001), DeleteComment(2_002)} <= set(plan(situation, decide(situation)))


def test_answers_come_last() -> None:
    situation = says(draft(), "/explain", ROB)
    *_, last = plan(situation, decide(situation))
    assert isinstance(last, PostComment)
    assert last.body.startswith("<!-- slipway:answer")


def test_the_newest_three_are_answered() -> None:
    situation = offered()
    for _ in range(5):
        situation = says(situation, "/explain")
    numbers = [body.split("comment=")[1].split(" ")[0] for body in answers(situation).bodies]
    assert numbers == ["1002", "1003", "1004"]


def test_a_flood_by_strangers_hides_nothing_and_is_not_read() -> None:
    """Each of these takes a parser some milliseconds."""
    situation = says(offered(), "/apply")
    slow = "/help\n\n" + "[*a `" * 700
    flood = tuple(
        Comment(2_000 + n, OTTO, f"{slow}{n}", written=SAID, at=SAID) for n in range(1_000)
    )
    flooded = with_pull(situation, comments=(*situation.pull.comments, *flood))
    begun = time.process_time()
    assert moved_in(flooded).draft.events == ("comment:1000",)
    assert time.process_time() - begun < 10
    heard = [one.comment.id for one in said(flooded)]
    assert heard == [1_000, *range(2_990, 3_000)]


def test_there_is_an_end_to_answers() -> None:
    told = tuple(
        Comment(2_000 + n, BOT, answer_mark(n, stranger=False)) for n in range(A_PULL_REQUEST - 1)
    )
    situation = says(says(with_pull(offered(), comments=told), "/help"), "/help")
    assert len(answers(situation).bodies) == 1


def test_a_stranger_gets_one_answer_and_no_hint() -> None:
    situation = says(says(says(offered(), "/aply", OTTO), "/help", OTTO), "/help", OTTO)
    (only,) = answers(situation).bodies
    assert only.startswith("<!-- slipway:answer comment=1001 stranger -->")
    told = Comment(2_000, BOT, only)
    after = with_pull(situation, comments=(*situation.pull.comments, told))
    assert answers(after).bodies == ()


def test_the_author_is_no_stranger() -> None:
    situation = with_pull(offered(), author=OTTO)
    assert "[command-form]" in _bodies(says(situation, "/aply", OTTO))


def test_an_owner_is_no_stranger() -> None:
    policy = replace(catalog(), owners=(Person(OTTO.login, OTTO.id),))
    situation = shown(draft(policy=policy))
    assert "[command-form]" in _bodies(says(situation, "/aply", OTTO))


@pytest.mark.parametrize(
    ("body", "id_"),
    [
        ("/aply", "command-form"),
        ("Please\n/apply", "command-alone"),
        ("/apply\n\n/help", "one-command"),
        ("/approve", "say-it-in-a-review"),
    ],
)
def test_a_near_miss_gets_a_hint(body: str, id_: str) -> None:
    assert f"[{id_}]" in _bodies(says(offered(), body))


@pytest.mark.parametrize(
    ("situation", "body", "says_"),
    [
        (under_review(), "/apply", "the release is Under Review"),
        (recorded(reviewed(review())), "/withdraw", "the release is Release Preparation"),
        (offered(), "/withdraw", "[nothing-under-review]"),
        (
            recorded(
                with_pull(under_review(), event(EventKind.CLOSED, 90), state=PullState.CLOSED)
            ),
            "/apply",
            "it counts in an open pull request whose release is New Version Created",
        ),
    ],
)
def test_a_refusal_says_what_would_allow_it(situation: Situation, body: str, says_: str) -> None:
    assert says_ in _bodies(says(situation, body))


def test_nothing_is_offered_while_a_rule_stands_against_it() -> None:
    """So a command that the rule refused is older than the offer that its end brings (E11)."""
    busy = shown(with_main(draft(), siblings=(sibling("1.3.0", live=False),)))
    assert "/apply" not in busy.pull.statuses[0].description
    situation = says(busy, "/apply")
    assert "`one-in-flight`" in _bodies(situation)
    free = with_main(situation, siblings=())
    assert application_act(free) is None
    status = display(free).status
    assert status is not None
    assert "/apply" in status.description


def test_an_application_that_a_rule_stops_is_refused_with_the_rule() -> None:
    """All was well when it was offered; now the app takes no release there any more."""
    other = with_main(offered(), troubles=(TROUBLE,))
    assert "`log-intact`" in _bodies(says(other, "/apply"))
    assert "[rules-unmet]" in _bodies(says(other, "/apply"))


def test_a_round_that_another_pull_request_carries_is_not_withdrawn_here() -> None:
    situation = under_review()
    log = log_of(situation)
    (entry,) = log.entries
    elsewhere = replace(entry.draft.subject, pull_request=NUMBER + 1)
    moved = replace(log, entries=(replace(entry, draft=replace(entry.draft, subject=elsewhere)),))
    other = with_main(situation, log=moved)
    assert "[nothing-under-review]" in _bodies(says(other, "/withdraw"))


def test_a_command_where_no_release_can_be_read_is_refused() -> None:
    nothing = with_branch(offered(), release=None, request=None)
    nothing = with_main(nothing, log=None)
    assert "[by-releaser]" in _bodies(says(nothing, "/apply"))
    assert "no release can be read here" in _bodies(says(nothing, "/explain"))
    assert "`/explain`" in _bodies(says(nothing, "/help"))


# --- Help and explanations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "who", "may"),
    [
        (offered(), MIA, ["`/apply`", "`/explain`"]),
        (offered(), ROB, ["`/explain`"]),
        (under_review(), WES, ["`/withdraw`", "`/explain`"]),
        (under_review(), RITA, ["approve, or request changes", "`/explain`"]),
        (recorded(reviewed(review())), MIA, ["`/go-live`, `/go-live N%`", "`/explain`"]),
        (recorded(reviewed(review())), ROB, ["`/explain`"]),
        (with_pull(offered(), state=PullState.CLOSED), MIA, ["`/explain`"]),
    ],
)
def test_help_says_what_the_reader_may_do(
    situation: Situation, who: Account, may: list[str]
) -> None:
    own = help_for(situation, who).split("| command |", 1)[0]
    lines = [line for line in own.splitlines() if line.startswith("- ")]
    assert len(lines) == len(may)
    assert all(word in line for word, line in zip(may, lines, strict=True))


def test_help_offers_a_review_to_nobody_who_had_a_hand_in_it() -> None:
    policy = catalog(harbor(reviewers=[person(ROB), person(MIA)]))
    assert "request changes" not in help_for(under_review(applied(policy=policy)), MIA)


def test_help_offers_a_review_of_a_change_of_the_catalog_to_owners() -> None:
    change = document_situations.under_review()
    assert "request changes" in help_for(change, OTTO)
    assert "request changes" not in help_for(change, ROB)


def test_a_log_that_cannot_be_read_has_no_status() -> None:
    broken = with_main(draft(), log=None, troubles=(TROUBLE,))
    assert explain(broken).status == "Stopped"
    assert "### Stopped: " in display(broken).sticky


def test_help_tells_an_owner_of_trouble() -> None:
    policy = replace(catalog(), owners=(Person(OTTO.login, OTTO.id),))
    broken = with_main(draft(policy=policy), troubles=(TROUBLE,))
    assert "mend what stands on main" in help_for(broken, OTTO)
    point = next(p for p in explain(broken).points if p.id == "log-intact")
    assert [person.id for person in point.who] == [OTTO.id]


def test_an_explanation_names_who_can_meet_each_unmet_rule() -> None:
    value = as_value(explain(with_branch(applied(), problems=(problem(),))))
    unmet = [rule for rule in value["rules"] if rule["state"] == "unmet"]
    assert unmet
    assert all(rule["who"] for rule in unmet)
    assert unmet[0]["who"] == [{"login": "mia", "id": MIA.id}]


def test_an_explanation_has_a_clock_where_approvals_grow_old() -> None:
    situation = reviewed(review(at=minute(70)), review(RITA, at=minute(100)))
    point = next(p for p in explain(situation).points if p.id == "approvals-complete")
    assert point.until == minute(70) + timedelta(days=90)
    value = as_value(explain(situation))
    assert {rule["until"] for rule in value["rules"]} == {None, "2026-05-31T10:10:00Z"}
    assert "so until 2026-05-31T10:10:00Z" in as_text(explain(situation))


def test_an_explanation_of_nothing_is_one() -> None:
    value = as_value(explain(with_main(with_branch(draft(), release=None), log=None)))
    assert (value["release"], value["status"]) == (None, "New Version Created")
    assert branch().release == PRODUCTION
    left = replace(explain(draft()), left_alone="it is closed")
    assert as_text(left).startswith("#7: left alone: it is closed")
