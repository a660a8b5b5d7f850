"""One attempt to tell an app's backend of a change, by the way that the app names.

Whatever the other side does, the attempt ends in something for the log and stops nothing: only
where GitHub takes no more requests does the run end, as anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.core.catalog import RepositoryDispatch, Webhook
from bot.core.delivery import EVENT, Observed
from bot.core.delivery_answer import NoAnswer, is_handed_over, not_delivered, read_answer
from bot.core.delivery_signature import VARIABLE, read_secrets
from bot.core.entry_rollout import Result
from bot.errors import SlipwayError
from bot.forge.protocol import RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.catalog import Delivery
    from bot.core.delivery import Message
    from bot.forge.protocol import Messenger, Outlet


@dataclass(frozen=True, slots=True)
class Ways:
    """What leads to backends: HTTPS, GitHub, and the secrets that the environment holds."""

    messenger: Messenger
    outlet: Outlet
    environment: Mapping[str, str]

    def __repr__(self) -> str:
        return "Ways()"


def tell(ways: Ways, delivery: Delivery, message: Message, now: datetime) -> Observed:
    """Make one attempt; it is ``sent`` where it was handed over, and nobody said yet what came.

    ``now`` is to be of the latest answer of GitHub's: backends refuse a time far from their own.
    """
    match delivery.way:
        case Webhook():
            return _post(ways, delivery, delivery.way, message, now)
        case RepositoryDispatch(repository=repository):
            return _dispatch(ways, repository, message)
        case _:
            assert_never(delivery.way)


def _post(
    ways: Ways, delivery: Delivery, webhook: Webhook, message: Message, now: datetime
) -> Observed:
    variable = f"{VARIABLE}{webhook.secret}"
    secrets = read_secrets(ways.environment.get(variable, ""))
    if secrets is None:
        return not_delivered(NoAnswer("no-secret", f"{variable} holds no usable secret"))
    body = message.to_bytes()
    headers = secrets.headers(message.change.transition, body, now)
    answer = ways.messenger.post(webhook.url, headers, body)
    if delivery.observer and is_handed_over(answer):
        return Observed(Result.SENT, "handed-over", "the backend took it, and signed no answer")
    return read_answer(message, answer, secrets)


def _dispatch(ways: Ways, repository: str, message: Message) -> Observed:
    try:
        ways.outlet.dispatch(repository, EVENT, message.to_value())
    except RateLimitedError:
        raise
    except SlipwayError as error:
        return not_delivered(NoAnswer(error.id, error.what))
    return Observed(Result.SENT, "event-taken", "GitHub took the event")
