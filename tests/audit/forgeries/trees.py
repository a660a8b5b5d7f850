"""Trees that git shows otherwise than they are, and entries of odd modes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEST
from tests.audit.forgeries.strokes import with_files, with_mode
from tests.history import people
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.trees import FOLDER, Folder, Leaf

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.forgeries.forger import Forger

TREES = Book(Sort.TREE)


class Line(NamedTuple):
    """One entry of a tree."""

    mode: str
    name: str
    oid: str


def retreed(
    f: Forger, change: Callable[[list[Line]], list[Line]]
) -> Callable[[MainCommit], MainCommit]:
    """Let the commit name another root tree, whatever git would say to it."""

    def respell(commit: MainCommit) -> MainCommit:
        honest = f.writer.commit(commit)
        folder = f.writer._trees[honest]
        lines = [_line(name, entry) for name, entry in folder.entries.items()]
        lines.sort(key=lambda one: one.name + ("/" if one.mode == FOLDER else ""))
        data = b"".join(
            f"{one.mode} {one.name}".encode() + b"\0" + bytes.fromhex(one.oid)
            for one in change(lines)
        )
        return replace(commit, tree=f.writer.put("tree", data))

    return respell


def _line(name: str, entry: Folder | Leaf) -> Line:
    oid = entry.oid
    assert oid is not None
    return Line(FOLDER if isinstance(entry, Folder) else entry.mode, name, oid)


@TREES.found_by("tree", says="100755")
def executable_entry(f: Forger) -> None:
    """A new entry is an executable file."""
    f.lie(respell=with_mode(f"{TEST.log_folder}/0001-released.json", "100755"))
    f.h.apply(TEST)


@TREES.found_by("tree", says="100755")
def executable_status(f: Forger) -> None:
    """A status file is an executable file."""
    f.lie(respell=with_mode(TEST.status_path, "100755"))
    f.h.apply(TEST)


@TREES.found_by("tree", says="no entry calls for this change")
def submodule(f: Forger) -> None:
    """The bot's commit brings another repository in as a submodule."""
    f.lie(respell=with_files({f"{TEST.folder}/vendor": File(b"1" * 40, "160000")}))
    f.h.apply(TEST)


@TREES.found_by("tree", says="it is malformed")
def empty_folder_by_a_person(f: Forger) -> None:
    """A page of documentation is changed, and an empty folder slipped in, which git never shows."""
    f.h.apply(COFFEE)
    f.forges()
    empty = Line(FOLDER, "zz", f.writer.put("tree", b""))
    commit = MainCommit(
        files={"README.md": File(b"# Another\n")},
        message="Say more",
        author=hand_of(people.OTTO),
        committer=GITHUB,
        time=f.h.now,
        parents=(f.h.tip,),
        signed_by=f.writer.key,
    )
    f.h.raw(retreed(f, lambda lines: [*lines, empty])(commit))


@TREES.found_by("tree")
def empty_folder(f: Forger) -> None:
    """The bot's commit slips an empty folder in, which git never shows."""
    empty = Line(FOLDER, "zz", f.writer.put("tree", b""))
    f.lie(respell=retreed(f, lambda lines: [*lines, empty]))
    f.h.apply(TEST)


@TREES.found_by("tree")
def name_twice(f: Forger) -> None:
    """A tree holds one name twice, so that two readers see two files."""
    other = f.writer.put("blob", b"# Another\n")
    f.lie(respell=retreed(f, lambda lines: _twice(lines, other)))
    f.h.apply(TEST)


def _twice(lines: list[Line], oid: str) -> list[Line]:
    at = next(i for i, one in enumerate(lines) if one.name == "README.md")
    return [*lines[: at + 1], Line("100644", "README.md", oid), *lines[at + 1 :]]


@TREES.found_by("tree")
def unsorted_tree(f: Forger) -> None:
    """The entries of a tree do not stand in git's order."""
    f.lie(respell=retreed(f, lambda lines: lines[::-1]))
    f.h.apply(TEST)


@TREES.found_by("tree")
def padded_mode(f: Forger) -> None:
    """A folder's mode is written with a zero before it, which means the same to git."""
    f.lie(respell=retreed(f, lambda lines: [_padded(one) for one in lines]))
    f.h.apply(TEST)


def _padded(line: Line) -> Line:
    return line._replace(mode=f"0{FOLDER}") if line.name == "catalog" else line


@TREES.found_by("tree")
def tree_of_the_parent(f: Forger) -> None:
    """The commit has the bot's files, and an older schema folder comes back unseen with them."""
    f.lie(respell=retreed(f, lambda lines: [one for one in lines if one.name != "schemas"]))
    f.h.apply(TEST)


@TREES.found_by("tree", says="nests folders deeper")
def folders_nested_too_deep(f: Forger) -> None:
    """A page lies in a thousand folders, each in the next, where a reader may lose its way."""
    f.forges()
    oid = f.writer.put("tree", b"100644 x\0" + bytes.fromhex(f.writer.put("blob", b"Deep.\n")))
    for _ in range(1500):
        oid = f.writer.put("tree", b"40000 a\0" + bytes.fromhex(oid))
    deep = Line(FOLDER, "zz", oid)
    commit = MainCommit(
        files={},
        message="Say more",
        author=hand_of(people.OTTO),
        committer=GITHUB,
        time=f.h.now,
        parents=(f.h.tip,),
        signed_by=f.writer.key,
    )
    f.h.raw(retreed(f, lambda lines: [*lines, deep])(commit))
