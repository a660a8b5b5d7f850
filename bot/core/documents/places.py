"""The closed grammar of repository paths: what may stand where, and nothing else.

Every part of a path is a fixed word or matches a whole-text pattern over ASCII, so that
``place_of(path).path == path`` and no text of a document ever becomes a path unseen.
"""

from __future__ import annotations

import re

from bot.core.documents.identity import Environment, ReleaseId, VersionNumber, is_id
from bot.core.documents.place_kinds import (
    ActDocument,
    AppFile,
    CatalogLog,
    CorrectionFile,
    LiveFile,
    LogEntryFile,
    MiniProgramFile,
    OwnersFile,
    PersonFile,
    Place,
    RequestFile,
    SchemaFile,
    SlipwayFile,
    StatusFile,
    StopFile,
    VersionFile,
    VersionLogEntryFile,
    WorkspaceFile,
)

__all__ = [
    "ActDocument",
    "AppFile",
    "CatalogLog",
    "CorrectionFile",
    "Environment",
    "LiveFile",
    "LogEntryFile",
    "MiniProgramFile",
    "OwnersFile",
    "PersonFile",
    "Place",
    "ReleaseId",
    "RequestFile",
    "SchemaFile",
    "SlipwayFile",
    "StatusFile",
    "StopFile",
    "VersionFile",
    "VersionLogEntryFile",
    "VersionNumber",
    "WorkspaceFile",
    "is_id",
    "place_of",
]

LONGEST_PATH = 255
_ENTRY = re.compile(r"(?!0000-)([0-9]{4}|[1-9][0-9]{4,8})-([a-z]+(?:-[a-z]+)*)\.json")
_PERSON = re.compile(r"([1-9][0-9]{0,15})\.yaml")


def place_of(path: str) -> Place | None:
    """Return what may stand at a path of the repository; None for every other path."""
    if len(path) > LONGEST_PATH:
        return None
    match path.split("/"):
        case ["catalog", *parts]:
            return _in_catalog(parts)
        case ["releases", mini_program, version, *parts] if is_id(mini_program):
            number = VersionNumber.parse(version)
            return _in_version(mini_program, number, parts) if number else None
        case ["live", app, name] if is_id(app):
            stem = _id_before(name, ".json")
            environment = _environment(stem) if stem else None
            return LiveFile(app, environment) if environment else None
        case ["schemas", name]:
            kind = _id_before(name, ".schema.json")
            return SchemaFile(kind) if kind else None
        case _:
            return None


def _in_catalog(parts: list[str]) -> Place | None:
    match parts:
        case ["slipway.yaml"]:
            return SlipwayFile()
        case ["owners.yaml"]:
            return OwnersFile()
        case ["people", name]:
            person = _PERSON.fullmatch(name)
            return PersonFile(int(person[1])) if person else None
        case ["log", name]:
            entry = _entry(name)
            return CatalogLog(*entry) if entry else None
        case [folder, name]:
            kind = _NAMED.get(folder)
            named = _id_before(name, ".yaml")
            return kind(named) if kind and named else None
        case _:
            return None


_NAMED: dict[str, type[AppFile | WorkspaceFile | MiniProgramFile | StopFile]] = {
    "apps": AppFile,
    "workspaces": WorkspaceFile,
    "mini-programs": MiniProgramFile,
    "stops": StopFile,
}


def _in_version(mini_program: str, version: VersionNumber, parts: list[str]) -> Place | None:
    match parts:
        case ["version.yaml"]:
            return VersionFile(mini_program, version)
        case ["log", name]:
            entry = _entry(name)
            return VersionLogEntryFile(mini_program, version, *entry) if entry else None
        case [app, environment, *rest]:
            known = _environment(environment)
            if known is None or not is_id(app):
                return None
            return _in_release(ReleaseId(mini_program, version, app, known), rest)
        case _:
            return None


def _in_release(release: ReleaseId, parts: list[str]) -> Place | None:
    match parts:
        case ["request.yaml"]:
            return RequestFile(release)
        case ["offline.yaml"]:
            return ActDocument(release, "offline")
        case ["restore.yaml"]:
            return ActDocument(release, "restore")
        case ["override.yaml"]:
            return ActDocument(release, "override")
        case ["correction.yaml"]:
            return CorrectionFile(release)
        case ["status.json"]:
            return StatusFile(release)
        case ["log", name]:
            entry = _entry(name)
            return LogEntryFile(release, *entry) if entry else None
        case _:
            return None


def _entry(name: str) -> tuple[int, str] | None:
    found = _ENTRY.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


def _id_before(name: str, ending: str) -> str | None:
    stem = name.removesuffix(ending)
    return stem if name != stem and is_id(stem) else None


def _environment(text: str) -> Environment | None:
    return Environment(text) if text in tuple(Environment) else None
