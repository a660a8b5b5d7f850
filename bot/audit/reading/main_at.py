"""Where main stood: at a commit that somebody names, or at a moment by its commits' times.

Git keeps no time at which main moved. A commit's own time stands in for it, and is never before
that of main's commits up to it: so one that is dated back cannot enter an earlier moment.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.audit.git.trees import Trees
from bot.audit.model.entry import show_time
from bot.core.documents import strict_yaml
from bot.core.documents.problem import quoted
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.audit.git.clone import Clone

SETTINGS = "catalog/slipway.yaml"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = int((datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())
COMMIT_ID = re.compile(r"[0-9a-f]{7,40}")
"""What is taken for the id of a commit, whole or its first digits."""


class Point(NamedTuple):
    """One commit of main, and since when main stood there."""

    commit: str
    time: datetime


def main_at(clone: Clone, tip: str, at: str | datetime) -> str:
    """The commit at which main stood; ``ProblemsFoundError`` where it stood at none.

    ``at``: a commit of main by its first digits, or a moment. One second holds all its commits.
    """
    points = _since_genesis(clone, tip)
    if isinstance(at, str):
        return _named(points, at)
    reached = [point for point in points if point.time <= at]
    if not reached:
        what = f"{show_time(at)} is before main began"
        raise ProblemsFoundError("before-genesis", what, f"ask for {show_time(points[0].time)} on")
    return reached[-1].commit


def _named(points: Sequence[Point], commit: str) -> str:
    found = [point.commit for point in points if point.commit.startswith(commit)]
    if len(found) != 1:
        what = f"{quoted(commit)} is {'more than one commit' if found else 'no commit'} of main"
        cure = "give one that git log --first-parent shows on main, from genesis on"
        raise ProblemsFoundError("not-on-main", what, cure)
    return found[0]


def _since_genesis(clone: Clone, tip: str) -> list[Point]:
    points = list(_points(clone, tip))
    began = _genesis(clone, tip)
    first = next((i for i, point in enumerate(points) if point.commit == began), 0)
    return points[first:]


def _points(clone: Clone, tip: str) -> Iterator[Point]:
    """Main's commits, oldest first."""
    arguments = ("log", "-z", "--first-parent", "--reverse", "--format=%H %ct", tip)
    since = _EPOCH
    for token in clone.stream(*arguments):
        commit, _, seconds = token.decode().strip().partition(" ")
        if commit:
            own = min(int(seconds or 0), _LAST)  # git takes years that no calendar has
            since = max(since, _EPOCH + timedelta(seconds=own))
            yield Point(commit, since)


def _genesis(clone: Clone, tip: str) -> str | None:
    """The commit at which the catalog says that the log begins, if it can be read."""
    trees = Trees(clone)
    entry = trees.entry(trees.tree_of(tip), SETTINGS)
    if entry is None:
        return None
    settings = strict_yaml.load(trees.blobs([entry.oid])[entry.oid], SETTINGS).value
    return str(settings.get("genesis")) if isinstance(settings, dict) else None
