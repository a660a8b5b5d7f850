"""How the command line waits: by the machine's clock, and never in silence."""

from __future__ import annotations

import time

import click

from bot.app.patience import Patience
from bot.core.workflow_commands import harmless


def patience() -> Patience:
    """The usual patience; what it waits for is said beside the output."""
    return Patience(sleep=time.sleep, announce=lambda line: click.echo(harmless(line), err=True))
