"""Schemas as values: what they refuse to be made of, and what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.documents.schema import DIALECT, Schemas
from bot.core.documents.strict_yaml import load
from bot.errors import UsageError
from tests.documents.samples import schemas


def made(content: dict[str, Any]) -> Schemas:
    return Schemas.from_files(
        {"x.schema.json": json.dumps({"$schema": DIALECT, **content}).encode()}
    )


def said(content: dict[str, Any], value: Any) -> list[str]:
    return [problem.id for problem in made(content).problems("x", value, "f")]


def test_the_kinds_are_those_that_have_a_schema() -> None:
    assert "request" in schemas().kinds
    assert "common" not in schemas().kinds


def test_other_files_are_no_schemas() -> None:
    assert Schemas.from_files({"schemas/README.md": b"hello"}).kinds == ()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="no-schema"):
        schemas().problems("whim", {}, "f.yaml")


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"\xff",
        b'{"type": "object"}',
        b'{"$schema": "http://json-schema.org/draft-07/schema#"}',
        json.dumps({"$schema": DIALECT, "$ref": "https://lax.example/any.json"}).encode(),
        json.dumps({"$schema": DIALECT, "allOf": [{"$ref": "#/$defs/absent"}]}).encode(),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_with_its_path(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"schemas/x\.schema\.json|x\.schema\.json"):
        Schemas.from_files({"schemas/x.schema.json": data})


def test_the_problems_of_a_plain_value_have_no_line() -> None:
    (problem,) = schemas().problems("owners", {"format": 1}, "f.yaml")
    assert (problem.file, problem.line, problem.column) == ("f.yaml", 0, 0)


def test_nothing_is_said_of_a_document_that_could_not_be_read() -> None:
    assert schemas().problems("owners", load(b"owners: [\n", "f.yaml"), "f.yaml") == ()


def test_the_schema_speaks_although_the_line_ends_are_wrong() -> None:
    loaded = load(b"format: 1\r\n", "f.yaml")
    assert [one.id for one in schemas().problems("owners", loaded, "f.yaml")] == ["missing-field"]


def test_a_number_with_a_fraction_of_zero_and_a_boolean_are_no_integers() -> None:
    content = {"type": "integer"}
    assert said(content, 1) == []
    assert said(content, 1.0) == ["wrong-type"]
    assert said(content, True) == ["wrong-type"]  # noqa: FBT003  the value under test


def test_the_length_is_checked_before_the_pattern() -> None:
    content = {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^a*$"}
    assert said(content, "bbbb") == ["too-long"]
    assert said(content, "b") == ["too-short"]
    assert said(content, "bb") == ["wrong-form"]
    assert said(content, "aa") == []


def test_a_pattern_says_nothing_of_what_is_no_text() -> None:
    assert said({"type": ["string", "null"], "pattern": "^a$"}, None) == []


def test_a_keyword_without_words_of_its_own_still_says_something() -> None:
    problems = made({"type": "object", "not": {"required": ["a"]}}).problems("x", {"a": 1}, "f")
    assert [(one.id, one.cure) for one in problems] == [
        ("wrong-value", "write what the schema asks for")
    ]


def test_any_of_with_several_forms_is_held_as_it_stands() -> None:
    content = {"type": ["string", "integer"], "anyOf": [{"const": 1}, {"const": "a"}]}
    assert said(content, 1) == []
    assert said(content, 2) == ["wrong-value"]


def test_objects_that_are_not_told_apart_by_kind_are_held_as_they_stand() -> None:
    content = {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert said(content, {"a": 1}) == []
    assert said(content, {}) == ["wrong-value"]


def test_a_missing_field_that_is_not_described_is_still_named() -> None:
    (problem,) = made({"type": "object", "required": ["a"]}).problems("x", {}, "f")
    assert (problem.what, problem.cure) == ('the field "a" is missing', "add it")


def test_more_items_than_allowed_are_too_many() -> None:
    assert said({"type": "array", "maxItems": 1}, [1, 2]) == ["too-many"]


def test_a_field_of_other_fields_is_held_to_its_schema() -> None:
    content = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert said(content, {"a": 1, "b": "x"}) == ["wrong-type"]


def test_required_and_additional_say_nothing_of_what_is_no_object() -> None:
    assert said({"type": ["array"], "required": ["a"], "additionalProperties": False}, []) == []
