"""Files of the catalog changed by pull requests of their own, over HTTP and read from main."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.world import BOT
from tests.act.production import APP_BOT, APP_ID, PERMISSIONS
from tests.scenarios.audited import audited

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


# --- Refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (HARBOR, "name: Harbor\n", "name: Harbor Two\n"),
        (OWNERS, "{login: otto, id: 1008}", "{login: mia, id: 1001}"),
        ("catalog/workspaces/roastery.yaml", "The Roastery", "A Roastery"),
        ("catalog/slipway.yaml", "leastBotVersion: 0.1.0", "leastBotVersion: 0.0.1"),
    ],
)
def test_what_owners_review_is_announced_to_them(
    stage: Stage, path: str, old: str, new: str
) -> None:
    number = propose(stage, path, edited(stage, path, old, new), "dan")
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert log(stage)[0]["actor"]["role"] == "developer"
    assert text_of(stage, path) != edited(stage, path, old, new)
    assert "@otto @owen" in sticky(stage, number)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("catalog/workspaces/brewery.yaml", "workspace: brewery\nname: B\nadmins:"),
        (
            "catalog/mini-programs/tea.yaml",
            (
                "miniProgram: tea\nworkspace: roastery\ntype: DSL\ninformation: {name: Tea, "
                "description: Tea., category: food, languages: [en]}\nadmins:"
            ),
        ),
    ],
)
def test_a_new_id_is_reviewed(stage: Stage, path: str, text: str) -> None:
    whole = f"format: 1\n{text}\n  - {{login: mia, id: 1001}}\n"
    number = propose(stage, path, whole)
    run(stage, number)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "changed"]
    assert log(stage)[0]["before"] is None
    assert text_of(stage, path) == whole


def test_an_outsider_applies_for_nothing(stage: Stage) -> None:
    stage.person("rita").commit("change", {HARBOR: new_harbor(stage)})
    number = stage.person("oscar").open("change", "Change")
    refused(stage, number, "requester-may-change", "a role in the catalog")


def test_two_files_of_the_catalog_are_refused_whole(stage: Stage) -> None:
    files = {HARBOR: new_harbor(stage), "catalog/people/1001.yaml": AWAY}
    stage.person("mia").commit("change", files)
    refused(stage, stage.person("mia").open("change", "Change"), "one-document")


@pytest.mark.parametrize(
    "other",
    [
        "README.md",
        "schemas/app.schema.json",
        ".github/workflows/x.yml",
        "catalog/log/0001-changed.json",
    ],
)
def test_a_file_of_the_catalog_with_anything_else_is_refused_whole(
    stage: Stage, other: str
) -> None:
    stage.person("rob").commit("change", {"catalog/people/1004.yaml": AWAY, other: "{}\n"})
    number = stage.person("rob").open("change", "Change")
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "rule(s) below are unmet" in sticky(stage, number)


def test_nothing_is_deleted(stage: Stage) -> None:
    refused(stage, propose(stage, HARBOR, None, "otto"), "deleted")


def test_a_document_that_does_not_pass_its_schema_is_refused(stage: Stage) -> None:
    number = propose(stage, COFFEE, edited(stage, COFFEE, "type: DSL", "kind: DSL"), "wanda")
    refused(stage, number, "unknown-field")


def test_a_document_that_names_what_is_not_there_is_refused(stage: Stage) -> None:
    number = propose(stage, COFFEE, edited(stage, COFFEE, "roastery", "brewery"), "wanda")
    refused(stage, number, "no-such-workspace")


def test_one_owner_alone_is_too_few(stage: Stage) -> None:
    text = edited(stage, OWNERS, "  - {login: owen, id: 1009}\n", "")
    refused(stage, propose(stage, OWNERS, text, "otto"), "two-owners-remain")


def test_an_owner_does_not_approve_what_they_applied_for(stage: Stage) -> None:
    number = submitted(stage, "otto")
    too_few = "Only 1 owner(s) had no hand in it, and 2 must approve; close this"
    assert too_few in sticky(stage, number)
    stage.person("owen").approve(number)
    run(stage, number)
    assert "nobody can give the next" in sticky(stage, number)
    assert too_few in sticky(stage, number)
    assert kinds(stage) == ["submitted"]


def test_one_owner_twice_is_one_approval(stage: Stage) -> None:
    number = submitted(stage)
    for _ in range(2):
        stage.person("otto").approve(number)
    run(stage, number)
    assert "1 of 2 owner(s) approved" in sticky(stage, number)


def test_an_owner_taken_off_main_approves_nothing(stage: Stage) -> None:
    number = submitted(stage)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    text = edited(stage, OWNERS, "{login: owen, id: 1009}", "{login: ines, id: 1006}")
    stage.person("otto").commit("main", {OWNERS: text})
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert "1 of 2 owner(s) approved" in sticky(stage, number)


def test_an_owner_who_pushed_approves_nothing(stage: Stage) -> None:
    number = submitted(stage)
    text = edited(stage, HARBOR, "name: Harbor\n", "name: Harbor Three\n")
    stage.person("otto").commit("change", {HARBOR: text})
    run(stage, number)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    assert "is from a contributor" in sticky(stage, number)


def test_a_branch_from_an_older_document_takes_nothing_back(stage: Stage) -> None:
    text = edited(stage, COFFEE, "name: Coffee\n", "name: Coffee Club\n")
    number = propose(stage, COFFEE, text)
    other = edited(stage, COFFEE, "category: food", "category: drink")
    second = propose(stage, COFFEE, other, "wanda", branch="other")
    run(stage, second)
    assert text_of(stage, COFFEE) == other
    refused(stage, number, "made-from-main")


def test_a_branch_that_comes_to_hold_something_else_stays_with_its_change(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("wanda").commit("change", {"catalog/people/1002.yaml": AWAY})
    refused(stage, number, "other-document")
    stage.person("wanda").close(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]


# --- The chain -----------------------------------------------------------------------------------


def test_all_changes_of_the_catalog_stand_in_one_chain(stage: Stage) -> None:
    first = submitted(stage)
    second = propose(stage, "catalog/people/1004.yaml", AWAY, "rob", branch="away")
    run(stage, second)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(first)
    run(stage, first)
    assert [(e["sequence"], e["kind"]) for e in log(stage)] == [
        (1, "submitted"),
        (2, "changed"),
        (3, "changed"),
    ]


def test_a_damaged_chain_stops_the_catalog_and_no_release(stage: Stage) -> None:
    run(stage, propose(stage, "catalog/people/1004.yaml", AWAY, "rob", branch="away"))
    (path,) = stage.main_files("catalog/log")
    sound = stage.main_files(path)[path].decode()
    stage.person("otto").commit("main", {path: sound.replace('"rob"', '"eve"')})
    number = propose(stage, "catalog/people/1001.yaml", AWAY)
    before = stage.main()
    stage.run_bot(number)
    assert stage.main() == before
    assert "Stopped" in sticky(stage, number)
    released = stage.request("coffee 1.0.0 harbor test")
    run(stage, released)
    assert stage.status_file("coffee 1.0.0 harbor test")["status"] == "Full Release"
    stage.person("otto").commit("main", {path: sound})
    run(stage, number)
    assert kinds(stage) == ["changed", "changed"]


def test_an_entry_cut_off_the_end_stops_the_catalog(stage: Stage) -> None:
    run(stage, propose(stage, "catalog/people/1004.yaml", AWAY, "rob", branch="away"))
    (path,) = stage.main_files("catalog/log")
    stage.person("otto").commit("main", {path: None})
    number = propose(stage, "catalog/people/1001.yaml", AWAY)
    before = stage.main()
    stage.run_bot(number)
    assert stage.main() == before
    assert "by-hand" in sticky(stage, number)


def test_in_production_a_catalog_changed_by_hand_stops_everything(stage: Stage) -> None:
    run(stage, propose(stage, "catalog/people/1004.yaml", AWAY, "rob", branch="away"))
    settings = "catalog/slipway.yaml"
    text = edited(stage, settings, "mode: trial", "mode: app")
    number = propose(stage, settings, text, "wanda", branch="production")
    run(stage, number)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    run(stage, number)
    assert text_of(stage, settings) == text
    released = stage.request("coffee 1.0.0 harbor test")
    run(stage, released)
    assert stage.status_file("coffee 1.0.0 harbor test")["status"] == "Full Release"
    sound = text_of(stage, HARBOR)
    stage.person("otto").commit("main", {HARBOR: new_harbor(stage)})
    second = stage.request("tickets 1.0.0 harbor test")
    refused(stage, second, "catalog-by-hand", "catalog/apps/harbor.yaml")
    stage.person("otto").commit("main", {HARBOR: sound})
    run(stage, second)
    assert stage.status_file("tickets 1.0.0 harbor test")["status"] == "Full Release"


def test_a_merge_by_hand_lets_the_change_lapse(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("otto").pull(number).merge()
    run(stage, number)
    assert kinds(stage) == ["submitted", "lapsed"]
    assert log(stage)[-1]["reason"] == "merged"
    run(stage, number)
    assert kinds(stage) == ["submitted", "lapsed"]


def test_a_sweep_finds_what_is_under_review_from_main(stage: Stage) -> None:
    number = submitted(stage)
    stage.hub.clock.advance(3 * 24 * 3600)
    stage.person("wanda").close(number)
    for index in range(60):
        stage.person("mia").commit(f"other-{index}", {"README.md": f"{index}\n"})
        stage.person("mia").close(stage.person("mia").open(f"other-{index}", "Other"))
    assert stage.run_bot().failures == []
    assert kinds(stage) == ["submitted", "withdrawn"]


def test_an_approval_older_than_thirty_days_does_not_count(stage: Stage) -> None:
    number = submitted(stage)
    stage.person("otto").approve(number)
    stage.hub.clock.advance(31 * 24 * 3600)
    stage.person("owen").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert "is older than" in sticky(stage, number)


def test_who_is_away_and_what_is_retired_is_read_from_main(stage: Stage) -> None:
    run(stage, propose(stage, "catalog/people/1004.yaml", AWAY, "rob"))
    with stage.bot() as world:
        note = world.mainline.policy(world.git.fetch_main()).catalog.people[1004]
    assert str(note.away_until) == "2026-05-02 00:00:00+00:00"


def test_a_genesis_that_main_does_not_hold_is_refused(stage: Stage) -> None:
    settings = "catalog/slipway.yaml"
    text = text_of(stage, settings) + f"genesis: {'0' * 40}\n"
    refused(stage, propose(stage, settings, text, "wanda"), "wrong-genesis")


def test_a_trial_becomes_production_by_naming_a_new_genesis(stage: Stage) -> None:
    """What was changed by hand while every writer was trusted is trusted from there on."""
    run(stage, propose(stage, "catalog/people/1004.yaml", AWAY, "rob", branch="away"))
    by_hand = {HARBOR: new_harbor(stage), "catalog/people/1004.yaml": "format: 1\n"}
    stage.person("otto").commit("main", by_hand)
    settings = "catalog/slipway.yaml"
    text = edited(stage, settings, "mode: trial", f"mode: app\ngenesis: {stage.main()}")
    number = propose(stage, settings, text, "wanda", branch="production")
    run(stage, number)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    run(stage, number)
    assert text_of(stage, settings) == text
    run(stage, propose(stage, "catalog/people/1004.yaml", AWAY, "rob", branch="again"))
    assert kinds(stage) == ["changed", "submitted", "changed", "changed"]


def test_the_old_account_merges_that_an_app_is_the_bot_and_the_app_goes_on(stage: Stage) -> None:
    """The order of docs/operations.md: first the catalog, then the setting that changes tokens."""
    stage.hub.add_user(APP_BOT, APP_ID, "Bot")
    waiting = stage.request("coffee 1.0.0 harbor production")
    run(stage, waiting)
    settings = "catalog/slipway.yaml"
    text = edited(stage, settings, "mode: trial", "mode: app").replace(BOT, APP_BOT)
    number = propose(stage, settings, text.replace("41898282", str(APP_ID)), "wanda", branch="app")
    run(stage, number)
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    last = stage.run_bot(number)
    assert last.lines == [f"#{number}: changed {settings}"]
    assert [failure.id for failure in last.failures] == ["wrong-bot"]

    stage.token = stage.hub.token(APP_BOT, PERMISSIONS)
    stage.person("rob").approve(waiting)
    run(stage, waiting)
    assert stage.status_file("coffee 1.0.0 harbor production")["status"] == "Release Preparation"
    authors = stage.git("log", "--first-parent", "--format=%an", "-2", "refs/heads/main").decode()
    assert authors.split() == [APP_BOT, BOT]
    audited(stage)


def test_a_change_is_applied_for_withdrawn_and_explained_by_saying_so(stage: Stage) -> None:
    wanda = stage.person("wanda")
    wanda.commit("change", {HARBOR: new_harbor(stage)})
    number = wanda.open("change", "Change", draft=True)
    run(stage, number)
    stage.hub.clock.advance(5)
    wanda.say(number, "/apply")
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert log(stage)[0]["actor"]["login"] == "wanda"
    stage.hub.clock.advance(5)
    stage.person("mia").say(number, "/withdraw")
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    stage.person("otto").say(number, "/help")
    run(stage, number)
    assert "approve, or request changes" in stage.comments(number)[-1].body
    wanda.say(number, "/explain")
    stage.hub.clock.advance(5)
    wanda.say(number, "/withdraw")
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    said = "".join(comment.body for comment in stage.comments(number))
    assert "[by-releaser]" in said
    assert "2 of 2" not in said
