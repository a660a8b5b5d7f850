"""Who had a hand in a branch, from GraphQL's commits and REST's activity list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.situation import GHOST, Account, People, Push
from bot.forge.reading import read_instant

Json = Mapping[str, Any]

WEB_FLOW = 19864447
"""GitHub's committer of commits made in the browser is nobody (https://github.com/web-flow)."""
WEB_FLOW_EMAIL = "noreply@github.com"
_PUSHES = frozenset({"push", "force_push", "branch_creation"})


def read_people(commits: Json, expected: Sequence[str]) -> People:
    """Authors, co-authors and committers of the expected commits.

    A commit that the answer leaves out, a longer list of authors than was read, and an e-mail of
    no account are each somebody unknown.
    """
    ids: set[int] = set()
    unknown: list[str] = []
    listed = {node["commit"]["oid"]: node["commit"] for node in commits["nodes"]}
    for oid in expected:
        commit = listed.get(oid)
        if commit is None or commit["authors"]["pageInfo"]["hasNextPage"]:
            unknown.append(f"authors of {oid[:12]}")
            continue
        for author in commit["authors"]["nodes"]:
            found = _known(author)
            if found is None:
                unknown.append((author or {}).get("email") or f"author of {oid[:12]}")
            else:
                ids.add(found)
        committer = commit["committer"]
        found = _known(committer)
        if found is not None:
            ids.add(found)
        elif not _is_web(committer):
            unknown.append((committer or {}).get("email") or f"committer of {oid[:12]}")
    return People(frozenset(ids), tuple(dict.fromkeys(unknown)))


def _known(signature: Json | None) -> int | None:
    """The numeric id behind a name in a commit, if it is a person's account."""
    user = (signature or {}).get("user")
    return None if user is None or user["databaseId"] == WEB_FLOW else int(user["databaseId"])


def _is_web(committer: Json | None) -> bool:
    """A commit made in the browser names web-flow as its committer, who is nobody."""
    signature = committer or {}
    user = signature.get("user") or {}
    return user.get("databaseId") == WEB_FLOW or signature.get("email") == WEB_FLOW_EMAIL


def read_pushers(answer: tuple[Mapping[str, Any], Any], commits: Sequence[str]) -> People:
    """Who pushed to the branch since it was last created, from one page of its activity.

    Source: GitHub's REST description, "List repository activities" (newest first). A page that
    is full and does not reach the branch's creation leaves pushers unknown. A branch that was
    deleted and restored has a past under the same name: of that, a push counts whose commit is
    still in the pull request.
    """
    headers, activities = answer
    pushes = tuple(_push(activity) for activity in _present(activities, set(commits)))
    unknown = ["a pusher without an account"] if any(p.actor is GHOST for p in pushes) else []
    created = any(activity["activity_type"] == "branch_creation" for activity in activities)
    if not created and 'rel="next"' in str(headers.get("link", "")):
        unknown.append("earlier pushers")
    known = frozenset(push.actor.id for push in pushes if push.actor is not GHOST)
    return People(known, tuple(unknown), pushes)


def _push(activity: Json) -> Push:
    actor, at = activity["actor"], read_instant(activity["timestamp"])
    return Push(Account(actor["login"], actor["id"]) if actor else GHOST, at)


def _present(activities: Sequence[Json], commits: set[str]) -> list[Json]:
    """The pushes of the branch as it stands, and earlier ones that brought what it still holds."""
    found: list[Json] = []
    past = False
    for activity in activities:
        kind = activity["activity_type"]
        past = past or kind == "branch_deletion"
        if kind in _PUSHES and (not past or activity["after"] in commits):
            found.append(activity)
        past = past or kind == "branch_creation"
    return found
