"""Releases from forks, and what outsiders, renamed, deleted and invented accounts can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT, REPOSITORY
from bot.hub.flood import Flood
from tests.person import Person, client
from tests.scenarios.audited import audited
from tests.threats.attack import kinds, merged, outcomes, quiet, refused, run, sticky, unapproved
from tests.world import documents, release

if TYPE_CHECKING:
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
TEST = "coffee 1.0.0 harbor test"
BRANCH = "request"


def forked(stage: Stage, who: str = "mia") -> Person:
    """Somebody who may only read upstream, at work in a fork of their own."""
    stage.hub.set_role(REPOSITORY, who, "read")
    return stage.person(who).fork()


def proposed(stage: Stage, fork: Person, text: str = PRODUCTION, *, draft: bool = False) -> int:
    """A pull request upstream with a valid request from the fork; its number."""
    fork.commit(BRANCH, documents(text))
    return stage.person(fork.login).open(f"{fork.login}:{BRANCH}", f"Release {text}", draft=draft)


def under_review(stage: Stage) -> tuple[int, Person]:
    """A Production release under review from mia's fork, and mia in her fork."""
    fork = forked(stage)
    number = proposed(stage, fork)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    stage.hub.clock.advance(60)
    return number, fork


def newcomer(stage: Stage, login: str, number: int, kind: str = "User") -> Person:
    """Somebody who registers now."""
    stage.hub.add_user(login, number, kind)
    return Person(login, client(stage.hub.api, stage.hub.token(login)), REPOSITORY)


# --- The whole way -------------------------------------------------------------------------------


def test_a_release_goes_the_whole_way_from_a_fork(stage: Stage) -> None:
    """Draft, Ready for review, approval, merge: its author can only read upstream."""
    fork, before = forked(stage), stage.main()
    number = proposed(stage, fork, draft=True)
    run(stage, number)
    assert "not applied for yet" in sticky(stage, number)
    assert stage.main() == before
    stage.person("mia").ready(number)
    run(stage, number)
    (submitted,) = stage.log(PRODUCTION)
    assert submitted["actor"]["id"] == 1001
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    main = stage.main()
    merged(stage, number)
    head = fork.tip(BRANCH)
    parents = stage.git("log", "-1", "--format=%P", "refs/heads/main").decode().split()
    assert parents == [main, head]
    pull = stage.person("otto").pull(number)
    assert (pull.merged, pull.head.repo.full_name) == (True, "mia/releases")
    assert len(outcomes(stage, number)) == 1
    quiet(stage, None)
    audited(stage)


def test_a_release_that_nobody_reviews_goes_at_once_from_a_fork(stage: Stage) -> None:
    number = proposed(stage, forked(stage), TEST)
    run(stage, number)
    assert stage.status_file(TEST)["status"] == "Full Release"
    assert stage.person("otto").pull(number).merged
    audited(stage)


def test_a_fork_costs_no_request_more_than_a_branch(stage: Stage) -> None:
    number, _ = under_review(stage)
    stage.person("rob").approve(number)
    stage.hub.requests.clear()
    run(stage, number)
    assert kinds(stage)[-1] == "approved"
    paths = [call.path for call in stage.calls() if call.path.endswith("/activity")]
    assert paths == ["/api/v3/repos/mia/releases/activity"]


def test_a15_a_reviewer_who_pushes_to_the_fork_as_maintainer_is_a_contributor(stage: Stage) -> None:
    """Allow edits by maintainers: the push stands in the fork's activity, and nowhere else."""
    number, fork = under_review(stage)
    message = "Say more"
    body = {"message": message, "tree": _tree(stage, fork), "parents": [fork.tip(BRANCH)]}
    rob = stage.person("rob")
    _, made = rob.github.requester.requestJsonAndCheck(
        "POST", f"/repos/{REPOSITORY}/git/commits", input=body | {"author": _mia()}
    )
    Person("rob", rob.github, "mia/releases").move(BRANCH, made["sha"])
    run(stage, number)
    stage.hub.clock.advance(60)
    rob.approve(number)
    unapproved(stage, number, "is from a contributor to this request")
    stage.person("rita").approve(number)
    merged(stage, number)
    audited(stage)


def _tree(stage: Stage, fork: Person) -> str:
    return stage.git("rev-parse", f"{fork.tip(BRANCH)}^{{tree}}").decode().strip()


def _mia() -> dict[str, str]:
    return {"name": "mia", "email": "1001+mia@users.noreply.github.com"}


# --- The fork's end ------------------------------------------------------------------------------


def test_s6_deleting_the_fork_withdraws_and_a_new_pull_request_goes_on(stage: Stage) -> None:
    """GitHub closes the pull request, and it cannot be reopened."""
    number, fork = under_review(stage)
    fork.delete_repository()
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert release(PRODUCTION).request_path not in stage.main_files("releases/")
    quiet(stage, number)
    second = proposed(stage, stage.person("mia").fork())
    run(stage, second)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(second)
    merged(stage, second)
    assert kinds(stage) == ["submitted", "withdrawn", "submitted", "approved"]
    audited(stage)


