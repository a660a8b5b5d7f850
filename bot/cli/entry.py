"""The commands by name, and how every failure ends: a message, an exit code."""

from __future__ import annotations

import io
import sys

import click

from bot import __version__
from bot.cli.lazy import LazyGroup
from bot.cli.summary import write_summary
from bot.core.run_summary import Failure, went_wrong
from bot.core.workflow_commands import harmless
from bot.errors import BugError, SlipwayError, UsageError

_ACTS = (
    "apply",
    "bypass-testing",
    "cancel",
    "complete",
    "complete-testing",
    "force-remove",
    "go-live",
    "pause",
    "pilot",
    "resume",
    "scale",
    "stop",
    "warn",
    "withdraw",
)
"""The words of the commands that act; the grammar, which has them, is loaded with the first."""
_PLACES = {
    **dict.fromkeys(_ACTS, "bot.cli.act_commands:COMMANDS"),
    "audit": "bot.cli.audit_group:audit_group",
    "demo": "bot.cli.embedded:demo_command",
    "doctor": "bot.cli.doctor:doctor_command",
    "explain": "bot.cli.explain:explain_command",
    "handle": "bot.cli.runs:handle_command",
    "hub": "bot.cli.embedded:hub_group",
    "init": "bot.cli.init:init_command",
    "live": "bot.cli.live:live_command",
    "reconcile": "bot.cli.runs:reconcile_command",
    "validate": "bot.cli.validate:validate_command",
}


@click.group(cls=LazyGroup, places=_PLACES)
@click.version_option(__version__, prog_name="slipway")
def slipway() -> None:
    """Release mini programs by pull request: validate, decide, merge, and log in git."""


_AUDIT = ("cryptography", "jsonschema_rs", "pysequoia")


def main() -> None:
    """Run the command line; a failure is a message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever the terminal can show
    try:
        slipway(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except SlipwayError as error:
        _end(error)
    except ModuleNotFoundError as error:
        extra = "audit" if (error.name or "") in _AUDIT else "hub"
        what = f"{error.name} is not installed"
        click.echo(f"slipway: {what}; pip install 'slipway[{extra}]' [no-extra]", err=True)
        sys.exit(UsageError.exit_code)
    except OSError as error:
        what = f"{type(error).__name__}: {error.strerror or error} ({error.filename or 'no file'})"
        click.echo(f"slipway: {what}; free the place, or name another [file-system]", err=True)
        sys.exit(UsageError.exit_code)
    except Exception as error:  # noqa: BLE001  people get a message, never a traceback
        _end(BugError.of(error, "the command line"))


def _end(error: SlipwayError) -> None:
    click.echo(harmless(f"slipway: {error}"), err=True)
    write_summary(went_wrong([Failure(error.what, error.cure, error.id)]))
    sys.exit(error.exit_code)
