"""Logins to numeric ids, for ``slipway init``: as given, as GitHub says, or as somebody answers."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.errors import SlipwayError, UsageError
from bot.init.answers import LOGIN, Someone

if TYPE_CHECKING:
    from bot.cli.init_answers import Asking
    from bot.forge.accounts import FoundAccount

_DIGITS = 16
_BOT = "[bot]"


@dataclass(slots=True)
class Directory:
    """Looks each login up once; ``GITHUB_TOKEN`` helps where it is set."""

    api_url: str
    timeout: int
    asking: Asking
    known: dict[str, Someone] = field(default_factory=dict)

    def person(self, text: str) -> Someone:
        """A person, who is no bot and no organization."""
        return self._someone(text, "User")

    def app(self, text: str) -> Someone:
        """The account that a GitHub App acts as."""
        return self._someone(text, "Bot")

    def _someone(self, text: str, kind: str) -> Someone:
        login, colon, number = text.partition(":")
        if not LOGIN.fullmatch(login) or login.endswith(_BOT) != (kind == "Bot"):
            wanted = "SLUG[bot] or SLUG[bot]:ID" if kind == "Bot" else "LOGIN or LOGIN:ID"
            raise UsageError("wrong-login", f"{text!r} is no such account", f"give {wanted}")
        if colon:
            return Someone(login, _number(text, number))
        if login.lower() not in self.known:
            self.known[login.lower()] = self._looked_up(login, kind)
        return self.known[login.lower()]

    def _looked_up(self, login: str, kind: str) -> Someone:
        try:
            found = self._find(login)
        except SlipwayError as error:
            return self._asked(login, error.what)
        if found is None:
            return self._asked(login, "GitHub knows no such account")
        if found.type != kind:
            what = f"{login} is an account of the type {found.type}"
            raise UsageError("wrong-account", what, f"name one of the type {kind}")
        return Someone(found.login, found.id)

    def _find(self, login: str) -> FoundAccount | None:
        from bot.forge.accounts import GitHubAccounts  # noqa: PLC0415  only where one is looked up

        token = os.environ.get("GITHUB_TOKEN", "")
        return GitHubAccounts(self.api_url, token, self.timeout).find(login)

    def _asked(self, login: str, why: str) -> Someone:
        if not self.asking.interactive:
            what = f"the numeric id of {login} is not known ({why})"
            cure = f"give {login}:ID, as {self.api_url}/users/{login} shows it"
            raise UsageError("unknown-login", what, cure)
        number = self.asking.ask(f"Numeric id of {login} ({why})")
        return Someone(login, _number(login, number))


def _number(text: str, number: str) -> int:
    if not (number.isascii() and number.isdecimal() and 0 < len(number) <= _DIGITS and int(number)):
        raise UsageError("wrong-account-id", f"{text!r} has no numeric id", "give LOGIN:ID")
    return int(number)
