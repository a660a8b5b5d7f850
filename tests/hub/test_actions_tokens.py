"""What a job may: its token, its secrets, its variables, and what its acts start."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.hub.actions.workflow import READABLE
from bot.hub.clock import START
from bot.hub.settings import Environment
from tests.hub.dispatching import NO_STRANGER_WAITS, Dispatching, workflow
from tests.hub.world import BOT

Act = Callable[[Dispatching, str, int], Any]
ALL = {"contents": "write", "pull-requests": "write", "issues": "write", "actions": "write"}
GUARDED = Environment(32, "slipway", START, branches=("main",), secrets={"KEY": "key"})


def granted(dispatching: Dispatching) -> dict[str, str]:
    """The permissions of the only job's token, while it runs."""
    found: dict[str, str] = {}

    def look(order: Any) -> None:
        token = dispatching.world.hub._site.state.tokens[order.token]
        found.update(token.permissions or {})

    dispatching.runner.act = look
    dispatching.ordered()
    return found


@pytest.mark.parametrize(
    ("whole", "job", "expected"),
    [
        (None, None, {"contents": "read", "packages": "read"}),
        ({}, None, {}),
        ("read-all", None, dict.fromkeys(READABLE, "read")),
        ({"contents": "read"}, None, {"contents": "read"}),
        ({"contents": "write"}, {}, {}),
        ({}, {"statuses": "write"}, {"statuses": "write"}),
        ("write-all", {"issues": "none"}, {"issues": "none"}),
    ],
)
def test_a_job_has_what_it_names_or_the_workflow_or_the_repository(
    dispatching: Dispatching, whole: object, job: object, expected: dict[str, str]
) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": permissions; the unnamed is none."""
    more: dict[str, Any] = {} if whole is None else {"permissions": whole}
    if job is not None:
        more["job"] = {"permissions": job}
    dispatching.install(workflow("push", **more))
    dispatching.write("mia", "x.txt")
    names = {name.replace("-", "_"): level for name, level in expected.items()}
    assert granted(dispatching) == {"metadata": "read", **names}


@pytest.mark.parametrize(
    ("more", "level"), [({}, "write"), ({"permissions": {"contents": "read"}}, "read")]
)
def test_a_repository_may_let_every_token_write_that_no_file_limits(
    dispatching: Dispatching, more: dict[str, Any], level: str
) -> None:
    """docs.github.com, "Managing GitHub Actions settings for a repository": read and write."""
    dispatching.set(default_permissions="write")
    dispatching.install(workflow("push", **more))
    dispatching.write("mia", "x.txt")
    assert granted(dispatching)["contents"] == level


