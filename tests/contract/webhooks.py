"""Holds webhook payloads against GitHub's published description of them."""

import json
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.contract.schemas import UNDESCRIBED, Schema, faults, linked, schema_of

Json: TypeAlias = dict[str, Any]

LAGGING = tuple(
    f".{name} {UNDESCRIBED}" for name in ("display_title", "has_discussions", "user_view_type")
)
"""Fields of accounts, repositories and runs that are described in all places but a few."""


def check_payload(event: str, payload: Json) -> list[str]:
    """Say in what an event's payload differs from the description of its event and action."""
    described = _events().get(event)
    if described is None:
        return [f"{event}: no such event is described (or it is not in webhooks.json)"]
    action = "" if "" in described else payload.get("action")
    if action not in described:
        return [f"{event}: the action {action!r} is none of {sorted(described)}"]
    place = f"{event} {action}".rstrip()
    found = faults(described[action], payload)
    return [f"{place}: {one}" for one in found if not one.endswith(LAGGING)]


def event_actions() -> dict[str, list[str]]:
    """Every event that is kept, with its actions; "" where there is none or anybody names one."""
    return {event: sorted(described) for event, described in _events().items()}


@cache
def _events() -> dict[str, dict[str, Schema]]:
    description = linked(json.loads((Path(__file__).parent / "webhooks.json").read_text("utf-8")))
    return {
        event: {action: schema_of(content, "3.1") for action, content in actions.items()}
        for event, actions in description["events"].items()
    }
