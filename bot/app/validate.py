"""``slipway validate``: documents of a working tree, or what one revision changes on another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.app.report import Report
from bot.app.revision import Repository
from bot.app.working_tree import read_working_tree
from bot.core.documents.canonical import SIZE_CAP
from bot.core.documents.places import RequestFile, place_of
from bot.core.documents.problem import Problem, quoted
from bot.core.documents.schema import ENDING, Schemas
from bot.core.documents.semantics import DATA_FOLDERS, Documents, check_all, check_file
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bot.app.revision import TreeFile

PLAIN_FILE = "100644"


def validate(root: Path, paths: Sequence[str] = ()) -> Report:
    """Check the data folders of a working tree; paths, relative to root, narrow what is shown.

    All documents are read whatever the paths, since each is checked among the others.
    """
    chosen = [_within(root, path) for path in paths]
    schemas = Schemas.from_files(_working_schemas(root))
    tree = read_working_tree(root, [folder.rstrip("/") for folder in DATA_FOLDERS])
    found = (*tree.problems, *check_all(tree.files, schemas))
    problems = [problem for problem in found if _shown(problem.file, chosen)]
    looked_at = {*tree.files, *(problem.file for problem in tree.problems)}
    files = sum(_shown(path, chosen) for path in looked_at)
    return Report(files, tuple(sorted(problems, key=lambda one: (one.file, one.line, one.column))))


def validate_revisions(repository: Path, base: str, head: str) -> Report:
    """Check what head changes since it left base, by the schemas and the catalog of base.

    A head that touches no data folder is not checked at all.
    """
    git = Repository(repository)
    base_commit, head_commit = git.commit(base), git.commit(head)
    before = git.tree(git.fork_point(base_commit, head_commit))
    after = git.tree(head_commit)
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    if not any(path.startswith(DATA_FOLDERS) for path in changed):
        return Report(0, ())
    on_base = git.tree(base_commit)
    schemas = Schemas.from_files(_read(git, on_base, filter(_is_schema, on_base)))
    refused = [problem for path in changed if (problem := _refused(path, after.get(path)))]
    wrong = {problem.file for problem in refused}
    sound = [path for path in changed if path not in wrong]
    known = _read(git, on_base, _needed(on_base, sound))
    valid = _check(known, _read(git, after, sound), schemas)
    return Report(len(changed), (*refused, *valid))


def _check(
    known: Mapping[str, bytes], changed: Mapping[str, bytes], schemas: Schemas
) -> list[Problem]:
    """Check releases by the catalog of base, and the catalog as it would become."""
    problems: list[Problem] = []
    for folder in DATA_FOLDERS:
        ours = {path: data for path, data in changed.items() if path.startswith(folder)}
        documents = Documents.read({**known, **ours})
        problems += [one for path in sorted(ours) for one in check_file(path, documents, schemas)]
    return problems


def _refused(path: str, file: TreeFile | None) -> Problem | None:
    if file is None:
        what, cure = "the file is deleted or renamed", "put it back: nothing is ever removed"
        return Problem("deleted", path, 0, 0, "", what, cure)
    place = place_of(path)
    if place is None or not place.by_people:
        what = "a pull request with documents may not touch this path"
        return Problem("path-not-allowed", path, 0, 0, "", what, "leave it as it is on the base")
    if file.mode != PLAIN_FILE:
        what = f"the mode is {file.mode}, not that of a plain file ({PLAIN_FILE})"
        return Problem("wrong-mode", path, 0, 0, "", what, "commit a plain file")
    if file.size > SIZE_CAP:
        what = f"the file has {file.size} bytes"
        return Problem("too-large", path, 0, 0, "", what, "make it shorter")
    return None


def _needed(on_base: Mapping[str, TreeFile], changed: Iterable[str]) -> list[str]:
    """Find what checks look at: the catalog, and the versions that changed requests name."""
    places = map(place_of, changed)
    versions = {place.release.version_path for place in places if isinstance(place, RequestFile)}
    return [
        path
        for path, file in on_base.items()
        if file.mode == PLAIN_FILE and (path.startswith("catalog/") or path in versions)
    ]


def _read(
    git: Repository, tree: Mapping[str, TreeFile], paths: Iterable[str]
) -> Mapping[str, bytes]:
    small = [path for path in paths if tree[path].size <= SIZE_CAP]
    blobs = git.blobs(tree[path].oid for path in small)
    return {path: blobs[tree[path].oid] for path in small}


def _is_schema(path: str) -> bool:
    return path.startswith("schemas/") and path.endswith(ENDING)


def _working_schemas(root: Path) -> Mapping[str, bytes]:
    tree = read_working_tree(root, ["schemas"])
    if tree.problems:
        raise UsageError("schema-unusable", str(tree.problems[0]), "restore schemas/")
    if not tree.files:
        what = f"there is no folder schemas in {quoted(str(root))}"
        raise UsageError("no-schema", what, "call this at the root of a release repository")
    return tree.files


def _within(root: Path, path: str) -> str:
    """Write a path relative to root, without following links."""
    top = os.path.abspath(root)  # noqa: PTH100  Path.resolve would follow links
    full = os.path.normpath(os.path.join(top, path))  # noqa: PTH118  likewise, and as text
    if full != top and not full.startswith(top + os.sep):
        raise UsageError(
            "outside", f"{quoted(path)} is outside of the repository", "name a file in it"
        )
    if not os.path.lexists(full):
        raise UsageError("no-such-file", f"there is no file {quoted(path)}", "check its name")
    return os.path.relpath(full, top).replace(os.sep, "/")


def _shown(path: str, chosen: Sequence[str]) -> bool:
    return not chosen or any(one in (".", path) or path.startswith(f"{one}/") for one in chosen)
