"""Where a history is written to: one pack of a bare repository, or ``git fast-import``."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING, Protocol

from bot.core.objects import hash_object
from bot.hub.objects import GIT_ENVIRONMENT
from bot.hub.repository import write_ref
from tests.history.trees import Folder, Leaf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.history.commits import File, MainCommit, Signer

MAIN = "refs/heads/main"
SIDE = "refs/slipway/side"
SUBMODULE = "160000"
_KINDS = {"commit": 1, "tree": 2, "blob": 3}


class Writer(Protocol):
    """Takes commits, in an order in which parents come first."""

    folder: Path
    """The bare repository."""
    key: Signer | None
    """By which GitHub signs here; ``None`` where nothing can be signed."""

    def commit(self, made: MainCommit, *, main: bool = True) -> str:
        """Write a commit, of main or of a branch, and return its id."""

    def finish(self, tip: str) -> None:
        """Have all objects in the repository, and main point to ``tip``."""


def _git(folder: Path, *arguments: str, data: bytes = b"") -> None:
    command = ["git", "--git-dir", str(folder), *arguments]
    subprocess.run(command, input=data, check=True, capture_output=True, env=GIT_ENVIRONMENT)


def _init(folder: Path) -> None:
    _git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "--template=")


class LooseWriter:
    """Makes objects in memory, and one pack of them at each ``finish``, after which it goes on."""

    def __init__(self, folder: Path, key: Signer | None) -> None:
        self.folder = folder
        self.key = key
        self._new: list[bytes] = []
        self._known: set[str] = set()
        self._trees: dict[str, Folder] = {}
        _init(folder)

    def put(self, kind: str, data: bytes) -> str:
        """Keep any object, however wrong, and return its id."""
        oid = hash_object(kind, data)
        if oid not in self._known:
            self._known.add(oid)
            self._new.append(_packed(kind, data))
        return oid

    def commit(self, made: MainCommit, *, main: bool = True) -> str:
        """See ``Writer``: it makes no difference here whether the commit is main's."""
        del main
        base = made.base or (made.parents[0] if made.parents else None)
        tree = self._trees[base] if base else Folder()
        leaves = {path: self._leaf(file) for path, file in made.files.items()}
        tree = tree.edited(leaves)
        oid = self.put("commit", _commit_bytes(made, made.tree or tree.written(self.put)))
        self._trees[oid] = tree
        return oid

    def _leaf(self, file: File | None) -> Leaf | None:
        if file is None:
            return None
        inner = file.mode == SUBMODULE
        return Leaf(file.mode, file.data.decode() if inner else self.put("blob", file.data))

    def finish(self, tip: str) -> None:
        """See ``Writer``."""
        if self._new:
            pack = b"PACK" + struct.pack(">II", 2, len(self._new)) + b"".join(self._new)
            digest = hashlib.sha1(pack, usedforsecurity=False).digest()
            _git(self.folder, "index-pack", "--stdin", data=pack + digest)
            self._new.clear()
        write_ref(self.folder, MAIN, tip)


def _packed(kind: str, data: bytes) -> bytes:
    """One whole object in a pack: kind and size in groups of 4, 7, 7, … bits (gitformat-pack)."""
    size = len(data)
    head = [_KINDS[kind] << 4 | size & 15]
    size >>= 4
    while size:
        head[-1] |= 128
        head.append(size & 127)
        size >>= 7
    return bytes(head) + zlib.compress(data, 1)


def _commit_bytes(made: MainCommit, tree: str) -> bytes:
    """The commit; the signature covers all of it but itself."""
    lines = [
        f"tree {tree}",
        *(f"parent {parent}" for parent in made.parents),
        f"author {made.author_line}",
        f"committer {made.committer_line}",
    ]
    head = "".join(f"{line}\n" for line in lines).encode()
    body = b"\n" + made.message.encode("utf-8", "surrogateescape")
    if made.signed_by is None:
        return head + body
    signature = made.signed_by.sign(head + body).replace("\n", "\n ")
    return head + f"gpgsig {signature}\n".encode() + body


class FastImportWriter:
    """Streams to ``git fast-import``; nothing is signed, and memory holds no objects."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key: Signer | None = None
        self._marks: dict[str, int] = {}
        _init(folder)
        answers, answering = os.pipe()
        arguments = ["fast-import", "--quiet", "--done", f"--cat-blob-fd={answering}"]
        self._git = subprocess.Popen(
            ["git", "--git-dir", str(folder), *arguments],
            stdin=subprocess.PIPE,
            pass_fds=(answering,),
            env=GIT_ENVIRONMENT,
        )
        os.close(answering)
        self._answers = os.fdopen(answers, "rb")

    def commit(self, made: MainCommit, *, main: bool = True) -> str:
        """See ``Writer``. Git finds what is still being packed by its mark alone."""
        if made.tree:
            raise ValueError("git fast-import makes the trees itself")
        mark = len(self._marks) + 1
        lines = [
            f"commit {MAIN if main else SIDE}",
            f"mark :{mark}",
            f"author {made.author_line}",
            f"committer {made.committer_line}",
        ]
        parts = ["".join(f"{line}\n" for line in lines).encode(), _data(made.message.encode())]
        parts += [
            f"{'merge' if number else 'from'} :{self._marks[parent]}\n".encode()
            for number, parent in enumerate(made.parents)
        ]
        if made.base:
            parts.append(f'M 040000 {self._tree_of(made.base)} ""\n'.encode())
        parts += [_file_line(path, file) for path, file in made.files.items()]
        oid = self._ask(b"".join(parts) + f"\nget-mark :{mark}\n".encode()).decode().strip()
        self._marks[oid] = mark
        return oid

    def _tree_of(self, commit: str) -> str:
        """``<mode> SP <type> SP <id> HT <path>``, or ``missing`` (git-fast-import(1), ls)."""
        return self._ask(f'ls :{self._marks[commit]} ""\n'.encode()).split()[2].decode()

    def _ask(self, command: bytes) -> bytes:
        if self._git.stdin is None:
            raise RuntimeError("git fast-import has no pipe")
        self._git.stdin.write(command)
        self._git.stdin.flush()
        answer = self._answers.readline()
        if not answer:
            raise RuntimeError("git fast-import ended")
        return answer

    def finish(self, tip: str) -> None:
        """See ``Writer``; the process ends, so nothing can follow."""
        if self._git.stdin is None:
            raise RuntimeError("git fast-import has no pipe")
        self._git.stdin.write(b"done\n")
        self._git.stdin.close()
        self._answers.close()
        if self._git.wait():
            raise RuntimeError("git fast-import failed")
        _git(self.folder, "update-ref", "-d", SIDE)
        _git(self.folder, "update-ref", MAIN, tip)


def _data(content: bytes | str) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return f"data {len(data)}\n".encode() + data + b"\n"


def _file_line(path: str, file: File | None) -> bytes:
    if file is None:
        return f"D {path}\n".encode()
    if file.mode == SUBMODULE:
        return f"M {file.mode} {file.data.decode()} {path}\n".encode()
    return f"M {file.mode} inline {path}\n".encode() + _data(file.data)
