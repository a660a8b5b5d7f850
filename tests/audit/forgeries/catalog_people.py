"""Changes of the catalog by people who might not, or to which too few owners agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.document_entry import DocumentKind
from bot.core.entry import Approval
from bot.core.lifecycle import Role
from bot.core.situation import Account
from tests.audit.forgeries.catalog_stage import (
    OWNERS,
    PROGRAM,
    acted,
    at_once,
    bakery,
    features,
    reviewers,
    submitted,
    with_owners,
)
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import HARBOR, changed, with_admins, with_field
from tests.audit.forgeries.strokes import approved_by, told
from tests.history import people
from tests.history.documents import person, program_path, to_yaml

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from tests.audit.forgeries.forger import Forger

CHANGERS = Book(Sort.CHANGER)
AGREED = Book(Sort.AGREED)
NOTE = f"catalog/people/{people.ROB.id}.yaml"
AWAY = to_yaml({"format": 1, "away": {"until": "2026-05-01"}})


# --- Who agreed ----------------------------------------------------------------------------------


@AGREED.found_by("owner", says="was no owner at the parent commit")
def agreed_by_no_owner(f: Forger) -> None:
    """Somebody agrees to a change of the catalog who is no owner."""
    submitted(f)
    with f.believing(with_owners(f, *people.OWNERS, people.OSCAR)):
        f.h.agree(HARBOR, (people.OTTO, people.OSCAR))


@AGREED.found_by("owner")
def owner_who_lost_the_role(f: Forger) -> None:
    """An owner is taken off the list in the commit just before their approval."""
    submitted(f)
    old = {OWNERS: f.h.files[OWNERS]}
    f.h.maintain(with_owners(f, people.OTTO, people.MONA))
    with f.believing(old):
        f.h.agree(HARBOR)


@AGREED.found_by("owner")
def owner_who_gained_the_role_later(f: Forger) -> None:
    """Somebody agrees who comes onto the list of owners one commit later."""
    submitted(f)
    new = with_owners(f, *people.OWNERS, people.OSCAR)
    with f.believing(new):
        f.h.agree(HARBOR, (people.OTTO, people.OSCAR))
    f.h.maintain(new)


@AGREED.found_by("owner")
def owner_with_a_recycled_login(f: Forger) -> None:
    """A stranger has taken the login of an owner, and agrees under another id."""
    submitted(f)
    stranger = Account("owen", 9999)
    with f.believing(with_owners(f, people.OTTO, stranger)):
        f.h.agree(HARBOR, (people.OTTO, stranger))


@AGREED.found_by("owner")
def machine_among_the_owners(f: Forger) -> None:
    """An owner agrees whom the catalog marks as a machine elsewhere."""
    submitted(f)
    tea = program_path("tea")
    old = {tea: f.h.files[tea]}
    f.h.maintain(with_admins(f, "tea", people.MAX, people.OWEN, machine=True))
    with f.believing(old):
        f.h.agree(HARBOR)


@AGREED.found_by("owners-agreed", says="1 owners approved it, where 2 were needed")
def one_owner_alone(f: Forger) -> None:
    """One owner agrees to what takes two."""
    submitted(f)
    f.lie(told(lambda draft: approved_by(draft, draft.approvals[0])))
    f.h.agree(HARBOR)


@AGREED.found_by("owners-agreed", says="1 owners approved it")
def one_owner_for_two(f: Forger) -> None:
    """Two reviews of one owner are counted as those of two."""
    submitted(f)

    def retell(draft: DocumentDraft) -> DocumentDraft:
        first, last = draft.approvals
        again = replace(last, login=first.login, reviewer=first.reviewer)
        return approved_by(draft, first, again)

    f.lie(told(retell))
    f.h.agree(HARBOR)


@AGREED.found_by("owners-agreed", says="one of the owners is counted twice")
def one_owner_too_often(f: Forger) -> None:
    """Two owners agree, and one of them stands there twice."""
    submitted(f)

    def retell(draft: DocumentDraft) -> DocumentDraft:
        first, last = draft.approvals
        return replace(draft, approvals=(first, last, replace(first, review=first.review + 5000)))

    f.lie(told(retell))
    f.h.agree(HARBOR)


@AGREED.found_by("separation", says="had a hand in what they approved")
def owner_agrees_to_their_own(f: Forger) -> None:
    """An owner applies for a change and is counted among those who agreed."""
    f.h.maintain(with_owners(f, *people.OWNERS, people.MONA))
    submitted(f, people.OTTO)

    def retell(draft: DocumentDraft) -> DocumentDraft:
        first, last = draft.approvals
        return approved_by(draft, first, replace(last, login="otto", reviewer=people.OTTO.id))

    f.lie(told(retell))
    f.h.agree(HARBOR, (people.OWEN, people.MONA))


@AGREED.found_by("separation", says="leaves out")
def owner_whose_hand_is_left_out(f: Forger) -> None:
    """An owner has a commit in the branch, agrees to it, and is not named as a contributor."""
    f.h.maintain(with_owners(f, *people.OWNERS, people.MONA))
    f.h.submit_change(HARBOR, reviewers(f), people.MIA, people.OTTO)

    def retell(draft: DocumentDraft) -> DocumentDraft:
        had = draft.contributors
        assert had is not None
        ids = tuple(one for one in had.ids if one != people.OTTO.id)
        return replace(draft, contributors=replace(had, ids=ids))

    f.lie(told(retell))
    f.h.agree(HARBOR, (people.OWEN, people.MONA))


@AGREED.found_by("owners-agreed", says="somebody unknown")
def unknown_hand_in_the_catalog(f: Forger) -> None:
    """Somebody unknown had a hand in a change of the catalog."""
    submitted(f)

    def retell(draft: DocumentDraft) -> DocumentDraft:
        had = draft.contributors
        assert had is not None
        return replace(draft, contributors=replace(had, unknown=1))

    f.lie(told(retell))
    f.h.agree(HARBOR)


def _first(draft: DocumentDraft, one: Approval) -> DocumentDraft:
    return replace(draft, approvals=(one, *draft.approvals[1:]))


@AGREED.found_by("owner-age", says="older than 30 days")
def agreement_too_old(f: Forger) -> None:
    """An owner's approval of a month ago is counted."""
    submitted(f)
    f.h.wait(40 * 24 * 3600)
    month = timedelta(days=31)
    f.lie(told(lambda d: _first(d, replace(d.approvals[0], at=d.approvals[0].at - month))))
    f.h.agree(HARBOR)


