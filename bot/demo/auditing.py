"""The demo's last chapter: an auditor verifies what it made, and finds what somebody forged."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from bot.audit.audit import Scope, auditing
from bot.audit.report import say, text
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.audit.verify import Verification, verify
from bot.errors import IntegrityError
from bot.installed import installed_schemas

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TIME_LIMIT = 60
APPROVED = "releases/coffee/1.0.0/harbor/production/log/0004-approved.json"
BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")


def audit_demo(
    clone: Path, keys: Path, search_path: str, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Verify the clone, then a copy in which an approval is another person's; a summary of both."""
    tell("\nAn auditor verifies the clone (slipway audit verify --trusted-keys)")
    honest = _verified(clone, keys, search_path)
    for line in text(honest).splitlines():
        tell(f"  {line}")
    if honest.bad:
        raise IntegrityError("demo-failed", "the audit found fault", "report it: it must not")
    tell("\nSomebody with write access makes the approval another person's, in the bot's name")
    forged = _forge(clone, clone.with_name("forged"), search_path)
    found = _verified(forged, keys, search_path).findings
    for finding in found:
        tell(f"  found: {say(finding)}")
    if not found:
        raise IntegrityError("demo-failed", "the forgery was not found", "report it: it must be")
    return {"findings": len(honest.findings), "forgery": sorted({one.rule for one in found})}


def _verified(clone: Path, keys: Path, search_path: str) -> Verification:
    trusted = TrustedKeys.read({keys.name: keys.read_bytes()})
    with auditing(Scope(clone, keys=trusted), installed_schemas(), search_path) as audit:
        return verify(audit, None, lambda _number: None)


def _forge(clone: Path, copy: Path, search_path: str) -> Path:
    name, email = BOT
    env = {
        "PATH": search_path,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_COMMITTER_NAME": "GitHub",
        "GIT_COMMITTER_EMAIL": "noreply@github.com",
    }

    def git(folder: Path, *arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(folder), *arguments],
            env=env,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=True,
        )

    git(clone, "clone", "--quiet", "--no-hardlinks", ".", str(copy.absolute()))
    git(copy, "remote", "remove", "origin")
    entry = copy / APPROVED
    changed = (
        entry.read_text("utf-8").replace('"id": 1004', '"id": 1005').replace('"rob"', '"rita"')
    )
    entry.write_text(changed, "utf-8")
    git(
        copy, "commit", "--quiet", "--all", "--message", "Approve coffee 1.0.0: nothing to see here"
    )
    return copy
