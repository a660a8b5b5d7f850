"""All that is wrong with documents: the loader, the schema of the place, and the checks beside it.

The bot asks about documents from git trees, ``slipway validate`` about those of a working tree;
both ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.check import Subject
from bot.core.documents.checks import CHECKS
from bot.core.documents.collection import Documents
from bot.core.documents.places import place_of
from bot.core.documents.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.documents.schema import Schemas

__all__ = ["CHECKS", "Documents", "check_all", "check_document", "check_file", "check_path"]

DATA_FOLDERS = ("catalog/", "releases/", "live/")


def check_document(path: str, documents: Documents) -> tuple[Problem, ...]:
    """Ask every check of one document among all that are known, beside its schema."""
    place, loaded = place_of(path), documents.by_path.get(path)
    if place is None or loaded is None or loaded.draft is None:
        return ()
    subject = Subject(place, loaded, documents)
    return tuple(problem for check in CHECKS for problem in check.check(subject))


def check_file(path: str, documents: Documents, schemas: Schemas) -> tuple[Problem, ...]:
    """Return all that is wrong with one document: as text, by its schema, among the others."""
    place, loaded = place_of(path), documents.by_path.get(path)
    if place is None or loaded is None or place.schema is None:
        return check_path(path)
    shape = schemas.problems(place.schema, loaded, path)
    complained = {problem.path for problem in (*loaded.problems, *shape)}
    beside = (one for one in check_document(path, documents) if one.path not in complained)
    return _ordered((*loaded.problems, *shape, *beside))


def check_path(path: str) -> tuple[Problem, ...]:
    """Refuse a path in the data folders at which nothing may stand."""
    if not path.startswith(DATA_FOLDERS) or place_of(path) is not None:
        return ()
    what = "nothing may stand at this path"
    cure = "move the file to where its kind belongs, or remove it"
    if path.endswith(".yml"):
        cure = "let its name end in .yaml"
    return (Problem("no-such-place", path, 0, 0, "", what, cure),)


def check_all(files: Mapping[str, bytes], schemas: Schemas) -> tuple[Problem, ...]:
    """Return all that is wrong with all files of catalog/, releases/ and live/."""
    documents = Documents.read(files)
    return tuple(
        problem
        for path in sorted(files)
        if path.startswith(DATA_FOLDERS)
        for problem in check_file(path, documents, schemas)
    )


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
