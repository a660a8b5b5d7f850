"""Reviews that do not carry: too few, counted twice, by a hand in it, on other bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.entry import Approval, Contributors
from tests.audit.forgeries.branches import merging
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, STRICT, TWICE, with_environment, with_reviewers
from tests.audit.forgeries.strokes import approved_by, told, told_with
from tests.history import people
from tests.history.pulls import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.entry import Draft
    from bot.core.situation import Account
    from tests.audit.forgeries.forger import Forger

REVIEWS = Book(Sort.REVIEW)


def by_one_more(draft: Draft, who: Account) -> Draft:
    """The same approval in the name of somebody else."""
    first = replace(draft.approvals[0], login=who.login, reviewer=who.id)
    return approved_by(draft, first)


def had_hands(draft: Draft, change: Callable[[set[int]], set[int]]) -> Draft:
    """Other contributors than those who were."""
    had = draft.contributors
    assert had is not None
    return replace(draft, contributors=replace(had, ids=tuple(sorted(change(set(had.ids))))))


# --- How many ------------------------------------------------------------------------------------


@REVIEWS.found_by("approvals", says="1 people approved it, where 2 were needed")
def too_few_approvals(f: Forger) -> None:
    """One person approves, where the target asks for two."""
    f.h.apply(TWICE)
    once = with_environment(f, "pier", "production", lambda e: e["approvals"].update(count=1))
    with f.believing(once):
        f.h.approve(TWICE, (people.ROB,))


@REVIEWS.found_by("approvals", says="1 people approved it")
def one_approver_for_two(f: Forger) -> None:
    """Two reviews of one person are counted as those of two."""
    f.h.apply(TWICE)
    f.lie(told(lambda draft: approved_by(draft, *_all_by_the_first(draft.approvals))))
    f.h.approve(TWICE)


def _all_by_the_first(approvals: tuple[Approval, ...]) -> tuple[Approval, ...]:
    first = approvals[0]
    return tuple(replace(one, login=first.login, reviewer=first.reviewer) for one in approvals)


@REVIEWS.found_by("approvals", says="one person is counted twice")
def one_approver_too_often(f: Forger) -> None:
    """There are enough approvers, and one of them stands there twice."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, approvals=_all_by_the_first(draft.approvals))))
    f.h.approve(COFFEE, (people.ROB, people.RITA))


@REVIEWS.found_by("approvals", says="where 2 were needed")
def unknown_hand_not_counted(f: Forger) -> None:
    """Somebody unknown had a hand in it, and the approval more that this takes is missing."""
    f.h.apply(COFFEE, work=Work(unknown=True))
    f.lie(told(lambda draft: approved_by(draft, draft.approvals[0])))
    f.h.approve(COFFEE)


@REVIEWS.found_by("approvals", says="where the app refuses that")
def unknown_hand_let_in(f: Forger) -> None:
    """Somebody unknown had a hand in it, where the app takes no such release."""
    lax = with_environment(
        f, "lagoon", "production", lambda e: e["approvals"].update(unknownContributors="one-more")
    )
    with f.believing(lax):
        f.h.apply(STRICT, work=Work(unknown=True))
        f.shows_next()
        f.h.approve(STRICT)


@REVIEWS.found_by("approvals", says="its cause is not")
def cause_before_the_last_approval(f: Forger) -> None:
    """The first of two approvals is named as the cause."""
    f.h.apply(TWICE)
    f.lie(told(lambda d: replace(d, cause={**d.cause, "review": d.approvals[0].review})))
    f.h.approve(TWICE)


@REVIEWS.found_by("approvals", says="its actor is not")
def actor_who_did_not_complete_it(f: Forger) -> None:
    """The first of two approvers is named as the actor."""
    f.h.apply(TWICE)
    f.lie(
        told(
            lambda d: replace(
                d, actor=replace(d.actor, login=d.approvals[0].login, id=d.approvals[0].reviewer)
            )
        )
    )
    f.h.approve(TWICE)


@REVIEWS.found_by("approvals", says="for an entry that is withdrawn")
def approval_of_a_withdrawal(f: Forger) -> None:
    """Approvals are counted where nothing was approved."""
    f.h.apply(COFFEE)
    with_one = _an_approval(f)
    f.lie(told_with(approvals=(with_one,)))
    f.h.withdraw(COFFEE)


