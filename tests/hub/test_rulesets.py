"""Rulesets: what they forbid to whom, by each way in which a branch moves, and who reads them."""

from typing import Any

import pytest

from bot.hub.settings import ACTIONS_APP, BypassActor, Rule, Ruleset
from tests.hub.world import BOT, REPOSITORY, UPDATE, World

APP = 4242
BY_APP = BypassActor("Integration", APP)
ADMINS = BypassActor("RepositoryRole", 5)
HEAD = "Repository rule violations found\n\n"
PULLS = Rule("pull_request", {"required_approving_review_count": 0})
REVIEWED = Rule("pull_request", {"required_approving_review_count": 1})


def ruled(world: World, *rules: Rule, bypass: tuple[BypassActor, ...] = (), **more: Any) -> None:
    world.hub.set_settings(
        REPOSITORY, rulesets=(Ruleset(11, "main", rules, bypass=bypass, **more),)
    )


def pushed(world: World, login: str = "mia", *options: str) -> str:
    """Push one commit to main, and return what git says."""
    clone = world.clone(login)
    world.commit(clone, "a.txt", "a\n")
    return world.git_run(clone, "push", *options, "origin", "main").stderr


def moved_by_bot(world: World) -> Any:
    """What createCommitOnBranch comes to."""
    answer = world.commit_on_main()
    return answer["errors"][0]["message"] if "errors" in answer else "done"


def test_a_push_to_a_branch_that_takes_pull_requests_only_is_declined(world: World) -> None:
    """yshavit/mdq#255 shows the whole answer of git."""
    ruled(world, PULLS)
    before = world.main()
    said = pushed(world)
    assert "error: GH013: Repository rule violations found for refs/heads/main." in said
    assert f"{world.hub.url}/{REPOSITORY}/rules?ref=refs%2Fheads%2Fmain" in said
    assert "- Changes must be made through a pull request." in said
    assert "(push declined due to repository rule violations)" in said
    assert world.main() == before


def test_of_a_push_of_two_branches_only_the_ruled_one_is_declined(world: World) -> None:
    """git-scm.com, gitprotocol-pack: a report names the fate of each ref by itself."""
    ruled(world, PULLS)
    clone = world.clone("mia")
    world.commit(clone, "a.txt", "a\n")
    said = world.git_run(clone, "push", "origin", "main", "main:refs/heads/other").stderr
    assert "[remote rejected] main -> main" in said
    assert "[new branch]      main -> other" in said


def test_rest_is_refused_with_what_is_broken(world: World) -> None:
    """satisfactory-factories/application#67 quotes it, from REST "Update a reference"."""
    sha = world.commit_on_main()["data"]["createCommitOnBranch"]["commit"]["oid"]
    parent = world.rest("mia", "GET", f"git/commits/{sha}").body["parents"][0]["sha"]
    ruled(world, PULLS, Rule("non_fast_forward"))
    answer = world.rest("mia", "PATCH", "git/refs/heads/main", {"sha": parent, "force": True})
    assert answer.status == 422
    assert answer.body["message"] == (
        f"{HEAD}Changes must be made through a pull request.\n\n"
        "Cannot force-push to this branch\n\n"
    )


def test_a_mutation_is_refused_alike_and_writes_nothing(world: World) -> None:
    """docs.github.com, "About rulesets": whichever way a ref is moved."""
    ruled(world, PULLS)
    before = world.main()
    assert moved_by_bot(world) == f"{HEAD}Changes must be made through a pull request.\n\n"
    assert world.main() == before


def test_an_app_on_the_bypass_list_moves_the_branch(world: World) -> None:
    """dmf-mxl/mxl#356 (an App bypasses); docs.github.com, "Creating rulesets for a repository"."""
    world.hub.add_app(BOT, APP, "harbor-co", {"contents": "write"})
    ruled(world, PULLS, Rule("update"), bypass=(BY_APP,))
    assert moved_by_bot(world) == "done"
    assert "GH013" in pushed(world, "ada")


def test_another_app_on_the_bypass_list_frees_only_itself(world: World) -> None:
    """docs.github.com, "Creating rulesets for a repository": who is not listed is bound."""
    world.hub.add_app(BOT, APP, "harbor-co", {"contents": "write"})
    ruled(world, PULLS, bypass=(BypassActor("Integration", APP + 1),))
    assert "Changes must be made" in moved_by_bot(world)


