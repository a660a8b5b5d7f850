"""The rules of who might change a document: by the catalog at the parent commit, by id alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.document_rights import APPROVALS, MOST_DAYS, Rights, owners, rights
from bot.audit.rules import review
from bot.audit.rules.document_content import value_after
from bot.audit.rules.document_place import same
from bot.audit.rules.findings import Rule
from bot.audit.rules.seats import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import DocumentCase

MERGED = "merged"
"""The act in a lapse by which somebody merged by hand; that takes nothing back."""


def _rights(case: DocumentCase) -> Rights:
    return rights(case.policy, case.entry.document, value_after(case))


def requester_may_change(case: DocumentCase) -> Iterator[str]:
    """Check ``document-requester``."""
    entry = case.entry
    if not (entry.opens or entry.merges):
        return
    applied = entry.actor if entry.applies else case.thread.requester
    if applied is None:
        yield "nobody has applied for this change"
        return
    found = _rights(case)
    role = found.roles.get(applied.id)
    if role is None:
        yield f"{applied.login} (id {applied.id}) might not change {entry.document}"
    elif entry.applies and role != entry.role:
        yield f"{applied.login} (id {applied.id}) acted as {role}, not as {entry.role}"
    if entry.kind == "resubmitted" and entry.actor.id != applied.id:
        yield f"it names id {entry.actor.id} as the requester, but id {applied.id} had applied"
    if entry.at_once and found.reviewed:
        yield "it was changed at once, where two owners have to agree"
    if (entry.opens or entry.agreed) and not found.reviewed:
        yield "it was reviewed by owners, where somebody entitled changes it alone"


def owners_agreed(case: DocumentCase) -> Iterator[str]:
    """Check ``owners-agreed``."""
    entry, had = case.entry, case.entry.contributors
    if not entry.agreed:
        if entry.approvals:
            yield f"approvals are counted for an entry that is {entry.kind}"
        return
    people = {one.reviewer.id for one in entry.approvals}
    if had is not None and had.unknown:
        yield "somebody unknown had a hand in it, which no owner can make good"
    if len(people) < APPROVALS:
        yield f"{len(people)} owners approved it, where {APPROVALS} were needed"
    elif len(people) < len(entry.approvals):
        yield "one owner is counted twice"
    else:
        yield from _completed(case)


def _completed(case: DocumentCase) -> Iterator[str]:
    entry = case.entry
    last = in_order(entry.approvals)[APPROVALS - 1]
    if last.review != entry.cause.get("review"):
        yield "its cause is not the approval that completed it"
    elif (last.reviewer.id, "owner") != (entry.actor.id, entry.role):
        yield "its actor is not the owner whose approval completed it"


def approved_by_owners(case: DocumentCase) -> Iterator[str]:
    """Check ``owner``."""
    listed = owners(case.policy)
    for one in case.entry.approvals:
        if one.reviewer.id not in listed:
            who = f"{one.reviewer.login} (id {one.reviewer.id})"
            yield f"{who} was no owner at the parent commit"


def duties_separated(case: DocumentCase) -> Iterator[str]:
    """Check ``separation``."""
    entry, had = case.entry, case.entry.contributors
    if not entry.merges:
        if had is not None:
            yield f"contributors are named for an entry that is {entry.kind}"
    elif had is None:
        yield "it does not say who had a hand in it"
    else:
        applied = entry.actor if entry.applies else case.thread.requester
        yield from review.hands_apart(case, had, applied)


def announced(case: DocumentCase) -> Iterator[str]:
    """Check ``announcement``."""
    entry, told = case.entry, case.entry.announced
    if not entry.opens:
        if told is not None:
            yield "only an entry that opens a round is announced"
    elif told is None:
        yield "its round was opened without an announcement"
    else:
        if (told.digest, told.head) != (entry.digest, entry.head):
            yield "another digest or head was announced than the one that the entry records"
        yield from review.announced_in_time(entry, told, case.thread.newest)


def approved_these_bytes(case: DocumentCase) -> Iterator[str]:
    """Check ``approved-bytes``."""
    entry, opening = case.entry, case.opening
    if not entry.agreed or opening is None or opening.announced is None:
        return
    merged = case.commit.merged
    holding = [
        one.commit.oid
        for one in merged
        if review.blob_at(merged, one, entry.document) == opening.file.blob
    ]
    yield from review.kept_to(case, holding, opening.announced.head)


def owner_may_reject(case: DocumentCase) -> Iterator[str]:
    """Check ``rejecter``."""
    entry, opening = case.entry, case.opening
    if entry.kind != "rejected":
        if entry.reason is not None and entry.kind != "lapsed":
            yield f"the reason of a rejection stands in an entry that is {entry.kind}"
        return
    if entry.actor.id not in owners(case.policy) or entry.role != "owner":
        yield f"{entry.actor.login} (id {entry.actor.id}) might not judge, being no owner"
    if not entry.reason:
        yield "a rejection without its reason"
    if opening and opening.announced and entry.time < opening.announced.at:
        yield "it was rejected before it was announced"


def taken_back_by(case: DocumentCase) -> Iterator[str]:
    """Check ``taken-back-by``."""
    entry, applied = case.entry, case.thread.requester
    if entry.kind not in ("withdrawn", "lapsed"):
        return
    own = "requester" if applied is not None and entry.actor.id == applied.id else "none"
    role = "owner" if entry.actor.id in owners(case.policy) else own
    who = f"{entry.actor.login} (id {entry.actor.id})"
    if entry.kind == "withdrawn" and (role == "none" or entry.role != role):
        yield f"{who} might not withdraw it as {entry.role}"
    if entry.kind == "lapsed" and (entry.role != "none" or entry.reason is None):
        yield "a lapse claims no role, and says which act it was"
    elif entry.kind == "lapsed" and role != "none" and entry.reason != MERGED:
        yield f"{who} is the {role}: that is a withdrawal"


DOCUMENT_PEOPLE_RULES: tuple[Rule[DocumentCase], ...] = (
    Rule(
        "document-requester",
        "Might the person who applied change this document, in this way?",
        "A version: admins and developers of the mini program and admins of its workspace. A mini "
        "program: its admins and its workspace's; workspace, type, admins and retired: only its "
        "workspace's, a move those of both. `catalog/people/<id>.yaml`: that person. All else: "
        "anybody with a role, and two owners agree. Machines upload versions, and no more.",
        requester_may_change,
    ),
    Rule(
        "owners-agreed",
        "Did two owners agree to what nobody may change alone, and does the cause complete them?",
        "Where somebody unknown had a hand in it, nobody can agree.",
        owners_agreed,
    ),
    Rule(
        "owner",
        "Was everybody who agreed an owner at the parent commit?",
        "By numeric id; machines never agree. A role lost one commit earlier is lost.",
        approved_by_owners,
    ),
    same(review.REVIEW_RULES, "separation", duties_separated),
    same(review.REVIEW_RULES, "announcement", announced),
    same(review.REVIEW_RULES, "approved-after", review.after_announcement),
    Rule(
        "owner-age",
        f"Was no owner's approval older than {MOST_DAYS} days?",
        "Counted back from the time of the entry.",
        lambda case: review.younger_than(case, MOST_DAYS),
    ),
    same(review.REVIEW_RULES, "approved-bytes", approved_these_bytes),
    Rule(
        "owner-rejects",
        "Was a change rejected with a reason, by an owner?",
        "The owners at the parent commit, by numeric id.",
        owner_may_reject,
    ),
    Rule(
        "change-taken-back-by",
        "Is a withdrawal by the requester or an owner, and a lapse by neither?",
        "A lapse claims no authority; a merge by hand takes nothing back, whoever did it.",
        taken_back_by,
    ),
)
