"""The kinds of place in a release repository; each writes its own path, from validated ids only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from bot.core.documents.identity import Environment, ReleaseId, VersionNumber


@dataclass(frozen=True, slots=True)
class SlipwayFile:
    """The bot's own ids, its mode and its least version."""

    schema: ClassVar[str | None] = "slipway"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return "catalog/slipway.yaml"


@dataclass(frozen=True, slots=True)
class OwnersFile:
    """The owners of the catalog."""

    schema: ClassVar[str | None] = "owners"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return "catalog/owners.yaml"


@dataclass(frozen=True, slots=True)
class AppFile:
    """A target app, its environments and its people."""

    app: str
    schema: ClassVar[str | None] = "app"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"catalog/apps/{self.app}.yaml"


@dataclass(frozen=True, slots=True)
class WorkspaceFile:
    """A workspace and its admins."""

    workspace: str
    schema: ClassVar[str | None] = "workspace"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"catalog/workspaces/{self.workspace}.yaml"


@dataclass(frozen=True, slots=True)
class MiniProgramFile:
    """A mini program, its people and its information."""

    mini_program: str
    schema: ClassVar[str | None] = "mini-program"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"catalog/mini-programs/{self.mini_program}.yaml"


@dataclass(frozen=True, slots=True)
class StopFile:
    """The document by which the stop that stands in an app is lifted."""

    app: str
    schema: ClassVar[str | None] = "stop"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"catalog/stops/{self.app}.yaml"


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What one person, named by the numeric id, says of themselves."""

    id: int
    schema: ClassVar[str | None] = "person"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"catalog/people/{self.id}.yaml"


@dataclass(frozen=True, slots=True)
class CatalogLog:
    """An entry of the catalog's own log."""

    sequence: int
    kind: str
    schema: ClassVar[str | None] = "document-entry"
    by_people: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """The path."""
        return f"catalog/log/{entry_name(self.sequence, self.kind)}"


@dataclass(frozen=True, slots=True)
class VersionFile:
    """The record of one version."""

    mini_program: str
    version: VersionNumber
    schema: ClassVar[str | None] = "version"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"releases/{self.mini_program}/{self.version}/version.yaml"


@dataclass(frozen=True, slots=True)
class VersionLogEntryFile:
    """An entry of a version's own log."""

    mini_program: str
    version: VersionNumber
    sequence: int
    kind: str
    schema: ClassVar[str | None] = "document-entry"
    by_people: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """The path."""
        folder = f"releases/{self.mini_program}/{self.version}/log"
        return f"{folder}/{entry_name(self.sequence, self.kind)}"


@dataclass(frozen=True, slots=True)
class RequestFile:
    """The request for one release."""

    release: ReleaseId
    schema: ClassVar[str | None] = "request"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return self.release.request_path


ActKind: TypeAlias = Literal["offline", "restore", "override"]
"""The acts on a release for which a document is merged; its file and its schema are named so."""


@dataclass(frozen=True, slots=True)
class ActDocument:
    """The document by which a release is taken offline, restored, or exempted from freezes."""

    release: ReleaseId
    kind: ActKind
    by_people: ClassVar[bool] = True

    @property
    def schema(self) -> str | None:
        """The kind of its schema."""
        return self.kind

    @property
    def path(self) -> str:
        """The path."""
        return f"{self.release.folder}/{self.kind}.yaml"


@dataclass(frozen=True, slots=True)
class CorrectionFile:
    """The document by which two owners have what is damaged of one release put back."""

    release: ReleaseId
    schema: ClassVar[str | None] = "correction"
    by_people: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The path."""
        return f"{self.release.folder}/correction.yaml"


@dataclass(frozen=True, slots=True)
class StatusFile:
    """The status of one release."""

    release: ReleaseId
    schema: ClassVar[str | None] = "status"
    by_people: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """The path."""
        return self.release.status_path


@dataclass(frozen=True, slots=True)
class LogEntryFile:
    """An entry of the log of one release."""

    release: ReleaseId
    sequence: int
    kind: str
    schema: ClassVar[str | None] = "log-entry"
    by_people: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """The path."""
        return f"{self.release.log_folder}/{entry_name(self.sequence, self.kind)}"


@dataclass(frozen=True, slots=True)
class LiveFile:
    """What is live in one environment of one app."""

    app: str
    environment: Environment
    schema: ClassVar[str | None] = "live"
    by_people: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """The path."""
        return f"live/{self.app}/{self.environment}.json"


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """The schema of one kind of document."""

    kind: str
    schema: ClassVar[str | None] = None
    by_people: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """The path."""
        return f"schemas/{self.kind}.schema.json"


Place: TypeAlias = (
    SlipwayFile
    | OwnersFile
    | AppFile
    | WorkspaceFile
    | MiniProgramFile
    | StopFile
    | PersonFile
    | CatalogLog
    | VersionFile
    | VersionLogEntryFile
    | RequestFile
    | ActDocument
    | CorrectionFile
    | StatusFile
    | LogEntryFile
    | LiveFile
    | SchemaFile
)


def entry_name(sequence: int, kind: str) -> str:
    """Return the file name of a log entry."""
    return f"{sequence:04d}-{kind}.json"
