"""All documents that are known at once: the catalog and the releases, each at its path."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.core.documents import canonical, strict_yaml
from bot.core.documents.loaded import Loaded
from bot.core.documents.place_kinds import AppFile, MiniProgramFile, WorkspaceFile
from bot.core.documents.places import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.canonical import Value


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents by path; what stands at no place of the grammar is not among them."""

    by_path: Mapping[str, Loaded]

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> Documents:
        """Read each file that has a place, YAML or canonical JSON as its name says."""
        placed = {path: data for path, data in files.items() if place_of(path) is not None}
        return cls(MappingProxyType({path: read(path, data) for path, data in placed.items()}))

    def __contains__(self, path: str) -> bool:
        return path in self.by_path

    def field(self, path: str, *names: str | int) -> Value:
        """Return a field of a document that may be absent or broken; None where it is not there."""
        loaded = self.by_path.get(path)
        return field_of(loaded.draft, *names) if loaded else None

    def apps(self) -> list[str]:
        """Return the ids of all apps."""
        places = map(place_of, self.by_path)
        return [place.app for place in places if isinstance(place, AppFile)]

    def workspaces(self) -> list[str]:
        """Return the ids of all workspaces."""
        places = map(place_of, self.by_path)
        return [place.workspace for place in places if isinstance(place, WorkspaceFile)]

    def mini_programs(self) -> list[str]:
        """Return the ids of all mini programs."""
        places = map(place_of, self.by_path)
        return [place.mini_program for place in places if isinstance(place, MiniProgramFile)]


def read(path: str, data: bytes) -> Loaded:
    """Read one file, YAML or canonical JSON as its name says."""
    if not path.endswith(".json"):
        return strict_yaml.load(data, path)
    try:
        value = canonical.from_bytes(data, path)
    except canonical.NotCanonicalError as error:
        return Loaded(path, None, None, (error.problem,))
    return Loaded(path, value, value)


def field_of(value: Value, *names: str | int) -> Value:
    """Follow names and indexes into a value; None where they lead nowhere."""
    for name in names:
        match value:
            case dict() if isinstance(name, str):
                value = value.get(name)
            case list() if isinstance(name, int) and 0 <= name < len(value):
                value = value[name]
            case _:
                return None
    return value
