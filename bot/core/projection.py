"""What follows from logs: ``status.json`` of each release, and the live file of each target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from bot.core.entry import to_value
from bot.core.lifecycle import LIVE, Status
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.log import Log

Value = Mapping[str, Any]


def status_value(log: Log) -> dict[str, Any]:
    """``status.json`` for a log that has at least one entry."""
    entry, requester = log.entries[-1], log.requester
    value = to_value(entry)
    actor = requester.draft.actor if requester else None
    return {
        "format": 1,
        "release": value["release"],
        "status": log.status.value,
        "content": value["content"],
        "round": value["round"],
        "pullRequest": value["pullRequest"],
        "head": value["head"],
        "digest": value["digest"],
        "files": value["files"],
        "delivery": value["delivery"],
        "requester": {"login": actor.login, "id": actor.id} if actor else None,
        "rejection": value["rejection"],
        "supersededBy": value["supersededBy"],
        "since": _since(log),
        "entry": {
            "sequence": entry.sequence,
            "kind": entry.draft.kind.value,
            "transition": entry.draft.transition,
            "sha256": canonical.sha256(entry.to_bytes()),
        },
    }


def _since(log: Log) -> str:
    """When the release came to its present status; notes keep it."""
    arrived = next(e for e in reversed(log.entries) if e.draft.source is not e.draft.target)
    return show_time(arrived.time)


def live_value(app: str, environment: str, statuses: Iterable[Value]) -> dict[str, Any]:
    """``live/<app>/<environment>.json`` from the ``status.json`` values of that target.

    At most one release of a mini program is Full Release in a target, since T20 archives the
    earlier one in the same commit.
    """
    return {
        "format": 1,
        "app": app,
        "environment": environment,
        "miniPrograms": {
            status["release"]["miniProgram"]: _live_release(status)
            for status in statuses
            if Status(status["status"]) in LIVE
        },
    }


def _live_release(status: Value) -> Value:
    return {
        "version": status["release"]["version"],
        "status": status["status"],
        "digest": status["digest"],
        "delivery": status["delivery"],
        "since": status["since"],
        "transition": status["entry"]["transition"],
    }


def replace_live(
    live: Value | None, target: tuple[str, str], mini_program: str, statuses: Iterable[Value]
) -> dict[str, Any]:
    """The live file after the releases of one mini program in that target changed.

    The same as ``live_value`` over all statuses, without reading those of other mini programs.
    """
    own = live_value(*target, statuses)["miniPrograms"]
    others = live["miniPrograms"] if live else {}
    kept = {name: value for name, value in others.items() if name != mini_program}
    return {
        "format": 1,
        "app": target[0],
        "environment": target[1],
        "miniPrograms": {**kept, **own},
    }


def live_path(app: str, environment: str) -> str:
    """Where the live file of a target stands."""
    return f"live/{app}/{environment}.json"
