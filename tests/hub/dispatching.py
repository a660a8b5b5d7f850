"""A repository whose workflows a test gives, and a runner that only writes down its orders."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.hub.actions.order import Order, Outcome
from tests.hub.world import REPOSITORY, Reply, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.hub.actions.dispatcher import Actions
    from bot.hub.model import WorkflowRun

FOLDER = ".github/workflows/"
FORK = "zoe/releases"
NO_STRANGER_WAITS = "first_time_contributors_new_to_github"
"""A policy by which no account of the hub waits: none is new to GitHub."""


@dataclass(slots=True)
class Recorder:
    """A runner: notes each order, does with it what a test asks for, and ends as it says."""

    orders: list[Order] = field(default_factory=list)
    act: Callable[[Order], object] = lambda order: order
    conclusion: str = "success"

    def run(self, order: Order) -> Outcome:
        self.orders.append(order)
        self.act(order)
        return Outcome(self.conclusion, f"{order.job} has run\n")


def workflow(on: object, name: str = "Check", **more: Any) -> str:
    """A workflow of one job that does nothing; JSON is YAML."""
    job = {"runs-on": "ubuntu-latest", "steps": [{"run": "true"}], **more.pop("job", {})}
    return json.dumps({"name": name, "on": on, "jobs": {"only": job}, **more})


@dataclass(slots=True)
class Dispatching:
    """The world of the other tests, with workflows on main and the dispatcher switched on."""

    world: World
    runner: Recorder = field(default_factory=Recorder)

    @property
    def actions(self) -> Actions:
        """The dispatcher."""
        return self.world.hub.actions

    def set(self, **changes: Any) -> None:
        """Change settings of the repository."""
        self.world.hub.set_settings(REPOSITORY, **changes)

    def install(self, *texts: str) -> None:
        """Put workflows on main (`0.yml`, `1.yml`, …), then see what happens from now on."""
        for number, text in enumerate(texts):
            self.write("ada", f"{FOLDER}{number}.yml", text)
        self.actions.switch_on(self.runner)

    def write(
        self,
        login: str,
        path: str,
        text: str = "new\n",
        branch: str = "main",
        *,
        home: str = REPOSITORY,
        message: str = "Change",
    ) -> None:
        """Commit one file to a branch."""
        body = {"message": message, "branch": branch, "content": _base64(text)}
        present = self.world.rest(login, "GET", f"/repos/{home}/contents/{path}?ref={branch}")
        if present.status == 200:
            body["sha"] = present.body["sha"]
        self.done(login, "PUT", f"/repos/{home}/contents/{path}", body)

    def done(self, login: str, method: str, path: str, body: object = None) -> Any:
        """One request that must succeed; the body of its answer."""
        reply = self.ask(login, method, path, body)
        assert reply.status < 300, reply.body
        return reply.body

    def ask(self, login: str, method: str, path: str, body: object = None) -> Reply:
        """One request, as somebody or with a token; a path without a slash is the repository's."""
        return self.world.rest(login, method, path, body)

    def branch(self, name: str, login: str = "mia", *, home: str = REPOSITORY) -> None:
        """A branch that leaves main where main is now."""
        body = {"ref": f"refs/heads/{name}", "sha": self.world.main()}
        self.done(login, "POST", f"/repos/{home}/git/refs", body)

    def propose(
        self,
        files: dict[str, str] | None = None,
        login: str = "mia",
        *,
        base: str = "main",
        message: str = "Change",
    ) -> int:
        """A pull request from a new branch; its number."""
        self.branch("change", login)
        for path, text in (files or {"releases/new.txt": "new\n"}).items():
            self.write(login, path, text, "change", message=message)
        return self.open(login, "change", base)

    def propose_from_fork(self, files: dict[str, str] | None = None, login: str = "zoe") -> int:
        """A pull request from a fork; its number."""
        self.done(login, "POST", "forks", {})
        home = f"{login}/releases"
        self.branch("change", login, home=home)
        for path, text in (files or {"releases/new.txt": "new\n"}).items():
            self.write(login, path, text, "change", home=home)
        return self.open(login, f"{login}:change", "main")

    def open(self, login: str, head: str, base: str) -> int:
        """Open a pull request; its number."""
        body = {"title": "Change", "head": head, "base": base}
        return int(self.done(login, "POST", "pulls", body)["number"])

    def comment(self, number: int, login: str = "rob", text: str = "Hello") -> None:
        """Say something on a pull request."""
        self.done(login, "POST", f"issues/{number}/comments", {"body": text})

    def review(self, number: int, login: str = "rob") -> None:
        """Approve a pull request."""
        self.done(login, "POST", f"pulls/{number}/reviews", {"event": "APPROVE"})

    def press(
        self, file: str = "0.yml", ref: str = "main", login: str = "mia", **inputs: Any
    ) -> Reply:
        """Press "Run workflow"."""
        body = {"ref": ref, "inputs": inputs}
        return self.ask(login, "POST", f"actions/workflows/{file}/dispatches", body)

    def runs(self) -> list[WorkflowRun]:
        """All runs, oldest first."""
        return self.actions.runs(REPOSITORY)

    def run(self) -> WorkflowRun:
        """The only run."""
        (found,) = self.runs()
        return found

    def states(self) -> list[str]:
        """How each run ended, or what it waits for."""
        return [run.conclusion or run.status for run in self.runs()]

    def started(self) -> list[tuple[str, str]]:
        """Name and event of each run."""
        return [(run.name, run.event) for run in self.runs()]

    def ordered(self) -> Order:
        """The only order, after everything has run."""
        self.actions.drain()
        (found,) = self.runner.orders
        return found


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
