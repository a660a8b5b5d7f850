"""Attacks beyond the list, which a hostile reviewer would try (S1 and on)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.demo.world import BOT, REPOSITORY
from tests.scenarios.audited import audited
from tests.threats.attack import (
    BRANCH,
    PRODUCTION,
    REQUEST,
    TEST,
    VERSION,
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
from tests.world import Stage, documents, release

NEXT = "coffee 1.0.1 harbor production"


def delete_branch(stage: Stage) -> None:
    """Mia deletes the branch."""
    stage.git("update-ref", "-d", f"refs/heads/{BRANCH}")
    stage.hub.refresh(REPOSITORY, "mia")


def test_s1_a_version_that_is_on_main_does_not_change(stage: Stage) -> None:
    run(stage, stage.request(TEST))
    files = documents(PRODUCTION)
    files[VERSION] = files[VERSION].replace("size: 483112", "size: 483113")
    number = branched(stage, Commit(files))
    refused(stage, number, "version-immutable")


def test_s2_a_reopening_by_somebody_without_a_role_applies_for_nothing(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("mia").close(number)
    run(stage, number)
    stage.person("dan").reopen(number)
    refused(stage, number, "requester-is-releaser")
    assert kinds(stage) == ["submitted", "withdrawn"]


@pytest.mark.parametrize("who", ["otto", "dan", "rob", "bot"])
def test_s3_a_close_by_who_is_no_releaser_is_no_withdrawal(stage: Stage, who: str) -> None:
    number = under_review(stage)
    person = account(stage, stage.ground.tokens[BOT]) if who == "bot" else stage.person(who)
    person.close(number)
    run(stage, number)
    entry = stage.log(PRODUCTION)[-1]
    assert (entry["kind"], entry["actor"]["role"]) == ("lapsed", "none")
    quiet(stage, number)


def test_s4_a_close_by_an_account_that_was_deleted_lapses(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.add_user("gone", id=3001)
    stage.hub.set_role(REPOSITORY, "gone", "write")
    account(stage, stage.hub.token("gone")).close(number)
    stage.hub.delete_user("gone")
    run(stage, number)
    assert kinds(stage) == ["submitted", "lapsed"]
    assert stage.log(PRODUCTION)[-1]["actor"]["id"] == 0
    quiet(stage, number)


def test_s5_a_deleted_branch_ends_the_application(stage: Stage) -> None:
    number = under_review(stage)
    delete_branch(stage)
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    quiet(stage, number)


def test_s6_pushers_of_a_deleted_fork_are_unknown(stage: Stage) -> None:
    """Where GitHub leaves the pull request open, as it did until about 2025."""
    stage.hub.deleted_forks_close = False
    stage.hub.set_role(REPOSITORY, "mia", "read")
    mia = stage.actor("mia")
    mia.fork()
    mia.push("from-a-fork", documents(PRODUCTION), "Request")
    number = mia.open_pull("from-a-fork", "Release", head="mia:from-a-fork").number
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.hub.delete_repository("mia/releases")
    stage.person("rob").approve(number)
    unapproved(stage, number, "1 of 2 approval(s) given (one more")
    stage.person("rita").approve(number)
    merged(stage, number)


def test_s7_a_branch_that_was_deleted_and_restored_hides_no_pusher(stage: Stage) -> None:
    number = under_review(stage)
    plant(stage, BRANCH, Commit(message="Second"), base=BRANCH, who="rob")
    tip = head(stage, number)
    delete_branch(stage)
    stage.git("update-ref", f"refs/heads/{BRANCH}", tip)
    stage.hub.refresh(REPOSITORY, "mia")
    stage.person("mia").reopen(number)
    run(stage, number)
    assert kinds(stage)[-1] == "submitted"
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    unapproved(stage, number, "is from a contributor to this request")


def test_s8_empty_commits_are_nobodys_business(stage: Stage) -> None:
    number = branched(stage, Commit(), Commit(message="More"))
    before = stage.main()
    run(stage, number)
    assert (stage.main(), stage.comments(number)) == (before, [])


def test_s9_a_commit_that_leaves_the_application_alone_is_not_judged_by_its_number(
    stage: Stage,
) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    for _ in range(3):
        plant(stage, BRANCH, Commit(message="Empty"), base=BRANCH)
    merged(stage, number)


def test_s10_a_branch_that_becomes_another_release_keeps_the_one_under_review(
    stage: Stage,
) -> None:
    number = under_review(stage)
    other = documents(NEXT)
    stage.person("mia").commit(BRANCH, other, "Another", base=stage.main(), force=True)
    refused(stage, number, "other-release")
    stage.person("mia").close(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert kinds(stage, NEXT) == []


def test_s11_a_branch_of_nothing_of_ours_still_ends_by_closing(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("mia").commit(BRANCH, {"docs/a.md": "x\n"}, base=stage.main(), force=True)
    refused(stage, number, "other-release")
    stage.person("mia").close(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]


def test_s12_after_a_rejection_of_the_code_the_branch_may_bring_the_next_version(
    stage: Stage,
) -> None:
    number = under_review(stage)
    stage.person("rob").object(number, "/reject code\nIt crashes.")
    run(stage, number)
    stage.person("mia").commit(BRANCH, documents(NEXT), base=stage.main(), force=True)
    run(stage, number)
    stage.person("mia").to_draft(number)
    stage.person("mia").ready(number)
    run(stage, number)
    assert kinds(stage, NEXT) == ["submitted"]
    assert "Under Review: coffee 1.0.1 to harbor Production" in sticky(stage, number)
    quiet(stage, number)


def test_s13_the_code_that_was_rejected_stays_rejected_after_withdrawing(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").object(number, "/reject code\nIt crashes.")
    run(stage, number)
    stage.person("mia").to_draft(number)
    stage.person("mia").ready(number)
    refused(stage, number, "code-not-rejected")
    again = branched(stage, Commit(documents(PRODUCTION)), branch="again")
    refused(stage, again, "code-not-rejected")


def test_s14_the_pull_request_that_was_overtaken_says_so(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("mia").close(number)
    run(stage, number)
    again = branched(stage, Commit(documents(PRODUCTION)), branch="again")
    run(stage, again)
    stage.person("mia").reopen(number)
    refused(stage, number, "identity-free")


def test_s15_an_orphan_branch_is_refused(stage: Stage) -> None:
    number = under_review(stage)
    tree = stage.git("rev-parse", f"{BRANCH}^{{tree}}").decode().strip()
    orphan = stage.git("commit-tree", "-m", "Orphan", tree).decode().strip()
    stage.git("update-ref", f"refs/heads/{BRANCH}", orphan)
    stage.hub.refresh(REPOSITORY, "mia")
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert "❌" in sticky(stage, number)
    quiet(stage, number)


def test_s16_a_pull_request_whose_merge_commit_brings_all_is_refused(stage: Stage) -> None:
    side = plant(stage, "side", Commit(message="Side"))
    main = stage.git("rev-parse", "main").decode().strip()
    number = branched(stage, Commit(documents(TEST), merge=side, message="Merge"))
    run(stage, number)
    assert stage.main() == main
    assert "❌" in sticky(stage, number)


def test_s17_a_requester_who_is_a_reviewer_does_not_approve_their_own(stage: Stage) -> None:
    path = "catalog/workspaces/roastery.yaml"
    text = stage.main_files(path)[path].decode() + "  - {login: rob, id: 1004}\n"
    stage.person("otto").commit("main", {path: text})
    number = stage.request(PRODUCTION, draft=True)
    stage.person("rob").ready(number)
    run(stage, number)
    assert stage.log(PRODUCTION)[0]["actor"]["id"] == 1004
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    unapproved(stage, number, "is from a contributor to this request")


def test_s18_who_opened_it_for_somebody_else_does_not_approve_it(stage: Stage) -> None:
    plant(stage, "by-rob", Commit(documents(PRODUCTION)), who="mia")
    number = stage.person("rob").open("by-rob", draft=True)
    stage.person("mia").ready(number)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    stage.hub.clock.advance(60)
    assert stage.log(PRODUCTION)[0]["actor"]["id"] == 1001
    stage.person("rita").approve(number)
    merged(stage, number)


def test_s19_one_reviewer_fills_one_seat_however_often_they_approve(stage: Stage) -> None:
    text = "coffee 1.0.0 lagoon production"
    number = stage.request(text)
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    stage.person("rob").approve(number)
    unapproved(stage, number, "1 of 2 approval(s) given", text)
    stage.person("rita").approve(number)
    merged(stage, number, text)


def test_s20_an_approval_in_the_second_of_the_announcement_does_not_count(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    tick, stage.hub.clock.tick = stage.hub.clock.tick, timedelta(0)
    try:
        run(stage, number)
        stage.person("rob").approve(number)
        unapproved(stage, number, "was given in the very second of the announcement")
    finally:
        stage.hub.clock.tick = tick
    stage.hub.clock.advance(1)
    stage.person("rob").approve(number)
    merged(stage, number)


def test_s21_a_login_with_an_underscore_and_one_of_forty_letters_are_logged(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.rename_user("rob", "rob_harbor")
    stage.hub.rename_user("rita", "r" * 39)
    stage.person("rob").object(number, "No.")
    run(stage, number)
    assert stage.log(PRODUCTION)[-1]["actor"]["login"] == "rob_harbor"
    quiet(stage, number)


def test_s22_the_second_hand_of_a_force_push_is_a_contributor(stage: Stage) -> None:
    number = under_review(stage)
    tip = plant(stage, "other", Commit(documents(PRODUCTION), message="Rob's"), who="rob")
    stage.git("update-ref", f"refs/heads/{BRANCH}", tip)
    stage.hub.refresh(REPOSITORY, "rob")
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    unapproved(stage, number, "is from a contributor to this request")


def test_s23_a_draft_from_the_outside_that_turns_ready_applies_for_nothing(stage: Stage) -> None:
    oscar = stage.actor("oscar")
    oscar.fork()
    oscar.push("mine", documents(TEST), "Request")
    pull = oscar.open_pull("mine", "Release", draft=True, head="oscar:mine")
    before = stage.main()
    run(stage, pull.number)
    oscar.ready(pull)
    assert "mia" in refused(stage, pull.number, "requester-is-releaser")
    assert stage.main() == before


def test_s24_who_may_apply_takes_over_a_pull_request_from_the_outside(stage: Stage) -> None:
    oscar = stage.actor("oscar")
    oscar.fork()
    oscar.push("mine", documents(PRODUCTION), "Request")
    pull = oscar.open_pull("mine", "Release", draft=True, head="oscar:mine")
    stage.person("mia").ready(pull.number)
    run(stage, pull.number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(pull.number)
    merged(stage, pull.number)


def test_s25_a_gitlink_or_a_link_beside_the_request_is_refused(stage: Stage) -> None:
    path = f"{release(TEST).folder}/log"
    for mode, content in (("160000", stage.main()), ("120000", "../../../../../catalog")):
        commit = Commit({**documents(TEST), path: content}, {path: mode})
        refused(stage, branched(stage, commit, branch=f"link-{mode}"), "path-not-allowed")


def test_s26_the_authors_address_is_matched_whoever_wrote_it(stage: Stage) -> None:
    number = under_review(stage)
    shouted = identity("rob").upper().replace("ROB <", "Mia <")
    plant(stage, BRANCH, Commit(author=shouted, message="Second"), base=BRANCH)
    stage.person("rob").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert REQUEST not in stage.main_files()


def test_s27_a_long_branch_of_nothing_of_ours_is_nobodys_business(stage: Stage) -> None:
    steps = [Commit({"docs/a.md": f"{n}\n"}, message=f"Step {n}") for n in range(60)]
    number = branched(stage, *steps)
    before = stage.main()
    run(stage, number)
    assert (stage.main(), stage.comments(number)) == (before, [])


def test_s28_a_developer_cannot_release_in_a_releasers_name(stage: Stage) -> None:
    asked = documents(TEST)
    broken = {path: text.replace("app: harbor", "app: nowhere") for path, text in asked.items()}
    number = branched(stage, Commit(broken))
    run(stage, number)
    other = documents("tickets 1.0.0 harbor test")
    stage.hub.clock.advance(60)
    plant(stage, "attack", Commit(other), who="dan")
    assert "dan (1003)" in refused(stage, number, "applied-for-as-it-is")
    stage.person("mia").to_draft(number)
    stage.hub.clock.advance(60)
    stage.person("mia").ready(number)
    run(stage, number)
    assert kinds(stage, "tickets 1.0.0 harbor test") == ["released"]


def test_s29_a_pull_request_that_was_overtaken_applies_for_nothing_more(stage: Stage) -> None:
    """The status of the release names the second pull request; its log knows the first one too."""
    number = under_review(stage)
    stage.person("rob").object(number, "The notes are too short.")
    run(stage, number)
    again = branched(stage, Commit(changed()), branch="again")
    run(stage, again)
    stage.person("mia").close(again)
    run(stage, again)
    stage.person("mia").commit(BRANCH, documents(NEXT), base=stage.main(), force=True)
    run(stage, number)
    assert kinds(stage, NEXT) == []
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/apply")
    run(stage, number)
    assert kinds(stage, NEXT) == ["submitted"]


def test_s30_a_developer_cannot_apply_for_review_in_a_releasers_name(stage: Stage) -> None:
    number = branched(stage, Commit({"README.md": "Ours.\n"}))
    run(stage, number)
    stage.hub.clock.advance(60)
    stage.person("dan").commit("attack", documents(PRODUCTION), base=stage.main(), force=True)
    assert "dan (1003)" in refused(stage, number, "requester-is-releaser")
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/apply")
    run(stage, number)
    assert kinds(stage) == ["submitted"]


@pytest.mark.parametrize("more", [False, True])
def test_s31_a_strangers_pull_request_with_somebodys_head_stops_nobody(
    stage: Stage, *, more: bool
) -> None:
    number = under_review(stage)
    fork = stage.person("oscar").fork()
    fork.move("mine", head(stage, number))
    if more:
        fork.commit("mine", {"README.md": "Theirs.\n"})
    other = stage.person("oscar").open("oscar:mine")
    refused(stage, other, "path-not-allowed" if more else "head-alone")
    stage.person("rob").approve(number)
    merged(stage, number)
    run(stage, other)
    assert kinds(stage) == ["submitted", "approved"]
    assert stage.run_bot().exit_code == 0


def test_s32_one_admin_makes_no_machines_of_owners_and_reviewers(stage: Stage) -> None:
    """A mark anywhere takes the right to approve everywhere: here of everybody who has it."""
    path = "catalog/mini-programs/coffee.yaml"
    listed = (("rob", 1004), ("rita", 1005), ("otto", 1008), ("owen", 1009))
    marks = "".join(
        f"  - {{login: {who}, id: {number}, machine: true}}\n" for who, number in listed
    )
    text = stage.main_files(path)[path].decode().replace("admins:\n", f"admins:\n{marks}", 1)
    number = branched(stage, Commit({path: text}), who="wanda")
    run(stage, number)
    assert stage.main_files(path)[path].decode() != text
    assert "Under review" in sticky(stage, number)
    release_number = stage.request(PRODUCTION)
    run(stage, release_number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(release_number)
    merged(stage, release_number)
    audited(stage)


def test_s33_production_mode_is_not_entered_where_it_would_stop_everything(stage: Stage) -> None:
    """In a trial the catalog is changed by hand: to leave it takes a genesis that holds that."""
    app, path = "catalog/apps/harbor.yaml", "catalog/slipway.yaml"
    owners, files = ("otto", "owen"), stage.main_files("catalog")
    renamed = files[app].decode().replace("name: Harbor", "name: Harbor Two")
    stage.person("otto").commit("main", {app: renamed})
    text = files[path].decode().replace("mode: trial", "mode: app")
    number = branched(stage, Commit({path: text}), who="wanda")
    assert app in refused(stage, number, "by-hand-before-app")
    plant(stage, "attack", Commit({path: f"{text}genesis: {stage.main()}\n"}), base="attack")
    run(stage, number)
    stage.hub.clock.advance(60)
    for owner in owners:
        stage.person(owner).approve(number)
    run(stage, number)
    assert b"mode: app" in stage.main_files(path)[path]
    run(stage, stage.request(PRODUCTION))
    assert kinds(stage) == ["submitted"]
