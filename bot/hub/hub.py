"""The hub as its users see it: a GitHub to start, fill, look into and disturb."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_args

from werkzeug.serving import ThreadedWSGIServer

from bot.hub import pulls
from bot.hub.access import ROLES
from bot.hub.clock import Clock
from bot.hub.commits import Draft, identity_of, make_commit
from bot.hub.control import Controls
from bot.hub.faults import Fault
from bot.hub.git_http import take_in
from bot.hub.model import AccountType, Pull, Repository, Token, User
from bot.hub.pushes import BRANCHES, Move, move
from bot.hub.repository import git
from bot.hub.requests import Request
from bot.hub.server import Application, make_server
from bot.hub.site import Site, Snapshot
from bot.hub.trees import REGULAR, edit_tree


class Hub:
    """A GitHub-compatible server; state lives in memory, git under the root folder."""

    def __init__(self, root: Path) -> None:
        self._site = Site(root)
        self.controls = Controls(self)
        self._application = Application(self._site, self.controls)
        self.requests: list[Request] = self._application.requests
        self.git_requests: list[Request] = self._application.git_requests
        self._server: ThreadedWSGIServer | None = None
        self._thread: threading.Thread | None = None

    # Serving

    def start(self, port: int = 0) -> None:
        self._server = make_server(self._application, port)
        self._site.addresses.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._application.delays.finish()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None
        self._site.close()

    def __enter__(self) -> Self:
        if self._server is None:
            self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return self._site.addresses.url

    @property
    def api(self) -> str:
        return self._site.addresses.api

    @property
    def graphql(self) -> str:
        return self._site.addresses.graphql

    @property
    def git(self) -> str:
        """The base of git URLs: `{hub.git}/{owner}/{name}.git`."""
        return self.url

    def describe(self) -> dict[str, Any]:
        """Everything a client needs to know."""
        state = self._site.state
        tokens = {}
        for token in state.tokens.values():
            user = state.users.get(token.user_id)
            if user is not None:
                tokens[user.login] = token.value
        return {
            "url": self.url,
            "api": self.api,
            "graphql": self.graphql,
            "git": self.git,
            "repositories": sorted(r.full_name for r in state.repositories.values()),
            "tokens": tokens,
            "control": self.controls.token,
        }

    # People

    def add_user(
        self,
        login: str,
        id: int | None = None,
        type: str = "User",
        email: str | None = None,
    ) -> None:
        state = self._site.state
        if type not in get_args(AccountType):
            raise ValueError(f"unknown type of account: {type}")
        if state.user_named(login) is not None:
            raise ValueError(f"the login {login} is taken")
        number = state.new_id() if id is None else id
        if number in state.users:
            raise ValueError(f"the id {number} is taken")
        mail = email or f"{number}+{login}@users.noreply.github.com"
        kind: AccountType = type  # type: ignore[assignment]  # checked above
        state.users[number] = User(number, login, kind, mail, self.clock.now())

    def has_user(self, login: str) -> bool:
        return self._site.state.user_named(login) is not None

    def token(self, login: str, permissions: Mapping[str, str] | None = None) -> str:
        """A new token of a user; without permissions it may all that the user may."""
        user = self._user(login)
        state = self._site.state
        value = f"hub_{user.id}_{state.new_id()}"
        state.tokens[value] = Token(value, user.id, permissions)
        return value

    def revoke_token(self, value: str) -> None:
        del self._site.state.tokens[value]

    def rename_user(self, old: str, new: str) -> None:
        """Give an account another login; the old one is free for anybody."""
        user = self._user(old)
        state = self._site.state
        if state.user_named(new) is not None:
            raise ValueError(f"the login {new} is taken")
        state.users[user.id] = User(user.id, new, user.type, user.email, user.created_at)

    def delete_user(self, login: str) -> None:
        """Delete an account: what it wrote stays, its author is null."""
        del self._site.state.users[self._user(login).id]

    def _user(self, login: str) -> User:
        user = self._site.state.user_named(login)
        if user is None:
            raise LookupError(f"there is no user {login}")
        return user

    # Repositories

    def add_repository(
        self,
        full_name: str,
        seed: Mapping[str, bytes],
        author: str | None = None,
        *,
        private: bool = False,
    ) -> None:
        """Make a repository whose main is one root commit with the seed's files."""
        site = self._site
        owner = full_name.split("/", maxsplit=1)[0]
        if site.state.user_named(owner) is None:
            self.add_user(owner, type="Organization")
        if site.state.repository_named(full_name) is not None:
            raise ValueError(f"the repository {full_name} exists")
        number, now = site.state.new_id(), self.clock.now()
        repository = Repository(number, full_name, self._user(owner).id, private, now)
        site.add_repository(repository)
        objects = site.objects(repository)
        files = {path: (REGULAR, objects.write("blob", data)) for path, data in seed.items()}
        maker = self._user(author or owner)
        who = identity_of(maker, now)
        draft = Draft(edit_tree(objects, None, files), (), "Start the repository\n", who, who)
        sha = make_commit(site, repository, draft)
        move(site, Move(repository, BRANCHES + "main", None, sha), maker)

    def add_bundle(self, full_name: str, bundle: Path, *, private: bool = False) -> None:
        """Make a repository from the branches and tags of a git bundle."""
        site = self._site
        self.add_repository(full_name, {}, private=private)
        repository = self._repository(full_name)
        site.set_ref(repository, BRANCHES + "main", None)
        wanted = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        git(site.folder(repository), "fetch", "--quiet", str(bundle.absolute()), *wanted)
        for ref, sha in site.disk_refs(repository).items():
            site.state.set_ref(repository, ref, sha)

    def delete_repository(self, full_name: str) -> None:
        """Delete a repository, such as a fork whose pull request stays open."""
        site = self._site
        gone = self._repository(full_name)
        del site.state.repositories[gone.id]

    def set_role(self, full_name: str, login: str, role: str) -> None:
        if role not in ROLES:
            raise ValueError(f"unknown role: {role}")
        repository, user = self._repository(full_name), self._user(login)
        self._site.state.roles[(repository.id, user.id)] = role

    def repository_path(self, full_name: str) -> Path:
        return self._site.folder(self._repository(full_name))

    def refresh(self, full_name: str, login: str | None = None) -> None:
        """Take in what git did to the bare repository behind the hub's back."""
        repository = self._repository(full_name)
        actor = self._user(login or repository.owner_login)
        with self._site.lock:
            self._site.begin_write()
            take_in(self._site, repository, actor)

    def _repository(self, full_name: str) -> Repository:
        found = self._site.state.repository_named(full_name)
        if found is None:
            raise LookupError(f"there is no repository {full_name}")
        return found

    # Time and memory

    @property
    def clock(self) -> Clock:
        return self._site.clock

    def snapshot(self) -> Snapshot:
        with self._site.lock:
            return self._site.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        with self._site.lock:
            self._site.restore(snapshot)
            self._application.used.clear()

    # Disturbances

    def fault(self, fault: Fault) -> None:
        self._application.faults.order(fault)

    def clear_faults(self) -> None:
        self._application.faults.clear()

    def finish_delayed(self, timeout: float = 10.0) -> None:
        """Let delayed requests happen now and wait until they have."""
        self._application.delays.finish(timeout)

    def hold_pull_head(self, full_name: str, number: int) -> None:
        """Let the API answer the present head although git moves on."""
        pulls.hold_head(self._site, self._pull(full_name, number), held=True)

    def release_pull_head(self, full_name: str, number: int) -> None:
        pulls.hold_head(self._site, self._pull(full_name, number), held=False)

    def _pull(self, full_name: str, number: int) -> Pull:
        return self._site.state.pull(self._repository(full_name), number)

    @property
    def repoint_reviews(self) -> bool:
        """Whether a force-push gives old reviews the new head as their commit."""
        return self._site.switches.repoint_reviews

    @repoint_reviews.setter
    def repoint_reviews(self, value: bool) -> None:
        self._site.switches.repoint_reviews = value

    @property
    def accept_bad_objects(self) -> bool:
        """Whether objects that GitHub's fsck refuses may be pushed."""
        return self._site.switches.accept_bad_objects

    @accept_bad_objects.setter
    def accept_bad_objects(self, value: bool) -> None:
        self._site.switches.accept_bad_objects = value

    @property
    def merge_detection_delay(self) -> timedelta:
        """How long after a push a pull request is shown as merged."""
        return self._site.switches.merge_detection_delay

    @merge_detection_delay.setter
    def merge_detection_delay(self, value: timedelta) -> None:
        self._site.switches.merge_detection_delay = value

    @property
    def signing_key_public(self) -> str:
        """The key that signs what the hub commits, as a line of an allowed-signers file."""
        return self._site.key.public

    # Worlds

    def load_world(self, folder: Path) -> None:
        from bot.hub.world import load  # noqa: PLC0415 - world.py builds on this class

        load(self, folder)
