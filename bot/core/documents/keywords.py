"""Keywords of JSON Schema held more strictly, and so that each error says one thing.

Patterns match the whole text and never see one of the wrong length; an integer is no boolean and
no float; each unknown and each missing field is an error of its own; "X or null" and objects told
apart by ``kind`` report what is wrong within, not that nothing fits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema.protocols import Validator

    Errors: TypeAlias = Iterator[ValidationError]
    Schema: TypeAlias = Mapping[str, Any]

_NULL = {"type": "null"}


def _pattern(_: object, pattern: str, instance: object, schema: Schema) -> Errors:
    if not isinstance(instance, str):
        return
    length = len(instance)
    if not schema.get("minLength", 0) <= length <= schema.get("maxLength", length):
        return
    if re.fullmatch(pattern, instance) is None:
        yield ValidationError(pattern)


def _required(_: object, names: list[str], instance: object, __: Schema) -> Errors:
    if isinstance(instance, dict):
        yield from (ValidationError(name) for name in names if name not in instance)


def _additional(validator: Any, allowed: Any, instance: object, schema: Schema) -> Errors:
    if not isinstance(instance, dict):
        return
    for name in instance:
        if name in schema.get("properties", ()):
            continue
        if allowed is False:
            yield ValidationError(name)
        else:
            yield from validator.descend(instance[name], allowed, path=name)


def _any_of(validator: Any, branches: list[Any], instance: object, schema: Schema) -> Errors:
    forms = [branch for branch in branches if branch != _NULL]
    if instance is None and _NULL in branches:
        return
    if len(forms) == 1:
        yield from validator.descend(instance, forms[0])
    else:
        yield from _PLAIN["anyOf"](validator, branches, instance, schema)


def _one_of(validator: Any, branches: list[Any], instance: object, schema: Schema) -> Errors:
    kind = instance.get("kind") if isinstance(instance, dict) else None
    fitting = [branch for branch in branches if kind is not None and _kind_of(branch) == kind]
    if len(fitting) == 1:
        yield from validator.descend(instance, fitting[0])
    else:
        yield from _PLAIN["oneOf"](validator, branches, instance, schema)


def _kind_of(branch: Schema) -> object:
    return branch.get("properties", {}).get("kind", {}).get("const")


def _is_integer(_: object, instance: object) -> bool:
    return isinstance(instance, int) and not isinstance(instance, bool)


_PLAIN: Mapping[str, Any] = Draft202012Validator.VALIDATORS

StrictValidator: type[Validator] = extend(  # type: ignore[no-untyped-call]  # so in the stubs
    Draft202012Validator,
    validators={
        "pattern": _pattern,
        "required": _required,
        "additionalProperties": _additional,
        "anyOf": _any_of,
        "oneOf": _one_of,
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)
"""JSON Schema 2020-12 as Slipway holds it; an error's message is the name or pattern at fault."""