def test_a_forks_token_only_reads(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": how permissions are calculated."""
    dispatching.set(fork_approval=NO_STRANGER_WAITS)
    dispatching.install(workflow("pull_request", permissions=ALL))
    dispatching.propose_from_fork()
    statuses = []

    def write(order: Any) -> None:
        body = {"body": "Hello"}
        statuses.append(dispatching.ask(order.token, "POST", "issues/1/comments", body).status)
        statuses.append(dispatching.ask(order.token, "GET", "pulls/1").status)

    dispatching.runner.act = write
    dispatching.ordered()
    assert statuses == [403, 200]


def test_pull_request_target_may_all_that_it_names_for_a_fork_too(
    dispatching: Dispatching,
) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": other than pull_request_target."""
    dispatching.set(secrets={"KEY": "key"})
    dispatching.install(workflow("pull_request_target", permissions={"contents": "write"}))
    dispatching.propose_from_fork()
    assert granted(dispatching)["contents"] == "write"
    assert dispatching.runner.orders[0].secrets == {"KEY": "key"}


def test_a_fork_is_given_no_secrets_and_no_variables(dispatching: Dispatching) -> None:
    """docs.github.com, "Using secrets in GitHub Actions". Variables: orgs/community#44322."""
    dispatching.set(
        fork_approval=NO_STRANGER_WAITS,
        secrets={"KEY": "key"},
        variables={"NAME": "value"},
        environments=(Environment(31, "open", START, secrets={"DEEP": "deep"}),),
    )
    dispatching.install(workflow("pull_request", job={"environment": "open"}))
    dispatching.propose_from_fork()
    order = dispatching.ordered()
    assert (order.secrets, order.variables) == ({}, {})


def test_a_branch_of_the_repository_is_given_all(dispatching: Dispatching) -> None:
    """docs.github.com, "Using secrets in GitHub Actions": an environment's stand above others."""
    dispatching.set(
        secrets={"KEY": "key", "BOTH": "repository"},
        variables={"NAME": "value"},
        environments=(Environment(31, "open", START, secrets={"BOTH": "environment"}),),
    )
    dispatching.install(workflow("pull_request", job={"environment": {"name": "open"}}))
    dispatching.propose()
    order = dispatching.ordered()
    assert order.secrets == {"KEY": "key", "BOTH": "environment"}
    assert order.variables == {"NAME": "value"}


@pytest.mark.parametrize("fork", [False, True])
def test_an_environment_is_closed_to_other_branches(dispatching: Dispatching, fork: bool) -> None:  # noqa: FBT001 - a parameter
    """rocicorp/mono#6163: the ref that runs counts, and the job fails before it starts."""
    dispatching.set(fork_approval=NO_STRANGER_WAITS, environments=(GUARDED,))
    dispatching.install(workflow("pull_request", job={"environment": "slipway"}))
    number = dispatching.propose_from_fork() if fork else dispatching.propose()
    dispatching.actions.drain()
    run = dispatching.run()
    assert (run.conclusion, dispatching.runner.orders) == ("failure", [])
    why = f'Branch "refs/pull/{number}/merge" is not allowed to deploy to slipway'
    assert why in dispatching.actions.logs[run.id, 1]


def test_an_environment_is_open_to_its_branch(dispatching: Dispatching) -> None:
    """docs.github.com, "Managing environments for deployment": deployment branches."""
    dispatching.set(environments=(GUARDED,))
    job = {"environment": "slipway"}
    dispatching.install(workflow(["pull_request_target", "workflow_dispatch"], job=job))
    dispatching.propose()
    assert dispatching.ordered().secrets == {"KEY": "key"}
    dispatching.press(ref="change")
    dispatching.actions.drain()
    assert dispatching.states() == ["success", "failure"]


def test_a_token_ends_with_its_job(dispatching: Dispatching) -> None:
    """docs.github.com, "GITHUB_TOKEN": it expires when the job finishes; each job has its own."""
    two = {"runs-on": "x", "steps": [{"run": "true"}]}
    dispatching.install(workflow("push", jobs={"one": two, "two": two}))
    dispatching.write("mia", "x.txt")
    seen = []
    dispatching.runner.act = lambda order: seen.append(
        dispatching.ask(order.token, "GET", "pulls").status
    )
    dispatching.actions.drain()
    one, two_ = dispatching.runner.orders
    assert one.token != two_.token
    assert seen == [200, 200]
    assert dispatching.ask(one.token, "GET", "pulls").status == 401
    assert dispatching.ask(two_.token, "GET", "pulls").status == 401


def test_a_token_ends_with_a_job_that_breaks_down(dispatching: Dispatching) -> None:
    """The hub's own: a runner that cannot go on leaves no token behind."""
    dispatching.install(workflow("push"))
    dispatching.write("mia", "x.txt")

    def stop(order: Any) -> None:
        raise KeyboardInterrupt(order.job)

    dispatching.runner.act = stop
    with pytest.raises(KeyboardInterrupt):
        dispatching.actions.drain()
    (order,) = dispatching.runner.orders
    assert dispatching.ask(order.token, "GET", "pulls").status == 401


def say(dispatching: Dispatching, token: str, number: int) -> None:
    dispatching.comment(number, token)


def push(dispatching: Dispatching, token: str, _: int) -> None:
    dispatching.write(token, "by-the-job.txt")


def judge(dispatching: Dispatching, token: str, number: int) -> None:
    dispatching.review(number, token)


def merge(dispatching: Dispatching, token: str, number: int) -> None:
    dispatching.done(token, "PUT", f"pulls/{number}/merge", {})


def close(dispatching: Dispatching, token: str, number: int) -> None:
    dispatching.done(token, "PATCH", f"pulls/{number}", {"state": "closed"})


ACTS = pytest.mark.parametrize("act", [say, push, judge, merge, close])
LISTENING = {
    "issue_comment": None,
    "push": None,
    "pull_request_review": None,
    "pull_request": {"types": ["closed"]},
    "pull_request_target": {"types": ["closed"]},
}


@ACTS
def test_what_a_jobs_token_does_starts_nothing(dispatching: Dispatching, act: Act) -> None:
    """docs.github.com, "GITHUB_TOKEN": when GITHUB_TOKEN triggers workflow runs."""
    job = {"permissions": ALL}
    dispatching.install(workflow("workflow_dispatch", job=job), workflow(LISTENING, "Deaf"))
    number = dispatching.propose()
    before = len(dispatching.runs())  # mia's own pushes
    dispatching.press()
    dispatching.runner.act = lambda order: (
        act(dispatching, order.token, number) if order.event == "workflow_dispatch" else None
    )
    dispatching.actions.drain()
    assert [run.name for run in dispatching.runs()[before:]] == ["Check"]


@ACTS
def test_what_an_apps_token_does_starts_runs(dispatching: Dispatching, act: Act) -> None:
    """docs.github.com, "GITHUB_TOKEN": an App's installation token in its place starts runs."""
    dispatching.install(workflow(LISTENING, "Listening"))
    number = dispatching.propose()
    before = len(dispatching.runs())
    act(dispatching, BOT, number)
    found = dispatching.runs()[before:]
    assert found
    assert {run.payload["sender"]["login"] for run in found} == {BOT}


@pytest.mark.parametrize("how", ["workflow_dispatch", "repository_dispatch"])
def test_a_jobs_token_starts_runs_by_the_two_dispatches(dispatching: Dispatching, how: str) -> None:
    """docs.github.com, "GITHUB_TOKEN": with the exception of the two dispatches."""
    dispatching.install(workflow("push", job={"permissions": ALL}), workflow(how, "Second"))
    dispatching.write("mia", "x.txt")

    def act(order: Any) -> None:
        if order.event == "push" and how == "workflow_dispatch":
            assert dispatching.press("1.yml", login=order.token).status == 204
        elif order.event == "push":
            dispatching.done(order.token, "POST", "dispatches", {"event_type": "go"})

    dispatching.runner.act = act
    dispatching.actions.drain()
    assert dispatching.started() == [("Check", "push"), ("Second", how)]


def test_a_pull_request_that_a_jobs_token_opens_has_runs_that_wait(
    dispatching: Dispatching,
) -> None:
    """github/docs#44419: pull_request, opened, synchronize or reopened, waits for approval."""
    dispatching.install(
        workflow("workflow_dispatch", "Opens", job={"permissions": ALL}),
        workflow(["pull_request", "pull_request_target"]),
    )
    dispatching.branch("change")
    dispatching.write("mia", "x.txt", branch="change")
    dispatching.press()
    dispatching.runner.act = lambda order: (
        dispatching.open(order.token, "change", "main")
        if order.event == "workflow_dispatch"
        else None
    )
    dispatching.actions.drain()
    assert dispatching.started()[1:] == [("Check", "pull_request")]
    assert dispatching.states() == ["success", "action_required"]
    dispatching.done("mia", "POST", f"actions/runs/{dispatching.runs()[1].id}/approve")
    dispatching.actions.drain()
    assert dispatching.states() == ["success", "success"]
