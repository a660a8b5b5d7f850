"""The grammar of commands: one line alone at the top level of a comment, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.command.acts import Refusal
from bot.core.command.grammar import FORMS, LONGEST, LONGEST_REASON, Command, Miss, Slip, read
from bot.core.command.meanings import MEANINGS

LINES = [form.example for form in FORMS]


def _line(body: str) -> str | None:
    """The example of the form by which a comment was read."""
    found = read(body)
    return found.form.example if isinstance(found, Command) else None


def _slip(body: str) -> Slip | None:
    found = read(body)
    return found.slip if isinstance(found, Miss) else None


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "{}\n",
        "{} \t\r\n",
        "Here it comes.\n\n{}\n\nThank you, /usr/bin is not meant.",
        "- a list\n\nand then\n\n{}",
        "> /withdraw\n\n{}",
        "{}\n\n<details>\n\nmore\n\n</details>",
    ],
)
def test_a_line_that_stands_alone_at_the_top_is_a_command(line: str, body: str) -> None:
    assert _line(body.format(line)) == line


@pytest.mark.parametrize(
    "body",
    [
        "```\n{}\n```",
        "~~~~\n\n{}\n\n~~~~",
        "```\n{}",
        "`{}`",
        "> {}",
        "> quoted\n{}",
        "> > {}",
        "> [!NOTE]\n> {}",
        "    {}",
        "\t{}",
        "- {}",
        "- item\n\n  {}",
        "1. item\n\n   {}",
        "- [ ] {}",
        "# {}",
        "{}\n===",
        "{}\n---",
        "**{}**",
        "[{}](https://example.com)",
        "[x]: https://example.com '\n{}\n'",
        "| a |\n|---|\n{}",
        "<!-- {} -->",
        "<!--\n\n{}\n\n-->",
        "<!-- note -->\n\n{}",
        "{} <!-- not now -->",
        "<details>\n\n{}\n\n</details>",
        "<details><summary>x</summary>\n\n{}\n\n</details>",
        "text <span>\n\n{}\n\n</span>",
        "<p hidden\n>\n\n{}",
        "<pre>\n{}\n</pre>",
        "- <div>\n\n{}",
        "On Mon, 2 Mar 2026 at 09:00, rob wrote:\n\n{}",
        "On Monday\nrob wrote:\n> what?\n\n{}",
        "-----Original Message-----\n\n{}",
        "\\{}",
        "&#47;{}",
        "see {}",
        "a/b{}",
        "//{}",
    ],
)
def test_within_anything_else_it_is_text(body: str) -> None:
    assert read(body.format("/apply")) is None


@pytest.mark.parametrize(
    ("body", "usage"),
    [
        ("/aply", "/apply"),
        ("/Apply", "/apply"),
        ("/APPLY", "/apply"),
        ("/apply now", "/apply"),
        ("/apply.", "/apply"),
        ("/apply <b>now</b>", "/apply"),
        ("/apply\N{NO-BREAK SPACE}", "/apply"),
        (" /apply", "/apply"),
        ("/ apply", "/apply"),
        ("\N{FULLWIDTH SOLIDUS}apply", "/apply"),
        ("\N{DIVISION SLASH}apply", "/apply"),
        ("\N{ZERO WIDTH SPACE}/apply", "/apply"),
        ("/app\N{ZERO WIDTH SPACE}ly", "/apply"),
        ("/appl\N{CYRILLIC SMALL LETTER U}", "/apply"),
        ("/withdrawn", "/withdraw"),
        ("/explian", "/explain"),
        ("/helpp", "/help"),
        ("/go live", ("/go-live", "/go-live N%")),
        ("/golive 10%", ("/go-live", "/go-live N%")),
        ("/go_live", ("/go-live", "/go-live N%")),
        ("/go-live 10", ("/go-live", "/go-live N%")),
        ("/go-live 010%", ("/go-live", "/go-live N%")),
        ("/go-live\N{NO-BREAK SPACE}10%", ("/go-live", "/go-live N%")),
        ("/scale 0%", "/scale N%"),
        ("/scale 101%", "/scale N%"),
        ("/scale 12.5%", "/scale N%"),
        ("/completed", "/complete"),
        ("/complete testing", "/complete-testing"),
        ("/pilot add", ("/pilot add USER…", "/pilot remove USER…")),
        ("/pilot add a,b", ("/pilot add USER…", "/pilot remove USER…")),
        ("/pilot add +49123", ("/pilot add USER…", "/pilot remove USER…")),
        ("/cancel 1.4.0", "/cancel VERSION REASON"),
        ("/cancel It crashes", "/cancel VERSION REASON"),
        ("/stop", "/stop REASON"),
        ("/warn soon It crashes", "/warn DEADLINE REASON"),
        ("/force-remove", "/force-remove VERSION REASON"),
    ],
)
def test_a_near_miss_is_told_the_right_form(body: str, usage: str | tuple[str, ...]) -> None:
    assert read(body) == Miss(Slip.FORM, (usage,) if isinstance(usage, str) else usage)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("/go-live", {}),
        ("/go-live 1%", {"percent": 1}),
        ("/scale 100%", {"percent": 100}),
        ("/pilot add hb-1 hb-2", {"users": ("hb-1", "hb-2"), "adds": True}),
        ("/pilot remove hb-1", {"users": ("hb-1",), "adds": False}),
        ("/cancel 1.4.0 It crashes: `@x`", {"version": "1.4.0", "reason": "It crashes: `@x`"}),
        ("/stop x", {"reason": "x"}),
        ("/stop It fails in <Checkout>", {"reason": "It fails in <Checkout>"}),
        ("/stop It <b>fails\n\n/apply", {"reason": "It <b>fails"}),
        ("/warn 7d Cure it", {"deadline": "7d", "reason": "Cure it"}),
        (
            "/warn 2026-12-01T18:00+01:00 Cure it",
            {"deadline": "2026-12-01T18:00+01:00", "reason": "Cure it"},
        ),
        ("/force-remove 1.4.0 It steals", {"version": "1.4.0", "reason": "It steals"}),
    ],
)
def test_a_command_says_what_stands_in_its_places(body: str, said: dict[str, object]) -> None:
    found = read(body)
    assert isinstance(found, Command)
    assert {name: getattr(found, name) for name in said} == said


def test_a_reason_that_is_too_long_is_a_near_miss() -> None:
    fits = "/stop " + "x" * LONGEST_REASON
    assert isinstance(read(fits), Command)
    assert _slip(fits + "x") is Slip.FORM


@pytest.mark.parametrize("body", ["/lgtm", "/retest", "/usr/bin/apply", "/apply/now", "/a", "/"])
def test_the_words_of_others_are_text(body: str) -> None:
    assert read(body) is None


@pytest.mark.parametrize("body", ["/approve", "/reject", "/reject code", "/Reject details"])
def test_what_only_a_review_can_say_is_told_so(body: str) -> None:
    assert _slip(body) is Slip.REVIEW


@pytest.mark.parametrize("body", ["/apply\n\n/withdraw", "/apply\n/apply", "/apply\n\n/aply"])
def test_two_commands_in_one_comment_are_none(body: str) -> None:
    assert _slip(body) is Slip.SEVERAL


@pytest.mark.parametrize("body", ["Please\n/apply", "/apply\nplease", "/apply\\\nx"])
def test_a_line_within_a_paragraph_is_told_to_stand_alone(body: str) -> None:
    assert _slip(body) is Slip.ALONE


def test_a_very_long_comment_is_text() -> None:
    fits = "/apply\n\n" + "x" * (LONGEST - len("/apply\n\n"))
    assert _line(fits) == "/apply"
    assert read(fits + "x") is None


@pytest.mark.parametrize(
    "unit", ["[", "*a ", "<a ", "> ", "- ", "![[]()", "`` ` ", "a\n", "|a", "#"]
)
def test_a_hostile_comment_is_read_in_no_time(unit: str) -> None:
    body = unit * ((LONGEST - 10) // len(unit)) + "\n\n/apply"
    begun = time.process_time()
    read(body)
    assert time.process_time() - begun < 2


# --- Text inside any container of Markdown is never a command -------------------------------------

_PROSE = st.text(st.characters(codec="utf-8", exclude_characters="/\r"), max_size=30)
_COMMANDS = st.sampled_from(LINES)


def _fence(mark: str, text: str) -> str:
    """A fence that nothing in the text closes."""
    return mark * (3 + text.count(mark))


def _within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The text inside one container more: each line of it stands in there."""
    return st.one_of(
        inner.map(lambda text: "\n".join(f"> {line}" for line in text.split("\n"))),
        inner.map(lambda text: "\n".join(f"    {line}" for line in text.split("\n"))),
        inner.map(lambda text: "- x\n\n" + "\n".join(f"  {line}" for line in text.split("\n"))),
        inner.map(lambda text: "1. x\n\n" + "\n".join(f"   {line}" for line in text.split("\n"))),
        inner.map(lambda text: f"{_fence('`', text)}\n{text}\n{_fence('`', text)}"),
        inner.map(lambda text: f"{_fence('~', text)} text\n{text}\n{_fence('~', text)}"),
        inner.map(lambda text: f"<details>\n\n{text}\n\n</details>"),
        inner.map(lambda text: f"<!--\n{text}\n-->"),
        inner.map(lambda text: f"<b>bold</b>\n\n{text}"),
        inner.map(lambda text: f"On Monday rob wrote:\n\n{text}"),
    )


@settings(max_examples=400, deadline=None)
@given(st.recursive(_within(_COMMANDS), _within, max_leaves=4))
def test_text_inside_any_container_is_never_a_command(body: str) -> None:
    assert not isinstance(read(body), Command)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(body: str) -> None:
    read(body)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(_PROSE, _COMMANDS, st.sampled_from(["```", "> x", "<b>", "- y"]))))
def test_a_command_is_one_line_alone_whatever_stands_around_it(lines: list[str]) -> None:
    body = "\n\n".join(lines)
    found = read(body)
    if isinstance(found, Command):
        assert found.form.example in lines


def test_every_answer_that_is_no_yes_is_explained() -> None:
    assert set(MEANINGS) == {*Refusal, *Slip}
