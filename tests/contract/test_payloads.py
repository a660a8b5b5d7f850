"""The published example payloads of all events go through `slipway handle`."""

from __future__ import annotations

import copy
import json
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.event import LARGEST, Doctor, Hint, Nothing, OnePull, Sweep, hint_of
from bot.cli.entry import slipway
from bot.core.button import Press
from bot.demo.world import BOT, REPOSITORY
from bot.errors import UsageError
from tests.contract.payloads import cases, examples

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from tests.world import Stage

ISSUE = frozenset({Nothing("the comment is on an issue, not on a pull request")})
ELSEWHERE = Nothing("the push is not to the default branch")
UNENDED = Nothing("the workflow run has not ended")
PULL = frozenset({OnePull(2)})

HINTS: dict[str, dict[str, AbstractSet[Hint]]] = {
    "issue_comment": dict.fromkeys(("created", "edited", "deleted"), ISSUE),
    "pull_request": dict.fromkeys(
        (
            *("opened", "reopened", "closed", "synchronize", "converted_to_draft"),
            *("ready_for_review", "assigned", "unassigned", "labeled", "unlabeled"),
            *("locked", "unlocked", "review_requested", "review_request_removed"),
        ),
        PULL,
    ),
    "pull_request_review": dict.fromkeys(("submitted", "dismissed"), PULL),
    "pull_request_review_comment": dict.fromkeys(("created", "edited", "deleted"), PULL),
    "push": {"refs/heads/master": {Sweep()}, "refs/tags/simple-tag": {ELSEWHERE}},
    "repository_dispatch": {"on-demand-test": {Sweep()}},
    "workflow_dispatch": {"": {Sweep()}},
    "workflow_run": {"completed": {Sweep()}, "requested": {UNENDED}},
}
"""What each example hints at, by event and action (for a push its ref); the others at nothing."""


def test_there_are_examples_of_every_event_that_was_published() -> None:
    assert len(examples()) == 58
    assert len(cases()) == 320


def test_every_example_hints_at_what_the_table_says() -> None:
    found: dict[str, dict[str, set[Hint]]] = defaultdict(lambda: defaultdict(set))
    for event, payload in cases():
        kind = payload["ref"] if event == "push" else payload.get("action", "")
        found[event][kind].add(hint_of(event, payload))
    ignored = {event: Nothing(f"the bot does not act on {event!r}") for event in found}
    for event, by_kind in found.items():
        expected = HINTS.get(event) or {kind: {ignored[event]} for kind in by_kind}
        assert by_kind == expected, event


def test_a_comment_on_a_pull_request_hints_at_it() -> None:
    """docs.github.com, "Webhook events and payloads": its issue then has the key pull_request."""
    for payload in examples()["issue_comment"]:
        issue = payload["issue"] | {"pull_request": {}}
        assert hint_of("issue_comment", payload | {"issue": issue}) == OnePull(issue["number"])


def test_pull_request_target_hints_as_pull_request_does() -> None:
    """docs.github.com, "Events that trigger workflows": the payload is that of pull_request."""
    for payload in examples()["pull_request"]:
        assert hint_of("pull_request_target", payload) == hint_of("pull_request", payload)


# --- through the command line --------------------------------------------------------------------


