"""Schemas, grammar and checks agree, and none of them fails on any document whatever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents import canonical
from bot.core.documents.identity import Environment, VersionNumber, is_id
from bot.core.documents.problem import Problem
from bot.core.documents.semantics import check_all
from tests.documents.samples import genesis, schemas

if TYPE_CHECKING:
    from bot.core.documents.canonical import Value

FIELDS = st.sampled_from(
    [
        "format",
        "miniProgram",
        "version",
        "app",
        "environment",
        "environments",
        "configuration",
        "serverDomains",
        "workspace",
        "type",
        "admins",
        "owners",
        "reviewers",
        "id",
        "login",
        "information",
        "package",
        "entrance",
        "releaseNotes",
        "sequence",
        "kind",
        "release",
        "cause",
        "schedule",
        "goLiveAt",
        "grayscale",
        "percent",
        "at",
        "after",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2000)
    | st.sampled_from(["coffee", "1.0.0", "harbor", "test", "DSL", "https://10.0.0.1", "x", ""])
    | st.sampled_from(["2026-12-01T09:00:00Z", "9999-12-31T23:00:00-05:00", "24h", "9999d"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=6),
    max_leaves=15,
)
NAMES = st.text("abcz09-.\n", max_size=45) | st.from_regex(r"[a-z0-9-]{1,6}")


def refused(field: str, value: str) -> bool:
    request: dict[str, Value] = {"format": 1, "miniProgram": "a1", "version": "1.0.0", "app": "a1"}
    document = {**request, "environment": "test", field: value}
    return bool(schemas().problems("request", document, "f"))


@given(NAMES)
def test_the_schema_and_the_grammar_know_the_same_ids(name: str) -> None:
    assert is_id(name) != refused("app", name)


@given(st.text("0123.\n", max_size=9) | st.from_regex(r"[0-9]{1,10}\.[0-9]{1,10}\.[0-9]{1,10}"))
def test_the_schema_and_the_grammar_know_the_same_versions(text: str) -> None:
    assert (VersionNumber.parse(text) is None) == refused("version", text)


@pytest.mark.parametrize("environment", Environment)
def test_the_schema_and_the_grammar_know_the_same_environments(environment: Environment) -> None:
    assert not refused("environment", str(environment))
    assert refused("environment", f"{environment}2")


@pytest.mark.parametrize(
    "path",
    [
        "catalog/slipway.yaml",
        "catalog/owners.yaml",
        "catalog/apps/harbor.yaml",
        "catalog/mini-programs/coffee.yaml",
        "catalog/people/1001.yaml",
        "releases/coffee/1.0.0/version.yaml",
        "releases/coffee/1.0.0/harbor/production/request.yaml",
        "releases/coffee/1.0.0/harbor/test/status.json",
        "releases/coffee/1.0.0/harbor/test/log/0001-submitted.json",
        "live/harbor/test.json",
    ],
)
@given(value=VALUES)
def test_no_document_however_shaped_breaks_the_checks(path: str, value: object) -> None:
    problems = check_all({**genesis(), path: canonical.to_bytes(value)}, schemas())
    assert problems
    assert all(isinstance(problem, Problem) and str(problem) for problem in problems)
