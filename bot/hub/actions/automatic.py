"""A thread that does what GitHub does by itself: starts schedules and runs what waits."""

import sys
import threading
from types import TracebackType
from typing import Self

from bot.hub.actions.dispatcher import Actions

PAUSE = 0.2
"""Seconds between two looks."""


class Automatic:
    """Ticks by the hub's clock and drains, one run at a time, until it is left."""

    def __init__(self, actions: Actions, pause: float = PAUSE) -> None:
        self._actions = actions
        self._pause = pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Begin no further run; one under way is waited for."""
        self._ended.set()
        self._thread.join()

    def _go(self) -> None:
        while not self._ended.wait(self._pause):
            self._actions.tick()
            for run in self._actions.ready():
                if self._ended.is_set():
                    return
                try:
                    self._actions.run(run)
                except Exception as problem:  # noqa: BLE001 - one run must not end all others
                    what = f"run {run.id} of {run.path}: {type(problem).__name__}: {problem}"
                    sys.stderr.write(f"hub: {what}\n")
