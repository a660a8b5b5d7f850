"""Decide about a document change: a version, or one file of the catalog. Pure, as all of core."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core import document_rounds, rounds, rules
from bot.core.act import following
from bot.core.application_rules import MAIN
from bot.core.decision import Decision, Ignored, PeopleNeeded, Recorded, Shown, Unsettled
from bot.core.document_authority import approvers, authority
from bot.core.document_entry import DocumentDraft, DocumentKind, DocumentSubject
from bot.core.documents.place_kinds import VersionFile
from bot.core.entry import Actor, Approval, Content, Contributors
from bot.core.finding import Stage
from bot.core.lifecycle import Role
from bot.core.rejection import reason_of
from bot.core.review_rules import in_order
from bot.core.seats import completing
from bot.core.situation import PullState

if TYPE_CHECKING:
    from bot.core.application import Application
    from bot.core.document_change import DocumentChange
    from bot.core.document_entry import DocumentEntry
    from bot.core.document_log import DocumentLog, Thread
    from bot.core.situation import Account, BlobFile, Event, Review, Situation


@dataclass(frozen=True, slots=True)
class _Case:
    """A situation whose change and chain are known to exist."""

    situation: Situation
    change: DocumentChange
    log: DocumentLog

    @property
    def thread(self) -> Thread:
        return self.log.thread(self.change.path, self.situation.pull.number)


def decide_document(situation: Situation, change: DocumentChange) -> Decision:
    """The next thing to do about a pull request that changes one document."""
    pull, log, thread = situation.pull, situation.main.documents, situation.thread
    carried = thread is not None and bool(thread.entries)
    stuck = pull.state is PullState.MERGED and bool(situation.main.troubles)
    if pull.state is not PullState.OPEN and not carried and not stuck:
        return Ignored("it is closed, and the log knows nothing of it")
    if pull.base != MAIN and not carried:
        return Ignored("it does not go to main")
    if log is None or thread is None or situation.main.troubles or thread.merged:
        return Shown()
    case = _Case(situation, change, log)
    return _under_review(case, thread.opening) if thread.opening else _not_under_review(case)


def _not_under_review(case: _Case) -> Decision:
    situation, application = case.situation, case.change.application
    act = rounds.application_act(situation)
    if act is None or application is None:
        return Shown()
    rights = authority(situation.main.catalog, case.change)
    role = rights.role_of(act.actor.id)
    if role is None or not rules.all_met(situation, Stage.APPLICATION):
        return Shown()
    draft = _submission(case, application, Actor(act.actor.login, act.actor.id, role))
    if rights.reviewed:
        return Recorded(case.log, draft, announce=True)
    if situation.people is None:
        return PeopleNeeded()
    if not rules.all_met(situation, Stage.AT_ONCE):
        return Shown()
    draft = _at_once(case, draft)
    return Recorded(case.log, draft, following(situation, draft, draft.actor))


def _at_once(case: _Case, draft: DocumentDraft) -> DocumentDraft:
    version = isinstance(case.change.place, VersionFile)
    return replace(
        draft,
        kind=DocumentKind.UPLOADED if version else DocumentKind.CHANGED,
        round=case.thread.round,
        content=Content.MAIN,
        contributors=_contributors(case.situation, draft.actor.id),
    )


def _under_review(case: _Case, opening: DocumentEntry) -> Decision:
    situation, application = case.situation, case.change.application
    ended = _ended(case, opening)
    if ended is not None:
        return Recorded(case.log, ended)
    pull = situation.pull
    told = not pull.draft or rounds.draft_is_told(pull, case.thread)
    if pull.state is not PullState.OPEN or not told:
        return Unsettled("it is closed or a draft, but GitHub does not show yet who did it")
    if application is None or not rules.all_met(situation, Stage.APPLICATION):
        return Shown()
    if document_rounds.new_round(situation, opening, application):
        draft = _submission(case, application, _requester(case, opening))
        again = replace(draft, kind=DocumentKind.RESUBMITTED)
        return Recorded(case.log, again, announce=True)
    if not all(rules.all_met(situation, stage) for stage in (Stage.REVIEW, Stage.FORWARD)):
        return Shown()
    if situation.people is None:
        return PeopleNeeded()
    draft = _approved(case, opening)
    return Recorded(case.log, draft, following(situation, draft, _requester(case, opening)))


def _requester(case: _Case, opening: DocumentEntry) -> Actor:
    applied = case.thread.requester or opening
    return applied.draft.actor


def _ended(case: _Case, opening: DocumentEntry) -> DocumentDraft | None:
    """A withdrawal, a lapse or a rejection, whichever came first by GitHub's times."""
    act = document_rounds.ending_act(case.situation)
    objections = document_rounds.tally_of(case.situation, opening).objections
    first = next((review for review in in_order(objections) if reason_of(review)), None)
    if first is not None and (act is None or first.at <= act.at):
        draft = _follow(case, opening, DocumentKind.REJECTED, _judge(case, opening, first.author))
        return replace(draft, cause=_review_cause(first), reason=reason_of(first))
    return _taken_back(case, opening, act) if act is not None else None


