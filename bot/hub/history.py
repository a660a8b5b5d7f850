"""Questions about commits: who is an ancestor of whom, what a branch brings, what it changes."""

from dataclasses import dataclass

from bot.hub.objects import Entry, Objects
from bot.hub.trees import FOLDER


@dataclass(frozen=True, slots=True)
class FileChange:
    """A path that differs between two trees."""

    path: str
    before: Entry | None
    after: Entry | None

    @property
    def status(self) -> str:
        """GitHub's word for the change."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "modified"


class History:
    """The commit graph of one object store; commits never change, so answers are kept."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._heights: dict[str, int] = {}

    def height(self, oid: str) -> int:
        """The length of the longest line of parents, to prune searches by."""
        waiting = [oid]
        while waiting:
            parents = self.objects.commit(waiting[-1]).parents
            unknown = [parent for parent in parents if parent not in self._heights]
            if unknown:
                waiting += unknown
            else:
                heights = [self._heights[parent] for parent in parents]
                self._heights[waiting.pop()] = 1 + max(heights, default=0)
        return self._heights[oid]

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `older` is `newer` or reachable from it."""
        floor = self.height(older)
        seen = {newer}
        waiting = [newer]
        while waiting:
            oid = waiting.pop()
            if oid == older:
                return True
            for parent in self.objects.commit(oid).parents:
                if parent not in seen and self.height(parent) >= floor:
                    seen.add(parent)
                    waiting.append(parent)
        return False

    def reachable(self, tip: str) -> set[str]:
        """Every commit that a tip holds, itself included."""
        seen = {tip}
        waiting = [tip]
        while waiting:
            for parent in self.objects.commit(waiting.pop()).parents:
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return seen

    def between(self, base: str, head: str) -> list[str]:
        """Commits of `head` that `base` does not hold, parents before children."""
        known = self.reachable(base)
        found = {}
        waiting = [head]
        while waiting:
            oid = waiting.pop()
            if oid not in known and oid not in found:
                found[oid] = self.height(oid)
                waiting += self.objects.commit(oid).parents
        return sorted(found, key=lambda oid: (found[oid], self.objects.commit(oid).committer.when))

    def merge_base(self, one: str, other: str) -> str | None:
        """The nearest common ancestor, the highest where there are several."""
        common = self.reachable(one) & self.reachable(other)
        return max(common, key=lambda oid: (self.height(oid), oid), default=None)

    def changes(self, base: str | None, head: str) -> list[FileChange]:
        """The files that differ between the trees of two commits."""
        before = None if base is None else self.objects.commit(base).tree
        found = self._differ(before, self.objects.commit(head).tree, "")
        return sorted(found, key=lambda change: change.path)

    def _differ(self, before: str | None, after: str | None, prefix: str) -> list[FileChange]:
        if before == after:
            return []
        old = {e.name: e for e in self.objects.tree(before)} if before else {}
        new = {e.name: e for e in self.objects.tree(after)} if after else {}
        found: list[FileChange] = []
        for name in old.keys() | new.keys():
            one, other = old.get(name), new.get(name)
            if one == other:
                continue
            folder_before = one.oid if one and one.mode == FOLDER else None
            folder_after = other.oid if other and other.mode == FOLDER else None
            found += self._differ(folder_before, folder_after, f"{prefix}{name}/")
            file_before = None if folder_before else one
            file_after = None if folder_after else other
            if file_before or file_after:
                found.append(FileChange(prefix + name, file_before, file_after))
        return found
