"""The shared test stage: the demo's world on a running hub, its people, and the bot in-process.

A test asks for the fixture `stage`; it finds the hub as it was at the start, in milliseconds.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app.delivery import Ways
from bot.app.gather import World
from bot.app.patience import Patience
from bot.app.reconcile import Report, reconcile, sweep
from bot.core import lifecycle
from bot.core.documents.identity import ReleaseId
from bot.core.labels import app_label, status_label
from bot.demo.actor import Actor, Server
from bot.demo.documents import request_file, version_file
from bot.demo.world import BOT, REPOSITORY
from bot.forge.courier import Courier
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from bot.forge.outlet import GitHubOutlet
from bot.hub.site import Switches
from tests.person import Person, client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.hub import Hub
    from bot.hub.requests import Request
    from bot.hub.site import Snapshot

MOST_FILES = 90
"""Files of packs, three a pack, that git is to look through for an object."""
TIMEOUT = 5
"""Seconds that a call may take; a test of time-outs gives 1."""


def release(text: str) -> ReleaseId:
    """``coffee 1.0.0 harbor production`` as an identity."""
    found = ReleaseId.parse(*text.split())
    assert found is not None, text
    return found


def documents(text: str, notes: str = "", domain: str = "") -> dict[str, str]:
    """The version file and the request of a release, by path, as its people would write them."""
    target = release(text)
    entrance = "https://tickets.ferry.example/app" if target.mini_program == "tickets" else ""
    details = {"notes": notes} if notes else {}
    return {
        target.version_path: version_file(target, entrance),
        target.request_path: request_file(target, domain=domain, **details),
    }


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as everybody sees it."""

    id: int
    login: str
    body: str


@dataclass(frozen=True, slots=True)
class Status:
    """One commit status, newest first in a list."""

    id: int
    login: str
    context: str
    state: str
    description: str


@dataclass(slots=True)
class Ground:
    """What the tests of one worker share: the running hub and the snapshots taken of it."""

    hub: Hub
    tokens: Mapping[str, str]
    kept: dict[str, Snapshot] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    objects: Path | None = None

    def kept_objects(self) -> Path | None:
        """Where the bots of this worker keep git objects; anew before packs become too many."""
        if self.folder is None:
            return None
        files = self.objects.glob("fetched/objects/pack/*") if self.objects else ()
        if self.objects is None or sum(1 for _ in files) > MOST_FILES:
            self.objects = Path(tempfile.mkdtemp(dir=self.folder, prefix="objects-"))
        return self.objects

    def restore(self, name: str) -> None:
        """Put the hub back: state, clock, refs, switches, and no fault or request remembered."""
        hub, usual = self.hub, Switches()
        hub.clear_faults()
        hub.finish_delayed()
        hub.repoint_reviews = usual.repoint_reviews
        hub.accept_bad_objects = usual.accept_bad_objects
        hub.merge_detection_delay = usual.merge_detection_delay
        hub.deleted_forks_close = usual.deleted_forks_close
        hub.restore(self.kept[name])
        hub.requests.clear()
        hub.git_requests.clear()


