"""The checks of a document change: who applied for it, what it leaves, and who agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import document_rounds, panel, rounds
from bot.core import document_sentences as say
from bot.core.catalog import MiniProgramType, Person
from bot.core.document_authority import APPROVALS, LEAST_OWNERS, approvers, authority
from bot.core.documents.place_kinds import MiniProgramFile, OwnersFile, VersionFile
from bot.core.entitlement import machines
from bot.core.finding import LATER, MET, Answer, State, unmet
from bot.core.people_sentences import too_few_owners_left
from bot.core.rejection import reason_of
from bot.core.review_rules import NOTES, in_order
from bot.core.sentences import discounted
from bot.core.situation import AccountType

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.document_change import DocumentChange
    from bot.core.panel import Discount
    from bot.core.situation import Account, Review, Situation


def change_differs(situation: Situation) -> Answer:
    """Check ``change-differs``."""
    change = situation.branch.change
    if change is None or change.file is None or change.before is None:
        return MET
    same = change.file.record == change.before.record
    return unmet(say.nothing_changes(change.path)) if same else MET


def version_is_new(situation: Situation) -> Answer:
    """Check ``version-is-new``."""
    change = situation.branch.change
    old = change is not None and isinstance(change.place, VersionFile) and change.before
    return unmet(say.version_stands(change.path)) if change and old else MET


def nothing_retired(situation: Situation) -> Answer:
    """Check ``document-not-retired``."""
    change, catalog = situation.branch.change, situation.main.catalog
    match change.place if change else None:
        case VersionFile(mini_program=name):
            program = catalog.mini_programs.get(name)
            if program is not None and program.retired:
                return unmet(say.retired("mini program", name))
            return _workspace_open(situation, program.workspace if program else None)
        case MiniProgramFile():
            return _workspace_open(situation, _workspace_entered(change))
        case _:
            return MET


def _workspace_entered(change: DocumentChange | None) -> str | None:
    """The workspace that a mini program would come to belong to."""
    after = change.file.value if change and change.file else None
    before = change.before.value if change and change.before else None
    entered = after.get("workspace") if after else None
    left = before.get("workspace") if before else None
    return entered if isinstance(entered, str) and entered != left else None


def _workspace_open(situation: Situation, name: str | None) -> Answer:
    workspace = situation.main.catalog.workspaces.get(name) if name else None
    closed = workspace is not None and workspace.retired
    return unmet(say.retired("workspace", workspace.id)) if workspace and closed else MET


def requester_may_change(situation: Situation) -> Answer:
    """Check ``requester-may-change``."""
    change, thread = situation.branch.change, situation.thread
    if change is None or thread is None:
        return LATER
    rights = authority(situation.main.catalog, change)
    who = () if rights.reviewed else rights.people
    act = rounds.application_act(situation)
    standing = thread.requester if thread.opening else None
    if standing is not None and not rights.reviewed:
        return unmet(say.needs_no_review())
    applicant = standing.draft.actor if standing else act.actor if act else None
    if applicant is None:
        return Answer(State.LATER, (say.who_may_change(rights),), who)
    person = standing is not None or act is None or act.actor.type is AccountType.USER
    allowed = rights.role_of(applicant.id) is not None
    if allowed and (person or rights.machines):
        return MET
    under_review = standing is not None
    why = say.not_entitled(applicant.login, applicant.id, rights, standing=under_review)
    return unmet(why, who)


def owners_remain(situation: Situation) -> Answer:
    """Check ``two-owners-remain``."""
    change = situation.branch.change
    if change is None or not isinstance(change.place, OwnersFile):
        return MET
    value = change.file.value if change.file else None
    if value is None:
        return LATER
    listed = value.get("owners")
    people = listed if isinstance(listed, list) else []
    ids = {one.get("id") for one in people if isinstance(one, dict) and _is_id(one.get("id"))}
    left = len(ids - machines(situation.main.catalog))
    return MET if left >= LEAST_OWNERS else unmet(say.too_few_owners(left, LEAST_OWNERS))


def _is_id(value: object) -> bool:
    """A document that is shown need not be valid."""
    return isinstance(value, int) and not isinstance(value, bool)


def version_built(situation: Situation) -> Answer:
    """Check ``version-built``."""
    change = situation.branch.change
    place = change.place if change else None
    value = change.file.value if change and change.file else None
    if not isinstance(place, VersionFile):
        return MET
    program = situation.main.catalog.mini_programs.get(place.mini_program)
    if value is None or program is None:
        return LATER
    built = program.type is not MiniProgramType.DSL or "package" in value
    return MET if built else unmet(say.not_built(place.path))


def made_from_main(situation: Situation) -> Answer:
    """Check ``made-from-main``."""
    change = situation.branch.change
    if change is None or change.from_main:
        return MET
    reviewed = authority(situation.main.catalog, change).reviewed
    return (
        Answer(State.NOTICE, (say.older_base(change.path),))
        if reviewed
        else unmet(say.older_base(change.path))
    )


def as_applied_for(situation: Situation) -> Answer:
    """Check ``change-as-applied-for``."""
    act, change, people = rounds.application_act(situation), situation.branch.change, None
    people = situation.people
    if act is None or change is None or people is None:
        return LATER
    rights = authority(situation.main.catalog, change)
    if rights.reviewed:
        return LATER
    if not people.pushers_known:
        return unmet(say.pushers_unknown(people.unknown, rights.people), rights.people)
    allowed = {person.id for person in rights.people}
    late = [p.actor for p in people.pushes if p.at >= act.at and p.actor.id not in allowed]
    if not late:
        return MET
    return unmet(say.pushed_since(late[0], act.actor, rights.people), rights.people)


def owners_gave_reasons(situation: Situation) -> Answer:
    """Check ``owners-reasons-given``."""
    people = silent_objectors(situation)
    if people is None:
        return LATER
    return unmet(say.objection_without_reason(people), people) if people else MET


def silent_objectors(situation: Situation) -> tuple[Person, ...] | None:
    """Whose objection gives no reason yet; ``None`` where nothing is under review."""
    opening = situation.thread.opening if situation.thread else None
    if opening is None:
        return None
    objections = document_rounds.tally_of(situation, opening).objections
    silent = (review for review in objections if not reason_of(review))
    return tuple(Person(review.author.login, review.author.id) for review in silent)


def owners_approve(situation: Situation) -> Answer:
    """Check ``owners-approve``."""
    opening = situation.thread.opening if situation.thread else None
    if opening is None:
        return LATER
    result = document_rounds.tally_of(situation, opening)
    unknown = situation.people.unknown if situation.people else ()
    if unknown:
        return unmet(say.unknown_contributors(unknown))
    approved = {review.author.id for review in in_order(result.approvals)}
    busy = approved | document_rounds.contributors(situation)
    who = tuple(p for p in approvers(situation.main.catalog) if p.id not in busy)
    notes = notes_of(result.discounted)
    if len(approved) >= APPROVALS:
        return Answer(State.MET, notes)
    missing, left = say.owners_missing(len(approved), APPROVALS, who), len(approved) + len(who)
    never = (too_few_owners_left(left, APPROVALS),) if left < APPROVALS else ()
    return Answer(State.UNMET, (missing, *never, *notes), who)


def notes_of(
    passed_over: tuple[tuple[Review, Discount], ...],
    stranger: Callable[[tuple[Account, ...]], str] = say.strangers,
) -> tuple[str, ...]:
    """Why reviews do not count: the latest of each judge; the others in one line."""
    strangers = {r.author.id: r.author for r, why in passed_over if why in panel.STRANGERS}
    latest = {r.author.id: (r, why) for r, why in passed_over if why not in panel.STRANGERS}
    lines = [discounted(review, why) for review, why in latest.values()]
    shown = tuple(lines[-NOTES:])
    return (*shown, stranger(tuple(strangers.values()))) if strangers else shown
