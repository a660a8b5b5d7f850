"""What follows from logs: ``status.json`` of each release, and the live file of each target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from bot.core.entry import to_value
from bot.core.lifecycle import SERVED, Status
from bot.core.rollout import changed, paused, percent_of, testers_of
from bot.core.schedule import pending_of
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
        "percent": percent_of(log),
        "testers": _testers_value(log),
        "configuration": _configuration(log),
        "paused": paused(log),
        "dueAt": _due_at(log),
        "changed": _changed_value(log),
        "observed": _observed_value(log),
        "since": _since(log),
        "entry": {
            "sequence": entry.sequence,
            "kind": entry.draft.kind.value,
            "transition": entry.draft.transition,
            "sha256": canonical.sha256(entry.to_bytes()),
        },
    }


def _testers_value(log: Log) -> Value | None:
    """By count and hash: whom the app lets in, without who they are."""
    testers = testers_of(log)
    return {"count": testers.count, "sha256": testers.sha256} if testers else None


def _configuration(log: Log) -> str | None:
    """The SHA-256 of the configuration as resolved, in canonical bytes."""
    applied = log.applied
    return canonical.sha256(canonical.to_bytes(applied["configuration"])) if applied else None


def _changed_value(log: Log) -> Value:
    entry = changed(log)
    return {
        "sequence": entry.sequence,
        "transition": entry.draft.transition,
        "at": show_time(entry.time),
    }


def _due_at(log: Log) -> str | None:
    """When the schedule goes on: a sweep then looks at the release."""
    due = pending_of(log)
    return show_time(due.at) if due else None


def _observed_value(log: Log) -> Value | None:
    """What the app last answered about the newest change."""
    transition = changed(log).draft.transition
    for entry in reversed(log.entries):
        observed = entry.draft.rollout.observed
        if observed is not None and observed.transition == transition:
            result, at = observed.result.value, show_time(entry.time)
            return {"transition": transition, "result": result, "at": at}
    return None


def _since(log: Log) -> str:
    """When the release came to its present status; notes keep it."""
    arrived = next(e for e in reversed(log.entries) if e.draft.source is not e.draft.target)
    return show_time(arrived.time)


def live_value(app: str, environment: str, statuses: Iterable[Value]) -> dict[str, Any]:
    """``live/<app>/<environment>.json`` from the ``status.json`` values of that target.

    A mini program has at most one Full Release there, since T20 archives the earlier one in the
    same commit, and beside it what is in its pilot or in grayscale; in the order of versions.
    """
    served = [status for status in statuses if Status(status["status"]) in SERVED]
    programs = {status["release"]["miniProgram"] for status in served}
    return {
        "format": 1,
        "app": app,
        "environment": environment,
        "miniPrograms": {
            program: _in_order(s for s in served if s["release"]["miniProgram"] == program)
            for program in sorted(programs)
        },
    }


def _in_order(statuses: Iterable[Value]) -> list[Value]:
    def version(status: Value) -> list[int]:
        return [int(part) for part in status["release"]["version"].split(".")]

    return [_live_release(status) for status in sorted(statuses, key=version)]


def _live_release(status: Value) -> Value:
    return {
        "version": status["release"]["version"],
        "status": status["status"],
        "percent": status["percent"] or 0,
        "digest": status["digest"],
        "configuration": status["configuration"],
        "testers": status["testers"],
        "delivery": status["delivery"],
        "since": status["since"],
        "transition": status["changed"]["transition"],
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
