"""Of which releases a sweep finds that their app is to be told, without a request for the others.

A status tells whether there may be something to tell, and the log whether there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.core.entry_rollout import Result
from bot.core.lifecycle import SERVED, Status
from bot.core.log import Log
from bot.core.outbox import covers, is_due, telling_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.app.main_views import Carrier
    from bot.core.catalog import Delivery
    from bot.core.documents.identity import ReleaseId
    from bot.core.log import Damage

MOST = 25
"""Releases of which one sweep tells: an app that begins to be told has all of them to hear of."""
MAY_HAVE_SERVED = SERVED | {Status.CANCELED, Status.ARCHIVED}


def untold(carriers: Sequence[Carrier]) -> tuple[Carrier, ...]:
    """Those that may have something to tell which no later change covers for sure."""
    newest: dict[Target, datetime] = {}
    for one in carriers:
        if one.changed and (one.status in SERVED or one.observed == Result.DELIVERED):
            newest[_target(one.release)] = max(
                one.changed, newest.get(_target(one.release), one.changed)
            )
    return tuple(
        one
        for one in carriers
        if one.status in MAY_HAVE_SERVED and one.changed and not one.superseded
        if one.observed != Result.DELIVERED
        if not covers(newest.get(_target(one.release), one.changed), one.changed)
    )


def due(
    logs: Mapping[ReleaseId, Log | Damage], ways: Mapping[str, Delivery], now: datetime
) -> tuple[ReleaseId, ...]:
    """The releases among these of which an app is to be told by now, the oldest change first."""
    found = [(log, telling_of(log)) for log in logs.values() if isinstance(log, Log)]
    telling = [(log.release, one) for log, one in found if one is not None]
    ripe = [
        (release, one)
        for release, one in telling
        if is_due(one, ways[release.app], now)
        if not any(
            _target(other) == _target(release) and covers(newer.change.time, one.change.time)
            for other, newer in telling
        )
    ]
    ripe.sort(key=lambda each: (each[1].change.time, str(each[0])))
    return tuple(release for release, _ in ripe[:MOST])


Target: TypeAlias = tuple[str, str, str]
"""A mini program, an app, and one of its environments."""


def _target(release: ReleaseId) -> Target:
    return (release.mini_program, release.app, release.environment)
