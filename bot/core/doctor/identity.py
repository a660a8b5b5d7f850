"""Checks of who the bot is, and what its token may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.catalog import MoveMain
from bot.core.doctor.check import Answer, Check, Severity, right, unknown, warning, wrong
from bot.core.doctor.seen import ACTIONS_BOT, AppSeen, CatalogSeen, Seen, TokenKind, Unseen
from bot.core.doctor.standing import is_bot, production
from bot.core.documents.identity import VersionNumber
from bot.core.documents.problem import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

NEEDED = {
    "contents": "write",
    "pull_requests": "write",
    "statuses": "write",
    "actions": "read",
    "metadata": "read",
}
"""What the bot cannot do without; see the job's permissions in .github/workflows/slipway.yml."""
HARMFUL = frozenset(
    {
        *("workflows", "administration", "secrets", "environments", "members", "actions"),
        *("actions_variables", "dependabot_secrets", "repository_hooks", "merge_queues"),
        *("repository_custom_properties", "custom_properties_for_organizations"),
    }
)
"""What would let the bot's key change what the bot runs, or who guards it.

So does all that an App may in the organization, whose names begin with ORGANIZATION: rulesets,
secrets, roles, and the properties by which rulesets are aimed (docs.github.com, "Permissions
required for GitHub Apps").
"""
ORGANIZATION = "organization_"
VARIABLE = "SLIPWAY_APP_CLIENT_ID"
FORMATS = 'docs.github.com, "About authentication to GitHub"'


def token_kind(seen: Seen) -> Answer:
    """A token that belongs to nobody in particular is best."""
    match seen.token.kind:
        case TokenKind.ACTIONS | TokenKind.INSTALLATION:
            return right(f"this run has the {seen.token.kind.value}")
        case TokenKind.CLASSIC:
            what = "this run has a classic personal access token, which reaches everything"
            return warning(what, "use a fine-grained one for this repository alone")
        case _:
            return right(f"this run has a {seen.token.kind.value}; the bot itself uses none")


def token_account(seen: Seen) -> Answer:
    """What is said of the token is said of the bot's only when it is the bot's."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    if is_bot(seen):
        return right("this run has the bot's own token")
    what = f"the token is of account {seen.token.account}, not of the bot {seen.catalog.bot.id}"
    cure = "run it with the bot's token too: Actions, Slipway, Run workflow, do: doctor"
    return Answer(Severity.UNKNOWN, f"{what}: what the bot's own token may is not seen", cure)


def permissions(seen: Seen) -> Answer:
    """The App asks for what the bot needs, and for nothing that could change the bot."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    if not production(seen):
        what = "GitHub does not tell what a GITHUB_TOKEN may"
        cure = "see the job's permissions in .github/workflows/slipway.yml on main"
        return Answer(Severity.UNKNOWN, what, cure)
    if not isinstance(seen.app, AppSeen):
        return unknown(seen.app or Unseen("no App was looked for", "run it again"))
    needed = NEEDED | ({"deployments": "write"} if seen.catalog.deployments else {})
    held = seen.app.permissions
    missing = [
        f"{name}: {level}"
        for name, level in needed.items()
        if name != "metadata" and held.get(name) not in (level, "write", "admin")
    ]
    page = f"the settings of the App {quoted(seen.app.slug)}, Permissions & events"
    if missing:
        return wrong(f"the App does not ask for {', '.join(missing)}", f"{page}: add them")
    spare = {
        name: level for name, level in held.items() if level and not _needs(needed, name, level)
    }
    harmful = [name for name in sorted(spare) if name in HARMFUL or name.startswith(ORGANIZATION)]
    if also := harmful or sorted(spare):
        what = f"the App may also {', '.join(f'{plain(spare[one])} {plain(one)}' for one in also)}"
        tell = wrong if harmful else warning
        return tell(what, f"{page}: take them away; the bot never needs them")
    return right("the App asks for what the bot needs, and for nothing that guards it")


