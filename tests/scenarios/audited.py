"""What the independent auditor says of a stage's main."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.audit.audit import Scope, auditing
from bot.audit.verify import Verification, verify
from bot.installed import installed_schemas

if TYPE_CHECKING:
    from tests.world import Stage


def audited(stage: Stage) -> None:
    """The whole history passes: nothing was written that the auditor's own rules refuse."""
    path = os.environ.get("PATH", os.defpath)
    with auditing(Scope(stage.repository), installed_schemas(), path) as audit:
        found = [finding for step in audit.steps() for finding in step.findings]
    assert found == []


def verified(stage: Stage) -> Verification:
    """What the auditor says where something is wrong."""
    path = os.environ.get("PATH", os.defpath)
    with auditing(Scope(stage.repository), installed_schemas(), path) as audit:
        return verify(audit, None, lambda _number: None)
