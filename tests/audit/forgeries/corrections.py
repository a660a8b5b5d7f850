"""Corrections of a rejection that nobody might make, or that correct nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.entry import Actor, RejectionKind
from bot.core.lifecycle import Role
from tests.audit.forgeries.authority import LISTED
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, HARBOR, with_reviewers
from tests.audit.forgeries.strokes import subject_with, told, told_with
from tests.history import people

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

CORRECTIONS = Book(Sort.CORRECTION)
REAPPLIED = "It says what changed.\n"


def _rejected(f: Forger, *, code: bool = True) -> None:
    f.h.apply(COFFEE)
    f.h.reject(COFFEE, people.RITA, code=code)


@CORRECTIONS.found_by("corrector", says="might not judge for harbor")
def corrected_by_no_reviewer(f: Forger) -> None:
    """Somebody who is no reviewer of the app says that details were at fault."""
    _rejected(f)
    with f.believing(with_reviewers(f, *LISTED, people.OSCAR)):
        f.h.correct(COFFEE, people.OSCAR)


@CORRECTIONS.found_by("corrector", says="might not judge for harbor")
def corrector_who_lost_the_role(f: Forger) -> None:
    """A reviewer is taken off the list in the commit just before the correction."""
    _rejected(f)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_reviewers(f, *LISTED[1:]))
    with f.believing(old):
        f.h.correct(COFFEE, people.ROB)


@CORRECTIONS.found_by("corrector", says="corrects what they applied for")
def corrected_by_the_requester(f: Forger) -> None:
    """Who applied is a reviewer too, and says that details were at fault."""
    f.h.maintain(with_reviewers(f, *LISTED, people.MIA))
    _rejected(f)
    applicant = Actor(people.MIA.login, people.MIA.id, Role.REVIEWER)
    f.lie(told_with(actor=applicant))
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("corrector", says="no rejection of the code")
def correction_of_a_rejection_for_details(f: Forger) -> None:
    """A rejection is corrected that was one of details already."""
    _rejected(f, code=False)
    f.pretend(COFFEE, rejection=RejectionKind.CODE)
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("corrector", says="no rejection of the code")
def correction_twice(f: Forger) -> None:
    """A rejection is corrected a second time."""
    _rejected(f)
    f.h.correct(COFFEE)
    f.pretend(COFFEE, rejection=RejectionKind.CODE)
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("corrector", says="to one of code")
def correction_that_corrects_nothing(f: Forger) -> None:
    """A correction says that the code was at fault."""
    _rejected(f)
    f.lie(told_with(rejection=RejectionKind.CODE))
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("corrector", says="is not later")
def correction_before_the_rejection(f: Forger) -> None:
    """A correction names a review that was given before the rejection."""
    f.h.apply(COFFEE)
    f.h.review(COFFEE, people.ROB)
    early = f.h.pulls[COFFEE].reviews[-1].id
    f.h.pulls[COFFEE].reviews.clear()
    f.h.reject(COFFEE, people.RITA, code=True)
    f.lie(told(lambda draft: replace(draft, cause={**draft.cause, "review": early})))
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("corrector", "counted-once", says="is not later")
def correction_by_the_rejection_itself(f: Forger) -> None:
    """The review that rejected is named as the one that corrects."""
    _rejected(f)
    own = f.h.pulls[COFFEE].reviews[-1].id
    f.lie(told(lambda draft: replace(draft, cause={**draft.cause, "review": own})))
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("subject", says="its digest is not that")
def correction_of_other_bytes(f: Forger) -> None:
    """A correction names another digest than the rejection."""
    _rejected(f)
    f.lie(subject_with(digest="0" * 64))
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("cause", says="does not lead to rejection-corrected")
def correction_without_a_review(f: Forger) -> None:
    """A correction has no review as its cause."""
    _rejected(f)
    f.lie(told_with(cause={"kind": "event", "event": "EV_4711"}))
    f.h.correct(COFFEE)


@CORRECTIONS.found_by("code-rejected")
def applied_for_again_without_a_correction(f: Forger) -> None:
    """The correction never comes to main, and the same version is applied for again."""
    _rejected(f)
    f.lie(respell=lambda _: None)
    f.h.correct(COFFEE)
    if not f.honest:
        f.shows_next()
    f.h.reapply(COFFEE, notes=REAPPLIED)
