"""How a release is named at the terminal: by its folder, or by its four parts."""

from __future__ import annotations

from bot.core.documents.identity import ReleaseId
from bot.core.documents.problem import quoted
from bot.errors import UsageError

PARTS = ("MINI-PROGRAM", "VERSION", "APP", "ENVIRONMENT")


def release_of(text: str) -> ReleaseId:
    """The release that somebody names; ``UsageError`` where it is none."""
    parts = text.removeprefix("releases/").strip("/").replace("/", " ").split()
    found = ReleaseId.parse(*parts) if len(parts) == len(PARTS) else None
    if found is None:
        cure = f"give {' '.join(PARTS)}, or the folder below releases/"
        raise UsageError("wrong-release", f"{quoted(text)} names no release", cure)
    return found
