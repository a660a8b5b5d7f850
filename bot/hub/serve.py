"""Serving a hub until somebody interrupts: one line of JSON, then quiet."""

import json
import signal
import sys
import threading
from pathlib import Path

from bot.hub.hub import Hub


def serve(root: Path, port: int, world: Path | None) -> None:
    """Print what `describe` says and serve until SIGINT or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    hub = Hub(root)
    if world is not None:
        hub.load_world(world)
    hub.start(port)
    with hub:
        sys.stdout.write(json.dumps(hub.describe()) + "\n")
        sys.stdout.flush()
        ended.wait()
