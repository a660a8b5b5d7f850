"""The environments with each app's capabilities, and the approval policy of each, over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Stage

SANDBOX = "coffee 1.0.0 harbor sandbox"
NEXT = "coffee 1.1.0 harbor sandbox"
PRODUCTION = "coffee 1.0.0 harbor production"
APP = "catalog/apps/harbor.yaml"
POLICY = "{{count: {count}, unknownContributors: one-more, maximumAgeDays: 90{more}}}"


def grow(stage: Stage, old: str, new: str) -> None:
    """Owners change the app by hand, as a trial allows."""
    text = stage.main_files(APP)[APP].decode()
    assert old in text
    stage.person("otto").commit("main", {APP: text.replace(old, new)}, "Change the app")


def sandbox(stage: Stage, *, review: bool, pilot: bool) -> None:
    approvals = f"\n    approvals: {POLICY.format(count=1, more='')}" if review else ""
    capabilities = f"review: {str(review).lower()}\n    pilot: {str(pilot).lower()}{approvals}"
    grow(stage, "  test: {}\n", f"  test: {{}}\n  sandbox:\n    {capabilities}\n")


def seats(stage: Stage) -> None:
    old = POLICY.format(count=1, more="")
    grow(stage, old, POLICY.format(count=2, more=", seats: [compliance, security]"))
    groups = (
        "groups:\n  compliance:\n    - {login: rob, id: 1004}\n"
        "  security:\n    - {login: rob, id: 1004}\n    - {login: rita, id: 1005}\n"
    )
    grow(stage, "inspectors:", groups + "inspectors:")


def rows(stage: Stage, text: str) -> list[str | None]:
    return [entry["row"] for entry in stage.log(text)]


def run(stage: Stage, number: int) -> None:
    report = stage.run_bot(number)
    assert report.exit_code == 0, report.failures


@pytest.mark.parametrize(
    ("review", "pilot", "expected", "status"),
    [
        (False, True, ["T4"], "Pilot Testing"),
        (False, False, ["T5"], "Full Release"),
        (True, True, ["T3", "T8"], "Pilot Testing"),
        (True, False, ["T3", "T10"], "Full Release"),
    ],
)
def test_a_sandbox_is_reviewed_and_piloted_as_the_app_says(
    stage: Stage, *, review: bool, pilot: bool, expected: list[str], status: str
) -> None:
    sandbox(stage, review=review, pilot=pilot)
    number = stage.request(SANDBOX)
    run(stage, number)
    if review:
        assert not stage.person("mia").pull(number).merged
        stage.person("rob").approve(number)
        run(stage, number)
    assert (rows(stage, SANDBOX), stage.status_file(SANDBOX)["status"]) == (expected, status)
    assert stage.person("mia").pull(number).merged
    live = json.loads(stage.main_files("live")["live/harbor/sandbox.json"])
    (served,) = live["miniPrograms"]["coffee"]
    percent = 100 if status == "Full Release" else 0
    assert (served["status"], served["percent"]) == (status, percent)


def test_a_full_release_in_a_reviewed_sandbox_archives_the_older_in_the_same_commit(
    stage: Stage,
) -> None:
    sandbox(stage, review=True, pilot=False)
    for text in (SANDBOX, NEXT):
        number = stage.request(text)
        run(stage, number)
        stage.person("rob").approve(number)
        run(stage, number)
    assert rows(stage, SANDBOX) == ["T3", "T10", "T20"]
    live = json.loads(stage.main_files("live")["live/harbor/sandbox.json"])
    assert [one["version"] for one in live["miniPrograms"]["coffee"]] == ["1.1.0"]


def test_a_pilot_under_way_keeps_the_next_version_waiting(stage: Stage) -> None:
    sandbox(stage, review=False, pilot=True)
    run(stage, stage.request(SANDBOX))
    number = stage.request(NEXT)
    run(stage, number)
    assert not stage.main_files("releases/coffee/1.1.0")
    said = stage.comments(number)[0].body
    assert "Version 1.0.0 is Pilot Testing" in said
    assert "[one-in-flight]" in said


def test_a_group_approval_with_two_seats_needs_two_people(stage: Stage) -> None:
    seats(stage)
    number = stage.request(PRODUCTION)
    run(stage, number)
    stage.person("rita").approve(number)
    run(stage, number)
    said = stage.comments(number)[0].body
    assert "1 of 2 approval(s) given, still open: compliance" in said
    assert "rob" in said.partition("Next:")[2].partition("\n")[0]
    stage.person("rob").approve(number)
    run(stage, number)
    approved = stage.log(PRODUCTION)[-1]
    assert (approved["kind"], approved["actor"]["login"]) == ("approved", "rob")
    assert {one["reviewer"]["login"] for one in approved["approvals"]} == {"rita", "rob"}


def test_the_code_of_a_version_is_closed_until_a_reviewer_corrects_the_rejection(
    stage: Stage,
) -> None:
    mia = stage.person("mia")
    number = stage.request(PRODUCTION)
    run(stage, number)
    stage.person("rob").object(number, "/reject code\nIt crashes.")
    run(stage, number)
    mia.to_draft(number)
    mia.ready(number)
    run(stage, number)
    assert stage.status_file(PRODUCTION)["status"] == "New Version Created"
    assert "[code-not-rejected]" in stage.comments(number)[0].body
    stage.person("rita").review(number, "COMMENT", "/reject details\nOnly the notes.")
    run(stage, number)
    kinds = [entry["kind"] for entry in stage.log(PRODUCTION)]
    assert kinds == ["submitted", "rejected", "rejection-corrected", "submitted"]
    assert stage.log(PRODUCTION)[2]["actor"]["login"] == "rita"


def test_a_plain_comment_of_a_reviewer_waits_for_the_applicant(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    run(stage, number)
    stage.person("rob").review(number, "COMMENT", "Why this domain?")
    run(stage, number)
    assert "it waits for the applicant" in stage.comments(number)[0].body
    stage.person("mia").say(number, "We pay there.")
    run(stage, number)
    assert "it waits for the applicant" not in stage.comments(number)[0].body
    stage.person("rob").approve(number)
    run(stage, number)
    assert stage.status_file(PRODUCTION)["status"] == "Release Preparation"


def test_a_review_that_the_app_gives_up_is_named_and_goes_on_by_applying_again(
    stage: Stage,
) -> None:
    sandbox(stage, review=True, pilot=False)
    mia, number = stage.person("mia"), stage.request(SANDBOX)
    run(stage, number)
    grow(stage, "sandbox:\n    review: true", "sandbox:\n    review: false")
    stage.person("rob").approve(number)
    run(stage, number)
    said = stage.comments(number)[0].body
    assert "**Under Review, but stuck**" in said
    assert "harbor Sandbox is not reviewed any more" in said
    assert "[review-still-asked]" in said
    for command in ("/withdraw", "/apply"):
        mia.say(number, command)
        run(stage, number)
    assert rows(stage, SANDBOX) == ["T3", "T6", "T5"]
    assert mia.pull(number).merged
