"""The least form that a document of the catalog must have for the audit to read rights from it.

A schema on main may have been loosened. What it lets pass and is not of this form grants nothing,
and the audit goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.audit.model import growth
from bot.core.documents.places import (
    AppFile,
    MiniProgramFile,
    OwnersFile,
    SlipwayFile,
    WorkspaceFile,
    place_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

GREATEST = 2**53 - 1
MOST_DAYS = 36500
MOST_SEATS = 10
"""Each set of seats is looked at, so that more of them would let nobody come to an end."""


def readable(path: str, document: Mapping[str, Any]) -> bool:
    """Whether all that rules read of a document is there, and of its type."""
    match place_of(path):
        case SlipwayFile():
            return _person(document.get("bot")) and isinstance(document.get("mode"), str)
        case AppFile():
            return (
                _people(document.get("reviewers"))
                and _switches(
                    document, "oneInFlight", "versionsInOrder", "firstReleaseFull", "restore"
                )
                and _people(document.get("inspectors", []))
                and _people(document.get("operators", []))
                and _groups(document.get("groups", {}))
                and _targets(document.get("environments"))
                and _permissions(document)
            )
        case OwnersFile():
            return _people(document.get("owners"))
        case WorkspaceFile():
            return _people(document.get("admins"))
        case MiniProgramFile():
            return _program(document)
        case _:
            return True


def _groups(value: object) -> bool:
    return isinstance(value, dict) and all(_people(one) for one in value.values())


def _people(value: object) -> bool:
    return isinstance(value, list) and all(_person(one) for one in value)


def _person(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("login"), str)
        and _whole(value.get("id"), GREATEST)
        and isinstance(value.get("machine", False), bool)
    )


def _whole(value: object, greatest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= greatest


def _targets(value: object) -> bool:
    return isinstance(value, dict) and all(_target(one) for one in value.values())


def _target(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    approvals, ids = value.get("approvals"), value.get("testerIds", {})
    return (
        _switches(value, "review", "pilot", "variables")
        and (approvals is None or _approvals(approvals))
        and isinstance(ids, dict)
        and isinstance(ids.get("prefix", ""), str)
        and growth.readable(value)
    )


def _switches(value: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(value.get(name, False), bool) for name in names)


def _permissions(app: Mapping[str, Any]) -> bool:
    features, grants = app.get("features"), app.get("grants")
    uses = features.values() if isinstance(features, dict) else ()
    granted = grants.values() if isinstance(grants, dict) else ()
    return (
        _texts(app.get("languages", []))
        and (features is None or isinstance(features, dict))
        and all(use in ("direct", "activation") for use in uses)
        and (grants is None or isinstance(grants, dict))
        and all(map(_grant, granted))
    )


def _grant(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _switches(value, "serverDomains", "wapUrls")
        and _texts(value.get("features", []))
    )


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _approvals(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _whole(value.get("count"), GREATEST)
        and _whole(value.get("maximumAgeDays"), MOST_DAYS)
        and value.get("unknownContributors") in ("one-more", "refuse")
        and _seats(value.get("seats", []))
    )


def _seats(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_SEATS
        and all(isinstance(one, str) for one in value)
    )


def _program(document: Mapping[str, Any]) -> bool:
    return (
        isinstance(document.get("workspace"), str)
        and document.get("type") in ("DSL", "H5+")
        and _people(document.get("admins"))
        and _people(document.get("developers", []))
        and isinstance(document.get("information"), dict)
        and _texts(document.get("features", []))
        and isinstance(document.get("configuration", {}), dict)
    )
