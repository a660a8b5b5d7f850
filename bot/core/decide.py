"""Decide: from everything known about one pull request to the one thing to do next.

Pure. An unmet rule is no error: the decision is then to show what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core import rounds, rules
from bot.core.application_rules import MAIN
from bot.core.decide_command import commanded, stop_said
from bot.core.decide_document import decide_document
from bot.core.decide_schedule import scheduled
from bot.core.decision import (
    Answered,
    Decision,
    Ignored,
    Moved,
    PeopleNeeded,
    Recorded,
    Shown,
    Unsettled,
)
from bot.core.entry import (
    Actor,
    Approval,
    Content,
    Contributors,
    Draft,
    Files,
    Kind,
    RejectionKind,
    Subject,
)
from bot.core.finding import Stage
from bot.core.lifecycle import Role, Row, Status, Trigger, row_for, row_of
from bot.core.rejection import kind_of, reason_of
from bot.core.review_rules import correction_of, in_order, seats_of
from bot.core.seats import completing
from bot.core.situation import PullState
from bot.core.superseding import superseding

if TYPE_CHECKING:
    from bot.core.application import Application
    from bot.core.catalog import Target
    from bot.core.entry import Entry
    from bot.core.log import Log
    from bot.core.situation import Account, Event, Review, Situation

__all__ = [
    "Answered",
    "Decision",
    "Ignored",
    "Moved",
    "PeopleNeeded",
    "Recorded",
    "Shown",
    "Unsettled",
    "decide",
]


@dataclass(frozen=True, slots=True)
class _Case:
    """A situation whose release, log and target are known to exist."""

    situation: Situation
    log: Log
    target: Target


def decide(situation: Situation) -> Decision:
    """The next thing to do about this pull request."""
    pull, log = situation.pull, situation.main.log
    if not situation.branch.touches:
        return Ignored("it touches neither releases/ nor catalog/")
    if situation.branch.change is not None:
        return decide_document(situation, situation.branch.change)
    carried = log is not None and _carried(log, pull.number)
    stuck = pull.state is PullState.MERGED and bool(situation.main.troubles)
    past = pull.state is not PullState.OPEN and not carried and not stuck
    if past and not stop_said(situation):
        return Ignored("it is closed, and the log knows nothing of it")
    if pull.base != MAIN and not carried:
        return Ignored("it does not go to main")
    ordered = commanded(situation)
    if ordered is not None or past:
        return ordered or Answered()  # an emergency is no time to look for an open one
    if log is None or situation.main.troubles:
        return Shown()
    if log.content is Content.MAIN:
        own = log.entries[-1].draft.subject.pull_request == pull.number
        return (scheduled(situation, log) if own else None) or Shown()
    return _of_application(situation, log)


def _of_application(situation: Situation, log: Log) -> Decision:
    """What is next where the request is not on main yet."""
    pull, opening, target = situation.pull, log.opening, situation.target
    if opening is not None:
        carries = log.entries[-1].draft.subject.pull_request == pull.number
        return _under_review(situation, log, opening) if carries else Shown()
    return _not_under_review(_Case(situation, log, target)) if target else Shown()


def _carried(log: Log, number: int) -> bool:
    return any(entry.draft.subject.pull_request == number for entry in log.entries)


def _not_under_review(case: _Case) -> Decision:
    situation = case.situation
    corrected = _rejection_corrected(case)
    if corrected is not None:
        return corrected
    act, application = rounds.application_act(situation), situation.application
    if act is None or application is None:
        return Shown()
    row = row_for(case.log.status, Trigger.APPLY, case.target.capabilities)
    if row is None or not rules.all_met(situation, Stage.APPLICATION):
        return Shown()
    if row.target is Status.UNDER_REVIEW:
        return Moved(case.log, _submission(case, application, row, act.actor), announce=True)
    if not rules.all_met(situation, Stage.FORWARD):
        return Shown()
    if situation.people is None:
        return PeopleNeeded()
    if not rules.all_met(situation, Stage.AT_ONCE):
        return Shown()
    return _at_once(case, application, row, act.actor)


def _under_review(situation: Situation, log: Log, opening: Entry) -> Decision:
    """Taking back needs nothing of the catalog: it works even where the target is no more."""
    ended = _ended(situation, log, opening)
    if ended is not None:
        return ended
    pull = situation.pull
    told = not pull.draft or rounds.draft_is_told(pull, log)
    if pull.state is not PullState.OPEN or not told:
        return Unsettled("it is closed or a draft, but GitHub does not show yet who did it")
    return (
        _reviewing(_Case(situation, log, situation.target), opening)
        if situation.target
        else Shown()
    )


def _reviewing(case: _Case, opening: Entry) -> Decision:
    situation, application = case.situation, case.situation.application
    if application is None or not rules.all_met(situation, Stage.APPLICATION):
        return Shown()
    if rounds.new_round(situation, opening, application):
        return Moved(case.log, _submission(case, application, None, None), announce=True)
    row = row_for(case.log.status, Trigger.APPROVE, case.target.capabilities)
    policy = case.target.approvals
    stages = (Stage.REVIEW, Stage.FORWARD)
    if row is None or policy is None or not all(rules.all_met(situation, s) for s in stages):
        return Shown()
    if situation.people is None:
        return PeopleNeeded()
    return _approved(case, opening, row)


def _ended(situation: Situation, log: Log, opening: Entry) -> Moved | None:
    """A withdrawal, a lapse or a rejection, whichever came first by GitHub's times."""
    act = rounds.ending_act(situation)
    objections = [r for r in rounds.tally_of(situation, opening).objections if reason_of(r)]
    objection = min(objections, key=lambda review: (review.at, review.id), default=None)
    if objection is not None and (act is None or objection.at <= act.at):
        return Moved(log, _rejected(situation, log, objection))
    return Moved(log, _taken_back(situation, log, act)) if act is not None else None


