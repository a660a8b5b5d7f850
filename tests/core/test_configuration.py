"""Configuration: what an app lets a mini program configure, and who can mend what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import catalog as cat
from bot.core.configuration import Lockable, Permissions, Use, read_permissions
from bot.core.configuration_rules import CONFIGURATION_RULES
from bot.core.documents.identity import Environment
from bot.core.finding import Answer, Stage, State
from bot.core.rules import all_met, ask
from bot.core.situation import Branch
from tests.core.situations import (
    HEAD,
    INFORMATION,
    MIA,
    OTTO,
    PRODUCTION,
    SANDBOX,
    TEST,
    applied,
    catalog,
    coffee,
    harbor,
    problem,
    request,
    with_branch,
)

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Situation

API = "https://api.coffee.example"
OWNER = cat.Person(OTTO.login, OTTO.id)
IDS = [rule.id for rule in CONFIGURATION_RULES]


def asked(
    app: cat.App | None = None,
    program: cat.MiniProgram | None = None,
    release: ReleaseId = PRODUCTION,
    **configuration: Any,
) -> Situation:
    """An application with this configuration in its request; otto owns the catalog."""
    policy = replace(catalog(app or harbor(sandbox={}), program), owners=(OWNER,))
    asked = replace(request(configuration=configuration), path=release.request_path)
    return with_branch(applied(release, policy=policy), request=asked)


def answer(rule: str, situation: Situation) -> Answer:
    (found,) = (finding.answer for finding in ask(situation) if finding.rule.id == rule)
    return found


def said(rule: str, situation: Situation) -> str:
    """What is said where a rule is unmet; each sentence ends with the rule's id."""
    found = answer(rule, situation)
    assert found.state is State.UNMET, rule
    assert all(why.endswith(f"[{rule}]") for why in found.why)
    assert not all_met(situation, Stage.APPLICATION)
    return "\n".join(found.why)


def met(rule: str, situation: Situation) -> bool:
    return answer(rule, situation).state is State.MET


def filled(field: Lockable, *values: str) -> dict[str, Any]:
    """A configuration with values in one field."""
    return {field.value: list(values)}


@pytest.mark.parametrize("rule", IDS)
def test_without_a_readable_release_nothing_is_asked_of_its_configuration(rule: str) -> None:
    nothing = replace(applied(), branch=Branch(HEAD, touches=True))
    assert answer(rule, nothing).state is State.LATER
    assert answer(rule, with_branch(applied(), problems=(problem(),))).state is State.LATER


# --- Domains and WAP URLs ------------------------------------------------------------------------


def test_an_app_without_grants_locks_nothing() -> None:
    assert met("domains-granted", asked(serverDomains=[API], wapUrls=[API]))


@pytest.mark.parametrize("field", Lockable)
def test_a_locked_field_may_hold_nothing_and_owners_can_grant_it(field: Lockable) -> None:
    situation = asked(harbor(grants={"tea": {field: True}}), **filled(field, API, f"{API}:8443"))
    why = said("domains-granted", situation)
    assert f"has not granted {field} to coffee, and 2 would be configured" in why
    assert "otto (2001)" in why
    assert "`catalog/apps/harbor.yaml`" in why
    assert API not in why
    assert answer("domains-granted", situation).who == (OWNER,)
    assert met("domains-granted", asked(harbor(grants={}), **filled(field)))


@pytest.mark.parametrize("field", Lockable)
def test_a_grant_opens_one_field_to_one_mini_program(field: Lockable) -> None:
    app = harbor(grants={"coffee": {field: True}})
    assert met("domains-granted", asked(app, **filled(field, API)))
    both = said("domains-granted", asked(app, serverDomains=[API], wapUrls=[API]))
    assert f"has not granted {field} " not in both


def test_a_grant_that_is_taken_back_is_none() -> None:
    app = harbor(grants={"coffee": {"serverDomains": False}})
    assert said("domains-granted", asked(app, serverDomains=[API]))


def test_domains_of_all_releases_are_locked_too_and_a_request_can_leave_them_out() -> None:
    program, app = coffee(configuration={"serverDomains": [API]}), harbor(grants={})
    assert "serverDomains: []" in said("domains-granted", asked(app, program))
    assert met("domains-granted", asked(app, program, serverDomains=[]))


# --- Features ------------------------------------------------------------------------------------


def test_an_app_that_lists_no_features_restricts_none() -> None:
    assert met("features-allowed", asked(program=coffee(features=["camera"])))


def test_a_direct_feature_is_for_anybody() -> None:
    app = harbor(features={"camera": "direct"})
    assert met("features-allowed", asked(app, coffee(features=["camera"])))


def test_a_feature_that_the_app_does_not_have_is_refused_with_the_nearest() -> None:
    app = harbor(features={"camera": "direct", "location": "direct"})
    situation = asked(app, coffee(features=["camara"]))
    why = said("features-allowed", situation)
    assert 'no feature `camara` (did you mean "camera"?)' in why
    assert MIA.id in {one.id for one in answer("features-allowed", situation).who}


