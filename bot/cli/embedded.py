"""``slipway demo`` and ``slipway hub``: the embedded hub."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.errors import UsageError


@click.command("demo")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Keep everything there.")
@click.option("--json", "machine", is_flag=True, help="Print a summary for machines.")
def demo_command(folder: Path | None, machine: bool) -> None:  # noqa: FBT001  click passes flags so
    """Play the main job on the embedded hub: a release from pull request to log."""
    from bot.demo.run import Telling, run_demo  # noqa: PLC0415  the hub is an extra

    run_demo(folder, Telling(click.echo, machine, os.environ.get("PATH", os.defpath)))


@click.group("hub")
def hub_group() -> None:
    """A GitHub-compatible server on real git repositories."""


@hub_group.command("serve")
@click.option("--root", required=True, type=click.Path(path_type=Path), help="Where it works.")
@click.option("--port", default=0, show_default=True, help="0 takes a free port.")
@click.option("--world", help="'demo', or a folder with a world.json.")
@click.option("--actions", is_flag=True, help="Run the repositories' workflow files, by act.")
def serve_command(root: Path, port: int, world: str | None, actions: bool) -> None:  # noqa: FBT001  click passes flags so
    """Serve until interrupted; the first line of output is JSON with the addresses."""
    from bot.demo.world import write_world  # noqa: PLC0415  the hub is an extra
    from bot.hub import serve  # noqa: PLC0415  likewise
    from bot.hub.actions.act import act_binary  # noqa: PLC0415  likewise

    if actions and act_binary() is None:
        what = "--actions: act is not installed"
        raise UsageError("no-act", what, "pip install 'slipway[actions]', or leave --actions out")
    folder = None if world is None else Path(world)
    if world == "demo":
        folder = root / "world"
        if not folder.exists():
            write_world(folder)
    if folder is not None and not (folder / "world.json").is_file():
        what = f"{folder} holds no world.json"
        raise UsageError("no-world", what, "give demo, or a folder with a world")
    serve(root, port, folder, actions=actions)
