"""Every webhook payload of the hub is one that GitHub's published description allows."""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from bot.app.event import Nothing, OnePull, Sweep, hint_of
from tests.contract.running import WORKFLOWS, Willing, pressed
from tests.contract.test_hub_answers import ROLES, Speaker, founded
from tests.contract.tour import REPOSITORY, walk
from tests.contract.visits import Visitor
from tests.contract.webhooks import check_payload, event_actions

Payload: TypeAlias = dict[str, Any]
Sent: TypeAlias = dict[tuple[str, str], list[Payload]]

EVENT_TYPES = {"repository_dispatch": "slipway-live"}
"""What the tour names as the action of an event that has none of its own."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    """What the hub sent during the tour, by event and action."""
    with founded(tmp_path_factory.mktemp("hub"), ROLES, WORKFLOWS) as hub:
        hub.actions.switch_on(Willing())
        hub.actions.keep = True
        speaker = Speaker(hub, ROLES)
        visitor = Visitor(speaker.send, "mia")
        walk(visitor)
        edited(visitor.named("rob"))
        pressed(visitor)
        found: Sent = defaultdict(list)
        for each in hub.actions.kept:
            found[each.happening.event, each.happening.action or ""].append(dict(each.payload))
        hub.actions.deliver(*hub.actions.kept)
        hub.actions.drain()
        for run in hub.actions.runs("harbor-co/releases"):
            if run.event in {"workflow_dispatch", "workflow_run"}:
                found[run.event, run.payload.get("action", "")].append(dict(run.payload))
        speaker.connection.close()
        yield found


def edited(rob: Visitor) -> None:
    """A review that was submitted gets other words."""
    path = f"{REPOSITORY}/pulls/1/reviews"
    review = rob.get(path)[1]["id"]
    rob.put(f"{path}/{review}", {"body": "Not yet, I said."})


@pytest.mark.parametrize(
    ("event", "action"),
    [(event, action) for event, actions in event_actions().items() for action in actions],
)
def test_a_payload_is_sent_as_it_is_described(sent: Sent, event: str, action: str) -> None:
    """Of a repository_dispatch the action is the event type that its sender named."""
    payloads = sent[event, action or EVENT_TYPES.get(event, "")]
    assert payloads
    assert [one for payload in payloads for one in check_payload(event, payload)] == []


def test_nothing_else_is_sent(sent: Sent) -> None:
    described = {(event, action) for event, all_of in event_actions().items() for action in all_of}
    named = {(event, "" if event in EVENT_TYPES else action) for event, action in sent}
    assert named == described


def test_each_payload_names_repository_and_sender(sent: Sent) -> None:
    """docs.github.com, "Webhook events and payloads": what common fields every payload has."""
    for payloads in sent.values():
        for payload in payloads:
            assert payload["repository"]["full_name"] in {"harbor-co/releases", "dan/releases"}
            assert payload["sender"]["login"]


def test_the_bot_reads_the_hint_out_of_what_the_hub_sends(sent: Sent) -> None:
    hints = {key: {hint_of(key[0], one) for one in payloads} for key, payloads in sent.items()}
    one, fork = OnePull(1), OnePull(2)
    assert hints["pull_request", "opened"] == {one, fork}
    assert hints["pull_request", "synchronize"] == {one}
    assert hints["pull_request_review", "submitted"] == {one}
    assert hints["issue_comment", "created"] == {one}
    assert hints["push", ""] == {Sweep(), Nothing("the push is not to the default branch")}
    assert hints["workflow_run", "completed"] == {Sweep()}
    assert hints["status", ""] == {Nothing("the bot does not act on 'status'")}


def test_webhooks_write_the_state_of_a_review_small(sent: Sent) -> None:
    """docs.github.com, "Webhook events and payloads", pull_request_review."""
    states = [one["review"]["state"] for one in sent["pull_request_review", "submitted"]]
    assert states == ["approved", "changes_requested", "commented", "commented"]
    assert sent["pull_request_review", "dismissed"][0]["review"]["state"] == "dismissed"


def test_a_deleted_comment_is_told_with_its_last_words(sent: Sent) -> None:
    """docs.github.com, "Webhook events and payloads", issue_comment."""
    (payload,) = sent["issue_comment", "deleted"]
    assert payload["comment"]["body"] == "Never mind."
    assert payload["issue"]["number"] == 1
    (edited,) = sent["issue_comment", "edited"]
    assert edited["changes"] == {"body": {"from": "Hello."}}


def test_a_label_that_is_taken_away_is_told_whole(sent: Sent) -> None:
    """docs.github.com, "Webhook events and payloads", pull_request, unlabeled."""
    names = {one["label"]["name"] for one in sent["pull_request", "unlabeled"]}
    assert names == {"under review", "new one", "harbor"}


def test_a_push_is_told_without_the_files(sent: Sent) -> None:
    """github.blog, "Changes in GitHub Actions push event payload" (2019-10-16)."""
    commits = [commit for push in sent["push", ""] for commit in push["commits"]]
    assert commits
    assert not any({"added", "removed", "modified"} & set(commit) for commit in commits)


# --- planted faults ------------------------------------------------------------------------------


def without(*path: str) -> Callable[[Payload], None]:
    def change(payload: Payload) -> None:
        *way, last = path
        for name in way:
            payload = payload[name]
        del payload[last]

    return change


def put(value: object, *path: str) -> Callable[[Payload], None]:
    def change(payload: Payload) -> None:
        *way, last = path
        for name in way:
            payload = payload[name]
        payload[last] = value

    return change


@pytest.mark.parametrize(
    ("event", "action", "plant", "told"),
    [
        ("pull_request", "opened", without("number"), "'number' is a required property"),
        ("pull_request", "opened", put("1", "number"), "$.number: '1' is not of type integer"),
        ("pull_request", "closed", put(None, "sender"), "$.sender: null"),
        ("pull_request", "closed", put("sleeping", "pull_request", "state"), "is none of"),
        ("pull_request", "opened", put(7, "pull_request", "mood"), "mood is not described"),
        ("pull_request", "edited", without("changes"), "'changes' is a required property"),
        ("pull_request", "labeled", put("x", "label"), "$.label: 'x' is not of type object"),
        ("pull_request", "opened", put("slept", "action"), "the action 'slept' is none of"),
        ("pull_request_review", "submitted", without("review", "commit_id"), "commit_id"),
        ("pull_request_review", "submitted", put("yesterday", "review", "submitted_at"), "date"),
        ("issue_comment", "created", without("issue", "user", "login"), "login"),
        ("push", "", without("pusher"), "'pusher' is a required property"),
        ("push", "", put([{}], "commits"), "$.commits[0]"),
        ("status", "", put("done", "state"), "$.state: 'done' is none of"),
        ("workflow_run", "completed", without("workflow_run", "head_sha"), "head_sha"),
        ("workflow_dispatch", "", put([], "inputs"), "$.inputs: [] is not of type"),
        ("deployment_status", "created", put(None, "deployment_status", "state"), "null"),
    ],
)
def test_a_planted_fault_is_told(
    sent: Sent, event: str, action: str, plant: Callable[[Payload], None], told: str
) -> None:
    payload = copy.deepcopy(sent[event, action][0])
    plant(payload)
    found = check_payload(event, payload)
    assert any(told in one for one in found), found


def test_an_event_that_is_not_described_is_told() -> None:
    assert check_payload("snow", {})[0].startswith("snow: no such event is described")
