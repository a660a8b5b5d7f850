"""Gather what belongs to a document change: what carries it, and all that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app.mainline import PRODUCTION
from bot.core.document_change import DocumentChange
from bot.core.documents.places import MiniProgramFile, SlipwayFile, VersionFile, place_of
from bot.core.documents.problem import Problem, plain
from bot.core.documents.semantics import Documents, check_file
from bot.core.documents.strict_yaml import load
from bot.core.situation import Branch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.mainline import Mainline
    from bot.app.policy import Policy
    from bot.core.situation import Main, Pull

ENTRY = "document-entry"


def carried_change(mainline: Mainline, commit: str, pull: Pull, branch: Branch) -> Branch:
    """A pull request that carries a change under review stays with it, whatever it holds now."""
    path = mainline.changes_under_review(commit).get(pull.number)
    place = place_of(path) if path else None
    if place is None or (branch.change is not None and branch.change.path == path):
        return branch
    what = f"the branch no longer changes {plain(place.path)} alone, which is under review here"
    cure = "restore the branch, or withdraw the change by closing this pull request"
    problem = Problem("other-document", place.path, 0, 0, "", what, cure)
    problems = (problem, *branch.problems)
    return Branch(branch.head, touches=True, change=DocumentChange(place), problems=problems)


def checked_change(
    mainline: Mainline, main: Main, branch: Branch, change: DocumentChange, pull: Pull
) -> Branch:
    """The branch with all that is wrong with its document, among the catalog as it would become."""
    if not branch.commits:
        return branch
    policy, problems = mainline.policy(main.commit), list(branch.problems)
    explained = {"wrong-mode", "too-large", "deleted"} & {problem.id for problem in problems}
    if change.file is None and not explained:
        what, cure = "it is not at the head of the branch", "add it, or close this pull request"
        problems.append(Problem("no-document", change.path, 0, 0, "", what, cure))
    if pull.truncated:
        what = "it has more reviews or events than the bot reads"
        problems.append(Problem("too-much", "the pull request", 0, 0, "", what, "open a new one"))
    problems.extend(_without_schema(policy, change))
    if change.file is not None and change.place.schema in policy.schemas.kinds:
        loaded = load(change.file.data, change.path)
        documents = Documents({**policy.documents, change.path: loaded})
        problems.extend(check_file(change.path, documents, policy.schemas))
    problems.extend(_unusable(policy, change))
    problems.extend(_genesis(mainline, main, change) or _by_hand(mainline, main, change))
    return replace(branch, problems=tuple(dict.fromkeys(problems)))


def _without_schema(policy: Policy, change: DocumentChange) -> Iterator[Problem]:
    """A repository from before documents had logs lacks what they are checked by."""
    for kind in (change.place.schema, ENTRY):
        if kind not in policy.schemas.kinds:
            what = f"main has no schema of the kind {kind}, so nothing can be recorded"
            cure = "an owner adds it from the bot's own schemas/"
            yield Problem("no-schema", change.path, 0, 0, "", what, cure)


def _genesis(mainline: Mainline, main: Main, change: DocumentChange) -> list[Problem]:
    """A genesis that main does not hold would stop the bot, and nobody could merge the cure."""
    value = change.file.value if change.file else None
    named = value.get("genesis") if value and isinstance(change.place, SlipwayFile) else None
    if isinstance(named, str) and not mainline.holds(main.commit, named):
        what = f"main does not hold the commit {plain(named)}"
        cure = "name a commit of main as genesis, or leave the field out"
        return [Problem("wrong-genesis", change.path, 0, 0, "/genesis", what, cure)]
    return []


def _by_hand(mainline: Mainline, main: Main, change: DocumentChange) -> list[Problem]:
    """In a trial the catalog may be changed by hand: production would then stop everything."""
    value = change.file.value if change.file else None
    if not value or not isinstance(change.place, SlipwayFile) or value.get("mode") != PRODUCTION:
        return []
    named = value.get("genesis")
    troubles = mainline.by_hand_since(main.commit, named if isinstance(named, str) else None)
    what = "it was changed by hand since genesis, so that mode: app would stop everything"
    cure = "name a commit of main that holds it as genesis in catalog/slipway.yaml, with the mode"
    return [
        Problem("by-hand-before-app", trouble.path, 0, 0, "", what, cure)
        for trouble in troubles
        if trouble.path != change.path
    ]


def _unusable(policy: Policy, change: DocumentChange) -> Iterator[Problem]:
    """The mini program of a version, where main has it and it cannot be read."""
    if not isinstance(change.place, VersionFile):
        return
    name = change.place.mini_program
    path = MiniProgramFile(name).path
    if path in policy.documents and name not in policy.catalog.mini_programs:
        what = "the file on main has problems, so nothing can be decided by it"
        cure = "an owner mends it: slipway validate says what is wrong"
        yield Problem("catalog-unusable", path, 0, 0, "", what, cure)