def _rejected(situation: Situation, log: Log, review: Review) -> Draft:
    row, program = row_of(Trigger.REJECT), situation.program
    draft = _follow(situation, log, row, Kind.REJECTED, _actor(review.author, row.by))
    kind: RejectionKind = kind_of(review, program.type if program else None)
    return replace(draft, cause=_review_cause(review), rejection=kind, reason=reason_of(review))


def _rejection_corrected(case: _Case) -> Moved | PeopleNeeded | None:
    """A reviewer says, on the same pull request, that not the code but details were wrong."""
    last = case.log.told
    if last is None or last.draft.rejection is not RejectionKind.CODE:
        return None
    review = correction_of(case.situation, last)
    if review is None:
        return None
    if case.situation.people is None:
        return PeopleNeeded()
    return Moved(
        case.log,
        replace(
            last.draft,
            kind=Kind.REJECTION_CORRECTED,
            row=None,
            source=last.draft.target,
            actor=_actor(review.author, Role.REVIEWER),
            cause=_review_cause(review),
            rejection=RejectionKind.DETAILS,
            reason=reason_of(review) or None,
            events=(),
        ),
    )


def _taken_back(situation: Situation, log: Log, act: Event) -> Draft:
    releasers = situation.main.catalog.releasers(log.release.mini_program)
    withdrawn = act.actor.id in {person.id for person in releasers}
    row = row_of(Trigger.WITHDRAW if withdrawn else Trigger.LAPSE)
    kind = Kind.WITHDRAWN if withdrawn else Kind.LAPSED
    return replace(
        _follow(situation, log, row, kind, _actor(act.actor, row.by)),
        cause={"kind": "event", "event": act.id},
        events=rounds.events_until(situation, act),
        reason=None if withdrawn else act.kind.value,
    )


def _submission(
    case: _Case, application: Application, row: Row | None, actor: Account | None
) -> Draft:
    """An opening entry: submitted by an act, or, without a row, resubmitted by new bytes."""
    by = _actor(actor, Role.RELEASER) if actor else _requester(case.log)
    return Draft(
        kind=Kind.SUBMITTED if row else Kind.RESUBMITTED,
        row=row.id if row else None,
        source=case.log.status,
        target=row.target if row else case.log.status,
        release=case.log.release,
        round=case.log.round + 1,
        subject=_subject(case.situation, application),
        actor=by,
        cause=_pull_cause(case),
        content=Content.PULL_REQUEST,
        policy_repository=case.situation.repository,
        application=application.value,
        events=tuple(event.id for event in rounds.unseen(case.situation)),
    )


