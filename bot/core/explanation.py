"""The explanation of a decision: every rule, who can meet it and until when, as one value.

From the situation to a value, and from the value to text: the checklist of the status comment, the
answer to ``/explain``, and what ``slipway explain`` prints are the same lines. What is wrong within
a document is explained by ``documents.explain``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core import comment_sentences as say
from bot.core import document_sentences as of_documents
from bot.core import rounds
from bot.core.absence import away_until
from bot.core.application import release_value
from bot.core.catalog import Person
from bot.core.document_authority import authority
from bot.core.document_rounds import judges_of, tally_of
from bot.core.entry import Content
from bot.core.finding import Finding, Stage, State
from bot.core.lifecycle import ROLLING_OUT, Status
from bot.core.observation import Observation, in_words, observation, observed_value
from bot.core.rollout_rules import freeze_of, waits_until
from bot.core.rules import ask, of_each_step
from bot.core.run_sentences import left_alone
from bot.core.sentences import (
    NO_RELEASE,
    NOTHING_LEFT,
    STOPPED,
    counts_until,
    explained,
    show_release,
    stands_until,
    who_can_meet,
)
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.document_change import DocumentChange
    from bot.core.documents.identity import ReleaseId
    from bot.core.log import Log
    from bot.core.situation import Situation


@dataclass(frozen=True, slots=True)
class Point:
    """One rule as it stands: who can meet it, and the time from which it stands otherwise."""

    id: str
    question: str
    state: State
    why: tuple[str, ...]
    who: tuple[Person, ...]
    until: datetime | None
    page: str
    away: tuple[tuple[int, datetime], ...] = ()
    """Who of those who can meet it is away, by numeric id, and until when."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a pull request stands, and why; ``left_alone`` says why nothing is done about it.

    It is about a release, or about one ``document`` of the catalog or a version (its path), or, as
    far as can be read, about neither.
    """

    pull: int
    release: ReleaseId | None
    document: str | None
    status: str
    digest: str | None
    points: tuple[Point, ...]
    observation: Observation | None = None
    left_alone: str | None = None


def explain(situation: Situation) -> Explanation:
    """What is asked of this pull request now, what is unmet first."""
    change = situation.branch.change
    application = change.application if change else situation.application
    return Explanation(
        pull=situation.pull.number,
        release=situation.release,
        document=change.path if change else None,
        status=standing_in_words(situation),
        digest=application.digest if application else None,
        points=tuple(_point(situation, finding) for finding in findings(situation)),
        observation=None if change else observed_of(situation),
    )


def observed_of(situation: Situation) -> Observation | None:
    """What the app is known to have, in the pull request that carries the release."""
    log = situation.main.log
    return observation(situation) if log and _carried(situation, log) else None


def standing_in_words(situation: Situation) -> str:
    """Where the release stands in this pull request, or the change of a document."""
    log, thread = situation.main.log, situation.thread
    if situation.branch.change is not None:
        under_review = thread is not None and thread.opening is not None
        on_main = thread is not None and thread.merged is not None
        return of_documents.standing(under_review=under_review, on_main=on_main)
    if log is None and situation.main.troubles:
        return STOPPED
    carried = log if log and _carried(situation, log) else None
    return (carried.status if carried else Status.NEW_VERSION_CREATED).value


def _carried(situation: Situation, log: Log) -> bool:
    last = log.last
    return last is not None and last.draft.subject.pull_request == situation.pull.number


_ORDER = (State.UNMET, State.NOTICE, State.LATER, State.MET)


def findings(situation: Situation) -> tuple[Finding, ...]:
    """What is unmet comes first; of the rules at the end, only those of the target.

    Of a release that is on main nothing is asked any more, but whether main is intact.
    """
    change, log, target = situation.branch.change, situation.main.log, situation.target
    if change is not None:
        return _document_findings(situation, change)
    if log is not None and log.content is Content.MAIN and _carried(situation, log):
        return _on_main(situation, log)
    reviewed = target is None or target.capabilities.review
    others = {Stage.ROLLOUT, Stage.AT_ONCE if reviewed else Stage.REVIEW}
    found = [f for f in ask(situation) if f.rule.stage not in others and not _silent(f)]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.answer.state)))


def _silent(finding: Finding) -> bool:
    """What halts every step forward is told where it does."""
    return finding.rule.stage is Stage.FORWARD and finding.answer.state is State.MET


def _on_main(situation: Situation, log: Log) -> tuple[Finding, ...]:
    """Of a release on main is asked whether main is intact, and what keeps it from going on.

    And, whether it goes on or not, whether its app has what was decided.
    """
    rolling = log.status in ROLLING_OUT
    return tuple(
        finding
        for finding in ask(situation)
        if finding.answer.state in (State.UNMET, State.NOTICE)
        if (rolling and of_each_step(finding.rule)) or finding.rule.id in ALWAYS
    )


ALWAYS = frozenset({"log-intact", "observed-as-decided"})
"""What is asked of a release on main whatever its status."""


def _document_findings(situation: Situation, change: DocumentChange) -> tuple[Finding, ...]:
    """The same of a document; of the rules at the end, those of how it is changed."""
    found, thread = ask(situation), situation.thread
    if thread is not None and thread.merged is not None:
        return tuple(
            f for f in found if f.rule.id == "log-intact" and f.answer.state is State.UNMET
        )
    reviewed = authority(situation.main.catalog, change).reviewed
    other = Stage.AT_ONCE if reviewed else Stage.REVIEW
    asked = (f for f in found if f.rule.stage is not other)
    return tuple(sorted(asked, key=lambda finding: _ORDER.index(finding.answer.state)))


def unmet(situation: Situation, stage: Stage) -> tuple[Finding, ...]:
    """What is missing for a stage."""
    return tuple(f for f in ask(situation, stage) if f.answer.state is State.UNMET)


def _point(situation: Situation, finding: Finding) -> Point:
    rule, answer = finding.rule, finding.answer
    who = _who(situation, finding) if answer.state is State.UNMET else answer.who
    ids = {person.id for person in who}
    out = away_until(situation.main.catalog, situation.now)
    return Point(
        id=rule.id,
        question=rule.question,
        state=answer.state,
        why=answer.why,
        who=who,
        until=_until(situation, rule.id),
        page=rule_page(situation.repository_url, rule.id),
        away=tuple((id_, time) for id_, time in out if id_ in ids),
    )


def _who(situation: Situation, finding: Finding) -> tuple[Person, ...]:
    """Who can meet it: whom the rule names, the owners for main, else who can push."""
    if finding.answer.who:
        return finding.answer.who
    if finding.rule.id == "log-intact":
        return situation.main.catalog.owners
    author = situation.pull.author
    return (Person(author.login, author.id),)


APPROVING = frozenset({"owners-approve", "act-approved"})
"""The rules that count the approvals of a document."""


def _until(situation: Situation, rule: str) -> datetime | None:
    """The clock of a rule: a freeze ends, a step has waited, an approval grows too old."""
    thread = situation.thread
    if rule in APPROVING and thread is not None and thread.opening is not None:
        given = tally_of(situation, thread.opening).approvals
        age = judges_of(situation, thread.opening).policy.maximum_age
        return min((review.at + age for review in given), default=None)
    if rule == "not-frozen":
        found = freeze_of(situation.acted_on or situation)
        return found.ends if found else None
    if rule == "step-waited":
        return waits_until(situation)
    log, target = situation.main.log, situation.target
    opening, policy = log.opening if log else None, target.approvals if target else None
    if rule != "approvals-complete" or opening is None or policy is None:
        return None
    approvals = rounds.tally_of(situation, opening).approvals
    return min((review.at + policy.maximum_age for review in approvals), default=None)


def rule_page(repository_url: str, rule: str) -> str:
    """Where a rule is explained: each repository has the bot's pages (bot/installed.py)."""
    return f"{repository_url}/blob/main/docs/rules.md#{rule}"


