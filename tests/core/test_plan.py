"""The plan: nothing where all is as it should be, and each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.comment import CLOSED_MARKER
from bot.core.decide import Ignored, PeopleNeeded, Shown, Unsettled, decide
from bot.core.display import StatusText, context, display
from bot.core.documents.problem import Severity
from bot.core.plan import (
    GRACE,
    OUTBOX_AGE,
    Announce,
    ClosePull,
    DeleteComment,
    EditComment,
    Effect,
    PostComment,
    PostStatus,
    Record,
    plan,
)
from bot.core.situation import (
    Account,
    Comment,
    EventKind,
    HeadStatus,
    PullState,
    Situation,
    Trouble,
)
from tests.core.situations import (
    BOT,
    DAN,
    HEAD,
    NOW,
    NUMBER,
    OTTO,
    PRODUCTION,
    SECOND,
    TEST,
    applied,
    draft,
    event,
    log_of,
    objection,
    problem,
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


def _plan(situation: Situation) -> tuple[Effect, ...]:
    return plan(situation, decide(situation))


def _sticky(situation: Situation, number: int = 50, author: Account = BOT) -> Comment:
    return Comment(number, author, display(situation).sticky)


def _settled(situation: Situation) -> Situation:
    """All that is to be shown is shown, but for outcomes."""
    shown = display(situation)
    assert shown.status is not None
    status = HeadStatus(context(NUMBER), shown.status.state, shown.status.description, BOT)
    return with_pull(situation, comments=(_sticky(situation),), statuses=(status,))


def _outcomes(effects: tuple[Effect, ...]) -> list[str]:
    bodies = [effect.body for effect in effects if isinstance(effect, PostComment)]
    return [body for body in bodies if body.startswith("<!-- slipway:outcome ")]


def _rejected() -> Situation:
    return recorded(reviewed(objection()))


def _merged(**fields: object) -> Situation:
    """Merged a moment ago; GitHub may not have seen it yet."""
    return with_pull(recorded(reviewed(review())), **fields)


def _later(situation: Situation, wait: timedelta) -> Situation:
    return replace(situation, now=log_of(situation).entries[-1].time + wait)


# --- What a decision calls for -------------------------------------------------------------------


@pytest.mark.parametrize(
    "decision", [Ignored("it touches nothing"), Unsettled("look again"), PeopleNeeded()]
)
def test_what_is_ignored_or_not_settled_has_no_effect(decision: object) -> None:
    assert isinstance(decision, Ignored | Unsettled | PeopleNeeded)
    assert plan(applied(), decision) == ()


def test_a_draft_gets_one_status_and_one_comment() -> None:
    first, second = _plan(draft())
    assert isinstance(first, PostStatus)
    assert (first.head, first.context, first.text.state) == (HEAD, f"slipway/{NUMBER}", "pending")
    assert isinstance(second, PostComment)


def test_nothing_is_planned_where_all_is_as_shown() -> None:
    for situation in (draft(), under_review(), with_branch(applied(), request=None)):
        assert _plan(_settled(situation)) == ()


def test_a_round_opens_by_the_comment_first_and_then_the_status_and_the_entry() -> None:
    comment, opening = _plan(applied())
    assert isinstance(comment, PostComment)
    assert "entry=1 " in comment.body
    assert isinstance(opening, Announce)
    assert (opening.status.head, opening.status.text.state) == (HEAD, "pending")
    digest = opening.moved.draft.subject.digest
    assert opening.status.text.description == f"Under Review, round 1: sha256:{digest}"


def test_the_comment_that_announces_is_the_one_that_stands_afterwards() -> None:
    situation = applied()
    comment, _ = _plan(situation)
    assert isinstance(comment, PostComment)
    after = recorded(situation)
    assert display(after).sticky == comment.body


def test_a_transition_is_one_commit_and_is_shown_by_the_next_look() -> None:
    (effect,) = _plan(reviewed(review()))
    assert isinstance(effect, Record)
    assert effect.change.head == HEAD


# --- The status ----------------------------------------------------------------------------------


def _status(**changes: object) -> HeadStatus:
    shown = display(draft()).status
    assert shown is not None
    standing = HeadStatus(context(NUMBER), shown.state, shown.description, BOT)
    return replace(standing, **changes)  # type: ignore[arg-type]  # the names are checked by replace


@pytest.mark.parametrize(
    "other",
    [{"creator": OTTO}, {"state": "success"}, {"description": "else"}, {"context": "ci"}],
    ids=["by-another", "state", "description", "context"],
)
def test_a_status_that_says_otherwise_is_set_again(other: dict[str, object]) -> None:
    situation = with_pull(_settled(draft()), statuses=(_status(**other),))
    (effect,) = _plan(situation)
    assert isinstance(effect, PostStatus)


def test_the_status_of_another_check_does_not_hide_our_own() -> None:
    statuses = (_status(context="ci"), _status())
    assert _plan(with_pull(_settled(draft()), statuses=statuses)) == ()


def test_a_merged_head_is_marked_by_entry_and_digest_and_a_later_head_is_not() -> None:
    situation = _merged()
    status = next(effect for effect in _plan(situation) if isinstance(effect, PostStatus))
    assert status.text.state == "success"
    moved = with_pull(situation, head=SECOND)
    assert not any(isinstance(effect, PostStatus) for effect in _plan(moved))


def test_a_closed_pull_request_whose_release_another_carries_gets_no_status() -> None:
    closed = event(EventKind.CLOSED, 90)
    withdrawn = recorded(with_pull(under_review(), closed, state=PullState.CLOSED))
    log = log_of(withdrawn)
    first = log.entries[0]
    other = replace(first.draft.subject, pull_request=NUMBER + 1)
    taken = log.extended(replace(first.draft, subject=other), withdrawn.now, "d" * 40)
    situation = with_main(withdrawn, log=taken)
    assert not any(isinstance(effect, PostStatus) for effect in _plan(situation))


def test_what_was_merged_by_hand_without_a_log_gets_a_comment_and_no_status() -> None:
    trouble = Trouble("by-hand", PRODUCTION.request_path, "merged by hand", "restore it")
    base = with_main(applied(), log=None, troubles=(trouble,))
    merged = with_pull(base, state=PullState.MERGED)
    assert any(isinstance(effect, PostComment) for effect in _plan(merged))
    closed = with_pull(base, state=PullState.CLOSED)
    assert not any(isinstance(effect, PostStatus) for effect in plan(closed, Shown()))


# --- The sticky comment --------------------------------------------------------------------------


def test_a_comment_that_is_out_of_date_is_edited_in_place() -> None:
    old = _settled(draft())
    situation = with_branch(old, problems=(problem(Severity.WARNING),))
    (effect,) = _plan(situation)
    assert effect == EditComment(50, display(situation).sticky)


def test_other_bytes_are_offered_by_another_status() -> None:
    """A command binds to what was shown: so what is shown has the digest (B8)."""
    situation = with_branch(_settled(draft()), request=request("Fewer beans."))
    status, comment = _plan(situation)
    assert isinstance(status, PostStatus)
    assert situation.application is not None
    assert f"sha256:{situation.application.digest}" in status.text.description
    assert isinstance(comment, EditComment)


def test_line_endings_and_white_space_at_the_end_make_no_difference() -> None:
    body = display(draft()).sticky.replace("\n", "\r\n") + "  \n"
    assert _plan(with_pull(_settled(draft()), comments=(Comment(50, BOT, body),))) == ()


def test_a_comment_with_a_higher_number_is_never_replaced() -> None:
    """A slow run must not show an older entry than the one that is shown."""
    newer = replace(_sticky(under_review()), written=NOW - timedelta(minutes=9))
    assert "entry=1 " in newer.body
    effects = _plan(with_pull(_settled(draft()), comments=(newer,)))
    assert effects == ()


def test_a_comment_that_main_has_not_kept_for_ten_minutes_is_corrected() -> None:
    """An announcement whose entry was never written says Under Review of what is not."""
    claimed = replace(_sticky(under_review(), 50), written=NOW - timedelta(minutes=10))
    effects = _plan(with_pull(_settled(draft()), comments=(claimed,)))
    assert effects == (EditComment(50, display(draft()).sticky),)


def test_nothing_new_is_said_where_there_are_more_comments_than_were_read() -> None:
    """The bot's own may be among them: it must not say everything again at every look."""
    flooded = with_pull(_settled(draft()), comments=(), more_comments=True)
    assert _plan(flooded) == ()


