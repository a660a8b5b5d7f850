"""GitHub through PyGithub, the only module that imports it.

Every write is sent once, with ``retry=None`` and a time-out, and nothing sleeps in silence: the
library's default sends a write again after a dropped answer, and its rate-limit retry can wait for
many minutes. What a failed call means is settled by looking (see ``app.reconcile``).
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from urllib.parse import quote

import requests
from github import Auth, Github, GithubException

from bot.core.situation import Account, AccountType, People, Pull
from bot.errors import UnavailableError
from bot.forge import queries
from bot.forge.limits import Refusal
from bot.forge.neighbours import held
from bot.forge.people import read_people, read_pushers
from bot.forge.protocol import (
    InvalidError,
    PinnedTree,
    PostedStatus,
    Reading,
    RefusedError,
    Repository,
    UnknownOutcomeError,
)
from bot.forge.reading import (
    read_comments,
    read_events,
    read_instant,
    read_pull,
    read_repository,
    read_requests,
    read_reviews,
    read_run,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.button import Run
    from bot.core.change import Change
    from bot.core.display import StatusText

Json = dict[str, Any]

API_VERSION = "2022-11-28"
PAGES = 10
"""Further pages of reviews, comments or events that are read; past it the pull is refused."""
RECENT = timedelta(days=1)
"""A sweep looks at closed pull requests that changed within this time, by GitHub's clock."""


class Looked(NamedTuple):
    """The answer to a read."""

    headers: Mapping[str, Any]
    body: Any


class Denied(NamedTuple):
    """A read that was refused, by its status (0: no answer came) and in GitHub's words."""

    status: int
    said: str