@pytest.mark.parametrize(
    ("features", "says"),
    [({"camera": "direct", "location": "direct"}, "it has: camera, location"), ({}, "none")],
)
def test_where_nothing_is_near_it_is_said_what_there_is(
    features: dict[str, str], says: str
) -> None:
    situation = asked(harbor(features=features), coffee(features=["payments"]))
    assert says in said("features-allowed", situation)


@pytest.mark.parametrize("grants", [None, {}, {"tea": {"features": ["location"]}}])
def test_activation_needs_the_grant_of_the_app(grants: dict[str, Any] | None) -> None:
    fields: dict[str, Any] = {"features": {"location": "activation"}}
    app = harbor(**fields) if grants is None else harbor(**fields, grants=grants)
    situation = asked(app, coffee(features=["location"]))
    assert "has not activated the feature `location` for coffee" in said(
        "features-allowed", situation
    )
    assert answer("features-allowed", situation).who == (OWNER,)


def test_an_activated_feature_may_be_used() -> None:
    grants = {"coffee": {"features": ["location"]}}
    app = harbor(features={"location": "activation"}, grants=grants)
    assert met("features-allowed", asked(app, coffee(features=["location"])))


# --- Variables -----------------------------------------------------------------------------------

VARIABLES = [{"name": "MENU_LANGUAGE", "value": "de"}]
WITH_FEATURE = coffee(features=["environment-variables"])


def test_variables_need_an_environment_that_takes_them_and_the_feature() -> None:
    situation = asked(variables=VARIABLES)
    off, feature = answer("variables-allowed", situation).why
    assert "harbor takes no Environment Variables in Production" in off
    assert "does not have the feature `environment-variables`" in feature
    assert OWNER in answer("variables-allowed", situation).who
    assert MIA.id in {one.id for one in answer("variables-allowed", situation).who}


def test_variables_may_be_brought_where_the_app_takes_them() -> None:
    app = harbor(production={"variables": True})
    assert met("variables-allowed", asked(app, WITH_FEATURE, variables=VARIABLES))
    elsewhere = asked(app, WITH_FEATURE, TEST, variables=VARIABLES)
    assert "in Test" in said("variables-allowed", elsewhere)


def test_no_variables_need_nothing() -> None:
    assert met("variables-allowed", asked(variables=[]))


def test_only_dsl_has_variables_and_nothing_else_is_asked_then() -> None:
    situation = asked(program=coffee(type="H5+"), variables=VARIABLES)
    (why,) = answer("variables-allowed", situation).why
    assert "coffee is H5+" in why


def test_variables_belong_to_one_release_even_if_the_catalog_came_to_hold_some() -> None:
    application = asked(program=coffee(configuration={"variables": VARIABLES})).application
    assert application is not None
    assert application.value["configuration"] == {}


# --- Testers -------------------------------------------------------------------------------------

PILOTED = {"pilot": True, "testerIds": {"prefix": "hb-"}}


def test_testers_are_users_of_that_app_and_environment() -> None:
    situation = asked(harbor(PILOTED), testers={"ids": ["hb-1", "x-1", "x-2", "x-3", "x-4"]})
    why = said("testers-fit", situation)
    assert "begin with `hb-`" in why
    assert "`x-1`, `x-2`, `x-3` and 1 more" in why
    assert "x-4" not in why
    assert met("testers-fit", asked(harbor(PILOTED), testers={"ids": ["hb-1"]}))
    assert met("testers-fit", asked(harbor({"pilot": True}), testers={"ids": ["x-1"]}))


def test_few_foreign_testers_are_all_named() -> None:
    why = said("testers-fit", asked(harbor(PILOTED), testers={"ids": ["x-hb-1"]}))
    assert "more" not in why


def test_testers_of_the_mini_program_must_fit_too_unless_the_request_names_others() -> None:
    program = coffee(configuration={"testers": {"ids": ["x-1"]}})
    assert said("testers-fit", asked(harbor(PILOTED), program))
    assert met("testers-fit", asked(harbor(PILOTED), program, testers={"ids": ["hb-1"]}))


GROUP = {"group": {"name": "beta", "count": 40, "sha256": "5" * 64}}


def test_a_group_is_the_app_s_own() -> None:
    assert met("testers-fit", asked(harbor(PILOTED), testers=GROUP))


@pytest.mark.parametrize("testers", [{"ids": ["a", "b", "c"]}, {"group": GROUP["group"]}])
def test_testers_are_no_more_than_the_environment_takes(testers: dict[str, Any]) -> None:
    count = len(testers["ids"]) if "ids" in testers else 40
    few = harbor({"pilot": True, "testerLimit": count - 1})
    why = said("testers-fit", asked(few, testers=testers))
    assert f"{count} testers are named" in why
    assert f"Production of harbor takes at most {count - 1}" in why
    assert met("testers-fit", asked(harbor({"pilot": True, "testerLimit": count}), testers=testers))


def test_a_limit_on_testers_says_nothing_where_there_is_no_pilot() -> None:
    program = coffee(configuration={"testers": GROUP})
    found = answer("testers-fit", asked(harbor({"testerLimit": 1}), program))
    assert found.state is State.NOTICE


