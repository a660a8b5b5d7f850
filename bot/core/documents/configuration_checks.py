"""The checks of configuration: variables that hold no secret, grants that grant something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.check import Check
from bot.core.documents.explain import did_you_mean
from bot.core.documents.place_kinds import AppFile, RequestFile
from bot.core.documents.problem import quoted
from bot.core.documents.secret_text import looks_random, looks_secret, names_secret

if TYPE_CHECKING:
    from bot.core.documents.check import Answers, Subject

VARIABLES = ("configuration", "variables")


def _variables_stand_once(subject: Subject) -> Answers:
    names = [subject.field(*VARIABLES, index, "name") for index in range(_count(subject))]
    for index, name in enumerate(names):
        if isinstance(name, str) and name in names[:index]:
            what = f"the variable {quoted(name)} stands twice"
            path = (*VARIABLES, index, "name")
            yield subject.loaded.error("variable-listed-twice", what, "keep one of the two", path)


def _secrets_are_references(subject: Subject) -> Answers:
    for index in range(_count(subject)):
        name, value = (subject.field(*VARIABLES, index, key) for key in ("name", "value"))
        if not isinstance(value, str) or looks_secret(value):
            continue  # the loader has refused already what it knows as a token
        named = isinstance(name, str) and names_secret(name)
        if named or looks_random(value):
            what = "its name tells of a secret" if named else "its value looks like a secret"
            what = f"a variable holds a value (not shown) where a reference is due: {what}"
            path = (*VARIABLES, index, "value")
            yield subject.loaded.error("secret-by-value", what, BY_REFERENCE, path)


def _count(subject: Subject) -> int:
    found = subject.field(*VARIABLES) if isinstance(subject.place, RequestFile) else None
    return len(found) if isinstance(found, list) else 0


def _grants_have_a_taker(subject: Subject) -> Answers:
    grants = subject.field("grants") if isinstance(subject.place, AppFile) else None
    known = subject.documents.mini_programs()
    for name in grants if isinstance(grants, dict) else ():
        if name not in known:
            what = f"there is no mini program {quoted(name)} in the catalog"
            cure = did_you_mean(name, known, "add it first, or remove the grant")
            path = ("grants", name)
            yield subject.loaded.error("grant-to-nobody", what, cure, path, at_key=True)


def _granted_features_exist(subject: Subject) -> Answers:
    known, grants = subject.field("features"), subject.field("grants")
    if not isinstance(known, dict) or not isinstance(grants, dict):
        return
    for name in grants:
        granted = subject.field("grants", name, "features")
        for index, feature in enumerate(granted if isinstance(granted, list) else ()):
            if isinstance(feature, str) and feature not in known:
                what = f"the app has no feature {quoted(feature)}"
                cure = did_you_mean(feature, known, "add it to features, or remove the grant")
                path = ("grants", name, "features", index)
                yield subject.loaded.error("no-such-feature", what, cure, path)


BY_REFERENCE = (
    "write secret: {name, version} in place of value; a real secret is to be revoked, since it "
    "stays in the history of the branch"
)

CONFIGURATION_CHECKS: tuple[Check, ...] = (
    Check(
        "variable-listed-twice",
        "Does each variable stand once?",
        "Which of two values counts would be a guess.",
        _variables_stand_once,
    ),
    Check(
        "secret-by-value",
        "Is each secret a reference to a named secret, with its version?",
        "A variable whose name tells of a secret (PASSWORD, TOKEN, KEY, …), or whose value looks "
        "like one made by chance, is refused without being shown: git keeps what it is given for "
        "ever. A literal value is for what everybody may read.",
        _secrets_are_references,
    ),
    Check(
        "grant-to-nobody",
        "Is there a mini program for each grant?",
        "An app grants to mini programs of the catalog, by their ids.",
        _grants_have_a_taker,
    ),
    Check(
        "no-such-feature",
        "Does the app know each feature that it grants?",
        "Where an app lists its features, it activates only what it lists.",
        _granted_features_exist,
    ),
)
"""The checks of configuration and of what apps grant."""