def _an_approval(f: Forger) -> Approval:
    head = f.h.pulls[COFFEE].head
    return Approval(4711, people.ROB.login, people.ROB.id, f.h.now, head)


# --- Separation of duties ------------------------------------------------------------------------


@REVIEWS.found_by("separation", says="had a hand in what they approved")
def requester_approves(f: Forger) -> None:
    """A reviewer approves what they applied for."""
    f.h.maintain(with_reviewers(f, people.ROB, people.RITA, people.MIA))
    f.h.apply(COFFEE, people.MIA)
    f.lie(told(lambda draft: by_one_more(draft, people.MIA)))
    f.h.approve(COFFEE)


@REVIEWS.found_by("separation", says="had a hand in what they approved")
def committer_approves(f: Forger) -> None:
    """A reviewer approves a branch with a commit of their own."""
    f.h.apply(COFFEE, work=Work(hands=(people.DAN, people.ROB)))
    f.lie(told(lambda draft: by_one_more(draft, people.ROB)))
    f.h.approve(COFFEE)


@REVIEWS.found_by("separation", says="leaves out")
def committer_approves_and_is_left_out(f: Forger) -> None:
    """A reviewer approves a branch with a commit of their own, and the entry hides their hand."""
    f.h.apply(COFFEE, work=Work(hands=(people.DAN, people.ROB)))
    f.lie(
        told(
            lambda draft: had_hands(
                by_one_more(draft, people.ROB), lambda ids: ids - {people.ROB.id}
            )
        )
    )
    f.h.approve(COFFEE)


@REVIEWS.found_by("separation", says="leaves out")
def contributor_left_out(f: Forger) -> None:
    """An entry leaves out a developer whose commits it merges."""
    f.h.apply(COFFEE, work=Work(hands=(people.DAN, people.DORA)))
    f.lie(told(lambda draft: had_hands(draft, lambda ids: ids - {people.DAN.id})))
    f.h.approve(COFFEE)


@REVIEWS.found_by("separation", says="leaves out")
def co_author_left_out(f: Forger) -> None:
    """A reviewer approves a branch with a commit that names them as co-author."""
    f.h.apply(COFFEE)
    by = "Co-authored-by: Rob <1004+rob@users.noreply.github.com>"
    merging(f, f.branch((f.h.pulls[COFFEE].head,), {}, message=f"Help\n\n{by}\n"))


@REVIEWS.found_by("separation", says="does not say")
def contributors_not_said(f: Forger) -> None:
    """An approval does not say who had a hand in it."""
    f.h.apply(COFFEE)
    f.lie(told_with(contributors=None))
    f.h.approve(COFFEE)


@REVIEWS.found_by("separation", says="contributors are named")
def contributors_said_too_early(f: Forger) -> None:
    """An application names contributors, which are judged at the merge."""
    f.lie(told_with(contributors=Contributors((people.MIA.id,), 0)))
    f.h.apply(COFFEE)


# --- The announcement ----------------------------------------------------------------------------


def _announced(draft: Draft, **changes: Any) -> Draft:
    assert draft.announced is not None
    return replace(draft, announced=replace(draft.announced, **changes))


@REVIEWS.found_by("announcement", says="another digest or head")
def other_digest_announced(f: Forger) -> None:
    """The digest that was announced is not the one that the entry records."""
    f.lie(told(lambda draft: _announced(draft, digest="0" * 64)))
    f.h.apply(COFFEE)


@REVIEWS.found_by("announcement", says="another digest or head")
def other_head_announced(f: Forger) -> None:
    """The head that was announced is not the one that the entry records."""
    f.lie(told(lambda draft: _announced(draft, head="0" * 40)))
    f.h.apply(COFFEE)


@REVIEWS.found_by("announcement", says="without an announcement")
def round_not_announced(f: Forger) -> None:
    """A round is opened without any announcement."""
    f.lie(told_with(announced=None))
    f.h.apply(COFFEE)


@REVIEWS.found_by("announcement", says="only an entry that opens")
def withdrawal_announced(f: Forger) -> None:
    """A withdrawal carries an announcement."""
    f.h.apply(COFFEE)
    told_before = f.h.logs[COFFEE].entries[0].draft.announced
    assert told_before is not None
    f.lie(told_with(announced=replace(told_before, status=4711)))
    f.h.withdraw(COFFEE)
