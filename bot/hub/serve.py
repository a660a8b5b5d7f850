"""Serving a hub until somebody interrupts: one line of JSON, then quiet."""

import json
import signal
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from bot.hub.actions.act import ActRunner
from bot.hub.actions.automatic import Automatic
from bot.hub.actions.reuse import lay_out
from bot.hub.hub import Hub


def serve(root: Path, port: int, world: Path | None, *, actions: bool = False) -> None:
    """Print what `describe` says and serve until SIGINT or SIGTERM.

    With `actions` the workflow files of the repositories are run by act, as things happen.
    """
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    hub = Hub(root)
    if world is not None:
        hub.load_world(world)
    hub.start(port)
    with hub, running(hub, root.absolute()) if actions else nullcontext():
        sys.stdout.write(json.dumps(hub.describe()) + "\n")
        sys.stdout.flush()
        ended.wait()


def running(hub: Hub, root: Path) -> AbstractContextManager[Automatic]:
    """Let act run what starts from now on, with the interpreter that runs the hub."""
    hub.actions.switch_on(ActRunner(root / "act", lay_out(root / "bin")))
    return Automatic(hub.actions)
