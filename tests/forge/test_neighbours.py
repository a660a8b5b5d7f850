"""Which open pull requests share commits: what counts among those that GitHub's answers name."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.situation import Neighbour
from bot.forge.neighbours import held, holders

REPOSITORY = "harbor-co/releases"
HEAD, BELOW, ELSEWHERE = "a" * 40, "b" * 40, "c" * 40


def neighbour(number: int = 8, **fields: Any) -> dict[str, Any]:
    found = {"number": number, "state": "OPEN", "baseRefName": "main", "headRefOid": BELOW}
    author, repository = {"databaseId": 1003}, {"nameWithOwner": REPOSITORY}
    return {**found, "author": author, "repository": repository, **fields}


def commit(oid: str, *nodes: dict[str, Any] | None) -> dict[str, Any]:
    associated = None if nodes == (None,) else {"nodes": list(nodes)}
    return {"commit": {"oid": oid, "associatedPullRequests": associated}}


def holding(*nodes: dict[str, Any] | None, oid: str = HEAD) -> tuple[Neighbour, ...]:
    """The holders of pull request 7's head, by what its last commit names."""
    pull = {
        "number": 7,
        "headRefOid": HEAD,
        "repository": {"nameWithOwner": REPOSITORY},
        "commits": {"nodes": [commit(oid, *nodes)]},
    }
    return holders(pull)


def holds(listed: list[dict[str, Any]], *commits: dict[str, Any]) -> tuple[Neighbour, ...]:
    """Whose heads the branch of pull request 7 holds, by the list and by its commits."""
    answer = {
        "nameWithOwner": REPOSITORY,
        "pullRequests": {"nodes": listed},
        "pullRequest": {"commits": {"nodes": list(commits)}},
    }
    return held(answer, 7, [BELOW, HEAD])


def test_the_other_open_ones_to_main_hold_the_head() -> None:
    found = holding(neighbour(9), neighbour(8), neighbour(7), neighbour(8))
    assert found == (Neighbour(8, 1003), Neighbour(9, 1003))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "CLOSED"},
        {"state": "MERGED"},
        {"baseRefName": "develop"},
        {"repository": {"nameWithOwner": "dan/releases"}},
    ],
)
def test_what_no_merge_to_main_would_mark_does_not_count(fields: dict[str, Any]) -> None:
    assert holding(neighbour(**fields)) == ()
    assert holds([neighbour(**fields)], commit(BELOW, neighbour(**fields))) == ()


def test_a_commit_that_is_not_the_head_says_nothing_of_it() -> None:
    assert holding(neighbour(), oid=ELSEWHERE) == ()


def test_a_commit_that_only_a_fork_holds_names_nobody() -> None:
    """TooTallNate/nx.js, pull request 410; the schema lets the whole connection be null."""
    assert holding(None) == ()
    assert holding() == ()


def test_a_head_in_the_branch_is_found_by_the_list_of_open_ones_alone() -> None:
    assert holds([neighbour()], commit(BELOW), commit(HEAD)) == (Neighbour(8, 1003),)


def test_a_head_in_the_branch_is_found_by_its_commit_alone() -> None:
    """As where more than a hundred are open."""
    assert holds([], commit(BELOW, neighbour()), commit(HEAD, None)) == (Neighbour(8, 1003),)


def test_one_that_shares_a_commit_below_its_head_does_not_count() -> None:
    assert holds([neighbour(headRefOid=ELSEWHERE)], commit(BELOW, neighbour(headRefOid="d"))) == ()


def test_the_author_of_a_deleted_account_is_the_ghost() -> None:
    assert holding(neighbour(author=None)) == (Neighbour(8, 0),)
