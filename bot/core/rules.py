"""The rules before a transition, as a table: id, question, documentation, check.

One rule stands in one place. A check asks the situation and answers; it changes nothing. Rules
are asked in the order of the table, and everybody is shown all answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bot.core import rounds
from bot.core import sentences as say
from bot.core.catalog import MiniProgramType, Person, UnknownContributors
from bot.core.documents.problem import Severity
from bot.core.entry import Content, RejectionKind
from bot.core.lifecycle import IN_FLIGHT, LIVE, Status, Trigger, row_for
from bot.core.rejection import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.catalog import ApprovalPolicy
    from bot.core.entry import Entry
    from bot.core.situation import Review, Situation

MAIN = "main"


class State(Enum):
    """How a rule stands."""

    MET = "met"
    UNMET = "unmet"
    NOTICE = "notice"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a rule stands, the sentences that say why, and who can supply what is missing."""

    state: State
    why: tuple[str, ...] = ()
    who: tuple[Person, ...] = ()


MET = Answer(State.MET)
LATER = Answer(State.LATER)


class Stage(Enum):
    """When a rule must be met.

    For an application to stand; for a review to end in a merge; for a release that nobody reviews.
    """

    APPLICATION = "application"
    AT_ONCE = "release at once"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``documentation`` says where it comes from and how to meet it."""

    id: str
    stage: Stage
    question: str
    documentation: str
    check: Callable[[Situation], Answer]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule and its answer in one situation."""

    rule: Rule
    answer: Answer


def unmet(why: str, who: tuple[Person, ...] = ()) -> Answer:
    """A rule that one sentence explains."""
    return Answer(State.UNMET, (why,), who)


def log_intact(situation: Situation) -> Answer:
    """Check ``log-intact``."""
    troubles = situation.main.troubles
    return Answer(State.UNMET, tuple(map(say.trouble, troubles))) if troubles else MET


def base_is_main(situation: Situation) -> Answer:
    """Check ``base-is-main``."""
    base = situation.pull.base
    return MET if base == MAIN else unmet(say.other_base(base))


def documents_valid(situation: Situation) -> Answer:
    """Check ``documents-valid``."""
    problems = situation.branch.problems
    errors = tuple(say.problem(p) for p in problems if p.severity is Severity.ERROR)
    notices = tuple(say.problem(p) for p in problems if p.severity is Severity.WARNING)
    if errors:
        return Answer(State.UNMET, errors + notices)
    return Answer(State.NOTICE, notices) if notices else MET


def identity_free(situation: Situation) -> Answer:
    """Check ``identity-free``."""
    log = situation.main.log
    if log is None or log.last is None:
        return MET
    carrier = log.last.draft.subject.pull_request
    if log.content is Content.MAIN:
        return unmet(say.identity_used(log.release, log.status, carrier))
    if log.status is Status.UNDER_REVIEW and carrier != situation.pull.number:
        return unmet(say.carried_elsewhere(carrier))
    return MET


def version_immutable(situation: Situation) -> Answer:
    """Check ``version-immutable``."""
    version, on_main = situation.branch.version, situation.main.version_on_main
    if version is None or on_main is None or version.record == on_main:
        return MET
    return unmet(say.version_differs(version.path))


def target_takes_releases(situation: Situation) -> Answer:
    """Check ``target-takes-releases``."""
    target = situation.target
    if target is None:
        return LATER
    capabilities = target.capabilities
    row = row_for(Status.NEW_VERSION_CREATED, Trigger.APPLY, capabilities)
    if row is not None and row.target is Status.UNDER_REVIEW:
        row = row_for(row.target, Trigger.APPROVE, capabilities)
    return MET if row else unmet(say.no_row(capabilities.environment))


def requester_is_releaser(situation: Situation) -> Answer:
    """Check ``requester-is-releaser``."""
    release = situation.release
    if release is None or situation.program is None:
        return LATER
    people = situation.main.catalog.releasers(release.mini_program)
    act, log = rounds.application_act(situation), situation.main.log
    standing = log.requester if log and log.opening else None
    if standing:
        login, who = standing.draft.actor.login, standing.draft.actor.id
    elif act:
        login, who = act.actor.login, act.actor.id
    else:
        return Answer(State.LATER, (say.who_may_apply(people),), people)
    allowed = who in {person.id for person in people}
    return MET if allowed else unmet(say.not_a_releaser(login, who, people), people)


def logins_agree(situation: Situation) -> Answer:
    """Check ``logins-agree``: a notice only, since no login is ever an identity."""
    release, app, pull = situation.release, situation.app, situation.pull
    if release is None or app is None:
        return LATER
    listed = (*situation.main.catalog.releasers(release.mini_program), *app.reviewers)
    seen = {pull.author, *(e.actor for e in pull.events), *(r.author for r in pull.reviews)}
    drifted = [
        say.login_drift(person, account.login, account.id)
        for account in sorted(seen, key=lambda account: (account.id, account.login))
        for person in dict.fromkeys(listed)
        if (person.id == account.id) != (person.login.lower() == account.login.lower())
    ]
    return Answer(State.NOTICE, tuple(dict.fromkeys(drifted))) if drifted else MET


