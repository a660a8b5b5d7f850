"""What may lie in an auditor's clone to hide a forgery: the answer stays, or is refused."""

from __future__ import annotations

import os
import subprocess
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.objects import hash_object
from bot.hub.objects import GIT_ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRACE = "ran.txt"
"""A script that lies in the clone writes this file if anything runs it."""


def git(folder: Path, *arguments: str, data: bytes = b"") -> str:
    """Run git in a folder."""
    environment = {**GIT_ENVIRONMENT, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=data,
        capture_output=True,
        check=True,
        env=environment,
    )
    return done.stdout.decode().strip()


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone whose main ends in ``forged``; ``honest`` is the commit before; ``source``: of what.

    ``entry`` is the blob of an entry of the log.
    """

    folder: Path
    source: Path
    forged: str
    honest: str
    entry: str


@dataclass(frozen=True, slots=True)
class Tampering:
    """One way to prepare a clone; ``found`` is the id of the refusal, if it is refused."""

    id: str
    what: str
    found: str | None
    tamper: Callable[[Clone], None]


TAMPERINGS: list[Tampering] = []


def _enter(
    found: str | None = None,
) -> Callable[[Callable[[Clone], None]], Callable[[Clone], None]]:
    def enter(tamper: Callable[[Clone], None]) -> Callable[[Clone], None]:
        what = " ".join((tamper.__doc__ or "").split())
        TAMPERINGS.append(Tampering(tamper.__name__.replace("_", "-"), what, found, tamper))
        return tamper

    return enter


def _script(clone: Clone, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho ran >>'{clone.folder / TRACE}'\n", "utf-8")
    path.chmod(0o755)


@_enter()
def replaced_commit(clone: Clone) -> None:
    """A replace ref shows an honest commit in the place of the forged one."""
    tree = git(clone.folder, "rev-parse", f"{clone.honest}^{{tree}}")
    text = git(clone.folder, "cat-file", "commit", clone.forged)
    lines = [f"tree {tree}", *text.split("\n")[1:]]
    data = "\n".join(lines).encode()
    made = git(clone.folder, "hash-object", "-t", "commit", "-w", "--stdin", data=data)
    git(clone.folder, "replace", clone.forged, made)


@_enter()
def replaced_tree(clone: Clone) -> None:
    """A replace ref shows the tree before in the place of the forged one."""
    trees = [
        git(clone.folder, "rev-parse", f"{one}^{{tree}}") for one in (clone.forged, clone.honest)
    ]
    git(clone.folder, "replace", *trees)


@_enter()
def grafted(clone: Clone) -> None:
    """A graft leaves everything between the first commit and the last out."""
    first = git(clone.folder, "rev-list", "--max-parents=0", clone.honest).split()[0]
    info = clone.folder / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{clone.forged} {first}\n", "utf-8")


@_enter()
def hooked(clone: Clone) -> None:
    """Hooks run a script at whatever git does."""
    for name in (
        "post-checkout",
        "reference-transaction",
        "post-index-change",
        "fsmonitor-watchman",
    ):
        _script(clone, clone.folder / ".git" / "hooks" / name)


@_enter()
def configured(clone: Clone) -> None:
    """The configuration names scripts, and asks for other output."""
    script = clone.folder / ".git" / "script.sh"
    _script(clone, script)
    for name, value in (
        ("core.fsmonitor", str(script)),
        ("core.pager", str(script)),
        ("diff.external", str(script)),
        ("core.alternateRefsCommand", str(script)),
        ("core.hooksPath", str(script.parent)),
        ("log.showSignature", "true"),
        ("log.diffMerges", "off"),
        ("log.follow", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.noprefix", "true"),
        ("diff.orderFile", str(script)),
        ("gpg.program", str(script)),
        ("gpg.ssh.program", str(script)),
        ("core.quotePath", "false"),
        ("i18n.logOutputEncoding", "utf-16"),
        ("format.pretty", "oneline"),
        ("color.ui", "always"),
    ):
        git(clone.folder, "config", name, value)


@_enter()
def attributed(clone: Clone) -> None:
    """Attributes take logs and statuses out of every difference, by a script."""
    script = clone.folder / ".git" / "script.sh"
    _script(clone, script)
    git(clone.folder, "config", "diff.hide.textconv", str(script))
    git(clone.folder, "config", "diff.hide.command", str(script))
    info = clone.folder / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text("* diff=hide export-ignore\n", "utf-8")


@_enter()
def tag_named_like_the_branch(clone: Clone) -> None:
    """A tag named main points to the honest commit."""
    git(clone.folder, "tag", "main", clone.honest)


@_enter()
def noted(clone: Clone) -> None:
    """A note beside the forged commit says that all is well."""
    git(clone.folder, *_AUTHOR, "notes", "add", "-m", "Audited: all is well", clone.forged)


_AUTHOR = ("-c", "user.name=otto", "-c", "user.email=otto@example.com")


@_enter()
def false_commit_graph(clone: Clone) -> None:
    """The commit graph, which git reads for speed, is of another history."""
    git(clone.folder, "replace", clone.forged, clone.honest)
    graph = clone.folder / ".git" / "objects" / "info" / "commit-graph"
    git(clone.folder, "-c", "core.commitGraph=true", "commit-graph", "write", "--reachable")
    git(clone.folder, "replace", "-d", clone.forged)
    if graph.exists():
        data = bytearray(graph.read_bytes())
        at = data.find(bytes.fromhex(clone.forged))
        if at >= 0:
            data[at] ^= 1
        graph.chmod(0o644)
        graph.write_bytes(bytes(data))


@_enter("shallow-clone")
def shallow(clone: Clone) -> None:
    """The history is cut off after the newest commit."""
    (clone.folder / ".git" / "shallow").write_text(f"{clone.forged}\n", "utf-8")


@_enter("missing-object")
def partial(clone: Clone) -> None:
    """The clone left the contents of files with the server."""
    git(clone.source, "config", "uploadpack.allowFilter", "true")
    folder = clone.folder.with_name("partial")
    url = clone.source.as_uri()
    git(clone.source, "clone", "-q", "--no-checkout", "--filter=blob:none", url, str(folder))
    old = clone.folder.with_name("whole")
    clone.folder.rename(old)
    folder.rename(clone.folder)


@_enter("missing-object")
def object_removed(clone: Clone) -> None:
    """The bytes of an entry are gone from the clone."""
    _loose(clone, clone.entry).unlink()


@_enter("corrupt-object")
def object_exchanged(clone: Clone) -> None:
    """The file of an object holds other bytes than its name says."""
    path = _loose(clone, clone.entry)
    other = b"{}\n"
    path.chmod(0o644)
    path.write_bytes(zlib.compress(f"blob {len(other)}".encode() + b"\0" + other))
    assert hash_object("blob", other) != clone.entry


@_enter("corrupt-object")
def commit_exchanged(clone: Clone) -> None:
    """The file of a commit in the middle holds another one with the same parent."""
    text = git(clone.folder, "cat-file", "commit", clone.honest).encode()
    path = _loose(clone, clone.honest)
    text = text.replace(b"Under Review", b"Full Release")
    path.chmod(0o644)
    path.write_bytes(zlib.compress(f"commit {len(text)}".encode() + b"\0" + text))


def _loose(clone: Clone, oid: str) -> Path:
    """Have every object in a file of its own, and name that of one."""
    objects = clone.folder / ".git" / "objects"
    for pack in list((objects / "pack").glob("*.pack")):
        moved = clone.folder / pack.name
        pack.rename(moved)
        for rest in objects.joinpath("pack").glob(f"{pack.stem}.*"):
            rest.unlink()
        git(clone.folder, "unpack-objects", "-q", data=moved.read_bytes())
    return objects / oid[:2] / oid[2:]


def exchange(clone: Clone, tree: str, other: str) -> None:
    """Let the file of a tree hold the entries of another one."""
    path = _loose(clone, tree)
    content = _bytes(clone, other)
    path.chmod(0o644)
    path.write_bytes(zlib.compress(f"tree {len(content)}".encode() + b"\0" + content))


def _bytes(clone: Clone, oid: str) -> bytes:
    return zlib.decompress(_loose(clone, oid).read_bytes()).partition(b"\0")[2]