def _needs(needed: Mapping[str, str], name: str, level: str) -> bool:
    """Whether the bot needs a permission; to read alone what it writes harms nothing."""
    return needed.get(name) in (level, "write")


def reach(seen: Seen) -> Answer:
    """The installation reaches this repository alone.

    A run's token is made for one repository, whatever the key can be used for.
    """
    found = seen.token.repositories
    if found is None or seen.token.kind is TokenKind.ACTIONS:
        return right("the token is of no installation of the App")
    if isinstance(found, Unseen):
        return unknown(found)
    cure = "the installation's settings, Repository access: Only select repositories"
    if found > 1:
        return warning(f"the installation's token reaches {found} repositories", cure)
    what = "the token reaches this repository alone; whether the installation reaches more"
    return Answer(Severity.UNKNOWN, f"{what}, and with it the key, such a token is not told", cure)


def bot_account(seen: Seen) -> Answer:
    """The numeric id of the bot is the bot's."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    bot = seen.catalog.bot
    found = next((one.login for one in seen.people if one.person == bot), None)
    if isinstance(found, Unseen):
        return unknown(found)
    if found is None:
        what = f"catalog/slipway.yaml names account {bot.id}, which GitHub does not know"
        cure = "catalog/slipway.yaml, bot: give the id that GET /users/LOGIN answers"
        return wrong(what, cure)
    if found != bot.login:
        what = f"account {bot.id} is {quoted(found)}, not {quoted(bot.login)}"
        return wrong(what, "catalog/slipway.yaml, bot: mend login and id together")
    return right(f"the bot is {plain(bot.login)}, {bot.id}")


def mode(seen: Seen) -> Answer:
    """The one setting and the catalog agree."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    trial = seen.catalog.bot.id == ACTIONS_BOT
    if trial is production(seen):
        what = f"mode is {plain(seen.catalog.mode)}, and the bot is account {seen.catalog.bot.id}"
        cure = "catalog/slipway.yaml: app and the App's own account, or trial and GITHUB_TOKEN's"
        return wrong(what, cure)
    if isinstance(seen.variable, Unseen):
        return unknown(seen.variable)
    page = "Settings, Secrets and variables, Actions, Variables"
    if trial and seen.variable:
        return wrong(f"{VARIABLE} is set, and the catalog says trial", f"{page}: remove it")
    if not trial and not seen.variable:
        what = f"{VARIABLE} is not set, and the catalog says app"
        return wrong(what, f"{page}: set it to the App's client id")
    if seen.variable and (other := _other_app(seen, seen.variable)) is not None:
        return other
    return right(f"mode {plain(seen.catalog.mode)}, and {VARIABLE} agrees")


def _other_app(seen: Seen, variable: str) -> Answer | None:
    """Whether the variable is not known to name the bot's App; its App ID names it as well."""
    app = seen.app
    if not isinstance(app, AppSeen):
        return unknown(app or Unseen("no App was looked for", "run it again"))
    if not app.client:
        return unknown(
            Unseen(f"GitHub does not show the client id of {quoted(app.slug)}", "compare")
        )
    if variable in (app.client, str(app.id)):
        return None
    page = "Settings, Secrets and variables, Actions, Variables"
    what = f"{VARIABLE} names another App than {quoted(app.slug)}"
    return wrong(what, f"{page}: set it to the client id that the App's settings show")


def in_production(seen: Seen) -> Answer:
    """A trial trusts every writer."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    if not production(seen):
        what = "this is a trial: whoever can push to any branch can write as the bot"
        return warning(what, "for production set up a GitHub App, see docs/operations.md")
    return right("the bot acts as a GitHub App")


def bot_version(seen: Seen) -> Answer:
    """This bot is new enough for main."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    least = seen.catalog.least_bot_version
    one, other = VersionNumber.parse(seen.known.version), VersionNumber.parse(least)
    if one is None or other is None or one < other:
        what = f"this bot is {seen.known.version}, and main asks for {plain(least)} at least"
        return wrong(what, "run the bot of main")
    return right(f"this bot is {seen.known.version}; main asks for {plain(least)} at least")


