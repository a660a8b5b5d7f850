"""The strict loader: values, places, limits, and that nothing raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents.problem import Problem
from bot.core.documents.strict_yaml import load


def ids(data: bytes) -> list[str]:
    return [problem.id for problem in load(data, "f.yaml").problems]


def test_a_document_becomes_plain_values() -> None:
    loaded = load(b"a: [1, -2, true, null, text]\nb: {c: 1.10}\n", "f.yaml")
    assert loaded.problems == ()
    assert loaded.value == {"a": [1, -2, True, None, "text"], "b": {"c": "1.10"}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-1", -1),
        ("999999999999999999", 999999999999999999),
        ("1000000000000000000", "1000000000000000000"),
        ("1.10", "1.10"),
        ("0123", "0123"),
        ("+1", "+1"),
        ("~", "~"),
        ("True", "True"),
        ("NO", "NO"),
        ('"1"', "1"),
        ("'null'", "null"),
        ("|\n  1", "1\n"),
    ],
)
def test_only_four_plain_forms_are_anything_else_than_text(text: str, value: object) -> None:
    assert load(f"a: {text}\n".encode(), "f.yaml").value == {"a": value}


def test_every_part_has_a_line_and_a_column() -> None:
    loaded = load("# first\n日本: [x, {b: 2}]\nc:\n  - d\n".encode(), "f.yaml")
    assert loaded.position(()) == (2, 1)
    assert loaded.key_position(("日本",)) == (2, 1)
    assert loaded.position(("日本",)) == (2, 5)
    assert loaded.position(("日本", 1, "b")) == (2, 13)
    assert loaded.position(("c", 0)) == (4, 5)


def test_a_part_that_is_not_there_is_placed_at_its_nearest_parent() -> None:
    loaded = load(b"a:\n  b: 1\n", "f.yaml")
    assert loaded.position(("a", "x", 3)) == (2, 3)
    assert loaded.key_position(("a", "x")) == (2, 3)


def test_a_value_with_a_problem_is_only_a_draft() -> None:
    loaded = load(b"a: 1\r\nb: 2\r\n", "f.yaml")
    assert loaded.value is None
    assert loaded.draft == {"a": 1, "b": 2}


@pytest.mark.parametrize("text", [b"a: [1\n", b"a: &x 1\nb: *x\n", b"1: a\n", b"[" * 17 + b"\n"])
def test_what_was_not_read_whole_is_no_draft(text: bytes) -> None:
    loaded = load(text, "f.yaml")
    assert (loaded.value, loaded.draft) == (None, None)


def test_the_problems_stand_in_the_order_of_the_lines() -> None:
    loaded = load(b"a: !t 1\na: &x 2\n\nb: ok\r\n---", "f.yaml")
    assert [(problem.line, problem.id) for problem in loaded.problems] == [
        (1, "tag"),
        (2, "duplicate-key"),
        (2, "anchor"),
        (4, "carriage-return"),
        (5, "second-document"),
        (5, "no-final-newline"),
    ]


def test_5000_nodes_pass_and_one_more_does_not() -> None:
    assert ids(b"- x\n" * 4999) == []
    assert ids(b"- x\n" * 5000) == ["too-many-nodes"]


def test_64_kibibytes_pass_and_one_more_does_not() -> None:
    assert ids(b"a: " + b"x" * (64 * 1024 - 4) + b"\n") == []
    assert ids(b"a: " + b"x" * (64 * 1024 - 3) + b"\n") == ["too-large"]


def test_at_most_twenty_forbidden_characters_are_named() -> None:
    loaded = load(b"a: x\n" + "b: \u200b\n".encode() * 30, "f.yaml")
    assert [problem.line for problem in loaded.problems] == list(range(2, 22))


@pytest.mark.parametrize(
    "opening", [b"[", b"{", b"- ", b"? ", b"a: {", b"[{a: ", b"&a [", b"!x [", b'"\\', b"'"]
)
def test_64_kibibytes_of_any_opening_are_answered_at_once(opening: bytes) -> None:
    data = opening * (65000 // len(opening)) + b"\n"
    start = time.perf_counter()
    load(data, "f.yaml")
    assert time.perf_counter() - start < 5


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_value_or_with_problems(data: bytes) -> None:
    loaded = load(data, "f.yaml")
    assert (loaded.value is None) == bool(loaded.problems)
    assert all(isinstance(problem, Problem) for problem in loaded.problems)


@given(st.text(alphabet="ab01 \n:-[]{},&*!|>'\"%#?\\xuU@`~<.\t\r", max_size=60))
def test_any_yaml_like_text_is_answered_with_a_value_or_with_problems(text: str) -> None:
    loaded = load(text.encode(), "f.yaml")
    assert (loaded.value is None) == bool(loaded.problems)
    lines = text.count("\n") + 2
    assert all(0 <= problem.line <= lines for problem in loaded.problems)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text("abc 1:é", max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_what_json_writes_is_read_back(value: object) -> None:
    import json  # noqa: PLC0415  only this test writes JSON as YAML

    loaded = load(f"a: {json.dumps(value, ensure_ascii=False)}\n".encode(), "f.yaml")
    assert loaded.value == {"a": value}
