"""See to it that GitHub shows a deployment as it should be; whatever fails here stops nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.delivery_sentences import deployed, not_deployed
from bot.core.deploying import DeploymentState
from bot.errors import SlipwayError
from bot.forge.protocol import RateLimitedError

if TYPE_CHECKING:
    from bot.core.deploying import Deploy
    from bot.forge.protocol import Deployment, Outlet


def show_deployment(outlet: Outlet, wanted: Deploy, bot: int) -> str:
    """Read what is shown, make what is missing; a line for the report.

    Only where GitHub takes no more requests does the run end, as anywhere.
    """
    try:
        _show(outlet, wanted, bot)
    except RateLimitedError:
        raise
    except SlipwayError as error:
        return not_deployed(wanted.title, error.id, error.what)
    return deployed(wanted.title, wanted.description)


def _show(outlet: Outlet, wanted: Deploy, bot: int) -> None:
    found = outlet.read_deployment(wanted.commit, wanted.environment, bot)
    if _is_shown(found, wanted):
        return
    number = found.id if found else _made(outlet, wanted)
    outlet.set_deployment_status(number, wanted.state, wanted.description, wanted.page)


def _is_shown(found: Deployment | None, wanted: Deploy) -> bool:
    """What is over needs no deployment, nor other words where GitHub ended it by itself."""
    if wanted.state is DeploymentState.INACTIVE:
        return found is None or found.state is wanted.state
    shown = (found.state, found.description) if found else None
    return shown == (wanted.state, wanted.description)


def _made(outlet: Outlet, wanted: Deploy) -> int:
    payload = {"transition": wanted.transition}
    return outlet.create_deployment(wanted.commit, wanted.environment, wanted.title, payload)