@pytest.mark.parametrize("testers", [{"ids": ["hb-1"]}, GROUP])
def test_a_request_names_no_testers_where_there_is_no_pilot(testers: dict[str, Any]) -> None:
    assert "has no pilot testing" in said("testers-fit", asked(testers=testers))
    assert said("testers-fit", asked(release=TEST, testers=testers))


def test_testers_of_the_mini_program_are_a_notice_where_there_is_no_pilot() -> None:
    situation = asked(program=coffee(configuration={"testers": GROUP}))
    found = answer("testers-fit", situation)
    assert found.state is State.NOTICE
    assert "Production of harbor has no pilot testing" in found.why[0]


def test_nobody_as_testers_fits_everywhere() -> None:
    program = coffee(configuration={"testers": GROUP})
    assert met("testers-fit", asked(program=program, testers={"ids": []}))


def test_sandbox_has_its_own_testers() -> None:
    app = harbor(sandbox={"testerIds": {"prefix": "hbs-"}})
    assert met("testers-fit", asked(app, release=SANDBOX, testers={"ids": ["hbs-1"]}))
    assert said("testers-fit", asked(app, release=SANDBOX, testers={"ids": ["hb-1"]}))


# --- Information ---------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["name", "logo", "description", "category", "customerService"])
@pytest.mark.parametrize("release", [TEST, PRODUCTION])
def test_each_part_of_the_information_is_needed_everywhere(field: str, release: ReleaseId) -> None:
    information = {name: value for name, value in INFORMATION.items() if name != field}
    situation = asked(program=coffee(information=information), release=release)
    why = said("information-complete", situation)
    assert f"before anybody can apply: {field};" in why
    assert "`catalog/mini-programs/coffee.yaml`" in why
    assert MIA.id in {one.id for one in answer("information-complete", situation).who}


def test_all_that_is_missing_is_named_at_once() -> None:
    information = {name: INFORMATION[name] for name in ("name", "description", "category")}
    situation = asked(harbor(languages=["en", "pt-BR"]), coffee(information=information))
    assert "logo, customerService, languages (en, pt-BR);" in said(
        "information-complete", situation
    )


def test_a_mini_program_speaks_the_languages_of_the_app() -> None:
    app = harbor(languages=["en", "de"])
    assert "languages (de);" in said("information-complete", asked(app))
    speaks = coffee(information={**INFORMATION, "languages": ["fr", "de", "en"]})
    assert met("information-complete", asked(app, speaks))


# --- Reading what an app permits -----------------------------------------------------------------


def test_what_an_app_does_not_say_is_neither_locked_nor_restricted() -> None:
    assert read_permissions({}) == Permissions()
    permissions = Permissions()
    assert not permissions.locks("coffee", Lockable.WAP_URLS)
    assert permissions.knows("camera")
    assert permissions.activates("coffee", "camera")


def test_an_app_is_read_as_it_says() -> None:
    permissions = read_permissions(
        {
            "features": {"camera": "activation"},
            "grants": {"coffee": {"wapUrls": True, "features": ["camera"]}},
            "languages": ["en"],
        }
    )
    assert permissions.features == {"camera": Use.ACTIVATION}
    assert not permissions.locks("coffee", Lockable.WAP_URLS)
    assert permissions.locks("coffee", Lockable.SERVER_DOMAINS)
    assert permissions.languages == ("en",)


@pytest.mark.parametrize(
    "odd",
    [
        {"grants": {"coffee": {"wapUrls": "no"}}},
        {"grants": {"coffee": {"features": "camera"}}},
        {"grants": {"coffee": {"features": [1]}}},
        {"grants": {"coffee": None}},
        {"grants": []},
        {"features": {"camera": "Direct"}},
        {"features": ["camera"]},
        {"languages": "en"},
        {"environments": {"production": {"variables": "yes"}}},
        {"environments": {"production": {"testerIds": {"prefix": 1}}}},
        {"environments": {"production": {"testerIds": "hb-"}}},
        {"restore": "no"},
        {"environments": {"sandbox": {"offline": {"review": "no"}}}},
        {"environments": {"production": {"testerLimit": "5"}}},
        {"environments": {"production": {"grayscale": {"steps": "5"}}}},
        {"environments": {"production": {"grayscale": {"steps": ["5"]}}}},
        {"environments": {"production": {"grayscale": {"wait": "1 day"}}}},
    ],
)
def test_an_app_of_an_odd_form_cannot_be_read_and_so_grants_nothing(odd: dict[str, Any]) -> None:
    """A schema on main may have been loosened; the catalog is then read without the app."""
    app = {"app": "harbor", "name": "Harbor", "reviewers": [], "environments": {}, **odd}
    with pytest.raises((AttributeError, TypeError, ValueError)):
        cat.read_app(app)


def test_a_target_says_what_it_takes() -> None:
    target = harbor({**PILOTED, "variables": True}).targets[Environment.PRODUCTION]
    assert (target.variables, target.tester_prefix) == (True, "hb-")
