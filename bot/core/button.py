"""What pressing the stop button comes to: an entry of the catalog's chain, or a refusal for ever.

The button is Actions, Slipway, Run workflow. Whose finger it was is no matter of the payload or of
the environment, which say what anybody who holds them wrote: the run itself is asked of GitHub, and
``triggering_actor`` is who started this attempt of it (GitHub REST, "Get a workflow run"). A re-run
has the inputs and the privileges of the old one (GitHub, "Re-running workflows and jobs"), so only
the first attempt presses anything (threats F12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import button_sentences as say
from bot.core.command.acts import ALIVE, Refusal
from bot.core.command.deeds import STOPPING, Refused
from bot.core.command.grammar import Word, command_of
from bot.core.command.order_arguments import reason_said
from bot.core.command.order_sentences import not_entitled
from bot.core.decision import Recorded
from bot.core.documents.identity import is_id
from bot.core.situation import AccountType
from bot.core.stop import Call, stop_draft

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Catalog
    from bot.core.document_log import DocumentLog
    from bot.core.situation import Account
    from bot.core.stop import Stop

WORKFLOW = ".github/workflows/slipway.yml"
DISPATCH = "workflow_dispatch"
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Press:
    """What was typed beside the button; text from others, as the payload has it."""

    app: str
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of GitHub Actions as GitHub shows it now; ``by`` started its newest attempt."""

    id: int
    attempt: int
    event: str
    path: str
    branch: str | None
    head: str
    by: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What of main, at one commit, a stop of an app depends on.

    ``told`` is when the app was last stopped or let go, or its file in the catalog changed;
    ``holds_run``: main's history holds the commit that the run was made of.
    """

    repository: str
    now: datetime
    catalog: Catalog
    chain: DocumentLog
    stop: Stop | None
    told: tuple[datetime, ...]
    holds_run: bool


def pressed(press: Press, run: Run, standing: Standing) -> Recorded | Refused:
    """What a press comes to, by all that is known now."""
    for check in (_counted, _no_press, _not_said, _not_entitled, _changed):
        refused = check(press, run, standing)
        if refused is not None:
            return refused
    call = Call.by_button(run.id)
    draft = stop_draft(press.app, run.by, _reason(press), call, standing.repository)
    return Recorded(standing.chain, draft)


def stop_of_run(chain: DocumentLog, run: int) -> str | None:
    """The transition of the stop that a run has set, if it has."""
    own = (entry.draft for entry in chain.entries if entry.draft.run == run)
    return next((draft.transition for draft in own), None)


def _counted(_press: Press, run: Run, standing: Standing) -> Refused | None:
    """The same run never counts twice; so a re-run of one that counted has nothing to do."""
    transition = stop_of_run(standing.chain, run.id)
    return Refused(Refusal.ALREADY, say.counted(run.id, transition)) if transition else None


def _no_press(_press: Press, run: Run, standing: Standing) -> Refused | None:
    return not_ours(run, standing) or not_now(run, standing)


def not_ours(run: Run, standing: Standing) -> Refused | None:
    """Whether it is a run of the bot's own workflow, from main, by its button.

    A tag may be called main, too: so main's history must hold the commit. GitHub's path may end in
    the ref (``…/slipway.yml@main``, as the example in "Get a workflow run" has it).
    """
    path, _, ref = run.path.partition("@")
    right = (run.event, path, run.branch) == (DISPATCH, WORKFLOW, MAIN)
    if right and ref in ("", MAIN, f"refs/heads/{MAIN}") and standing.holds_run:
        return None
    return Refused(Refusal.NO_BUTTON, say.no_button(run.id))


def not_now(run: Run, standing: Standing) -> Refused | None:
    """Whether it is the first attempt of a run, and of today."""
    if run.attempt != 1:
        return Refused(Refusal.PRESS_AGAIN, say.run_again(run.id, run.attempt))
    if standing.now - run.at > ALIVE:
        return Refused(Refusal.PRESS_AGAIN, say.too_late(run.id))
    return None


def _not_said(press: Press, _run: Run, standing: Standing) -> Refused | None:
    if press.app not in standing.catalog.apps:
        known = press.app if is_id(press.app) else None
        return Refused(Refusal.NO_APP, say.no_app(known, sorted(standing.catalog.apps)))
    if _reason(press) is None:
        return Refused(Refusal.NO_REASON, say.NO_REASON)
    return None


def _reason(press: Press) -> str | None:
    """The reason for the log, by the very grammar of ``/stop REASON``."""
    command = command_of(f"/{Word.STOP} {press.reason.strip()}")
    return reason_said(command) if command else None


def _not_entitled(press: Press, run: Run, standing: Standing) -> Refused | None:
    operators = standing.catalog.apps[press.app].operators
    person = run.by.type is AccountType.USER and run.by.id != standing.catalog.settings.bot.id
    if person and run.by.id in {one.id for one in operators}:
        return None
    return Refused(Refusal.NOT_ENTITLED, not_entitled(run.by, STOPPING, operators))


def _changed(press: Press, run: Run, standing: Standing) -> Refused | None:
    """As for a comment: what was said before things changed does nothing (threats B8, E11)."""
    if standing.stop is not None:
        return Refused(Refusal.ALREADY, say.stopped_already(standing.stop))
    if not all(time < run.at for time in standing.told):
        return Refused(Refusal.AS_SHOWN, say.changed_since(press.app))
    return None
