"""A lint of the schema files: closed, bounded, anchored, linear, and explained to editors."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.documents.patterns import ambiguities
from tests.documents.samples import schema_files

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = [path.name for path in schema_files()]
KINDS = {
    "slipway",
    "owners",
    "app",
    "workspace",
    "mini-program",
    "version",
    "request",
    "correction",
    "offline",
    "restore",
    "override",
    "stop",
    "log-entry",
    "status",
    "live",
    "person",
    "document-entry",
}


def parts(content: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object within a schema file with its path; most are schemas."""
    if isinstance(content, dict):
        yield path, content
        for key, value in content.items():
            yield from parts(value, f"{path}/{key}")
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from parts(value, f"{path}/{index}")


ALL = [
    pytest.param(part, id=f"{path.name}#{where}")
    for path in schema_files()
    for where, part in parts(json.loads(path.read_text()))
    if "/if" not in where
]


def types(part: dict[str, Any]) -> list[str]:
    named = part.get("type", [])
    return [named] if isinstance(named, str) else [one for one in named if isinstance(one, str)]


def of_type(name: str) -> list[Any]:
    return [param for param in ALL if name in types(param.values[0])]  # type: ignore[arg-type]  # a dict


def with_key(name: str) -> list[Any]:
    return [param for param in ALL if isinstance(param.values[0].get(name), str)]  # type: ignore[union-attr]  # a dict


def test_there_is_a_schema_for_each_kind_of_document() -> None:
    assert {name.removesuffix(".schema.json") for name in NAMES} == {*KINDS, "common"}


@pytest.mark.parametrize("path", schema_files(), ids=NAMES)
def test_a_schema_file_is_json_schema_2020_12(path: Any) -> None:
    content = json.loads(path.read_text())
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(content)


@pytest.mark.parametrize("part", of_type("object"))
def test_d13_every_object_is_closed(part: dict[str, Any]) -> None:
    if part["additionalProperties"] is not False:
        assert {"propertyNames", "maxProperties"} <= part.keys()


@pytest.mark.parametrize("part", of_type("string"))
def test_every_text_is_bounded(part: dict[str, Any]) -> None:
    assert part["maxLength"] <= 4000


@pytest.mark.parametrize("part", of_type("array"))
def test_every_list_is_bounded(part: dict[str, Any]) -> None:
    assert part["maxItems"] <= 1000


@pytest.mark.parametrize("part", of_type("integer"))
def test_every_number_is_bounded(part: dict[str, Any]) -> None:
    assert part["minimum"] <= part["maximum"] <= 2**53 - 1


@pytest.mark.parametrize("part", with_key("pattern"))
def test_d10_every_pattern_is_anchored_ascii_and_bounded(part: dict[str, Any]) -> None:
    pattern = part["pattern"]
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert pattern.isascii()
    assert "maxLength" in part
    assert re.search(r"\\[dDwWsSbBAZ1-9]|\(\?[^!]", pattern) is None


@pytest.mark.parametrize("part", with_key("pattern"))
def test_d14_every_pattern_is_linear(part: dict[str, Any]) -> None:
    assert ambiguities(part["pattern"]) == []


@pytest.mark.parametrize("part", with_key("pattern"))
@pytest.mark.parametrize(
    "seed", ["a", "0", "a-", "a.", "https://a", "https://a.", "a@a.", "0-", " x"]
)
def test_d14_a_long_near_miss_is_matched_at_once(part: dict[str, Any], seed: str) -> None:
    text = (seed + seed[-2:] * part["maxLength"])[: part["maxLength"]] + "\n!"
    start = time.perf_counter()
    re.fullmatch(part["pattern"], text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("part", with_key("pattern"))
def test_a_pattern_accepts_its_own_examples(part: dict[str, Any]) -> None:
    assert all(re.fullmatch(part["pattern"], example) for example in part.get("examples", []))


@pytest.mark.parametrize("part", with_key("$ref"))
def test_d15_every_reference_stays_in_the_schema_files(part: dict[str, Any]) -> None:
    assert re.fullmatch(r"(common\.schema\.json)?#/\$defs/[A-Za-z0-9]+", part["$ref"])


def test_d12_no_schema_relies_on_the_format_keyword() -> None:
    assert [where.id for where in with_key("format")] == []


def test_any_of_is_only_x_or_null_and_one_of_is_told_apart_by_kind() -> None:
    for param in ALL:
        part: Any = param.values[0]
        if "anyOf" in part:
            assert len(part["anyOf"]) == 2
            assert part["anyOf"][1] == {"type": "null"}
        if "oneOf" in part:
            kinds = [branch["properties"]["kind"]["const"] for branch in part["oneOf"]]
            assert len(kinds) == len(set(kinds))


def test_every_field_is_described_for_editors() -> None:
    silent = [
        f"{path.name}#{where}/{name}"
        for path in schema_files()
        for where, part in parts(json.loads(path.read_text()))
        if "/if" not in where and not where.endswith("/properties")
        for name, field in part.get("properties", {}).items()
        if isinstance(field, dict) and not field.get("description")
    ]
    assert silent == []


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(ab|[ab])*$", "^(a|ab?)*$", "^(a*)*b$", "^a*ab$", "^([a-z]+-?)*$"]
)
def test_the_lint_finds_patterns_that_are_not_linear(pattern: str) -> None:
    assert ambiguities(pattern)


@pytest.mark.parametrize("pattern", ["^a+(-a+)*$", "^(0|[1-9][0-9]{0,8})$", "^[^ ]+( +[^ ]+)*$"])
def test_the_lint_passes_patterns_that_are_linear(pattern: str) -> None:
    assert ambiguities(pattern) == []