# --- As text -------------------------------------------------------------------------------------

CLOCKS = frozenset({"not-frozen", "step-waited"})
"""The rules that a clock meets by itself."""
_MARKS = {State.UNMET: "❌", State.MET: "✅", State.NOTICE: "⚠️", State.LATER: "⏳"}


def checklist(explanation: Explanation) -> list[str]:
    """One entry for each rule, with why, who and until when below it."""
    return [_lines(point) for point in explanation.points] or [NOTHING_LEFT]


def _lines(point: Point) -> str:
    more = [f"  - {why}" for why in point.why]
    if point.state is State.UNMET:
        more.append(f"  - {who_can_meet(point.who, point.away)}")
    if point.until is not None:
        clock = stands_until if point.id in CLOCKS else counts_until
        more.append(f"  - {clock(point.until)}")
    head = f"- {_MARKS[point.state]} {point.question} [`{point.id}`]({point.page})"
    return "\n".join([head, *more])


def as_text(explanation: Explanation) -> str:
    """The whole explanation: the release, its status, and the checklist."""
    missing = sum(point.state is State.UNMET for point in explanation.points)
    about = show_release(explanation.release) if explanation.release else NO_RELEASE
    if explanation.document is not None:
        about = of_documents.show_document(explanation.document)
    headline = explained(about, explanation.status, missing)
    if explanation.left_alone is not None:
        headline = left_alone(explanation.pull, explanation.left_alone)
    found = explanation.observation
    observed = [say.OBSERVED.format(observed=in_words(found))] if found else []
    return "\n".join([headline, *observed, "", *checklist(explanation)])


def as_value(explanation: Explanation) -> dict[str, Any]:
    """The explanation for machines."""
    release = explanation.release
    return {
        "format": 1,
        "pullRequest": explanation.pull,
        "release": release_value(release) if release else None,
        "document": explanation.document,
        "status": explanation.status,
        "digest": explanation.digest,
        "observed": observed_value(explanation.observation),
        "leftAlone": explanation.left_alone,
        "rules": [
            {
                "id": point.id,
                "question": point.question,
                "state": point.state.value,
                "why": list(point.why),
                "who": [_person_value(person, dict(point.away)) for person in point.who],
                "until": show_time(point.until) if point.until else None,
                "page": point.page,
            }
            for point in explanation.points
        ],
    }


def _person_value(person: Person, away: Mapping[int, datetime]) -> dict[str, Any]:
    until = away.get(person.id)
    back = {"awayUntil": show_time(until)} if until else {}
    return {"login": person.login, "id": person.id, **back}
