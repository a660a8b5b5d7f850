"""Trees: written, edited path by path, and walked."""

from collections.abc import Iterable, Iterator, Mapping

from bot.hub.objects import EMPTY_TREE, Entry, Objects

REGULAR = "100644"
FOLDER = "040000"


def _sort_key(entry: Entry) -> bytes:
    name = entry.name.encode("utf-8", "surrogateescape")
    return name + b"/" if entry.mode == FOLDER else name


def write_tree(objects: Objects, entries: Iterable[Entry]) -> str:
    """Write one tree from its entries, in git's order."""
    lines = [
        f"{entry.mode.lstrip('0')} ".encode()
        + entry.name.encode("utf-8", "surrogateescape")
        + b"\0"
        + bytes.fromhex(entry.oid)
        for entry in sorted(entries, key=_sort_key)
    ]
    return objects.write("tree", b"".join(lines))


def edit_tree(
    objects: Objects, root: str | None, changes: Mapping[str, tuple[str, str] | None]
) -> str:
    """Return the tree with (mode, oid) at each given path, or nothing where it says None."""
    here: dict[str, Entry] = {}
    if root is not None:
        here = {entry.name: entry for entry in objects.tree(root)}
    below: dict[str, dict[str, tuple[str, str] | None]] = {}
    for path, change in changes.items():
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, {})[rest] = change
        elif change is None:
            here.pop(name, None)
        else:
            here[name] = Entry(name, *change)
    for name, inner in below.items():
        old = here.get(name)
        base = old.oid if old is not None and old.mode == FOLDER else None
        oid = edit_tree(objects, base, inner)
        if oid == EMPTY_TREE:
            here.pop(name, None)
        else:
            here[name] = Entry(name, FOLDER, oid)
    if not here:
        return objects.write("tree", b"")
    return write_tree(objects, here.values())


def walk(objects: Objects, root: str, prefix: str = "") -> Iterator[tuple[str, Entry]]:
    """Yield every entry below a tree, folders before what they hold."""
    for entry in objects.tree(root):
        path = prefix + entry.name
        yield path, entry
        if entry.mode == FOLDER:
            yield from walk(objects, entry.oid, path + "/")


def find(objects: Objects, root: str, path: str) -> Entry | None:
    """The entry at a path, without following symlinks."""
    entry = Entry("", FOLDER, root)
    for name in [part for part in path.split("/") if part]:
        if entry.mode != FOLDER:
            return None
        found = next((e for e in objects.tree(entry.oid) if e.name == name), None)
        if found is None:
            return None
        entry = found
    return entry
