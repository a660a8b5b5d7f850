"""The command line in a process of its own, forked from one that has loaded what it needs.

To start Python and load everything takes longer than most commands. What depends on that start is
told by `tests/test_command_line.py` and the demo, which call the installed program itself.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from bot.cli.entry import main, slipway

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from multiprocessing.context import ForkServerProcess

LIMIT = 120
"""Seconds that a command may take."""

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def _load(group: click.Group) -> None:
    """Load the commands of a group, as its help would."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                _load(command)


_load(slipway)


@dataclass(frozen=True, slots=True)
class Begun:
    """A command that runs; what it says is in files."""

    arguments: tuple[str, ...]
    process: ForkServerProcess
    files: tempfile.TemporaryDirectory[str]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finished()

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.is_alive()

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self.process.kill()

    def finished(self, limit: float = LIMIT) -> subprocess.CompletedProcess[str]:
        """Wait for its end; ``TimeoutError`` if there is none."""
        self.process.join(limit)
        code = self.process.exitcode
        if code is None:
            self.process.kill()
            self.process.join()
            raise TimeoutError(f"no end of {self.arguments} within {limit} s")
        out, err = (Path(self.files.name, name).read_text("utf-8") for name in ("out", "err"))
        self.process.close()
        self.files.cleanup()
        return subprocess.CompletedProcess(self.arguments, code, out, err)


def begin(
    *arguments: str | Path, env: Mapping[str, str], folder: Path | None = None, answer: str = ""
) -> Begun:
    """Start the command line in a folder, with an environment of its own and an input."""
    files = tempfile.TemporaryDirectory(prefix="command-")
    Path(files.name, "in").write_text(answer, "utf-8")
    words = tuple(str(argument) for argument in arguments)
    call = (words, dict(env), str(folder or Path.cwd()), files.name)
    process = _PROCESSES.Process(target=_become, args=call)
    process.start()
    return Begun(words, process, files)


def run(
    *arguments: str | Path, env: Mapping[str, str], folder: Path | None = None, answer: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return begin(*arguments, env=env, folder=folder, answer=answer).finished()


def _become(words: Iterable[str], env: Mapping[str, str], folder: str, files: str) -> None:
    """Be in the new process what `slipway` is when a shell has started it."""
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None
    os.chdir(folder)
    writing = os.O_WRONLY | os.O_CREAT
    for number, (name, flags) in enumerate(
        (("in", os.O_RDONLY), ("out", writing), ("err", writing))
    ):
        opened = os.open(Path(files) / name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False)
        for number, mode in enumerate(("r", "w", "w"))
    )
    sys.argv = ["slipway", *words]
    try:
        main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