def test_s6_a_fork_deleted_after_the_approval_merges_nothing(stage: Stage) -> None:
    number, fork = under_review(stage)
    stage.person("rob").approve(number)
    fork.delete_repository()
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert release(PRODUCTION).request_path not in stage.main_files("releases/")
    quiet(stage, number)


def test_s6_an_open_pull_request_without_its_fork_asks_for_one_approval_more(
    stage: Stage,
) -> None:
    """As GitHub did until about 2025: who pushed cannot be known any more."""
    stage.hub.deleted_forks_close = False
    number, fork = under_review(stage)
    stage.person("rob").approve(number)
    fork.delete_repository()
    unapproved(stage, number, "belongs to no known account: `pushers of a deleted fork`")
    stage.person("rita").approve(number)
    merged(stage, number)


def test_s6_an_app_may_refuse_what_a_deleted_fork_leaves_unknown(stage: Stage) -> None:
    stage.hub.deleted_forks_close = False
    path = "catalog/apps/harbor.yaml"
    app = stage.main_files(path)[path].decode()
    strict = app.replace("unknownContributors: one-more", "unknownContributors: refuse")
    stage.person("otto").commit("main", {path: strict})
    number, fork = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("rita").approve(number)
    fork.delete_repository()
    body = unapproved(stage, number, "`pushers of a deleted fork`")
    assert "on a branch that is still there" in body


def test_s6_a_deleted_account_leaves_a_request_that_lapses(stage: Stage) -> None:
    """The fork goes with the account, and nobody is left who could be said to have withdrawn."""
    number, _ = under_review(stage)
    stage.hub.delete_user("mia")
    run(stage, number)
    assert kinds(stage) == ["submitted", "lapsed"]
    assert stage.status_file(PRODUCTION)["status"] == "New Version Created"
    quiet(stage, number)
    audited(stage)


def test_a_ghosts_open_request_is_judged_by_its_log(stage: Stage) -> None:
    """Where the pull request stays open, the requester is the one in the entry, by id."""
    stage.hub.deleted_forks_close = False
    number, _ = under_review(stage)
    stage.hub.delete_user("mia")
    stage.person("rob").approve(number)
    unapproved(stage, number, "1 of 2 approval(s) given (one more")
    stage.person("rita").approve(number)
    merged(stage, number)
    audited(stage)


# --- Outsiders -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [PRODUCTION, TEST])
def test_an_outsiders_request_gets_a_status_and_one_comment(stage: Stage, text: str) -> None:
    eve = newcomer(stage, "eve", 3001)
    fork = eve.fork()
    fork.commit(BRANCH, documents(text))
    number = eve.open(f"eve:{BRANCH}", "Mine")
    refused(stage, number, "requester-is-releaser")
    for word in ("Please!", "LGTM"):
        eve.say(number, word)
    eve.close(number)
    eve.reopen(number)
    before = stage.main()
    run(stage, number)
    assert [c.login for c in stage.comments(number)].count(BOT) == 1
    assert stage.main() == before
    quiet(stage, None)


def test_an_outsider_who_leaves_leaves_nothing_to_do(stage: Stage) -> None:
    """Author, reviews and comments of nobody, and a pull request that somebody closed."""
    eve = newcomer(stage, "eve", 3001)
    eve.fork().commit(BRANCH, documents(TEST))
    number = eve.open(f"eve:{BRANCH}", "Mine")
    run(stage, number)
    eve.say(number, "Hello?")
    stage.hub.delete_user("eve")
    before = stage.main()
    run(stage, None)
    assert stage.main() == before
    quiet(stage, None)


def test_a9_a_ghosts_approval_counts_for_nobody(stage: Stage) -> None:
    number, _ = under_review(stage)
    eve = newcomer(stage, "eve", 3001)
    eve.approve(number)
    stage.hub.delete_user("eve")
    unapproved(stage, number, "0 of 1 approval(s) given")


@pytest.mark.parametrize("kind", ["Mannequin", "Bot", "Organization"])
def test_a16_who_is_no_person_approves_nothing_even_if_listed(stage: Stage, kind: str) -> None:
    """The app's list names the number; what stands behind it is no user."""
    path = "catalog/apps/harbor.yaml"
    app = stage.main_files(path)[path].decode()
    listed = app.replace("{login: rob, id: 1004}", "{login: robot, id: 4001}")
    stage.person("otto").commit("main", {path: listed})
    number, _ = under_review(stage)
    newcomer(stage, "robot", 4001, kind).approve(number)
    unapproved(stage, number, "0 of 1 approval(s) given")


# --- Names ---------------------------------------------------------------------------------------


