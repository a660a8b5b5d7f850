"""The application that documents and catalog make, resolved anew: what a reviewer was to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.audit.model.entry import release_value
from bot.core.documents import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.identity import ReleaseId

    Value = Mapping[str, Any]


def digest_of(application: Value) -> str:
    """SHA-256 of the canonical rendering."""
    return canonical.sha256(canonical.to_bytes(application))


def resolved(release: ReleaseId, program: Value, version: Value, request: Value) -> dict[str, Any]:
    """The whole application; per field, what the request configures goes before the catalog.

    Variables are the request's alone, and so is a schedule, which is absent where it has none.
    """
    delivery = {key: version[key] for key in ("package", "entrance") if key in version}
    own = request.get("configuration") or {}
    application = {
        **catalog_part(release, program),
        "version": delivery,
        "releaseNotes": request.get("releaseNotes"),
        "configuration": {**_for_all_releases(program), **own},
    }
    if "schedule" in request:
        application["schedule"] = request["schedule"]
    return application


def _for_all_releases(program: Value) -> dict[str, Any]:
    shared = dict(program.get("configuration") or {})
    shared.pop("variables", None)
    return shared


def catalog_part(release: ReleaseId, program: Value) -> dict[str, Any]:
    """The part that the catalog alone decides: it can be proven where the request is gone."""
    return {
        "format": 1,
        "release": release_value(release),
        "type": program["type"],
        "information": program["information"],
        "features": sorted(program.get("features") or ()),
    }


def follows_catalog(application: Value, release: ReleaseId, program: Value) -> bool:
    """Whether all of an application that the catalog decides is as the catalog has it."""
    known = {key: application.get(key) for key in catalog_part(release, program)}
    configured = application.get("configuration") or {}
    kept = _for_all_releases(program).keys() <= configured.keys()
    return known == catalog_part(release, program) and kept