def moves_main(seen: Seen) -> Answer:
    """Whether the token may use ``updateRefs`` shows only when it is used."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    if seen.catalog.move_main is MoveMain.PUSH:
        return right("moveMain: push needs nothing but contents: write")
    if seen.main.merged is not None:
        return right(f"the bot has merged with it: {seen.main.merged[:12]}")
    what = "whether GitHub lets the bot's token use updateRefs shows with the first merge only"
    cure = "if it is refused, set moveMain: push in catalog/slipway.yaml"
    return Answer(Severity.UNKNOWN, what, cure)


def catalog_read(seen: Seen) -> Answer:
    """Main's settings can be read."""
    if isinstance(seen.catalog, CatalogSeen):
        return right("catalog/slipway.yaml on main can be read")
    return wrong(seen.catalog.why, seen.catalog.cure)


CHECKS = (
    Check(
        "catalog-readable",
        "Can catalog/slipway.yaml on main be read?",
        "Everything else depends on what it says of the bot.",
        "schemas/slipway.schema.json",
        "Contents: read",
        catalog_read,
    ),
    Check(
        "token-kind",
        "Which kind of token is this?",
        "Tokens tell their kind by a prefix; that of GITHUB_TOKEN is an installation's too, and "
        "its account is github-actions[bot].",
        FORMATS,
        "any permission",
        token_kind,
    ),
    Check(
        "token-account",
        "Is it the bot's own token?",
        "An admin's token sees more, but what the bot may shows with the bot's token only. Run "
        "both.",
        'docs.github.com, GraphQL "viewer"',
        "any permission",
        token_account,
    ),
    Check(
        "app-permissions",
        "May the App do what the bot must, and nothing that could change the bot?",
        "Contents, pull requests and commit statuses: write. Actions: read, since GitHub mints no "
        "token for more than the App has. Never workflows, administration, secrets, environments "
        "or members: who steals the key could then change what guards it.",
        'docs.github.com, REST "Get an app"',
        "any permission",
        permissions,
    ),
    Check(
        "token-reach",
        "Does the installation reach this repository alone?",
        "A key that reaches more loses more.",
        'docs.github.com, REST "List repositories accessible to the app installation"',
        "an installation's token",
        reach,
    ),
    Check(
        "bot-account",
        "Is the bot's account the one that the catalog names?",
        "The bot believes comments, statuses and entries of this numeric id alone.",
        'docs.github.com, REST "Get a user using their ID"',
        "any permission",
        bot_account,
    ),
    Check(
        "mode-agrees",
        "Do the catalog's mode and the repository's variable agree?",
        f"{VARIABLE} makes the workflow use the App; the catalog says whom the bot believes.",
        'docs.github.com, REST "Get a repository variable"',
        "Variables: read (a GITHUB_TOKEN cannot have it)",
        mode,
    ),
    Check(
        "production",
        "Does the bot act as a GitHub App?",
        "In a trial it acts as github-actions[bot], as every workflow of the repository can.",
        'docs.github.com, "Use GITHUB_TOKEN for authentication in workflows"',
        "Contents: read",
        in_production,
    ),
    Check(
        "bot-version",
        "Is this bot new enough for main?",
        "leastBotVersion keeps an old run that is run again from writing.",
        "catalog/slipway.yaml",
        "Contents: read",
        bot_version,
    ),
    Check(
        "update-refs",
        "Does main move in a way that the token may use?",
        "Some mutations refuse tokens that REST takes. It cannot be tried without writing.",
        "docs/decisions/0011-how-main-moves.md",
        "Contents: read",
        moves_main,
    ),
)
