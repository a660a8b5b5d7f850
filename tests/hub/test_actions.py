"""What starts a workflow run, from which file, and with what rights."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.hub.actions.order import Order, Outcome
from bot.hub.actions.settings import Environment
from bot.hub.model import WorkflowRun
from tests.hub.world import REPOSITORY, World

ACTIONS = "github-actions[bot]"
JOB = "jobs: {one: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}}\n"
WRITES = "permissions: {contents: read, statuses: write}\n"
FILES = {
    "check.yml": f"name: Check\non: pull_request\n{WRITES}{JOB}",
    "target.yml": f"name: Target\non: pull_request_target\n{WRITES}{JOB}",
    "push.yml": f"name: Push\non: push\n{JOB}",
    "asked.yml": (
        "name: Asked\non:\n  repository_dispatch:\n  workflow_dispatch:\n    inputs:\n"
        f"      do: {{type: choice, options: [sweep, stop], default: sweep}}\n{JOB}"
    ),
    "after.yml": f"name: After\non: {{workflow_run: {{workflows: [Check, After]}}}}\n{JOB}",
    "clock.yml": f"name: Clock\non: {{schedule: [{{cron: '*/10 * * * *'}}]}}\n{JOB}",
}


@dataclass(slots=True)
class Recorder:
    """A runner whose jobs all end well; it remembers its orders and does something meanwhile."""

    meanwhile: Callable[[Order], object] = lambda _: None
    orders: list[Order] = field(default_factory=list)

    def run(self, order: Order) -> Outcome:
        self.orders.append(order)
        return Outcome("success", f"{self.meanwhile(order)}")


@dataclass(frozen=True, slots=True)
class Acting:
    """A world whose repository has workflow files that run."""

    world: World
    recorder: Recorder

    def runs(self, name: str = "") -> list[WorkflowRun]:
        """The runs of a workflow, or all of them, oldest first."""
        found = self.world.hub.actions.runs(REPOSITORY)
        return [run for run in found if name in ("", run.name)]

    def names(self) -> list[str]:
        """Which workflows ran, in the order of their beginning."""
        return [run.name for run in self.runs()]

    def from_fork(self) -> None:
        """Zoe opens a pull request from her fork."""
        self.world.rest("zoe", "POST", "forks", {})
        file = {"message": "Idea", "content": "eA==", "branch": "main"}
        self.world.rest("zoe", "PUT", "/repos/zoe/releases/contents/idea.txt", file)
        opening = {"title": "Idea", "head": "zoe:main", "base": "main"}
        assert self.world.rest("zoe", "POST", "pulls", opening).status == 201


def commit(
    world: World, login: str, files: dict[str, str], branch: str, message: str = "Change"
) -> str:
    """One commit with these files on a branch, which is made from main where it is new."""
    tip = world.rest(login, "GET", f"git/ref/heads/{branch}")
    parent = tip.body["object"]["sha"] if tip.status == 200 else world.main()
    rows = [
        {"path": path, "mode": "100644", "type": "blob", "content": text}
        for path, text in files.items()
    ]
    tree = world.rest(login, "POST", "git/trees", {"base_tree": parent, "tree": rows}).body["sha"]
    body = {"message": message, "tree": tree, "parents": [parent]}
    made = world.rest(login, "POST", "git/commits", body).body["sha"]
    if tip.status == 200:
        moved = world.rest(login, "PATCH", f"git/refs/heads/{branch}", {"sha": made})
    else:
        ref = {"ref": f"refs/heads/{branch}", "sha": made}
        moved = world.rest(login, "POST", "git/refs", ref)
    assert moved.status in {200, 201}, moved.body
    return str(made)


def opened(world: World, files: dict[str, str] | None = None, message: str = "Change") -> Any:
    """A pull request by Mia from a new branch of the repository itself."""
    commit(world, "mia", files or {"new.txt": "new\n"}, "change", message)
    opening = {"title": "T", "head": "change", "base": "main"}
    made = world.rest("mia", "POST", "pulls", opening)
    assert made.status == 201, made.body
    return made.body


@pytest.fixture
def acting(world: World) -> Acting:
    """Workflow files on main; from here on events start runs."""
    commit(world, "ada", {f".github/workflows/{name}": FILES[name] for name in FILES}, "main")
    recorder = Recorder()
    world.hub.actions.switch_on(recorder)
    permissions = {
        **dict.fromkeys(("contents", "pull_requests", "issues", "actions"), "write"),
        "metadata": "read",
    }
    world.tokens[ACTIONS] = world.hub.token(ACTIONS, permissions)
    return Acting(world, recorder)


# --- who starts something ------------------------------------------------------------------------


def test_github_token_starts_nothing_but_dispatches(acting: Acting) -> None:
    """docs.github.com, "Triggering a workflow": with two exceptions no run is created."""
    file = {"message": "Log", "content": "eA==", "branch": "main"}
    assert acting.world.rest(ACTIONS, "PUT", "contents/log.txt", file).status == 201
    assert acting.runs() == []
    acting.world.rest(ACTIONS, "POST", "dispatches", {"event_type": "live"})
    acting.world.rest(ACTIONS, "POST", "actions/workflows/asked.yml/dispatches", {"ref": "main"})
    assert [run.event for run in acting.runs()] == ["repository_dispatch", "workflow_dispatch"]
    acting.world.rest("ada", "PUT", "contents/other.txt", file)
    assert acting.names()[2:] == ["Push"]


def test_a_pull_request_by_github_token_waits_for_approval(acting: Acting) -> None:
    """docs.github.com, "Triggering a workflow": opened, synchronize and reopened wait."""
    commit(acting.world, "mia", {"new.txt": "new\n"}, "change")
    before = len(acting.runs())
    opening = {"title": "T", "head": "change", "base": "main"}
    acting.world.rest(ACTIONS, "POST", "pulls", opening)
    (run,) = acting.runs()[before:]
    assert (run.name, run.status, run.conclusion) == ("Check", "completed", "action_required")
    acting.world.rest(ACTIONS, "PATCH", "pulls/1", {"state": "closed"})
    assert len(acting.runs()) == before + 1
    assert acting.world.rest("wes", "POST", f"actions/runs/{run.id}/approve").status == 201
    assert acting.runs()[-1].status == "queued"


def test_a_first_contribution_waits_for_a_maintainer(acting: Acting) -> None:
    """docs.github.com, "Approving workflow runs from public forks": who writes may approve."""
    acting.from_fork()
    (run,) = acting.runs("Check")
    assert run.conclusion == "action_required"
    assert acting.runs("Target")[0].status == "queued"
    path = f"actions/runs/{run.id}/approve"
    assert acting.world.rest("rob", "POST", path).status == 403
    assert acting.world.rest("wes", "POST", path).status == 201
    assert acting.runs("Check")[0].status == "queued"


@pytest.mark.parametrize(
    ("approval", "waits"), [("none", False), ("all_external_contributors", True)]
)
def test_whose_runs_wait_is_a_setting(acting: Acting, approval: Any, *, waits: bool) -> None:
    """docs.github.com, "Approving workflow runs from public forks": as the repository is set."""
    acting.world.hub.actions.settings.approval = approval
    acting.from_fork()
    assert (acting.runs("Check")[0].conclusion == "action_required") is waits


def test_a_closed_or_labelled_pull_request_starts_only_who_asks_for_it(acting: Acting) -> None:
    """docs.github.com, "Events that trigger workflows": opened, synchronize, reopened."""
    opened(acting.world)
    before = acting.names().count("Check")
    acting.world.rest("wes", "POST", "issues/1/labels", {"labels": ["x"]})
    acting.world.rest("mia", "PATCH", "pulls/1", {"state": "closed"})
    assert acting.names().count("Check") == before
    acting.world.rest("mia", "PATCH", "pulls/1", {"state": "open"})
    assert acting.names().count("Check") == before + 1


def test_a_message_may_ask_that_nothing_runs(acting: Acting) -> None:
    """docs.github.com, "Skipping workflow runs": push and pull_request, not pull_request_target."""
    opened(acting.world, message="Draft [skip ci]")
    assert acting.names() == ["Target"]


# --- from which file -----------------------------------------------------------------------------


def test_a_pull_request_changes_its_own_check_and_not_its_target(acting: Acting) -> None:
    """docs.github.com, "Events that trigger workflows": the merge commit's file, or main's."""
    files = {
        f".github/workflows/{name}": FILES[name].replace("name: ", "name: My ")
        for name in ("check.yml", "target.yml")
    }
    opened(acting.world, files=files)
    assert {run.name for run in acting.runs() if run.event != "push"} == {"My Check", "Target"}
    assert acting.runs("My Check")[0].ref == "refs/pull/1/merge"
    assert acting.runs("Target")[0].ref == "refs/heads/main"


def test_a_conflict_leaves_only_the_target(acting: Acting) -> None:
    """docs.github.com, "Events that trigger workflows": no pull_request run with a conflict."""
    commit(acting.world, "mia", {"README.md": "Mine\n"}, "change")
    commit(acting.world, "ada", {"README.md": "Hers\n"}, "main")
    opening = {"title": "T", "head": "change", "base": "main"}
    acting.world.rest("mia", "POST", "pulls", opening)
    assert acting.runs("Check") == []
    assert len(acting.runs("Target")) == 1


def test_a_schedule_is_that_of_the_default_branch(acting: Acting) -> None:
    """docs.github.com, "Events that trigger workflows": schedules run on the default branch."""
    late = FILES["clock.yml"].replace("name: Clock", "name: Other")
    commit(acting.world, "mia", {".github/workflows/other.yml": late}, "change")
    acting.world.hub.clock.advance(600)
    acting.world.hub.actions.tick()
    (run,) = [run for run in acting.runs() if run.event == "schedule"]
    assert (run.name, run.sha) == ("Clock", acting.world.main())


# --- with what rights ----------------------------------------------------------------------------


def test_a_forks_check_reads_only_and_has_no_secret(acting: Acting) -> None:
    """docs.github.com, "Events that trigger workflows": so pull_request, not the target."""
    actions = acting.world.hub.actions
    actions.settings.approval = "none"
    actions.settings.secrets["KEY"] = "k"
    written: list[int] = []

    def write(order: Order) -> None:
        body = {"state": "success", "context": order.event}
        path = f"statuses/{acting.world.main()}"
        written.append(acting.world.rest(order.token, "POST", path, body).status)

    acting.recorder.meanwhile = write
    acting.from_fork()
    for run in acting.runs("Check") + acting.runs("Target"):
        actions.run(run)
    secrets = [dict(order.secrets) for order in acting.recorder.orders]
    assert (written, secrets) == ([403, 201], [{}, {"KEY": "k"}])


def test_a_jobs_token_ends_with_the_job(acting: Acting) -> None:
    """docs.github.com, "Automatic token authentication": it expires when the job is done."""
    opened(acting.world)
    acting.world.hub.actions.run(acting.runs("Target")[0])
    (order,) = acting.recorder.orders
    assert acting.world.rest(order.token, "GET", "").status == 401


def test_an_environment_is_closed_to_other_branches(acting: Acting) -> None:
    """docs.github.com, "Deployments and environments": deployment branches limit who may use it."""
    actions = acting.world.hub.actions
    actions.settings.environments["slipway"] = Environment({"KEY": "k"}, ("main",))
    job = "jobs: {one: {runs-on: ubuntu-latest, environment: slipway, steps: [{run: 'true'}]}}\n"
    text = f"name: Key\non: workflow_dispatch\n{job}"
    for branch in ("main", "change"):
        commit(acting.world, "ada", {".github/workflows/key.yml": text}, branch)
        path = "actions/workflows/key.yml/dispatches"
        assert acting.world.rest("ada", "POST", path, {"ref": branch}).status == 204
    assert [actions.run(run).conclusion for run in acting.runs("Key")] == ["success", "failure"]
    assert [dict(order.secrets) for order in acting.recorder.orders] == [{"KEY": "k"}]


# --- runs after runs, and again ------------------------------------------------------------------


def test_runs_follow_each_other_three_deep(acting: Acting) -> None:
    """docs.github.com, "Events that trigger workflows": no more than three levels."""
    opened(acting.world)
    acting.world.hub.actions.drain()
    completed = [run for run in acting.runs("After") if run.payload["action"] == "completed"]
    assert max(run.depth for run in completed) == 3


def test_a_run_from_a_fork_lists_no_pull_request(acting: Acting) -> None:
    """actions/runner#3444 and github/docs#22501: only one from the repository itself does."""
    acting.world.hub.actions.settings.approval = "none"
    opened(acting.world)
    acting.from_fork()
    listed = [
        acting.world.rest("rob", "GET", f"actions/runs/{run.id}").body["pull_requests"]
        for run in acting.runs("Check")
    ]
    assert [[one["number"] for one in each] for each in listed] == [[1], []]