@dataclass(slots=True)
class Stage:
    """One test's view: people who act, the bot that runs, and what can be seen afterwards."""

    ground: Ground
    folder: Path
    people: dict[str, Person] = field(default_factory=dict)
    objects: Path | None = None
    """Where git objects stay between runs; with ``None`` each run fetches all, as the CLI does."""
    courier: Courier = field(default_factory=Courier)
    secrets: dict[str, str] = field(default_factory=dict)
    """The way to an app's backend, and what the environment holds for it."""
    token: str | None = None
    """Another token for the bot than its usual one."""
    over_http: bool = False
    """Whether the bot fetches as in earnest; a path is the faster way to the same objects."""

    @property
    def hub(self) -> Hub:
        """The hub, to set its clock, order faults, and so on."""
        return self.ground.hub

    @property
    def server(self) -> Server:
        """The addresses, as ``bot.demo.actor.Actor`` takes them."""
        return Server(self.hub.api, self.hub.graphql, self.hub.git, REPOSITORY)

    @property
    def repository(self) -> Path:
        """The bare repository itself, for git plumbing."""
        return self.hub.repository_path(REPOSITORY)

    # --- Snapshots ---

    def keep(self, name: str) -> None:
        """Take a named snapshot, which later tests of this worker find too."""
        self.ground.kept[name] = self.hub.snapshot()

    def back(self, name: str = "pristine") -> None:
        """Go back to a snapshot."""
        self.ground.restore(name)

    # --- People ---

    def person(self, login: str) -> Person:
        """Somebody who works through PyGithub; fast, without a clone."""
        if login not in self.people:
            github = client(self.hub.api, self.ground.tokens[login])
            self.people[login] = Person(login, github, REPOSITORY)
        return self.people[login]

    def actor(self, login: str) -> Actor:
        """The same with a clone, over git's HTTP transport: slower, and as real as it gets."""
        folder = self.folder / "clones" / login
        return Actor(self.server, login, self.ground.tokens[login], folder)

    def request(self, text: str, who: str = "mia", *, draft: bool = False, notes: str = "") -> int:
        """Open a pull request with a valid release request; its number."""
        branch = text.replace(" ", "-")
        person = self.person(who)
        person.commit(branch, documents(text, notes))
        return person.open(branch, f"Release {text}", draft=draft)

    def make_labels(self) -> None:
        """An owner makes the labels that the bot sets, as they must: its token may make none."""
        names = [*map(status_label, lifecycle.Status), *map(app_label, ("harbor", "lagoon"))]
        for name in names:
            self.person("otto").repo.create_label(name, "0e8a16", "Set by the bot.")

    # --- The bot ---

    @contextmanager
    def bot(self, timeout: int = TIMEOUT) -> Iterator[World]:
        """A bot that knows nothing yet, as each run of the command line does."""
        with tempfile.TemporaryDirectory(dir=self.folder) as fresh:
            token = self.token or self.ground.tokens[BOT]
            far = Remote(f"{self.hub.git}/{REPOSITORY}.git", token)
            remote = far if self.over_http else Remote(str(self.repository))
            folder = self.objects or Path(fresh)
            git = GitRepository(folder, remote, os.environ.get("PATH", os.defpath))
            try:
                forge = GitHubOutlet(REPOSITORY, token, self.hub.api, timeout)
                yield World(forge, git, Ways(self.courier, forge, self.secrets))
            finally:
                git.close()

    def run_bot(self, number: int | None = None, looks: int = 0, timeout: int = TIMEOUT) -> Report:
        """Run the bot once on a pull request, or sweep; with ``looks=0`` a fault ends the run."""
        report = Report()
        patience = Patience(lambda _seconds: None, lambda _line: None, looks=looks)
        with self.bot(timeout) as world:
            if number is None:
                sweep(world, patience, report)
            else:
                reconcile(world, number, patience, report)
        return report

    def calls(self) -> list[Request]:
        """The API requests of the bot since the last snapshot or ``hub.requests.clear()``."""
        return [request for request in self.hub.requests if request.login == BOT]

    def reads(self) -> int:
        """How many reads the bot sent."""
        return sum(1 for request in self.calls() if not request.write)

    def writes(self) -> int:
        """How many writes the bot sent; a GraphQL request with k mutations counts k."""
        return sum(request.cost for request in self.calls() if request.write)

    # --- What can be seen ---

    def git(self, *arguments: str) -> bytes:
        """Run git in the bare repository."""
        command = ["git", "-C", str(self.repository), *arguments]
        return subprocess.run(command, capture_output=True, check=True).stdout

    def main(self) -> str:
        """The tip of main."""
        return self.git("rev-parse", "refs/heads/main").decode().strip()

    def main_files(self, *folders: str) -> dict[str, bytes]:
        """Every file of main, or of some folders: path to bytes."""
        archive = io.BytesIO(self.git("archive", "--format=tar", "refs/heads/main"))
        with tarfile.open(fileobj=archive) as tar:
            files = {m.name: tar.extractfile(m) for m in tar.getmembers() if m.isfile()}
            return {
                path: content.read()
                for path, content in files.items()
                if content is not None and path.startswith(folders or "")
            }

    def log(self, text: str) -> list[dict[str, Any]]:
        """The entries of a release on main, oldest first."""
        files = self.main_files(release(text).log_folder)
        return [json.loads(files[path]) for path in sorted(files)]

    def status_file(self, text: str) -> dict[str, Any]:
        """``status.json`` of a release on main."""
        path = release(text).status_path
        found: dict[str, Any] = json.loads(self.main_files(path)[path])
        return found

    def comments(self, number: int) -> list[Comment]:
        """The visible comments of a pull request, oldest first."""
        found = self.person("otto").issue_comments(number)
        return [Comment(each.id, each.user.login, each.body) for each in found]

    def statuses(self, sha: str) -> list[Status]:
        """The commit statuses of a commit, newest first."""
        found = self.person("otto").commit_statuses(sha)
        return [
            Status(s.id, s.creator.login, s.context, s.state, s.description or "") for s in found
        ]