def test_who_bypasses_for_pull_requests_only_is_bound_in_a_push(world: World) -> None:
    """docs.github.com, "Creating rulesets for a repository" (For pull requests only)."""
    world.hub.add_app(BOT, APP, "harbor-co", {"contents": "write"})
    ruled(world, PULLS, bypass=(BypassActor("Integration", APP, "pull_request"),))
    assert "Changes must be made" in moved_by_bot(world)


def test_the_app_of_github_token_stands_on_no_bypass_list(world: World) -> None:
    """tetherto/qvac#3555: 422, it must be part of the ruleset source or owner organization."""
    with pytest.raises(ValueError, match="Actor GitHub Actions integration must be part of"):
        ruled(world, PULLS, bypass=(BypassActor("Integration", ACTIONS_APP),))


def test_a_role_on_the_bypass_list_is_known_by_its_number(world: World) -> None:
    """livestorejs/livestore#1214: 5 is admin, and not write."""
    ruled(world, PULLS, bypass=(ADMINS,))
    assert "GH013" in pushed(world, "mia")
    assert "GH013" not in pushed(world, "ada")


def test_only_bypass_actors_update_a_restricted_branch_even_by_the_button(world: World) -> None:
    """docs.github.com, "Available rules for rulesets" (Restrict updates)."""
    pull, _ = world.pull()
    ruled(world, Rule("update"))
    answer = world.rest("wes", "PUT", f"pulls/{pull.number}/merge", {})
    assert answer.status == 405
    assert answer.body["message"] == f"{HEAD}Cannot update this protected ref.\n\n"
    assert not world.repository("wes").get_pull(pull.number).merged


def test_the_button_wants_the_approvals_that_the_rule_asks_for(world: World) -> None:
    """ava-labs/libevm#52 has the words; docs.github.com, REST "Merge a pull request" the 405."""
    pull, _ = world.pull()
    ruled(world, REVIEWED)
    answer = world.rest("wes", "PUT", f"pulls/{pull.number}/merge", {})
    assert (answer.status, answer.body["message"]) == (
        405,
        f"{HEAD}At least 1 approving review is required by reviewers with write access.\n\n",
    )
    world.rest("rob", "POST", f"pulls/{pull.number}/reviews", {"event": "APPROVE"})
    assert world.rest("wes", "PUT", f"pulls/{pull.number}/merge", {}).status == 405
    world.rest("wes", "POST", f"pulls/{pull.number}/reviews", {"event": "APPROVE"})
    assert world.rest("wes", "PUT", f"pulls/{pull.number}/merge", {}).status == 200


def test_a_push_of_what_a_pull_request_holds_passes_as_the_button_does(world: World) -> None:
    """yshavit/mdq#255: a fast-forward to the head of a pull request was taken."""
    pull, clone = world.pull()
    ruled(world, PULLS)
    assert "GH013" not in world.git_run(clone, "push", "origin", "change:main").stderr
    assert world.repository("mia").get_pull(pull.number).merged


def test_a_push_of_more_than_a_pull_request_holds_is_declined(world: World) -> None:
    """docs.github.com, "Available rules for rulesets" (Require a pull request before merging)."""
    _, clone = world.pull()
    ruled(world, PULLS)
    world.commit(clone, "more.txt", "more\n")
    assert "GH013" in world.git_run(clone, "push", "origin", "HEAD:main").stderr


def test_a_merge_commit_is_refused_where_history_must_be_linear(world: World) -> None:
    """dependabot/dependabot-core#3998 has the words."""
    pull, _ = world.pull()
    ruled(world, Rule("required_linear_history"))
    answer = world.rest("wes", "PUT", f"pulls/{pull.number}/merge", {})
    assert answer.body["message"] == f"{HEAD}This branch must not contain merge commits.\n\n"


def test_unsigned_commits_are_named_where_signatures_are_required(world: World) -> None:
    """vercel/sandbox#169; CherryHQ/cherry-studio#19181: createCommitOnBranch satisfies the rule."""
    ruled(world, Rule("required_signatures"))
    said = pushed(world)
    assert "- Commits must have verified signatures." in said
    assert "Found 1 violation:" in said
    assert moved_by_bot(world) == "done"


def test_a_commit_that_no_check_has_seen_is_refused(world: World) -> None:
    """georust/proj#178 (one check), gleam-lang/gleam#6080 (several)."""
    one, two = {"context": "ci"}, {"context": "lint"}
    ruled(world, Rule("required_status_checks", {"required_status_checks": [one]}))
    assert 'Required status check "ci" is expected.' in moved_by_bot(world)
    ruled(world, Rule("required_status_checks", {"required_status_checks": [one, two]}))
    assert "2 of 2 required status checks are expected." in moved_by_bot(world)


