"""What the entries of documents say that a commit should have written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.document_log import read_entry
from bot.core.documents.places import CatalogLog, VersionLogEntryFile, place_of
from bot.core.entry import Content
from bot.core.log import Damage
from bot.core.objects import hash_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.documents.schema import Schemas
    from bot.forge.protocol import CommitObject, FileChange, Git


def expected_documents(
    git: Git, commit: CommitObject, changes: Iterable[FileChange], schemas: Schemas
) -> dict[str, str]:
    """The blobs that a commit's entries of documents call for, by path; none without such."""
    expected: dict[str, str] = {}
    for change in changes:
        place = place_of(change.path)
        if not isinstance(place, CatalogLog | VersionLogEntryFile) or change.new is None:
            continue
        data = git.blobs([change.new.oid]).get(change.new.oid, b"")
        entry = read_entry(change.path, data, schemas)
        if isinstance(entry, Damage) or entry.parent != commit.parents[0]:
            continue
        if entry.path != change.path:
            continue
        expected[entry.path] = hash_object("blob", entry.to_bytes())
        blob = entry.draft.subject.blob
        if entry.draft.content is Content.MAIN and blob is not None:
            expected[entry.draft.subject.document] = blob
    return expected
