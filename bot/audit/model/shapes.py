"""Schemas, asked quickly: a compiled validator says that a document passes, the bot's own why not.

Nearly every document passes, and the compiled validator is forty times as quick. What it refuses is
refused, also where the other should find nothing wrong.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import jsonschema_rs

from bot.core.documents import strict_yaml
from bot.core.documents.schema import ENDING, Schemas
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.canonical import Value
    from bot.core.documents.loaded import Loaded

_BASE = "slipway:///"


KEPT = 500
"""Documents that are kept in memory."""


class Wrong(NamedTuple):
    """What is wrong with a document."""

    what: str


class Shapes:
    """The schemas of one set of files, path to bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._telling = Schemas.from_files(files)
        self._contents = {
            _BASE + path.rpartition("/")[2]: json.loads(data)
            for path, data in files.items()
            if path.endswith(ENDING)
        }
        self._quick: dict[str, jsonschema_rs.Validator] = {}
        self._kept: dict[tuple[str, bytes], Value | Wrong] = {}

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> Shapes | None:
        """The schemas, or ``None`` where they cannot be used."""
        try:
            return cls(files)
        except UsageError:
            return None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of document that have a schema."""
        return self._telling.kinds

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
        try:
            if self._validator(kind).is_valid(value):
                return None
        except (ValueError, jsonschema_rs.ReferencingError):
            pass  # a schema that the compiled validator cannot take: the other one judges alone
        else:
            problems = self._telling.problems(kind, document, path)
            return problems[0].what if problems else f"it does not pass the schema {kind}"
        problems = self._telling.problems(kind, document, path)
        return problems[0].what if problems else None

    def _validator(self, kind: str) -> jsonschema_rs.Validator:
        if kind not in self._quick:
            name = f"{_BASE}{kind}{ENDING}"
            registry = jsonschema_rs.Registry(self._contents.items())
            self._quick[kind] = jsonschema_rs.validator_for(
                self._contents[name], registry=registry, base_uri=name, offline=True
            )
        return self._quick[kind]
