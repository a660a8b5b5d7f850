"""Which open pull requests share commits, from GraphQL's answers.

GitHub marks a pull request as merged once its head is on its base (docs.github.com, "About pull
request merges", indirect merges): so the merge of a branch that holds another's head merges both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.application_rules import MAIN
from bot.core.situation import Neighbour

Json = Mapping[str, Any]


def holders(pull: Json) -> tuple[Neighbour, ...]:
    """The other open pull requests to main that hold this head, as its last commit knows them.

    GitHub associates no pull request with a commit that only a fork holds
    (TooTallNate/nx.js, pull request 410): whom this misses, ``held`` finds from the other side.
    """
    repository, number = pull["repository"]["nameWithOwner"], pull["number"]
    return _neighbours(
        node
        for each in pull["commits"]["nodes"]
        if each["commit"]["oid"] == pull["headRefOid"]
        for node in _open_to_main(_associated(each["commit"]), repository, number)
    )


def held(repository: Json, number: int, commits: Sequence[str]) -> tuple[Neighbour, ...]:
    """The other open pull requests to main whose head is one of these commits of the branch.

    From two lists: the open ones, a hundred of them, forks' too; and those that each commit names.
    """
    nodes = list(repository["pullRequests"]["nodes"])
    for each in repository["pullRequest"]["commits"]["nodes"]:
        nodes.extend(_associated(each["commit"]))
    found = _open_to_main(nodes, repository["nameWithOwner"], number)
    return _neighbours(node for node in found if node["headRefOid"] in commits)


def _associated(commit: Json) -> Sequence[Json]:
    nodes: Sequence[Json] = (commit["associatedPullRequests"] or {"nodes": []})["nodes"]
    return nodes


def _open_to_main(nodes: Iterable[Json], repository: str, number: int) -> Iterable[Json]:
    """A closed one is never marked as merged, and one to another branch not by a merge to main."""
    return (
        node
        for node in nodes
        if (node["state"], node["baseRefName"]) == ("OPEN", MAIN)
        and node["repository"]["nameWithOwner"] == repository
        and node["number"] != number
    )


def _neighbours(nodes: Iterable[Json]) -> tuple[Neighbour, ...]:
    """Each once, by number; the author of a deleted account has the id 0."""
    found = {node["number"]: (node["author"] or {}).get("databaseId") or 0 for node in nodes}
    return tuple(Neighbour(number, author) for number, author in sorted(found.items()))
