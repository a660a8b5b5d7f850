"""One person of the demo: works with git and the REST and GraphQL API, as anybody would."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from bot.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT = 30
BAD_REQUEST = 400
_MUTATION = """mutation Change($id: ID!) {{
  {name}(input: {{pullRequestId: $id}}) {{ clientMutationId }}
}}"""
READY = _MUTATION.format(name="markPullRequestReadyForReview")
DRAFT = _MUTATION.format(name="convertPullRequestToDraft")


@dataclass(frozen=True, slots=True)
class Server:
    """Where GitHub is, and which repository is meant."""

    api: str
    graphql: str
    git: str
    repository: str


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as its author knows it."""

    number: int
    node_id: str
    branch: str


class Actor:
    """Somebody with an account, a token and a clone."""

    def __init__(self, server: Server, login: str, token: str, clone: Path) -> None:
        self.login = login
        self._server = server
        self._clone = clone
        self._session = requests.Session()
        self._session.headers.update(
            {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
        )
        secret = base64.b64encode(f"{login}:{token}".encode()).decode()
        self._header = f"http.extraHeader=Authorization: Basic {secret}"

    # --- git ---

    def git(self, *arguments: str) -> str:
        """Run git in the clone; the first use clones."""
        if not self._clone.exists():
            self._clone.parent.mkdir(parents=True, exist_ok=True)
            url = f"{self._server.git}/{self._server.repository}.git"
            self._run(self._clone.parent, "clone", "--quiet", url, self._clone.name)
            self._run(self._clone, "config", "user.name", self.login)
            account = self._check(self._session.get(f"{self._server.api}/user", timeout=TIMEOUT))
            mail = f"{account['id']}+{self.login}@users.noreply.github.com"
            self._run(self._clone, "config", "user.email", mail)
        return self._run(self._clone, *arguments)

    def _run(self, folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-c", self._header, "-c", "commit.gpgSign=false", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        if done.returncode != 0:
            what = f"git {arguments[0]} failed: {done.stderr.strip()[-300:]}"
            raise UnavailableError("demo-git", what, "look at the hub's log")
        return done.stdout

    def push(
        self, branch: str, files: dict[str, str], message: str, *, force: bool = False
    ) -> None:
        """Commit files to a branch made from main, or on top of it, and push it."""
        known = branch in self.git("branch", "--format=%(refname:short)").split()
        if known:
            self.git("checkout", "--quiet", branch)
        else:
            self.git("fetch", "--quiet", "origin", "main")
            self.git("checkout", "--quiet", "-b", branch, "origin/main")
        for path, text in files.items():
            target = self._clone / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        self.git("add", "--all")
        amend = ("--amend",) if force else ()
        self.git("commit", "--quiet", *amend, "-m", message)
        flags = ("--force",) if force else ()
        self.git("push", "--quiet", *flags, "origin", f"HEAD:refs/heads/{branch}")

    def clone_to(self, folder: Path) -> None:
        """A clone of main, as it stands now."""
        self.git("fetch", "--quiet", "origin", "main")
        url = f"{self._server.git}/{self._server.repository}.git"
        self._run(folder.parent, "clone", "--quiet", url, folder.name)

    # --- the API ---

    def fork(self) -> None:
        """Fork the repository, and push to the fork from now on."""
        self._call("POST", f"/repos/{self._server.repository}/forks", {})
        name = self._server.repository.partition("/")[2]
        self.git(
            "remote", "set-url", "--push", "origin", f"{self._server.git}/{self.login}/{name}.git"
        )

    def read(self, path: str) -> str:
        """A file of main, from the clone."""
        return self.git("show", f"origin/main:{path}")

    def open_pull(self, branch: str, title: str, *, draft: bool = False, head: str = "") -> Pull:
        """Open a pull request to main."""
        body = {"title": title, "head": head or branch, "base": "main", "draft": draft}
        answer = self._call("POST", f"/repos/{self._server.repository}/pulls", body)
        return Pull(answer["number"], answer["node_id"], branch)

    def review(self, pull: Pull, event: str, body: str = "") -> None:
        """Submit a review: APPROVE or REQUEST_CHANGES."""
        path = f"/repos/{self._server.repository}/pulls/{pull.number}/reviews"
        self._call("POST", path, {"event": event, "body": body})

    def say(self, pull: Pull, body: str) -> None:
        """Write a comment."""
        path = f"/repos/{self._server.repository}/issues/{pull.number}/comments"
        self._call("POST", path, {"body": body})

    def close(self, pull: Pull) -> None:
        """Close a pull request."""
        path = f"/repos/{self._server.repository}/pulls/{pull.number}"
        self._call("PATCH", path, {"state": "closed"})

    def to_draft(self, pull: Pull) -> None:
        """Convert a pull request to draft."""
        self._graphql(DRAFT, pull)

    def ready(self, pull: Pull) -> None:
        """Press Ready for review."""
        self._graphql(READY, pull)

    def page(self, number: int) -> str:
        """A pull request as people see it: title, state, commit status and comments."""
        base = f"/repos/{self._server.repository}"
        pull = self._call("GET", f"{base}/pulls/{number}", None)
        status = self._call("GET", f"{base}/commits/{pull['head']['sha']}/status", None)
        comments = self._call("GET", f"{base}/issues/{number}/comments?per_page=100", None)
        state = "merged" if pull["merged"] else pull["state"]
        lines = [f"# {pull['title']} (#{number}, {state})", ""]
        lines += [
            f"Status {one['context']}: {one['state']}: {one['description']}"
            for one in status["statuses"]
        ]
        for comment in comments:
            lines += ["", f"---- {comment['user']['login']}:", "", comment["body"]]
        return "\n".join(lines) + "\n"

    def _graphql(self, query: str, pull: Pull) -> None:
        answer = self._session.post(
            self._server.graphql,
            json={"query": query, "variables": {"id": pull.node_id}},
            timeout=TIMEOUT,
        )
        self._check(answer)

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        answer = self._session.request(
            method, f"{self._server.api}{path}", json=body, timeout=TIMEOUT
        )
        return self._check(answer)

    def _check(self, answer: requests.Response) -> Any:
        value = answer.json()
        if answer.status_code >= BAD_REQUEST or "errors" in value:
            what = f"{self.login} was answered {answer.status_code}: {answer.text[:300]}"
            raise UnavailableError("demo-call", what, "look at the hub's log")
        return value
