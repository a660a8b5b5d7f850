"""The checks of an application: whether it may stand, and be released at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import rounds
from bot.core import sentences as say
from bot.core.applying_sentences import replaced_since
from bot.core.catalog import MiniProgramType
from bot.core.document_sentences import takes_nothing
from bot.core.documents.problem import Severity
from bot.core.entry import Content, RejectionKind
from bot.core.finding import LATER, MET, Answer, State, unmet
from bot.core.lifecycle import IN_FLIGHT, LIVE, Status
from bot.core.situation import EventKind

if TYPE_CHECKING:
    from bot.core.situation import Account, Event, Situation

MAIN = "main"
OF_MAIN = frozenset({"catalog-unusable", "no-schema"})
"""Problems of what main holds, which no author can mend."""


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
        ids = {p.id for p in problems if p.severity is Severity.ERROR}
        owners = situation.main.catalog.owners if ids <= OF_MAIN else ()
        return Answer(State.UNMET, errors + notices, owners)
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


def not_retired(situation: Situation) -> Answer:
    """Check ``not-retired``."""
    app, program = situation.app, situation.program
    if app is None or program is None:
        return LATER
    workspace = situation.main.catalog.workspaces.get(program.workspace)
    for kind, one in (("app", app), ("mini program", program), ("workspace", workspace)):
        if one is not None and one.retired:
            return unmet(takes_nothing(kind, one.id))
    return MET


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
    releasers = {person.id for person in people}
    if who not in releasers:
        return unmet(say.not_a_releaser(login, who, people, standing=standing is not None), people)
    other = _replaced_by(situation, act, releasers) if act and not standing else None
    if other is not None and act is not None:
        return unmet(replaced_since(other, act.actor, people), people)
    return MET


def _replaced_by(situation: Situation, act: Event, releasers: set[int]) -> Account | None:
    """Who, being no releaser, has put another branch under an act of applying since.

    Where nobody reviews, ``applied-for-as-it-is`` asks the same of every push.
    """
    if situation.target is None or not situation.target.capabilities.review:
        return None
    events = rounds.unseen(situation)
    since = events[events.index(act) + 1 :]
    forced = (event.actor for event in since if event.kind is EventKind.FORCE_PUSHED)
    return next((actor for actor in forced if actor.id not in releasers), None)


def logins_agree(situation: Situation) -> Answer:
    """Check ``logins-agree``: a notice only, since no login is ever an identity."""
    release, app, pull = situation.release, situation.app, situation.pull
    if release is None or app is None:
        return LATER
    listed = (*situation.main.catalog.releasers(release.mini_program), *app.reviewers)
    seen = {pull.author, *(e.actor for e in pull.events), *(r.author for r in pull.reviews)}
    seen.update(request.reviewer for request in pull.requests)
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
    rejected = log.told if log else None
    if rejected is None or rejected.draft.rejection is not RejectionKind.CODE:
        return MET
    if program is None or program.type is not MiniProgramType.DSL:
        return MET
    return unmet(say.code_rejected(rejected.draft.release, rejected.draft.subject.pull_request))


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