@AGREED.found_by("approved-after")
def agreement_before_the_announcement(f: Forger) -> None:
    """An owner's approval is counted that was given before the change was announced."""
    submitted(f)
    hour = timedelta(hours=1)
    f.lie(told(lambda d: _first(d, replace(d.approvals[0], at=d.approvals[0].at - hour))))
    f.h.agree(HARBOR)


@AGREED.found_by("approved-bytes")
def agreement_on_other_bytes(f: Forger) -> None:
    """An owner's approval is counted that was given on another commit."""
    submitted(f)
    f.lie(told(lambda d: _first(d, replace(d.approvals[0], commit=f.h.first))))
    f.h.agree(HARBOR)


@AGREED.found_by("owners-agreed", says="its cause is not")
def first_owner_named_as_the_cause(f: Forger) -> None:
    """The first of two approvals is named as the one that completed a change."""
    submitted(f)
    f.lie(told(lambda d: replace(d, cause={**d.cause, "review": d.approvals[0].review})))
    f.h.agree(HARBOR)


@AGREED.found_by("owners-agreed", says="its actor is not")
def other_owner_named_as_the_actor(f: Forger) -> None:
    """The first of two owners is named as the one who completed a change."""
    submitted(f)
    f.lie(told(lambda d: acted(d, people.OTTO, Role.OWNER)))
    f.h.agree(HARBOR)


