"""A runner without act: the bot's job inside this process, by its event, payload and token alone.

What the files of the workflows do is played by act; a test of many orders of events needs the
dispatcher and the bot, and not a process for each run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.app.event import Nothing, OnePull, Sweep, hint_of
from bot.hub.actions.order import Order, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.reconcile import Report
    from tests.world import Stage


def no_interruption(_order: Order) -> None:
    """Nothing happens beside the run."""


@dataclass(slots=True)
class Inside:
    """Runs `slipway handle` for orders of the bot's workflow; all others do nothing and succeed."""

    stage: Stage
    orders: list[Order] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    meanwhile: Callable[[Order], None] = no_interruption
    """What happens while a run of the bot begins."""

    def run(self, order: Order) -> Outcome:
        """Run one job."""
        self.orders.append(order)
        self.stage.objects = self.stage.folder / "objects"  # fetched once, and not in each run
        if order.environment["GITHUB_WORKFLOW"] != "Slipway" or _skipped(order):
            return Outcome("success", "")
        self.meanwhile(order)
        hint = hint_of(order.event, order.payload)
        match hint:
            case Nothing(why):
                return Outcome("success", f"nothing to do: {why}\n")
            case OnePull(number):
                report = self._bot(order, number)
            case Sweep():
                report = self._bot(order, None)
            case _:
                raise NotImplementedError(hint)
        self.reports.append(report)
        text = "\n".join((*report.lines, *map(str, report.failures)))
        return Outcome("failure" if report.exit_code else "success", f"{text}\n")

    def _bot(self, order: Order, number: int | None) -> Report:
        usual = self.stage.token
        trial = not order.variables.get("SLIPWAY_APP_CLIENT_ID")
        self.stage.token = order.token if trial else order.secrets["SLIPWAY_APP_KEY"]
        try:
            return self.stage.run_bot(number, looks=2)
        finally:
            self.stage.token = usual


def _skipped(order: Order) -> bool:
    """The condition of the job in slipway.yml."""
    if order.event != "issue_comment":
        return False
    on_pull = order.payload["issue"].get("pull_request")
    return not (on_pull and order.payload["comment"]["user"]["type"] == "User")
