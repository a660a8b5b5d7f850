"""Strips GitHub's published example payloads down to their structure, and puts it together again.

A payload stays an object with the same names in the same places, but without addresses. What is
left of its values are types: a text is empty but where it is a word of GitHub's own vocabulary or
a ref, a number is 1 but where it is that of a pull request or issue, and ids are counted anew, so
that equal ones stay equal. Objects that are alike stand in the file once.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

WORDS = frozenset({"action", "conclusion", "default_branch", "event", "ref", "ref_type", "state"})
"""Fields whose texts stay: what an event is of, and what happened."""
WORD = re.compile(r"[\w./-]{1,40}", re.ASCII)
ADDRESS = re.compile(r"(.*_)?url")
LONGEST = 2
"""So many elements of a list stay."""
SHAPE = "$shape"


@dataclass(slots=True)
class Shapes:
    """The distinct objects, each with those within it as references."""

    known: dict[str, int] = field(default_factory=dict)

    def refer(self, value: object) -> object:
        """Put every object in its place among the shapes; a reference stands for it."""
        match value:
            case dict():
                content = {name: self.refer(one) for name, one in value.items()}
                text = json.dumps(content, sort_keys=True, separators=(",", ":"))
                return {SHAPE: self.known.setdefault(text, len(self.known))}
            case list():
                return [self.refer(one) for one in value]
            case _:
                return value


def payloads_text(index: list[Json]) -> str:
    """The file of all distinct stripped examples, one object a line, so that a diff can be read."""
    shapes, stripping = Shapes(), _Stripping()
    examples: dict[str, list[int]] = {}
    for event in index:
        stripped = [stripping.strip(example, "") for example in event["examples"]]
        references = [shapes.refer(one) for one in stripped]
        numbers = [one[SHAPE] for one in references if isinstance(one, dict)]
        examples[event["name"]] = list(dict.fromkeys(numbers))
    named = ",\n".join(f"{json.dumps(name)}:{json.dumps(examples[name])}" for name in examples)
    objects = ",\n".join(shapes.known)
    return f'{{"examples":{{\n{named}\n}},\n"shapes":[\n{objects}\n]}}\n'


def read_payloads(text: str) -> dict[str, list[Json]]:
    """Every event's examples, out of the file."""
    held = json.loads(text)
    built: list[Json] = []
    for shape in held["shapes"]:  # what one refers to stands before it
        built.append({name: _resolved(one, built) for name, one in shape.items()})
    return {event: [built[one] for one in numbers] for event, numbers in held["examples"].items()}


def _resolved(value: Any, built: list[Json]) -> Any:
    match value:
        case {"$shape": int(number)}:
            return built[number]
        case list():
            return [_resolved(one, built) for one in value]
        case _:
            return value


@dataclass(slots=True)
class _Stripping:
    """The ids in the order in which they come."""

    ids: dict[int, int] = field(default_factory=dict)

    def strip(self, value: object, name: str) -> object:
        match value:
            case dict():
                kept = sorted(key for key in value if not ADDRESS.fullmatch(key))
                return {key: self.strip(value[key], key) for key in kept}
            case list():
                return [self.strip(one, "") for one in value[:LONGEST]]
            case str():
                return value if name in WORDS and WORD.fullmatch(value) else ""
            case bool():
                return value
            case int() if name == "id":
                return self.ids.setdefault(value, len(self.ids) + 1)
            case int() if name != "number":
                return 1
            case float():
                return 1.5
            case _:
                return value
