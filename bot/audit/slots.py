"""The other releases of a slot as one tree holds them, from as little of their logs as tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.bundled import EMPTY_TREE
from bot.audit.objects import FOLDER, tree_entries
from bot.audit.state import Release, Releases
from bot.core.documents.identity import ReleaseId, VersionNumber
from bot.core.documents.places import LogEntryFile, place_of

if TYPE_CHECKING:
    from bot.audit.trees import Trees


def siblings(trees: Trees, release: ReleaseId, tree: str) -> tuple[Release, ...]:
    """Each other version of a release's mini program in its target, lowest first.

    Of what is neither live nor in flight only the newest entry is read.
    """
    program = trees.entry(tree, f"releases/{release.mini_program}")
    if program is None or program.mode != FOLDER:
        return ()
    named = (VersionNumber.parse(name) for name, _ in tree_entries(trees.content(program.oid)))
    others = sorted(number for number in named if number not in (None, release.version))
    ...
