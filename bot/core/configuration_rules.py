"""The rules of configuration: what the app grants, features, variables, testers, information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core import configuration_sentences as say
from bot.core.catalog import MiniProgramType
from bot.core.configuration import VARIABLES_FEATURE, Lockable
from bot.core.finding import LATER, MET, Answer, Rule, Stage, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.core.catalog import App, MiniProgram, Person, Target
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Situation

DEMANDED = ("name", "logo", "description", "category", "customerService")
"""The information without which nobody can apply, whatever the app."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A release whose documents are valid, in an app and environment that exist."""

    release: ReleaseId
    program: MiniProgram
    app: App
    target: Target
    owners: tuple[Person, ...]
    releasers: tuple[Person, ...]
    configured: Mapping[str, Any]
    requested: Mapping[str, Any]


_Unmet = tuple[str, tuple["Person", ...]]
"""Why a rule is unmet, and who can mend it."""


def _ask(situation: Situation, check: Callable[[_Case], Iterator[_Unmet]]) -> Answer:
    case = _case(situation)
    if case is None:
        return LATER
    found = tuple(check(case))
    who = dict.fromkeys(person for _, people in found for person in people)
    return Answer(State.UNMET, tuple(why for why, _ in found), tuple(who)) if found else MET


def _case(situation: Situation) -> _Case | None:
    release, program, app = situation.release, situation.program, situation.app
    target, application = situation.target, situation.application
    if release is None or program is None or app is None or target is None:
        return None
    request = situation.branch.request
    if application is None or request is None or request.value is None:
        return None
    catalog = situation.main.catalog
    return _Case(
        release,
        program,
        app,
        target,
        catalog.owners,
        catalog.releasers(release.mini_program),
        application.value["configuration"],
        request.value.get("configuration", {}),
    )


def domains_granted(situation: Situation) -> Answer:
    """Check ``domains-granted``."""
    return _ask(situation, _locked_fields)


def _locked_fields(case: _Case) -> Iterator[_Unmet]:
    for field in Lockable:
        values = case.configured.get(field, ())
        if values and case.app.permissions.locks(case.release.mini_program, field):
            yield say.locked(case.release, field, len(values), case.owners), case.owners


def features_allowed(situation: Situation) -> Answer:
    """Check ``features-allowed``."""
    return _ask(situation, _refused_features)


def _refused_features(case: _Case) -> Iterator[_Unmet]:
    release, permissions = case.release, case.app.permissions
    for feature in sorted(case.program.features):
        if not permissions.knows(feature):
            yield say.unknown_feature(release, feature, case.app, case.releasers), case.releasers
        elif not permissions.activates(release.mini_program, feature):
            yield say.inactive_feature(release, feature, case.owners), case.owners


def variables_allowed(situation: Situation) -> Answer:
    """Check ``variables-allowed``."""
    return _ask(situation, _refused_variables)


def _refused_variables(case: _Case) -> Iterator[_Unmet]:
    if not case.configured.get("variables"):
        return
    if case.program.type is not MiniProgramType.DSL:
        yield say.variables_need_dsl(case.release), ()
        return
    if not case.target.variables:
        yield say.variables_off(case.release, case.owners), case.owners
    if VARIABLES_FEATURE not in case.program.features:
        people = case.releasers
        yield say.variables_need_feature(case.release, VARIABLES_FEATURE, people), people


def testers_fit(situation: Situation) -> Answer:
    """Check ``testers-fit``."""
    case = _case(situation)
    if case is None or case.target.capabilities.pilot or not _anybody(case.configured):
        return _ask(situation, _unfit_testers)
    if _anybody(case.requested):
        return Answer(State.UNMET, (say.testers_without_pilot(case.release),))
    return Answer(State.NOTICE, (say.testers_unused(case.release),))


def _anybody(configured: Mapping[str, Any]) -> bool:
    testers = configured.get("testers", {})
    return "group" in testers or bool(testers.get("ids"))


def _unfit_testers(case: _Case) -> Iterator[_Unmet]:
    prefix, limit = case.target.tester_prefix, case.target.tester_limit
    testers = case.configured.get("testers", {})
    ids = testers.get("ids", ())
    count = testers["group"]["count"] if "group" in testers else len(ids)
    if count > limit:
        yield say.too_many_testers(case.release, count, limit), ()
    foreign = [one for one in ids if not one.startswith(prefix)]
    if foreign:
        yield say.foreign_testers(case.release, foreign, prefix), ()


def information_complete(situation: Situation) -> Answer:
    """Check ``information-complete``."""
    return _ask(situation, _missing_information)


def _missing_information(case: _Case) -> Iterator[_Unmet]:
    information = case.program.information
    fields = [field for field in DEMANDED if not information.get(field)]
    spoken = information.get("languages", ())
    languages = [one for one in case.app.permissions.languages if one not in spoken]
    if languages:
        fields.append(say.missing_languages(languages))
    if fields:
        people = case.releasers
        yield say.information_missing(case.release, fields, people), people


CONFIGURATION_RULES: tuple[Rule, ...] = (
    Rule(
        "domains-granted",
        Stage.APPLICATION,
        "Has the app granted this mini program the domains and URLs that it configures?",
        "An app whose file has grants locks Authorized Server Domains and Authorized WAP URLs: "
        "without grants.<mini program>.serverDomains (wapUrls) a release may configure none. An "
        "app without grants locks nothing. Owners grant, by a pull request of the catalog.",
        domains_granted,
    ),
    Rule(
        "features-allowed",
        Stage.APPLICATION,
        "Does the app have each feature of the mini program, and may the mini program use it?",
        "An app whose file has features names all that it has: direct ones anybody may use, those "
        "that need activation only a mini program with the app's grant. An app without features "
        "restricts none.",
        features_allowed,
    ),
    Rule(
        "variables-allowed",
        Stage.APPLICATION,
        "May this release bring Environment Variables?",
        "They are for DSL mini programs with the feature environment-variables, in environments "
        "where the app says variables: true. A secret is a named reference with a version.",
        variables_allowed,
    ),
    Rule(
        "testers-fit",
        Stage.APPLICATION,
        "Are the testers users of this app and environment, no more than it takes, and is there a "
        "pilot for them?",
        "Where the app says how user ids begin (testerIds), each tester's id begins so; a group is "
        "the app's own. There are no more than the environment's testerLimit. A request may not "
        "name testers where there is no pilot testing; those of the mini program are then not "
        "asked.",
        testers_fit,
    ),
    Rule(
        "information-complete",
        Stage.APPLICATION,
        "Is the information that users see complete for this app?",
        "Name, logo, description, category, customer service, and the app's languages are needed "
        "in every environment before anybody can apply. They stand in the mini program's file of "
        "the catalog, so its admins supply them.",
        information_complete,
    ),
)
"""The rules before a transition that ask about configuration."""
