"""Races by order: something happens after the bot has decided and before it writes to main."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.patience import Patience
from bot.app.reconcile import Report, reconcile, sweep
from bot.demo.world import BOT, REPOSITORY
from bot.forge.github import GitHubForge
from tests.world import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.change import Change
    from bot.forge.protocol import PinnedTree, Repository
    from tests.world import Stage


class Meanwhile(GitHubForge):
    """A forge before whose first write to main something else happens."""

    act: Callable[[], object] | None = None

    def append(self, repository: Repository, pinned: PinnedTree, change: Change) -> None:
        self._happen()
        super().append(repository, pinned, change)

    def merge(self, repository: Repository, pinned: PinnedTree, change: Change) -> None:
        self._happen()
        super().merge(repository, pinned, change)

    def _happen(self) -> None:
        act, self.act = self.act, None
        if act is not None:
            act()


def run_meanwhile(stage: Stage, number: int | None, act: Callable[[], object]) -> Report:
    """Run the bot, or sweep; ``act`` happens after it has decided and before it writes to main."""
    report, patience = Report(), Patience(lambda _s: None, lambda _l: None, looks=0)
    with stage.bot() as world:
        forge = Meanwhile(REPOSITORY, stage.ground.tokens[BOT], stage.hub.api, TIMEOUT)
        forge.act = act
        world.forge = forge
        if number is None:
            sweep(world, patience, report)
        else:
            reconcile(world, number, patience, report)
        assert forge.act is None, "the bot wrote nothing"
    return report
