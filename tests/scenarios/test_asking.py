"""Asking for reviews and setting labels, told through HTTP: both are asked for in the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.world import BOT, REPOSITORY
from bot.hub import Fault
from tests.scenarios.test_story import kinds, sticky
from tests.starts import LATE
from tests.world import documents

if TYPE_CHECKING:
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
PILOTED = "coffee 1.0.0 lagoon production"
TEST = "coffee 1.0.0 harbor test"
NEXT_TEST = "coffee 1.1.0 harbor test"
HARBOR, LAGOON = "catalog/apps/harbor.yaml", "catalog/apps/lagoon.yaml"
SETTINGS = "catalog/slipway.yaml"


def adds(stage: Stage, path: str, lines: str) -> None:
    """An owner adds lines to a file of the catalog on main."""
    text = stage.main_files(path)[path].decode()
    stage.person("otto").commit("main", {path: text + lines})


def asks(stage: Stage, path: str = HARBOR) -> None:
    line = "requestReviews: true\n"
    if line not in stage.main_files(path)[path].decode():
        adds(stage, path, line)


def submitted(stage: Stage, text: str = PRODUCTION) -> int:
    number = stage.request(text)
    run = stage.run_bot(number)
    assert run.exit_code == 0, run.failures
    return number


def asked(stage: Stage, number: int) -> list[str]:
    return stage.person("otto").asked(number)


def notes(stage: Stage, number: int, marker: str = "not-asked") -> list[str]:
    own = [c.body for c in stage.comments(number) if c.login == BOT]
    return [body for body in own if body.startswith(f"<!-- slipway:{marker}")]


def writes_to(stage: Stage, path: str) -> int:
    return sum(1 for call in stage.calls() if call.write and path in call.path)


# --- Asking --------------------------------------------------------------------------------------


def test_nobody_is_asked_where_the_app_does_not_say_so(stage: Stage) -> None:
    assert asked(stage, submitted(stage)) == []


def test_one_reviewer_is_asked_for_one_seat_by_one_request(stage: Stage) -> None:
    asks(stage)
    stage.hub.requests.clear()
    number = submitted(stage)
    (one,) = asked(stage, number)
    assert one in ("rob", "rita")
    assert writes_to(stage, "requested_reviewers") == 1
    assert f"Next: @{one}\n" in sticky(stage, number)
    assert notes(stage, number) == []


def test_reviewers_take_turns_from_one_pull_request_to_the_next(stage: Stage) -> None:
    asks(stage)
    adds(stage, HARBOR, "oneInFlight: false\n")
    first, second = submitted(stage), submitted(stage, "coffee 1.1.0 harbor production")
    assert {*asked(stage, first), *asked(stage, second)} == {"rob", "rita"}


def test_two_seats_ask_two_people_in_one_request(stage: Stage) -> None:
    asks(stage, LAGOON)
    stage.hub.requests.clear()
    number = submitted(stage, PILOTED)
    assert sorted(asked(stage, number)) == ["rita", "rob"]
    assert writes_to(stage, "requested_reviewers") == 1


def test_whoever_declines_is_not_asked_again_and_the_next_in_turn_is(stage: Stage) -> None:
    asks(stage)
    number = submitted(stage)
    (one,) = asked(stage, number)
    stage.person(one).ask_no_more(number, one)
    stage.run_bot(number)
    (other,) = asked(stage, number)
    assert {one, other} == {"rob", "rita"}
    stage.person(other).ask_no_more(number, other)
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert (asked(stage, number), writes_to(stage, "requested_reviewers")) == ([], 0)


def test_a_contributor_known_only_from_a_commit_is_not_asked(stage: Stage) -> None:
    """Who committed is read before anybody is asked; GitHub's answer names the accounts."""
    asks(stage)
    number = stage.request(PRODUCTION, draft=True)
    stage.person("rob").commit(PRODUCTION.replace(" ", "-"), documents(PRODUCTION, "Rob's.\n"))
    stage.person("mia").ready(number)
    stage.run_bot(number)
    assert asked(stage, number) == ["rita"]


def test_whoever_loses_the_role_is_asked_no_longer_and_the_next_one_is(stage: Stage) -> None:
    asks(stage)
    number = submitted(stage)
    (one,) = asked(stage, number)
    text = stage.main_files(HARBOR)[HARBOR].decode()
    kept = "".join(line for line in text.splitlines(keepends=True) if f"login: {one}," not in line)
    stage.person("otto").commit("main", {HARBOR: kept})
    stage.run_bot(number)
    (other,) = asked(stage, number)
    assert {one, other} == {"rob", "rita"}


def test_whoever_is_away_is_passed_over(stage: Stage) -> None:
    asks(stage)
    away = "format: 1\nid: 1004\naway: {until: '2026-03-20'}\n"
    stage.person("otto").commit("main", {"catalog/people/1004.yaml": away})
    number = submitted(stage)
    assert asked(stage, number) == ["rita"]
    assert stage.run_bot(number).lines == [f"#{number}: at rest"]


def test_a_new_round_asks_again(stage: Stage) -> None:
    asks(stage)
    number = submitted(stage)
    (one,) = asked(stage, number)
    stage.person(one).object(number, "Longer notes, please.")
    stage.run_bot(number)
    assert asked(stage, number) == []
    mia = stage.person("mia")
    mia.to_draft(number)
    mia.ready(number)
    stage.run_bot(number)
    assert len(asked(stage, number)) == 1
    assert kinds(stage, PRODUCTION) == ["submitted", "rejected", "submitted"]


