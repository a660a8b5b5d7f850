"""The hub as its users see it: a GitHub to start, fill, look into and disturb."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from bot.hub import making, pulls
from bot.hub.access import ANYONE, ROLES
from bot.hub.actions.dispatcher import Actions
from bot.hub.clock import Clock
from bot.hub.control import Controls
from bot.hub.faults import Fault
from bot.hub.flood import Flood, flood
from bot.hub.git_http import take_in
from bot.hub.limits import USUAL
from bot.hub.model import Pull
from bot.hub.requests import Exchange, Request
from bot.hub.server import Application, make_server
from bot.hub.settings import Settings
from bot.hub.site import Site, Snapshot

if TYPE_CHECKING:
    from werkzeug.serving import ThreadedWSGIServer


class Hub:
    """A GitHub-compatible server; state lives in memory, git under the root folder."""

    def __init__(self, root: Path) -> None:
        self._site = Site(root.absolute())  # repositories name each other by their paths
        self._site.actions = self.actions = Actions(self._site)
        self.controls = Controls(self)
        self._application = Application(self._site, self.controls)
        self.requests: list[Request] = self._application.requests
        self.git_requests: list[Request] = self._application.git_requests
        self._server: ThreadedWSGIServer | None = None
        self._thread: threading.Thread | None = None

    # Serving

    def start(self, port: int = 0) -> None:
        """Serve on 127.0.0.1, on a free port if none is given."""
        self._server = make_server(self._application, port)
        self._site.addresses.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End held requests and the server."""
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
        """Where the hub is reached."""
        return self._site.addresses.url

    @property
    def api(self) -> str:
        """The base of the REST API."""
        return self._site.addresses.api

    @property
    def graphql(self) -> str:
        """The GraphQL endpoint."""
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

    def record(self) -> list[Exchange]:
        """Keep every API request with its answer from now on, in the list returned."""
        self._application.exchanges = []
        return self._application.exchanges

    def stop_recording(self) -> None:
        """Keep no more."""
        self._application.exchanges = None

    # People

    def add_user(
        self,
        login: str,
        id: int | None = None,  # noqa: A002 - GitHub's word
        type: str = "User",  # noqa: A002 - likewise
        email: str | None = None,
    ) -> None:
        """Make an account; without an id it gets the next one."""
        making.add_user(self._site, login, id, type, email)

    def has_user(self, login: str) -> bool:
        """Whether anybody has this login now."""
        return self._site.state.user_named(login) is not None

    def token(self, login: str, permissions: Mapping[str, str] | None = None) -> str:
        """A new token of a user; without permissions it may all that the user may."""
        return making.add_token(self._site, login, permissions)

    def revoke_token(self, value: str) -> None:
        """Make a token worthless."""
        del self._site.state.tokens[value]

    def rename_user(self, old: str, new: str) -> None:
        """Give an account another login; the old one is free for anybody."""
        making.rename_user(self._site, old, new)

    def rename_repository(self, old: str, new: str) -> None:
        """Give a repository another full name; the old one leads to it."""
        making.rename_repository(self._site, old, new)

    def suspend_user(self, login: str, *, suspended: bool = True) -> None:
        """Suspend an account: its tokens are refused until it is let in again."""
        making.suspend_user(self._site, login, suspended=suspended)

    def delete_user(self, login: str) -> None:
        """Delete an account and its repositories; what it wrote elsewhere has no author."""
        with self._write():
            making.delete_user(self._site, login)

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
        with self._change():
            making.add_repository(self._site, full_name, seed, author, private=private)

    def add_bundle(self, full_name: str, bundle: Path, *, private: bool = False) -> None:
        """Make a repository from the branches and tags of a git bundle."""
        with self._change():
            making.add_bundle(self._site, full_name, bundle, private=private)

    def delete_repository(self, full_name: str) -> None:
        """Delete a repository, such as a fork, as its owner does."""
        repository = making.known_repository(self._site, full_name)
        owner = self._site.state.users.get(repository.owner_id)
        with self._write():
            making.delete_repository(self._site, repository, owner)

    def set_role(self, full_name: str, login: str, role: str) -> None:
        """Give a user a role in a repository."""
        if role not in ROLES:
            raise ValueError(f"unknown role: {role}")
        repository, user = (
            making.known_repository(self._site, full_name),
            making.known_user(self._site, login),
        )
        self._site.state.roles[(repository.id, user.id)] = role

    def repository_path(self, full_name: str) -> Path:
        """The bare repository on disk."""
        return self._site.folder(making.known_repository(self._site, full_name))

    def refresh(self, full_name: str, login: str | None = None) -> None:
        """Take in what git did to the bare repository behind the hub's back."""
        repository = making.known_repository(self._site, full_name)
        actor = making.known_user(self._site, login or repository.owner_login)
        with self._write():
            take_in(self._site, repository, actor)

    def flood(self, full_name: str, number: int, login: str, wanted: Flood) -> None:
        """Let somebody leave thousands of comments and reviews at once."""
        author = making.known_user(self._site, login)
        with self._write():
            flood(self._site, self._pull(full_name, number), author, wanted)

    def dispatched(self, full_name: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The events that were sent to a repository: their types and payloads, oldest first."""
        repository = making.known_repository(self._site, full_name)
        rows = self._site.state.dispatches.of(repository.id)
        return [(row.event_type, row.client_payload) for row in rows]

    # Settings

    def settings(self, full_name: str) -> Settings:
        """The settings of a repository."""
        return self._site.state.settings_of(making.known_repository(self._site, full_name))

    def set_settings(self, full_name: str, **changes: Any) -> None:
        """Change settings of a repository, as its admins do; the names are those of ``Settings``.

        ``ValueError`` for a bypass list with the App of GITHUB_TOKEN, which GitHub refuses.
        """
        repository = making.known_repository(self._site, full_name)
        with self._site.lock:
            changed = replace(self._site.state.settings_of(repository), **changes)
            making.check_bypass_lists(changed)
            self._site.state.settings[repository.id] = changed

    def add_app(self, login: str, id: int, owner: str, permissions: Mapping[str, str]) -> None:  # noqa: A002 - GitHub's word
        """Register the GitHub App that acts as the account ``login``, ``slug[bot]``."""
        making.add_app(self._site, login, id, owner, permissions)

    # Time and memory

    @property
    def clock(self) -> Clock:
        """The hub's time."""
        return self._site.clock

    def snapshot(self) -> Snapshot:
        """Remember everything as it is now."""
        with self._site.lock:
            return self._site.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot."""
        with self._site.lock:
            self._site.restore(snapshot)
            self._site.limits.reset()
            self.actions.forget()

    # Disturbances

    def fault(self, fault: Fault) -> None:
        """Order a fault."""
        self._application.faults.order(fault)

    def clear_faults(self) -> None:
        """Forget all ordered faults."""
        self._application.faults.clear()

    def finish_delayed(self, timeout: float = 10.0) -> None:
        """Let delayed requests happen now and wait until they have."""
        self._application.delays.finish(timeout)

    def limit_requests(
        self, core: int | None = None, graphql: int | None = None, *, status: int = 403
    ) -> None:
        """Let everybody ask for so much an hour; REST answers with the status beyond it."""
        limits = self._site.limits
        limits.limits["core"] = USUAL["core"] if core is None else core
        limits.limits["graphql"] = USUAL["graphql"] if graphql is None else graphql
        limits.status = status

    @property
    def held(self) -> int:
        """How many delayed requests have arrived and are held back."""
        return self._application.delays.held

    def hold_pull_head(self, full_name: str, number: int) -> None:
        """Let the API answer the present head although git moves on."""
        pulls.hold_head(self._site, self._pull(full_name, number), held=True)

    def release_pull_head(self, full_name: str, number: int) -> None:
        """Let the API catch up with git."""
        pulls.hold_head(self._site, self._pull(full_name, number), held=False)

    @contextmanager
    def _change(self) -> Iterator[None]:
        """A change that no request makes: nobody's next request is to be blamed for it."""
        with self._site.lock:
            yield
            self.actions.observe(ANYONE)

    @contextmanager
    def _write(self) -> Iterator[None]:
        """A change that takes its time, and that a stale read can miss."""
        with self._change():
            self._site.begin_write()
            yield

    def _pull(self, full_name: str, number: int) -> Pull:
        return self._site.state.pull(making.known_repository(self._site, full_name), number)

    @property
    def repoint_reviews(self) -> bool:
        """Whether a force-push gives old approvals the new head as their commit."""
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
    def deleted_forks_close(self) -> bool:
        """Whether deleting a fork closes the pull requests from it, as it does since about 2025."""
        return self._site.switches.deleted_forks_close

    @deleted_forks_close.setter
    def deleted_forks_close(self, value: bool) -> None:
        self._site.switches.deleted_forks_close = value

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
        """Fill the hub from a folder with `world.json`."""
        from bot.hub.world import load  # noqa: PLC0415 - world.py builds on this class

        load(self, folder)