class GitHubForge:
    """One repository on GitHub, or on a server that speaks like it."""

    def __init__(self, repository: str, token: str, api_url: str, timeout: int) -> None:
        self._name = repository
        self._prefix = token[: len("github_pat_")]
        self._github = Github(
            auth=Auth.Token(token) if token else None,
            base_url=api_url,
            timeout=timeout,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version=API_VERSION,
        )
        self._requester = self._github.requester

    # --- Reads ---

    def read_pull(self, number: int) -> Reading:
        """See ``Forge``."""
        now, data = self._query(queries.READ_PULL, {"number": number})
        repository = data["repository"]
        pull = self._complete(repository["pullRequest"])
        return Reading(now, _viewer(data), read_repository(repository), (pull,))

    def read_repository(self) -> Reading:
        """See ``Forge``."""
        now, data = self._query(queries.READ_REPOSITORY, {})
        return Reading(now, _viewer(data), read_repository(data["repository"]), ())

    def read_run(self, run: int) -> Run:
        """See ``Forge``. GitHub shows the newest attempt (REST, "Get a workflow run")."""
        answer = self._get(f"/repos/{self._name}/actions/runs/{run}", {}, may_be_closed=True)
        if answer is None:
            raise UnavailableError(
                "run-unseen",
                f"GitHub does not show run {run}, so nobody is known to have started it",
                "press it again; if it stays, let the bot's job, and its App, have actions: read",
            )
        return read_run(answer[1], run)

    def read_open_pulls(self) -> Iterator[Reading]:
        """See ``Forge``."""
        cursors: dict[str, str | None] = {"open": None, "closed": None}
        more = True
        while more:
            now, data = self._query(queries.READ_OPEN_PULLS, cursors)
            repository = data["repository"]
            recent = [
                node
                for node in repository["closed"]["nodes"]
                if now - read_instant(node["updatedAt"]) <= RECENT
            ]
            nodes = [*repository["open"]["nodes"], *recent]
            pulls = tuple(self._complete(node) for node in nodes)
            yield Reading(now, _viewer(data), read_repository(repository), pulls)
            full = {
                "open": repository["open"]["pageInfo"]["hasNextPage"],
                "closed": len(recent) == len(repository["closed"]["nodes"])
                and repository["closed"]["pageInfo"]["hasNextPage"],
            }
            more = any(full.values())
            cursors = {key: repository[key]["pageInfo"]["endCursor"] for key in cursors}

    def _complete(self, value: Json) -> Pull:
        """Read the further pages of a pull request, to a cap past which it is marked truncated."""
        pull = read_pull(value)
        pages = {
            "reviews": value["reviews"]["pageInfo"],
            "comments": value["comments"]["pageInfo"],
            "events": value["timelineItems"]["pageInfo"],
        }
        for _ in range(PAGES):
            wanted = {key: info["hasNextPage"] for key, info in pages.items()}
            if not any(wanted.values()):
                return pull
            pull, pages = self._next_page(pull, pages)
        more = {key: info["hasNextPage"] for key, info in pages.items()}
        return replace(
            pull, truncated=more["reviews"] or more["events"], more_comments=more["comments"]
        )

    def _next_page(self, pull: Pull, pages: dict[str, Json]) -> tuple[Pull, dict[str, Json]]:
        variables: dict[str, Any] = {"number": pull.number}
        for key, info in pages.items():
            variables[key] = info["endCursor"]
            variables[f"want{key.capitalize()}"] = info["hasNextPage"]
        _, data = self._query(queries.MORE_OF_PULL, variables)
        value = data["repository"]["pullRequest"]
        connections = {
            "reviews": value.get("reviews"),
            "comments": value.get("comments"),
            "events": value.get("timelineItems"),
        }
        nodes = {key: (found or {"nodes": []})["nodes"] for key, found in connections.items()}
        grown = replace(
            pull,
            reviews=pull.reviews + read_reviews(nodes["reviews"]),
            comments=pull.comments + read_comments(nodes["comments"]),
            events=pull.events + read_events(nodes["events"]),
            requests=pull.requests + read_requests(nodes["events"]),
        )
        done = {"hasNextPage": False, "endCursor": None}
        return grown, {
            key: found["pageInfo"] if found else done for key, found in connections.items()
        }

    def read_people(self, pull: Pull, commits: Sequence[str]) -> People:
        """See ``Forge``. Pushers come from the activity of the head branch (REST)."""
        _, data = self._query(queries.READ_PEOPLE, {"number": pull.number})
        repository = data["repository"]
        people = replace(
            read_people(repository["pullRequest"]["commits"], commits),
            held=held(repository, pull.number, commits),
        )
        if pull.head_repository is None:
            return _without_pushers(people, "pushers of a deleted fork")
        path = f"/repos/{pull.head_repository}/activity"
        parameters = {"ref": f"refs/heads/{pull.head_branch}", "per_page": 100}
        answer = self._get(path, parameters, may_be_closed=pull.head_repository != self._name)
        if answer is None:
            return _without_pushers(people, f"pushers of {pull.head_repository}")
        pushers = read_pushers(answer, commits)
        return replace(
            pushers,
            contributors=people.contributors | pushers.contributors,
            unknown=people.unknown + pushers.unknown,
            held=people.held,
        )

    # --- Writes ---

    def post_comment(self, number: int, body: str) -> None:
        """See ``Forge``."""
        self._write("POST", f"/repos/{self._name}/issues/{number}/comments", {"body": body})

    def edit_comment(self, comment: int, body: str) -> None:
        """See ``Forge``."""
        self._write("PATCH", f"/repos/{self._name}/issues/comments/{comment}", {"body": body})

    def delete_comment(self, comment: int) -> None:
        """See ``Forge``."""
        self._write("DELETE", f"/repos/{self._name}/issues/comments/{comment}", None)

    def close_pull(self, number: int) -> None:
        """See ``Forge``."""
        self._write("PATCH", f"/repos/{self._name}/pulls/{number}", {"state": "closed"})

    def ask_reviews(self, number: int, logins: Sequence[str]) -> None:
        """See ``Forge``. One login that cannot be asked spoils the whole request."""
        self._write("POST", self._requests_path(number), {"reviewers": list(logins)})

    def take_requests_back(self, number: int, logins: Sequence[str]) -> None:
        """See ``Forge``."""
        self._write("DELETE", self._requests_path(number), {"reviewers": list(logins)})

    def _requests_path(self, number: int) -> str:
        return f"/repos/{self._name}/pulls/{number}/requested_reviewers"

    def add_labels(self, number: int, names: Sequence[str]) -> None:
        """See ``Forge``."""
        path = f"/repos/{self._name}/issues/{number}/labels"
        self._write("POST", path, {"labels": list(names)})

    def remove_label(self, number: int, name: str) -> None:
        """See ``Forge``."""
        label = quote(name, safe="")
        self._write("DELETE", f"/repos/{self._name}/issues/{number}/labels/{label}", None)

    def post_status(self, head: str, context: str, text: StatusText) -> PostedStatus:
        """See ``Forge``. Only this answer announces a round."""
        body = {"state": text.state, "context": context, "description": text.description}
        answer = self._write("POST", f"/repos/{self._name}/statuses/{head}", body)
        creator = answer.get("creator") or {}
        return PostedStatus(
            id=answer["id"],
            sha=answer["url"].rsplit("/", 1)[-1],
            context=answer["context"],
            description=answer["description"] or "",
            creator=Account(creator.get("login", ""), creator.get("id", 0), AccountType.BOT),
            at=read_instant(answer["created_at"]),
        )

    def append(self, repository: Repository, pinned: PinnedTree, change: Change) -> None:
        """See ``Forge``: ``createCommitOnBranch`` with ``expectedHeadOid``."""
        additions = [
            {"path": path, "contents": base64.b64encode(data).decode()}
            for path, data in sorted(change.files.items())
        ]
        self._mutate(
            queries.APPEND,
            {
                "branch": {"repositoryNameWithOwner": repository.name, "branchName": "main"},
                "expectedHeadOid": pinned.commit,
                "message": {"headline": change.headline, "body": change.body},
                "fileChanges": {"additions": additions},
            },
        )

    def prepare_merge(self, pinned: PinnedTree, change: Change) -> str:
        """See ``Forge``: tree and commit, signed by GitHub since it names no author."""
        entries: list[Json] = [
            {"path": path, "mode": "100644", "type": "blob", "content": data.decode()}
            for path, data in sorted(change.files.items())
        ]
        # `sha: null` takes a file away (GitHub REST, "Create a tree").
        entries += [
            {"path": path, "mode": "100644", "type": "blob", "sha": None}
            for path in sorted(change.removed)
        ]
        tree = self._write(
            "POST", f"/repos/{self._name}/git/trees", {"base_tree": pinned.tree, "tree": entries}
        )
        if tree["sha"] != pinned.expected_tree:
            raise UnavailableError(
                "wrong-tree",
                f"GitHub made the tree {tree['sha']} where {pinned.expected_tree} was computed",
                "nothing was written to main; try again, and report it if it stays",
            )
        commit = self._write(
            "POST",
            f"/repos/{self._name}/git/commits",
            {
                "message": f"{change.headline}\n\n{change.body}",
                "tree": tree["sha"],
                "parents": [pinned.commit, change.head],
            },
        )
        return str(commit["sha"])

    def merge(self, repository: Repository, pinned: PinnedTree, change: Change) -> None:
        """See ``Forge``: tree, commit, then ``updateRefs`` with ``beforeOid``."""
        commit = self.prepare_merge(pinned, change)
        update = {
            "name": "refs/heads/main",
            "beforeOid": pinned.commit,
            "afterOid": commit,
            "force": False,
        }
        self._mutate(
            queries.MOVE_MAIN, {"repositoryId": repository.node_id, "refUpdates": [update]}
        )

    # --- The calls ---

    def _query(self, text: str, variables: Mapping[str, Any]) -> tuple[datetime, Json]:
        owner, name = self._name.split("/", 1)
        values = {"owner": owner, "name": name, **variables}
        try:
            headers, answer = self._requester.graphql_query(text, values)
        except (GithubException, requests.RequestException) as error:
            _unavailable(error)
        return read_date(headers), answer["data"]

    def _get(
        self, path: str, parameters: Mapping[str, Any], *, may_be_closed: bool
    ) -> tuple[Mapping[str, Any], Any] | None:
        """A read; ``None`` where the bot may not know, which is never taken for "nobody"."""
        try:
            return self._requester.requestJsonAndCheck("GET", path, parameters=dict(parameters))
        except (GithubException, requests.RequestException) as error:
            _stop_at_limit(error)
            if may_be_closed and isinstance(error, GithubException) and _not_allowed(error):
                return None
            _unavailable(error)

    def _look(self, path: str, parameters: Mapping[str, Any]) -> Looked | Denied:
        """A read that may be refused: what GitHub said is the answer then.

        It raises where the token itself is refused, or no more requests are taken.
        """
        try:
            answer = self._requester.requestJsonAndCheck("GET", path, parameters=dict(parameters))
        except (GithubException, requests.RequestException) as error:
            _stop_at_limit(error)
            status = error.status if isinstance(error, GithubException) else 0
            if status == UNAUTHORIZED:
                _unavailable(error)
            return Denied(status, _brief(error))
        return Looked(*answer)

    def _write(self, method: str, path: str, body: Json | None) -> Any:
        try:
            _, answer = self._requester.requestJsonAndCheck(method, path, input=body)
        except (GithubException, requests.RequestException) as error:
            _failed(method, path, error)
        return answer

    def _mutate(self, text: str, value: Json) -> None:
        try:
            self._requester.graphql_query(text, {"input": value})
        except (GithubException, requests.RequestException) as error:
            _failed("POST", "/graphql", error)


