"""The strict YAML loader: a small, boring part of YAML, and every problem with its place.

The rules, in the order in which they are held: the bytes are plain UTF-8 text (``raw_text``); there
is one document, without directives, anchors, aliases, tags and merge keys; keys are text and each
stands once; it is neither deep nor large (``tree``); and only null, true, false and plain decimal
integers are anything else than text. The events come from PyYAML's own parser in Python, so that
the verdict is the same on every machine. Nothing here is recursive, and nothing raises.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from bot.core.documents.characters import FORBIDDEN
from bot.core.documents.loaded import Loaded
from bot.core.documents.problem import Problem, plain, pointer
from bot.core.documents.raw_text import forbidden_character, read_text, secret
from bot.core.documents.secret_text import looks_secret
from bot.core.documents.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yaml._yaml import Mark as CMark
    from yaml.error import Mark
    from yaml.events import Event

    from bot.core.documents.canonical import Value
    from bot.core.documents.loaded import Position

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_WORDS: dict[str, Value] = {"": None, "null": None, "true": True, "false": False}


@lru_cache(maxsize=512)
def load(data: bytes, file: str) -> Loaded:
    """Read one YAML document; whatever the bytes are, the answer is a value or its problems.

    Most commits hold most documents as the one before; what is given is never changed.
    """
    raw = read_text(data, file)
    tree = Tree(file, problems=list(raw.problems))
    if raw.text is not None:
        _read(raw.text, tree)
        if tree.root is None and not tree.problems:
            tree.report("empty-document", (0, 0), "the file holds no document", "write one")
    problems = tuple(sorted(tree.problems, key=lambda problem: (problem.line, problem.column)))
    return Loaded(
        file,
        None if problems else tree.root,
        tree.root if tree.whole else None,
        problems,
        MappingProxyType(tree.positions),
        MappingProxyType(tree.key_positions),
    )


def _read(text: str, tree: Tree) -> None:
    documents = 0
    for event in _events(text, tree):
        match event:
            case DocumentStartEvent():
                documents += 1
                if documents > 1:
                    what, cure = "a second document begins here", "keep one document in a file"
                    tree.report("second-document", _position(event.start_mark), what, cure)
                    return
            case NodeEvent():
                _take_node(event, tree)
            case CollectionEndEvent():
                tree.close()
            case _:
                pass
        if tree.full:
            return


def _events(text: str, tree: Tree) -> Iterator[Event]:
    """Yield PyYAML's events one by one, and end with a problem where it gives up."""
    parser = yaml.SafeLoader(text)
    try:
        while True:
            event: Event = parser.get_event()  # type: ignore[no-untyped-call]  # so are the stubs
            if isinstance(event, StreamEndEvent):
                return
            yield event
    except yaml.MarkedYAMLError as error:
        reason = ", ".join(plain(part) for part in (error.context, error.problem) if part)
        _syntax(tree, error.problem_mark or error.context_mark, reason)
    except (ValueError, OverflowError):
        # an escape such as \U00110000 names no character, which PyYAML lets chr() find out
        _syntax(tree, parser.get_mark(), "an escape names no character")


def _take_node(event: NodeEvent, tree: Tree) -> None:
    position = _position(event.start_mark)
    tree.count(position)
    if event.anchor is not None and not isinstance(event, AliasEvent):
        what = f"the anchor {tree.shown('&' + event.anchor)} is not allowed"
        tree.report("anchor", position, what, "remove it, and write the value where it is needed")
    match event:
        case ScalarEvent():
            _refuse_tag(event.tag, position, tree)
            _take_scalar(event, position, tree)
        case MappingStartEvent():
            _refuse_tag(event.tag, position, tree)
            tree.open({}, position)
        case SequenceStartEvent():
            _refuse_tag(event.tag, position, tree)
            tree.open([], position)
        case _:
            what = f"the alias {tree.shown(f'*{event.anchor}')} is not allowed"
            tree.report("alias", position, what, "write the value itself")
            tree.skip(position)


def _take_scalar(event: ScalarEvent, position: Position, tree: Tree) -> None:
    tree.problems.extend(_refused_text(event, position, tree))
    tree.take(event.value if event.style else _implicit(event.value), position)


def _implicit(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _refused_text(event: ScalarEvent, position: Position, tree: Tree) -> Iterable[Problem]:
    """Refuse what only shows once the scalar is decoded: escapes, folded lines."""
    escaped = sorted(set(FORBIDDEN.findall(event.value)))
    secretive = looks_secret(event.value)
    if not (escaped or secretive):
        return
    path = pointer(tree.here())
    yield from (forbidden_character(tree.file, one, *position, path) for one in escaped)
    end = _position(event.end_mark)[0]
    seen = any(
        problem.id == "looks-like-a-secret" and position[0] <= problem.line <= end
        for problem in tree.problems
    )
    if secretive and not seen:
        yield secret(tree.file, *position, path)


def _refuse_tag(tag: str | None, position: Position, tree: Tree) -> None:
    if tag is not None:
        what = f"the tag {tree.shown(tag)} is not allowed"
        tree.report("tag", position, what, "remove it: the schema says what a value is")


def _syntax(tree: Tree, mark: Mark | None, reason: str) -> None:
    cure = "check indentation, and quote text that holds ': ', ' #' or begins with a sign"
    what = f"this is not YAML: {reason}"
    tree.whole = False
    tree.report("tag" if "tag" in reason else "yaml-syntax", _position(mark), what, cure)


def _position(mark: Mark | CMark | None) -> Position:
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
