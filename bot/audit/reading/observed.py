"""What apps' backends are known to have of what is live, by the status files of the releases.

Notes of delivery are the bot's word; nothing that is live follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.audit.git.objects import PLAIN_FILE
from bot.core.documents import canonical
from bot.core.documents.places import AppFile, StatusFile, place_of
from bot.core.documents.strict_yaml import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.git.trees import Trees
    from bot.core.documents.schema import Schemas

    Value = Mapping[str, Any]

PENDING, DELIVERED = "pending", "delivered"
SHOWN = frozenset({"Pilot Testing", "Grayscale Release", "Full Release"})
_WAYS = frozenset({"webhook", "repositoryDispatch"})


@dataclass(frozen=True, slots=True)
class Observed:
    """What came of telling of one release, and when; pending where nobody was told yet."""

    mini_program: str
    version: str
    app: str
    environment: str
    result: str
    at: str | None

    def to_value(self) -> dict[str, Any]:
        """For machines."""
        return {
            "miniProgram": self.mini_program,
            "version": self.version,
            "app": self.app,
            "environment": self.environment,
            "result": self.result,
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Statuses:
    """The status files at one commit, as far as they read."""

    trees: Trees
    tree: str
    schemas: Schemas

    def observed(self, target: Value) -> Iterator[Observed]:
        """Of each release that the live file of a target names, where its app is told at all."""
        if not self._is_told(target["app"]):
            return
        for program, rows in sorted(target["miniPrograms"].items()):
            found = dict(self._of(program, target))
            heard = [one for one in found.values() if one["status"] in SHOWN or one["observed"]]
            newest = max(heard, key=lambda one: str(one["changed"]["at"]), default=None)
            for row in rows:
                own = found.get(row["version"])
                if own is not None:
                    yield _observed(own, newest or own)

    def _is_told(self, app: str) -> bool:
        path = AppFile(app).path
        entry = self.trees.entry(self.tree, path)
        if entry is None or entry.mode != PLAIN_FILE:
            return False
        value = load(self.trees.blobs([entry.oid])[entry.oid], path).value
        delivery = value.get("delivery") if isinstance(value, dict) else None
        return isinstance(delivery, dict) and not _WAYS.isdisjoint(delivery)

    def _of(self, program: str, target: Value) -> Iterator[tuple[str, Value]]:
        """By version, the statuses of a mini program in a target."""
        here = (target["app"], target["environment"])
        files = {
            place.release: entry.oid
            for path, entry in self.trees.files(self.tree, f"releases/{program}").items()
            if isinstance(place := place_of(path), StatusFile) and entry.mode == PLAIN_FILE
            if (place.release.app, place.release.environment) == here
        }
        data = self.trees.blobs(files.values())
        for release, oid in files.items():
            value = self._read(release.status_path, data[oid])
            if value is not None:
                yield str(release.version), value

    def _read(self, path: str, data: bytes) -> Value | None:
        try:
            value = canonical.from_bytes(data, path)
        except canonical.NotCanonicalError:
            return None
        broken = not isinstance(value, dict) or self.schemas.problems("status", value, path)
        return None if broken or not isinstance(value, dict) else value


def _observed(own: Value, newest: Value) -> Observed:
    """What is known of the newest change there, which a message tells with all the others."""
    known = own["observed"] or {}
    if known.get("result") != DELIVERED and newest["changed"]["at"] > own["changed"]["at"]:
        known = newest["observed"] or {}
    release = own["release"]
    return Observed(
        release["miniProgram"],
        release["version"],
        release["app"],
        release["environment"],
        known.get("result", PENDING),
        known.get("at"),
    )