def package_built(situation: Situation) -> Answer:
    """Check ``package-built``."""
    version, program = situation.branch.version, situation.program
    if version is None or version.value is None or program is None:
        return LATER
    built = program.type is not MiniProgramType.DSL or "package" in version.value
    return MET if built else unmet(say.not_built(version.path))


def code_not_rejected(situation: Situation) -> Answer:
    """Check ``code-not-rejected``."""
    log, program = situation.main.log, situation.program
    rejected = log.last if log else None
    if rejected is None or rejected.draft.rejection is not RejectionKind.CODE:
        return MET
    if program is None or program.type is not MiniProgramType.DSL:
        return MET
    return unmet(say.code_rejected(rejected.draft.release))


def one_in_flight(situation: Situation) -> Answer:
    """Check ``one-in-flight``."""
    app = situation.app
    if app is None:
        return LATER
    if not app.one_in_flight:
        return MET
    busy = [log for log in situation.main.siblings if log.status in IN_FLIGHT]
    return unmet(say.in_flight(busy[0])) if busy else MET


def version_in_order(situation: Situation) -> Answer:
    """Check ``version-in-order``."""
    app, release = situation.app, situation.release
    if app is None or release is None:
        return LATER
    if not app.versions_in_order:
        return MET
    live = [log.release.version for log in situation.main.siblings if log.status in LIVE]
    newest = max(live, default=None)
    if newest is None or newest < release.version:
        return MET
    return unmet(say.below_live(release.version, newest))


def applied_for_as_it_is(situation: Situation) -> Answer:
    """Check ``applied-for-as-it-is``."""
    act, release, people = rounds.application_act(situation), situation.release, situation.people
    reviewed = situation.target is None or situation.target.capabilities.review
    if act is None or release is None or people is None or reviewed:
        return LATER
    releasers = situation.main.catalog.releasers(release.mini_program)
    allowed = {person.id for person in releasers}
    late = [p.actor for p in people.pushes if p.at >= act.at and p.actor.id not in allowed]
    if not people.pushers_known:
        return unmet(say.pushers_unknown(people.unknown, releasers), releasers)
    return unmet(say.pushed_since(late[0], act.actor, releasers), releasers) if late else MET


def reasons_given(situation: Situation) -> Answer:
    """Check ``reasons-given``."""
    opening = _opening(situation)
    if opening is None:
        return LATER
    silent = [r for r in rounds.tally(situation, opening).objections if not reason_of(r)]
    if not silent:
        return MET
    reviewers = tuple(Person(review.author.login, review.author.id) for review in silent)
    return unmet(say.objection_without_reason(reviewers), reviewers)


def approvals_complete(situation: Situation) -> Answer:
    """Check ``approvals-complete``."""
    opening, target, app = _opening(situation), situation.target, situation.app
    if opening is None or target is None or target.approvals is None or app is None:
        return LATER
    result = rounds.tally(situation, opening)
    needed = approvals_needed(situation, target.approvals)
    unknown = situation.people.unknown if situation.people else ()
    if unknown and target.approvals.unknown_contributors is UnknownContributors.REFUSE:
        return unmet(say.unknown_contributors(unknown))
    approved = {review.author.id for review in result.approvals}
    free = approved | rounds.contributors(situation)
    who = tuple(p for p in app.reviewers if p.id not in free and not p.machine)
    notes = _notes(result.discounted)
    if len(approved) >= needed:
        return Answer(State.MET, notes)
    count = say.approvals_missing(len(approved), needed, who, unknown)
    return Answer(State.UNMET, (count, *notes), who)


NOTES = 10
"""Lines about reviews that do not count; more are only numbered."""


def _notes(discounted: tuple[tuple[Review, rounds.Discount], ...]) -> tuple[str, ...]:
    """Why reviews do not count: the latest of each listed reviewer; the others in one line."""
    strangers = {r.author.id: r.author for r, why in discounted if why in rounds.STRANGERS}
    latest = {r.author.id: (r, why) for r, why in discounted if why not in rounds.STRANGERS}
    lines = [say.discounted(review, why) for review, why in latest.values()]
    shown = tuple(lines[-NOTES:])
    return (*shown, say.strangers(tuple(strangers.values()))) if strangers else shown


def approvals_needed(situation: Situation, policy: ApprovalPolicy) -> int:
    """How many approvals; an unknown contributor asks for one more."""
    unknown = situation.people.unknown if situation.people else ()
    return policy.count + (1 if unknown else 0)


def _opening(situation: Situation) -> Entry | None:
    log = situation.main.log
    opening = log.opening if log else None
    carried = opening is not None and opening.draft.subject.pull_request == situation.pull.number
    return opening if carried else None


