"""The button of the bot's workflow, for tests: pressed on the hub, and its run carried out.

The job is run by the bot in this process, with the token, the payload and the run's id that the hub
gives it: so the permissions of the real workflow file count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.button import stop_by_button
from bot.app.event import hint_of
from bot.app.patience import Patience
from bot.app.reconcile import Report
from bot.core.button import Press
from bot.demo.world import REPOSITORY
from bot.errors import SlipwayError
from bot.hub.actions.order import Outcome
from tests.meanwhile import Meanwhile
from tests.world import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.hub.actions.order import Order
    from bot.hub.model import WorkflowRun
    from tests.world import Stage

FILE = "slipway.yml"
WORKFLOW = f".github/workflows/{FILE}"
REASON = "Payments fail in the whole app."


@dataclass(slots=True)
class BotJob:
    """Runs the bot's job; ``told`` is what each run said.

    ``meanwhile`` happens after the bot has decided, and before it writes to main.
    """

    stage: Stage
    told: list[Report] = field(default_factory=list)
    looks: int = 0
    meanwhile: Callable[[], object] | None = None

    def run(self, order: Order) -> Outcome:
        """See ``bot.hub.actions.order.Runner``."""
        press = hint_of(order.event, order.payload)
        assert isinstance(press, Press), press
        report = Report()
        patience = Patience(lambda _seconds: None, lambda _line: None, looks=self.looks)
        self.stage.token = order.token
        with self.stage.bot() as world:
            if self.meanwhile is not None:
                forge = Meanwhile(REPOSITORY, order.token, self.stage.hub.api, TIMEOUT)
                forge.act, world.forge = self.meanwhile, forge
            try:
                run = int(order.environment["GITHUB_RUN_ID"])
                stop_by_button(world, press, run, patience, report)
            except SlipwayError as error:
                report.failures.append(error)
        self.stage.token = None
        self.told.append(report)
        return Outcome("failure" if report.exit_code else "success", "\n".join(report.lines))


def workflow_text() -> str:
    """The bot's workflow, as this repository has it."""
    return (Path(__file__).parents[2] / WORKFLOW).read_text("utf-8")


def with_button(stage: Stage) -> BotJob:
    """The workflow stands on main, and somebody runs its jobs."""
    stage.person("otto").commit("main", {WORKFLOW: workflow_text()})
    job = BotJob(stage)
    stage.hub.actions.runner = job
    return job


def press(
    stage: Stage, who: str = "olga", app: str = "harbor", reason: str = REASON, ref: str = "main"
) -> WorkflowRun:
    """Somebody presses the button; nothing runs yet."""
    inputs = {"do": "stop", "app": app, "reason": reason}
    workflow = stage.person(who).repo.get_workflow(FILE)
    assert workflow.create_dispatch(ref, inputs)
    return stage.hub.actions.runs(REPOSITORY)[-1]


def pressed(stage: Stage, who: str = "olga", app: str = "harbor", reason: str = REASON) -> str:
    """Somebody presses the button, and the bot runs; what it says, in one line."""
    press(stage, who, app, reason)
    return carried_out(stage)


def carried_out(stage: Stage) -> str:
    """Every run that waits is run; what the last one said, in one line."""
    stage.hub.actions.drain()
    job = stage.hub.actions.runner
    assert isinstance(job, BotJob)
    report = job.told[-1]
    assert report.failures == []
    (line,) = report.lines
    return line
