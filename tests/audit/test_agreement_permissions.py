"""Bot and audit agree on what an app lets a mini program configure, and read the same apps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.model.least_form import readable
from bot.audit.model.permissions import refused
from bot.core import catalog as cat
from bot.core.configuration_rules import CONFIGURATION_RULES
from bot.core.documents.identity import Environment, ReleaseId
from bot.core.finding import State
from tests.core.situations import (
    PRODUCTION,
    ROB,
    applied,
    approvals,
    catalog,
    coffee,
    person,
    request,
    with_branch,
)

FEATURES = ("camera", "location", "environment-variables")
NAMES = st.sampled_from(FEATURES)
TEXTS = st.sampled_from(["https://a.example", "https://b.example"])
LISTS = st.lists(TEXTS, max_size=2, unique=True)
IDS = st.lists(st.sampled_from(["hb-1", "hb-2", "x-1"]), max_size=2, unique=True)
GROUP = {"name": "beta", "count": 40, "sha256": "5" * 64}
TESTERS = st.fixed_dictionaries({"ids": IDS}) | st.just({"group": GROUP})
VARIABLES = st.sampled_from([[], [{"name": "A", "value": "b"}]])
SHARED = {"clientId": st.just("c"), "serverDomains": LISTS, "wapUrls": LISTS, "testers": TESTERS}
PROGRAMS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["DSL", "H5+"]),
        "features": st.lists(NAMES, unique=True),
        "configuration": st.fixed_dictionaries({}, optional=SHARED),
    }
)
REQUESTS = st.fixed_dictionaries({}, optional={**SHARED, "variables": VARIABLES})
GRANTS = st.fixed_dictionaries(
    {},
    optional={
        "serverDomains": st.booleans(),
        "wapUrls": st.booleans(),
        "features": st.lists(NAMES, unique=True),
    },
)
TARGETS = st.fixed_dictionaries(
    {"pilot": st.booleans(), "approvals": st.just(approvals())},
    optional={"variables": st.booleans(), "testerIds": st.just({"prefix": "hb-"})},
)
APPS = st.fixed_dictionaries(
    {
        "environments": st.fixed_dictionaries(
            {"production": TARGETS}, optional={"test": st.just({})}
        )
    },
    optional={
        "features": st.dictionaries(NAMES, st.sampled_from(["direct", "activation"])),
        "grants": st.dictionaries(st.sampled_from(["coffee", "tea"]), GRANTS),
    },
)
ASKED_BY_BOTH = ("domains-granted", "features-allowed", "variables-allowed", "testers-fit")


def app_of(fields: dict[str, Any]) -> dict[str, Any]:
    return {"app": "harbor", "name": "Harbor", "reviewers": [person(ROB)], **fields}


@settings(deadline=None, max_examples=300)
@given(APPS, PROGRAMS, REQUESTS)
def test_both_refuse_the_same_configurations(
    fields: dict[str, Any], program: dict[str, Any], configuration: dict[str, Any]
) -> None:
    app = app_of(fields)
    piloted = fields["environments"]["production"]["pilot"]
    if not piloted:  # what a request may name is a question of its documents, not of permission
        configuration.pop("testers", None)
    policy = catalog(cat.read_app(app), coffee(**program))
    situation = with_branch(
        applied(PRODUCTION, policy=policy), request=request(configuration=configuration)
    )
    answers = {r.id: r.check(situation).state for r in CONFIGURATION_RULES}
    bots = any(answers[name] is State.UNMET for name in ASKED_BY_BOTH)
    application = situation.application
    assert application is not None
    audits = list(refused(app, PRODUCTION, application.value))
    assert bool(audits) == bots, (audits, answers)


def test_bot_and_audit_refuse_something_and_allow_something() -> None:
    """The comparison above can tell the two apart."""
    value = {"type": "DSL", "features": [], "configuration": {"wapUrls": ["https://a.example"]}}
    locked, free = app_of({"environments": {}, "grants": {}}), app_of({"environments": {}})
    assert list(refused(locked, PRODUCTION, value))
    assert not list(refused(free, PRODUCTION, value))


def test_an_app_without_the_environment_takes_no_variables() -> None:
    release = replace(PRODUCTION, environment=Environment.TEST)
    value = {
        "type": "DSL",
        "features": ["environment-variables"],
        "configuration": {"variables": [{"name": "A", "value": "b"}]},
    }
    assert _refused(release, value) == ["it brings variables, which the app does not take there"]


def _refused(release: ReleaseId, value: dict[str, Any]) -> list[str]:
    return list(refused(app_of({"environments": {}}), release, value))


ODD: list[dict[str, Any]] = [
    {"grants": []},
    {"grants": {"coffee": None}},
    {"grants": {"coffee": {"wapUrls": "no"}}},
    {"grants": {"coffee": {"wapUrls": 1}}},
    {"grants": {"coffee": {"features": "camera"}}},
    {"grants": {"coffee": {"features": [1]}}},
    {"features": ["camera"]},
    {"features": {"camera": "Direct"}},
    {"features": {"camera": ["direct"]}},
    {"languages": "en"},
    {"languages": [1]},
    {"languages": None},
    {"environments": {"production": {"variables": "yes"}}},
    {"environments": {"production": {"testerIds": {"prefix": 1}}}},
    {"environments": {"production": {"testerIds": []}}},
    {"environments": {"production": {"testerIds": None}}},
]
PLAIN: list[dict[str, Any]] = [
    {},
    {"grants": None, "features": None},
    {"grants": {}, "features": {}, "languages": []},
    {"grants": {"coffee": {"wapUrls": True, "features": ["camera"]}}, "languages": ["en"]},
    {"environments": {"production": {"variables": True, "testerIds": {"prefix": "hb-"}}}},
    {"environments": {"production": {"testerIds": {}}}},
]


@pytest.mark.parametrize("fields", [*ODD, *PLAIN])
def test_both_read_the_same_apps_whatever_a_schema_lets_pass(fields: dict[str, Any]) -> None:
    app = app_of({"environments": {}, **fields})
    try:
        cat.read_app(app)
        bots = True
    except (AttributeError, KeyError, TypeError, ValueError):
        bots = False
    assert readable("catalog/apps/harbor.yaml", app) == bots == (fields in PLAIN)
