"""The invariants of the log, checked from git alone: what must hold whatever went wrong."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bot.core import projection
from bot.core.documents import canonical
from bot.core.documents.places import LogEntryFile, place_of
from bot.core.documents.schema import Schemas
from bot.core.log import Log, read_log

if TYPE_CHECKING:
    from tests.world import Stage

Entries = list[dict[str, Any]]


def assert_invariants(stage: Stage) -> dict[str, Entries]:
    """Check invariants 2 to 5 on main and its history; the logs by release folder."""
    files = stage.main_files()
    logs = read_logs(files)
    for folder, entries in logs.items():
        assert_chain(folder, entries, files)
        assert_status(folder, files)
    assert_append_only(stage)
    return logs


def read_logs(files: dict[str, bytes]) -> dict[str, Entries]:
    """Every log on main, oldest entry first."""
    logs: dict[str, Entries] = {}
    for path in sorted(files):
        place = place_of(path)
        if isinstance(place, LogEntryFile):
            logs.setdefault(place.release.folder, []).append(json.loads(files[path]))
    return logs


def assert_chain(folder: str, entries: Entries, files: dict[str, bytes]) -> None:
    """No gap, no cause twice, each entry the hash of the one before."""
    assert [entry["sequence"] for entry in entries] == list(range(1, len(entries) + 1)), folder
    transitions = [entry["transition"] for entry in entries]
    assert len(transitions) == len(set(transitions)), folder
    before = None
    for entry in entries:
        assert entry["previous"] == before, folder
        path = f"{folder}/log/{entry['sequence']:04d}-{entry['kind']}.json"
        before = hashlib.sha256(files[path]).hexdigest()


def assert_status(folder: str, files: dict[str, bytes]) -> None:
    """Replaying the log gives the status file byte for byte."""
    paths = {p: d for p, d in files.items() if p.startswith(f"{folder}/log/")}
    schemas = Schemas.from_files({p: d for p, d in files.items() if p.startswith("schemas/")})
    place = place_of(next(iter(paths)))
    assert isinstance(place, LogEntryFile)
    log = read_log(place.release, paths, schemas)
    assert isinstance(log, Log), log
    status = canonical.to_bytes(projection.status_value(log))
    assert files[f"{folder}/status.json"] == status, folder


def assert_append_only(stage: Stage) -> None:
    """Along main's first parents no log file is ever changed or removed."""
    changed = stage.git(
        "log",
        "--first-parent",
        "--no-renames",
        "--diff-merges=first-parent",
        "--format=%H",
        "--name-status",
        "refs/heads/main",
    ).decode()
    for line in changed.splitlines():
        state, _, path = line.partition("\t")
        assert "/log/" not in path or state == "A", line
