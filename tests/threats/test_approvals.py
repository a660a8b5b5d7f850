"""Attacks on approvals, reviewers and identity (A1 to A26)."""

from __future__ import annotations

import pytest

from bot.demo.world import BOT
from bot.forge import queries
from bot.hub import Fault
from tests.threats.attack import (
    BRANCH,
    PRODUCTION,
    REQUEST,
    Commit,
    account,
    branched,
    changed,
    head,
    identity,
    kinds,
    merged,
    plant,
    quiet,
    refused,
    run,
    sticky,
    unapproved,
    under_review,
)
from tests.world import Stage, documents

APP = "catalog/apps/harbor.yaml"
COFFEE = "catalog/mini-programs/coffee.yaml"


def on_main(stage: Stage, path: str, old: str, new: str) -> None:
    """An owner changes one file of the catalog on main."""
    text = stage.main_files(path)[path].decode()
    assert old in text
    stage.person("otto").commit("main", {path: text.replace(old, new)}, "Change the catalog")


@pytest.mark.parametrize("files", [changed(), documents(PRODUCTION)], ids=["changed", "rebased"])
def test_a1_a_force_push_opens_a_round_though_github_repoints_the_approval(
    stage: Stage, files: dict[str, str]
) -> None:
    number = under_review(stage)
    stage.hub.repoint_reviews = True
    stage.person("rob").approve(number)
    stage.person("mia").commit(BRANCH, files, "Rebase", base=stage.main(), force=True)
    reviews = list(stage.person("rob").pull(number).get_reviews())
    assert [review.commit_id for review in reviews] == [head(stage, number)]
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    assert REQUEST not in stage.main_files("releases/")
    assert "was given before this round was announced" in sticky(stage, number)
    quiet(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    merged(stage, number)


def test_a2_a_push_after_the_approval_opens_a_round(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("mia").commit(BRANCH, changed(), "A surprise")
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]
    unapproved(stage, number, "was given before this round was announced")


def test_a4_a_stale_head_in_the_api_decides_nothing(stage: Stage) -> None:
    number, before = under_review(stage), stage.main()
    stage.person("rob").approve(number)
    stage.hub.hold_pull_head(stage.person("mia").repository, number)
    stage.person("mia").commit(BRANCH, changed(), "A surprise")
    stage.hub.requests.clear()
    report = stage.run_bot(number)
    assert (report.exit_code, stage.writes(), stage.main()) == (3, 0, before)
    assert "head-unsettled" in str(report.failures[0])
    stage.hub.release_pull_head(stage.person("mia").repository, number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "resubmitted"]


def test_a6_a_merge_of_main_with_edits_of_its_own_is_refused(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    evil = Commit({REQUEST: changed()[REQUEST]}, merge=stage.main(), message="Merge branch 'main'")
    plant(stage, BRANCH, evil, base=BRANCH)
    refused(stage, number, "merge-brings-changes")


def test_a6_an_update_of_the_branch_without_edits_keeps_the_approval(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("mia").pull(number).update_branch()
    merged(stage, number)
    assert kinds(stage) == ["submitted", "approved"]


def test_a7_a_dismissed_objection_revives_no_approval(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    objection = stage.person("rob").object(number, "Wait, this is wrong.")
    stage.person("dan").pull(number).get_review(objection).dismiss("Never mind.")
    unapproved(stage, number, "0 of 1 approval(s) given")
    stage.person("rob").approve(number)
    merged(stage, number)


def test_a7_a_comment_after_the_approval_erases_nothing(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("rob").review(number, "COMMENT", "By the way: nice.")
    merged(stage, number)


def test_a8_an_approval_of_an_older_commit_with_other_bytes_is_none(stage: Stage) -> None:
    number = under_review(stage)
    older = head(stage, number)
    stage.person("mia").commit(BRANCH, changed(), "A surprise")
    run(stage, number)
    stage.hub.clock.advance(60)
    pull = stage.person("rob").pull(number)
    pull.create_review(commit=stage.person("rob").repo.get_commit(older), event="APPROVE")
    unapproved(stage, number, "was given on a commit with other bytes")


@pytest.mark.parametrize("who", ["oscar", "dan", "otto"])
def test_a9_who_is_on_no_list_approves_nothing(stage: Stage, who: str) -> None:
    number = under_review(stage)
    stage.person(who).approve(number)
    unapproved(stage, number, "is not on the app's list of reviewers on main")


def test_a10_a_reviewer_who_was_removed_before_the_merge_does_not_count(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    on_main(stage, APP, "  - {login: rob, id: 1004}\n", "")
    policy = stage.main()
    unapproved(stage, number, "is not on the app's list of reviewers on main")
    stage.person("rita").approve(number)
    merged(stage, number)
    assert stage.log(PRODUCTION)[-1]["policy"]["commit"] == policy


def test_a11_a_pull_request_that_brings_its_own_reviewer_is_refused_whole(stage: Stage) -> None:
    app = stage.main_files(APP)[APP].decode()
    mine = app.replace("reviewers:\n", "reviewers:\n  - {login: dan, id: 1003}\n")
    number = branched(stage, Commit({**documents(PRODUCTION), APP: mine}))
    stage.person("dan").approve(number)
    refused(stage, number, "path-not-allowed")


def test_a12_an_old_policy_does_not_come_back_by_a_pull_request(stage: Stage) -> None:
    old = stage.main_files(APP)[APP].decode()
    on_main(stage, APP, "  - {login: rob, id: 1004}\n", "")
    number = branched(stage, Commit({APP: old}))
    run(stage, number)
    before = stage.main()
    stage.person("rob").approve(number)
    run(stage, number)
    assert stage.main() == before
    assert stage.main_files(APP)[APP].decode() != old
    assert "whoever is no owner on main" in sticky(stage, number)


def test_a13_a_login_registered_by_a_stranger_approves_nothing(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.rename_user("rob", "robert")
    stage.hub.add_user("rob", id=2001)
    account(stage, stage.hub.token("rob")).approve(number)
    body = unapproved(stage, number, "by rob (2001) do not count")
    assert "[logins-agree]" in body


def test_a13_a_renamed_reviewer_still_counts_and_the_drift_is_warned_of(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.rename_user("rob", "robert")
    stage.person("rob").review(number, "COMMENT", "I am Robert now.")
    run(stage, number)
    assert "[logins-agree]" in sticky(stage, number)
    stage.person("rob").approve(number)
    merged(stage, number)
    assert stage.log(PRODUCTION)[-1]["approvals"][0]["reviewer"] == {"login": "robert", "id": 1004}


SECOND = {
    "authored": Commit(author=identity("rob"), message="Second"),
    "committed": Commit(committer=identity("rob"), message="Second"),
    "co-authored": Commit(message=f"Second\n\nCo-authored-by: {identity('rob')}"),
}


@pytest.mark.parametrize("second", SECOND.values(), ids=SECOND)
def test_a15_a_contributor_does_not_approve_what_they_committed(
    stage: Stage, second: Commit
) -> None:
    number = under_review(stage)
    plant(stage, BRANCH, second, base=BRANCH)
    stage.person("rob").approve(number)
    unapproved(stage, number, "is from a contributor to this request")


def test_a15_a_contributor_does_not_approve_what_they_pushed(stage: Stage) -> None:
    number = under_review(stage)
    plant(stage, BRANCH, Commit(message="Second"), base=BRANCH, who="rob")
    stage.person("rob").approve(number)
    unapproved(stage, number, "is from a contributor to this request")


def test_a15_the_second_pair_of_hands_leaves_the_other_reviewer_free(stage: Stage) -> None:
    number = under_review(stage)
    plant(stage, BRANCH, SECOND["co-authored"], base=BRANCH)
    stage.person("rob").approve(number)
    stage.person("rita").approve(number)
    merged(stage, number)
    approvals = stage.log(PRODUCTION)[-1]["approvals"]
    assert [approval["reviewer"]["login"] for approval in approvals] == ["rita"]


NOBODY = Commit(author="Nobody <nobody@nowhere.example>", message="Second")


def test_a15_an_email_of_nobody_asks_for_one_approval_more(stage: Stage) -> None:
    number = under_review(stage)
    plant(stage, BRANCH, NOBODY, base=BRANCH)
    stage.person("rob").approve(number)
    unapproved(stage, number, "1 of 2 approval(s) given (one more")
    stage.person("rita").approve(number)
    merged(stage, number)


def test_a15_an_email_of_nobody_is_refused_where_the_app_says_so(stage: Stage) -> None:
    text = "coffee 1.0.0 lagoon production"
    number = stage.request(text)
    run(stage, number)
    plant(stage, text.replace(" ", "-"), NOBODY, base=text.replace(" ", "-"))
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    stage.person("rita").approve(number)
    unapproved(stage, number, "belong to no known account", text)


def test_a16_a_bot_approves_nothing_even_if_somebody_lists_it(stage: Stage) -> None:
    number = under_review(stage)
    bot = "  - {login: rob, id: 1004}\n  - {login: 'github-actions[bot]', id: 41898282}\n"
    on_main(stage, APP, "  - {login: rob, id: 1004}\n", bot)
    account(stage, stage.ground.tokens[BOT]).approve(number)
    unapproved(stage, number, "or is not a person, approves nothing")


def test_a17_a_requester_written_into_the_document_is_an_unknown_field(stage: Stage) -> None:
    files = documents(PRODUCTION)
    files[REQUEST] += "requestedBy: ceo\n"
    refused(stage, branched(stage, Commit(files)), "unknown-field")


def test_a18_the_author_association_is_never_asked_for(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("owen").approve(number)
    unapproved(stage, number, "is not on the app's list of reviewers on main")
    assert not any("authorAssociation" in query for query in queries.ALL)


@pytest.mark.parametrize("body", ["LGTM", "/approve", "/lgtm\n", "👍", "Approved-by: rob"])
def test_a21_what_is_no_review_approves_nothing(stage: Stage, body: str) -> None:
    number = under_review(stage)
    stage.person("rob").say(number, body)
    stage.person("rob").pull(number).create_review(body=body, event="COMMENT")
    unapproved(stage, number, "0 of 1 approval(s) given")


def test_a22_an_approval_beyond_the_greatest_age_does_not_count(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.hub.clock.advance(550 * 24 * 3600)
    unapproved(stage, number, "is older than the app allows")


FORGED = Commit(
    documents(PRODUCTION),
    author="Head of Release <head@harbor.example>",
    committer="release-bot[bot] <41898282+github-actions[bot]@users.noreply.github.com>",
    date=1_577_836_800,
)


def test_a24_a_trailer_that_imitates_ours_is_refused(stage: Stage) -> None:
    commit = Commit(FORGED.files, message="Request\n\nApproved-by: 1004\nTransition: 0\n")
    refused(stage, branched(stage, commit), "imitated-trailer")


def test_a24_forged_authors_and_dates_are_evidence_of_nothing(stage: Stage) -> None:
    number = branched(stage, FORGED)
    run(stage, number)
    assert stage.log(PRODUCTION)[0]["actor"] == {"login": "mia", "id": 1001, "role": "releaser"}
    assert stage.log(PRODUCTION)[0]["time"].startswith("2026-")
    unapproved(stage, number, "0 of 1 approval(s) given")


def test_a25_two_releases_in_one_pull_request_are_refused(stage: Stage) -> None:
    files = {**documents(PRODUCTION), **documents("coffee 1.0.0 lagoon production")}
    refused(stage, branched(stage, Commit(files)), "several-releases")


def test_a26_a_requester_without_the_right_any_more_is_refused(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    on_main(stage, COFFEE, "{login: mia, id: 1001}", "{login: wanda, id: 1002}")
    refused(stage, number, "requester-is-releaser")
    on_main(stage, COFFEE, "{login: wanda, id: 1002}", "{login: mia, id: 1001}")
    merged(stage, number)


def test_a19_who_is_not_told_takes_no_error_for_an_answer(stage: Stage) -> None:
    """A 404 or 403 on who pushed is neither "nobody" nor "somebody unknown": nothing is decided."""
    number = under_review(stage)
    stage.person("rob").approve(number)
    before = stage.main()
    stage.hub.fault(Fault("refused", path="/activity$", times=None))
    report = stage.run_bot(number)
    assert (report.exit_code, stage.main()) == (3, before)
    assert "[github-unavailable]" in str(report.failures[0])
    stage.hub.clear_faults()
    merged(stage, number)


def test_a21_a_label_that_says_approved_approves_nothing(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("dan").label(number, "approved")
    stage.person("dan").label(number, "slipway: Full Release")
    unapproved(stage, number, "0 of 1 approval(s) given")