def test_a_reviewer_who_is_no_collaborator_is_named_once_and_the_next_is_asked(
    stage: Stage,
) -> None:
    """GitHub asks collaborators only (peter-evans/create-pull-request, issue 4138)."""
    asks(stage)
    stage.hub.set_role(REPOSITORY, "rob", "")
    numbers = [submitted(stage), submitted(stage, "tickets 1.0.0 harbor production")]
    assert [asked(stage, number) for number in numbers] == [["rita"], ["rita"]]
    told = [note for number in numbers for note in notes(stage, number)]
    assert ["rob (1004)" in note and "[reviewer-not-asked]" in note for note in told] == [True]
    for number in numbers:
        stage.hub.requests.clear()
        stage.run_bot(number)
        assert stage.writes() == 0


def test_one_who_cannot_be_asked_does_not_spoil_it_for_the_others(stage: Stage) -> None:
    asks(stage, LAGOON)
    stage.hub.set_role(REPOSITORY, "rob", "")
    number = submitted(stage, PILOTED)
    assert asked(stage, number) == ["rita"]
    (note,) = notes(stage, number)
    assert "rob (1004)" in note
    assert "rita" not in note
    stage.person("rob").approve(number)
    stage.person("rita").approve(number)
    stage.run_bot(number)
    assert kinds(stage, PILOTED) == ["submitted", "approved"]


def test_a_bot_that_may_not_ask_says_so_once_and_the_release_goes_on(stage: Stage) -> None:
    """X11: no loop burns the rate limit."""
    asks(stage)
    stage.hub.fault(Fault("refused", login=BOT, path="requested_reviewers", times=None))
    number = submitted(stage)
    (note,) = notes(stage, number)
    assert "[reviews-not-asked]" in note
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert stage.run_bot().exit_code == 0
    assert stage.writes() == 0
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]


def test_a_login_that_belongs_to_somebody_else_today_is_asked_no_more(stage: Stage) -> None:
    """A13: rob renamed himself, and a collaborator took his login."""
    asks(stage)
    text = stage.main_files(HARBOR)[HARBOR].decode()
    wrong = text.replace("login: rob, id: 1004", "login: dan, id: 1004")
    only_rob = "".join(line for line in wrong.splitlines(keepends=True) if "rita" not in line)
    stage.person("otto").commit("main", {HARBOR: only_rob})
    number = submitted(stage)
    assert asked(stage, number) == []
    assert "The catalog lists dan (1004), but GitHub shows dan (1003)" in sticky(stage, number)
    stage.hub.requests.clear()
    stage.run_bot(number)
    assert stage.writes() == 0


def test_a_review_by_whoever_was_not_asked_counts_all_the_same(stage: Stage) -> None:
    asks(stage)
    number = submitted(stage)
    (one,) = asked(stage, number)
    stage.person("rita" if one == "rob" else "rob").approve(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]


# --- Labels --------------------------------------------------------------------------------------


def labels(stage: Stage, number: int) -> list[str]:
    return sorted(stage.person("otto").labels(number))


def test_no_labels_are_set_where_the_catalog_does_not_say_so(stage: Stage) -> None:
    assert labels(stage, submitted(stage)) == []


def test_labels_follow_the_status_and_leave_others_alone(stage: Stage) -> None:
    adds(stage, SETTINGS, "labels: true\n")
    stage.make_labels()
    number = stage.request(PRODUCTION, draft=True)
    stage.run_bot(number)
    stage.person("otto").label(number, "urgent")
    app = "slipway app: harbor"
    assert labels(stage, number) == [app, "slipway: New Version Created", "urgent"]
    stage.person("mia").ready(number)
    stage.run_bot(number)
    assert labels(stage, number) == [app, "slipway: Under Review", "urgent"]
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert labels(stage, number) == [app, "slipway: Release Preparation", "urgent"]


def test_an_archived_release_is_labelled_so(stage: Stage) -> None:
    adds(stage, SETTINGS, "labels: true\n")
    stage.make_labels()
    first = stage.request(TEST)
    stage.run_bot(first)
    assert "slipway: Full Release" in labels(stage, first)
    stage.run_bot(stage.request(NEXT_TEST))
    assert labels(stage, first) == ["slipway app: harbor", "slipway: Archived"]


def test_a_label_approves_nothing_and_is_taken_away(stage: Stage) -> None:
    """Threats A21 and B11."""
    adds(stage, SETTINGS, "labels: true\n")
    stage.make_labels()
    number = submitted(stage)
    otto = stage.person("otto")
    otto.label(number, "slipway: Full Release", "approved")
    otto.unlabel(number, "slipway: Under Review")
    stage.run_bot(number)
    expected = ["approved", "slipway app: harbor", "slipway: Under Review"]
    assert labels(stage, number) == expected
    assert kinds(stage, PRODUCTION) == ["submitted"]


def test_a_bot_that_may_not_label_says_so_once_and_the_release_goes_on(stage: Stage) -> None:
    adds(stage, SETTINGS, "labels: true\n")
    number = submitted(stage)  # no label exists, and its token may make none
    (note,) = notes(stage, number, "not-labelled")
    assert "Make those of .github/labels.json" in note
    assert "[not-labelled]" in note
    stage.hub.clock.advance(LATE)
    stage.hub.requests.clear()
    assert stage.run_bot().exit_code == 0
    assert stage.writes() == 0
    stage.person("rob").approve(number)
    assert stage.run_bot(number).exit_code == 0
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]
