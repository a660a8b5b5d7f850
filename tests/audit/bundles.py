"""Bundles for tests: made from a history, taken apart, and put together otherwise."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.audit.audit import Scope, auditing
from bot.audit.bundle.bundle import Result, verify_bundle, write_bundle
from bot.audit.bundle.form import Header
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.errors import ProblemsFoundError
from bot.installed import installed_schemas
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.rules.findings import Finding
    from bot.audit.trust.checkpoint import Checkpoint
    from bot.core.documents.identity import ReleaseId

SCHEMAS = installed_schemas()
KEYS = TrustedKeys.read({"keys": signing_key().public.encode()})


def writing(folder: Path) -> Historian:
    """A historian at work in a new repository."""
    return Historian(LooseWriter(folder / "main.git", signing_key()))


def scope_of(historian: Historian, checkpoint: Checkpoint | None = None) -> Scope:
    """Main as the historian has written it so far."""
    historian.finish()
    assert isinstance(historian.writer, LooseWriter)
    return Scope(historian.writer.folder, keys=KEYS, checkpoint=checkpoint)


def bundled(scope: Scope, release: ReleaseId) -> bytes:
    """The bundle of a release at the tip of main."""
    out = io.BytesIO()
    with auditing(scope, SCHEMAS, os.environ["PATH"]) as audit:
        write_bundle(release, audit, SCHEMAS, out)
    return out.getvalue()


def verified(
    data: bytes, keys: TrustedKeys | None = KEYS, checkpoint: Checkpoint | None = None
) -> Result:
    """What the bundle shows."""
    return verify_bundle(io.BytesIO(data), SCHEMAS, keys, checkpoint)


def replayed(scope: Scope) -> list[Finding]:
    """What the replay of the whole history finds."""
    with auditing(scope, SCHEMAS, os.environ["PATH"]) as audit:
        return [finding for step in audit.steps() for finding in step.findings]


@dataclass(frozen=True, slots=True)
class Parts:
    """A bundle taken apart: its header, and each object with its own line, by id."""

    header: Header
    objects: dict[str, bytes]

    @classmethod
    def of(cls, data: bytes) -> Parts:
        """Take a sound bundle apart."""
        stream = io.BytesIO(data)
        header, objects = Header.read(stream.readline()), {}
        while line := stream.readline():
            oid, _, size = line.decode().split()
            objects[oid] = line + stream.read(int(size) + 1)
        return cls(header, objects)

    def to_bytes(self) -> bytes:
        """Put it together again; the header counts the objects."""
        header = replace(self.header, objects=len(self.objects))
        return header.to_line() + b"".join(self.objects.values())

    def without(self, oid: str) -> Parts:
        """The bundle without an object."""
        return Parts(self.header, {one: data for one, data in self.objects.items() if one != oid})

    def holding_back(self, commit: str) -> bytes:
        """The bundle as a forger would make it who hides one commit, and what only that needs."""
        commits = tuple(one for one in self.header.commits if one != commit)
        parts = replace(self, header=replace(self.header, commits=commits))
        while True:
            try:
                verified(parts.to_bytes())
            except ProblemsFoundError as error:
                if error.id != "bundle-unneeded":
                    raise
                idle = error.what.rpartition(" ")[2]
                parts = parts.without(idle) if "object" in error.what else parts.silent_on(idle)
            else:
                return parts.to_bytes()

    def silent_on(self, commit: str) -> Parts:
        """The bundle without the mention of a commit that a branch came from."""
        beside = tuple(one for one in self.header.beside if one != commit)
        return replace(self, header=replace(self.header, beside=beside))
