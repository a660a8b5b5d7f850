"""How many lines a change adds and removes."""

import difflib

from bot.hub.history import FileChange
from bot.hub.objects import Entry, Objects


def _lines(objects: Objects, entry: Entry | None) -> list[str]:
    if entry is None or entry.kind != "blob":
        return []
    return objects.blob(entry.oid).decode("utf-8", "replace").splitlines()


def line_counts(objects: Objects, change: FileChange) -> tuple[int, int]:
    """Lines added and removed."""
    before, after = _lines(objects, change.before), _lines(objects, change.after)
    if not before or not after:
        return len(after), len(before)
    codes = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    changed = [(j2 - j1, i2 - i1) for tag, i1, i2, j1, j2 in codes if tag != "equal"]
    return sum(added for added, _ in changed), sum(removed for _, removed in changed)