def _taken_back(case: _Case, opening: DocumentEntry, act: Event) -> DocumentDraft:
    role = _role_of_taking_back(case, opening, act)
    kind = DocumentKind.LAPSED if role is Role.NONE else DocumentKind.WITHDRAWN
    actor = Actor(act.actor.login, act.actor.id, role)
    return replace(
        _follow(case, opening, kind, actor),
        cause={"kind": "event", "event": act.id},
        events=rounds.events_until(case.situation, act),
        reason=act.kind.value if kind is DocumentKind.LAPSED else None,
    )


def _role_of_taking_back(case: _Case, opening: DocumentEntry, act: Event) -> Role:
    """An owner or the requester takes back; a merge by hand takes nothing back."""
    who = act.actor.id
    if act.kind not in rounds.ENDING:
        return Role.NONE
    if who in {person.id for person in approvers(case.situation.main.catalog)}:
        return Role.OWNER
    return Role.REQUESTER if who == _requester(case, opening).id else Role.NONE


def _approved(case: _Case, opening: DocumentEntry) -> DocumentDraft:
    situation = case.situation
    reviews = in_order(document_rounds.tally_of(situation, opening).approvals)
    seats = document_rounds.seats_of(situation, opening)
    last = reviews[completing(seats, [review.author.id for review in reviews]) - 1]
    draft = _follow(case, opening, DocumentKind.CHANGED, _judge(case, opening, last.author))
    return replace(
        draft,
        subject=replace(draft.subject, head=situation.branch.head),
        cause=_review_cause(last),
        content=Content.MAIN,
        events=tuple(event.id for event in rounds.unseen(situation)),
        approvals=tuple(_approval(review) for review in reviews),
        contributors=_contributors(situation),
    )


def _submission(case: _Case, application: Application, actor: Actor) -> DocumentDraft:
    situation, thread = case.situation, case.thread
    return DocumentDraft(
        kind=DocumentKind.SUBMITTED,
        round=thread.round + 1,
        subject=_subject(case, application),
        actor=actor,
        cause={
            "kind": "apply",
            "pullRequest": situation.pull.number,
            "head": situation.branch.head,
            "after": len(thread.entries),
        },
        content=Content.PULL_REQUEST,
        policy_repository=situation.repository,
        application=application.value,
        events=tuple(event.id for event in rounds.unseen(situation)),
    )


def _follow(case: _Case, opening: DocumentEntry, kind: DocumentKind, actor: Actor) -> DocumentDraft:
    """A draft that ends or completes the round which is open; it keeps the subject."""
    return DocumentDraft(
        kind=kind,
        round=opening.draft.round,
        subject=opening.draft.subject,
        actor=actor,
        cause={},
        content=Content.PULL_REQUEST,
        policy_repository=case.situation.repository,
    )


def _subject(case: _Case, application: Application) -> DocumentSubject:
    file, before = _file(case.change), case.change.before
    return DocumentSubject(
        document=case.change.path,
        pull_request=case.situation.pull.number,
        head=case.situation.branch.head,
        digest=application.digest,
        before=before.record if before else None,
        file=file.record,
    )


def _file(change: DocumentChange) -> BlobFile:
    if change.file is None:  # pragma: no cover  an application has its document
        raise AssertionError("an application without its document")
    return change.file


def _contributors(situation: Situation, *applied: int) -> Contributors:
    unknown = situation.people.unknown if situation.people else ()
    ids = document_rounds.contributors(situation).union(applied)
    return Contributors(tuple(sorted(ids)), len(unknown))


def _approval(review: Review) -> Approval:
    if review.commit is None:  # pragma: no cover  an approval counts on announced bytes only
        raise AssertionError("an approval on no commit")
    return Approval(review.id, review.author.login, review.author.id, review.at, review.commit)


def _review_cause(review: Review) -> dict[str, object]:
    return {"kind": "review", "review": review.id}


def _judge(case: _Case, opening: DocumentEntry, account: Account) -> Actor:
    role = document_rounds.judges_of(case.situation, opening).role_of(account.id)
    return Actor(account.login, account.id, role)
