"""What a pull request that changes one document shows, and what is planned for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core import document_sentences as say
from bot.core.command.sentences import offer
from bot.core.command.subject import subject_of
from bot.core.comment import CLOSED_MARKER, STICKY_MARKER
from bot.core.decide import decide
from bot.core.display import DESCRIPTION_LIMIT
from bot.core.document_display import document_display
from bot.core.document_sentences import recorded
from bot.core.explanation import as_text, as_value, explain
from bot.core.plan import (
    GRACE,
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
    GHOST,
    Account,
    Comment,
    EventKind,
    HeadStatus,
    PullState,
    Trouble,
)
from tests.core import situations as s
from tests.core.document_situations import (
    APP,
    OWEN,
    VERSION,
    after,
    app_change,
    approved,
    file,
    known,
    program,
    recorded_in,
    situation,
    thread_of,
    under_review,
    upload,
    with_new,
)
from tests.core.situations import (
    BOT,
    DAN,
    MIA,
    NOW,
    OTTO,
    ROB,
    SECOND,
    WES,
    event,
    objection,
    review,
    with_pull,
)

if TYPE_CHECKING:
    from bot.core.display import Display
    from bot.core.situation import Situation


def shown(found: Situation) -> Display:
    change = found.branch.change
    assert change is not None
    return document_display(found, change)


def planned(found: Situation) -> tuple[Effect, ...]:
    return plan(found, decide(found))


def own(found: Situation) -> Situation:
    """This very run wrote what is on main."""
    written = frozenset(entry.draft.transition for entry in thread_of(found).entries)
    return replace(found, own=written)


def test_a_draft_shows_what_would_change_and_who_may_apply() -> None:
    draft = with_pull(app_change(), draft=True)
    display = shown(draft)
    assert STICKY_MARKER.match(display.sticky)
    assert "### Not applied for: `catalog/apps/harbor.yaml`" in display.sticky
    assert "| `/name` | `Harbor` | `Harbor Two` |" in display.sticky
    assert "Two owners approve it" in display.sticky
    assert "Next: @wes" in display.sticky
    assert display.status is not None
    assert display.status.description.startswith("Not applied for: sha256:")
    assert "; /apply by " in display.status.description
    assert len(display.status.description) <= 140


def test_a_draft_by_somebody_else_asks_those_who_may() -> None:
    draft = with_pull(situation(program(tagline="x"), program(), by=ROB), draft=True)
    assert "Next: @mia @wes" in shown(draft).sticky
    assert "one of mia (1001), wes (1002)" in shown(draft).sticky
    nobody = with_pull(situation(file("catalog/people/7.yaml"), by=ROB), draft=True)
    assert "somebody entitled" in shown(nobody).sticky


def test_a_push_alone_applies_for_nothing() -> None:
    pushed = with_pull(app_change(), event(EventKind.DRAFTED, 5, WES), draft=False)
    assert "A push alone" in shown(pushed).sticky
    status = shown(pushed).status
    assert status is not None
    assert "; /apply by " in status.description


def test_what_is_refused_names_the_rules_and_their_people() -> None:
    found = situation(program(tagline="x"), program(), by=DAN)
    assert "**Refused for now**: 1 rule(s)" in shown(found).sticky
    assert "Next: @mia @wes" in shown(found).sticky
    status = shown(found).status
    assert status is not None
    assert status.state == "failure"
    assert status.description.startswith("Refused until others apply: sha256:")
    assert len(status.description) <= 140
    same = situation(program(), program(), by=MIA)
    assert "Next: @mia" in shown(same).sticky
    ghost = situation(program(), program(), by=GHOST)
    assert "Next: " not in shown(ghost).sticky


def test_what_is_under_review_asks_the_owners() -> None:
    found = under_review()
    assert "Next: @otto @owen" in shown(found).sticky
    assert "| 1 | [submitted](" in shown(found).sticky
    status = shown(found).status
    assert status is not None
    assert status.description.startswith("Under Review, round 1: sha256:")
    stuck = s.with_main(found, catalog=replace(found.main.catalog, workspaces={}))
    assert "**Under review, but stuck**" in shown(stuck).sticky
    complete = known(approved())
    assert "Next: " not in shown(complete).sticky


def test_reviews_that_do_not_count_are_told() -> None:
    strangers = [review(ROB), review(MIA), review(DAN), review(WES)]
    found = approved(*strangers, review(OTTO, at=s.minute(59)))
    assert "and 1 more do not count: whoever is no owner" in shown(found).sticky
    assert "before this round was announced" in shown(found).sticky


def test_a_new_round_shows_what_changed_since() -> None:
    found = with_new(under_review(), file(APP, name="Three"), SECOND)
    assert "#### What changed since round 1" in shown(found).sticky
    assert "`Harbor Two` | `Three`" in shown(found).sticky
    again = after(found)
    assert "#### What changed since round 1" in shown(again).sticky
    back = after(with_pull(under_review(), event(EventKind.FORCE_PUSHED, 90, WES)))
    assert "the same application, announced anew" in shown(back).sticky
    lost = with_new(under_review(), None, SECOND)
    assert "What changes against main" not in shown(lost).sticky


def test_a_document_whose_text_alone_changes_says_so() -> None:
    one, other = program(), replace(program(), record=file(APP).record)
    assert "only the text around it" in shown(situation(one, other, by=MIA)).sticky


def test_a_long_table_leaves_room_for_the_change() -> None:
    many = {f"field-{number:03}": "x" for number in range(110)}
    found = situation(file(APP, **many), file(APP))
    assert "and 10 more" in shown(found).sticky


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (after(known(upload())), "Uploaded: `coffee 1.4.0`"),
        (after(known(approved())), "Changed: `catalog/apps/harbor.yaml`"),
    ],
)
def test_what_is_on_main_is_done(found: Situation, title: str) -> None:
    merged = with_pull(found, state=PullState.MERGED)
    assert f"### {title}" in shown(merged).sticky
    assert "Nothing is left to check." in shown(merged).sticky
    status = shown(merged).status
    assert status is not None
    assert status.state == "success"
    moved = with_pull(merged, head=SECOND)
    assert shown(moved).status is None


def test_trouble_is_told_to_the_owners() -> None:
    trouble = Trouble("log-damaged", "catalog/log/0001-x.json", "odd", "mend it")
    found = s.with_main(app_change(), troubles=(trouble,), documents=None)
    assert "**Stopped.**" in shown(found).sticky
    assert "Next: @otto @owen" in shown(found).sticky
    status = shown(found).status
    assert status is not None
    assert status.state == "error"
    unknown = s.with_main(app_change(), documents=None)
    assert "Refused" in shown(unknown).sticky
    done = s.with_main(after(known(approved())), troubles=(trouble,))
    assert "log-intact" in shown(done).sticky


def test_an_announcement_shows_the_comment_as_it_will_be() -> None:
    comment, announce = planned(app_change())
    assert isinstance(comment, PostComment)
    assert isinstance(announce, Announce)
    assert "entry=1 of=catalog/apps/harbor.yaml" in comment.body
    assert "**Under review**, round 1" in comment.body
    assert announce.status.text.description.startswith("Under Review, round 1")


def test_an_upload_is_one_commit() -> None:
    (record,) = planned(known(upload()))
    assert isinstance(record, Record)
    assert VERSION in record.change.files


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (approved(objection("Call it Harbor.", author=OTTO)), "Call it Harbor."),
        (
            with_pull(under_review(), event(EventKind.DRAFTED, 70, WES), draft=True),
            "**Withdrawn** in round 1 by wes (1002)",
        ),
        (
            with_pull(under_review(), event(EventKind.DRAFTED, 70, ROB), draft=True),
            "**Lapsed** in round 1: rob (1004) did this (converted to draft)",
        ),
        (known(approved()), "approved by otto (2001), owen (2002)"),
        (known(situation(program(tagline="x"), program(), by=MIA)), "is on main."),
        (known(upload()), "**Uploaded**: `coffee 1.4.0`"),
    ],
)
def test_an_outcome_is_told_by_the_run_that_wrote_it(found: Situation, words: str) -> None:
    done = after(found)
    told = [e.body for e in planned(own(done)) if isinstance(e, PostComment)]
    assert any(words in body for body in told[1:])
    assert any(isinstance(effect, PostStatus) for effect in planned(done))
    assert len([e for e in planned(done) if isinstance(e, PostComment)]) == 1
    ended = shown(done).status
    assert ended is not None


def test_an_outcome_is_told_once() -> None:
    done = own(after(known(upload())))
    posted = [e.body for e in planned(done) if isinstance(e, PostComment)]
    comments = tuple(Comment(n, BOT, body) for n, body in enumerate(posted, start=1))
    again = planned(with_pull(done, comments=comments))
    assert [type(effect) for effect in again] == [PostStatus]
    doubled = (*comments, replace(comments[-1], id=9))
    assert DeleteComment(9) in planned(with_pull(done, comments=doubled))
    later = replace(done, now=done.now + timedelta(days=2), own=frozenset())
    assert not [e for e in planned(with_pull(later, comments=comments[:1])) if _told(e)]


def _told(effect: Effect) -> bool:
    return isinstance(effect, PostComment) and effect.body.startswith("<!-- slipway:outcome")


def test_an_open_pull_request_whose_document_is_on_main_is_closed_in_the_end() -> None:
    done = after(known(upload()))
    late = replace(done, now=done.now + GRACE)
    effects = planned(late)
    assert isinstance(effects[-1], ClosePull)
    assert any(isinstance(e, PostComment) and e.body.startswith(CLOSED_MARKER) for e in effects)
    assert "its document is on main" in next(
        e.body for e in effects if isinstance(e, PostComment) and CLOSED_MARKER in e.body
    )


def test_a_closed_draft_is_not_painted_again() -> None:
    ended = after(
        with_pull(under_review(), event(EventKind.CLOSED, 70, WES), state=PullState.CLOSED)
    )
    assert any(isinstance(effect, PostStatus) for effect in planned(ended))
    trouble = Trouble("log-damaged", "x", "odd", "mend it")
    never = s.with_main(with_pull(app_change(), state=PullState.MERGED), troubles=(trouble,))
    assert any(isinstance(effect, PostComment) for effect in planned(never))


def test_an_older_comment_is_edited() -> None:
    found = under_review()
    old = Comment(
        1, BOT, "<!-- slipway:status entry=0 of=catalog/apps/harbor.yaml -->\n", written=NOW
    )
    edit = planned(with_pull(found, comments=(old,)))[-1]
    assert isinstance(edit, EditComment)
    assert OWEN.login in edit.body


def test_a_run_says_what_it_recorded() -> None:
    assert recorded(7, "changed", APP) == "#7: changed catalog/apps/harbor.yaml"


# --- What is said --------------------------------------------------------------------------------


def said(found: Situation, words: str, by: Account = WES, at: int = 100) -> Situation:
    """A comment on a draft whose newest status is what the bot shows."""
    comment = Comment(50, by, words, at=s.minute(at))
    text = shown(found).status
    assert text is not None
    status = HeadStatus("slipway/7", text.state, text.description, BOT, s.minute(at - 5))
    return with_pull(found, comments=(comment,), statuses=(status,))


def answered(found: Situation) -> list[str]:
    bodies = [effect.body for effect in planned(found) if isinstance(effect, PostComment)]
    return [body for body in bodies if body.startswith("<!-- slipway:answer")]


@pytest.mark.parametrize("kind", say.OFFERED_AGAIN)
def test_a_status_with_an_offer_is_never_too_long_for_github(kind: str) -> None:
    made = offer("a" * 64, "b" * 8)
    texts = (say.OFFERED_AGAIN[kind], say.OFFERED_NEW, say.OFFERED_TO_OTHERS)
    assert max(len(text.format(offer=made, round=10**9)) for text in texts) <= DESCRIPTION_LIMIT


def test_a_change_is_applied_for_by_saying_so_and_taken_back_by_saying_so() -> None:
    applied = said(unseen_draft(), "/apply")
    assert recorded_in(applied).draft.kind == "submitted"
    announced = after(applied)
    (answer,) = answered(announced)
    assert "**Applied.** `catalog/apps/harbor.yaml` is under review, round 1" in answer
    taken = Comment(51, OTTO, "/withdraw", at=s.minute(190))
    comments = (*announced.pull.comments, taken)
    later = with_pull(replace(announced, now=s.minute(200)), comments=comments)
    draft_entry = recorded_in(later).draft
    assert (draft_entry.kind, draft_entry.actor.id) == ("withdrawn", OTTO.id)
    assert len(answered(after(later))) == 1


def test_what_is_under_review_is_not_withdrawn_by_anybody_who_says_so() -> None:
    found = replace(under_review(), now=s.minute(300))
    other = with_pull(found, comments=(Comment(52, MIA, "/withdraw", at=s.minute(290)),))
    (answer,) = answered(other)
    assert "[by-releaser]" in answer
    assert "wes (1002), otto (2001), owen (2002)" in answer


def test_an_explanation_of_a_change_names_its_document() -> None:
    found = under_review()
    told = explain(found)
    assert as_text(told).startswith("**Under review**: catalog/apps/harbor.yaml; 1 rule(s) unmet")
    assert as_value(told)["document"] == APP
    assert as_value(told)["release"] is None
    assert explain(after(known(upload()))).status == "On main"
    assert explain(s.with_main(app_change(), documents=None)).status == "Not applied for"


def test_without_its_chain_nothing_is_taken_back() -> None:
    lost = s.with_main(app_change(), documents=None)
    subject = subject_of(lost)
    assert (subject.opening, subject.next_round, subject.done) == (None, 1, False)


def unseen_draft() -> Situation:
    """Opened as a draft, which is no event of the timeline."""
    found = app_change()
    return replace(found, pull=replace(found.pull, draft=True, events=()))
