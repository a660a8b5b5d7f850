"""The audit's own table of the lifecycle and folding of releases agree with the bot's.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; each comparison is shown here to notice a difference.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from bot.audit.model import entry as audit_entry
from bot.audit.model import table
from bot.core import lifecycle, projection
from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.entry import Kind
from bot.core.lifecycle import Capabilities, Status, Trigger, row_for
from bot.core.log import Log, legal
from tests.audit.agreement import folded, read, true_story
from tests.history.rollouts import BY_DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.audit.model.state import Release
    from bot.core.entry import Draft
    from tests.audit.agreement import Told


@pytest.fixture(scope="module")
def told() -> Told:
    return true_story()


@pytest.fixture(scope="module")
def draft(told: Told) -> Draft:
    """Any draft, to be changed."""
    return next(entry.draft for _, entry in told.entries)


# --- The table of the lifecycle ---

KINDS = {
    Kind.SUBMITTED: Trigger.APPLY,
    Kind.RELEASED: Trigger.APPLY,
    Kind.PILOT_STARTED: Trigger.APPLY,
    Kind.WITHDRAWN: Trigger.WITHDRAW,
    Kind.LAPSED: Trigger.LAPSE,
    Kind.REJECTED: Trigger.REJECT,
    Kind.APPROVED: Trigger.APPROVE,
    Kind.ARCHIVED: Trigger.SUPERSEDE,
    Kind.TESTING_COMPLETED: Trigger.COMPLETE_TESTING,
    Kind.TESTING_BYPASSED: Trigger.BYPASS_TESTING,
    Kind.SCALED: Trigger.SCALE,
    Kind.COMPLETED: Trigger.COMPLETE,
    Kind.CANCELED: Trigger.CANCEL,
    Kind.TAKEN_OFFLINE: Trigger.TAKE_OFFLINE,
    Kind.FORCE_REMOVED: Trigger.FORCE_REMOVE,
    Kind.RESTORED: Trigger.RESTORE,
}
APPLYING = frozenset({*tuple(KINDS)[:8], Kind.RESUBMITTED, Kind.REJECTION_CORRECTED})
"""What becomes of applications: a story tells of every step of these."""
SCHEDULED = frozenset({"T14", "T15", "T17", "T18"})
"""Rows that the bot takes, too, where the request has a schedule."""
ROWS = (None, *(f"T{number}" for number in range(1, 25)))
CAPABILITIES = tuple(
    Capabilities(*one) for one in product(Environment, (True, False), (True, False))
)
Claim = tuple[str, str | None, str, str]


def bots_claims(draft: Draft, environment: Environment) -> set[Claim]:
    """Each kind, row, source and target that the bot's log reader lets stand."""
    release = replace(draft.release, environment=environment)
    drafts = (
        replace(draft, kind=kind, row=row, source=source, target=target, release=release)
        for kind, row, source, target in product(Kind, ROWS, Status, Status)
    )
    return {(str(d.kind), d.row, str(d.source), str(d.target)) for d in drafts if legal(d)}


def audits_claims(steps: Sequence[table.Step], environment: Environment) -> set[Claim]:
    return {(s.kind, s.row, s.source, s.target) for s in steps if environment in s.environments}


def trigger_of(step: table.Step) -> Trigger:
    if step.kind == "went-live":  # one kind of entry for two acts
        return Trigger.GO_LIVE if step.target == table.FULL else Trigger.GO_LIVE_GRAYSCALE
    return KINDS[Kind(step.kind)]


def bots_roles(row: lifecycle.Row) -> set[str]:
    people = {str(role) for role in (row.by, row.also) if role is not None}
    return people | ({"bot"} if row.id in SCHEDULED else set())


def differing_rows(steps: Sequence[table.Step]) -> list[object]:
    """Where the audit's steps lead on otherwise than the bot's rows, by what targets can do."""
    found: list[object] = []
    triggers = {*KINDS.values(), Trigger.GO_LIVE, Trigger.GO_LIVE_GRAYSCALE}
    for trigger, source, can in product(triggers, Status, CAPABILITIES):
        row = row_for(source, trigger, can)
        mine = {
            (step.row, step.target, step.role)
            for step in steps
            if step.source == source
            and step.row is not None
            and trigger_of(step) is trigger
            and can.environment in step.environments
            and step.review in (None, can.review)
            and step.pilot in (None, can.pilot)
        }
        due = {(row.id, str(row.target), role) for role in bots_roles(row)} if row else set()
        if mine != due:
            found.append((trigger, source, can))
    return found


def standing(claims: set[Claim]) -> set[Claim]:
    """The claims without a note in a status that nothing leads to: it can stand in no log."""
    led_to = {target for _, row, _, target in claims if row is not None}
    return {claim for claim in claims if claim[1] is not None or claim[2] in led_to}


@pytest.mark.parametrize("environment", Environment)
def test_the_audit_lets_stand_exactly_the_steps_that_the_bot_does(
    draft: Draft, environment: Environment
) -> None:
    bots = standing(bots_claims(draft, environment))
    assert standing(audits_claims(table.STEPS, environment)) == bots
    for step in table.STEPS:
        if environment in step.environments:
            own = audits_claims([step], environment)
            others = [s for s in table.STEPS if audits_claims([s], environment) != own]
            assert standing(audits_claims(others, environment)) != bots
            wrong = [*others, replace(step, target="New Version Created", row="T1")]
            assert standing(audits_claims(wrong, environment)) != bots


