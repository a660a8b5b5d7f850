"""What ``slipway init`` needs to know, as one frozen value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """Whether the repository holds the bot's own code, or data only."""

    TEMPLATE = "template"
    DATA = "data"


class Mode(StrEnum):
    """Whose token the bot acts with; see ``mode`` in catalog/slipway.yaml."""

    TRIAL = "trial"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person by login and numeric id; only the id counts."""

    login: str
    id: int


GITHUB_ACTIONS = Someone("github-actions[bot]", 41898282)
"""Who acts with GITHUB_TOKEN (https://api.github.com/users/github-actions%5Bbot%5D)."""

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?")
"""As ``login`` in schemas/common.schema.json."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """The bot as one file: ``data`` where the repository is to hold it, else where it lies."""

    name: str
    sha256: str
    url: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class People:
    """Who does what; nobody needs to be in more than one list."""

    owners: tuple[Someone, ...]
    reviewers: tuple[Someone, ...]
    operators: tuple[Someone, ...]
    inspectors: tuple[Someone, ...]
    workspace_admins: tuple[Someone, ...]
    admins: tuple[Someone, ...]
    developers: tuple[Someone, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id in the catalog and a name that people see."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a new release repository depends on, besides the version of the bot."""

    shape: Shape
    mode: Mode
    app: Named
    workspace: Named
    mini_program: Named
    type: str
    people: People
    bot: Someone = GITHUB_ACTIONS
    github_app: int | None = None
    """The App ID of the GitHub App, for the ruleset; in mode app only."""
    wheel: Wheel | None = None
    """In the shape data only."""
