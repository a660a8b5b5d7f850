"""What each error of a schema means to people: a stable id, what is wrong, and the cure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.core.documents.problem import counted, plain, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_SORTS = {
    "object": ("an object", "write its fields below it, indented"),
    "array": ("a list", "write one '- ' line for each item"),
    "string": ("text", "put it in quotes"),
    "integer": ("a whole number", "write a plain decimal number, without quotes"),
    "boolean": ("true or false", "write true or false, without quotes"),
    "null": ("null", "write null"),
}
_SORT_OF: Mapping[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    int: "integer",
    bool: "boolean",
    type(None): "null",
}


LEAST_PREFIX = 3


class Fault(NamedTuple):
    """One keyword of a schema that a value fails; ``named`` is the field that it is about.

    ``hidden``: the value may be a secret, and is not shown.
    """

    keyword: str
    named: str
    limit: Any
    value: Any
    schema: Mapping[str, Any]
    field: str | int | None
    hidden: bool = False


class Explanation(NamedTuple):
    """An id, what is wrong with the value, and the cure."""

    rule: str
    what: str
    cure: str


def explain(fault: Fault) -> Explanation:
    """Say in plain words what the fault means."""
    known = _EXPLANATIONS.get(fault.keyword)
    if known is None:
        return Explanation("wrong-value", f"{_shown(fault)} does not fit", _described(fault))
    return known(fault)


def did_you_mean(text: str, known: Iterable[str], otherwise: str) -> str:
    """Suggest the nearest of the known words, else say something else."""
    words = list(known)
    near = get_close_matches(text, words, n=1)
    near += [word for word in words if len(text) >= LEAST_PREFIX and word.startswith(text)]
    return f"did you mean {quoted(near[0])}?" if near else otherwise


def listed(words: Iterable[object]) -> str:
    """List what may stand somewhere."""
    return ", ".join(plain(str(word)) for word in words)


def _unknown_field(fault: Fault) -> Explanation:
    known = list(fault.schema.get("properties", ()))
    otherwise = f"remove it; known are: {listed(known)}" if known else "remove it; none is known"
    cure = did_you_mean(fault.named, known, otherwise)
    named = "(not shown)" if fault.hidden else quoted(fault.named)
    return Explanation("unknown-field", f"the field {named} is not known here", cure)


def _missing_field(fault: Fault) -> Explanation:
    field = fault.schema.get("properties", {}).get(fault.named, {})
    hint = field.get("description")
    cure = f"add it: {_lower(hint)}" if hint else "add it"
    return Explanation("missing-field", f"the field {quoted(fault.named)} is missing", cure)


def _wrong_type(fault: Fault) -> Explanation:
    wanted = fault.limit
    first = wanted if isinstance(wanted, str) else wanted[0]
    name, cure = _SORTS[first]
    found = _SORT_OF.get(type(fault.value), "")
    if first == "string" and found not in ("integer", "boolean"):
        cure = "write text"
    is_sort = f" is {_SORTS[found][0]}" if found in ("string", "integer") else " stands"
    return Explanation("wrong-type", f"{_shown(fault)}{is_sort} where {name} is due", cure)


def _not_in_list(fault: Fault) -> Explanation:
    choices = [str(choice) for choice in fault.limit]
    cure = did_you_mean(str(fault.value), choices, "choose one of them")
    return Explanation("not-in-list", f"{_shown(fault)} is not one of: {listed(choices)}", cure)


def _not_the_one(fault: Fault) -> Explanation:
    due = quoted(fault.limit)
    if fault.field == "format":
        what = f"{_shown(fault)} is not a document format that this version reads"
        return Explanation("unsupported-format", what, f"write format: {due}")
    return Explanation(
        "not-in-list", f"{_shown(fault)} stands where only {due} may", f"write {due}"
    )


def _wrong_form(fault: Fault) -> Explanation:
    return Explanation("wrong-form", f"{_shown(fault)} has the wrong form", _described(fault))


def _too_short(fault: Fault) -> Explanation:
    what = f"{_shown(fault)} has {_length(fault)}, fewer than {_limit(fault)}"
    return Explanation("too-short", what, _described(fault))


def _too_long(fault: Fault) -> Explanation:
    what = f"{_shown(fault)} has {_length(fault)}, more than {_limit(fault)}"
    return Explanation("too-long", what, "make it shorter")


def _too_few(fault: Fault) -> Explanation:
    return Explanation(
        "too-few", f"{_shown(fault)}, where at least {_limit(fault)} is due", "add what is missing"
    )


def _too_many(fault: Fault) -> Explanation:
    return Explanation(
        "too-many", f"{_shown(fault)}, where at most {_limit(fault)} may be", "keep fewer"
    )


def _too_small(fault: Fault) -> Explanation:
    cure = f"the least is {_limit(fault)}"
    return Explanation("out-of-range", f"{_shown(fault)} is less than {_limit(fault)}", cure)


def _too_great(fault: Fault) -> Explanation:
    cure = f"the greatest is {_limit(fault)}"
    return Explanation("out-of-range", f"{_shown(fault)} is greater than {_limit(fault)}", cure)


def _listed_twice(fault: Fault) -> Explanation:
    items = fault.value
    twice = next(item for index, item in enumerate(items) if item in items[:index])
    return Explanation("listed-twice", f"{quoted(twice)} stands twice in the list", "keep one")


_EXPLANATIONS: Mapping[str, Callable[[Fault], Explanation]] = {
    "additionalProperties": _unknown_field,
    "required": _missing_field,
    "type": _wrong_type,
    "enum": _not_in_list,
    "const": _not_the_one,
    "pattern": _wrong_form,
    "minLength": _too_short,
    "maxLength": _too_long,
    "minItems": _too_few,
    "minProperties": _too_few,
    "maxItems": _too_many,
    "maxProperties": _too_many,
    "minimum": _too_small,
    "maximum": _too_great,
    "uniqueItems": _listed_twice,
}


def _shown(fault: Fault) -> str:
    hidden = fault.hidden and not isinstance(fault.value, list | dict)
    return "the value (not shown)" if hidden else quoted(fault.value)


def _length(fault: Fault) -> str:
    return counted(len(fault.value), "character")


def _limit(fault: Fault) -> str:
    return str(fault.limit)


def _described(fault: Fault) -> str:
    description = fault.schema.get("description")
    if not description:
        return "write what the schema asks for"
    examples = fault.schema.get("examples")
    return f"write {_lower(description)}" + (f", for example {examples[0]}" if examples else "")


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
