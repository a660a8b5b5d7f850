"""The rules of who might change a document: by the catalog at the parent commit, by id alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.act_rights import MOST_DAYS
from bot.audit.model.document_rights import Rights, judges, owners, rights
from bot.audit.rules import review
from bot.audit.rules.document_content import value_after
from bot.audit.rules.document_place import same
from bot.audit.rules.findings import Rule
from bot.audit.rules.seats import first_enough, unfilled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.act_rights import Bench
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
        yield f"it was changed at once, where {_called(case)} have to agree"
    if (entry.opens or entry.agreed) and not found.reviewed:
        yield f"it was reviewed by {_called(case)}, where somebody entitled changes it alone"


def _called(case: DocumentCase) -> str:
    found = judges(case.policy, case.entry.document)
    return f"two {found.called}" if found.called == "owners" else found.called


def owners_agreed(case: DocumentCase) -> Iterator[str]:
    """Check ``owners-agreed``."""
    entry, had = case.entry, case.entry.contributors
    if not entry.agreed:
        if entry.approvals:
            yield f"approvals are counted for an entry that is {entry.kind}"
        return
    bench = judges(case.policy, entry.document)
    people = {one.reviewer.id for one in entry.approvals}
    unknown = had.unknown if had is not None else 0
    if unknown and bench.refuses:
        yield "somebody unknown had a hand in it, which no owner can make good"
    if len(people) < bench.least(unknown):
        needed = bench.least(unknown)
        yield f"{len(people)} {bench.called} approved it, where {needed} were needed"
    elif len(people) < len(entry.approvals):
        yield f"one of the {bench.called} is counted twice"
    else:
        yield from _completed(case, bench, unknown)


def _completed(case: DocumentCase, bench: Bench, unknown: int) -> Iterator[str]:
    entry, least = case.entry, bench.least(unknown)
    last = first_enough(
        entry.approvals,
        lambda people: len(people) >= least and not unfilled(bench.seats, bench.members, people),
    )
    if last is None:
        yield f"the seats of {', '.join(bench.seats)} are not each filled by a person of their own"
    elif last.review != entry.cause.get("review"):
        yield "its cause is not the approval that completed it"
    elif (last.reviewer.id, bench.roles.get(last.reviewer.id)) != (entry.actor.id, entry.role):
        yield "its actor is not the one whose approval completed it"


def approved_by_owners(case: DocumentCase) -> Iterator[str]:
    """Check ``owner``."""
    bench = judges(case.policy, case.entry.document)
    for one in case.entry.approvals:
        if one.reviewer.id not in bench.roles:
            who = f"{one.reviewer.login} (id {one.reviewer.id})"
            what = "owner" if bench.called == "owners" else f"one of the {bench.called}"
            yield f"{who} was no {what} at the parent commit"


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
        if review.blob_at(merged, one, entry.document) == opening.blob
    ]
    yield from review.kept_to(case, holding, opening.announced.head)


def owner_may_reject(case: DocumentCase) -> Iterator[str]:
    """Check ``rejecter``."""
    entry, opening = case.entry, case.opening
    if entry.kind != "rejected":
        if entry.reason is not None and entry.kind not in ("lapsed", "stopped"):
            yield f"the reason of a rejection stands in an entry that is {entry.kind}"
        return
    role = judges(case.policy, entry.document).roles.get(entry.actor.id)
    if role is None or entry.role != role:
        yield f"{entry.actor.login} (id {entry.actor.id}) might not judge, being no {_one(case)}"
    if not entry.reason:
        yield "a rejection without its reason"
    if opening and opening.announced and entry.time < opening.announced.at:
        yield "it was rejected before it was announced"


def _one(case: DocumentCase) -> str:
    called = judges(case.policy, case.entry.document).called
    return "owner" if called == "owners" else f"one of the {called}"


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
        "workspace's, a move those of both. `catalog/people/<id>.yaml`: that person. Acts on a "
        "release: a releaser, for an override an operator of the app too; a stop is lifted by an "
        "operator or owner. All else: anybody with a role, and two owners agree. Machines upload "
        "versions, take offline and restore, and no more.",
        requester_may_change,
    ),
    Rule(
        "owners-agreed",
        "Did enough people agree to what nobody may do alone, and does the cause complete them?",
        "Two owners; for acts on a release the app's reviewers as its environment says, for an "
        "override one operator or owner, for the lifting of a stop two. Where somebody unknown had "
        "a hand in it, nobody can agree, unless the environment says otherwise.",
        owners_agreed,
    ),
    Rule(
        "owner",
        "Was everybody who agreed an owner, or of those who judge it, at the parent commit?",
        "By numeric id; machines never agree. A role lost one commit earlier is lost.",
        approved_by_owners,
    ),
    same(review.REVIEW_RULES, "separation", duties_separated),
    same(review.REVIEW_RULES, "announcement", announced),
    same(review.REVIEW_RULES, "approved-after", review.after_announcement),
    Rule(
        "owner-age",
        f"Was no approval older than {MOST_DAYS} days, or than the environment says?",
        "Counted back from the time of the entry.",
        lambda case: review.younger_than(case, judges(case.policy, case.entry.document).days),
    ),
    same(review.REVIEW_RULES, "approved-bytes", approved_these_bytes),
    Rule(
        "owner-rejects",
        "Was a change rejected with a reason, by an owner or whoever judges it?",
        "As they were at the parent commit, by numeric id.",
        owner_may_reject,
    ),
    Rule(
        "change-taken-back-by",
        "Is a withdrawal by the requester or an owner, and a lapse by neither?",
        "A lapse claims no authority; a merge by hand takes nothing back, whoever did it.",
        taken_back_by,
    ),
)
