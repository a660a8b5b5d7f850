"""GitHub for a person at a terminal: two small reads, and a comment in that person's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import UnavailableError
from bot.forge.github import GitHubForge
from bot.forge.protocol import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

READ_FILE = """
query ReadFile($owner: String!, $name: String!, $expression: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    object(expression: $expression) { ... on Blob { text } }
  }
}
"""
READ_TITLE = """
query ReadTitle($owner: String!, $name: String!, $number: Int!) {
  viewer { login }
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { title } }
}
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, ``None`` where it is not there, and the login of the one who reads."""

    text: str | None
    login: str


class GitHubSpeaker:
    """One repository, by the token of a person. Reads may raise ``UnavailableError``."""

    def __init__(self, repository: str, token: str, api_url: str, timeout: int) -> None:
        self._line = _Line(repository, token, api_url, timeout)

    def file_on_main(self, path: str) -> Found:
        """One text file of main, in one request."""
        return self._line.ask(READ_FILE, "expression", f"refs/heads/main:{path}", "object", "text")

    def title(self, pull: int) -> Found:
        """The title of a pull request, in one request."""
        return self._line.ask(READ_TITLE, "number", pull, "pullRequest", "title")

    def say(self, pull: int, text: str) -> str:
        """Comment, and return the address of the comment. It is sent once.

        ``UnknownOutcomeError`` where no answer came, and ``RefusedError`` where GitHub refuses.
        """
        return self._line.comment(pull, text)


class _Line(GitHubForge):
    """The forge's own connection; what else it could write stays in here."""

    def ask(self, query: str, name: str, value: str | int, *path: str) -> Found:
        """One field of the repository, and who asks."""
        _, data = self._query(query, {name: value})
        try:
            inner = data["repository"][path[0]]
            return Found(inner and inner.get(path[1]), str(data["viewer"]["login"]))
        except (LookupError, TypeError, AttributeError) as error:
            what = "GitHub answered in a form that is not known"
            raise UnavailableError("answer-unknown", what, "nothing was written") from error

    def comment(self, pull: int, text: str) -> str:
        """See ``GitHubSpeaker.say``."""
        path = f"/repos/{self._name}/issues/{pull}/comments"
        try:
            answer: Mapping[str, Any] = self._write("POST", path, {"body": text})
        except RefusedError as error:
            cure = "the token must be one that may comment there, and the conversation not locked"
            raise RefusedError(error.id, error.what, cure) from error
        return str(answer.get("html_url", ""))
