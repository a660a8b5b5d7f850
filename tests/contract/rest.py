"""Holds REST requests and answers against GitHub's published description."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from tests.contract.schemas import UNDESCRIBED, Schema, faults, linked, schema_of

Json: TypeAlias = dict[str, Any]

PREFIX = "/api/v3"
REFUSED = 400
EMPTY: tuple[object, ...] = (None, "", b"")


@dataclass(frozen=True, slots=True)
class Operation:
    """One described operation and the pattern that its paths match."""

    name: str
    pattern: re.Pattern[str]
    literals: int
    path: Mapping[str, Schema]
    query: Mapping[str, Schema]
    required: frozenset[str]
    answers: Mapping[str, Schema | None]
    body: Schema | None


def check_answer(method: str, path: str, status: int, body: object) -> list[str]:
    """Say in what an answer's status and decoded JSON body differ from the description."""
    operation = _find(method, path)
    if operation is None:
        return [_unknown(method, path)]
    place = f"{operation.name} answers {status}"
    schema = operation.answers.get(str(status))
    if status >= REFUSED:
        return _marked(place, _refusal_faults(schema or _basic_error(), body))
    if str(status) not in operation.answers:
        return [f"{operation.name}: GitHub never answers {status} here"]
    if schema is None:
        return [] if body in EMPTY else [f"{place}: no JSON body is described, but one came"]
    return _marked(place, faults(schema, body))


def check_request(
    method: str, path: str, query: Mapping[str, str] | None = None, body: object = None
) -> list[str]:
    """Say in what a request's path, query and decoded JSON body differ from the description."""
    operation = _find(method, path)
    if operation is None:
        return [_unknown(method, path)]
    return [
        *_marked(operation.name, _path_faults(operation, path)),
        *_marked(operation.name, _query_faults(operation, query or {})),
        *_marked(operation.name, _body_faults(operation, body)),
    ]


def operation_of(method: str, path: str) -> str | None:
    """Name the described operation that a path belongs to."""
    operation = _find(method, path)
    return operation.name if operation else None


def operation_names() -> tuple[str, ...]:
    """Name every operation that is kept, in order."""
    return tuple(sorted(_description()["operations"]))


def _marked(place: str, found: Iterable[str]) -> list[str]:
    return [f"{place}: {one}" for one in found]


def _unknown(method: str, path: str) -> str:
    return f"{method} {path}: no such operation is described (or it is not in rest.json)"


def _refusal_faults(schema: Schema, body: object) -> list[str]:
    """GitHub describes refusals only in part, so more fields may come, but never no message."""
    found = [one for one in faults(schema, body) if UNDESCRIBED not in one]
    match body:
        case {"message": str(message)} if message:
            return found
        case _:
            return [*found, "$: a refusal is an object with a message"]


def _path_faults(operation: Operation, path: str) -> Iterator[str]:
    match = operation.pattern.fullmatch(_bare(path))
    for name, value in (match.groupdict() if match else {}).items():
        yield from _text_faults(operation.path[name], unquote(value), f"path {name}")


def _query_faults(operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
    for name, value in query.items():
        if name in operation.query:
            yield from _text_faults(operation.query[name], value, f"query {name}")
        else:
            yield f"query {name} is not described"
    for name in sorted(operation.required - {"body", *query}):
        yield f"query {name} is required"


def _text_faults(schema: Schema, text: str, place: str) -> Iterator[str]:
    """Read a text as the type that is wanted of it, then hold it against its schema."""
    value: object = text
    match schema.content.get("type"):
        case "integer" if re.fullmatch(r"-?[0-9]+", text):
            value = int(text)
        case "boolean" if text in {"true", "false"}:
            value = text == "true"
    for one in faults(schema, value):
        yield f"{place}{one.removeprefix('$')}"


def _body_faults(operation: Operation, body: object) -> Iterator[str]:
    if operation.body is None:
        if body not in EMPTY:
            yield "no request body is described, but one is sent"
    elif body in EMPTY:
        if "body" in operation.required:
            yield "a request body is required"
    else:
        yield from faults(operation.body, body)


def _bare(path: str) -> str:
    return urlsplit(path).path.removeprefix(PREFIX)


@cache
def _find(method: str, path: str) -> Operation | None:
    bare = _bare(path)
    found = [one for one in _operations(method.upper()) if one.pattern.fullmatch(bare)]
    return max(found, key=lambda one: one.literals, default=None)


@cache
def _operations(method: str) -> tuple[Operation, ...]:
    return tuple(
        _operation(name, content)
        for name, content in _description()["operations"].items()
        if name.startswith(f"{method} ")
    )


def _operation(name: str, content: Json) -> Operation:
    template = name.partition(" ")[2]
    body = content.get("body")
    queries = {one for one, detail in content["query"].items() if detail.get("required")}
    return Operation(
        name=name,
        pattern=_pattern(template, content["path"]),
        literals=len(re.sub(r"\{\w+\}", "", template)),
        path={one: schema_of(detail["schema"]) for one, detail in content["path"].items()},
        query={one: schema_of(detail["schema"]) for one, detail in content["query"].items()},
        required=frozenset({*queries, *({"body"} if body and body["required"] else ())}),
        answers={one: schema_of(x) if x else None for one, x in content["answers"].items()},
        body=schema_of(body["schema"]) if body else None,
    )


def _pattern(template: str, parameters: Json) -> re.Pattern[str]:
    def group(found: re.Match[str]) -> str:
        wide = parameters[found[1]].get("multiSegment")
        return f"(?P<{found[1]}>{'.+' if wide else '[^/]+'})"

    return re.compile(re.sub(r"\{(\w+)\}", group, template))


@cache
def _basic_error() -> Schema:
    return schema_of(_description()["components"]["schemas"]["basic-error"])


@cache
def _description() -> Json:
    text = (Path(__file__).parent / "rest.json").read_text("utf-8")
    return linked(json.loads(text))
