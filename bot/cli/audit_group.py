"""``slipway audit``: a group that can be named where the audit's extra is not installed."""

from __future__ import annotations

import click

from bot.cli.lazy import LazyGroup

_PLACES = {
    "bundle": "bot.cli.audit_reading:bundle_command",
    "checkpoint": "bot.cli.audit:checkpoint_command",
    "cross-check": "bot.cli.cross_check:cross_check_command",
    "export": "bot.cli.audit_reading:export_command",
    "keygen": "bot.cli.audit:keygen_command",
    "sample": "bot.cli.audit_reading:sample_command",
    "show": "bot.cli.audit_reading:show_command",
    "surveys": "bot.cli.audit_surveys:surveys_command",
    "verify": "bot.cli.audit:verify_command",
}


@click.group("audit", cls=LazyGroup, places=_PLACES)
def audit_group() -> None:
    """Read a clone as an auditor: derive what git can prove, and say what it cannot."""
