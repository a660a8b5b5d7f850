"""What of an event a workflow listens to: types, branches, paths, and marks that ask for none."""

import pytest

from bot.hub.actions.filters import MOST_FILES, chosen, skipped, starts
from tests.hub.dispatching import Dispatching, workflow

CHEAT_SHEET = [
    ("feature/*", ["feature/my-branch"], ["feature/a/b", "feature"]),
    ("feature/**", ["feature/beta-a/my-branch", "feature/x"], ["features"]),
    ("*", ["main"], ["all/the/branches"]),
    ("**", ["all/the/branches", "main"], []),
    ("*feature", ["mona-feature", "feature"], ["feature-x"]),
    ("v2*", ["v2", "v2.9"], ["v1"]),
    ("v[12].[0-9]+.[0-9]+", ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1x10.1", "v1.-.1"]),
    ("*.jsx?", ["page.js", "page.jsx"], ["page.jsxx", "a/page.js"]),
    ("**.js", ["index.js", "src/js/app.js"], ["index.ts"]),
    ("docs/**/*.md", ["docs/README.md", "docs/a/markdown/file.md"], ["README.md"]),
    ("**/docs/**", ["docs/hello.md", "space/docs/plan/space.doc"], ["mydocs/x"]),
    ("**/README.md", ["README.md", "js/README.md"], ["js/README.mdx"]),
    ("**/*src/**", ["a/src/app.js", "my-src/code/js/app.js"], ["source/x"]),
    ("what\\?", ["what?"], ["wha", "what"]),
]


@pytest.mark.parametrize(("pattern", "fits", "others"), CHEAT_SHEET)
def test_patterns_mean_what_the_cheat_sheet_says(
    pattern: str, fits: list[str], others: list[str]
) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": filter pattern cheat sheet."""
    assert [name for name in fits + others if chosen([pattern], name)] == fits


def test_a_later_pattern_takes_back_or_gives_again() -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": patterns are checked in order."""
    patterns = ["*.md", "!README.md", "README*"]
    assert not chosen(patterns[:2], "README.md")
    assert chosen(patterns, "README.md")
    assert not chosen(["!README.md"], "hello.md")


def test_paths_need_one_file_and_paths_ignore_one_other() -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": on.<push|pull_request|…>.paths."""

    def started(how: dict[str, list[str]], *files: str) -> bool:
        return starts("push", how, None, "main", lambda: list(files))

    assert started({"paths": ["docs/**"]}, "a.py", "docs/x")
    assert not started({"paths": ["docs/**", "!docs/x"]}, "a.py", "docs/x")
    assert started({"paths-ignore": ["docs/**"]}, "a.py", "docs/x")
    assert not started({"paths-ignore": ["docs/**"]}, "docs/x")
    assert not started({"paths-ignore": ["docs/**"]})


def test_path_filters_see_three_hundred_files() -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": git diff comparisons."""
    files = [f"a{number:04}" for number in range(MOST_FILES)] + ["docs/x"]
    how = {"paths": ["docs/**"]}
    assert not starts("push", how, None, "main", lambda: files)
    assert starts("push", how, None, "main", lambda: files[1:])


def test_branches_and_paths_must_both_fit() -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": both filters must be satisfied."""
    how = {"branches": ["main"], "paths": ["docs/**"]}
    assert starts("push", how, None, "main", lambda: ["docs/x"])
    assert not starts("push", how, None, "main", lambda: ["x"])
    assert not starts("push", how, None, "other", lambda: ["docs/x"])


def test_a_filter_of_tags_is_deaf_for_branches() -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": only tags, no run for branches."""
    assert not starts("push", {"tags": ["v1"]}, None, "main", list)
    assert not starts("push", {"tags-ignore": ["v1"]}, None, "main", list)
    assert starts("push", {"tags": ["v1"], "branches": ["main"]}, None, "main", list)


@pytest.mark.parametrize("on", ["push", ["push"], {"push": None}, {"push": {"branches": "main"}}])
def test_events_are_named_as_a_text_a_list_or_a_map(dispatching: Dispatching, on: object) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": on."""
    dispatching.install(workflow(on))
    dispatching.write("mia", "x.txt")
    assert dispatching.started() == [("Check", "push")]


def test_a_pull_request_starts_when_opened_synchronized_and_reopened(
    dispatching: Dispatching,
) -> None:
    """docs.github.com, "Events that trigger workflows": pull_request(_target), the usual types."""
    dispatching.install(workflow(["pull_request", "pull_request_target"]))
    number = dispatching.propose()
    dispatching.write("mia", "y.txt", branch="change")
    for change in ({"title": "Other"}, {"state": "closed"}, {"state": "open"}):
        dispatching.done("mia", "PATCH", f"pulls/{number}", change)
    seen = [(run.event, run.payload["action"]) for run in dispatching.runs()]
    actions = ("opened", "synchronize", "reopened")
    assert seen == [
        (event, action) for action in actions for event in ("pull_request", "pull_request_target")
    ]


def test_types_name_others(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": on.<event_name>.types, one or more."""
    dispatching.install(
        workflow({"pull_request_target": {"types": "edited"}}, "Edited"),
        workflow({"issue_comment": {"types": ["edited", "deleted"]}}, "Comments"),
        workflow("issue_comment", "All comments"),
    )
    number = dispatching.propose()
    dispatching.done("mia", "PATCH", f"pulls/{number}", {"title": "Other"})
    dispatching.comment(number)
    assert [name for name, _ in dispatching.started()] == ["Edited", "All comments"]


def test_branches_are_the_base_of_a_pull_request(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": branches that are targeted."""
    dispatching.install(
        workflow({"pull_request": {"branches": ["main"]}}, "Main"),
        workflow({"pull_request_target": {"branches": ["change"]}}, "Head"),
        workflow({"pull_request_target": {"branches-ignore": ["main"]}}, "Other"),
    )
    dispatching.propose()
    assert dispatching.started() == [("Main", "pull_request")]


def test_paths_of_a_pull_request_are_what_it_brings(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": three-dot diffs."""
    dispatching.install(
        workflow({"pull_request": {"paths": ["releases/**"]}}, "Brought"),
        workflow({"pull_request": {"paths": ["elsewhere/**"]}}, "On main meanwhile"),
    )
    dispatching.branch("change")
    dispatching.write("mia", "releases/x", branch="change")
    dispatching.write("mia", "elsewhere/y")
    dispatching.open("mia", "change", "main")
    assert dispatching.started() == [("Brought", "pull_request")]


def test_paths_of_a_push_are_between_its_two_ends(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": two-dot diffs; new branches too."""
    dispatching.install(workflow({"push": {"paths": ["releases/**"]}}))
    dispatching.write("mia", "elsewhere/y")
    dispatching.branch("change")
    assert dispatching.started() == []
    dispatching.write("mia", "releases/x", branch="change")
    assert dispatching.started() == [("Check", "push")]


@pytest.mark.parametrize(
    "message",
    [
        *("Fix [skip ci]", "[ci skip] Fix", "[no ci]", "[skip actions]", "[actions skip]"),
        *("Fix\n\n\nskip-checks: true", "Fix\n\n\nSigned-off-by: M\nskip-checks:true"),
    ],
)
def test_a_message_asks_for_no_run(message: str) -> None:
    """docs.github.com, "Skipping workflow runs": five marks and a trailer."""
    assert skipped(message)


def test_only_push_and_pull_request_heed_the_message(dispatching: Dispatching) -> None:
    """docs.github.com, "Skipping workflow runs": pull_request_target runs all the same."""
    dispatching.install(workflow(["push", "pull_request", "pull_request_target"]))
    dispatching.branch("change")
    assert [run.event for run in dispatching.runs()] == ["push"]  # main's own message
    dispatching.write("mia", "x.txt", branch="change", message="Change [skip ci]")
    dispatching.open("mia", "change", "main")
    assert [run.event for run in dispatching.runs()][1:] == ["pull_request_target"]


def test_a_fork_runs_nothing_of_its_own(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": forks run none until it is enabled."""
    dispatching.install(workflow(["push", "schedule"]))
    dispatching.done("zoe", "POST", "forks", {})
    dispatching.write("zoe", "x.txt", home="zoe/releases")
    assert dispatching.actions.runs("zoe/releases") == dispatching.runs() == []


def test_a_deployment_that_becomes_inactive_starts_nothing(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": deployment_status."""
    dispatching.install(workflow("deployment_status"))
    made = dispatching.done("mia", "POST", "deployments", {"ref": "main", "required_contexts": []})
    for state in ("in_progress", "inactive"):
        dispatching.done("mia", "POST", f"deployments/{made['id']}/statuses", {"state": state})
    assert [run.payload["deployment_status"]["state"] for run in dispatching.runs()] == [
        "in_progress"
    ]
