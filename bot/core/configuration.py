"""Configuration: how it is resolved, and what an app lets a mini program configure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Value = Mapping[str, Any]

VARIABLES_FEATURE = "environment-variables"
"""The feature that a mini program must have to bring Environment Variables."""


def resolved(program: Value, request: Value) -> dict[str, Any]:
    """The configuration of one release: per field, the request's wins over the mini program's.

    Variables belong to one release alone: a mini program's would never be taken over.
    """
    shared = {name: value for name, value in program.items() if name != "variables"}
    return {**shared, **request}


class Lockable(StrEnum):
    """A field that an app may lock: it may be filled only by mini programs with its grant."""

    SERVER_DOMAINS = "serverDomains"
    WAP_URLS = "wapUrls"


class Use(StrEnum):
    """Who may use a feature: any mini program, or only one for which the app activated it."""

    DIRECT = "direct"
    ACTIVATION = "activation"


@dataclass(frozen=True, slots=True)
class Grant:
    """What an app grants to one mini program."""

    fields: frozenset[Lockable] = frozenset()
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Permissions:
    """What an app lets mini programs configure.

    ``grants`` is ``None`` where the app locks nothing, ``features`` where it restricts none.
    """

    grants: Mapping[str, Grant] | None = None
    features: Mapping[str, Use] | None = None
    languages: tuple[str, ...] = ()

    def locks(self, mini_program: str, field: Lockable) -> bool:
        """Whether a mini program may not fill a field."""
        return self.grants is not None and field not in self._grant(mini_program).fields

    def knows(self, feature: str) -> bool:
        """Whether the app has a feature, as far as it says."""
        return self.features is None or feature in self.features

    def activates(self, mini_program: str, feature: str) -> bool:
        """Whether a feature that the app has may be used by a mini program."""
        use = (self.features or {}).get(feature, Use.DIRECT)
        return use is Use.DIRECT or feature in self._grant(mini_program).features

    def _grant(self, mini_program: str) -> Grant:
        return (self.grants or {}).get(mini_program, Grant())


def read_permissions(app: Value) -> Permissions:
    """Read from ``catalog/apps/<app>.yaml``; ``TypeError`` or ``ValueError`` at an odd type.

    Only true grants, whatever a schema that was loosened lets pass.
    """
    grants, features = app.get("grants"), app.get("features")
    return Permissions(
        grants=None if grants is None else {name: _grant(one) for name, one in grants.items()},
        features=None if features is None else {name: Use(use) for name, use in features.items()},
        languages=texts(app.get("languages", [])),
    )


def _grant(value: Value) -> Grant:
    fields = frozenset(field for field in Lockable if flag(value, field))
    return Grant(fields, frozenset(texts(value.get("features", []))))


def flag(value: Value, name: str) -> bool:
    """Read a switch that is off where it is left out."""
    found = value.get(name, False)
    if not isinstance(found, bool):
        raise TypeError(f"{name} is neither true nor false")
    return found


def texts(value: object) -> tuple[str, ...]:
    """Read a list of texts, and of nothing else."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("a list of texts is due")
    return tuple(value)


def tester_prefix(target: Value) -> str:
    """Read how the user ids of testers begin in an environment; any id where it is left out."""
    found = target.get("testerIds", {}).get("prefix", "")
    if not isinstance(found, str):
        raise TypeError("a prefix is text")
    return found
