"""The hub's controls over events and runs, for testers outside its process."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.hub.actions.dispatcher import Actions

Body = dict[str, Any]


def routes(actions: Actions) -> Mapping[tuple[str, str], Callable[[Body], Any]]:
    """What is answered under `/_hub/actions/`."""
    return {
        ("POST", "actions/keep"): lambda body: _keep(actions, body),
        ("GET", "actions/events"): lambda _: _events(actions),
        ("POST", "actions/deliver"): lambda body: _deliver(actions, body),
        ("POST", "actions/drop"): lambda body: _drop(actions, body),
        ("POST", "actions/tick"): lambda body: actions.tick(dropped=bool(body.get("dropped"))),
        ("POST", "actions/drain"): lambda _: _drain(actions),
        ("GET", "actions/runs"): lambda _: _runs(actions),
    }


def _keep(actions: Actions, body: Body) -> None:
    """Let events wait, or arrive at once again; those that wait already go on waiting."""
    actions.keep = bool(body.get("keep", True))


def _events(actions: Actions) -> list[Body]:
    """The events that wait, by the number that the other controls know them by."""
    return [
        {
            "number": number,
            "event": delivery.happening.event,
            "action": delivery.happening.action,
            "pull": delivery.happening.pull,
        }
        for number, delivery in enumerate(actions.kept)
    ]


def _named(actions: Actions, body: Body) -> list[int]:
    wanted = body.get("events")
    return list(range(len(actions.kept))) if wanted is None else [int(each) for each in wanted]


def _deliver(actions: Actions, body: Body) -> None:
    """Let events arrive in the order given, one twice if it is named twice; all by default."""
    numbers = _named(actions, body)
    actions.deliver(*(actions.kept[number] for number in numbers))
    _drop(actions, {"events": numbers})


def _drop(actions: Actions, body: Body) -> None:
    """Lose events."""
    lost = set(_named(actions, body))
    actions.kept[:] = [each for number, each in enumerate(actions.kept) if number not in lost]


def _drain(actions: Actions) -> Body:
    """Run all that waits; how many runs it took."""
    if actions.runner is None:
        raise LookupError("this hub runs nothing: serve it with --actions")
    return {"runs": actions.drain()}


def _runs(actions: Actions) -> list[Body]:
    """Every run, oldest first, with what its last attempt printed."""
    return [
        {
            "id": run.id,
            "name": run.name,
            "path": run.path,
            "event": run.event,
            "status": run.status,
            "conclusion": run.conclusion,
            "attempt": run.attempt,
            "log": actions.logs.get((run.id, run.attempt), ""),
        }
        for run in actions.all_runs()
    ]
