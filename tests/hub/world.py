"""A small world on a running hub, and the three ways into it: PyGithub, HTTP and git."""

import base64
import json
import os
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import github
from github.PullRequest import PullRequest
from github.Repository import Repository

from bot.hub import Hub

REPOSITORY = "harbor-co/releases"
PEOPLE = {"mia": "write", "rob": "read", "wes": "write", "ada": "admin"}
BOT = "slipway[bot]"
SEED = {"README.md": b"Releases\n", "releases/note.txt": b"one\ntwo\n"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: Any
    headers: Message


@dataclass(slots=True)
class World:
    """A hub with people, a bot and one repository."""

    hub: Hub
    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    clones: int = 0

    def fill(self) -> None:
        """Make the people and the repository."""
        for number, login in enumerate([*PEOPLE, "zoe"], start=101):
            self.hub.add_user(login, number)
        self.hub.add_user(BOT, 900, "Bot")
        self.hub.add_repository(REPOSITORY, SEED, author="ada")
        for login, role in PEOPLE.items():
            self.hub.set_role(REPOSITORY, login, role)
        for login in (*PEOPLE, "zoe"):
            self.tokens[login] = self.hub.token(login)
        permissions = {"contents": "write", "pull_requests": "write", "statuses": "write"}
        self.tokens[BOT] = self.hub.token(BOT, permissions)

    def github(self, login: str) -> github.Github:
        """PyGithub as one of the people."""
        return github.Github(
            base_url=self.hub.api,
            auth=github.Auth.Token(self.tokens[login]),
            retry=None,
            timeout=5,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )

    def repository(self, login: str, name: str = REPOSITORY) -> Repository:
        return self.github(login).get_repo(name)

    def rest(
        self, login: str | None, method: str, path: str, body: object = None, timeout: float = 5
    ) -> Reply:
        """One REST request by hand; the path follows the repository's."""
        url = f"{self.hub.api}{path}" if path.startswith("/") else self._repository_url(path)
        return self.http(login, method, url, body, timeout)

    def _repository_url(self, path: str) -> str:
        return f"{self.hub.api}/repos/{REPOSITORY}/{path}".rstrip("/")

    def http(
        self, login: str | None, method: str, url: str, body: object = None, timeout: float = 5
    ) -> Reply:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, method=method)  # noqa: S310 - the hub's own URL
        if login is not None:
            request.add_header("Authorization", f"Bearer {self.tokens.get(login, login)}")
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 - likewise
                raw = answer.read()
                return Reply(answer.status, json.loads(raw) if raw else None, answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                raw = error.read()
                return Reply(error.code, json.loads(raw) if raw else None, error.headers)

    def graphql(self, login: str, query: str, timeout: float = 5, **variables: object) -> Any:
        """One GraphQL request; the whole answer."""
        body = {"query": query, "variables": variables}
        return self.http(login, "POST", self.hub.graphql, body, timeout).body

    def pull_data(self, fields: str, number: int = 1, login: str = BOT) -> Any:
        """Fields of a pull request through GraphQL."""
        query = (
            'query($n: Int!) { repository(owner: "harbor-co", name: "releases") '
            f"{{ pullRequest(number: $n) {{ {fields} }} }} }}"
        )
        answer = self.graphql(login, query, n=number)
        assert "errors" not in answer, answer
        return answer["data"]["repository"]["pullRequest"]

    def timeline(self, number: int = 1) -> list[str]:
        items = self.pull_data("timelineItems(first: 100) { nodes { __typename } }", number)
        names = [node["__typename"] for node in items["timelineItems"]["nodes"]]
        return [name for name in names if name.endswith("Event")]

    def git(self, folder: Path, *arguments: str, check: bool = True) -> str:
        """Run git and return its output; failures show what it said."""
        done = self.git_run(folder, *arguments)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout.strip()

    def git_run(
        self, folder: Path, *arguments: str, text: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
        }
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            env=environment,
            input=text,
            text=True,
        )

    def git_url(self, login: str | None, name: str = REPOSITORY) -> str:
        base = f"{self.hub.git}/{name}.git"
        if login is None:
            return base
        return base.replace("http://", f"http://x-access-token:{self.tokens[login]}@")

    def clone(self, login: str, name: str = REPOSITORY) -> Path:
        """A clone that commits as this person."""
        self.clones += 1
        folder = self.folder / f"clone-{self.clones}"
        self.git(self.folder, "clone", "--quiet", self.git_url(login, name), str(folder))
        number = [*PEOPLE, "zoe"].index(login) + 101
        self.git(folder, "config", "user.name", login.title())
        mail = f"{number}+{login}@users.noreply.github.com"
        self.git(folder, "config", "user.email", mail)
        return folder

    def commit(self, clone: Path, path: str, text: str, message: str = "Change") -> str:
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        (clone / path).write_text(text, encoding="utf-8")
        self.git(clone, "add", "--all")
        self.git(clone, "commit", "--quiet", "--message", message)
        return self.git(clone, "rev-parse", "HEAD")

    def branch(self, login: str = "mia", name: str = "change", text: str = "new\n") -> Path:
        """A pushed branch with one commit."""
        clone = self.clone(login)
        self.git(clone, "checkout", "--quiet", "-b", name)
        self.commit(clone, "releases/new.txt", text)
        self.git(clone, "push", "--quiet", "origin", name)
        return clone

    def pull(self, login: str = "mia", *, draft: bool = False) -> tuple[PullRequest, Path]:
        """A pull request from a new branch."""
        clone = self.branch(login)
        made = self.repository(login).create_pull(
            base="main", head="change", title="Change", body="Please", draft=draft
        )
        return made, clone

    def main(self) -> str:
        path = self.hub.repository_path(REPOSITORY)
        return self.git(path, "rev-parse", "refs/heads/main")

    def commit_on_main(self, path: str = "log/1.json", expected: str | None = None) -> Any:
        """One commit by the bot through createCommitOnBranch; the whole answer."""
        contents = base64.b64encode(b"{}\n").decode()
        data = {
            "branch": {"repositoryNameWithOwner": REPOSITORY, "branchName": "main"},
            "expectedHeadOid": expected or self.main(),
            "message": {"headline": "Log", "body": "Because"},
            "fileChanges": {"additions": [{"path": path, "contents": contents}]},
        }
        return self.graphql(BOT, COMMIT, i=data)

    def draft(self, login: str, pull_id: str, *, draft: bool) -> Any:
        name = "convertPullRequestToDraft" if draft else "markPullRequestReadyForReview"
        kind = f"{name[0].upper()}{name[1:]}Input"
        query = (
            f"mutation($i: {kind}!) {{ {name}(input: $i) {{ pullRequest {{ isDraft number }} }} }}"
        )
        return self.graphql(login, query, i={"pullRequestId": pull_id})


COMMIT = """
mutation Commit($i: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $i) {
    commit { oid message signature { isValid state wasSignedByGitHub signer { login } } }
    ref { name }
  }
}
"""
UPDATE = "mutation($i: UpdateRefsInput!) { updateRefs(input: $i) { clientMutationId } }"
