"""Events on their way, and what the hub does that no request asked for."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot.hub import Hub
from bot.hub.flood import Flood
from tests.hub.dispatching import Dispatching, workflow
from tests.hub.world import BOT, REPOSITORY

CLOSED = {"pull_request_target": {"types": ["closed", "edited"]}}


def kept(dispatching: Dispatching, on: object = "issue_comment") -> None:
    """Three comments whose events wait."""
    dispatching.install(workflow(on))
    number = dispatching.propose()
    dispatching.actions.keep = True
    for text in ("one", "two", "three"):
        dispatching.comment(number, text=text)


def heard(dispatching: Dispatching) -> list[str]:
    """The comments that runs were started for, in the order in which they ran."""
    dispatching.actions.drain()
    return [order.payload["comment"]["body"] for order in dispatching.runner.orders]


def test_kept_events_start_nothing(dispatching: Dispatching) -> None:
    """The hub's own: an event that nobody delivers is lost."""
    kept(dispatching)
    assert heard(dispatching) == []
    dispatching.actions.kept.clear()
    dispatching.actions.keep = False
    dispatching.comment(1, text="four")
    assert heard(dispatching) == ["four"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_events_arrive_in_any_order(dispatching: Dispatching, order: tuple[int, ...]) -> None:
    """The hub's own: delayed and reordered."""
    kept(dispatching)
    dispatching.actions.deliver(*(dispatching.actions.kept[each] for each in order))
    assert heard(dispatching) == [["one", "two", "three"][each] for each in order]


def test_an_event_arrives_twice(dispatching: Dispatching) -> None:
    """The hub's own: doubled, with runs of their own."""
    kept(dispatching)
    dispatching.actions.deliver(dispatching.actions.kept[0], dispatching.actions.kept[0])
    assert heard(dispatching) == ["one", "one"]
    assert [run.number for run in dispatching.runs()] == [1, 2]


def test_an_event_keeps_what_it_said_when_it_happened(dispatching: Dispatching) -> None:
    """docs.github.com, "Webhook events and payloads": a payload is of its moment."""
    kept(dispatching, "pull_request_target")
    dispatching.write("mia", "one.txt", branch="change")
    dispatching.write("mia", "two.txt", branch="change")
    late = dispatching.actions.kept[3:]
    dispatching.actions.deliver(*late)
    first, second = dispatching.runs()[-2:]
    one, two = (run.payload["pull_request"]["head"]["sha"] for run in (first, second))
    assert (first.payload["after"], second.payload["before"]) == (one, one)
    assert one != two


def test_an_event_of_what_is_gone_starts_nothing(dispatching: Dispatching) -> None:
    """The hub's own: a repository is deleted while its events and runs are on their way."""
    kept(dispatching)
    dispatching.actions.deliver(dispatching.actions.kept[0])
    dispatching.world.hub.delete_repository(REPOSITORY)
    dispatching.actions.deliver(*dispatching.actions.kept)
    assert dispatching.actions.drain() == 0


def test_a_repository_is_deleted_while_its_job_runs(dispatching: Dispatching) -> None:
    """The hub's own: the job ends, and nothing follows."""
    after = {"workflow_run": {"workflows": ["Check"]}}
    dispatching.install(workflow("push"), workflow(after, "After"))
    dispatching.write("mia", "x.txt")
    before = len(dispatching.actions.all_runs())
    dispatching.runner.act = lambda _: dispatching.world.hub.delete_repository(REPOSITORY)
    assert dispatching.actions.drain() == 1
    assert len(dispatching.actions.all_runs()) == before + 1  # that it began


def test_a_jump_to_another_state_is_no_event(dispatching: Dispatching) -> None:
    """The hub's own: a snapshot brings back runs, and forgets what was kept or has happened."""
    dispatching.install(workflow("issue_comment"))
    number = dispatching.propose()
    dispatching.comment(number)
    start = dispatching.world.hub.snapshot()
    dispatching.actions.drain()
    dispatching.actions.keep = True
    dispatching.comment(number)
    dispatching.world.hub.restore(start)
    assert (dispatching.states(), dispatching.actions.kept) == (["queued"], [])
    dispatching.actions.keep = False
    dispatching.comment(number)
    assert dispatching.states() == ["queued", "queued"]


def test_a_run_of_a_state_that_was_left_leaves_no_trace(dispatching: Dispatching) -> None:
    """The hub's own: the hub goes back while a job runs."""
    dispatching.install(workflow("issue_comment"))
    number = dispatching.propose()
    start = dispatching.world.hub.snapshot()
    dispatching.comment(number)
    dispatching.runner.act = lambda _: dispatching.world.hub.restore(start)
    dispatching.actions.drain()
    assert dispatching.runs() == []
    dispatching.actions.drain()


def test_off_it_sees_nothing(dispatching: Dispatching) -> None:
    """The hub's own: a hub without a dispatcher makes no payload, and copies no state."""
    dispatching.install(workflow("issue_comment"))
    number = dispatching.propose()
    dispatching.actions.switch_off()
    dispatching.actions.keep = True
    dispatching.comment(number)
    assert (dispatching.runs(), dispatching.actions.kept) == ([], [])
    dispatching.actions.switch_on()
    assert dispatching.actions.kept == []


def test_without_a_runner_nothing_runs(dispatching: Dispatching) -> None:
    """The hub's own: a hub that was given no runner says so."""
    dispatching.install(workflow("issue_comment"))
    dispatching.comment(dispatching.propose())
    dispatching.actions.runner = None
    with pytest.raises(RuntimeError, match="no runner"):
        dispatching.actions.drain()
    assert dispatching.states() == ["queued"]


@pytest.mark.parametrize("write", [True, False])
def test_a_merge_that_is_detected_late_is_its_pushers(
    dispatching: Dispatching,
    write: bool,  # noqa: FBT001 - a parameter
) -> None:
    """The hub's own: whoever asks next is not taken for who merged, be it a job's token."""
    hub = dispatching.world.hub
    token = hub.token("github-actions[bot]", {"issues": "write", "pull_requests": "write"})
    dispatching.install(workflow(CLOSED))
    number = dispatching.propose()
    hub.merge_detection_delay = timedelta(seconds=30)
    head = dispatching.done("mia", "GET", f"pulls/{number}")["head"]["sha"]
    dispatching.done("wes", "PATCH", "git/refs/heads/main", {"sha": head})
    hub.clock.advance(60)
    if write:
        dispatching.comment(number, token)
    else:
        dispatching.done(token, "GET", f"pulls/{number}")
    payload = dispatching.run().payload
    assert (payload["action"], payload["sender"]["login"]) == ("closed", "wes")
    assert payload["pull_request"]["merged"]


def disappear(hub: Hub) -> None:
    hub.delete_user("zoe")


def delete(hub: Hub) -> None:
    hub.delete_repository("zoe/releases")


@pytest.mark.parametrize("act", [disappear, delete])
def test_a_fork_that_disappears_closes_as_it_happens(dispatching: Dispatching, act: object) -> None:
    """The hub's own: its pull request is closed at once, not by whoever asks next."""
    assert callable(act)
    dispatching.install(workflow(CLOSED))
    dispatching.propose_from_fork()
    act(dispatching.world.hub)
    run = dispatching.run()
    assert (run.payload["action"], run.payload["pull_request"]["head"]["repo"]) == ("closed", None)
    dispatching.comment(1, BOT)
    dispatching.actions.drain()
    assert dispatching.states() == ["success"]


def test_what_the_hub_makes_itself_is_seen_at_once(dispatching: Dispatching) -> None:
    """The hub's own: a flood, a new repository, and git behind the hub's back."""
    dispatching.install(workflow(["issue_comment", "pull_request_review", "push"]))
    number = dispatching.propose()
    hub, before = dispatching.world.hub, len(dispatching.runs())
    hub.flood(REPOSITORY, number, "zoe", Flood(comments=3, reviews=2))
    assert [run.event for run in dispatching.runs()[before:]] == [
        *["issue_comment"] * 3,
        *["pull_request_review"] * 2,
    ]
    path = {".github/workflows/0.yml": workflow("push").encode()}
    hub.add_repository("harbor-co/second", path, author="ada")
    (run,) = dispatching.actions.runs("harbor-co/second")
    assert run.payload["sender"]["login"] == "ada"
    bare = hub.repository_path(REPOSITORY)
    dispatching.world.git(bare, "update-ref", "refs/heads/second", dispatching.world.main())
    hub.refresh(REPOSITORY, "wes")
    assert dispatching.runs()[-1].payload["sender"]["login"] == "wes"
