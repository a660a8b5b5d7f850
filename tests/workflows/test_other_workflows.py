"""The untrusted check, the review signal, the instant reaction, and the project's own tests."""

from __future__ import annotations

from typing import Any

from bot.core.documents.semantics import DATA_FOLDERS
from tests.act.files import WORKFLOWS, read


def workflow(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A file, and its one job."""
    data = read(WORKFLOWS / name)
    (job,) = data["jobs"].values()
    return data, job


# --- check.yml: anybody's pull request, also a fork's ---------------------------------------------


def test_the_check_may_read_and_has_nothing_else() -> None:
    """F2. Its file is the pull request's own."""
    data, job = workflow("check.yml")
    assert set(data["on"]) == {"pull_request"}
    assert job["permissions"] == {"contents": "read"}
    assert "secrets." not in str(data)
    assert "environment" not in job


def test_the_check_runs_where_documents_change() -> None:
    """What the bot alone writes is of no concern to people's pull requests."""
    data, _ = workflow("check.yml")
    assert data["on"]["pull_request"] == {
        "branches": ["main"],
        "paths": [f"{folder}**" for folder in DATA_FOLDERS if folder != "live/"],
    }


def test_the_check_takes_the_head_as_objects_alone() -> None:
    """F1, F16. The repository that holds it has no work tree, and the bot is main's."""
    _, job = workflow("check.yml")
    checkout, _install, fetch, validate = job["steps"]
    assert checkout["with"]["ref"] == "main"
    assert "git init --quiet --bare" in fetch["run"]
    assert "-m bot validate --base refs/heads/main --head refs/heads/head" in validate["run"]
    assert validate["run"].strip().endswith("--format github")
    assert "env" not in validate


def test_a_newer_push_ends_the_older_check() -> None:
    data, _ = workflow("check.yml")
    assert data["concurrency"] == {
        "group": "slipway-check-${{ github.event.pull_request.number }}",
        "cancel-in-progress": "true",
    }


# --- review.yml: the signal -----------------------------------------------------------------------


def test_the_review_signal_does_nothing_and_may_nothing() -> None:
    """GitHub, "Events that trigger workflows": the file is that of the merge commit."""
    data, job = workflow("review.yml")
    assert set(data["on"]) == {"pull_request_review"}
    assert job["permissions"] == data["permissions"] == {}
    assert [one["run"] for one in job["steps"]] == ["true"]
    assert "if" not in job


def test_every_act_of_a_reviewer_is_a_signal() -> None:
    """GitHub, "Webhook events and payloads": pull_request_review."""
    data, _ = workflow("review.yml")
    types = set(data["on"]["pull_request_review"]["types"])
    assert types == {"submitted", "edited", "dismissed"}


# --- seen.yml: the reaction -----------------------------------------------------------------------


def test_the_reaction_is_for_what_people_say_to_the_bot() -> None:
    """No bot's comment starts it, so that no two bots can start each other for ever."""
    data, job = workflow("seen.yml")
    assert data["on"] == {"issue_comment": {"types": ["created"]}}
    assert job["if"].split(" && ") == [
        "github.event.issue.pull_request",
        "github.event.comment.user.type == 'User'",
        "startsWith(github.event.comment.body, '/')",
    ]


def test_the_reaction_waits_for_nothing() -> None:
    """Its group is its own comment's: the bot's line does not hold it up."""
    data, _ = workflow("seen.yml")
    assert data["concurrency"]["group"] == "slipway-seen-${{ github.event.comment.id }}"


def test_the_reaction_may_react_and_no_more() -> None:
    """eneo-ai/eneo#512, NOFireAI/ravel#347: on a pull request it takes ``pull-requests: write``."""
    _, job = workflow("seen.yml")
    assert job["permissions"] == {"pull-requests": "write"}
    (only,) = job["steps"]
    assert only["env"] == {
        "GITHUB_TOKEN": "${{ github.token }}",
        "COMMENT": "${{ github.event.comment.id }}",
    }


# --- ci.yml: this project -------------------------------------------------------------------------


def test_the_projects_own_tests_may_only_read() -> None:
    """They run the code of a pull request."""
    data, job = workflow("ci.yml")
    assert set(data["on"]) == {"push", "pull_request"}
    assert job["permissions"] == {"contents": "read"}
    assert "secrets" not in str(data)
    assert [one["run"] for one in job["steps"] if "run" in one] == ["make test"]


def test_the_projects_own_tests_cost_nothing_where_only_documents_change() -> None:
    """In a repository made as template every catalog change, and each entry of an App's, would."""
    data, _job = workflow("ci.yml")
    for event in data["on"].values():
        assert {f"{folder}**" for folder in DATA_FOLDERS} <= set(event["paths-ignore"])