def test_nothing_is_pushed_past_a_merge_queue(world: World) -> None:
    """aquasecurity/trivy#10931 and georust/proj#178 have the words."""
    ruled(world, Rule("merge_queue"))
    assert "Changes must be made through the merge queue" in moved_by_bot(world)


def test_a_branch_is_neither_made_nor_deleted_where_that_is_restricted(world: World) -> None:
    """dmf-mxl/mxl#356 (creations); docs.github.com, "Available rules for rulesets"."""
    world.branch()
    ruled(world, Rule("creation"), Rule("deletion"), include=("refs/heads/*",))
    body = {"ref": "refs/heads/new", "sha": world.main()}
    made = world.rest("mia", "POST", "git/refs", body)
    assert "Cannot create ref due to creations being restricted." in made.body["message"]
    assert world.rest("mia", "DELETE", "git/refs/heads/change").status == 422


@pytest.mark.parametrize("more", [{"enforcement": "evaluate"}, {"exclude": ("refs/heads/main",)}])
def test_a_ruleset_that_is_not_in_force_there_forbids_nothing(
    world: World, more: dict[str, Any]
) -> None:
    """docs.github.com, "About rulesets": evaluate only tells, and what is excluded is free."""
    ruled(world, PULLS, **more)
    assert moved_by_bot(world) == "done"
    assert world.rest("mia", "GET", "rules/branches/main").body == []


def test_of_several_refs_none_moves_where_one_is_ruled(world: World) -> None:
    """docs.github.com, GraphQL "updateRefs": all or none."""
    world.branch()
    ruled(world, PULLS)
    main, change = world.main(), world.rest("mia", "GET", "git/ref/heads/change").body
    node = world.rest("mia", "GET", "").body["node_id"]
    head = change["object"]["sha"]
    updates = [
        {"name": "refs/heads/other", "beforeOid": "0" * 40, "afterOid": head},
        {"name": "refs/heads/main", "beforeOid": main, "afterOid": head},
    ]
    answer = world.graphql(BOT, UPDATE, i={"repositoryId": node, "refUpdates": updates})
    assert "Changes must be made through a pull request." in answer["errors"][0]["message"]
    assert world.rest("mia", "GET", "git/ref/heads/other").status == 404


def test_a_bypass_list_is_shown_to_who_may_change_it_alone(world: World) -> None:
    """docs.github.com, REST "Get a repository ruleset": to prevent leaking information."""
    world.hub.add_app(BOT, APP, "harbor-co", {"contents": "write"})
    ruled(world, PULLS, bypass=(BY_APP,))
    shown = world.rest("ada", "GET", "rulesets/11").body
    assert shown["bypass_actors"] == [
        {"actor_id": APP, "actor_type": "Integration", "bypass_mode": "always"}
    ]
    assert shown["current_user_can_bypass"] == "never"
    own = world.rest(BOT, "GET", "rulesets/11").body
    assert "bypass_actors" not in own
    assert own["current_user_can_bypass"] == "always"


def test_settings_of_actions_are_for_admins_and_tokens_with_administration(world: World) -> None:
    """docs.github.com, "Permissions required for GitHub Apps" (Administration)."""
    path = "actions/permissions/workflow"
    assert world.rest("ada", "GET", path).status == 200
    assert world.rest("wes", "GET", path).status == 403
    refused = world.rest(BOT, "GET", path)
    assert (refused.status, refused.body["message"]) == (
        403,
        "Resource not accessible by integration",
    )
    token = world.hub.token(BOT, {"administration": "read"})
    assert world.rest(token, "GET", path).status == 200


def test_merge_settings_are_shown_to_who_may_write_contents(world: World) -> None:
    """docs.github.com, REST "Get a repository": contents read and write."""
    assert "allow_squash_merge" in world.rest("wes", "GET", "").body
    assert "allow_squash_merge" not in world.rest("rob", "GET", "").body


def test_an_unprotected_branch_is_404_with_words_of_its_own(world: World) -> None:
    """vndee/llm-sandbox#182 quotes it: a ruleset is not seen there."""
    ruled(world, PULLS)
    answer = world.rest("ada", "GET", "branches/main/protection")
    assert (answer.status, answer.body["message"]) == (404, "Branch not protected")
