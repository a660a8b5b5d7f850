"""Entries: what is written passes the schema, reads back equal, and counts each cause once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.entry import Entry, from_value, to_value
from bot.core.situation import GHOST, EventKind, PullState, Situation
from tests.core.situations import (
    HEAD,
    SCHEMAS,
    SECOND,
    TEST,
    applied,
    event,
    log_of,
    moved_in,
    objection,
    pushed,
    recorded,
    request,
    review,
    reviewed,
    sibling,
    under_review,
    with_main,
    with_pull,
)


def _archived() -> Entry:
    situation = with_main(applied(TEST), siblings=(sibling("1.3.0"),))
    ((log, draft),) = moved_in(situation).followers
    return log.extended(draft, situation.now, "d" * 40).entries[-1]


def _last(situation: Situation) -> Entry:
    return log_of(situation).entries[-1]


def _closed(by: Any = None) -> Situation:
    act = event(EventKind.CLOSED, 90, *([by] if by else []))
    return with_pull(under_review(), act, state=PullState.CLOSED)


ENTRIES = {
    "submitted": _last(under_review()),
    "resubmitted": _last(recorded(pushed(under_review(), SECOND, request(None)))),
    "rejected": _last(recorded(reviewed(objection("/reject code\nIt leaks.")))),
    "withdrawn": _last(recorded(_closed())),
    "lapsed": _last(recorded(_closed(GHOST))),
    "approved": _last(recorded(reviewed(review()))),
    "released": _last(recorded(with_main(applied(TEST), siblings=(sibling("1.3.0"),)))),
    "archived": _archived(),
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_every_kind_of_entry_passes_its_schema(entry: Entry) -> None:
    value = canonical.from_bytes(entry.to_bytes(), entry.path)
    assert SCHEMAS.problems("log-entry", value, entry.path) == ()


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_every_kind_of_entry_reads_back_equal_and_writes_the_same_bytes(entry: Entry) -> None:
    again = from_value(json.loads(entry.to_bytes()))
    assert to_value(again) == to_value(entry)
    assert again.to_bytes() == entry.to_bytes()
    assert (again.name, again.draft.transition) == (entry.name, entry.draft.transition)


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_entry_stands_in_its_releases_log_under_its_number_and_kind(kind: str) -> None:
    entry = ENTRIES[kind]
    folder = entry.draft.release.folder
    assert entry.path == f"{folder}/log/{entry.sequence:04d}-{kind}.json"


def test_the_log_holds_the_full_application_of_what_is_submitted() -> None:
    value = to_value(ENTRIES["submitted"])
    assert canonical.sha256(canonical.to_bytes(value["application"])) == value["digest"]
    assert to_value(ENTRIES["approved"])["application"] is None


def test_an_approval_stands_in_the_log_with_review_reviewer_time_and_commit() -> None:
    found = review()
    assert to_value(ENTRIES["approved"])["approvals"] == [
        {
            "review": found.id,
            "reviewer": {"login": "rob", "id": 1004},
            "at": "2026-03-02T11:00:00Z",
            "commit": found.commit,
        }
    ]


def test_who_had_a_hand_in_it_stands_in_the_log_once_that_was_judged() -> None:
    assert to_value(ENTRIES["approved"])["contributors"] == {"ids": [1001], "unknown": 0}
    assert to_value(ENTRIES["submitted"])["contributors"] is None


def test_the_policy_of_an_entry_is_the_pinned_main() -> None:
    value = to_value(ENTRIES["approved"])
    assert value["policy"] == {"repository": "roastery/releases", "commit": value["parent"]}


def test_a_deleted_account_is_recorded_as_the_ghost() -> None:
    assert to_value(ENTRIES["lapsed"])["actor"] == {"login": "ghost", "id": 0, "role": "none"}


@pytest.mark.parametrize("field", ["release", "time"])
def test_a_value_that_makes_no_sense_is_refused_where_the_schema_cannot_tell(field: str) -> None:
    value = to_value(ENTRIES["submitted"])
    nonsense: dict[str, Any] = {
        "release": {**value["release"], "miniProgram": "con"},
        "time": "2026-02-31T09:00:00Z",
    }
    with pytest.raises(ValueError, match=r"."):
        from_value({**value, field: nonsense[field]})


# --- Transition ids ------------------------------------------------------------------------------


def test_the_same_cause_has_the_same_transition_whatever_else_changed() -> None:
    draft = ENTRIES["rejected"].draft
    retold = replace(draft, reason="Other words.", events=("more",), round=9, approvals=())
    assert retold.transition == draft.transition


def test_the_parent_that_a_lost_race_changes_is_not_in_the_transition() -> None:
    situation = reviewed(review())
    one = moved_in(situation).draft
    other = moved_in(with_main(situation, commit="e" * 40)).draft
    assert one.transition == other.transition


@pytest.mark.parametrize(
    "change",
    [
        {"pullRequest": 8},
        {"head": SECOND},
        {"after": 1},
        {"kind": "event", "event": "x"},
    ],
)
def test_any_other_cause_has_another_transition(change: dict[str, object]) -> None:
    draft = ENTRIES["submitted"].draft
    assert draft.cause == {"kind": "apply", "pullRequest": 7, "head": HEAD, "after": 0}
    other = replace(draft, cause={**draft.cause, **change})
    assert other.transition != draft.transition


def test_the_same_cause_in_another_release_has_another_transition() -> None:
    draft = ENTRIES["submitted"].draft
    release = replace(draft.release, environment=Environment.SANDBOX)
    assert replace(draft, release=release).transition != draft.transition


def test_different_acts_in_one_release_have_different_transitions() -> None:
    acts = ("submitted", "resubmitted", "rejected", "withdrawn")
    found = {ENTRIES[kind].draft.transition for kind in acts}
    assert len(found) == len(acts)
    assert all(len(transition) == 32 for transition in found)
