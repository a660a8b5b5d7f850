"""Reads of GitHub for whoever checks the log against it: one request a pull request, no write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.situation import Account, AccountType, Pull, Verdict
from bot.errors import UnavailableError
from bot.forge.github import PAGES, GitHubForge
from bot.forge.reading import read_account, read_instant, read_pull

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

Read = TypeVar("Read")
Json = Mapping[str, Any]

LISTED_COMMITS = 250
"""GitHub lists no more commits of a pull request (GraphQL reference and REST, "List commits")."""
DISMISSAL, FORCE_PUSH = "ReviewDismissedEvent", "HeadRefForcePushedEvent"

WITNESS_PULL = """
query WitnessPull(
  $owner: String!, $name: String!, $number: Int!
  $reviews: String, $timelineItems: String, $commits: String, $comments: String
  $wantReviews: Boolean!, $wantTimelineItems: Boolean!, $wantCommits: Boolean!
  $wantComments: Boolean!
) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      number
      state
      isDraft
      createdAt
      updatedAt
      author { ...Actor }
      baseRefName
      headRefName
      headRefOid
      headRepository { nameWithOwner }
      reviews(first: 100, after: $reviews) @include(if: $wantReviews) {
        pageInfo { hasNextPage endCursor }
        nodes {
          fullDatabaseId state body submittedAt lastEditedAt author { ...Actor } commit { oid }
        }
      }
      timelineItems(first: 100, after: $timelineItems, itemTypes: [
        HEAD_REF_FORCE_PUSHED_EVENT, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT
        READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, CLOSED_EVENT, REOPENED_EVENT, MERGED_EVENT
        REVIEW_DISMISSED_EVENT
      ]) @include(if: $wantTimelineItems) {
        pageInfo { hasNextPage endCursor }
        nodes {
          __typename
          ... on HeadRefForcePushedEvent { id createdAt actor { ...Actor } beforeCommit { oid } }
          ... on BaseRefChangedEvent { id createdAt actor { ...Actor } }
          ... on AutomaticBaseChangeSucceededEvent { id createdAt actor { ...Actor } }
          ... on ReadyForReviewEvent { id createdAt actor { ...Actor } }
          ... on ConvertToDraftEvent { id createdAt actor { ...Actor } }
          ... on ClosedEvent { id createdAt actor { ...Actor } }
          ... on ReopenedEvent { id createdAt actor { ...Actor } }
          ... on MergedEvent { id createdAt actor { ...Actor } }
          ... on ReviewDismissedEvent {
            id createdAt actor { ...Actor } previousReviewState review { fullDatabaseId }
          }
        }
      }
      commits(first: 100, after: $commits) @include(if: $wantCommits) {
        pageInfo { hasNextPage endCursor }
        nodes { commit { oid } }
      }
      comments(first: 100, after: $comments) @include(if: $wantComments) {
        pageInfo { hasNextPage endCursor }
        nodes {
          fullDatabaseId body author { ...Actor } createdAt updatedAt lastEditedAt
          editor { ...Actor }
        }
      }
    }
  }
}
fragment Actor on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}
"""
_LISTS = ("reviews", "timelineItems", "commits", "comments")


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The act of dismissing a review, and what the review said before."""

    review: int
    at: datetime
    by: Account
    was: Verdict


@dataclass(frozen=True, slots=True)
class ForcePush:
    """A force-push, with the commit that it moved the branch from, where GitHub still names it."""

    at: datetime
    before: str | None


@dataclass(frozen=True, slots=True)
class WitnessedPull:
    """A pull request without its statuses, with all that was done to it.

    ``pull.truncated``: reviews or events go on past the cap, and ``pull.more_comments`` likewise;
    ``all_commits``: the commits do not.
    """

    pull: Pull
    commits: frozenset[str]
    all_commits: bool
    dismissals: tuple[Dismissal, ...]
    force_pushes: tuple[ForcePush, ...]


@dataclass(frozen=True, slots=True)
class KeptStatus:
    """One commit status as GitHub keeps it."""

    id: int
    state: str
    context: str
    description: str
    at: datetime
    creator: Account


