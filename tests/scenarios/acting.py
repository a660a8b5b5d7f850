"""Documents of acts, and the steps that the scenarios about them share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world import release

if TYPE_CHECKING:
    from tests.world import Stage

REASON = "The campaign has ended."


def document(text: str, kind: str, reason: str = REASON, **more: str) -> dict[str, str]:
    """The document of an act on a release, at its path."""
    one = release(text)
    lines = {
        "format": "1",
        "miniProgram": one.mini_program,
        "version": f'"{one.version}"',
        "app": one.app,
        "environment": str(one.environment),
        **more,
        "reason": reason,
    }
    body = "".join(f"{key}: {value}\n" for key, value in lines.items())
    return {f"{one.folder}/{kind}.yaml": body}


def run(stage: Stage, number: int) -> None:
    """Let the bot look at a pull request."""
    assert stage.run_bot(number).failures == []


def sticky(stage: Stage, number: int) -> str:
    """The one status comment of a pull request."""
    (found,) = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    return found.body
