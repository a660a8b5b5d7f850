"""Canonical JSON: one form for each value, and no other is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents.canonical import (
    DEPTH_LIMIT,
    GREATEST,
    SIZE_CAP,
    NotCanonicalError,
    can_hold,
    from_bytes,
    sha256,
    to_bytes,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-GREATEST, GREATEST) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


def refusal(data: bytes) -> tuple[str, int]:
    with pytest.raises(NotCanonicalError) as caught:
        from_bytes(data, "f.json")
    problem = caught.value.problem
    assert problem.id == caught.value.id
    return problem.id, problem.line


def test_one_field_stands_on_a_line_sorted_and_not_escaped() -> None:
    value = {"b": [1, {}], "a": {"ü": None, "d": True}, "c": []}
    assert to_bytes(value).decode() == (
        '{\n  "a": {\n    "d": true,\n    "ü": null\n  },\n'
        '  "b": [\n    1,\n    {}\n  ],\n  "c": []\n}\n'
    )


@given(VALUES)
def test_what_is_written_is_read_back_and_has_one_form(value: object) -> None:
    data = to_bytes(value)
    assert from_bytes(data, "f.json") == value
    assert to_bytes(from_bytes(data, "f.json")) == data


@given(
    st.binary(max_size=200)
    | st.text('{}[]",:0123456789.eE+- \nanultrfse\\', max_size=40).map(str.encode)
)
def test_any_bytes_are_canonical_or_refused(data: bytes) -> None:
    try:
        value = from_bytes(data, "f.json")
    except NotCanonicalError:
        return
    assert to_bytes(value) == data


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: 2}, {"a": {1, 2}}, GREATEST + 1, b"x"])
def test_what_canonical_json_cannot_hold_is_not_written(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_bytes(value)


def test_a_lone_surrogate_is_not_written() -> None:
    with pytest.raises(UnicodeEncodeError):
        to_bytes("\ud800")


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b'{"a": 1}\n', "not-canonical", 1),
        (b'{\n  "b": 1,\n  "a": 1\n}\n', "not-canonical", 2),
        (b'{\n  "a": 1\n}', "not-canonical", 4),
        (b'{\n  "a": 1\n}\n\n', "not-canonical", 4),
        (b'"\\u0041"\n', "not-canonical", 1),
        (b'{\n  "a": 1,\n  "a": 1\n}\n', "duplicate-key", 0),
        (b"1.0\n", "wrong-number", 0),
        (b"1e3\n", "wrong-number", 0),
        (b"-Infinity\n", "wrong-number", 0),
        (b"9007199254740992\n", "wrong-number", 0),
        (b"9" * 5000 + b"\n", "wrong-number", 0),
        (b'{\n  "a": \n', "json-syntax", 3),
        (b"\xff\n", "not-utf8", 0),
        (b'\xef\xbb\xbf""\n', "json-syntax", 1),
        (b'"\\ud800"\n', "not-utf8", 0),
        (b"[" * 100_000, "too-deep", 0),
        (b"[\n" * 40 + b"]" * 40, "too-deep", 0),
        (b" " * (SIZE_CAP + 1), "too-large", 0),
    ],
)
def test_other_bytes_are_refused_with_a_reason_and_a_line(
    data: bytes, rule: str, line: int
) -> None:
    assert refusal(data) == (rule, line)


def test_the_deepest_value_is_written_and_one_deeper_is_not() -> None:
    value: object = 1
    for _ in range(DEPTH_LIMIT):
        value = [value]
    assert from_bytes(to_bytes(value), "f.json") == value
    with pytest.raises(ValueError, match="nests deeper"):
        to_bytes([value])


def test_the_digest_is_64_hexadecimal_digits() -> None:
    assert sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("value", "holds"),
    [({"a": GREATEST}, True), ({"a": [GREATEST + 1]}, False), ({1: 2}, False)],
)
def test_what_it_can_hold_is_told_beforehand(value: object, *, holds: bool) -> None:
    assert can_hold(value) is holds
