"""A workflow file as GitHub reads it: what starts it, and what its jobs may.

Source: docs.github.com, "Workflow syntax for GitHub Actions".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml

from bot.hub.actions.cron import read
from bot.hub.actions.filters import compiled

FOLDER = ".github/workflows/"
READABLE = (
    *("actions", "checks", "contents", "deployments", "issues"),
    *("pull-requests", "statuses"),
)
_PATTERNS = ("branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore")
_LISTS = (*_PATTERNS, "types", "workflows")
_NULL = "tag:yaml.org,2002:null"
_WRONG = (AttributeError, KeyError, TypeError, ValueError, RecursionError, yaml.YAMLError)
"""What reading a file of the wrong form, or of none, runs into."""


class _Texts(yaml.BaseLoader):
    """Scalars stay text, since YAML 1.1 would read the key `on` as true; but nothing is nothing."""


_Texts.add_implicit_resolver(_NULL, re.compile(r"(~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_Texts.add_constructor(_NULL, lambda _loader, _node: None)


class BadWorkflowError(Exception):
    """The file is no workflow: GitHub shows it as a failed run, and nothing starts."""


@dataclass(frozen=True, slots=True)
class Concurrency:
    """At most one run of a group at a time; group and cancelling may hold expressions."""

    group: str
    cancel_in_progress: str
    queue: Literal["single", "max"]


@dataclass(frozen=True, slots=True)
class Job:
    """One job."""

    name: str
    permissions: Mapping[str, str] | None
    """What its token may; where no file says it, what the repository's settings do."""
    environment: str | None


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow file."""

    path: str
    name: str
    triggers: Mapping[str, Mapping[str, Any]]
    """By event: its filters as lists, the inputs of a dispatch, the `rows` of a schedule."""
    schedules: tuple[str, ...]
    concurrency: Concurrency | None
    jobs: tuple[Job, ...]


@lru_cache(maxsize=256)
def parse(path: str, data: bytes) -> Workflow:
    """Read a file."""
    try:
        value = yaml.load(data.decode(), Loader=_Texts)  # noqa: S506 - text only
        return _workflow(path, value)
    except _WRONG as error:
        raise BadWorkflowError(f"{path}: {type(error).__name__}") from error


def _workflow(path: str, value: Mapping[str, Any]) -> Workflow:
    triggers = _triggers(value["on"])
    whole = _permissions(value["permissions"]) if "permissions" in value else None
    schedules = tuple(row["cron"] for row in triggers.get("schedule", {}).get("rows", ()))
    for cron in schedules:
        read(cron)
    if not value["jobs"]:
        raise ValueError("no jobs")
    return Workflow(
        path=path,
        name=value.get("name") or path,
        triggers=triggers,
        schedules=schedules,
        concurrency=_concurrency(value, value["jobs"]),
        jobs=tuple(_job(name, job, whole) for name, job in value["jobs"].items()),
    )


def _triggers(value: Any) -> dict[str, dict[str, Any]]:
    if isinstance(value, str | list):
        return {name: {} for name in _listed(value)}
    return {name: _trigger(how or {}) for name, how in value.items()}


def _trigger(how: Any) -> dict[str, Any]:
    """The filters of an event; a filter and its opposite exclude each other."""
    if isinstance(how, list):
        return {"rows": how}
    found: dict[str, Any] = dict(how)
    for key in found.keys() & set(_LISTS):
        found[key] = _listed(found[key])
    for key in _PATTERNS:
        if key in found and f"{key}-ignore" in found:
            raise ValueError(f"{key} and {key}-ignore")
        for pattern in found.get(key, ()):
            compiled(pattern.removeprefix("!"))
    for wanted in (found.get("inputs") or {}).values():
        if wanted and wanted.get("type") == "choice" and not wanted["options"]:
            raise ValueError("a choice of nothing")
    return found


def _listed(value: Any) -> list[str]:
    """One name, or a list of them."""
    found = [value] if isinstance(value, str) else list(value)
    if not all(isinstance(each, str) for each in found):
        raise TypeError("not a list of texts")
    return found


def _permissions(value: Any) -> dict[str, str]:
    if value in ("read-all", "write-all"):
        return dict.fromkeys(READABLE, value.partition("-")[0])
    return dict(value or {})


def _job(name: str, job: Mapping[str, Any], whole: Mapping[str, str] | None) -> Job:
    """A job that says nothing has what the whole workflow has."""
    given = _permissions(job["permissions"]) if "permissions" in job else whole
    environment = job.get("environment")
    if isinstance(environment, dict):
        environment = environment["name"]
    return Job(name, given, environment)


def _concurrency(value: Mapping[str, Any], jobs: Mapping[str, Any]) -> Concurrency | None:
    """That of the workflow, or of its only job: the hub holds groups by runs."""
    found = value.get("concurrency")
    if found is None and len(jobs) == 1:
        found = next(iter(jobs.values())).get("concurrency")
    if found is None:
        return None
    if isinstance(found, str):
        return Concurrency(found, "false", "single")
    cancel, queue = found.get("cancel-in-progress", "false"), found.get("queue", "single")
    if queue not in ("single", "max") or (queue, cancel) == ("max", "true"):
        raise ValueError(f"queue: {queue} with cancel-in-progress: {cancel}")
    return Concurrency(found["group"], cancel, "max" if queue == "max" else "single")
