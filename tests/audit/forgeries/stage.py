"""The stage of the forgeries: a few releases, and how the catalog may be changed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import yaml

from bot.core.documents.identity import ReleaseId
from tests.history.documents import person, program_path, to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.situation import Account
    from tests.audit.forgeries.forger import Forger


def release(text: str) -> ReleaseId:
    """``coffee 1.0.0 harbor production``."""
    found = ReleaseId.parse(*text.split())
    assert found is not None
    return found


COFFEE = release("coffee 1.0.0 harbor production")
"""One approval, no pilot, one in flight."""
COFFEE_NEXT = release("coffee 1.1.0 harbor production")
TEA = release("tea 1.0.0 harbor production")
TEST = release("coffee 1.0.0 harbor test")
"""Released at once."""
TEST_NEXT = release("coffee 1.1.0 harbor test")
TEST_AT_LAGOON = release("coffee 1.0.0 lagoon test")
DEVELOPMENT = release("coffee 1.0.0 harbor development")
TWICE = release("coffee 1.0.0 pier production")
"""Two approvals, no pilot."""
STRICT = release("coffee 1.0.0 lagoon production")
"""Two approvals, pilot; nobody unknown may have a hand in it."""
PILOTED = release("coffee 1.0.0 quay production")
SANDBOX = release("coffee 1.0.0 harbor sandbox")
"""Reviewed, then a pilot."""
SEATED = release("coffee 1.0.0 lagoon sandbox")
"""Reviewed by a person of each of two groups, then live."""
TRIED = release("coffee 1.0.0 quay sandbox")
"""A pilot at once."""
UNTRIED = release("coffee 1.0.0 pier sandbox")
"""Live at once."""

HARBOR = "catalog/apps/harbor.yaml"
SETTINGS = "catalog/slipway.yaml"


def document(forger: Forger, path: str) -> dict[str, Any]:
    """A document of the catalog as main holds it."""
    value: dict[str, Any] = yaml.safe_load(forger.h.files[path])
    return copy.deepcopy(value)


def changed(
    forger: Forger, path: str, change: Callable[[dict[str, Any]], None]
) -> dict[str, bytes]:
    """A document of the catalog with a change."""
    value = document(forger, path)
    change(value)
    return {path: to_yaml(value)}


def with_field(forger: Forger, path: str, name: str, value: object) -> dict[str, bytes]:
    """A document of the catalog with another value in one field."""
    return changed(forger, path, lambda found: found.update({name: value}))


def with_reviewers(forger: Forger, *accounts: Account) -> dict[str, bytes]:
    """The app harbor with these reviewers."""
    return with_field(forger, HARBOR, "reviewers", _listed(accounts, {}))


def with_admins(
    forger: Forger, program: str, *accounts: Account, **marks: object
) -> dict[str, bytes]:
    """A mini program with these admins; ``marks``: more fields of the last one."""
    return with_field(forger, program_path(program), "admins", _listed(accounts, marks))


def _listed(accounts: tuple[Account, ...], marks: dict[str, object]) -> list[dict[str, Any]]:
    listed = [person(account) for account in accounts]
    listed[-1].update(marks)
    return listed


def with_environment(
    forger: Forger, app: str, environment: str, change: Callable[[dict[str, Any]], None]
) -> dict[str, bytes]:
    """An app with one environment changed."""
    return changed(
        forger,
        f"catalog/apps/{app}.yaml",
        lambda found: change(found["environments"].setdefault(environment, {})),
    )
