"""Git objects: written loose, read loose or through one long-lived `git cat-file --batch`."""

import hashlib
import os
import re
import subprocess
import tempfile
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import IO, TypeVar

from bot.hub.errors import MissingObject

GIT_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_COUNT": "1",  # a hub lives for a test or a demo: nothing waits for the disk
    "GIT_CONFIG_KEY_0": "core.fsync",
    "GIT_CONFIG_VALUE_0": "none",
    "LC_ALL": "C",
}
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_OID = re.compile(r"[0-9a-f]{40}")
_CACHED = 20000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree."""

    name: str
    mode: str
    oid: str

    @property
    def kind(self) -> str:
        """What the entry points to: blob, tree or commit."""
        return {"040000": "tree", "160000": "commit"}.get(self.mode, "blob")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who made a commit, as git writes it."""

    name: str
    email: str
    when: datetime

    def __str__(self) -> str:
        zone = self.when.strftime("%z") or "+0000"
        return f"{self.name} <{self.email}> {int(self.when.timestamp())} {zone}"


@dataclass(frozen=True, slots=True)
class Commit:
    """A parsed commit; `payload` is what a signature covers."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    message: str
    signature: str | None
    payload: bytes


def _identity(text: str) -> Identity:
    who, _, rest = text.rpartition("> ")
    name, _, email = who.partition("<")
    seconds, _, zone = rest.partition(" ")
    try:
        sign = -1 if zone.startswith("-") else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        when = datetime.fromtimestamp(int(seconds), timezone(offset))
    except ValueError:
        when = datetime.fromtimestamp(0, UTC)
    return Identity(name.strip(), email, when)


def parse_commit(oid: str, data: bytes) -> Commit:
    """Take a commit's bytes apart."""
    head, _, message = data.partition(b"\n\n")
    fields: list[tuple[bytes, bytes]] = []
    for line in head.split(b"\n"):
        if line.startswith(b" ") and fields:
            key, value = fields[-1]
            fields[-1] = (key, value + b"\n" + line[1:])
        else:
            key, _, value = line.partition(b" ")
            fields.append((key, value))
    unsigned = [(k, v) for k, v in fields if k not in (b"gpgsig", b"gpgsig-sha256")]
    payload = b"\n".join(k + b" " + v.replace(b"\n", b"\n ") for k, v in unsigned)
    first = {k: v.decode("utf-8", "replace") for k, v in reversed(fields)}
    return Commit(
        oid=oid,
        tree=first.get(b"tree", EMPTY_TREE),
        parents=tuple(v.decode() for k, v in fields if k == b"parent"),
        author=_identity(first.get(b"author", "")),
        committer=_identity(first.get(b"committer", "")),
        message=message.decode("utf-8", "replace"),
        signature=first.get(b"gpgsig"),
        payload=payload + b"\n\n" + message,
    )


def parse_tree(data: bytes) -> tuple[Entry, ...]:
    """Take a tree's bytes apart; names that are no UTF-8 keep their bytes as surrogates."""
    entries = []
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        entries.append(
            Entry(name, data[at:space].decode().zfill(6), data[end + 1 : end + 21].hex())
        )
        at = end + 21
    return tuple(entries)


class Objects:
    """The object store of one repository and its forks."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._folder = git_dir / "objects"
        self._lock = threading.Lock()
        self._batch: subprocess.Popen[bytes] | None = None
        self._commits: dict[str, Commit] = {}
        self._trees: dict[str, tuple[Entry, ...]] = {}

    def write(self, kind: str, data: bytes) -> str:
        """Store an object loose and return its id."""
        whole = f"{kind} {len(data)}\0".encode() + data
        oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        folder = self._folder / oid[:2]
        path = folder / oid[2:]
        if path.exists():
            return oid
        folder.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="new-", delete=False) as file:
            file.write(zlib.compress(whole, 1))
        Path(file.name).rename(path)
        return oid

    def read(self, oid: str) -> tuple[str, bytes]:
        """Return kind and bytes, or raise MissingObject."""
        if _OID.fullmatch(oid) is None:
            raise MissingObject(oid)
        try:
            whole = zlib.decompress((self._folder / oid[:2] / oid[2:]).read_bytes())
        except OSError:
            return self._read_packed(oid)
        head, _, data = whole.partition(b"\0")
        return head.split(b" ")[0].decode(), data

    def has(self, oid: str, kind: str | None = None) -> bool:
        """Whether the object is here and of that kind."""
        try:
            return kind in (None, self.read(oid)[0])
        except MissingObject:
            return False

    def commit(self, oid: str) -> Commit:
        """A parsed commit."""
        return self._parsed(self._commits, oid, "commit", lambda data: parse_commit(oid, data))

    def tree(self, oid: str) -> tuple[Entry, ...]:
        """The entries of a tree."""
        if oid == EMPTY_TREE:
            return ()
        return self._parsed(self._trees, oid, "tree", parse_tree)

    def blob(self, oid: str) -> bytes:
        """A file's bytes."""
        kind, data = self.read(oid)
        if kind != "blob":
            raise MissingObject(oid)
        return data

    def close(self) -> None:
        """End the git process, if one was needed."""
        with self._lock:
            if self._batch is not None:
                for pipe in (self._batch.stdin, self._batch.stdout):
                    if pipe is not None:
                        pipe.close()
                self._batch.wait()
                self._batch = None

    def _parsed(self, cache: dict[str, T], oid: str, kind: str, parse: Callable[[bytes], T]) -> T:
        found = cache.get(oid)
        if found is None:
            actual, data = self.read(oid)
            if actual != kind:
                raise MissingObject(oid)
            if len(cache) > _CACHED:
                cache.clear()
            found = cache[oid] = parse(data)
        return found

    def _read_packed(self, oid: str) -> tuple[str, bytes]:
        with self._lock:
            source, sink = self._pipes()
            sink.write(f"{oid}\n".encode())
            sink.flush()
            words = source.readline().split()
            if words[-1:] == [b"missing"]:
                raise MissingObject(oid)
            data = source.read(int(words[2]))
            source.read(1)
            return words[1].decode(), data

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._batch is None or self._batch.poll() is not None:
            self._batch = subprocess.Popen(
                ["git", "--git-dir", str(self._git_dir), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=GIT_ENVIRONMENT,
            )
        if self._batch.stdout is None or self._batch.stdin is None:
            raise RuntimeError("git cat-file has no pipes")
        return self._batch.stdout, self._batch.stdin
