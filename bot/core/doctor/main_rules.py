"""Checks of the rulesets that are in force on main: who is bound, and whether the bot can work."""

from __future__ import annotations

from bot.core.doctor.check import Answer, Check, right, unknown, warning, wrong
from bot.core.doctor.seen import ACTIONS_BOT, ActorKind, AppSeen, Bypass, Seen, Unseen
from bot.core.doctor.standing import (
    FREE,
    binds_bot,
    in_force,
    is_app,
    of_main,
    production,
    unread,
)
from bot.core.documents.problem import counted, plain, quoted

PAGE = "Settings, Rules, Rulesets"
ALONE = f"{PAGE}: put the bot's App on the bypass list with mode Always"
RULES = "Metadata: read"
HARMLESS = frozenset({"deletion", "non_fast_forward"})
"""The bot neither deletes main nor rewrites it, and need not be able to."""
AVAILABLE = 'docs.github.com, "Available rules for rulesets"'


def _missing(seen: Seen, types: tuple[str, ...], title: str) -> Answer:
    """A rule that production needs; in a trial the bot could not work under it."""
    absent = [one for one in types if not in_force(seen, one)]
    what = f"no ruleset in force on main has the rule {' or '.join(absent)}"
    if production(seen):
        return wrong(what, f"{PAGE}: add the rule {title} for the default branch")
    return warning(
        f"{what}: every writer can move main, and a trial cannot do otherwise",
        "for production set up the App and its rulesets, see docs/operations.md",
    )


def pull_request(seen: Seen) -> Answer:
    """Nobody pushes to main directly."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    if not in_force(seen, "pull_request", "update"):
        return _missing(seen, ("pull_request", "update"), "Require a pull request before merging")
    return right("nobody whom the rules bind pushes to main")


def restricted(seen: Seen) -> Answer:
    """Only bypass actors move main: the merge button is nobody's."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    if not in_force(seen, "update"):
        return _missing(seen, ("update",), "Restrict updates")
    return right("only who bypasses the rules can move main; no merge button works")


def not_rewritten(seen: Seen) -> Answer:
    """History stays."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    for type_, title in (("non_fast_forward", "Block force pushes"), ("deletion", "…deletions")):
        if not in_force(seen, type_):
            page = title.replace("…", "Restrict ")
            what = f"no ruleset in force on main has the rule {type_}: history can be rewritten"
            tell = wrong if production(seen) else warning
            return tell(what, f"{PAGE}: add the rule {page} for the default branch")
    return right("main is neither deleted nor rewritten by anyone whom the rules bind")


def bypass_alone(seen: Seen) -> Answer:
    """The App is alone on main's bypass lists."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    rulesets = tuple(of_main(seen))
    others: list[str] = []
    for ruleset in rulesets:
        if isinstance(ruleset.bypass, Unseen):
            return unknown(ruleset.bypass)
        app = seen.app if isinstance(seen.app, AppSeen) else None
        others += [
            f"{_named(one)} on ruleset {quoted(ruleset.name)}"
            for one in ruleset.bypass
            if app is None or not is_app(one, app)
        ]
    if others:
        what = f"main can be moved past the rules by {', '.join(others)}"
        tell = wrong if production(seen) else warning
        return tell(what, f"{PAGE}, Bypass list: leave nobody on it but the bot's App")
    if not rulesets:
        tell = wrong if production(seen) else warning
        return tell("no ruleset is in force on main", f"{PAGE}: import .github/rulesets")
    return right("nobody but the bot's App stands on a bypass list of main")


def _named(one: Bypass) -> str:
    roles = {2: "maintain", 4: "write", 5: "admin"}
    mode = "" if one.mode in FREE else f" ({quoted(one.mode)})"
    match one.kind:
        case ActorKind.ROLE:
            return f"everyone with the role {roles.get(one.id, one.id)}{mode}"
        case ActorKind.ORGANIZATION_ADMIN:
            return f"every owner of the organization{mode}"
        case ActorKind.DEPLOY_KEY:
            return f"every deploy key{mode}"
        case ActorKind.INTEGRATION:
            return f"the App {one.id}{mode}"
        case _:
            return f"the {one.kind.value} {one.id}{mode}"


