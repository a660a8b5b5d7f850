"""Documents of acts, and the steps that the scenarios about them share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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
    report = stage.run_bot(number)
    assert report.failures == [], [str(one) for one in report.failures]


def propose(stage: Stage, files: dict[str, str], who: str = "mia", branch: str = "act") -> int:
    """Somebody opens a pull request with a document, and the bot looks."""
    person = stage.person(who)
    person.commit(branch, files)
    number = person.open(branch, "An act")
    run(stage, number)
    return number


def approve(stage: Stage, number: int, *who: str) -> None:
    """These approve, and the bot looks."""
    for login in who:
        stage.person(login).approve(number)
    run(stage, number)


def sticky(stage: Stage, number: int) -> str:
    """The one status comment of a pull request."""
    (found,) = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    return found.body


def outcomes(stage: Stage, number: int) -> list[str]:
    """The comments that sent a mail, oldest first."""
    said = [comment.body for comment in stage.comments(number)]
    return [body for body in said if body.startswith("<!-- slipway:outcome")]


def kinds(stage: Stage, text: str) -> list[str]:
    """What the log of a release records."""
    return [entry["kind"] for entry in stage.log(text)]


def served(stage: Stage, text: str) -> list[str]:
    """The versions of the mini program that the app serves in that environment."""
    one = release(text)
    path = f"live/{one.app}/{one.environment}.json"
    live: dict[str, Any] = json.loads(stage.main_files(path)[path])
    return [found["version"] for found in live["miniPrograms"].get(one.mini_program, [])]


def chain(stage: Stage, text: str) -> list[dict[str, Any]]:
    """The entries of the version's own chain, oldest first."""
    one = release(text)
    files = stage.main_files(f"releases/{one.mini_program}/{one.version}/log/")
    return [json.loads(files[path]) for path in sorted(files)]
