"""Production: a GitHub App of one's own is the bot, by one setting and a key for main alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.world import REPOSITORY
from bot.hub.clock import START
from bot.hub.settings import Environment
from tests.act.hostile import KEY

if TYPE_CHECKING:
    from tests.act.acting import Acting
    from tests.world import Stage

APP_BOT, APP_ID = "slipway-co[bot]", 7001
SETTINGS = "catalog/slipway.yaml"
PERMISSIONS = {
    "actions": "read",
    "contents": "write",
    "metadata": "read",
    "pull_requests": "write",
    "statuses": "write",
}


def guarded(key: str) -> Environment:
    """The environment of the bot, restricted to main, with the key of its App."""
    return Environment(31, "slipway", START, branches=("main",), secrets={KEY: key})


def key_of(acting: Acting) -> str:
    """The key that the environment holds."""
    (environment,) = acting.stage.hub.settings(REPOSITORY).environments
    return environment.secrets[KEY]


def in_production(acting: Acting) -> None:
    """The repository began in production; its App is installed, and its key kept for main."""
    stage = acting.stage
    stage.hub.add_user(APP_BOT, APP_ID, "Bot")
    key = stage.hub.token(APP_BOT, PERMISSIONS)
    stage.hub.set_settings(
        REPOSITORY,
        variables={"SLIPWAY_APP_CLIENT_ID": "Iv23liSlipwayCo"},
        environments=(guarded(key),),
    )
    text = stage.main_files(SETTINGS)[SETTINGS].decode()
    text = text.replace("mode: trial", "mode: app")
    text = text.replace("github-actions[bot]", APP_BOT).replace("41898282", str(APP_ID))
    _begin_with(stage, {SETTINGS: text})


def _begin_with(stage: Stage, files: dict[str, str]) -> None:
    """Let the first commit of main be another: what it holds was never changed by hand."""
    made = stage.person("otto").commit("first", files)
    tree = stage.git("rev-parse", f"{made}^{{tree}}").decode().strip()
    who = ("-c", "user.name=otto", "-c", "user.email=1008+otto@users.noreply.github.com")
    root = stage.git(*who, "commit-tree", tree, "-m", "Begin").decode().strip()
    stage.git("update-ref", "refs/heads/main", root)
    stage.git("update-ref", "-d", "refs/heads/first")
    stage.hub.refresh(REPOSITORY, "otto")
