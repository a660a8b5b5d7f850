"""Faults on order: what goes wrong with which request, and how often."""

import re
import threading
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "refused",  # 403, nothing done
    "refused_422",  # 422, nothing done
    "dropped_before",  # connection closed, nothing done
    "answer_lost",  # done, connection closed
    "delayed",  # held past the client's time-out, then done
    "error_before",  # 502, nothing done
    "error_after",  # done, 502
    "stale",  # a read answers from before the last writes
    "wrong_tree",  # a commit or ref is written, but with another tree
    "rate_limited",  # 403 or 429 (GraphQL's primary limit: 200 with an error), nothing done
]
KINDS = frozenset(Kind.__args__)  # type: ignore[attr-defined]  # a Literal knows its own values
GRAPHQL = "/api/graphql"
_TREE_PATHS = re.compile(r"/git/(commits|refs/.+)$|/contents/.+$")
_TREE_MUTATIONS = frozenset({"createCommitOnBranch", "updateRefs"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as faults look at it."""

    method: str
    path: str
    operation: str = ""
    mutations: tuple[str, ...] = ()
    login: str = ""
    git: bool = False

    @property
    def write(self) -> bool:
        """Whether the request could change anything."""
        if self.path.endswith(GRAPHQL):
            return bool(self.mutations)
        return self.method != "GET"

    @property
    def makes_tree(self) -> bool:
        """Whether it writes a commit or moves a ref."""
        if self.mutations:
            return not _TREE_MUTATIONS.isdisjoint(self.mutations)
        return self.write and _TREE_PATHS.search(self.path) is not None


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong. Conditions left out match everything; git transport needs a `path`.

    `operation` is a GraphQL operation's name or the name of a mutation in it, `path` a regular
    expression searched in the path. The first `after` matching requests pass; then `times` of
    them fail (None: all).
    """

    kind: Kind
    method: str | None = None
    path: str | None = None
    operation: str | None = None
    login: str | None = None
    write: bool | None = None
    after: int = 0
    times: int | None = 1
    seconds: float = 30.0  # delayed: done at the latest after so long
    status: int = 403  # rate_limited: 403 or 429
    retry_after: int | None = None  # rate_limited: the header, if any
    primary: bool = False  # rate_limited: the hour is used up, and its reset is named
    writes: int = 1  # stale: how many writes behind
    tree: Literal["extra", "missing"] = "extra"  # wrong_tree: a file too many or too few

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")

    def concerns(self, asked: Asked) -> bool:
        """Whether all conditions match a request."""
        if self.kind == "stale" and asked.write:
            return False
        if self.kind == "wrong_tree" and not asked.makes_tree:
            return False
        return (
            self.method in (None, asked.method)
            and (re.search(self.path, asked.path) is not None if self.path else not asked.git)
            and self.operation in (None, asked.operation, *asked.mutations)
            and self.login in (None, asked.login)
            and self.write in (None, asked.write)
        )


class Faults:
    """The faults in order, each counting what it has seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[tuple[Fault, list[int]]] = []

    def order(self, fault: Fault) -> None:
        """Add a fault behind the others."""
        with self._lock:
            self._ordered.append((fault, [0]))

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._ordered.clear()

    def take(self, asked: Asked) -> Fault | None:
        """The fault for this request, if one is due; only the first takes effect."""
        due: Fault | None = None
        with self._lock:
            for fault, seen in self._ordered:
                if due is not None or not fault.concerns(asked):
                    continue
                seen[0] += 1
                turn = seen[0] - fault.after
                if turn > 0 and (fault.times is None or turn <= fault.times):
                    due = fault
        return due


class Delays:
    """Requests held back until they are let go or their time is up."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._round = 0
        self._held = 0

    def hold(self, seconds: float) -> None:
        """Wait until let go, at most so long."""
        with self._changed:
            mine = self._round
            self._held += 1
            self._changed.wait_for(lambda: self._round != mine, timeout=seconds)

    @property
    def held(self) -> int:
        """How many requests are held back now."""
        return self._held

    def done(self) -> None:
        """Say that a held request has ended."""
        with self._changed:
            self._held -= 1
            self._changed.notify_all()

    def finish(self, timeout: float = 10.0) -> None:
        """Let all held requests go on and wait until they are done."""
        with self._changed:
            self._round += 1
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._held == 0, timeout=timeout):
                raise TimeoutError("a delayed request did not end")