def test_a_run_again_is_of_the_same_commit_event_and_actor(acting: Acting) -> None:
    """docs.github.com, "Re-running workflows and jobs": for 30 days, by who may write."""
    opened(acting.world)
    (first,) = acting.runs("Check")
    acting.world.hub.actions.run(first)
    commit(acting.world, "mia", {"more.txt": "more\n"}, "change")
    path = f"actions/runs/{first.id}/rerun"
    assert acting.world.rest("rob", "POST", path).status == 403
    assert acting.world.rest("wes", "POST", path).status == 201
    again = acting.runs("Check")[0]
    assert (again.sha, again.payload, again.actor_id) == (first.sha, first.payload, first.actor_id)
    assert (again.attempt, again.triggering_actor_id) == (2, 103)
    acting.world.hub.actions.run(again)
    acting.world.hub.clock.advance(31 * 24 * 3600)
    assert acting.world.rest("wes", "POST", path).status == 403


# --- buttons and groups --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("login", "file", "body", "status"),
    [
        ("wes", "asked.yml", {"ref": "main", "inputs": {"do": "stop"}}, 204),
        ("wes", "asked.yml", {"ref": "none"}, 422),
        ("wes", "asked.yml", {"ref": "main", "inputs": {"more": "x"}}, 422),
        ("wes", "asked.yml", {"ref": "main", "inputs": {"do": "dance"}}, 422),
        ("wes", "push.yml", {"ref": "main"}, 422),
        ("wes", "none.yml", {"ref": "main"}, 404),
        ("rob", "asked.yml", {"ref": "main"}, 403),
    ],
)
def test_a_button_takes_what_its_file_knows(
    acting: Acting, login: str, file: str, body: dict[str, Any], status: int
) -> None:
    """docs.github.com, "Create a workflow dispatch event": inputs as the file has them."""
    answer = acting.world.rest(login, "POST", f"actions/workflows/{file}/dispatches", body)
    assert answer.status == status
    assert [run.payload["inputs"] for run in acting.runs("Asked")] == (
        [{"do": "stop"}] if status == 204 else []
    )


@pytest.mark.parametrize(("queue", "left"), [("", [1, 3]), (", queue: max", [1, 2, 3])])
def test_a_group_drops_who_waits_unless_it_queues(
    acting: Acting, queue: str, left: list[int]
) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": one pending by default."""
    group = f"concurrency: {{group: g, cancel-in-progress: false{queue}}}\n"
    text = f"name: Grouped\non: workflow_dispatch\n{group}{JOB}"
    commit(acting.world, "ada", {".github/workflows/grouped.yml": text}, "main")
    path = "actions/workflows/grouped.yml/dispatches"
    for _ in range(3):
        acting.world.rest("ada", "POST", path, {"ref": "main"})
    acting.world.hub.actions.drain()
    done = [run.number for run in acting.runs("Grouped") if run.conclusion == "success"]
    assert done == left
