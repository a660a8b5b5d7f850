"""The API budget of courtesies: asking and labels are one request each, where they are used.

Who contributed is read before anybody is asked (two reads, at that look alone): the budget of a
repository that uses neither is in test_budget.py, and is what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.rolling import approved
from tests.scenarios.test_stop_lift import stopped
from tests.starts import LATE, PRODUCTION

if TYPE_CHECKING:
    from tests.world import Stage

APP, SETTINGS = "catalog/apps/harbor.yaml", "catalog/slipway.yaml"


def catalog(stage: Stage, path: str, line: str) -> None:
    text = stage.main_files(path)[path].decode()
    stage.person("otto").commit("main", {path: text + line})


def opened(stage: Stage) -> int:
    """A draft that the bot has shown, and that is then applied for."""
    number = stage.request(PRODUCTION, draft=True)
    stage.run_bot(number)
    stage.person("mia").ready(number)
    stage.hub.requests.clear()
    return number


def sent(stage: Stage) -> list[str]:
    """The writes beside comment, status and commit, by method and the end of the path."""
    paths = [(call.method, call.path) for call in stage.calls() if call.write]
    kinds = ("requested_reviewers", "/labels")
    return [f"{m} {kind}" for m, path in paths for kind in kinds if kind in path]


def test_submitting_with_a_request_for_a_review_takes_one_write_more(stage: Stage) -> None:
    catalog(stage, APP, "requestReviews: true\n")
    number = opened(stage)
    assert stage.run_bot(number).exit_code == 0
    assert stage.writes() == 3 + 1
    assert sent(stage) == ["POST requested_reviewers"]
    people = [call.operation or call.path for call in stage.calls() if not call.write]
    assert people.count("ReadPeople") == 1
    assert sum("activity" in each for each in people) == 1


def test_lifting_a_stop_with_requests_for_reviews_takes_one_write_more(stage: Stage) -> None:
    catalog(stage, APP, "requestReviews: true\n")
    stop = stopped(stage, approved(stage))
    stage.hub.clock.advance(60)
    text = f"format: 1\napp: harbor\nlifts: {stop}\nreason: Payments work again.\n"
    stage.person("olga").commit("lift", {"catalog/stops/harbor.yaml": text})
    number = stage.person("olga").open("lift", "Lift the stop")
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert stage.writes() == 3 + 1
    assert sent(stage) == ["POST requested_reviewers"]
    assert len(stage.person("otto").asked(number)) == 2
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert (stage.reads(), stage.writes()) == (1, 0)


def test_submitting_with_labels_takes_one_write_for_what_is_new_and_one_for_what_is_old(
    stage: Stage,
) -> None:
    catalog(stage, SETTINGS, "labels: true\n")
    stage.make_labels()
    number = opened(stage)
    assert stage.run_bot(number).exit_code == 0
    assert stage.writes() == 3 + 2
    assert sent(stage) == ["POST /labels", "DELETE /labels"]


def test_looking_again_where_all_are_asked_and_labelled_takes_one_read(stage: Stage) -> None:
    catalog(stage, APP, "requestReviews: true\n")
    catalog(stage, SETTINGS, "labels: true\n")
    stage.make_labels()
    number = opened(stage)
    stage.run_bot(number)
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert (stage.reads(), stage.writes()) == (1, 0)


def test_a_sweep_of_requests_that_are_asked_and_labelled_writes_nothing(stage: Stage) -> None:
    catalog(stage, APP, "requestReviews: true\noneInFlight: false\n")
    catalog(stage, SETTINGS, "labels: true\n")
    stage.make_labels()
    for patch in range(4):
        stage.run_bot(stage.request(f"coffee 1.0.{patch} harbor production"))
    stage.hub.clock.advance(LATE)
    stage.run_bot()
    stage.hub.requests.clear()
    assert stage.run_bot().exit_code == 0
    assert (stage.reads(), stage.writes()) == (1, 0)


def test_where_nobody_is_left_to_ask_looking_again_takes_one_read(stage: Stage) -> None:
    catalog(stage, APP, "requestReviews: true\n")
    number = opened(stage)
    for _ in range(2):
        stage.run_bot(number)
        (asked,) = stage.person("otto").asked(number)
        stage.person(asked).ask_no_more(number, asked)
    stage.run_bot(number)
    stage.hub.requests.clear()
    stage.run_bot(number)
    assert (stage.reads(), stage.writes()) == (1, 0)
