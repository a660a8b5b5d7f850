"""A workflow file as GitHub reads it: what starts it, and what its jobs may.

Source: docs.github.com, "Workflow syntax for GitHub Actions".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml

FOLDER = ".github/workflows/"
DEFAULT_TOKEN = {"contents": "read", "packages": "read"}
"""What a token may where no file says it, in a repository made since February 2023.

Source: GitHub changelog, 2023-02-02, "Updating the default GITHUB_TOKEN permissions to read-only".
"""
READABLE = (
    *("actions", "checks", "contents", "deployments", "issues"),
    *("pull-requests", "statuses"),
)


class BadWorkflowError(Exception):
    """The file is no workflow: GitHub shows it as a failed run, and nothing starts."""


@dataclass(frozen=True, slots=True)
class Concurrency:
    """At most one run of a group at a time; the group may hold an expression."""

    group: str
    cancel_in_progress: bool
    queue: Literal["single", "max"]


@dataclass(frozen=True, slots=True)
class Job:
    """One job."""

    name: str
    permissions: Mapping[str, str]
    environment: str | None


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow file."""

    path: str
    name: str
    triggers: Mapping[str, Mapping[str, Any]]
    schedules: tuple[str, ...]
    concurrency: Concurrency | None
    jobs: tuple[Job, ...]


@lru_cache(maxsize=256)
def parse(path: str, data: bytes) -> Workflow:
    """Read a file; scalars stay text, since YAML 1.1 would read the key `on` as true."""
    try:
        value = yaml.load(data.decode(), Loader=yaml.BaseLoader)  # noqa: S506 - text only
        named = value.get("name") or path
        triggers = _triggers(value["on"])
        whole = _permissions(value["permissions"]) if "permissions" in value else DEFAULT_TOKEN
        jobs = tuple(_job(name, job, whole) for name, job in value["jobs"].items())
        concurrency = _concurrency(value, value["jobs"])
    except (AttributeError, KeyError, TypeError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadWorkflowError(f"{path}: {type(error).__name__}") from error
    schedules = tuple(row["cron"] for row in triggers.get("schedule", {}).get("rows", ()))
    return Workflow(path, named, triggers, schedules, concurrency, jobs)


def _triggers(value: Any) -> dict[str, dict[str, Any]]:
    if isinstance(value, str):
        return {value: {}}
    if isinstance(value, list):
        return {name: {} for name in value}
    return {
        name: {"rows": how} if isinstance(how, list) else (how or {}) for name, how in value.items()
    }


def _permissions(value: Any) -> dict[str, str]:
    if value in ("read-all", "write-all"):
        return dict.fromkeys(READABLE, value.partition("-")[0])
    return dict(value or {})


def _job(name: str, job: Mapping[str, Any], whole: Mapping[str, str]) -> Job:
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
        return Concurrency(found, cancel_in_progress=False, queue="single")
    cancel = found.get("cancel-in-progress") == "true"
    return Concurrency(found["group"], cancel, "max" if found.get("queue") == "max" else "single")
