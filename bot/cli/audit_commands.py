"""All commands of ``slipway audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.audit import checkpoint_command, keygen_command, verify_command
from bot.cli.audit_reading import (
    bundle_command,
    export_command,
    sample_command,
    show_command,
)
from bot.cli.cross_check import cross_check_command

if TYPE_CHECKING:
    import click

COMMANDS: tuple[click.Command, ...] = (
    verify_command,
    cross_check_command,
    show_command,
    export_command,
    sample_command,
    bundle_command,
    checkpoint_command,
    keygen_command,
)
