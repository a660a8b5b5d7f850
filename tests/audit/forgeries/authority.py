"""People without the right: to apply, to approve, to reject, to take back, to archive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.entry import Superseder
from bot.core.situation import Account
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.reviews import by_one_more
from tests.audit.forgeries.stage import (
    COFFEE,
    HARBOR,
    SETTINGS,
    TEST,
    TEST_NEXT,
    with_admins,
    with_field,
    with_reviewers,
)
from tests.audit.forgeries.strokes import told
from tests.history import people
from tests.history.documents import person, program_path
from tests.history.lies import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.entry import Draft
    from bot.core.lifecycle import Role
    from tests.audit.forgeries.forger import Forger

AUTHORITY = Book(Sort.AUTHORITY)
PROGRAM = program_path("coffee")
LISTED = (people.ROB, people.RITA, people.RAFI, people.RUTH)


@AUTHORITY.found_by("approver")
def approver_not_listed(f: Forger) -> None:
    """Somebody approves who never was on the app's list."""
    f.h.apply(COFFEE)
    with f.believing(with_reviewers(f, *LISTED, people.RENE)):
        f.h.approve(COFFEE, (people.RENE,))


@AUTHORITY.found_by("approver")
def approver_who_lost_the_role(f: Forger) -> None:
    """A reviewer is taken off the list in the commit just before the approval."""
    f.h.apply(COFFEE)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_reviewers(f, *LISTED[1:]))
    with f.believing(old):
        f.h.approve(COFFEE, (people.ROB,))


@AUTHORITY.found_by("approver")
def approver_who_gained_the_role_later(f: Forger) -> None:
    """Somebody approves who comes onto the list one commit later."""
    f.h.apply(COFFEE)
    new = with_reviewers(f, *LISTED, people.RENE)
    with f.believing(new):
        f.h.approve(COFFEE, (people.RENE,))
    f.h.maintain(new)


@AUTHORITY.found_by("approver")
def approver_with_a_recycled_login(f: Forger) -> None:
    """A stranger has taken the login of a reviewer, and approves under another id."""
    f.h.apply(COFFEE)
    stranger = Account("rob", 9999)
    with f.believing(with_reviewers(f, stranger, *LISTED[1:])):
        f.h.approve(COFFEE, (stranger,))


@AUTHORITY.found_by("approver")
def machine_approves(f: Forger) -> None:
    """An account on the app's list approves, which the catalog marks as a machine elsewhere."""
    f.h.apply(COFFEE)
    tea = program_path("tea")
    old = {tea: f.h.files[tea]}
    f.h.maintain(with_admins(f, "tea", people.MAX, people.RUTH, machine=True))
    with f.believing(old):
        f.h.approve(COFFEE, (people.RUTH,))


@AUTHORITY.found_by("approver")
def bot_approves(f: Forger) -> None:
    """The bot's own account stands on the app's list and approves."""
    f.h.maintain(with_reviewers(f, people.ROB, Account(people.BOT.login, people.BOT.id)))
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: by_one_more(draft, people.BOT)))
    f.h.approve(COFFEE)


@AUTHORITY.found_by("approver", "approvals", says="nobody can tell")
def approver_by_a_broken_catalog(f: Forger) -> None:
    """The app's document on main is broken, so it grants nothing, and still somebody approves."""
    f.h.apply(COFFEE)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain({HARBOR: old[HARBOR] + b"unknown: 1\n"})
    with f.believing(old):
        f.h.approve(COFFEE, (people.ROB,))


@AUTHORITY.found_by("requester")
def requester_without_the_right(f: Forger) -> None:
    """Somebody applies who is no admin of the mini program or its workspace."""
    with f.believing(with_admins(f, "coffee", people.MIA, people.OSCAR)):
        f.h.apply(COFFEE, people.OSCAR)


@AUTHORITY.found_by("requester")
def released_without_the_right(f: Forger) -> None:
    """A developer releases to Test at once, who is no admin."""
    with f.believing(with_admins(f, "coffee", people.MIA, people.DAN)):
        f.h.apply(TEST, people.DAN)


@AUTHORITY.found_by("requester")
def requester_who_lost_the_right(f: Forger) -> None:
    """Who applied is no longer an admin when the release is approved."""
    f.h.apply(COFFEE, people.MIA)
    old = {PROGRAM: f.h.files[PROGRAM]}
    f.h.maintain(with_admins(f, "coffee", people.MAX))
    with f.believing(old):
        f.h.approve(COFFEE)


