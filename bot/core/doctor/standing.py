"""Whom the rules in force on main bind, as far as it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.doctor.seen import (
    ACTIONS_BOT,
    ActorKind,
    AppSeen,
    Bypass,
    CatalogSeen,
    RuleInForce,
    RulesetSeen,
    Seen,
    Unseen,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PRODUCTION = "app"
FREE = frozenset({"always", "exempt"})
"""The modes that let the bot move main; ``pull_request`` is for pull requests merged by GitHub."""


def production(seen: Seen) -> bool:
    """Whether the catalog says that the bot acts as a GitHub App."""
    return isinstance(seen.catalog, CatalogSeen) and seen.catalog.mode == PRODUCTION


def is_bot(seen: Seen) -> bool:
    """Whether the token that asks is the bot's own."""
    return isinstance(seen.catalog, CatalogSeen) and seen.token.account == seen.catalog.bot.id


def ruleset_of(seen: Seen, number: int) -> RulesetSeen | None:
    """A ruleset by its id."""
    known = () if isinstance(seen.rulesets, Unseen) else seen.rulesets
    return next((one for one in known if one.id == number), None)


def in_force(seen: Seen, *types: str) -> tuple[RuleInForce, ...]:
    """The rules of some types that are in force on main; none where they could not be seen."""
    rules = () if isinstance(seen.in_force, Unseen) else seen.in_force
    return tuple(one for one in rules if one.rule.type in types)


def binds_bot(seen: Seen, number: int) -> bool | Unseen:
    """Whether a ruleset binds the bot: from what the bot's token is told, or the bypass list.

    The App of GITHUB_TOKEN can stand on no bypass list (tetherto/qvac#3555).
    """
    if not isinstance(seen.catalog, CatalogSeen):
        return seen.catalog
    if seen.catalog.bot.id == ACTIONS_BOT:
        return True
    ruleset = ruleset_of(seen, number)
    if ruleset is None:
        return _not_read(number)
    if is_bot(seen):
        return ruleset.token_bypass not in FREE
    if isinstance(ruleset.bypass, Unseen):
        return ruleset.bypass
    if not isinstance(seen.app, AppSeen):
        return seen.app or Unseen("the bot is no App", "set up the App")
    app = seen.app
    return not any(is_app(one, app) and one.mode in FREE for one in ruleset.bypass)


def is_app(one: Bypass, app: AppSeen) -> bool:
    """Whether a line of a bypass list is the bot's App."""
    return one.kind is ActorKind.INTEGRATION and one.id == app.id


def of_main(seen: Seen) -> Iterator[RulesetSeen]:
    """The rulesets with a rule in force on main, each once."""
    rules = () if isinstance(seen.in_force, Unseen) else seen.in_force
    for number in dict.fromkeys(rule.ruleset for rule in rules):
        found = ruleset_of(seen, number)
        if found is not None:
            yield found


def unread(seen: Seen) -> Unseen | None:
    """Why it cannot be said what is in force on main, where it cannot."""
    if isinstance(seen.in_force, Unseen):
        return seen.in_force
    if isinstance(seen.rulesets, Unseen):
        return seen.rulesets
    if isinstance(seen.catalog, Unseen):
        return seen.catalog
    known = {one.id for one in seen.rulesets}
    lost = next((one.ruleset for one in seen.in_force if one.ruleset not in known), None)
    return None if lost is None else _not_read(lost)


def _not_read(number: int) -> Unseen:
    """A rule can come from a ruleset of a higher level, which the list need not have."""
    return Unseen(
        f"ruleset {number} could not be read", "run it again, or ask an organization owner"
    )