def test_the_steps_lead_to_the_same_status_by_the_same_role_for_every_target() -> None:
    assert differing_rows(table.STEPS) == []


@pytest.mark.parametrize("number", [n for n, s in enumerate(table.STEPS) if s.row is not None])
@pytest.mark.parametrize(
    "change",
    [
        {"role": "nobody"},
        {"target": "elsewhere"},
        {"row": "T1"},
        {"environments": frozenset()},
        {"source": "elsewhere"},
    ],
)
def test_a_step_that_differs_in_one_field_is_noticed(number: int, change: dict[str, Any]) -> None:
    steps = list(table.STEPS)
    steps[number] = replace(steps[number], **change)
    assert differing_rows(steps)


@pytest.mark.parametrize("number", [n for n, s in enumerate(table.STEPS) if s.kind == "approved"])
@pytest.mark.parametrize("change", [{"review": None}, {"pilot": None}])
def test_a_step_that_asks_less_of_its_target_is_noticed(
    number: int, change: dict[str, Any]
) -> None:
    steps = list(table.STEPS)
    steps[number] = replace(steps[number], **change)
    assert differing_rows(steps)


def test_the_same_statuses_are_on_the_way_and_live() -> None:
    assert {str(one) for one in lifecycle.IN_FLIGHT} == table.IN_FLIGHT
    assert {str(one) for one in lifecycle.LIVE} == table.LIVE
    assert {str(one) for one in lifecycle.SERVED} == table.SHOWN
    assert {str(one) for one in lifecycle.REMOVABLE} == table.REMOVABLE
    assert {str(one) for one in lifecycle.ROLLING_OUT} == table.ROLLING_OUT
    assert {s.source for s in table.STEPS} | {s.target for s in table.STEPS} <= set(Status)


def test_every_entry_of_the_bot_is_a_step_of_the_audit_in_role_and_content_too(
    told: Told,
) -> None:
    seen = set()
    for before, entry in told.entries:
        step = table.step_of(read(entry), str(before.status))
        assert step is not None
        seen.add(step)
    applying = {step for step in table.STEPS if Kind(step.kind) in APPLYING}
    assert applying <= seen
    assert {step.kind for step in seen} == {kind.value for kind in set(Kind) - BY_DOCUMENTS}


@pytest.mark.parametrize("change", [{"role": "none"}, {"content": "elsewhere"}, {"row": None}])
def test_an_entry_of_another_role_content_or_row_is_no_step(
    told: Told, change: dict[str, Any]
) -> None:
    before, entry = next(both for both in told.entries if both[1].draft.kind is Kind.RELEASED)
    assert table.step_of(replace(read(entry), **change), str(before.status)) is None


# --- What follows from logs ---


def test_each_log_folds_to_the_same_release_after_each_of_its_entries(told: Told) -> None:
    for log in told.prefixes:
        assert facts_of_audit(folded(log)) == facts_of_bot(log)


def test_who_keeps_a_round_going_is_not_taken_for_the_requester(told: Told) -> None:
    """True logs name one person in both places, so that one is made that does not."""
    kept = next(log for log in told.prefixes if log.entries[-1].draft.kind is Kind.RESUBMITTED)
    last = kept.entries[-1]
    actor = replace(last.draft.actor, login="other", id=4001)
    other = replace(last, draft=replace(last.draft, actor=actor))
    log = Log(kept.release, (*kept.entries[:-1], other))
    assert facts_of_audit(folded(log)) == facts_of_bot(log)


def test_the_replay_ends_with_every_release_as_the_bot_has_it(told: Told) -> None:
    assert [step for step in told.steps if step.findings] == []
    for release, log in told.logs.items():
        assert facts_of_audit(told.folded[release]) == facts_of_bot(log)


def facts_of_bot(log: Log) -> tuple[object, ...]:
    last, requester = log.last, log.requester
    assert last is not None
    return (
        len(log.entries),
        str(log.status),
        log.round,
        (requester.draft.actor.login, requester.draft.actor.id) if requester else None,
        log.merged.path if log.merged else None,
        log.opening.path if log.opening else None,
        (log.status in lifecycle.IN_FLIGHT, log.status in lifecycle.LIVE),
        str(log.content),
        canonical.sha256(last.to_bytes()),
        projection.status_value(log)["since"],
    )


def facts_of_audit(release: Release) -> tuple[object, ...]:
    requester = release.requester
    return (
        release.count,
        release.status,
        release.last.round,
        (requester.login, requester.id) if requester else None,
        release.merged.path if release.merged else None,
        release.opening.path if release.opening else None,
        (release.in_flight, release.live),
        release.last.content,
        release.last.sha256,
        audit_entry.show_time(release.since),
    )


@pytest.mark.parametrize("field", ["requester", "merged", "opening", "count", "since"])
def test_a_release_folded_otherwise_is_noticed(told: Told, field: str) -> None:
    log = next(log for log in told.prefixes if log.opening and log.requester)
    entry = log.entries[0]
    other = replace(read(entry), path="elsewhere")
    true = folded(log)
    changed = {
        "requester": replace(true, requester=None),
        "merged": replace(true, merged=other),
        "opening": replace(true, opening=other),
        "count": replace(true, count=99),
        "since": replace(true, since=entry.time.replace(year=1999)),
    }[field]
    assert facts_of_audit(changed) != facts_of_bot(log)
