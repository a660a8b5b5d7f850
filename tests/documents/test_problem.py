"""What people read: the place, the value made safe, and the id."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from bot.core.documents.characters import FORBIDDEN, describe, escaped
from bot.core.documents.problem import NOT_SHOWN, Problem, Severity, plain, pointer, quoted

PROBLEM = Problem("wrong-form", "a/b.yaml", 7, 3, "/c/0", 'it is wrong ("x")', "mend it")


def test_a_problem_reads_place_path_what_cure_id() -> None:
    assert str(PROBLEM) == 'a/b.yaml:7:3: /c/0: it is wrong ("x"); mend it [wrong-form]'


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    whole = replace(PROBLEM, line=0, column=0, path="")
    assert str(whole) == 'a/b.yaml: it is wrong ("x"); mend it [wrong-form]'


def test_a_warning_says_so() -> None:
    warning = replace(PROBLEM, severity=Severity.WARNING)
    assert str(warning) == 'a/b.yaml:7:3: /c/0: warning: it is wrong ("x"); mend it [wrong-form]'


def test_a_problem_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        PROBLEM.line = 8  # type: ignore[misc]  # that is the test


def test_the_name_of_a_file_is_shown_whole_but_cannot_act() -> None:
    long = replace(PROBLEM, file="x" * 200 + "\n\u202e.yaml")
    assert str(long).startswith("x" * 200 + "\\n\\u202e.yaml:7:3")


def test_a_file_named_like_a_secret_is_not_shown() -> None:
    assert str(replace(PROBLEM, file="ghp_" + "a" * 36)).startswith(f"{NOT_SHOWN}:7:3")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("text", '"text"'),
        ("a\nb\tc\rd\x00e", '"a\\nb\\tc\\rd\\u0000e"'),
        ("x\u202ey", '"x\\u202ey"'),
        ("x\U000e0041y", '"x\\U000e0041y"'),
        ("全角\u3000é🚀", '"全角\u3000é🚀"'),
        ("x" * 80, '"' + "x" * 80 + '"'),
        ("x" * 81, '"' + "x" * 79 + '…"'),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        ([1], "a list of 1 item"),
        ({}, "an object of 0 fields"),
    ],
)
def test_a_value_is_shown_short_and_safe(value: object, shown: str) -> None:
    assert quoted(value) == shown


@pytest.mark.parametrize(
    "kind", ["\u200b", "\u2066", "\ufdd0", "\ue000", "\u00a0", "\u2028", "\ufe0f"]
)
def test_a_forbidden_character_is_described_and_never_shown(kind: str) -> None:
    assert kind not in describe(kind)
    assert describe(kind).startswith(f"U+{ord(kind):04X}")
    assert escaped(kind) == f"\\u{ord(kind):04x}"


@pytest.mark.parametrize("character", list("\n \u3000aé日🚀ا"))
def test_visible_characters_and_three_white_ones_are_allowed(character: str) -> None:
    assert FORBIDDEN.search(character) is None


def test_a_path_is_a_json_pointer_that_is_safe_to_show() -> None:
    assert pointer(("a/b", 0, "c~d", "e\u202e")) == "/a~1b/0/c~0d/e\\u202e"
    assert pointer(()) == ""


def test_text_is_judged_before_it_is_cut() -> None:
    assert plain("x" * 100 + "ghp_" + "a" * 36) == NOT_SHOWN
