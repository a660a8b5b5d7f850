"""The ids that people choose, versions that compare number by number, and what names a release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ID = re.compile(r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PART = r"(0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"{_PART}\.{_PART}\.{_PART}")
SHORTEST_ID = 2
LONGEST_ID = 40


class Environment(StrEnum):
    """Where in an app a release goes; the list is closed."""

    DEVELOPMENT = "development"
    TEST = "test"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, order=True)
class VersionNumber:
    """MAJOR.MINOR.PATCH, compared number by number and never as text."""

    major: int
    minor: int
    patch: int

    def __post_init__(self) -> None:
        if _VERSION.fullmatch(str(self)) is None:
            raise ValueError(f"{self} is not a version")

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @classmethod
    def parse(cls, text: str) -> VersionNumber | None:
        """Read a version; None for any other text."""
        found = _VERSION.fullmatch(text)
        return cls(*(int(part) for part in found.groups())) if found else None


@dataclass(frozen=True, slots=True, order=True)
class ReleaseId:
    """The identity of one release, for ever: mini program, version, target app, environment."""

    mini_program: str
    version: VersionNumber
    app: str
    environment: Environment

    def __post_init__(self) -> None:
        if not (is_id(self.mini_program) and is_id(self.app)):
            raise ValueError("a release is made of valid ids")

    def __str__(self) -> str:
        return f"{self.mini_program} {self.version} {self.app}/{self.environment}"

    @classmethod
    def parse(cls, mini_program: str, version: str, app: str, environment: str) -> ReleaseId | None:
        """Make an identity from four texts; None unless each is valid."""
        number = VersionNumber.parse(version)
        known = environment in tuple(Environment)
        if number is None or not known or not is_id(mini_program) or not is_id(app):
            return None
        return cls(mini_program, number, app, Environment(environment))

    @property
    def folder(self) -> str:
        """Return the folder that is this release's primary key."""
        return f"releases/{self.mini_program}/{self.version}/{self.app}/{self.environment}"

    @property
    def request_path(self) -> str:
        """Return the path of the request."""
        return f"{self.folder}/request.yaml"

    @property
    def version_path(self) -> str:
        """Return the path of the version record, which all releases of the version share."""
        return f"releases/{self.mini_program}/{self.version}/version.yaml"

    @property
    def status_path(self) -> str:
        """Return the path of the status."""
        return f"{self.folder}/status.json"

    @property
    def log_folder(self) -> str:
        """Return the folder of the log."""
        return f"{self.folder}/log"


def is_id(text: str) -> bool:
    """Answer whether the text is a valid id of an app, a workspace or a mini program."""
    return SHORTEST_ID <= len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None