def test_of_doubled_comments_the_lowest_id_stays_and_is_brought_up_to_date() -> None:
    stale = Comment(40, BOT, "<!-- slipway:status entry=0 -->\nold")
    comments = (_sticky(draft(), 60), stale, _sticky(draft(), 50))
    effects = _plan(with_pull(_settled(draft()), comments=comments))
    assert effects == (
        DeleteComment(50),
        DeleteComment(60),
        EditComment(40, display(draft()).sticky),
    )


def test_a_marker_by_anybody_else_means_nothing() -> None:
    """E4: neither believed nor edited nor deleted."""
    impostor = replace(BOT, id=4711)
    for author in (DAN, impostor):
        spoofed = Comment(10, author, "<!-- slipway:status entry=999 -->\napproved")
        (effect,) = _plan(with_pull(_settled(draft()), comments=(spoofed,)))
        assert isinstance(effect, PostComment)


def test_a_marker_that_does_not_open_the_comment_means_nothing() -> None:
    quoted = Comment(10, BOT, "see <!-- slipway:status entry=999 -->")
    (effect,) = _plan(with_pull(_settled(draft()), comments=(quoted,)))
    assert isinstance(effect, PostComment)


# --- Outcomes ------------------------------------------------------------------------------------


def test_the_run_that_won_posts_the_outcome_at_once() -> None:
    situation = _rejected()
    own = frozenset({log_of(situation).entries[-1].draft.transition})
    (body,) = _outcomes(_plan(replace(_settled(situation), own=own)))
    assert "The notes are wrong." in body


