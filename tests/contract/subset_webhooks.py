"""Strips GitHub's webhook description down to the events that the hub sends."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from tests.contract.subset_rest import (
    COMBINED,
    SCHEMA_PREFIX,
    lines_of,
    referenced,
    references,
    stripped,
)

Json: TypeAlias = dict[str, Any]

EVENTS = (
    *("create", "delete", "deployment", "deployment_status", "fork", "issue_comment"),
    *("pull_request", "pull_request_review", "push", "repository_dispatch", "status"),
    *("workflow_dispatch", "workflow_run"),
)
NEVER = frozenset(
    {
        *("auto_merge_disabled", "auto_merge_enabled", "dequeued", "enqueued"),
        *("assigned", "demilestoned", "locked", "milestoned", "unassigned", "unlocked"),
    }
)
"""Actions of what the hub does not have: merge queues, milestones, assignees, locks."""
EMPTY = frozenset({"environment_url", "homepage", "log_url"})
"""Addresses that are the empty text in published examples, so no format holds for them."""
SHORTEST = 70
"""A part of a schema that stands in several places is kept once if it is no shorter than this."""


def webhooks_subset(description: Json) -> Json:
    """Keep the schema of each action of each event, and every schema that they refer to."""
    events: Json = {}
    for hook in description["webhooks"].values():
        event, action = _named(hook["post"])
        if event in EVENTS and action not in NEVER:
            content = hook["post"]["requestBody"]["content"]["application/json"]
            events.setdefault(event, {})[action] = stripped(content["schema"])
    return _shared({"components": {"schemas": referenced(description, events)}, "events": events})


def webhooks_text(subset: Json) -> str:
    """Sorted and compact, but one schema or event a line, so that a diff can be read."""
    schemas, events = lines_of(subset["components"]["schemas"]), lines_of(subset["events"])
    return f'{{"components":{{"schemas":{{\n{schemas}\n}}}},\n"events":{{\n{events}\n}}}}\n'


def _named(operation: Json) -> tuple[str, str]:
    """An event and its action, which is "" where there is none or anybody may name one."""
    event, _, action = operation["operationId"].partition("/")
    event = event.replace("-", "_")
    return event, "" if event == "repository_dispatch" else action.replace("-", "_")


def _shared(subset: Json) -> Json:
    """Name the parts that stand in several places: GitHub writes most of them out each time."""
    schemas: Json = subset["components"]["schemas"]
    for part in [one for schema in schemas.values() for one in _parts(schema)]:
        for name in EMPTY & part.get("properties", {}).keys():
            part["properties"][name].pop("format", None)
    counted = Counter(_text(part) for schema in schemas.values() for part in _parts(schema))
    repeated = sorted(one for one, times in counted.items() if times > 1 and len(one) >= SHORTEST)
    names = {text: f"part-{number}" for number, text in enumerate(repeated, start=1)}
    parts = {name: _named_parts(json.loads(text), names) for text, name in names.items()}
    put = {name: _named_parts(schema, names) for name, schema in schemas.items()} | parts
    subset["components"]["schemas"] = _used(subset["events"], put)
    return subset


def _children(schema: Json) -> Iterator[tuple[Any, Any]]:
    """The places directly within a schema that hold a schema: the container and the key in it."""
    for name in schema.get("properties", ()):
        yield schema["properties"], name
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield schema, name
    for name in COMBINED:
        for number in range(len(schema.get(name, ()))):
            yield schema[name], number


def _parts(schema: Json) -> Iterator[Json]:
    for holder, key in _children(schema):
        yield holder[key]
        yield from _parts(holder[key])


def _named_parts(schema: Json, names: Mapping[str, str]) -> Json:
    for holder, key in _children(schema):
        name = names.get(_text(holder[key]))
        if name is None:
            _named_parts(holder[key], names)
        else:
            holder[key] = {"$ref": SCHEMA_PREFIX + name}
    return schema


def _used(roots: Json, schemas: Json) -> Json:
    """Leave out a part that stands in larger parts only."""
    used: Json = {}
    waiting = set(references(roots))
    while waiting:
        name = waiting.pop().removeprefix(SCHEMA_PREFIX)
        if name not in used:
            used[name] = schemas[name]
            waiting |= set(references(schemas[name]))
    return used


def _text(schema: Json) -> str:
    return json.dumps(schema, sort_keys=True, separators=(",", ":"))