def _viewer(data: Json) -> int:
    """The account behind the token.

    GraphQL's viewer answers an App's installation token, where REST's ``GET /user`` does not
    (seen in fullsend-ai/fullsend, pull request 1953).
    """
    return int(data["viewer"]["databaseId"] or 0)


def _without_pushers(people: People, whose: str) -> People:
    return replace(people, unknown=(*people.unknown, whose), pushers_known=False)


def _not_allowed(error: GithubException) -> bool:
    """A fork that the token may not read answers 403 or 404 (GitHub REST, "Troubleshooting")."""
    return error.status in (FORBIDDEN, NOT_FOUND)


def _stop_at_limit(error: Exception) -> None:
    """End the run where GitHub takes no more requests: nothing that follows could be sent."""
    if isinstance(error, GithubException):
        refusal = Refusal(error.status, error.headers or {}, error.data, _brief(error))
        if (limit := refusal.limit()) is not None:
            raise limit from error


def read_date(headers: Mapping[str, Any]) -> datetime:
    """GitHub's clock, from the Date of an answer (RFC 9110, 6.6.1): the only one that decides."""
    try:
        now = parsedate_to_datetime(str(headers.get("date")))
    except ValueError as error:
        _unavailable(error)
    if now.tzinfo is None:
        _unavailable(ValueError("a Date without a zone"))
    return now