@AUTHORITY.found_by("requester", says="had applied")
def requester_exchanged(f: Forger) -> None:
    """A new round names another requester than the one who applied."""
    f.h.apply(COFFEE, people.MIA)
    f.lie(told(lambda draft: _acted(draft, people.MAX)))
    f.h.push(COFFEE, "Other notes.\n")


@AUTHORITY.found_by("requester", says="nobody has applied")
def approved_without_an_application(f: Forger) -> None:
    """The commit of the application never comes to main, the approval does."""
    f.lie(respell=lambda _: None)
    f.h.apply(COFFEE)
    if not f.honest:
        f.shows_next()
    f.h.approve(COFFEE)


def _acted(draft: Draft, who: Account, role: Role | None = None) -> Draft:
    return replace(
        draft,
        actor=replace(draft.actor, login=who.login, id=who.id, role=role or draft.actor.role),
    )


@AUTHORITY.found_by("rejecter", says="might not judge")
def rejected_by_nobody(f: Forger) -> None:
    """Somebody rejects who is no reviewer of the app."""
    f.h.apply(COFFEE)
    with f.believing(with_reviewers(f, *LISTED, people.RENE)):
        f.h.reject(COFFEE, people.RENE)


@AUTHORITY.found_by("rejecter", says="without its reason")
def rejected_without_a_reason(f: Forger) -> None:
    """A release is rejected, and nobody says why."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, reason=None)))
    f.h.reject(COFFEE)


@AUTHORITY.found_by("rejecter", says="without its reason")
def rejected_for_nothing(f: Forger) -> None:
    """A rejection does not say whether details or code were at fault."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, rejection=None)))
    f.h.reject(COFFEE)


@AUTHORITY.found_by("rejecter", says="stands in an entry that is approved")
def approved_with_a_rejection(f: Forger) -> None:
    """An approval carries a reason, as only a rejection may."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, reason="Not really.")))
    f.h.approve(COFFEE)


@AUTHORITY.found_by("taken-back-by", says="that is a lapse")
def withdrawn_by_nobody(f: Forger) -> None:
    """Somebody without a role closes the pull request, and the log calls it a withdrawal."""
    f.h.apply(COFFEE)
    with f.believing(with_admins(f, "coffee", people.MIA, people.OSCAR)):
        f.h.withdraw(COFFEE, people.OSCAR)


@AUTHORITY.found_by("taken-back-by", says="that is a withdrawal")
def lapse_that_hides_a_withdrawal(f: Forger) -> None:
    """An admin withdraws, and the log says that it lapsed."""
    f.h.apply(COFFEE, people.MAX)
    with f.believing(with_admins(f, "coffee", people.MAX)):
        f.h.lapse(COFFEE, people.MIA)


@AUTHORITY.found_by("archiver", says="who is not the bot")
def archived_by_a_person(f: Forger) -> None:
    """What was live is archived in the name of a person."""
    f.h.apply(TEST)
    f.lie(lambda draft, part: _acted(draft, people.OTTO) if part is Part.FOLLOWER else draft)
    f.h.apply(TEST_NEXT)


@AUTHORITY.found_by("archiver", says="took its place")
def archived_for_another(f: Forger) -> None:
    """What is archived names another transition than the one that took its place."""
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    other = f.h.logs[COFFEE].entries[0].draft.transition
    f.lie(_superseded_by(other))
    f.h.apply(TEST_NEXT)


def _superseded_by(transition: str) -> Callable[[Draft, Part], Draft]:
    def retell(draft: Draft, part: Part) -> Draft:
        if part is not Part.FOLLOWER or draft.superseded_by is None:
            return draft
        return replace(draft, superseded_by=replace(draft.superseded_by, transition=transition))

    return retell


@AUTHORITY.found_by("archiver", says="stands in an entry that is released")
def superseded_at_birth(f: Forger) -> None:
    """What goes live says, and its status shows, that another release has taken its place."""
    by = Superseder(COFFEE, "ab" * 16)
    f.lie(told(lambda draft: replace(draft, superseded_by=by)))
    f.h.apply(TEST)


@AUTHORITY.found_by("hand")
def bot_that_was_dismissed(f: Forger) -> None:
    """The catalog names another bot, and the old one writes on."""
    old = {SETTINGS: f.h.files[SETTINGS]}
    f.h.maintain(with_field(f, SETTINGS, "bot", person(Account("other[bot]", 777))))
    with f.believing(old):
        f.h.apply(COFFEE)
