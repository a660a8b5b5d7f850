"""Schemas, asked by a compiled validator, which is quick and cannot be made to hang.

The schemas of an audited commit are other people's data: whoever may change them could write one
that Python's own validator takes for ever to judge by. So the bot's validator is asked only where
the schemas are those that are installed, to say why a document does not pass.
"""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from bot.core.documents import strict_yaml
from bot.core.documents.schema import ENDING, Schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.documents.canonical import Value
    from bot.core.documents.loaded import Loaded

_BASE = "slipway:///"
KEPT = 500
"""Documents that are kept in memory."""
_UNUSABLE = (ValueError, RecursionError, jsonschema_rs.ReferencingError)


class Wrong(NamedTuple):
    """What is wrong with a document."""

    what: str


class Compiled:
    """The schemas of one set of files; each is compiled when it is first asked."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """``ValueError`` where a schema is no object."""
        self.contents: Mapping[str, dict[str, Any]] = _contents(files)
        self._quick: dict[str, jsonschema_rs.Validator | None] = {}

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry(self.contents.items())

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of document that have a schema: what only holds definitions is none."""
        names = (name.removeprefix(_BASE) for name, one in self.contents.items() if "type" in one)
        return tuple(sorted(name.removesuffix(ENDING) for name in names))

    def validator(self, kind: str) -> jsonschema_rs.Validator | None:
        """The validator of a kind; ``None`` where its schema cannot be used."""
        if kind not in self._quick:
            self._quick[kind] = self._compiled(f"{_BASE}{kind}{ENDING}")
        return self._quick[kind]

    def _compiled(self, name: str) -> jsonschema_rs.Validator | None:
        try:
            return jsonschema_rs.validator_for(
                self.contents[name], registry=self._registry, base_uri=name, offline=True
            )
        except _UNUSABLE:
            return None


@lru_cache(maxsize=8)
def _compiled(files: tuple[tuple[str, bytes], ...]) -> Compiled:
    """The same files are compiled once, however many commits and audits have them."""
    return Compiled(files)


class Shapes:
    """The schemas of one set of files; ``telling`` are the same ones where they are installed."""

    def __init__(self, compiled: Compiled, telling: Schemas | None) -> None:
        self._compiled = compiled
        self._telling = telling
        self._kept: dict[tuple[str, bytes], Value | Wrong] = {}

    @classmethod
    def installed(cls, files: Mapping[str, bytes]) -> Shapes:
        """The auditor's own schemas, path to bytes."""
        return cls(_compiled(_schemas_of(files)), Schemas.from_files(files))

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> Shapes | None:
        """The schemas of an audited commit, or ``None`` where they cannot be used."""
        try:
            compiled = _compiled(_schemas_of(files))
        except _UNUSABLE:
            return None
        return cls(compiled, None) if compiled.contents else None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of document that have a schema."""
        return self._compiled.kinds

    def document(self, kind: str, data: bytes, path: str) -> Value | Wrong:
        """The value of a YAML document, or what is wrong with it.

        Those read last are kept: all releases of a version share one document.
        """
        key = (kind, data)
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._document(kind, data, path)
        return self._kept[key]

    def _document(self, kind: str, data: bytes, path: str) -> Value | Wrong:
        loaded = strict_yaml.load(data, path)
        if loaded.problems:
            return Wrong(loaded.problems[0].what)
        problem = self.problem(kind, loaded, loaded.value, path) if kind in self.kinds else None
        return Wrong(problem) if problem is not None else loaded.value

    def problem(self, kind: str, document: Loaded | Value, value: Value, path: str) -> str | None:
        """What is wrong with a document first of all; ``None`` where it passes."""
        validator = self._compiled.validator(kind)
        if validator is None:
            return f"the schema {kind} cannot be used"
        if validator.is_valid(value):
            return None
        problems = self._telling.problems(kind, document, path) if self._telling else ()
        return problems[0].what if problems else f"it does not pass the schema {kind}"


def _schemas_of(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple(item for item in files.items() if item[0].endswith(ENDING))


def _contents(files: Iterable[tuple[str, bytes]]) -> dict[str, dict[str, Any]]:
    """The schemas by their names; ``ValueError`` where one is no object."""
    found = {_BASE + path.rpartition("/")[2]: json.loads(data) for path, data in files}
    if not all(isinstance(one, dict) for one in found.values()):
        raise ValueError("a schema is no object")
    return found
