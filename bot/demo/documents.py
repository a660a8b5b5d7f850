"""The documents that the people of the demo write."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId

NOTES = "Faster ordering, and the counter now shows the queue.\n"


def version_file(release: ReleaseId, entrance: str = "") -> str:
    """``version.yaml`` of an uploaded package, or of an entrance URL."""
    name = f"{release.mini_program}-{release.version}.zip"
    package = [
        "package:",
        f"  url: https://packages.coffee.example/{name}",
        f"  sha256: {hashlib.sha256(name.encode()).hexdigest()}",
        "  size: 483112",
    ]
    lines = [
        "# yaml-language-server: $schema=../../../schemas/version.schema.json",
        "format: 1",
        f"miniProgram: {release.mini_program}",
        f"version: {release.version}",
        *([f"entrance: {entrance}"] if entrance else package),
    ]
    return "\n".join(lines) + "\n"


def request_file(release: ReleaseId, notes: str = NOTES, domain: str = "") -> str:
    """``request.yaml`` of one release."""
    lines = [
        "# yaml-language-server: $schema=../../../../../schemas/request.schema.json",
        "format: 1",
        f"miniProgram: {release.mini_program}",
        f"version: {release.version}",
        f"app: {release.app}",
        f"environment: {release.environment}",
        "releaseNotes: |",
        *(f"  {line}" for line in notes.strip().splitlines()),
    ]
    if domain:
        lines += ["configuration:", "  serverDomains:", f"    - {domain}"]
    return "\n".join(lines) + "\n"
