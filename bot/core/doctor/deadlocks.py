"""Checks of the rules by which the bot would stand still: what none of its commits can satisfy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.doctor.check import Answer, Check, right, unknown, wrong
from bot.core.doctor.main_rules import ALONE, AVAILABLE, PAGE, RULES
from bot.core.doctor.seen import Seen, Unseen
from bot.core.doctor.standing import (
    binds_bot,
    in_force,
    production,
    ruleset_of,
    unread,
)
from bot.core.documents.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Callable


def _no_deadlock(why: str, *types: str) -> Callable[[Seen], Answer]:
    """Ask whether a rule that the bot's commits cannot satisfy binds the bot."""

    def ask(seen: Seen) -> Answer:
        if (gap := unread(seen)) is not None:
            return unknown(gap)
        return _deadlock(seen, why, types)

    return ask


def _deadlock(seen: Seen, why: str, types: tuple[str, ...]) -> Answer:
    found = in_force(seen, *types)
    for one in found:
        bound = binds_bot(seen, one.ruleset)
        if isinstance(bound, Unseen):
            return unknown(bound)
        if bound:
            ruleset = ruleset_of(seen, one.ruleset)
            named = quoted(ruleset.name) if ruleset else str(one.ruleset)
            checks = f" ({', '.join(map(quoted, one.rule.names))})" if one.rule.names else ""
            what = f"ruleset {named} asks for {one.rule.type}{checks}, and binds the bot: {why}"
            trial = f"{PAGE}: take the rule away, or set up the App and let it bypass the ruleset"
            return wrong(what, ALONE if production(seen) else trial)
    if found:
        return right("the rule is in force, and does not bind the bot")
    return right("no such rule is in force on main")


OTHERS = (
    "required_deployments",
    "workflows",
    "code_scanning",
    "code_quality",
    "commit_message_pattern",
    "commit_author_email_pattern",
    "committer_email_pattern",
    "copilot_code_review",
    "license_compliance_scanning",
)


def push_rules(seen: Seen) -> Answer:
    """Push rulesets restrict what any push to the repository and its forks may hold."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    known = () if isinstance(seen.rulesets, Unseen) else seen.rulesets
    active = [one for one in known if one.target == "push" and one.enforcement == "active"]
    for ruleset in active:
        bound = binds_bot(seen, ruleset.id)
        if isinstance(bound, Unseen):
            return unknown(bound)
        names = [name for rule in ruleset.rules for name in rule.names]
        if bound and (struck := [name for name in names if _strikes(name)]):
            what = f"push ruleset {quoted(ruleset.name)} refuses {', '.join(map(quoted, struck))}"
            return wrong(f"{what}, which the bot writes", ALONE)
        limits = [rule.limit for rule in ruleset.rules if rule.limit is not None]
        if bound and limits and min(limits) < LONGEST_PATH:
            what = f"push ruleset {quoted(ruleset.name)} refuses paths of more than {min(limits)}"
            return wrong(f"{what} characters; the bot's may be longer", ALONE)
    return right("no push ruleset stands in the bot's way")


LONGEST_PATH = 255
"""Characters: releases/ with four ids, and a file of the log, keep below it."""
_FOLDERS = ("catalog/", "releases/", "live/")
_ENDINGS = (".json", ".yaml")
_WILD = re.compile(r"[*?\[{\\]")


def _strikes(pattern: str) -> bool:
    """Whether a restricted path or extension may meet what comes to main; doubt counts as yes.

    What stands before the first wildcard must be of another folder for it to be none.
    """
    plain_part = _WILD.split(pattern.lower(), maxsplit=1)[0].lstrip("/")
    wild = len(plain_part) < len(pattern.lstrip("/"))
    if "/" not in pattern:
        ending = pattern.lower().lstrip("*").lstrip(".")
        return bool(_WILD.search(ending)) or any(f".{ending}".endswith(one) for one in _ENDINGS)
    of_folder = plain_part.startswith(_FOLDERS)
    return of_folder or (wild and any(one.startswith(plain_part) for one in _FOLDERS))


CHECKS = (
    Check(
        "main-linear-history",
        "Is the bot free to make merge commits?",
        "A release comes to main in a commit with two parents. Require linear history refuses it.",
        AVAILABLE,
        RULES,
        _no_deadlock("its merges have two parents", "required_linear_history"),
    ),
    Check(
        "main-signed-commits",
        "Is the bot free to bring people's unsigned commits?",
        "GitHub signs the bot's own commits, but a release brings the commits of its branch with "
        "it, and few people sign theirs.",
        AVAILABLE,
        RULES,
        _no_deadlock("people's own commits come with a merge", "required_signatures"),
    ),
    Check(
        "main-status-checks",
        "Is the bot free of required status checks?",
        "The bot's commits are new: no check has run on them, and none ever will before they are "
        "on main.",
        AVAILABLE,
        RULES,
        _no_deadlock("no check ever runs on its commits", "required_status_checks"),
    ),
    Check(
        "main-merge-queue",
        "Is the bot free of a merge queue?",
        "A queue merges by itself, later and in its own commits: no log entry would come with it.",
        "aquasecurity/trivy#10931",
        RULES,
        _no_deadlock("it moves main itself", "merge_queue"),
    ),
    Check(
        "main-other-rules",
        "Is the bot free of other rules about commits?",
        "Required deployments and workflows, scanning, and patterns for messages and e-mail "
        "addresses cannot be met by a commit that is made by the bot.",
        AVAILABLE,
        RULES,
        _no_deadlock("nothing can meet it beforehand", *OTHERS),
    ),
    Check(
        "push-rules",
        "Do push rulesets leave the bot's files alone?",
        "A push ruleset refuses paths, extensions and sizes in every push, also in forks. The bot "
        "writes JSON in catalog/, releases/ and live/.",
        AVAILABLE,
        RULES,
        push_rules,
    ),
)
