"""Git as a child process: a fixed environment, no prompt, caps on time and bytes."""

from __future__ import annotations

import base64
import contextlib
import resource
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import UnavailableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

TIME_LIMIT = 120.0
"""Seconds that one git command may take."""
PACK_LIMIT = 256 * 1024 * 1024
"""Bytes that one file written by git may have: a pack beyond it ends the fetch."""


@dataclass(frozen=True, slots=True)
class Remote:
    """Where the repository is fetched from, and with what token (none for a local path)."""

    url: str
    token: str | None = None


def environment(search_path: str, remote: Remote) -> dict[str, str]:
    """The whole environment of every git command.

    Replace refs, hooks, prompts and the configuration of machine and user are switched off
    (git-config(1), git(1)); the token travels in a header, never in an argument or a file. Nothing
    waits for the disk: what a power cut takes from this repository is fetched again.
    """
    settings = {
        "core.hooksPath": "/dev/null",
        "gc.auto": "0",
        "maintenance.auto": "false",
        "fetch.fsckObjects": "false",
        "protocol.version": "2",
        "core.commitGraph": "false",
        "core.fsync": "none",
        "remote.origin.url": remote.url,
    }
    if remote.token is not None:
        secret = base64.b64encode(f"x-access-token:{remote.token}".encode()).decode()
        settings["http.extraHeader"] = f"Authorization: Basic {secret}"
    values = {
        "PATH": search_path,
        "LC_ALL": "C",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for index, (key, value) in enumerate(settings.items()):
        values[f"GIT_CONFIG_KEY_{index}"] = key
        values[f"GIT_CONFIG_VALUE_{index}"] = value
    return values


class GitProcess:
    """Runs git in one bare repository, and keeps one ``cat-file --batch`` for reading objects."""

    def __init__(self, directory: Path, env: Mapping[str, str]) -> None:
        self._directory = directory
        self._env = dict(env)
        self._reader: subprocess.Popen[bytes] | None = None

    def run(
        self, *arguments: str, check: bool = True, data: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one command; a failure with ``check`` means that git or the network is at fault."""
        try:
            with self._started(arguments) as process:
                done = _finished(process, data or b"")
        except FileNotFoundError as error:
            cure = "install git, and let PATH lead to it"
            raise UsageError("no-git", "git is not to be found", cure) from error
        except subprocess.TimeoutExpired as error:
            raise _git_failed(arguments, f"no end after {TIME_LIMIT:.0f} s") from error
        if check and done.returncode != 0:
            raise _git_failed(arguments, last_line(done.stderr))
        return done

    def _started(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        with _small_files() if "fetch" in arguments else contextlib.nullcontext():
            return subprocess.Popen(
                ["git", *arguments],
                cwd=self._directory,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

    def read_object(self, oid: str) -> tuple[str, bytes] | None:
        """Type and content of an object, or ``None`` where it is absent."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self._directory,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        source, sink = self._reader.stdout, self._reader.stdin
        if source is None or sink is None:  # pragma: no cover  both are pipes
            raise AssertionError("cat-file without pipes")
        try:
            sink.write(f"{oid}\n".encode())
            sink.flush()
            header = source.readline().split()
            if len(header) != 3:  # noqa: PLR2004  "<oid> <type> <size>", else "<oid> missing"
                return None
            content = source.read(int(header[2]))
            source.read(1)
        except OSError as error:
            raise _git_failed(("cat-file",), type(error).__name__) from error
        return header[1].decode(), content

    def close(self) -> None:
        """End the reading process."""
        if self._reader is not None:
            for pipe in (self._reader.stdin, self._reader.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._reader.wait()
            self._reader = None


def _finished(process: subprocess.Popen[bytes], data: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        output, errors = process.communicate(data, TIME_LIMIT)
    except BaseException:
        process.kill()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


@contextlib.contextmanager
def _small_files() -> Iterator[None]:
    """What is started meanwhile inherits the cap on files.

    A function between fork and exec would do the same, and have the whole process copied each time.
    """
    with _LIMITING:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        least = PACK_LIMIT if hard == resource.RLIM_INFINITY else min(PACK_LIMIT, hard)
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


_LIMITING = threading.Lock()


def last_line(output: bytes) -> str:
    """The last line that git said, for a message."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else "no message"


def _git_failed(arguments: Sequence[str], why: str) -> UnavailableError:
    return UnavailableError(
        "git-failed", f"git {arguments[0]} failed ({why})", "run it again, or wait for the sweep"
    )