@AGREED.found_by("owners-agreed", says="for an entry that is withdrawn")
def approvals_of_a_withdrawn_change(f: Forger) -> None:
    """Approvals are counted for a change that was withdrawn."""
    submitted(f)
    f.h.review_change(HARBOR, people.OTTO)
    review = f.h.changes[HARBOR].reviews[-1]
    one = Approval(review.id, "otto", people.OTTO.id, review.at, f.h.changes[HARBOR].head)
    f.lie(told(lambda draft: replace(draft, approvals=(one,))))
    f.h.close_change(HARBOR, people.MIA, DocumentKind.WITHDRAWN)


@AGREED.found_by("owner-rejects", says="being no owner")
def change_rejected_by_nobody(f: Forger) -> None:
    """Somebody rejects a change of the catalog who is no owner."""
    submitted(f)
    with f.believing(with_owners(f, *people.OWNERS, people.OSCAR)):
        f.h.reject_change(HARBOR, people.OSCAR)


@AGREED.found_by("owner-rejects", says="without its reason")
def change_rejected_without_a_reason(f: Forger) -> None:
    """A change of the catalog is rejected, and nobody says why."""
    submitted(f)
    f.lie(told(lambda draft: replace(draft, reason=None)))
    f.h.reject_change(HARBOR, people.OTTO)


@AGREED.found_by("change-taken-back-by", says="might not withdraw it")
def change_withdrawn_by_nobody(f: Forger) -> None:
    """Somebody closes a change of the catalog, and the log calls it a withdrawal."""
    submitted(f)
    f.lie(
        told(
            lambda draft: replace(
                acted(draft, people.OSCAR, Role.REQUESTER), kind=DocumentKind.WITHDRAWN, reason=None
            )
        )
    )
    f.h.close_change(HARBOR, people.OSCAR, DocumentKind.LAPSED)


@AGREED.found_by("change-taken-back-by", says="that is a withdrawal")
def change_lapsed_that_was_withdrawn(f: Forger) -> None:
    """The requester withdraws a change, and the log says that it lapsed."""
    submitted(f)
    f.lie(
        told(
            lambda draft: replace(
                acted(draft, people.MIA, Role.NONE), kind=DocumentKind.LAPSED, reason="closed"
            )
        )
    )
    f.h.close_change(HARBOR, people.MIA, DocumentKind.WITHDRAWN)


# --- Who changed ---------------------------------------------------------------------------------


@CHANGERS.found_by("document-requester", says="where two owners have to agree")
def app_changed_alone(f: Forger) -> None:
    """An admin of a mini program gives an app other reviewers, and nobody agrees."""
    f.lie(told(at_once))
    submitted(f)


@CHANGERS.found_by("document-requester", says="might not change")
def admins_changed_by_an_admin(f: Forger) -> None:
    """An admin of a mini program gives it other admins, as only its workspace may."""
    admins = with_admins(f, "coffee", people.MIA, people.DAN)[PROGRAM]
    f.lie(told(lambda draft: acted(draft, people.MIA, Role.ADMIN)))
    f.h.change(PROGRAM, admins, people.WANDA)


@CHANGERS.found_by("document-requester", says="acted as workspace-admin, not as admin")
def changed_in_another_role(f: Forger) -> None:
    """A workspace admin changes a mini program, and the log names another role."""
    f.lie(told(lambda draft: acted(draft, people.WANDA, Role.ADMIN)))
    f.h.change(PROGRAM, features(f), people.WANDA)


@CHANGERS.found_by("document-requester", says="might not change")
def program_changed_by_a_developer(f: Forger) -> None:
    """A developer changes a mini program, who may only upload its versions."""
    f.lie(told(lambda draft: acted(draft, people.DAN, Role.ADMIN)))
    f.h.change(PROGRAM, features(f), people.MIA)