def handle(folder: Path, event: str, payload: object, **environment: str) -> tuple[int, str]:
    """Run the command in this process; its exit code and what it printed."""
    path = folder / "event.json"
    path.write_bytes(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    arguments = ["handle", "--event", event, "--payload", str(path)]
    done = CliRunner().invoke(slipway, arguments, env=environment, catch_exceptions=False)
    return done.exit_code, done.output


def test_what_is_none_of_its_business_is_ignored_with_one_line(tmp_path: Path) -> None:
    """One example of each event and action; what is read of the others is the same."""
    ignored = {
        (event, payload.get("action", payload.get("ref"))): payload
        for event, payload in cases()
        if isinstance(hint_of(event, payload), Nothing)
    }
    assert len(ignored) > 120
    for (event, _), payload in ignored.items():
        code, said = handle(tmp_path, event, payload)
        assert (code, said.count("\n")) == (0, 1), (event, said)
        assert said.startswith("nothing to do: ")


@pytest.mark.parametrize(
    ("event", "kind", "looked_at"),
    [
        ("pull_request", "opened", {"2"}),
        ("pull_request_review", "submitted", {"2"}),
        ("push", "", {"1", "2"}),
        ("workflow_run", "completed", {"1", "2"}),
        ("workflow_dispatch", "", {"1", "2"}),
    ],
)
def test_what_it_acts_on_it_looks_at(
    stage: Stage, event: str, kind: str, looked_at: set[str]
) -> None:
    mia = stage.person("mia")
    for branch in ("one", "two"):
        mia.commit(branch, {f"docs/{branch}.md": "x\n"})
        mia.open(branch)
    environment = {
        "GITHUB_TOKEN": stage.ground.tokens[BOT],
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_API_URL": stage.hub.api,
        "GITHUB_SERVER_URL": stage.hub.url,
    }
    payload = next(
        one
        for one in examples()[event]
        if one.get("action", "") == kind and one.get("ref") != "refs/tags/simple-tag"
    )
    code, said = handle(stage.folder, event, payload, **environment)
    assert code == 0
    assert {line.partition(":")[0].removeprefix("#") for line in said.splitlines()} == looked_at


# --- what no GitHub sends ------------------------------------------------------------------------

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**31 - 1, 2**31, 2**63, 10**400, -(10**400), math.nan, math.inf, -0.0]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from([[], {}, [[]], {"number": 7}, [{"number": 7}], [None], "7", "\ud800"]),
    st.sampled_from([{"do": "stop", "app": 7, "reason": []}, {"do": ["stop"]}, {"do": "doctor"}]),
).map(copy.deepcopy)  # what is put in may itself be mangled
TOLD = (
    *("number", "pull_request", "issue", "workflow_run", "pull_requests", "base", "repo", "id"),
    *("action", "ref", "repository", "default_branch", "inputs"),
)
"""The names that are read: changes to them are the ones of interest."""
EVENTS = st.sampled_from([*examples(), "pull_request_target", "schedule"])


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, Any]:
    """An example with parts left out, put in or replaced, maybe under another event's name."""
    event = draw(st.sampled_from(sorted(HINTS)))
    held = examples()[event]
    payload = copy.deepcopy(draw(st.sampled_from(held)))
    for _ in range(draw(st.integers(1, 4))):
        _mangle(draw, payload)
    return draw(st.one_of(st.just(event), EVENTS)), payload


def _mangle(draw: st.DrawFn, payload: dict[str, Any]) -> None:
    place: Any = payload
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        inner = [one for one in _inner(place) if isinstance(one, dict | list) and one]
        if not inner:
            break
        place = draw(st.sampled_from(inner))
    if isinstance(place, list):
        place[draw(st.integers(0, len(place) - 1)) :] = draw(st.lists(ODD, max_size=3))
        return
    known = [name for name in TOLD if name in place] or sorted(place) or ["number"]
    name = draw(st.sampled_from(known))
    if draw(st.booleans()):
        place.pop(name, None)
    else:
        place[name] = draw(ODD)


def _inner(place: Any) -> list[Any]:
    return list(place.values() if isinstance(place, dict) else place)


@given(mangled())
@settings(max_examples=300)
def test_a_mangled_payload_is_a_smaller_hint_and_never_a_crash(case: tuple[str, Any]) -> None:
    event, payload = case
    match hint_of(event, payload):
        case OnePull(number):
            assert type(number) is int
            assert 0 < number <= LARGEST
        case Nothing(why):
            assert why.isprintable()
        case Sweep() | Doctor():
            assert event in HINTS or event == "schedule"
        case Press(app, reason):
            assert event == "workflow_dispatch"
            assert (type(app), type(reason)) == (str, str)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"pull_request": {"number": ' + b"9" * 5000 + b"}}",
        b'{"pull_request": {"number": 7}} trailing',
    ],
)
def test_a_file_that_is_no_payload_is_named_with_the_cure(tmp_path: Path, payload: bytes) -> None:
    with pytest.raises(UsageError, match=r"event.json is no readable JSON .*\[wrong-payload\]"):
        handle(tmp_path, "pull_request", payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"null",
        b"[]",
        b"7",
        b'"pull_request"',
        b"NaN",
        b'{"pull_request": {"number": NaN}}',
        b'{"pull_request": {"number": Infinity}}',
        b'{"pull_request": {"number": 1e400}}',
        b'{"pull_request": {"number": 7.0}}',
        b'{"pull_request": {"number": 2147483648}}',
        b'{"pull_request": {"number": 7}, "pull_request": {}}',
        b'{"pull_request": [{"number": 7}]}',
    ],
)
def test_a_payload_that_names_no_pull_request_says_so(tmp_path: Path, payload: bytes) -> None:
    expected = "nothing to do: the payload of pull_request names no pull request\n"
    assert handle(tmp_path, "pull_request", payload) == (0, expected)


@pytest.mark.parametrize(
    "event", ["", "\x1b[31m", "a\nb", "x" * 10_000, "\u202e", "schedule\u200b"]
)
def test_an_event_of_any_name_is_shown_harmlessly(tmp_path: Path, event: str) -> None:
    code, said = handle(tmp_path, event, {})
    assert code == 0
    assert said.removesuffix("\n").isprintable()
    assert len(said) < 120