def bot_free(seen: Seen) -> Answer:
    """The bot can move main under all these rules."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    if not production(seen):
        return right("a trial: GITHUB_TOKEN bypasses nothing, and needs rules that let it work")
    for ruleset in of_main(seen):
        bound = any(rule.type not in HARMLESS for rule in ruleset.rules) and binds_bot(
            seen, ruleset.id
        )
        if isinstance(bound, Unseen):
            return unknown(bound)
        if bound:
            return wrong(f"ruleset {quoted(ruleset.name)} binds the bot", ALONE)
    return right("every ruleset of main lets the bot through")


def classic(seen: Seen) -> Answer:
    """Classic protection binds on top of rulesets, and its bypass lists are others."""
    found = seen.protection
    if isinstance(found, Unseen):
        return unknown(found)
    if found is None:
        return right("main has no classic branch protection; rulesets say all")
    what = f"main has classic branch protection too ({', '.join(found.demands) or 'no demands'})"
    cure = "Settings, Branches: delete it; what it asks for belongs into the ruleset"
    return wrong(what, cure) if found.demands else warning(what, cure)


def in_trial(seen: Seen) -> Answer:
    """In a trial rules bind the bot like everyone."""
    if (gap := unread(seen)) is not None:
        return unknown(gap)
    catalog = seen.catalog
    if isinstance(catalog, Unseen) or catalog.bot.id != ACTIONS_BOT:
        return right("the bot is no GITHUB_TOKEN")
    if in_force(seen, "pull_request", "update"):
        cure = f"{PAGE}: disable the ruleset for the trial, or set up the App"
        return wrong("main takes pull requests only, and GITHUB_TOKEN can bypass nothing", cure)
    return right("GITHUB_TOKEN may push to main")


def admins(seen: Seen) -> Answer:
    """Who guards the rules is known."""
    if isinstance(seen.admins, Unseen):
        return unknown(seen.admins)
    found = seen.admins
    shown = ", ".join(f"{plain(one.login)} ({one.id})" for one in found[:MOST_SHOWN])
    more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    what = f"{counted(len(found), 'account')} can change these rules: {shown or 'none'}{more}"
    if len(found) > MANY:
        return warning(what, "Settings, Collaborators and teams: give Admin to few")
    return right(what)


MOST_SHOWN = 10
MANY = 10
"""More admins than this nobody keeps an eye on."""

CHECKS = (
    Check(
        "main-pull-request",
        "Does main refuse whoever pushes to it directly?",
        "In production only the bot moves main. In a trial GITHUB_TOKEN must be able to push, so "
        "every writer can, and is trusted.",
        AVAILABLE,
        RULES,
        pull_request,
    ),
    Check(
        "main-restricted",
        "Is the merge button out of people's reach?",
        "Somebody who merges a request by hand puts it on main without an entry in its log: the "
        "bot then refuses everything for that mini program until it is corrected. Restrict updates "
        "leaves main to who may bypass; requiring a pull request alone does not.",
        AVAILABLE,
        RULES,
        restricted,
    ),
    Check(
        "main-not-rewritten",
        "Is main safe from force pushes and deletion?",
        "The log is main's history. Where it can be rewritten, only signatures, clones and "
        "checkpoints show it.",
        AVAILABLE,
        RULES,
        not_rewritten,
    ),
    Check(
        "bypass-alone",
        "Is the bot's App alone on the bypass lists of main?",
        "Who stands on a bypass list can put on main what nobody reviewed. GitHub shows the list "
        "only to who may change it.",
        'docs.github.com, REST "Get a repository ruleset"',
        "Administration: write",
        bypass_alone,
    ),
    Check(
        "bot-bypasses",
        "Is the bot free of the rules that bind everybody else?",
        "The App must stand on the bypass list of each ruleset of main with mode Always: For pull "
        "requests only is not enough, since the bot moves main itself.",
        'docs.github.com, "Creating rulesets for a repository"',
        "the bot's own token, or Administration: write",
        bot_free,
    ),
    Check(
        "admins-few",
        "Who can change these rules?",
        "Whoever has the role admin can switch a ruleset off, act, and switch it on again. GitHub "
        "keeps that in the audit log of the organization; doctor --record keeps who they were.",
        'docs.github.com, REST "List repository collaborators"',
        "push access, and Metadata: read",
        admins,
    ),
    Check(
        "trial-can-write",
        "In a trial, can GITHUB_TOKEN write to main?",
        "GITHUB_TOKEN belongs to an App that is installed nowhere, and GitHub takes it on no "
        "bypass list.",
        "tetherto/qvac#3555",
        RULES,
        in_trial,
    ),
    Check(
        "classic-protection",
        "Is main free of classic branch protection?",
        "It binds on top of rulesets, has its own lists, and is reported under the name of the "
        "rulesets.",
        "actions/create-github-app-token#81",
        "Administration: read",
        classic,
    ),
)
