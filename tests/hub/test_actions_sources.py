"""Which commit's copy of a workflow file runs."""

import pytest

from tests.hub.dispatching import FOLDER, Dispatching, workflow
from tests.hub.world import REPOSITORY

FILE = f"{FOLDER}0.yml"
ON = [
    *("pull_request", "pull_request_review", "pull_request_target"),
    *("issue_comment", "status", "fork", "repository_dispatch"),
]


def evil(on: object = ON) -> dict[str, str]:
    """The file as a pull request would like it to be."""
    return {FILE: workflow(on, "Edited")}


def happen(dispatching: Dispatching, number: int) -> None:
    """A comment, a review, a status, a fork and an event from elsewhere."""
    dispatching.comment(number)
    dispatching.review(number)
    head = dispatching.done("mia", "GET", f"pulls/{number}")["head"]["sha"]
    dispatching.done("mia", "POST", f"statuses/{head}", {"state": "success", "context": "x"})
    dispatching.done("rob", "POST", "forks", {})
    dispatching.done("mia", "POST", "dispatches", {"event_type": "go"})


def test_a_pull_request_changes_what_runs_for_itself_and_its_reviews(
    dispatching: Dispatching,
) -> None:
    """docs.github.com, "Events that trigger workflows": the merge commit's file runs for both."""
    dispatching.install(workflow(ON))
    happen(dispatching, dispatching.propose(evil()))
    edited = {event for name, event in dispatching.started() if name == "Edited"}
    assert edited == {"pull_request", "pull_request_review"}


def test_all_others_run_the_file_of_the_default_branch(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": last commit on default branch.

    For pull_request_target: github.blog, changelog 2025-11-07.
    """
    dispatching.install(workflow(ON))
    happen(dispatching, dispatching.propose(evil()))
    main = {event for name, event in dispatching.started() if name == "Check"}
    assert main == set(ON) - {"pull_request", "pull_request_review"}
    for run in dispatching.runs():
        if run.name == "Check":
            assert (run.ref, run.sha) == ("refs/heads/main", dispatching.world.main())


def test_the_merge_commit_joins_base_and_head(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": refs/pull/N/merge, and its last commit."""
    dispatching.install(workflow("pull_request"))
    number = dispatching.propose()
    run = dispatching.run()
    bare = dispatching.world.hub.repository_path(REPOSITORY)
    parents = dispatching.world.git(bare, "rev-parse", f"{run.ref}^1", f"{run.ref}^2").split()
    assert run.ref == f"refs/pull/{number}/merge"
    assert parents == [dispatching.world.main(), run.head_sha]


def test_a_merged_pull_request_runs_on_its_base(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": GITHUB_REF of a closed pull request."""
    dispatching.install(workflow({"pull_request": {"types": ["closed"]}}))
    number = dispatching.propose()
    dispatching.done("mia", "PUT", f"pulls/{number}/merge", {})
    run = dispatching.run()
    assert (run.ref, run.sha) == ("refs/heads/main", dispatching.world.main())


def test_where_base_and_head_conflict_only_pull_request_target_runs(
    dispatching: Dispatching,
) -> None:
    """docs.github.com, "Events that trigger workflows": no run on a merge conflict."""
    dispatching.install(workflow(["pull_request", "pull_request_target", "pull_request_review"]))
    dispatching.branch("change")
    dispatching.write("mia", "x.txt", "one\n", "change")
    dispatching.write("mia", "x.txt", "two\n")
    dispatching.review(dispatching.open("mia", "change", "main"))
    assert [run.event for run in dispatching.runs()] == ["pull_request_target"]


def test_a_push_runs_the_file_that_it_brings(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": push runs what is not yet merged."""
    dispatching.install(workflow("pull_request"))
    dispatching.branch("change")
    dispatching.write("mia", FILE, workflow("push", "Brought"), "change")
    run = dispatching.run()
    assert (run.name, run.ref) == ("Brought", "refs/heads/change")


def test_a_file_of_a_branch_alone_is_deaf_for_the_default_branch(
    dispatching: Dispatching,
) -> None:
    """docs.github.com, "Events that trigger workflows": only where the file is on that branch."""
    dispatching.install(workflow("push"))
    brought = workflow(["issue_comment", "schedule", "pull_request_target"], "New")
    dispatching.comment(dispatching.propose({f"{FOLDER}new.yml": brought}))
    dispatching.actions.schedule(REPOSITORY)
    assert {event for _, event in dispatching.started()} == {"push"}


@pytest.mark.parametrize("name", ["0.json", "deeper/0.yml"])
def test_other_files_are_no_workflows(dispatching: Dispatching, name: str) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": .yml or .yaml, in that folder."""
    dispatching.install()
    dispatching.write("mia", f"{FOLDER}{name}", workflow("push"))
    assert dispatching.started() == []
    dispatching.write("mia", f"{FOLDER}1.yaml", workflow("push"))
    assert dispatching.started() == [("Check", "push")]


@pytest.mark.parametrize(
    "text",
    [
        "\t not: [yaml",
        "just text",
        "[]",
        "\x00",
        "on: push",
        workflow("push", jobs={}),
        workflow({"push": "main"}),
        workflow({"push": {"branches": ["a[b"]}}),
        workflow({"push": {"branches": {"a": "b"}}}),
        workflow({"push": {"branches": ["a"], "branches-ignore": ["b"]}}),
        workflow({"push": None, "schedule": [{"cron": "@daily"}]}),
        workflow({"push": None, "schedule": [{"cron": "61 * * * *"}]}),
        workflow({"push": None, "workflow_dispatch": {"inputs": ["a"]}}),
        workflow("push", permissions="everything"),
        workflow("push", concurrency={"group": "x", "queue": "max", "cancel-in-progress": True}),
    ],
)
def test_a_bad_file_starts_nothing_and_hinders_nothing(dispatching: Dispatching, text: str) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions"; GitHub shows an error in its place.

    Of `queue: max` with cancel-in-progress: "Control the concurrency of workflows and jobs".
    """
    dispatching.install(text, workflow("push", "Good"))
    dispatching.write("mia", "x.txt")
    assert dispatching.started() == [("Good", "push")]