def _at_once(case: _Case, application: Application, row: Row, actor: Account) -> Moved:
    """What nobody reviews: to Full Release, or where the target says so to Pilot Testing."""
    draft = replace(
        _submission(case, application, row, actor),
        kind=Kind.RELEASED if row.target is Status.FULL_RELEASE else Kind.PILOT_STARTED,
        round=case.log.round,
        content=Content.MAIN,
        contributors=_contributors(case.situation, actor.id),
    )
    return superseding(case.situation, case.log, draft)


def _approved(case: _Case, opening: Entry, row: Row) -> Moved:
    situation = case.situation
    reviews = in_order(rounds.tally_of(situation, opening).approvals)
    completing_review = reviews[_completing(case, reviews) - 1]
    actor = _actor(completing_review.author, Role.REVIEWER)
    draft = _follow(situation, case.log, row, Kind.APPROVED, actor)
    draft = replace(
        draft,
        subject=replace(draft.subject, head=situation.branch.head),
        cause=_review_cause(completing_review),
        content=Content.MAIN,
        events=tuple(event.id for event in rounds.unseen(situation)),
        approvals=tuple(_approval(review) for review in reviews),
        contributors=_contributors(situation),
    )
    return superseding(case.situation, case.log, draft)


def _completing(case: _Case, reviews: list[Review]) -> int:
    """How many of the approvals, oldest first, it took until every seat was filled."""
    app, policy = case.situation.app, case.target.approvals
    if app is None or policy is None:  # pragma: no cover  the rules of review were met
        raise AssertionError("an approval without a policy")
    seats = seats_of(case.situation, app, policy)
    return completing(seats, [review.author.id for review in reviews])


def _approval(review: Review) -> Approval:
    if review.commit is None:  # pragma: no cover  an approval counts on announced bytes only
        raise AssertionError("an approval on no commit")
    return Approval(review.id, review.author.login, review.author.id, review.at, review.commit)


def _contributors(situation: Situation, *applied: int) -> Contributors:
    """What the separation of duties was judged by: a reader of the log can judge it again."""
    unknown = situation.people.unknown if situation.people else ()
    ids = rounds.contributors(situation).union(applied)
    return Contributors(tuple(sorted(ids)), len(unknown))


def _follow(situation: Situation, log: Log, row: Row, kind: Kind, actor: Actor) -> Draft:
    """A draft that ends or completes the round which is open; it keeps the subject."""
    last = log.entries[-1].draft
    return Draft(
        kind=kind,
        row=row.id,
        source=log.status,
        target=row.target,
        release=log.release,
        round=last.round,
        subject=last.subject,
        actor=actor,
        cause={},
        content=Content.PULL_REQUEST,
        policy_repository=situation.repository,
    )


def _subject(situation: Situation, application: Application) -> Subject:
    request, version = situation.branch.request, situation.branch.version
    if request is None or version is None:  # pragma: no cover  an application has both
        raise AssertionError("an application without its documents")
    return Subject(
        pull_request=situation.pull.number,
        head=situation.branch.head,
        digest=application.digest,
        files=Files(request.record, version.record),
        delivery=application.value["version"],
    )


def _requester(log: Log) -> Actor:
    if log.requester is None:  # pragma: no cover  what is resubmitted was submitted before
        raise AssertionError("an application that nobody made")
    return log.requester.draft.actor


def _pull_cause(case: _Case) -> dict[str, object]:
    return {
        "kind": "apply",
        "pullRequest": case.situation.pull.number,
        "head": case.situation.branch.head,
        "after": len(case.log.entries),
    }


def _review_cause(review: Review) -> dict[str, object]:
    return {"kind": "review", "review": review.id}


def _actor(account: Account, role: Role) -> Actor:
    return Actor(account.login, account.id, role)
