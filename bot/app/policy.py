"""Policy: the catalog and the schemas of one commit of main, as documents and as typed values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot import __version__
from bot.core import catalog as cat
from bot.core.catalog import Catalog
from bot.core.documents import strict_yaml
from bot.core.documents.identity import VersionNumber
from bot.core.documents.places import (
    AppFile,
    MiniProgramFile,
    OwnersFile,
    PersonFile,
    SlipwayFile,
    WorkspaceFile,
    place_of,
)
from bot.core.documents.schema import Schemas
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Policy:
    """The catalog and the schemas of one commit, as documents and as typed values."""

    schemas: Schemas
    catalog: Catalog
    documents: Mapping[str, Loaded]


def read_policy(files: Mapping[str, bytes]) -> Policy:
    """Read the policy from the files of ``catalog/`` and ``schemas/``, by path."""
    return _read(tuple(files.items()))


@lru_cache(maxsize=16)
def _read(items: tuple[tuple[str, bytes], ...]) -> Policy:
    """Most commits of main have the policy of the one before."""
    files = dict(items)
    schemas = Schemas.from_files({p: d for p, d in files.items() if p.startswith("schemas/")})
    documents = {
        path: strict_yaml.load(data, path)
        for path, data in files.items()
        if path.endswith(".yaml") and place_of(path) is not None
    }
    return Policy(schemas, _read_catalog(documents, schemas), documents)


def _read_catalog(documents: Mapping[str, Loaded], schemas: Schemas) -> Catalog:
    """The typed catalog; a document with problems is left out, and named where it is needed."""
    settings = documents.get(SlipwayFile().path)
    if settings is None or not _sound(settings, "slipway", schemas):
        raise UsageError(
            "no-settings",
            "catalog/slipway.yaml on main is missing or has problems",
            "run slipway validate in a clone of main and mend it",
        )
    found = Catalog(settings=cat.read_settings(_object(settings)))
    least = found.settings.least_bot_version
    if _older(__version__, least):
        raise UsageError(
            "bot-too-old",
            f"this bot is {__version__}, and main asks for {least} at least",
            "run the bot of main; an old run that is run again must not write",
        )
    owners = documents.get(OwnersFile().path)
    if owners is not None and _sound(owners, "owners", schemas):
        found = replace(found, owners=cat.read_owners(_object(owners)))
    return _with_named(found, documents, schemas)


def _with_named(found: Catalog, documents: Mapping[str, Loaded], schemas: Schemas) -> Catalog:
    """The catalog and what has an id in it."""
    apps, workspaces, programs, people = {}, {}, {}, {}
    for path, loaded in documents.items():
        place = place_of(path)
        if place is None or place.schema is None or not _sound(loaded, place.schema, schemas):
            continue
        try:
            match place:
                case AppFile(app):
                    apps[app] = cat.read_app(_object(loaded))
                case WorkspaceFile(workspace):
                    workspaces[workspace] = cat.read_workspace(_object(loaded))
                case MiniProgramFile(program):
                    programs[program] = cat.read_mini_program(_object(loaded))
                case PersonFile(id_):
                    people[id_] = cat.read_person(_object(loaded))
                case _:
                    pass
        except _ODD:
            continue  # a schema on main that was loosened let it pass: it grants nothing
    return replace(found, apps=apps, workspaces=workspaces, mini_programs=programs, people=people)


_ODD = (AttributeError, KeyError, TypeError, ValueError)


def _sound(loaded: Loaded, kind: str, schemas: Schemas) -> bool:
    """Where main has no schema of a kind yet, its documents grant nothing."""
    known = kind in schemas.kinds
    return known and not loaded.problems and not schemas.problems(kind, loaded, loaded.file)


def _older(version: str, least: str) -> bool:
    one, other = VersionNumber.parse(version), VersionNumber.parse(least)
    return one is None or other is None or one < other


def _object(loaded: Loaded) -> Mapping[str, Any]:
    if not isinstance(loaded.value, dict):  # pragma: no cover  the schema has accepted it
        raise TypeError(f"{loaded.file} is no object")
    return loaded.value
