"""Whatever reaches Full Release archives what stood there, in the same commit (T20)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.decision import Moved
from bot.core.entry import Actor, Content, Draft, Kind, Superseder
from bot.core.lifecycle import Role, Status, Trigger, row_of

if TYPE_CHECKING:
    from bot.core.log import Log
    from bot.core.situation import Situation


def superseding(situation: Situation, log: Log, draft: Draft) -> Moved:
    """The transition, with an entry for each release whose place it takes."""
    if draft.target is not Status.FULL_RELEASE or draft.source is Status.FULL_RELEASE:
        return Moved(log, draft)
    older = [one for one in situation.main.siblings if one.status is Status.FULL_RELEASE]
    draft = replace(draft, supersedes=tuple(one.release for one in older))
    return Moved(log, draft, tuple(_archived(situation, one, draft) for one in older))


def _archived(situation: Situation, log: Log, by: Draft) -> tuple[Log, Draft]:
    last, bot = log.entries[-1], situation.main.catalog.settings.bot
    return log, Draft(
        kind=Kind.ARCHIVED,
        row=row_of(Trigger.SUPERSEDE).id,
        source=log.status,
        target=Status.ARCHIVED,
        release=log.release,
        round=log.round,
        subject=last.draft.subject,
        actor=Actor(bot.login, bot.id, Role.BOT),
        cause={"kind": "superseded", "transition": by.transition},
        content=Content.MAIN,
        policy_repository=situation.repository,
        superseded_by=Superseder(by.release, by.transition),
    )
