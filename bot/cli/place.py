"""Where the bot works, read from the environment as a step of GitHub Actions has it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from bot.errors import UsageError

TIMEOUT = 20
"""Seconds that one call to GitHub may take."""
MOST_DIGITS = 18
"""Of the id of a run: it is a 64-bit integer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bot works: what GitHub Actions puts into the environment of a step."""

    repository: str
    token: str
    api_url: str
    server_url: str
    timeout: int


def place(named: str | None = None) -> Place:
    """What the environment says; ``UsageError`` where it says too little or nothing that can be.

    ``named`` is a repository that somebody names instead.
    """
    repository, token = named or _needed("GITHUB_REPOSITORY"), _needed("GITHUB_TOKEN")
    if repository.count("/") != 1 or not all(repository.split("/")):
        raise UsageError(
            "wrong-repository",
            f"{'--repo' if named else 'GITHUB_REPOSITORY'} is {repository!r}",
            "give it as owner/name",
        )
    return Place(
        repository=repository,
        token=token,
        api_url=api_url(),
        server_url=_address("GITHUB_SERVER_URL", "https://github.com"),
        timeout=call_timeout(),
    )


def run_id() -> int:
    """The run of GitHub Actions that this is a step of."""
    value = _needed("GITHUB_RUN_ID")
    if not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS and int(value)):
        cure = "leave it as GitHub Actions sets it: a run is started by its button, on main"
        raise UsageError("wrong-run", f"GITHUB_RUN_ID is {value!r}", cure)
    return int(value)


def api_url() -> str:
    """Where GitHub's API is."""
    return _address("GITHUB_API_URL", "https://api.github.com")


def _address(name: str, usual: str) -> str:
    value = os.environ.get(name) or usual
    if not value.startswith(("https://", "http://")):
        what = f"{name} is {value!r}"
        raise UsageError("wrong-address", what, f"give it with its scheme, such as {usual}")
    return value


def call_timeout() -> int:
    """How many whole seconds a call to GitHub may take."""
    value = os.environ.get("SLIPWAY_TIMEOUT") or str(TIMEOUT)
    if not (value.isascii() and value.isdecimal() and 0 < len(value) <= 4 and int(value)):  # noqa: PLR2004  four digits are hours
        cure = f"give whole seconds from 1 to 9999, such as {TIMEOUT}"
        raise UsageError("wrong-timeout", f"SLIPWAY_TIMEOUT is {value!r}", cure)
    return int(value)


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        cure = f"set it: env: in a step of GitHub Actions, export {name}=… in a terminal"
        raise UsageError("missing-environment", f"{name} is not set", cure)
    return value