@dataclass(frozen=True, slots=True)
class KeptStatuses:
    """Statuses of one commit, newest first; ``whole``: none that was wanted can be further on."""

    statuses: tuple[KeptStatus, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class WitnessedRun:
    """A run of a workflow, and who started its first attempt."""

    id: int
    event: str
    path: str
    branch: str | None
    at: datetime
    started_by: Account


class GitHubWitness:
    """Looks at one repository on GitHub. Every read may raise ``UnavailableError``."""

    def __init__(self, repository: str, token: str, api_url: str, timeout: int) -> None:
        self._name = repository
        self._reader = _Reader(repository, token, api_url, timeout)

    def pull(self, number: int) -> WitnessedPull:
        """One pull request: one request, one more for each further hundred of anything listed."""
        return _readable(lambda: self._pull(number), f"pull request {number}")

    def statuses(self, head: str, wanted: Collection[int]) -> KeptStatuses:
        """Statuses of a commit, a hundred to a request, until the wanted ids are among them."""
        return _readable(lambda: self._statuses(head, frozenset(wanted)), f"statuses of {head}")

    def run(self, number: int) -> WitnessedRun:
        """One run of a workflow: one request."""
        return _readable(lambda: self._run(number), f"run {number}")

    def _run(self, number: int) -> WitnessedRun:
        row = self._reader.row(f"/repos/{self._name}/actions/runs/{number}")
        if row is None:
            raise UnavailableError(
                "run-unseen",
                "GitHub does not show the run: it keeps runs for a time, and only to those who may",
                "nothing is proven by that",
            )
        # Of a re-run `triggering_actor` is another; `actor` stays (GitHub, "Contexts").
        by = row["actor"] or {"login": "ghost", "id": 0}
        return WitnessedRun(
            id=row["id"],
            event=row["event"],
            path=row["path"],
            branch=row["head_branch"],
            at=read_instant(row["created_at"]),
            started_by=Account(by["login"], by["id"], AccountType.OTHER),
        )

    def _pull(self, number: int) -> WitnessedPull:
        value: Json = {}
        nodes: dict[str, list[Json]] = {name: [] for name in _LISTS}
        cursors: dict[str, str | None] = dict.fromkeys(_LISTS)
        for _ in range(PAGES + 1):
            found = self._reader.page(number, cursors)
            value = value or found
            for name in tuple(cursors):
                nodes[name] += [node for node in found[name]["nodes"] if node]
                info = found[name]["pageInfo"]
                del cursors[name]
                if info["hasNextPage"]:
                    cursors[name] = info["endCursor"]
            if not cursors:
                break
        return _witnessed(value, nodes, frozenset(cursors))

    def _statuses(self, head: str, wanted: frozenset[int]) -> KeptStatuses:
        kept: list[KeptStatus] = []
        for page in range(1, PAGES + 1):
            rows, more = self._reader.rows(f"/repos/{self._name}/commits/{head}/statuses", page)
            kept += [_status(row) for row in rows]
            if not more or wanted <= {one.id for one in kept}:
                return KeptStatuses(tuple(kept), whole=True)
        return KeptStatuses(tuple(kept), whole=False)


class _Reader(GitHubForge):
    """The two kinds of reads, on the forge's own connection; what it could write stays in here."""

    def page(self, number: int, cursors: Mapping[str, str | None]) -> Json:
        """The lists for which there is a cursor: from there, or from the start for ``None``."""
        variables: dict[str, Any] = {"number": number}
        for name in _LISTS:
            variables[name] = cursors.get(name)
            variables[f"want{name[0].upper()}{name[1:]}"] = name in cursors
        _, data = self._query(WITNESS_PULL, variables)
        found: Json = data["repository"]["pullRequest"]
        return found

    def rows(self, path: str, page: int) -> tuple[list[Json], bool]:
        """One page of a REST list of a hundred, and whether there is another."""
        answer = self._get(path, {"per_page": 100, "page": page}, may_be_closed=False)
        if answer is None:
            raise LookupError(path)
        headers, rows = answer
        return list(rows), 'rel="next"' in str(headers.get("link", ""))

    def row(self, path: str) -> Json | None:
        """One thing of REST; ``None`` where GitHub does not show it."""
        answer = self._get(path, {}, may_be_closed=True)
        return answer[1] if answer else None


def _readable(read: Callable[[], Read], what: str) -> Read:
    """An answer in a form that is not known is no answer; it stops nothing else."""
    try:
        return read()
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnavailableError(
            "answer-unknown",
            f"GitHub answered about {what} in a form that is not known ({type(error).__name__})",
            "run it again; if it stays, a newer slipway may know the form",
        ) from error


_UNASKED: Json = {
    "repository": {"nameWithOwner": ""},
    "labels": {"nodes": []},
    "reviewRequests": {"nodes": []},
}
"""What a witness does not ask for: labels and requests for a review prove nothing."""


def _witnessed(
    value: Json, nodes: Mapping[str, list[Json]], unread: frozenset[str]
) -> WitnessedPull:
    timeline = nodes["timelineItems"]
    acts = [node for node in timeline if node["__typename"] != DISMISSAL]
    pull = read_pull(
        {
            **_UNASKED,
            **value,
            "reviews": {"nodes": nodes["reviews"]},
            "timelineItems": {"nodes": acts},
            "comments": {"nodes": nodes["comments"]},
            "commits": {"nodes": []},
        }
    )
    commits = frozenset(node["commit"]["oid"] for node in nodes["commits"])
    return WitnessedPull(
        pull=replace(
            pull,
            truncated=bool(unread - {"commits", "comments"}),
            more_comments="comments" in unread,
        ),
        commits=commits,
        all_commits="commits" not in unread and len(commits) < LISTED_COMMITS,
        dismissals=tuple(
            _dismissal(node)
            for node in timeline
            if node["__typename"] == DISMISSAL and node["review"]
        ),
        force_pushes=tuple(
            ForcePush(read_instant(node["createdAt"]), (node["beforeCommit"] or {}).get("oid"))
            for node in timeline
            if node["__typename"] == FORCE_PUSH
        ),
    )


def _dismissal(node: Json) -> Dismissal:
    return Dismissal(
        review=int(node["review"]["fullDatabaseId"]),
        at=read_instant(node["createdAt"]),
        by=read_account(node["actor"]),
        was=Verdict(node["previousReviewState"]),
    )


def _status(row: Json) -> KeptStatus:
    creator = row["creator"] or {"login": "ghost", "id": 0}
    return KeptStatus(
        id=row["id"],
        state=row["state"],
        context=row["context"],
        description=row["description"] or "",
        at=read_instant(row["created_at"]),
        creator=Account(creator["login"], creator["id"], AccountType.OTHER),
    )
