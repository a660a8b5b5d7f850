"""A Full Release taken offline by a document in a pull request of its own, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from bot.hub import Fault
from tests.scenarios.acting import (
    approve,
    chain,
    document,
    kinds,
    outcomes,
    propose,
    run,
    served,
    sticky,
)
from tests.scenarios.audited import audited
from tests.scenarios.configuring import maintain
from tests.threats.attack import Commit, plant
from tests.world import documents, release

if TYPE_CHECKING:
    from typing import Any

    from bot.hub.faults import Kind
    from tests.world import Stage

TEST = "coffee 1.0.0 harbor test"
LATER = "coffee 1.0.1 harbor test"
SANDBOX = "coffee 1.0.0 harbor sandbox"
NEXT = "coffee 1.1.0 harbor sandbox"
APP = "catalog/apps/harbor.yaml"
POLICY = {"count": 1, "unknownContributors": "refuse", "maximumAgeDays": 90}


def released(stage: Stage, text: str = TEST) -> int:
    number = stage.request(text)
    run(stage, number)
    assert kinds(stage, text) == ["released"]
    return number


def sandbox(stage: Stage, **fields: Any) -> None:
    def add(app: dict[str, Any]) -> None:
        app["environments"]["sandbox"] = {"pilot": False, **fields}

    maintain(stage, APP, add)


def reviewed(stage: Stage, **fields: Any) -> None:
    """A sandbox that reviews nothing but what is taken offline."""
    sandbox(stage, review=False, offline={"review": True}, approvals=POLICY, **fields)


# --- Where nobody reviews it ---------------------------------------------------------------------


def test_in_test_a_releaser_takes_it_offline_at_once(stage: Stage) -> None:
    carrier = released(stage)
    number = propose(stage, document(TEST, "offline"))
    assert stage.person("mia").pull(number).merged
    *_, entry = stage.log(TEST)
    (done,) = chain(stage, TEST)
    assert (entry["kind"], entry["row"], entry["from"], entry["to"]) == (
        "taken-offline",
        "T21",
        "Full Release",
        "Archived",
    )
    assert entry["actor"] == {"login": "mia", "id": 1001, "role": "releaser"}
    assert entry["reason"] == "The campaign has ended."
    assert entry["pullRequest"] == carrier
    path = f"{release(TEST).folder}/offline.yaml"
    assert entry["cause"] == {
        "kind": "document",
        "document": path,
        "transition": done["transition"],
    }
    assert (done["kind"], done["document"], done["content"]) == ("changed", path, "main")
    assert stage.status_file(TEST)["status"] == "Archived"
    assert served(stage, TEST) == []
    parents = stage.git("rev-parse", "main^1", "main^2").decode().split()
    assert parents[1] == stage.person("mia").pull(number).head.sha
    subject, _, body = stage.git("log", "-1", "--format=%B", "main").decode().partition("\n")
    assert subject == "Take coffee 1.0.0 to harbor Test offline"
    assert f"Release: {release(TEST).folder}\n" in body
    audited(stage)


def test_both_pull_requests_tell_it_at_once(stage: Stage) -> None:
    carrier = released(stage)
    number = propose(stage, document(TEST, "offline"))
    assert "**Done**: coffee 1.0.0 to harbor Test is taken offline" in sticky(stage, number)
    assert "Taken offline" in sticky(stage, carrier)
    (told,) = outcomes(stage, number)
    assert "**Done**: coffee 1.0.0 to harbor Test is taken offline, and Archived." in told
    *_, mailed = outcomes(stage, carrier)
    assert "**Taken offline** by" in mailed
    before = (stage.main(), len(stage.comments(number)), len(stage.comments(carrier)))
    stage.hub.clock.advance(11 * 60)
    assert stage.run_bot().failures == []
    assert (stage.main(), len(stage.comments(number)), len(stage.comments(carrier))) == before


def test_nobody_but_a_releaser_takes_it_offline(stage: Stage) -> None:
    released(stage)
    number, before = propose(stage, document(TEST, "offline"), who="dan"), stage.main()
    assert stage.main() == before
    assert "[requester-may-change]" in sticky(stage, number)
    assert kinds(stage, TEST) == ["released"]


def test_what_is_not_full_release_is_not_taken_offline(stage: Stage) -> None:
    released(stage)
    run(stage, stage.request(LATER))
    number = propose(stage, document(TEST, "offline"))
    said = sticky(stage, number)
    assert "is Archived; what is Full Release can be taken offline [act-in-status]" in said
    number = propose(stage, document("coffee 9.0.0 harbor test", "offline"), branch="none")
    assert "is New Version Created; what is Full Release" in sticky(stage, number)


def test_once_offline_another_version_can_follow(stage: Stage) -> None:
    released(stage)
    propose(stage, document(TEST, "offline"))
    run(stage, stage.request(LATER))
    assert served(stage, LATER) == ["1.0.1"]
    assert stage.log(LATER)[-1]["supersedes"] == []


def test_a_version_that_was_uploaded_shares_its_chain(stage: Stage) -> None:
    upload = {path: text for path, text in documents(TEST).items() if path.endswith("version.yaml")}
    propose(stage, upload, who="dan", branch="upload")
    request = {
        path: text for path, text in documents(TEST).items() if path.endswith("request.yaml")
    }
    propose(stage, request, branch="request")
    propose(stage, document(TEST, "offline"))
    assert [entry["kind"] for entry in chain(stage, TEST)] == ["uploaded", "changed"]
    run(stage, stage.request(LATER))
    assert kinds(stage, LATER) == ["released"]


# --- Where reviewers agree first -----------------------------------------------------------------


def test_a_sandbox_may_ask_a_reviewer_first(stage: Stage) -> None:
    reviewed(stage)
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    assert [entry["kind"] for entry in chain(stage, SANDBOX)] == ["submitted"]
    assert "1 of rob (1004), rita (1005) must approve it" in sticky(stage, number)
    approve(stage, number, "otto")
    assert kinds(stage, SANDBOX) == ["released"]
    assert "0 of 1 approval(s) given" in sticky(stage, number)
    approve(stage, number, "rob")
    _, done = chain(stage, SANDBOX)
    assert done["actor"] == {"login": "rob", "id": 1004, "role": "reviewer"}
    assert [one["reviewer"]["login"] for one in done["approvals"]] == ["rob"]
    assert stage.log(SANDBOX)[-1]["actor"] == {"login": "mia", "id": 1001, "role": "releaser"}
    assert served(stage, SANDBOX) == []
    assert stage.person("mia").pull(number).merged
    audited(stage)


def test_where_the_app_has_reviews_asked_for_one_reviewer_is_asked(stage: Stage) -> None:
    reviewed(stage)
    maintain(stage, APP, lambda app: app.update(requestReviews=True))
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    (one,) = stage.person("otto").asked(number)
    assert one in ("rob", "rita")
    assert f"Next: @{one}\n" in sticky(stage, number)
    stage.hub.requests.clear()
    run(stage, number)
    assert stage.writes() == 0
    approve(stage, number, one)
    assert kinds(stage, SANDBOX) == ["released", "taken-offline"]


def test_without_approvals_in_the_environment_one_reviewer_agrees(stage: Stage) -> None:
    sandbox(stage, review=False, offline={"review": True})
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    approve(stage, number, "rita")
    assert kinds(stage, SANDBOX) == ["released", "taken-offline"]


def test_seats_are_filled_as_for_a_release(stage: Stage) -> None:
    def seat(app: dict[str, Any]) -> None:
        app["groups"] = {"security": [{"login": "rita", "id": 1005}]}

    sandbox(
        stage,
        review=False,
        offline={"review": True},
        approvals={**POLICY, "count": 2, "seats": ["security"]},
    )
    maintain(stage, APP, seat)
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    approve(stage, number, "rob")
    assert "1 of 2 approval(s) given, still open: security" in sticky(stage, number)
    approve(stage, number, "rita")
    assert kinds(stage, SANDBOX) == ["released", "taken-offline"]


def test_a_reviewer_rejects_it_with_a_reason(stage: Stage) -> None:
    reviewed(stage)
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    stage.person("rob").object(number, "The campaign goes on until May.")
    run(stage, number)
    _, rejected = chain(stage, SANDBOX)
    assert (rejected["kind"], rejected["actor"]["role"]) == ("rejected", "reviewer")
    assert rejected["reason"] == "The campaign goes on until May."
    assert kinds(stage, SANDBOX) == ["released"]


def test_nothing_is_taken_offline_while_another_is_under_review(stage: Stage) -> None:
    reviewed(stage)
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    sandbox(stage, review=True, offline={"review": True}, approvals=POLICY)
    other = stage.request(NEXT)
    run(stage, other)
    assert kinds(stage, NEXT) == ["submitted"]
    approve(stage, number, "rob")
    assert f"is Under Review (#{other})" in sticky(stage, number)
    assert kinds(stage, SANDBOX) == ["released"]
    stage.person("mia").close(other)
    run(stage, other)
    run(stage, number)
    assert kinds(stage, SANDBOX) == ["released", "taken-offline"]


def test_what_was_pushed_after_an_approval_is_approved_anew(stage: Stage) -> None:
    reviewed(stage)
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    stage.person("rob").approve(number)
    stage.person("mia").commit("act", document(SANDBOX, "offline", reason="Another one."))
    run(stage, number)
    assert [entry["kind"] for entry in chain(stage, SANDBOX)] == ["submitted", "resubmitted"]
    assert kinds(stage, SANDBOX) == ["released"]
    approve(stage, number, "rob")
    assert stage.log(SANDBOX)[-1]["reason"] == "Another one."


def test_a_sweep_finds_what_is_under_review(stage: Stage) -> None:
    reviewed(stage)
    released(stage, SANDBOX)
    number = propose(stage, document(SANDBOX, "offline"))
    stage.person("mia").close(number)
    assert stage.run_bot().failures == []
    assert [entry["kind"] for entry in chain(stage, SANDBOX)] == ["submitted", "withdrawn"]


def test_two_acts_stand_in_two_pull_requests(stage: Stage) -> None:
    released(stage)
    before = stage.main()
    number = propose(stage, {**document(TEST, "offline"), **document(TEST, "restore")})
    assert "it stands alone in its pull request" in sticky(stage, number)
    assert stage.main() == before


# --- What other hands do, and what fails ---------------------------------------------------------


def test_an_act_merged_by_hand_stops_the_mini_program(stage: Stage) -> None:
    released(stage)
    plant(stage, "main", Commit(document(TEST, "offline"), message="By hand"), who="otto")
    number, before = stage.request(LATER), stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "it was merged or edited by hand" in sticky(stage, number)
    assert kinds(stage, TEST) == ["released"]


def test_an_act_edited_by_hand_stops_the_mini_program(stage: Stage) -> None:
    released(stage)
    propose(stage, document(TEST, "offline"))
    edited = document(TEST, "offline", reason="Something else.")
    plant(stage, "main", Commit(edited, message="By hand"), who="otto")
    number = stage.request(LATER)
    run(stage, number)
    assert "offline.yaml" in sticky(stage, number)
    assert kinds(stage, TEST) == ["released", "taken-offline"]
    assert not stage.person("mia").pull(number).merged


def test_two_owners_have_an_act_put_back_that_other_hands_edited_or_made(stage: Stage) -> None:
    released(stage)
    propose(stage, document(TEST, "offline"))
    before = stage.main_files(f"{release(TEST).folder}/offline.yaml")
    edited = document(TEST, "offline", reason="Something else.")
    made = document(TEST, "restore")
    plant(stage, "main", Commit({**edited, **made}, message="By hand"), who="otto")
    number = propose(stage, document(TEST, "correction"), "wanda", "correction")
    approve(stage, number, "otto", "owen")
    assert kinds(stage, TEST) == ["released", "taken-offline", "corrected"]
    assert stage.main_files(f"{release(TEST).folder}/offline.yaml") == before
    assert f"{release(TEST).folder}/restore.yaml" not in stage.main_files()
    run(stage, stage.request(LATER))
    assert kinds(stage, LATER) == ["released"]


@pytest.mark.parametrize("path", ["log/0002-taken-offline.json", "status.json"])
def test_what_an_act_wrote_is_derived_anew_at_each_look(stage: Stage, path: str) -> None:
    released(stage)
    propose(stage, document(TEST, "offline"))
    files: dict[str, str | bytes | None] = {f"{release(TEST).folder}/{path}": None}
    plant(stage, "main", Commit(files, message="By hand"), who="otto")
    number = stage.request(LATER)
    run(stage, number)
    assert "**Stopped.**" in sticky(stage, number)
    assert not stage.person("mia").pull(number).merged


@pytest.mark.parametrize("kind", ["answer_lost", "dropped_before"])
@pytest.mark.parametrize("write", range(6))
def test_a_run_that_dies_at_any_write_comes_to_the_same(
    stage: Stage, kind: Kind, write: int
) -> None:
    carrier = released(stage)
    person = stage.person("mia")
    person.commit("act", document(TEST, "offline"))
    number = person.open("act", "An act")
    stage.hub.requests.clear()
    stage.hub.fault(Fault(kind, login=BOT, write=True, after=write))
    stage.run_bot(number)
    stage.hub.clear_faults()
    run(stage, number)
    stage.hub.clock.advance(11 * 60)
    assert stage.run_bot().failures == []
    assert kinds(stage, TEST) == ["released", "taken-offline"]
    assert person.pull(number).merged
    assert len(outcomes(stage, number)) == 1
    assert [body for body in outcomes(stage, carrier) if "Taken offline" in body][1:] == []
