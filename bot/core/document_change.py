"""A document change: one version file, or one file of the catalog, as a pull request has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.application import Application
from bot.core.documents.canonical import can_hold

if TYPE_CHECKING:
    from bot.core.documents.place_kinds import Place
    from bot.core.situation import BlobFile


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """The one document that a pull request changes.

    ``file`` is the document at the head, ``before`` what main holds; ``from_main`` says whether
    the branch was made from that, so that merging it takes back nobody else's change.
    """

    place: Place
    file: BlobFile | None = None
    before: BlobFile | None = None
    from_main: bool = True

    @property
    def path(self) -> str:
        """The document's path."""
        return self.place.path

    @property
    def application(self) -> Application | None:
        """What is judged: the document before, by its hash, and after, in full.

        None where the document holds what no log could: it need not be valid.
        """
        if self.file is None or self.file.value is None or not can_hold(self.file.value):
            return None
        return Application(
            {
                "format": 1,
                "document": self.path,
                "before": self.before.record.sha256 if self.before else None,
                "after": self.file.value,
            }
        )
