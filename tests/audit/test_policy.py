"""A schema on main that was loosened: what it lets pass grants nothing, and stops nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.app.policy import read_policy as read_by_the_bot
from bot.audit.model.policy import read_policy
from bot.core.documents.identity import ReleaseId
from tests.history.documents import first_files

APP = "catalog/apps/harbor.yaml"
ODD = [
    "reviewers: [rob]",
    "reviewers: 7",
    "reviewers: [{login: x}]",
    "reviewers: [{login: x, id: [1]}]",
    "environments: {production: {pilot: true, approvals: {count: 1}}}",
    "environments: {production: 7}",
]


def loosened(odd: str) -> dict[str, bytes]:
    files = first_files()
    path = "schemas/app.schema.json"
    schema: dict[str, Any] = json.loads(files[path])
    open_schema = {"$schema": schema["$schema"], "type": "object"}
    return {**files, path: json.dumps(open_schema).encode(), APP: f"{odd}\n".encode()}


@pytest.mark.parametrize("odd", ODD)
def test_to_the_auditor_such_a_document_grants_nothing_and_is_named(odd: str) -> None:
    policy = read_policy(loosened(odd))
    release = ReleaseId.parse("coffee", "1.0.0", "harbor", "production")
    assert release is not None
    assert (policy.reviewers("harbor"), policy.target(release)) == (frozenset(), None)
    assert policy.broken == (APP,)
    assert policy.releasers("coffee")


@pytest.mark.parametrize("odd", ODD)
def test_to_the_bot_such_a_document_is_not_there_and_the_others_are(odd: str) -> None:
    catalog = read_by_the_bot(loosened(odd)).catalog
    assert "harbor" not in catalog.apps
    assert {"lagoon"} <= set(catalog.apps)