RULES: tuple[Rule, ...] = (
    Rule(
        "log-intact",
        Stage.APPLICATION,
        "Is everything that this release stands on at main as the bot wrote it?",
        "The log's chain, the newest bot commit and the mini program's releases are derived anew "
        "at each look. What was merged or edited by hand stops everything it touches until an "
        "owner restores it.",
        log_intact,
    ),
    Rule(
        "base-is-main",
        Stage.APPLICATION,
        "Does the pull request go to main?",
        "Releases are merged into main only. Change the base of the pull request; a change of "
        "base opens a new round.",
        base_is_main,
    ),
    Rule(
        "documents-valid",
        Stage.APPLICATION,
        "Are the request and its version file allowed, well formed and in agreement?",
        "Each commit of the branch touches only the files of one release; the documents pass "
        "their schemas on main and the checks beside them. Each problem has its own id.",
        documents_valid,
    ),
    Rule(
        "identity-free",
        Stage.APPLICATION,
        "Is this release free to be applied for by this pull request?",
        "There is one release per mini program, version, app and environment, for ever. What is "
        "on main is immutable, and one pull request at a time carries a release.",
        identity_free,
    ),
    Rule(
        "version-immutable",
        Stage.APPLICATION,
        "Is the version file the one that main holds, if main holds one?",
        "A version is immutable once it is on main: leave its file alone, or upload a new version.",
        version_immutable,
    ),
    Rule(
        "target-takes-releases",
        Stage.APPLICATION,
        "Does the lifecycle lead from an application to this target?",
        "The lifecycle table has a row for each environment and its capabilities; without a row "
        "there is no way to release there.",
        target_takes_releases,
    ),
    Rule(
        "requester-is-releaser",
        Stage.APPLICATION,
        "May the person who applied release this mini program?",
        "A releaser is an admin of the mini program or of the workspace that owns it, by numeric "
        "id in the catalog on main. Whoever opens the pull request ready, presses Ready for "
        "review or reopens it is the requester.",
        requester_is_releaser,
    ),
    Rule(
        "logins-agree",
        Stage.APPLICATION,
        "Do the logins of those who acted still belong to the ids in the catalog?",
        "A login can be renamed, and registered again by somebody else. Only the numeric id "
        "counts; a login that drifted from it is shown, so that an owner mends the catalog.",
        logins_agree,
    ),
    Rule(
        "package-built",
        Stage.APPLICATION,
        "Is the package built?",
        "A DSL mini program is released from an uploaded package. Until version.yaml names its "
        "package with url, sha256 and size, the request waits.",
        package_built,
    ),
    Rule(
        "code-not-rejected",
        Stage.APPLICATION,
        "Is the code of this version still acceptable to this target?",
        "After a rejection of the code, a DSL mini program needs a new version for that target.",
        code_not_rejected,
    ),
    Rule(
        "one-in-flight",
        Stage.APPLICATION,
        "Is no other release of this mini program on its way to this target?",
        "One release of a mini program per target stands between Under Review and Grayscale "
        "Release at a time, unless the app allows more (oneInFlight: false).",
        one_in_flight,
    ),
    Rule(
        "version-in-order",
        Stage.APPLICATION,
        "Is the version above the live one?",
        "A version below the live one is refused, unless the app allows it "
        "(versionsInOrder: false).",
        version_in_order,
    ),
    Rule(
        "applied-for-as-it-is",
        Stage.AT_ONCE,
        "Is what would be released at once still what the releaser applied for?",
        "Where nobody reviews, a push by anybody but a releaser, at or after the act of applying, "
        "voids it: a releaser converts to draft and presses Ready for review, and so applies for "
        "what the branch holds then.",
        applied_for_as_it_is,
    ),
    Rule(
        "reasons-given",
        Stage.REVIEW,
        "Does each objection say why?",
        "Request changes is a rejection once it carries a reason. The objection stands until its "
        "reviewer gives one, approves, or is dismissed.",
        reasons_given,
    ),
    Rule(
        "approvals-complete",
        Stage.REVIEW,
        "Have enough reviewers approved exactly these bytes in this round?",
        "An approval counts from a person on the app's list on main, by numeric id, who did not "
        "contribute, given strictly after the announcement on a commit with the announced bytes.",
        approvals_complete,
    ),
)


def ask(situation: Situation, stage: Stage | None = None) -> tuple[Finding, ...]:
    """All findings, or those of one stage, in the order of the table."""
    return tuple(
        Finding(rule, rule.check(situation)) for rule in RULES if stage in (None, rule.stage)
    )


def all_met(situation: Situation, stage: Stage) -> bool:
    """Whether nothing of this stage is missing or cannot be asked yet."""
    return all(f.answer.state in (State.MET, State.NOTICE) for f in ask(situation, stage))
