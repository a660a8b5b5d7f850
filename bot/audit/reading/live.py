"""What users and testers meet at one commit of main: the live files, read and checked.

They are derived from the logs; ``slipway audit verify`` proves that, and here it is taken as said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.audit.git.objects import PLAIN_FILE
from bot.audit.git.trees import Trees
from bot.audit.reading.main_at import main_at
from bot.audit.reading.observed import Statuses
from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.documents.places import AppFile, LiveFile, place_of
from bot.core.documents.problem import quoted
from bot.core.documents.schema import Schemas
from bot.errors import IntegrityError, ProblemsFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.audit.git.clone import Clone
    from bot.audit.git.objects import TreeEntry
    from bot.audit.reading.observed import Observed

    Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which targets, and when: ``None`` is each app, each environment, and the tip.

    ``at``: a commit of main by its first digits, or a moment.
    """

    app: str | None = None
    environment: str | None = None
    at: str | datetime | None = None

    def wants(self, place: LiveFile) -> bool:
        """Whether a target is among them."""
        return self.app in (None, place.app) and self.environment in (None, place.environment)


@dataclass(frozen=True, slots=True)
class Live:
    """What main says at one commit: the values of its live files, in the order of their paths."""

    ref: str
    commit: str
    time: datetime
    targets: tuple[Value, ...]
    observed: tuple[Observed, ...] = ()
    """What backends are known to have of it, where they are told."""


def read_live(clone: Clone, ref: str, asked: Asked, schemas: Mapping[str, bytes]) -> Live:
    """The live files that are asked for; ``SlipwayError`` where one of them cannot be read."""
    _check_environment(asked.environment)
    tip, read = clone.tip(ref)
    commit = tip if asked.at is None else main_at(clone, tip, asked.at)
    trees = Trees(clone)
    try:
        found = trees.commit(commit)
        files = _places(trees, found.tree, asked)
    except ValueError as error:  # bytes that are no commit and no tree, which git holds as well
        what = f"the commit {commit} cannot be read"
        raise IntegrityError(
            "corrupt-object", what, "run git fsck --full, and clone anew"
        ) from error
    shapes = Schemas.from_files(schemas)
    targets = tuple(_value(trees, place, entry, shapes) for place, entry in files)
    statuses = Statuses(trees, found.tree, shapes)
    observed = tuple(one for target in targets for one in statuses.observed(target))
    return Live(read, commit, found.committer.time, targets, observed)


def _check_environment(environment: str | None) -> None:
    known = [one.value for one in Environment]
    if environment is not None and environment not in known:
        what = f"there is no environment {quoted(environment)}"
        raise UsageError("no-such-environment", what, f"name one of {', '.join(known)}")


def _places(trees: Trees, tree: str, asked: Asked) -> list[tuple[LiveFile, TreeEntry]]:
    places = [(place_of(path), entry) for path, entry in trees.files(tree, "live").items()]
    found = [(place, entry) for place, entry in places if isinstance(place, LiveFile)]
    known = {place.app for place, _ in found} | set(_apps(trees.files(tree, "catalog/apps")))
    if asked.app is not None and asked.app not in known:
        what = f"there is no app {quoted(asked.app)} at that commit"
        cure = f"name one of {', '.join(sorted(known))}" if known else "its catalog names none"
        raise UsageError("no-such-app", what, cure)
    return [(place, entry) for place, entry in found if asked.wants(place)]


def _apps(paths: Iterable[str]) -> Iterator[str]:
    return (place.app for path in paths if isinstance(place := place_of(path), AppFile))


def _value(trees: Trees, place: LiveFile, entry: TreeEntry, schemas: Schemas) -> Value:
    if entry.mode != PLAIN_FILE:
        raise _damaged(place, "it is no plain file")
    try:
        value = canonical.from_bytes(trees.blobs([entry.oid])[entry.oid], place.path)
    except canonical.NotCanonicalError as error:
        raise _damaged(place, error.problem.what) from error
    problems = schemas.problems("live", value, place.path)
    if problems or not isinstance(value, dict):
        what = f"{place.path} is written in a form that is not known here"
        first = problems[0]
        cure = "ask about a later commit, or use the slipway of that time"
        raise ProblemsFoundError("live-form", f"{what} ({first.path} {first.what})", cure)
    if (value["app"], value["environment"]) != (place.app, place.environment):
        raise _damaged(place, "it speaks of another target")
    return value


def _damaged(place: LiveFile, why: str) -> ProblemsFoundError:
    cure = "slipway audit verify says which commit made it so"
    return ProblemsFoundError("live-damaged", f"{place.path} cannot be read: {why}", cure)
