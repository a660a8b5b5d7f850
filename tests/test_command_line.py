"""The command line loads what the command needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from bot.cli.audit_group import audit_group
from bot.cli.entry import slipway

HEAVY = ("github", "markdown_it", "jsonschema_rs", "werkzeug")
SHOW = f"""
import atexit, sys
atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules]))
from bot.cli.audit_group import audit_group
from bot.cli.entry import main
main()
"""


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (("--version",), []),
        (("validate", "--help"), []),
        (("hub", "serve", "--help"), []),
        (("init", "--help"), []),
        (("live", "--help"), []),
        (("audit", "verify", "--help"), ["jsonschema_rs"]),
        (("reconcile", "--help"), ["github", "markdown_it"]),
    ],
    ids=" ".join,
)
def test_a_command_loads_what_it_needs(arguments: tuple[str, ...], loaded: list[str]) -> None:
    command = [sys.executable, "-c", SHOW, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == str(loaded)


@pytest.mark.parametrize(("group", "one"), [(slipway, "validate"), (audit_group, "verify")])
def test_every_command_is_found_by_its_own_name(group: click.Group, one: str) -> None:
    with click.Context(group) as context:
        names = group.list_commands(context)
        commands = [group.get_command(context, name) for name in names]
    assert [command and command.name for command in commands] == names
    assert one in names
