"""Accounts on GitHub by their logins, which anybody may look up (REST, "Get a user")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.forge.github import GitHubForge

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An account as GitHub spells it today; ``type`` is GitHub's word, such as User or Bot."""

    login: str
    id: int
    type: str


class GitHubAccounts:
    """Reads accounts, with a token or, within GitHub's narrow limit, without one."""

    def __init__(self, api_url: str, token: str, timeout: int) -> None:
        self._reader = _Reader("", token, api_url, timeout)

    def find(self, login: str) -> FoundAccount | None:
        """The account; ``None`` where there is none that may be seen, else ``UnavailableError``."""
        row = self._reader.row(f"/users/{quote(login, safe='')}")
        return None if row is None else FoundAccount(row["login"], int(row["id"]), row["type"])


class _Reader(GitHubForge):
    """The calls of the adapter, of no repository."""

    def row(self, path: str) -> Mapping[str, Any] | None:
        answer = self._get(path, {}, may_be_closed=True)
        return None if answer is None else answer[1]
