"""An auditor's clone, read by git's plumbing alone: nothing that lies in it can change the answer.

Refs are asked of the clone; objects are read through a bare repository of our own that borrows
its object folder. So its configuration, hooks, replace refs, grafts and attributes are never read
(gitrepository-layout, ``objects/info/alternates``).
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.audit.git.objects import hash_object
from bot.core.documents.problem import plain, quoted
from bot.errors import IntegrityError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_REQUEST = 1000
"""Objects asked for at once: git answers while it reads, so a request must fit into one pipe."""
_ID = re.compile(r"[0-9a-f]{40}")
"""A full id names an object and nothing else, whatever refs the clone may hold."""
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.commitGraph=false",
    "safe.directory=*",
)


class Object(NamedTuple):
    """One object of git: ``commit``, ``tree``, ``blob`` or ``tag``, and its content."""

    kind: str
    content: bytes


class Clone:
    """Reads one repository; ``refs`` is its git folder, ``objects`` our own view of its objects."""

    def __init__(self, refs: Path, objects: Path, search_path: str) -> None:
        self._refs = refs
        self._objects = objects
        self._environment = _environment(search_path)
        self._reader: subprocess.Popen[bytes] | None = None

    def tip(self, ref: str) -> tuple[str, str]:
        """The commit that a branch, another ref or an id names, and the ref that was read.

        ``UsageError`` where there is none, or where the clone's own branch and the one that was
        fetched name two commits.
        """
        if _ID.fullmatch(ref):
            return self.commit(ref, "--ref"), ref
        own, fetched = f"refs/heads/{ref}", f"refs/remotes/origin/{ref}"
        found = {name: oid for name in (own, fetched) if (oid := self._resolved(name)) is not None}
        if len(set(found.values())) > 1:
            what = f"{plain(own)} is {found[own]}, and {plain(fetched)} is {found[fetched]}"
            cure = f"name the one that is meant, such as --ref {plain(f'origin/{ref}')}"
            raise UsageError("two-branches", what, cure)
        for name, oid in found.items():
            return oid, name
        return self.commit(ref, "--ref"), ref

    def commit(self, revision: str, option: str) -> str:
        """The commit that a revision names; ``UsageError`` where there is none."""
        exact = _ID.fullmatch(revision) is not None
        found = (revision if self.has(revision) else None) if exact else self._resolved(revision)
        if found is None:
            what = f"there is no {quoted(revision)} in {plain(str(self._refs))}"
            raise UsageError("no-such-revision", what, f"name a commit of this clone by {option}")
        return found

    def _resolved(self, revision: str) -> str | None:
        name = f"{revision}^{{commit}}"
        done = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def count(self, since: str, tip: str) -> int:
        """How many commits main has after one commit up to another."""
        listed = self.stream("log", "-z", "--first-parent", "--format=%H", f"{since}..{tip}")
        return sum(1 for token in listed if token.strip())

    def has(self, commit: str) -> bool:
        """Whether the clone holds a commit."""
        command = self._command(self._objects, ("cat-file", "-e", f"{commit}^{{commit}}"))
        done = subprocess.run(command, env=self._environment, capture_output=True, check=False)
        return done.returncode == 0

    def stream(self, *arguments: str) -> Iterator[bytes]:
        """The output of one git command, split at NUL, while it is being written."""
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                self._command(self._objects, arguments),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
            )
            try:
                yield from _tokens(process)
                if process.wait() != 0:
                    said.seek(0)
                    raise _unreadable(said.read())
            finally:
                process.kill()
                process.communicate()

    def read(self, oids: Iterable[str]) -> Mapping[str, Object]:
        """Objects by id, each hashed again: what is absent or has another id is an error."""
        wanted = list(dict.fromkeys(oids))
        found: dict[str, Object] = {}
        for start in range(0, len(wanted), LONGEST_REQUEST):
            found.update(self._batch(wanted[start : start + LONGEST_REQUEST]))
        return found

    def _batch(self, oids: list[str]) -> Iterator[tuple[str, Object]]:
        source = self._started()
        if source.stdin is None or source.stdout is None:  # pragma: no cover  both are pipes
            raise AssertionError("cat-file without pipes")
        try:
            source.stdin.write("".join(f"{oid}\n" for oid in oids).encode())
            source.stdin.flush()
            for oid in oids:
                header = source.stdout.readline().split()
                if len(header) != 3:  # noqa: PLR2004  "<oid> <type> <size>", else "<oid> missing"
                    raise _missing(oid)
                found = Object(header[1].decode(), source.stdout.read(int(header[2])))
                source.stdout.read(1)
                yield oid, _checked(oid, found)
        except OSError as error:
            raise _missing(oids[0]) from error

    def _started(self) -> subprocess.Popen[bytes]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                self._command(self._objects, ("cat-file", "--batch")),
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._reader

    def _ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self._command(self._refs, arguments),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    def _command(self, folder: Path, arguments: Iterable[str]) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return ["git", "-C", str(folder), *settings, *arguments]

    def borrow(self, *, whole: bool) -> None:
        """Make the bare repository that borrows the clone's objects.

        ``whole``: a clone whose history is cut off is refused.
        """
        about = self._ask(
            *("rev-parse", "--is-shallow-repository", "--show-object-format"),
            *("--path-format=absolute", "--git-path", "objects"),
        )
        if about.returncode != 0:
            what = f"{plain(str(self._refs))} is no git repository"
            raise UsageError("no-repository", what, "name a clone by --repo")
        answer = about.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
        shallow, form, objects = answer.split("\n", 2)
        if "\n" in objects:
            what = "the path of the clone holds a line break"
            raise UsageError("odd-folder", what, "move the clone to another folder")
        if whole and shallow == "true":
            what = f"{plain(str(self._refs))} is a shallow clone: its history is cut off"
            raise UsageError("shallow-clone", what, "deepen it with git fetch --unshallow")
        if form != "sha1":
            cure = "audit a repository with SHA-1 object ids, as GitHub has them"
            raise UsageError("object-format", f"its object ids are {form}", cure)
        made = self._ask_init()
        if made.returncode != 0:  # pragma: no cover  a temporary folder can be written
            raise _unreadable(made.stderr)
        borrowed = self._objects / "objects" / "info" / "alternates"
        borrowed.write_bytes(objects.encode("utf-8", "surrogateescape") + b"\n")

    def _ask_init(self) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "init", "--quiet", "--bare", "--template=", str(self._objects)]
        made = subprocess.run(command, env=self._environment, capture_output=True, check=False)
        (self._objects / "objects" / "info").mkdir(parents=True, exist_ok=True)
        return made

    def close(self) -> None:
        """End the reading process."""
        if self._reader is not None:
            for pipe in (self._reader.stdin, self._reader.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            self._reader.wait()
            self._reader = None


@contextmanager
def open_clone(directory: Path, search_path: str, *, whole: bool = True) -> Iterator[Clone]:
    """Open a clone for reading; ``UsageError`` for what is no clone, or a shallow one.

    Without ``whole`` a shallow one will do, for whoever reads no history.
    """
    if not directory.is_dir():
        what = f"there is no folder {plain(str(directory))}"
        raise UsageError("no-repository", what, "name a clone by --repo")
    with tempfile.TemporaryDirectory(prefix="slipway-audit-") as own:
        clone = Clone(directory.absolute(), Path(own) / "objects.git", search_path)
        try:
            clone.borrow(whole=whole)
            yield clone
        except FileNotFoundError as error:
            if error.filename != "git":
                raise
            cure = "install git, and let PATH lead to it"
            raise UsageError("no-git", "git is not to be found", cure) from error
        finally:
            clone.close()


def _environment(search_path: str) -> dict[str, str]:
    return {
        "PATH": search_path,
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_GRAFT_FILE": "/dev/null",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _tokens(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    if not isinstance(process.stdout, BufferedReader):  # pragma: no cover  it is a pipe
        raise TypeError("a stream without a pipe")
    rest = b""
    while chunk := process.stdout.read1(1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _checked(oid: str, found: Object) -> Object:
    if hash_object(found.kind, found.content) != oid:
        what = f"the object {oid} holds bytes of another id"
        raise IntegrityError("corrupt-object", what, "run git fsck --full, and clone anew")
    return found


def _missing(oid: str) -> UsageError:
    cure = "clone anew, whole (git fetch --refetch where the clone is partial)"
    return UsageError("missing-object", f"the object {oid} is missing from this clone", cure)


def _unreadable(said: bytes) -> UsageError:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    what = f"git cannot read the history ({plain(lines[-1]) if lines else 'no message'})"
    return UsageError("unreadable-history", what, "run git fsck --full, and clone anew")
