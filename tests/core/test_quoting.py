"""Quoting: other people's text cannot break out, mention, link or format (E8)."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.quoting import clean, fence, mention, name, span
from tests.core.markdown import live_text, open_fence

HOSTILE = st.text(st.sampled_from(list("`~@#|\\<>![]()*_-$&;:/ \n\r\tab1\u2028\u202e\u200b\x85")))
TEXT = st.one_of(st.text(), HOSTILE)
MENTION = re.compile(r"@[A-Za-z0-9]")
REFERENCE = re.compile(r"#[0-9]")


@given(TEXT)
@example("```\n@org/all\n```")
@example("~~~\n</details>")
@example("`" * 40)
def test_a_fence_cannot_be_left(text: str) -> None:
    body = fence(text)
    assert not open_fence(body)
    assert live_text(body) == ""


@given(TEXT)
def test_a_fence_neither_mentions_nor_refers_even_where_it_is_shown_plainly(text: str) -> None:
    body = fence(text)
    assert MENTION.search(body) is None
    assert REFERENCE.search(body) is None


@given(TEXT)
def test_a_fence_keeps_all_lines_of_plain_text(text: str) -> None:
    plain = "".join(c for c in text if c in "\n ab" or c.isalnum())
    inner = fence(plain).split("\n")[1:-1]
    kept = "".join(c for c in plain if c == "\n" or unicodedata.category(c) != "Cn")
    assert inner == kept.rstrip().split("\n")


@given(TEXT)
@example("`")
@example("``a``")
@example("")
@example("a`` ```b")
def test_a_span_is_one_line_that_cannot_be_left(text: str) -> None:
    body = span(text)
    assert "\n" not in body
    assert live_text(f"before {body} after") == "before  after"


@given(TEXT)
@example("a|b")
@example("\\|")
def test_a_span_does_not_end_a_table_cell(text: str) -> None:
    """GitHub Flavored Markdown, 4.10 Tables: a pipe in a cell is escaped, also in other spans."""
    assert re.search(r"(?<!\\)\|", span(text)) is None


@given(TEXT)
def test_a_span_neither_mentions_nor_refers(text: str) -> None:
    body = span(text)
    assert MENTION.search(body) is None
    assert REFERENCE.search(body) is None


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1), st.integers(2, 50))
def test_a_long_span_is_cut_and_says_so(text: str, limit: int) -> None:
    inner = span(text, limit).strip("`")
    assert inner == (text if len(text) <= limit else text[: limit - 1] + "…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "`plain`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a`", "`` a` ``"),
        ("a\n b", "`a b`"),
        ("", "`  `"),
    ],
)
def test_a_span_reads_as_the_text_it_quotes(text: str, shown: str) -> None:
    assert span(text) == shown


@given(TEXT, st.integers(1, 60))
def test_clean_text_has_no_invisible_characters_and_a_bounded_length(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert clean(cleaned, limit) == cleaned
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not any(unicodedata.category(c) in hidden for c in cleaned if c != "\n")


def test_clean_text_keeps_its_lines() -> None:
    assert clean("  one\r\ntwo\n", 100) == "one\ntwo"


@pytest.mark.parametrize("login", ["mia", "a-b", "mia_acme", "a-", "slipway[bot]", "A1", "x" * 39])
def test_a_login_is_mentioned_or_shown_as_it_is(login: str) -> None:
    assert mention(login, 5) == f"@{login}"
    assert name(login, 5) == f"{login} (5)"


@pytest.mark.parametrize(
    "login", ["", "@org/all", "a b", "a`b", "-a", "a\n", "x" * 40, "ä", "[x](y)"]
)
def test_what_is_no_login_is_shown_as_its_number(login: str) -> None:
    assert mention(login, 5) == "account 5"
    assert name(login, 5) == "account 5"
