"""The lifecycle table decides each step without ambiguity, and holds no row in vain."""

from __future__ import annotations

from itertools import product

import pytest

from bot.core.documents.identity import Environment
from bot.core.lifecycle import (
    ALL,
    ROWS,
    Capabilities,
    Role,
    Row,
    Status,
    Trigger,
    row_for,
)

EVERY_TARGET = tuple(
    Capabilities(environment, review=review, pilot=pilot)
    for environment, review, pilot in product(Environment, (True, False), (True, False))
)
TEST = Capabilities(Environment.TEST, review=False, pilot=False)
PRODUCTION = Capabilities(Environment.PRODUCTION, review=True, pilot=False)
PILOTED = Capabilities(Environment.PRODUCTION, review=True, pilot=True)
SANDBOX = Capabilities(Environment.SANDBOX, review=True, pilot=True)


def ambiguous(rows: tuple[Row, ...]) -> tuple[tuple[Row, Row], ...]:
    """Pairs of rows that would both fire for one step: a table without such pairs decides."""
    return tuple(
        (one, other)
        for capabilities in EVERY_TARGET
        for index, one in enumerate(rows)
        for other in rows[index + 1 :]
        if (one.source, one.trigger) == (other.source, other.trigger)
        and one.applies(capabilities)
        and other.applies(capabilities)
    )


def test_no_target_has_two_rows_for_one_step() -> None:
    assert ambiguous(ROWS) == ()


def test_two_rows_for_one_step_would_be_found() -> None:
    other = Row("T0", Status.UNDER_REVIEW, Status.CANCELED, Trigger.REJECT, Role.BOT, ALL)
    found = ambiguous((*ROWS, other))
    assert {(one.id, two.id) for one, two in found} == {("T7", "T0")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.trigger.name.lower()}")
def test_each_row_is_the_answer_for_some_target(row: Row) -> None:
    answers = [row_for(row.source, row.trigger, target) for target in EVERY_TARGET]
    assert row in answers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.trigger.name.lower()}")
def test_each_row_starts_where_another_row_leads(row: Row) -> None:
    assert row.source is None or row.source in {other.target for other in ROWS}


@pytest.mark.parametrize(
    ("target", "source", "trigger", "row", "leads_to"),
    [
        (TEST, Status.NEW_VERSION_CREATED, Trigger.APPLY, "T2", Status.FULL_RELEASE),
        (PRODUCTION, Status.NEW_VERSION_CREATED, Trigger.APPLY, "T3", Status.UNDER_REVIEW),
        (SANDBOX, Status.NEW_VERSION_CREATED, Trigger.APPLY, "T3", Status.UNDER_REVIEW),
        (PRODUCTION, Status.UNDER_REVIEW, Trigger.WITHDRAW, "T6", Status.NEW_VERSION_CREATED),
        (PRODUCTION, Status.UNDER_REVIEW, Trigger.LAPSE, "T6", Status.NEW_VERSION_CREATED),
        (PRODUCTION, Status.UNDER_REVIEW, Trigger.REJECT, "T7", Status.NEW_VERSION_CREATED),
        (PILOTED, Status.UNDER_REVIEW, Trigger.APPROVE, "T8", Status.PILOT_TESTING),
        (SANDBOX, Status.UNDER_REVIEW, Trigger.APPROVE, "T8", Status.PILOT_TESTING),
        (PRODUCTION, Status.UNDER_REVIEW, Trigger.APPROVE, "T9", Status.RELEASE_PREPARATION),
        (TEST, Status.FULL_RELEASE, Trigger.SUPERSEDE, "T20", Status.ARCHIVED),
    ],
)
def test_a_step_leads_where_the_platform_says(
    target: Capabilities, source: Status, trigger: Trigger, row: str, leads_to: Status
) -> None:
    found = row_for(source, trigger, target)
    assert found is not None
    assert (found.id, found.target) == (row, leads_to)


@pytest.mark.parametrize(
    ("target", "source", "trigger"),
    [
        (TEST, Status.UNDER_REVIEW, Trigger.APPROVE),
        (PRODUCTION, Status.RELEASE_PREPARATION, Trigger.APPROVE),
        (PRODUCTION, Status.ARCHIVED, Trigger.APPLY),
        (PRODUCTION, Status.CANCELED, Trigger.APPLY),
        (PRODUCTION, Status.FULL_RELEASE, Trigger.WITHDRAW),
    ],
)
def test_what_is_no_row_has_no_answer(
    target: Capabilities, source: Status, trigger: Trigger
) -> None:
    assert row_for(source, trigger, target) is None
