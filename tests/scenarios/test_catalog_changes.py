"""Files of the catalog changed by pull requests of their own, over HTTP and read from main."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.world import BOT

if TYPE_CHECKING:
    from tests.world import Stage

COFFEE = "catalog/mini-programs/coffee.yaml"
HARBOR = "catalog/apps/harbor.yaml"
OWNERS = "catalog/owners.yaml"
AWAY = "format: 1\naway: {until: 2026-05-01}\n"


def text_of(stage: Stage, path: str) -> str:
    return stage.main_files(path)[path].decode()


def propose(
    stage: Stage, path: str, text: str | None, who: str = "mia", *, branch: str = "change"
) -> int:
    person = stage.person(who)
    person.commit(branch, {path: text})
    return person.open(branch, f"Change {path}")


def edited(stage: Stage, path: str, old: str, new: str) -> str:
    text = text_of(stage, path)
    assert old in text
    return text.replace(old, new)


def log(stage: Stage) -> list[dict[str, Any]]:
    files = stage.main_files("catalog/log")
    return [json.loads(files[path]) for path in sorted(files)]


def kinds(stage: Stage) -> list[str]:
    return [entry["kind"] for entry in log(stage)]


def sticky(stage: Stage, number: int) -> str:
    found = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    assert len(found) == 1
    return found[0].body


def outcomes(stage: Stage, number: int) -> list[str]:
    return [c.body for c in stage.comments(number) if c.body.startswith("<!-- slipway:outcome")]


def run(stage: Stage, number: int) -> None:
    assert stage.run_bot(number).failures == []


def refused(stage: Stage, number: int, rule: str, *words: str) -> None:
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    shown = sticky(stage, number)
    assert f"[{rule}]" in shown
    for word in words:
        assert word in shown
    assert outcomes(stage, number) == []


def new_harbor(stage: Stage) -> str:
    return edited(stage, HARBOR, "name: Harbor\n", "name: Harbor Two\n")


def submitted(stage: Stage, who: str = "wanda") -> int:
    number = propose(stage, HARBOR, new_harbor(stage), who)
    run(stage, number)
    assert kinds(stage)[-1] == "submitted"
    return number


# --- At once -------------------------------------------------------------------------------------


def test_a_person_says_of_themselves_that_they_are_away(stage: Stage) -> None:
    number = propose(stage, "catalog/people/1004.yaml", AWAY, "rob")
    run(stage, number)
    assert text_of(stage, "catalog/people/1004.yaml") == AWAY
    (entry,) = log(stage)
    assert (entry["kind"], entry["actor"]) == (
        "changed",
        {"login": "rob", "id": 1004, "role": "self"},
    )
    assert stage.person("rob").pull(number).merged
    assert "**Changed**" in outcomes(stage, number)[0]


@pytest.mark.parametrize("who", ["rita", "otto", "oscar"])
def test_nobody_else_says_that_somebody_is_away(stage: Stage, who: str) -> None:
    number = propose(stage, "catalog/people/1004.yaml", AWAY, "rita")
    if who != "rita":
        stage.person("rita").close(number)
        stage.person("otto").reopen(number)
    refused(stage, number, "requester-may-change", "rob (1004)")


def test_somebody_without_a_role_writes_nothing_of_themselves(stage: Stage) -> None:
    stage.person("rita").commit("change", {"catalog/people/1010.yaml": AWAY})
    number = stage.person("oscar").open("change", "Away")
    refused(stage, number, "requester-may-change", "nobody")


@pytest.mark.parametrize(("who", "role"), [("mia", "admin"), ("wanda", "workspace-admin")])
def test_a_mini_program_is_changed_by_its_admins_and_its_workspaces(
    stage: Stage, who: str, role: str
) -> None:
    text = edited(stage, COFFEE, "name: Coffee\n", "name: Coffee Club\n")
    number = propose(stage, COFFEE, text, who)
    run(stage, number)
    assert text_of(stage, COFFEE) == text
    (entry,) = log(stage)
    assert (entry["kind"], entry["actor"]["role"]) == ("changed", role)
    assert entry["application"]["after"]["information"]["name"] == "Coffee Club"
    assert entry["application"]["before"] == entry["before"]["sha256"]


@pytest.mark.parametrize("who", ["dan", "rob", "otto"])
def test_others_do_not_change_a_mini_program(stage: Stage, who: str) -> None:
    text = edited(stage, COFFEE, "name: Coffee\n", "name: Coffee Club\n")
    refused(stage, propose(stage, COFFEE, text, who), "requester-may-change", "mia (1001)")


def test_admins_are_changed_by_the_workspace_alone(stage: Stage) -> None:
    text = edited(stage, COFFEE, "{login: mia, id: 1001}", "{login: dan, id: 1003}")
    number = propose(stage, COFFEE, text, "mia")
    refused(stage, number, "requester-may-change", "wanda (1002)")
    stage.person("mia").to_draft(number)
    stage.person("wanda").ready(number)
    run(stage, number)
    assert kinds(stage) == ["changed"]
    assert log(stage)[0]["actor"]["role"] == "workspace-admin"


# --- Reviewed ------------------------------------------------------------------------------------


def test_an_app_is_changed_by_two_owners(stage: Stage) -> None:
    number = submitted(stage)
    (entry,) = log(stage)
    assert (entry["round"], entry["content"]) == (1, "pull-request")
    assert entry["actor"] == {"login": "wanda", "id": 1002, "role": "workspace-admin"}
    head = stage.person("wanda").pull(number).head.sha
    assert f"Under Review, round 1: sha256:{entry['digest']}" in [
        status.description for status in stage.statuses(head)
    ]
    assert "| `/name` | `Harbor` | `Harbor Two` |" in sticky(stage, number)
    stage.person("otto").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert "1 of 2 owner(s) approved" in sticky(stage, number)
    stage.person("owen").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "changed"]
    last = log(stage)[-1]
    assert [one["reviewer"]["id"] for one in last["approvals"]] == [1008, 1009]
    assert last["contributors"] == {"ids": [1002], "unknown": 0}
    assert "name: Harbor Two" in text_of(stage, HARBOR)
    assert stage.person("wanda").pull(number).merged
    assert "approved by otto (1008), owen (1009)" in outcomes(stage, number)[0]


def test_a_rejection_of_an_owner_ends_the_round(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("otto").object(number, "Call it Harbor.")
    run(stage, number)
    assert kinds(stage) == ["submitted", "rejected"]
    assert (log(stage)[-1]["reason"], log(stage)[-1]["actor"]["role"]) == (
        "Call it Harbor.",
        "owner",
    )
    assert "Call it Harbor." in outcomes(stage, number)[0]
    stage.person("wanda").to_draft(number)
    stage.person("wanda").ready(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "rejected", "submitted"]
    assert log(stage)[-1]["round"] == 2


@pytest.mark.parametrize(
    ("who", "kind", "role"),
    [
        ("wanda", "withdrawn", "requester"),
        ("otto", "withdrawn", "owner"),
        ("rob", "lapsed", "none"),
    ],
)
@pytest.mark.parametrize("act", ["close", "to_draft"])
def test_a_change_is_withdrawn_or_lapses(
    stage: Stage, who: str, kind: str, role: str, act: str
) -> None:
    number = submitted(stage)
    getattr(stage.person(who), act)(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", kind]
    assert log(stage)[-1]["actor"]["role"] == role
    assert len(outcomes(stage, number)) == 1


def test_a_change_of_the_document_opens_a_new_round(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("otto").approve(number)
    text = edited(stage, HARBOR, "name: Harbor\n", "name: Harbor Three\n")
    stage.person("wanda").commit("change", {HARBOR: text})
    stage.person("owen").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    assert "What changed since round 1" in sticky(stage, number)


def test_a_change_of_main_opens_a_new_round_and_older_approvals_do_not_count(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("otto").approve(number)
    other = edited(stage, HARBOR, "count: 1", "count: 2")
    stage.person("otto").commit("main", {HARBOR: other})
    stage.person("owen").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    assert "count" in sticky(stage, number)


def test_a_hand_on_main_is_no_entry_of_the_bots(stage: Stage) -> None:
    """A trial trusts every writer: a catalog changed by hand stops nothing."""
    stage.person("otto").commit("main", {HARBOR: new_harbor(stage)})
    number = propose(stage, "catalog/people/1004.yaml", AWAY, "rob")
    run(stage, number)
    assert kinds(stage) == ["changed"]


def test_the_bot_signs_nothing_but_its_own(stage: Stage) -> None:
    number = propose(stage, "catalog/people/1004.yaml", AWAY, "rob")
    run(stage, number)
    message = stage.git("log", "-1", "--format=%B", "refs/heads/main").decode()
    entry = log(stage)[0]
    assert message.splitlines()[0] == "Change catalog/people/1004.yaml"
    assert f"Document-digest: sha256:{entry['digest']}" in message
    assert f"Transition: {entry['transition']}" in message
    assert {c.login for c in stage.comments(number)} == {BOT}
