"""Seats of groups that nobody of the group fills, or one person twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import SEATED, changed, with_environment
from tests.audit.forgeries.strokes import approved_by, told
from tests.history import people
from tests.history.documents import person
from tests.history.pulls import Work

if TYPE_CHECKING:
    from bot.core.entry import Draft
    from bot.core.situation import Account
    from tests.audit.forgeries.forger import Forger

SEATS = Book(Sort.SEAT)
LAGOON = "catalog/apps/lagoon.yaml"


def _asking(f: Forger, count: int, *seats: str) -> dict[str, bytes]:
    """The app as if its Sandbox asked for this."""
    asked = {"count": count, "seats": list(seats)}
    return with_environment(f, "lagoon", "sandbox", lambda e: e["approvals"].update(asked))


def _with_group(f: Forger, group: str, *members: Account) -> dict[str, bytes]:
    listed = [person(account) for account in members]
    return changed(f, LAGOON, lambda found: found["groups"].update({group: listed}))


@SEATS.found_by("seats", says="the seats of security are not")
def seat_of_a_group_left_empty(f: Forger) -> None:
    """Two people of compliance approve, where one of security was asked for as well."""
    f.h.apply(SEATED)
    with f.believing(_asking(f, 2)):
        f.h.approve(SEATED, (people.ROB, people.RITA))


@SEATS.found_by("approvals", says="1 people approved it, where 2 were needed")
def one_person_on_two_seats(f: Forger) -> None:
    """Somebody who is in both groups approves, and is counted for both."""
    f.h.apply(SEATED)
    with f.believing(_asking(f, 1, "security")):
        f.h.approve(SEATED, (people.RAFI,))


@SEATS.found_by("seats", says="the seats of compliance, security are not")
def one_person_for_two_groups(f: Forger) -> None:
    """Somebody of both groups approves, and somebody of neither."""
    f.h.maintain(_with_group(f, "compliance", people.RAFI))
    f.h.maintain(_with_group(f, "security", people.RAFI))
    f.h.apply(SEATED)
    with f.believing(_asking(f, 2)):
        f.h.approve(SEATED, (people.RAFI, people.RUTH))


@SEATS.found_by("seats", says="the seats of security are not")
def member_who_left_the_group(f: Forger) -> None:
    """A reviewer is taken out of the group in the commit just before the approval."""
    f.h.apply(SEATED)
    old = {LAGOON: f.h.files[LAGOON]}
    f.h.maintain(_with_group(f, "security", people.RAFI))
    with f.believing(old):
        f.h.approve(SEATED, (people.ROB, people.RUTH))


@SEATS.found_by("seats", "approver")
def member_who_is_no_reviewer(f: Forger) -> None:
    """Somebody fills the seat of a group who is listed there, and not among the reviewers."""
    f.h.maintain(_with_group(f, "security", people.RENE))
    f.h.apply(SEATED)

    def change(found: dict[str, list[object]]) -> None:
        found["reviewers"].append(person(people.RENE))

    with f.believing(changed(f, LAGOON, change)):
        f.h.approve(SEATED, (people.ROB, people.RENE))


@SEATS.found_by("seats", says="the seats of security are not")
def seat_of_a_group_that_is_gone(f: Forger) -> None:
    """An app names a seat for a group that it does not have, and somebody fills it."""
    old = {LAGOON: f.h.files[LAGOON]}
    f.h.maintain(changed(f, LAGOON, lambda found: found["groups"].pop("security")))
    f.h.apply(SEATED)
    with f.believing(old):
        f.h.approve(SEATED, (people.ROB, people.RUTH))


@SEATS.found_by("approvals", says="2 people approved it, where 3 were needed")
def unknown_hand_beside_seats(f: Forger) -> None:
    """Both seats are filled, and the approval more that somebody unknown takes is missing."""
    f.h.apply(SEATED, work=Work(unknown=True))
    f.lie(told(lambda draft: approved_by(draft, *draft.approvals[:2])))
    f.h.approve(SEATED, (people.ROB, people.RUTH, people.RITA))


def _caused_by(draft: Draft, place: int) -> Draft:
    one = draft.approvals[place]
    actor = replace(draft.actor, login=one.login, id=one.reviewer)
    return replace(draft, actor=actor, cause={**draft.cause, "review": one.review})


@SEATS.found_by("approvals", says="its cause is not the approval that completed it")
def cause_after_the_last_seat(f: Forger) -> None:
    """Who approved when all seats were filled already is named as the one who completed it."""
    f.h.apply(SEATED)
    f.lie(told(lambda draft: _caused_by(draft, 2)))
    f.h.approve(SEATED, (people.ROB, people.RUTH, people.RITA))


@SEATS.found_by("approvals", says="its cause is not the approval that completed it")
def cause_while_a_seat_was_open(f: Forger) -> None:
    """The second approval is named as the cause, which filled no seat."""
    f.h.apply(SEATED)
    f.lie(told(lambda draft: _caused_by(draft, 1)))
    f.h.approve(SEATED, (people.ROB, people.RITA, people.RUTH))
