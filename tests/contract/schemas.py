"""Holds a value against an OpenAPI schema, and says in words what differs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from openapi_schema_validator import OAS30Validator, OAS31Validator

Json: TypeAlias = dict[str, Any]

SHOWN = 80
UNDESCRIBED = "is not described: GitHub has no such field"
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_instant(value: object) -> bool:
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    return not isinstance(value, str) or bool(re.fullmatch(pattern, value, re.ASCII))


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(urlsplit(value).scheme) and not re.search(r"[\s{}]", value)


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A schema object whose references are linked, and the validator made of it once."""

    content: Json
    validator: Validator


def schema_of(content: Json, version: str = "3.0") -> Schema:
    """Make the validator of a schema object, to be kept and used many times."""
    validator = OAS31Validator if version == "3.1" else OAS30Validator
    return Schema(content, validator(content, format_checker=FORMATS))


def linked(description: Json) -> Json:
    """Put each referenced schema in the place of the references to it: none is left to look up.

    `oneOf` becomes `anyOf`, for GitHub's alternatives overlap: whatever is a validation error is
    also the error of a broken repository rule, in which every field is optional.
    """
    schemas = description["components"]["schemas"]
    names = {f"#/components/schemas/{name}": schema for name, schema in schemas.items()}
    for name, value in description.items():
        description[name] = _linked(value, names)
    return description


def _linked(value: Any, names: Json) -> Any:
    match value:
        case {"$ref": str(name)}:
            return _linked(names[name], names) if "$ref" in names[name] else names[name]
        case dict():
            for key, one in value.items():
                value[key] = _linked(one, names)
            if isinstance(value.get("oneOf"), list):
                value["anyOf"] = value.pop("oneOf")
        case list():
            value[:] = [_linked(one, names) for one in value]
    return value


def faults(schema: Schema, value: Any) -> Iterator[str]:
    """Tell what the schema forbids; where that is nothing, what none of its readings allows.

    GitHub leaves objects open, and some of its alternatives require nothing, so that everything
    fits them. Here an object fits an alternative only if that describes all of its fields.
    """
    found = dict.fromkeys(_explained(one, "$") for one in schema.validator.iter_errors(value))
    yield from found or _misfits(schema.validator, [schema.content], value, "$")


def _misfits(
    validator: Validator, schemas: Sequence[Json], value: Any, place: str
) -> Iterator[str]:
    """Choose one of each schema's alternatives in every way; tell what the nearest forbids."""
    outcomes = []
    plain = [part for one in schemas for part in (one, *one.get("allOf", ()))]
    for chosen in product(*(one["anyOf"] for one in plain if "anyOf" in one)):
        found = [
            _explained(error, place)
            for one in chosen
            for error in validator.evolve(schema=one).iter_errors(value)
        ] or list(_strange_parts(validator, (*plain, *chosen), value, place))
        if not found:
            return
        outcomes.append(found)
    yield from min(outcomes, key=len)


def _strange_parts(
    validator: Validator, reading: Sequence[Json], value: Any, place: str
) -> Iterator[str]:
    match value:
        case dict() if not any(one.get("additionalProperties") for one in reading):
            yield from _strange_fields(validator, reading, value, place)
        case list():
            items = [one["items"] for one in reading if "items" in one]
            for number, one in enumerate(value if items else ()):
                yield from _misfits(validator, items, one, f"{place}[{number}]")


def _strange_fields(
    validator: Validator, reading: Sequence[Json], value: Json, place: str
) -> Iterator[str]:
    described = [one["properties"] for one in reading if "properties" in one]
    for name, one in value.items() if described else ():
        known = [properties[name] for properties in described if name in properties]
        if known:
            yield from _misfits(validator, known, one, f"{place}.{name}")
        else:
            yield f"{place}.{name} {UNDESCRIBED}"


def _explained(error: ValidationError, place: str) -> str:
    """Of several alternatives the nearest is explained: the one with the fewest errors."""
    if error.context:
        groups: dict[object, list[ValidationError]] = {}
        for one in error.context:
            groups.setdefault(one.schema_path[0], []).append(one)
        return _explained(min(groups.values(), key=len)[0], place)
    return f"{place}{_place(error.absolute_path)}: {_told(error)}"


def _told(error: ValidationError) -> str:
    shown = repr(error.instance)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    match error.validator:
        case "type" if error.instance is None:
            return f"null, but it must be of type {error.validator_value}"
        case "type":
            return f"{shown} is not of type {error.validator_value}"
        case "enum":
            return f"{shown} is none of {error.validator_value}"
        case _:
            return error.message.replace(repr(error.instance), shown)


def _place(path: Sequence[str | int]) -> str:
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