@CHANGERS.found_by("document-requester", says="might not change")
def changed_by_a_machine(f: Forger) -> None:
    """A machine, which may apply for releases, changes a mini program."""
    tea = program_path("tea")
    old = {tea: f.h.files[tea]}
    f.h.maintain(with_admins(f, "tea", people.MAX, people.MIA, machine=True))
    with f.believing(old):
        f.h.change(PROGRAM, features(f), people.MIA)


@CHANGERS.found_by("document-requester", says="might not change")
def changer_who_lost_the_role(f: Forger) -> None:
    """A workspace admin changes a mini program, and lost that role in the commit before."""
    roastery = "catalog/workspaces/roastery.yaml"
    old = {roastery: f.h.files[roastery]}
    f.h.maintain(with_field(f, roastery, "admins", [person(people.MONA)]))
    with f.believing(old):
        f.h.change(PROGRAM, features(f), people.WANDA)


@CHANGERS.found_by("document-requester", says="might not change")
def note_of_somebody_else(f: Forger) -> None:
    """Somebody says of another person that they are away."""
    f.lie(told(lambda draft: acted(draft, people.RITA, Role.SELF)))
    f.h.change(NOTE, AWAY, people.ROB)


@CHANGERS.found_by("document-requester", says="might not change")
def moved_into_a_strange_workspace(f: Forger) -> None:
    """An admin of one workspace moves a mini program into another one, of which they are none."""
    f.h.maintain(bakery(people.MONA))
    moved = with_field(f, PROGRAM, "workspace", "bakery")[PROGRAM]
    with f.believing(bakery(people.MONA, people.WANDA)):
        f.h.change(PROGRAM, moved, people.WANDA)


@CHANGERS.found_by("document-requester", says="where two owners have to agree")
def taken_back_into_use_alone(f: Forger) -> None:
    """A workspace admin takes a retired mini program into use again, and nobody agrees."""
    f.h.maintain(with_field(f, PROGRAM, "retired", value=True))
    again = changed(f, PROGRAM, lambda found: found.pop("retired"))[PROGRAM]
    f.lie(told(at_once))
    f.h.submit_change(PROGRAM, again, people.WANDA)


@CHANGERS.found_by("document-requester", says="where two owners have to agree")
def owner_made_a_machine_alone(f: Forger) -> None:
    """A workspace admin marks an owner as a machine, who may approve nothing any more."""
    marked = with_admins(f, "coffee", people.MIA, people.OWEN, machine=True)[PROGRAM]
    with f.believing(with_owners(f, people.OTTO, people.MONA)):
        f.h.change(PROGRAM, marked, people.WANDA)


@CHANGERS.found_by("document-requester", says="might not change")
def applicant_who_lost_every_role(f: Forger) -> None:
    """Who applied for a change has no role left in the catalog when owners agree to it."""
    pier = "catalog/apps/pier.yaml"
    without = {pier: f.h.files[pier]}
    listed = [person(one) for one in (*people.REVIEWERS[:4], people.OSCAR)]
    f.h.maintain(with_field(f, pier, "reviewers", listed))
    old = {pier: f.h.files[pier]}
    submitted(f, people.OSCAR)
    f.h.maintain(without)
    with f.believing(old):
        f.h.agree(HARBOR)


@CHANGERS.found_by("document-requester", says="where somebody entitled changes it alone")
def reviewed_without_need(f: Forger) -> None:
    """What an admin may change alone is put before owners, who are not asked."""
    own = features(f)
    with f.believing(with_field(f, PROGRAM, "retired", value=True)):
        f.h.submit_change(PROGRAM, own, people.MIA)


@CHANGERS.found_by("document-requester", says="had applied")
def applicant_exchanged(f: Forger) -> None:
    """A new round of a change names another requester than the one who applied."""
    submitted(f)
    f.h.push_change(HARBOR, reviewers(f, people.RITA, people.RAFI), people.MIA)
    f.lie(told(lambda draft: acted(draft, people.WANDA, Role.WORKSPACE_ADMIN)))
    f.h.settle_change(HARBOR, DocumentKind.RESUBMITTED)