def _unavailable(error: Exception) -> NoReturn:
    """A read that failed. A 404 is never taken for an absence: it may be a matter of permission."""
    _stop_at_limit(error)
    if isinstance(error, GithubException) and error.status == UNAUTHORIZED:
        raise RefusedError(
            "token-refused",
            f"GitHub refused the token ({_brief(error)})",
            "check GITHUB_TOKEN; it may have expired",
        ) from error
    missing = isinstance(error, GithubException) and error.status == NOT_FOUND
    if_there = "if it exists and the token may see it, " if missing else ""
    raise UnavailableError(
        "github-unavailable",
        f"GitHub gave no usable answer ({_brief(error)})",
        f"nothing was written; {if_there}run it again, or wait for the sweep",
    ) from error


UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
INVALID = 422
SERVER_ERROR = 500


def _failed(method: str, path: str, error: Exception) -> NoReturn:
    """Sort a failed write: refused for good, to be tried later, or of unknown outcome."""
    call = f"{method} {path}"
    if not isinstance(error, GithubException) or error.status >= SERVER_ERROR:
        raise UnknownOutcomeError(
            "unknown-outcome", f"{call} may have happened ({_brief(error)})", "look before sending"
        ) from error
    _stop_at_limit(error)
    if error.status == NOT_FOUND:
        raise UnavailableError(
            "not-there",
            f"{call} found nothing ({_brief(error)})",
            "it may be gone, or out of sight for the bot's token: look again",
        ) from error
    refusal = InvalidError if error.status == INVALID else RefusedError
    raise refusal(
        "write-refused",
        f"GitHub refused {call} ({_brief(error)})",
        "check the bot's permissions and the rules on main",
    ) from error


def _brief(error: Exception) -> str:
    if isinstance(error, GithubException):
        data = error.data if isinstance(error.data, dict) else {}
        found = [
            str(item.get("message")) for item in data.get("errors", []) if isinstance(item, dict)
        ]
        return f"{error.status}: {'; '.join([str(data.get('message') or ''), *found]).strip('; ')}"[
            :300
        ]
    return type(error).__name__