def test_a13_a_stranger_under_the_requesters_old_login_applies_for_nothing(stage: Stage) -> None:
    """A13, as requester: the login of the admin, and not the number."""
    stage.hub.rename_user("mia", "maya")
    fake = newcomer(stage, "mia", 2001)
    fake.fork().commit(BRANCH, documents(TEST))
    number = fake.open(f"mia:{BRANCH}", "Mine")
    refused(stage, number, "requester-is-releaser")


def test_a13_a_requester_renamed_under_review_still_owns_the_request(stage: Stage) -> None:
    """The fork moves with the login; its activity is found under the new name."""
    number, _ = under_review(stage)
    stage.hub.rename_user("mia", "maya")
    fake = newcomer(stage, "mia", 2001)
    fake.fork()
    fake.approve(number)
    unapproved(stage, number, "by mia (2001) do not count")
    stage.person("rob").approve(number)
    stage.hub.requests.clear()
    merged(stage, number)
    paths = [call.path for call in stage.calls() if call.path.endswith("/activity")]
    assert paths == ["/api/v3/repos/maya/releases/activity"]
    requester = stage.log(PRODUCTION)[0]["actor"]
    assert (requester["login"], requester["id"]) == ("mia", 1001)
    audited(stage)


def test_a13_a_stranger_under_the_old_login_withdraws_nothing(stage: Stage) -> None:
    """The old login, made a triager by somebody who went by the name: the request lapses."""
    number, _ = under_review(stage)
    stage.hub.rename_user("mia", "maya")
    fake = newcomer(stage, "mia", 2001)
    stage.hub.set_role(REPOSITORY, "mia", "triage")
    fake.close(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "lapsed"]
    audited(stage)


def test_a_suspended_reviewers_approval_still_stands(stage: Stage) -> None:
    """GitHub lets the account in no more; whether it may approve is for the catalog to say."""
    number, _ = under_review(stage)
    stage.person("rob").approve(number)
    stage.hub.suspend_user("rob")
    merged(stage, number)


# --- Crowds --------------------------------------------------------------------------------------


def test_the_deciding_review_is_the_hundred_and_first(stage: Stage) -> None:
    number, _ = under_review(stage)
    flood = Flood(reviews=100, state="APPROVED", body="")
    stage.hub.flood(REPOSITORY, number, "oscar", flood)
    stage.person("rob").approve(number)
    merged(stage, number)
    assert [a["reviewer"]["id"] for a in stage.log(PRODUCTION)[-1]["approvals"]] == [1004]


def test_the_bots_comment_is_the_hundred_and_first_and_stays_the_only_one(stage: Stage) -> None:
    fork = forked(stage)
    number = proposed(stage, fork, draft=True)
    stage.hub.flood(REPOSITORY, number, "oscar", Flood(comments=100, body="First!"))
    run(stage, number)
    stage.person("mia").ready(number)
    run(stage, number)
    assert "Under Review" in sticky(stage, number)
    assert [c.login for c in stage.comments(number)].index(BOT) == 100


def test_the_act_that_applies_is_the_hundred_and_first_event(stage: Stage) -> None:
    """Fifty times ready and a draft again; what stands is the last."""
    mia, number = stage.person("mia"), proposed(stage, forked(stage), draft=True)
    for _ in range(50):
        mia.ready(number)
        mia.to_draft(number)
    run(stage, number)
    assert "not applied for yet" in sticky(stage, number)
    mia.ready(number)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert len(stage.log(PRODUCTION)[0]["events"]) == 101
    audited(stage)


def test_a_hundred_and_one_files_are_refused_in_a_comment_of_bounded_length(stage: Stage) -> None:
    fork = forked(stage)
    files = {f"releases/coffee/1.0.0/harbor/test/{n:03}.txt": f"{n}\n" for n in range(101)}
    fork.commit(BRANCH, {**documents(TEST), **files})
    number = stage.person("mia").open(f"mia:{BRANCH}", "Much")
    body = refused(stage, number, "path-not-allowed")
    assert len(body) < 65_536


def test_a_crowd_of_strangers_bounds_what_is_read_and_decides_nothing(stage: Stage) -> None:
    """Past the cap it is refused and says so; what is read stays what the budget allows."""
    number, _ = under_review(stage)
    stage.person("rob").approve(number)
    stage.hub.flood(REPOSITORY, number, "oscar", Flood(comments=10_000, reviews=5_000, body="+1"))
    stage.hub.requests.clear()
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "[too-much]" in sticky(stage, number)
    assert stage.reads() <= 2 * (1 + 10)
    stage.hub.requests.clear()
    quiet(stage, number)
    assert stage.reads() <= 1 + 10


def test_a_crowd_of_comments_alone_stops_no_release(stage: Stage) -> None:
    number, _ = under_review(stage)
    stage.person("rob").approve(number)
    stage.hub.flood(REPOSITORY, number, "oscar", Flood(comments=10_000, body="/approve"))
    stage.hub.requests.clear()
    merged(stage, number)
    assert stage.reads() <= 4 * (1 + 10)
