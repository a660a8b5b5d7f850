"""A warning of an inspector: its deadline, where it is shown, and that it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import PRODUCTION, approved, order, outcomes, refused, rows, standing
from tests.scenarios.test_commands import quiet

if TYPE_CHECKING:
    from tests.world import Stage

NEXT = "coffee 1.1.0 harbor production"
TEST = "coffee 1.1.0 harbor test"
OTHER_APP = "coffee 1.0.0 lagoon production"
WARN = "/warn 7d The `@team` privacy text is missing."
SHOWN = "the inspector ines (1006) warned about coffee 1.0.0 to harbor Production"


def warned(stage: Stage) -> int:
    """A release of all users that an inspector warned about."""
    number = approved(stage)
    order(stage, number, "/go-live")
    assert order(stage, number, WARN, "ines") is None
    return number


def test_a_warning_is_told_with_its_deadline_and_its_reason(stage: Stage) -> None:
    number = warned(stage)
    entry = stage.log(PRODUCTION)[-1]
    assert (entry["kind"], entry["row"], entry["actor"]["role"]) == ("warned", None, "inspector")
    told = outcomes(stage, number)[-1]
    assert f"to be cured until {entry['deadline']}" in told
    assert "```\nThe `@\N{WORD JOINER}team` privacy text is missing.\n```" in told
    assert standing(stage) == ("Full Release", 100)
    quiet(stage, number)


def test_a_warning_is_shown_on_every_open_request_of_the_mini_program_in_the_app(
    stage: Stage,
) -> None:
    opened = {text: stage.request(text, draft=True) for text in (NEXT, TEST, OTHER_APP)}
    number = warned(stage)
    stage.run_bot()
    for text in (NEXT, TEST):
        assert SHOWN in sticky(stage, opened[text])
    assert SHOWN not in sticky(stage, opened[OTHER_APP])
    assert SHOWN in sticky(stage, number)
    later = stage.request("coffee 1.2.0 harbor test", draft=True)
    stage.run_bot(later)
    assert SHOWN in sticky(stage, later)
    stage.hub.clock.advance(8 * 24 * 3600)
    stage.run_bot()
    assert "the deadline has passed" in sticky(stage, opened[TEST])
    quiet(stage, opened[TEST])


def test_a_warning_halts_nothing_and_ends_with_the_release(stage: Stage) -> None:
    warned(stage)
    second = approved(stage, NEXT)
    assert SHOWN in sticky(stage, second)
    assert order(stage, second, "/go-live") is None
    assert standing(stage) == ("Archived", None)
    assert SHOWN not in sticky(stage, second)
    quiet(stage, second)


def test_a_warning_gives_time(stage: Stage) -> None:
    number = approved(stage)
    past = "/warn 2020-01-01T00:00:00+01:00 Too late."
    assert "[deadline-not-ahead]" in refused(stage, number, past, "ines")
    assert "[deadline-not-ahead]" in refused(stage, number, "/warn 900d Much later.", "ines")
    assert rows(stage) == []


def test_nobody_but_an_inspector_warns(stage: Stage) -> None:
    number = approved(stage)
    assert "ines (1006) may [not-entitled]" in refused(stage, number, WARN, "rob")
