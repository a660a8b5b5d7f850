"""What people see of a release on its way: its comment, its status, its outcomes, and help."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.catalog import Person
from bot.core.command.help import help_for
from bot.core.decide import Shown, decide
from bot.core.display import DESCRIPTION_LIMIT, display
from bot.core.document_entry import DocumentKind
from bot.core.document_sentences import headline
from bot.core.entry import Kind
from bot.core.entry_rollout import Observed, Result, Rollout
from bot.core.explanation import explain
from bot.core.log import NEUTRAL, NOTES, Log
from bot.core.outcome import outcome
from bot.core.rollout import paused
from bot.core.rollout import testers_of as pilot_of
from bot.core.stop import Stop
from tests.core.rolling import INES, MINUTE, OLGA, approved, in_sandbox, later, led, piloted, policy
from tests.core.situations import (
    MIA,
    NUMBER,
    PARENT,
    ROB,
    TEST,
    applied,
    catalog,
    harbor,
    log_of,
    review,
    reviewed,
    sibling,
    under_review,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.lifecycle import Status
    from bot.core.situation import Account, Situation

REVIEWED = under_review(applied(policy=policy()))
CANCEL, REMOVE = "/cancel 1.4.0 It crashes.", "/force-remove 1.4.0 It steals."
WARN = "/warn 7d The `@team` text is missing."


def noted(situation: Situation, kind: Kind) -> Situation:
    """A note of this kind more, as the bot writes it."""
    log = log_of(situation)
    last = log.entries[-1].draft
    seen = Observed(last.transition, 1, Result.DELIVERED, "200")
    said = Rollout(
        testers=("hb-1",) if kind is Kind.PILOT_CHANGED else None,
        deadline=situation.now if kind is Kind.WARNED else None,
        until=situation.now if kind is Kind.FREEZE_OVERRIDDEN else None,
        observed=seen if kind in NEUTRAL else None,
    )
    note = replace(
        last,
        kind=kind,
        row=None,
        source=log.status,
        target=log.status,
        rollout=said,
        application=None,
        announced=None,
        reason="They said so.",
        cause={"kind": "event", "event": "comment:1"},
    )
    return with_main(situation, log=log.extended(note, situation.now, PARENT))


STANDING = {
    log_of(one).status: one
    for one in (
        REVIEWED,
        piloted(),
        approved(),
        led(approved(), "/go-live 10%"),
        led(approved(), "/go-live"),
        led(approved(), CANCEL),
        led(approved(), REMOVE, by=INES),
        led(REVIEWED, REMOVE, by=INES),
    )
}
NOTED = [
    (kind, status)
    for kind, kept in NOTES.items()
    for status in STANDING
    if status in kept and kind not in (Kind.RESUBMITTED, Kind.REJECTION_CORRECTED)
]


@pytest.mark.parametrize(("kind", "status"), NOTED)
def test_every_note_in_every_status_is_shown(kind: Kind, status: Status) -> None:
    situation = noted(STANDING[status], kind)
    shown = display(later(situation, MINUTE))
    assert f"| [{kind}](" in shown.sticky
    assert shown.sticky.count(f"### {status}") == 1
    assert "None" not in shown.sticky
    assert shown.status is None or len(shown.status.description) <= DESCRIPTION_LIMIT
    if kind not in NEUTRAL:
        told = outcome(situation, log_of(situation).entries[-1])
        assert "None" not in told
        assert "They said so." in told


@pytest.mark.parametrize("status", STANDING)
def test_every_status_is_shown_with_its_outcome(status: Status) -> None:
    situation = STANDING[status]
    assert f"### {status}" in display(situation).sticky
    if log_of(situation).entries[-1].draft.kind is not Kind.SUBMITTED:
        told = outcome(situation, log_of(situation).entries[-1])
        assert status in told
        assert "None" not in told


@pytest.mark.parametrize(
    ("situation", "says"),
    [
        (
            led(approved(), "/go-live 10%"),
            ["**Gone live** by mia (1001)", "Grayscale Release at 10 %", "`/scale N%`"],
        ),
        (
            led(approved(), "/go-live 10%", "/pause"),
            ["**Paused** by mia (1001)", "is Grayscale Release at 10 %", "10 % of the users"],
        ),
        (
            led(with_main(approved(), siblings=(sibling("1.3.0"),)), "/go-live"),
            ["is Full Release.", "It archives 1.3.0."],
        ),
        (led(in_sandbox(), "/complete-testing"), ["It is the first Full Release there."]),
        (led(piloted(), "/pilot add hb-3"), ["The pilot has 3 tester(s) now."]),
        (led(approved(), CANCEL), ["**Canceled**", "```\nIt crashes.\n```", "never be released"]),
        (
            led(approved(), WARN, by=INES),
            ["**Warned** by ines (3002)", "to be cured until 2026-03-09T12:01:00Z", "```\nThe `"],
        ),
        (
            led(REVIEWED, REMOVE, by=INES),
            ["**Force removed** by ines", "New Version Created", "may apply again"],
        ),
    ],
)
def test_an_outcome_says_how_far_it_is_and_what_to_do(
    situation: Situation, says: list[str]
) -> None:
    told = outcome(situation, log_of(situation).entries[-1])
    for words in says:
        assert words in told
    assert "@mia" in told
    assert "**LIVE" not in told or "Grayscale" in told


def test_an_outcome_that_is_told_late_says_what_it_was() -> None:
    situation = led(approved(), "/go-live 10%", "/scale 50%")
    told = outcome(situation, log_of(situation).entries[-2])
    assert "is Grayscale Release at 10 %." in told
    assert "50 %" not in told


def test_a_release_that_is_no_more_in_its_pilot_has_no_testers() -> None:
    assert pilot_of(log_of(led(in_sandbox(), "/complete-testing"))) is None
    assert pilot_of(log_of(led(approved(), "/go-live 10%"))) is None
    assert pilot_of(Log(log_of(approved()).release)) is None


def test_a_log_without_an_entry_is_not_paused() -> None:
    assert not paused(Log(log_of(approved()).release))


# --- Clocks ---------------------------------------------------------------------------------------


def clock_of(situation: Situation, rule: str) -> datetime | None:
    """Until when a rule is unmet, by the explanation."""
    return next(point.until for point in explain(situation).points if point.id == rule)


def test_an_explanation_says_when_a_freeze_and_a_waiting_time_end() -> None:
    window = {"from": "2026-03-02T12:00:00Z", "until": "2026-03-02T14:00:00+01:00"}
    rules = policy({"freezes": [{"reason": "Stocktaking", **window}]})
    situation = with_main(approved(), catalog=rules)
    assert clock_of(situation, "not-frozen") == situation.now.replace(hour=13, minute=0)
    waiting = led(approved(rules=policy({"grayscale": {"wait": "24h"}})), "/go-live 10%")
    assert clock_of(waiting, "step-waited") == waiting.now + timedelta(hours=24)


def test_a_stop_halts_what_would_be_released_at_once() -> None:
    by = Person(OLGA.login, OLGA.id)
    stop = Stop("harbor", by, approved().now, "It `burns`.", "0" * 32)
    halted = with_main(applied(TEST, policy=policy()), stop=stop)
    assert isinstance(decide(halted), Shown)
    shown = display(halted)
    assert "olga (3001) stopped harbor at 2026-03-02T12:00:00Z: ``It `burns`.``" in shown.sticky
    assert shown.status is not None
    assert shown.status.state == "failure"


# --- Help -----------------------------------------------------------------------------------------


def commands_of(situation: Situation, who: Account = MIA) -> list[str]:
    """What the table of the answer to /help offers."""
    rows = help_for(situation, who).splitlines()
    return [row.split("`")[1] for row in rows if row.startswith("| `")]


ALWAYS = ["/explain", "/help"]
PILOT = ["/pilot add USER…", "/pilot remove USER…", "/complete-testing", "/bypass-testing"]
ENDS = ["/cancel VERSION REASON"]
APP = ["/stop REASON", "/warn DEADLINE REASON", "/force-remove VERSION REASON"]


@pytest.mark.parametrize(
    ("situation", "wanted"),
    [
        (REVIEWED, ["/withdraw", *ALWAYS, *APP]),
        (piloted(), [*ALWAYS, *PILOT, *ENDS, "/pause", *APP]),
        (led(piloted(), "/pause"), [*ALWAYS, *PILOT, *ENDS, "/resume", *APP]),
        (approved(), [*ALWAYS, "/go-live", "/go-live N%", *ENDS, "/pause", *APP]),
        (
            led(approved(), "/go-live 10%"),
            [*ALWAYS, "/scale N%", "/complete", *ENDS, "/pause", *APP],
        ),
        (led(approved(), "/go-live"), [*ALWAYS, *APP]),
        (led(approved(), CANCEL), [*ALWAYS, "/stop REASON"]),
    ],
)
def test_help_shows_only_what_counts_in_this_status(
    situation: Situation, wanted: list[str]
) -> None:
    assert commands_of(situation) == wanted


def test_help_offers_nothing_on_a_release_that_another_pull_request_carries() -> None:
    here = with_pull(approved(), number=NUMBER + 1)
    assert "/go-live" not in commands_of(here)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (MIA, "`/go-live`, `/go-live N%`, `/cancel VERSION REASON`, `/pause`"),
        (OLGA, "`/cancel VERSION REASON`, `/pause`, `/stop REASON`"),
        (INES, "`/warn DEADLINE REASON`, `/force-remove VERSION REASON`"),
    ],
)
def test_help_says_what_the_reader_may_say(who: Account, may: str) -> None:
    assert f"- say {may}\n" in help_for(approved(), who)


def test_help_tells_who_says_each_command() -> None:
    told = help_for(approved(), ROB)
    assert "- say" not in told
    for row in (
        "| `/pause` | a releaser or operator |",
        "| `/stop REASON` | an operator |",
        "| `/warn DEADLINE REASON` | an inspector |",
        "| `/help` | anybody |",
    ):
        assert row in told


def test_help_offers_nothing_that_is_halted_and_says_what_halts_it() -> None:
    told = help_for(led(approved(), "/pause"), MIA)
    assert "- say `/cancel VERSION REASON`, `/resume`\n" in told
    assert "Unmet now:\n\n- [`not-paused`](" in told
    assert "mia (1001) paused it" in told


def test_a_freeze_is_shown_with_the_time_at_which_it_ends_by_itself() -> None:
    window = {"from": "2026-03-02T00:00:00Z", "until": "2026-03-03T00:00:00Z"}
    frozen = catalog(harbor({"freezes": [{"reason": "The spring fair", **window}]}))
    waiting = reviewed(review(), situation=under_review(applied(policy=frozen)))
    assert isinstance(decide(waiting), Shown)
    assert "It ends by itself at 2026-03-03T00:00:00Z" in display(waiting).sticky


def test_the_commit_of_a_stop_names_the_app_and_not_the_document_that_lifts_it() -> None:
    line = headline(DocumentKind.STOPPED, "catalog/stops/harbor.yaml", 0)
    assert line == "Stop every release to harbor"
