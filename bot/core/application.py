"""The application: exactly what a reviewer judges, its canonical rendering and its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.configuration import resolved
from bot.core.documents import canonical

if TYPE_CHECKING:
    from bot.core.catalog import MiniProgram
    from bot.core.documents.identity import ReleaseId

Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Application:
    """The application as a value; policy is not in it, authority is judged when deciding."""

    value: Value

    @property
    def rendering(self) -> str:
        """The canonical rendering that the comment shows and the log keeps."""
        return canonical.to_bytes(self.value).decode()

    @property
    def digest(self) -> str:
        """SHA-256 of the rendering, 64 hexadecimal digits."""
        return canonical.sha256(canonical.to_bytes(self.value))


def resolve(
    release: ReleaseId, program: MiniProgram, version: Value, request: Value
) -> Application:
    """Build the application from main's catalog and the documents of the pull request.

    Per field, release-specific configuration wins over the mini program's. A schedule is part of it
    as it is written, and only where there is one.
    """
    delivery = {key: version[key] for key in ("package", "entrance") if key in version}
    return Application(
        {
            "format": 1,
            "release": release_value(release),
            "type": program.type.value,
            "version": delivery,
            "releaseNotes": request.get("releaseNotes"),
            "information": program.information,
            "features": sorted(program.features),
            "configuration": resolved(program.configuration, request.get("configuration", {})),
            **({"schedule": request["schedule"]} if "schedule" in request else {}),
        }
    )


def release_value(release: ReleaseId) -> dict[str, str]:
    """The identity of a release as the bot's JSON writes it."""
    return {
        "miniProgram": release.mini_program,
        "version": str(release.version),
        "app": release.app,
        "environment": str(release.environment),
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: its path, what is live, what is applied for (``None``: absent)."""

    path: str
    live: object
    applied: object


def compare(live: Value, applied: Value) -> tuple[Difference, ...]:
    """What changes against what is live, field by field, in the order of the rendering."""
    return tuple(_differences("", live, applied))


def _differences(path: str, live: object, applied: object) -> list[Difference]:
    live, applied = _filled(live, applied), _filled(applied, live)
    if isinstance(live, Mapping) and isinstance(applied, Mapping):
        return [
            difference
            for key in sorted({*live, *applied})
            for difference in _differences(f"{path}/{key}", live.get(key), applied.get(key))
        ]
    if live == applied:
        return []
    if isinstance(live, list) and isinstance(applied, list):
        gone = [Difference(path, item, None) for item in live if item not in applied]
        new = [Difference(path, None, item) for item in applied if item not in live]
        return gone + new or [Difference(path, live, applied)]
    return [Difference(path, live, applied)]


def _filled(value: object, other: object) -> object:
    """What is absent beside a list or an object is compared part by part, as an empty one."""
    if value is not None or not other:
        return value
    if isinstance(other, list):
        return []
    return {} if isinstance(other, Mapping) else None
