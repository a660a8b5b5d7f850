"""No text of others becomes a command of GitHub Actions; what is said by command arrives whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.workflow_commands import command, harmless
from tests.core.runner_log import Read, commands_in

HOSTILE = [
    "::stop-commands::never",
    "  ::add-mask::e",
    "\t::error::x",
    "\u3000::error::x",
    "\u200b::error::x",
    ":\u200d:error::x",
    "fine\n::set-output name=x::y",
    "fine\r::warning::y",
    "fine\u2028::warning::y",
    "100%0A::error::y",
    "see ##[add-mask]secret",
    "#\u2060#[error]x",
    "##\u00ad[stop-commands]x",
    "a,line=1::b",
    "%25%0A%3A%2C",
    "##[##[error]x",
]
text = st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE)).flatmap(
    lambda start: st.sampled_from(["", *HOSTILE]).map(lambda end: start + end)
)


@pytest.mark.parametrize("said", HOSTILE)
def test_a_line_of_a_log_is_no_command(said: str) -> None:
    assert commands_in(harmless(said)) == []


@given(text)
def test_no_text_makes_a_log_command(said: str) -> None:
    assert commands_in(harmless(said)) == []


@pytest.mark.parametrize("said", ["#5: at rest", "a::b", "issue ## 5", "[x] 100 %", ""])
def test_other_text_stays_as_it_is(said: str) -> None:
    assert harmless(said) == said


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_text_in_a_command_adds_no_command_and_no_property(said: str) -> None:
    (found,) = commands_in(command("error", {"file": said, "line": 7, "title": "id"}, said))
    assert (found.name, sorted(found.properties)) == ("error", ["file", "line", "title"])
    assert (found.properties["line"], found.properties["title"]) == ("7", "id")


@given(text, text)
def test_any_text_in_a_command_is_one_command(name: str, said: str) -> None:
    line = command("warning", {"file": f"x{name}", "line": 7}, said)
    assert "\n" not in line
    assert [found.name for found in commands_in(line)] == ["warning"]


def test_a_command_arrives_as_it_was_said() -> None:
    """GitHub, "Workflow commands", "Setting an error message"; %25 is read last by the runner."""
    line = command("error", {"file": "a,b:c%.yaml", "line": 7, "col": 0}, "50 %: é\nno\r %0A")
    assert line.startswith("::error file=a%2Cb%3Ac%25.yaml,line=7::50 %25: é%0Ano")
    assert commands_in(line) == [
        Read("error", {"file": "a,b:c%.yaml", "line": "7"}, "50 %: é\nno\\r %0A")
    ]


def test_a_command_without_properties_has_no_space() -> None:
    assert command("notice", {"file": ""}, "x") == "::notice::x"
