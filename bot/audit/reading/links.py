"""Where on GitHub the things stand that an entry names; the entry itself names the repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.audit.model.entry import Entry

GITHUB = "https://github.com"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses within one repository; an event has none, since GitHub links it by another id."""

    base: str

    @classmethod
    def of(cls, entry: Entry, server: str) -> Links:
        """The addresses of what an entry names, on a server such as ``https://github.com``."""
        return cls(f"{server.rstrip('/')}/{entry.repository}")

    def pull(self, number: int) -> str:
        """A pull request."""
        return f"{self.base}/pull/{number}"

    def review(self, pull: int, review: int) -> str:
        """A review, on the page of its pull request."""
        return f"{self.pull(pull)}#pullrequestreview-{review}"

    def commit(self, oid: str) -> str:
        """A commit."""
        return f"{self.base}/commit/{oid}"
