"""A schedule passes its checks exactly where it can be performed, and is judged once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents import canonical
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.documents.semantics import Documents, check_all, check_document
from bot.core.schedule import pending, read_schedule
from tests.documents.samples import TREES, genesis, read_folder, schemas

if TYPE_CHECKING:
    from bot.core.documents.problem import Problem

RELEASE = ReleaseId("coffee", VersionNumber(1, 0, 0), "harbor", Environment.PRODUCTION)
TIMES = st.sampled_from(
    [
        "2026-12-01T09:00:00+08:00",
        "2026-12-01T01:00:00Z",
        "2026-12-01T08:59:59+08:00",
        "2026-12-02T09:00:00+08:00",
        "2026-12-04T01:00:00Z",
        "2026-02-30T09:00:00Z",
        "9999-12-31T23:00:00-05:00",
        "soon",
    ]
)
STEPS = st.fixed_dictionaries(
    {"percent": st.sampled_from([0, 10, 25, 50, 100, "10"])},
    optional={"at": TIMES, "after": st.sampled_from(["24h", "9999d", "0h", "3m"])},
)
SCHEDULES = st.fixed_dictionaries(
    {"goLiveAt": TIMES}, optional={"grayscale": st.lists(STEPS, max_size=4)}
)


def problems(schedule: dict[str, Any]) -> tuple[Problem, ...]:
    text = genesis()[RELEASE.request_path] + f"schedule: {json.dumps(schedule)}\n".encode()
    return check_all({**genesis(), RELEASE.request_path: text}, schemas())


@given(SCHEDULES)
def test_what_passes_can_be_performed_in_its_order(schedule: dict[str, Any]) -> None:
    if problems(schedule):
        return
    planned = read_schedule({"schedule": schedule})
    assert planned is not None
    percent: int | None = None
    now = planned.go_live.replace(year=2026, month=1)
    for act in planned.acts:
        due = pending(planned, percent, now)
        assert due is not None
        assert due.act == act
        assert due.at > now
        percent, now = act.percent, due.at


def test_a_plan_as_it_should_be_passes() -> None:
    steps = [{"percent": 10}, {"percent": 50, "after": "24h"}, {"percent": 100, "after": "7d"}]
    assert problems({"goLiveAt": "2026-12-01T09:00:00+08:00", "grayscale": steps}) == ()
    first = {"percent": 10, "at": "2026-12-01T01:00:00Z"}
    assert problems({"goLiveAt": "2026-12-01T09:00:00+08:00", "grayscale": [first]}) == ()


def test_what_is_on_main_stays_valid_though_the_app_changes_its_steps() -> None:
    changed = read_folder(TREES / "no-such-step", "")
    changed[RELEASE.status_path] = canonical.to_bytes({"content": "main"})
    found = check_document(RELEASE.request_path, Documents.read({**genesis(), **changed}))
    assert found == ()


def test_of_what_the_schema_refuses_already_nothing_more_is_said() -> None:
    steps = [10, {"percent": "10", "after": "soon"}, {"percent": 20, "at": 5}, {"after": "1h"}]
    weird = {"goLiveAt": "2026-12-01T09:00:00Z", "grayscale": [*steps, {"percent": None}]}
    refused = {"wrong-type", "missing-field", "too-short", "wrong-form", "step-time"}
    assert {problem.id for problem in problems(weird)} <= refused
    assert {problem.id for problem in problems({"goLiveAt": 1})} == {"wrong-type"}
    assert {problem.id for problem in problems({"goLiveAt": "soon"})} == {"too-short"}
