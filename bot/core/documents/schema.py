"""The schemas of all kinds of document, and what each says is wrong, all of it at once.

A schema is picked by the place of a document, never by its content, and comes from the given files
only: nothing resolves a reference over the network.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from referencing import Registry
from referencing.jsonschema import DRAFT202012

from bot.core.documents.explain import Fault, explain
from bot.core.documents.keywords import StrictValidator
from bot.core.documents.loaded import Loaded
from bot.core.documents.problem import Problem, quoted
from bot.core.documents.secret_text import may_be_secret
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from bot.core.documents.canonical import Value

ENDING = ".schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, eq=False)
class Schemas:
    """One validator for each kind of document; the same files give the same object."""

    _validators: Mapping[str, Validator]

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Schemas:
        """Read ``….schema.json`` files, path to bytes; UsageError where they cannot be used."""
        return cls._made(tuple(item for item in files.items() if item[0].endswith(ENDING)))

    @classmethod
    @lru_cache(maxsize=8)
    def _made(cls, files: tuple[tuple[str, bytes], ...]) -> Schemas:
        contents = {path.rpartition("/")[2]: _read(path, data) for path, data in files}
        _check_references(contents)
        resources = [(name, DRAFT202012.create_resource(one)) for name, one in contents.items()]
        registry: Registry[Any] = Registry().with_resources(resources)
        return cls(
            MappingProxyType(
                {
                    name.removesuffix(ENDING): StrictValidator(content, registry=registry)
                    for name, content in contents.items()
                    if "type" in content  # what only holds definitions is no kind of document
                }
            )
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of document that have a schema."""
        return tuple(sorted(self._validators))

    def problems(self, kind: str, document: Loaded | Value, file: str) -> tuple[Problem, ...]:
        """Return everything that the schema of this kind says is wrong with a document.

        What the loader found is not repeated; where it could not read the whole, nothing is said.
        """
        validator = self._validators.get(kind)
        if validator is None:
            raise UsageError("no-schema", f"there is no schema {quoted(kind)}", "restore schemas/")
        loaded = document if isinstance(document, Loaded) else Loaded(file, document, document)
        if loaded.draft is None and loaded.problems:
            return ()
        found = [_problem(error, loaded) for error in validator.iter_errors(loaded.draft)]
        return tuple(sorted(found, key=lambda one: (one.line, one.column, one.path, one.id)))


def _problem(error: ValidationError, loaded: Loaded) -> Problem:
    path = tuple(error.absolute_path)
    field = path[-1] if path else None
    schema = error.schema if isinstance(error.schema, dict) else {}
    fault = Fault(
        str(error.validator),
        error.message,
        error.validator_value,
        error.instance,
        schema,
        field,
        hidden=may_be_secret(path),
    )
    explanation = explain(fault)
    if explanation.rule == "unknown-field":
        return loaded.error(*explanation, (*path, error.message), at_key=True)
    return loaded.error(*explanation, path)


def _read(path: str, data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except ValueError as error:
        raise _unusable(path, "is not JSON") from error
    if not isinstance(content, dict) or content.get("$schema") != DIALECT:
        raise _unusable(path, f"does not begin with $schema {DIALECT}")
    return content


def _check_references(contents: Mapping[str, dict[str, Any]]) -> None:
    for name, content in contents.items():
        for reference in _references(content):
            file, _, pointer = reference.partition("#/$defs/")
            known = contents.get(file or name, {}).get("$defs", {})
            if pointer not in known:
                raise _unusable(name, f"refers to {quoted(reference)}, which is not there")


def _references(content: object) -> Iterator[str]:
    waiting = [content]
    while waiting:
        match waiting.pop():
            case dict() as item:
                if isinstance(item.get("$ref"), str):
                    yield item["$ref"]
                waiting.extend(item.values())
            case list() as item:
                waiting.extend(item)
            case _:
                pass


def _unusable(path: str, what: str) -> UsageError:
    return UsageError("schema-unusable", f"the schema {path} {what}", "restore the file")