def test_another_run_posts_the_outcome_only_after_ten_minutes() -> None:
    situation = _settled(_rejected())
    assert timedelta(minutes=10) == GRACE
    assert _outcomes(_plan(_later(situation, GRACE - timedelta(seconds=1)))) == []
    assert len(_outcomes(_plan(_later(situation, GRACE)))) == 1


def test_an_outcome_is_posted_within_a_day_and_not_later() -> None:
    situation = _settled(_rejected())
    assert timedelta(days=1) == OUTBOX_AGE
    assert len(_outcomes(_plan(_later(situation, OUTBOX_AGE)))) == 1
    assert _outcomes(_plan(_later(situation, OUTBOX_AGE + timedelta(seconds=1)))) == []


def test_an_outcome_that_stands_is_not_posted_again_and_doubles_are_deleted() -> None:
    situation = _later(_settled(_rejected()), GRACE)
    (body,) = _outcomes(_plan(situation))
    once = with_pull(situation, comments=(*situation.pull.comments, Comment(70, BOT, body)))
    assert _plan(once) == ()
    thrice = (Comment(90, BOT, body), Comment(70, BOT, body), Comment(80, BOT, body))
    doubled = with_pull(situation, comments=(*situation.pull.comments, *thrice))
    assert _plan(doubled) == (DeleteComment(80), DeleteComment(90))


def test_an_outcome_marker_by_anybody_else_hides_nothing() -> None:
    """E4."""
    situation = _later(_settled(_rejected()), GRACE)
    (body,) = _outcomes(_plan(situation))
    spoofed = (*situation.pull.comments, Comment(70, OTTO, body))
    assert _outcomes(_plan(with_pull(situation, comments=spoofed))) == [body]


def test_the_outcome_of_another_transition_is_no_answer() -> None:
    situation = _later(_settled(_rejected()), GRACE)
    other = Comment(70, BOT, f"<!-- slipway:outcome transition={'0' * 32} -->\nelse")
    comments = (*situation.pull.comments, other)
    assert len(_outcomes(_plan(with_pull(situation, comments=comments)))) == 1


def test_an_outcome_belongs_to_the_pull_request_that_carried_it() -> None:
    elsewhere = _later(with_pull(_rejected(), number=NUMBER + 1), GRACE)
    assert _outcomes(_plan(elsewhere)) == []


def test_submitting_has_no_outcome_and_sends_no_mail() -> None:
    assert _outcomes(_plan(_later(_settled(under_review()), GRACE))) == []


# --- Closing -------------------------------------------------------------------------------------


def test_an_open_pull_request_whose_release_is_on_main_is_left_alone_for_ten_minutes() -> None:
    early = _plan(_later(_merged(), GRACE - timedelta(seconds=1)))
    assert not any(isinstance(effect, ClosePull) for effect in early)
    late = _plan(_later(_merged(), GRACE))
    assert late[-1] == ClosePull()
    note = late[-2]
    assert isinstance(note, PostComment)
    assert note.body.startswith(CLOSED_MARKER)


def test_a_closing_that_failed_is_tried_again_without_a_second_note() -> None:
    situation = _later(_merged(), GRACE)
    told = Comment(80, BOT, f"{CLOSED_MARKER}\nThe bot closed this.")
    notes = [
        effect
        for effect in _plan(with_pull(situation, comments=(told,)))
        if isinstance(effect, PostComment) and effect.body.startswith(CLOSED_MARKER)
    ]
    assert notes == []
    assert _plan(with_pull(situation, comments=(told,)))[-1] == ClosePull()


@pytest.mark.parametrize("state", [PullState.MERGED, PullState.CLOSED])
def test_what_is_closed_already_is_not_closed_again(state: PullState) -> None:
    effects = _plan(_later(_merged(state=state), GRACE))
    assert not any(isinstance(effect, ClosePull) for effect in effects)


def test_another_pull_request_for_a_release_on_main_is_not_closed() -> None:
    effects = _plan(_later(_merged(number=NUMBER + 1), GRACE))
    assert not any(isinstance(effect, ClosePull) for effect in effects)


def test_a_pull_request_under_review_is_never_closed() -> None:
    effects = _plan(_later(under_review(), timedelta(days=400)))
    assert not any(isinstance(effect, ClosePull) for effect in effects)


def test_a_damaged_log_posts_no_outcome_and_closes_nothing() -> None:
    trouble = Trouble("log-damaged", PRODUCTION.log_folder, "the chain is broken", "restore it")
    situation = with_main(applied(), log=None, troubles=(trouble,))
    kinds = [type(effect) for effect in _plan(situation)]
    assert kinds == [PostStatus, PostComment]


def test_a_release_at_once_is_shown_as_released() -> None:
    situation = recorded(applied(TEST))
    (status,) = (e for e in _plan(situation) if isinstance(e, PostStatus))
    digest = log_of(situation).entries[0].draft.subject.digest
    assert status.text == StatusText("success", f"On main by entry 1: sha256:{digest}")
    assert decide(pushed(situation, SECOND)) == Shown()
