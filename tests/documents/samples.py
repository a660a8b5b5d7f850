"""Where the sample documents of these tests stand, and how they are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.core.documents.collection import read
from bot.core.documents.schema import Schemas
from bot.core.documents.semantics import DATA_FOLDERS, check_all

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TREES = HERE / "bad" / "trees"
EXAMPLE = HERE / "example"
"""A whole repository's documents; those at the root are the user's own in a repository made from
this one as template (``slipway init``)."""


@cache
def schemas() -> Schemas:
    """Return the schemas of this repository."""
    return Schemas.from_files({path.name: path.read_bytes() for path in schema_files()})


def schema_files() -> list[Path]:
    """Return the schema files of this repository."""
    return sorted((ROOT / "schemas").glob("*.schema.json"))


def samples(folder: str) -> list[Path]:
    """Return the single documents below good/ or bad/; the folder of each names its kind."""
    return [
        path
        for path in sorted((HERE / folder).rglob("*.*"))
        if path.suffix in (".yaml", ".json") and TREES not in path.parents
    ]


def name_of(path: Path) -> str:
    """Name a sample in the list of tests."""
    return f"{path.parent.name}/{path.name}"


def messages(path: Path) -> str:
    """Return what is said of one document, by the loader and by the schema of its kind."""
    loaded = read(path.name, path.read_bytes())
    kind = path.parent.name
    beside = () if kind == "yaml" else schemas().problems(kind, loaded, path.name)
    return "".join(f"{problem}\n" for problem in (*loaded.problems, *beside))


def genesis() -> dict[str, bytes]:
    """Return the example documents of a repository at its beginning."""
    return read_folder(EXAMPLE, *DATA_FOLDERS)


def read_folder(root: Path, *folders: str) -> dict[str, bytes]:
    """Return all files below some folders, by their paths from the root."""
    files = (path for folder in folders for path in (root / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def tree_messages(tree: Path) -> str:
    """Return what is said of the files of one folder, laid over the example documents."""
    changed = read_folder(tree, "")
    del changed["expected.txt"]
    problems = check_all({**genesis(), **changed}, schemas())
    return "".join(f"{problem}\n" for problem in problems)
