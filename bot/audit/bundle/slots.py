"""Releases as one tree holds them, from as little of their logs as tells where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.audit.bundle.form import EMPTY_TREE
from bot.audit.git.objects import FOLDER, tree_entries
from bot.audit.model.state import Release, Releases
from bot.core.documents.identity import Environment, VersionNumber
from bot.core.documents.places import LogEntryFile, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.git.objects import TreeEntry
    from bot.audit.git.trees import Trees
    from bot.core.documents.identity import ReleaseId


class Slots:
    """Reads releases out of trees, as they say that they stand; nothing of them is judged."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._releases = Releases(trees, EMPTY_TREE)

    def release(self, release: ReleaseId, tree: str) -> Release:
        """A release as its whole log tells; without an entry where that cannot be read."""
        return self._releases.at(release, tree) or Release(release)

    def siblings(
        self, release: ReleaseId, tree: str, but: ReleaseId | None = None
    ) -> tuple[Release, ...]:
        """The other releases of the same slot that have a log, lowest version first.

        ``but``: which one is left out, where it is not the release itself.
        """
        versions = self._versions(tree, f"releases/{release.mini_program}")
        others = (replace(release, version=version) for version in sorted(versions))
        found = (self._sibling(other, tree) for other in others if other != (but or release))
        return tuple(one for one in found if one is not None)

    def _sibling(self, release: ReleaseId, tree: str) -> Release | None:
        """One of them as its newest entry tells; by all of its log where a live file names it."""
        entries = {
            place.sequence: (place.path, entry)
            for name, entry in self._inside(tree, release.log_folder)
            if isinstance(place := place_of(f"{release.log_folder}/{name}"), LogEntryFile)
        }
        if not entries:
            return None
        newest = dict([entries[max(entries)]])
        found = self._releases.at(release, self._trees.derived(None, newest))
        return self.release(release, tree) if found is not None and found.shown else found

    def of_app(self, release: ReleaseId, tree: str) -> tuple[Release, ...]:
        """The other releases of the mini program in the app that are under way or live."""
        others = (replace(release, environment=one) for one in Environment)
        found = (one for other in others for one in self.siblings(other, tree, but=release))
        return tuple(one for one in found if one.in_flight or one.live)

    def last_full(self, release: ReleaseId, tree: str) -> str | None:
        """The kind of entry by which a release of the slot became Full Release last."""
        names = [release, *(one.id for one in self.siblings(release, tree))]
        found = (self.release(one, tree).rollout.full for one in names)
        return max((one for one in found if one is not None), default=(None, None))[1]

    def _versions(self, tree: str, folder: str) -> Iterator[VersionNumber]:
        for name, _ in self._inside(tree, folder):
            version = VersionNumber.parse(name)
            if version is not None:
                yield version

    def _inside(self, tree: str, folder: str) -> Iterator[tuple[str, TreeEntry]]:
        found = self._trees.entry(tree, folder)
        if found is not None and found.mode == FOLDER:
            yield from tree_entries(self._trees.content(found.oid))
