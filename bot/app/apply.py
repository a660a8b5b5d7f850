"""Apply a plan: perform its effects in order, each sent once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.app.courtesy import perform
from bot.app.delivery import tell
from bot.app.deployment import show_deployment
from bot.core.catalog import MoveMain
from bot.core.change import change_for
from bot.core.courtesy import AddLabels, AskReviews, RemoveLabel, TakeRequestsBack
from bot.core.decision import Recorded
from bot.core.delivering import Deliver, noted
from bot.core.delivery_sentences import told
from bot.core.deploying import Deploy
from bot.core.document_commit import change_for_document
from bot.core.entry import Announcement
from bot.core.log import announce
from bot.core.plan import (
    Announce,
    ClosePull,
    DeleteComment,
    EditComment,
    Effect,
    PostComment,
    PostStatus,
    Record,
    Showing,
)
from bot.errors import UnavailableError
from bot.forge.protocol import LostRaceError, PinnedTree, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.gather import World
    from bot.core.change import Change
    from bot.core.situation import Situation
    from bot.forge.protocol import Forge, PostedStatus, Repository


def apply(
    world: World, repository: Repository, situation: Situation, effects: tuple[Effect, ...]
) -> tuple[str, ...]:
    """Perform the effects; what a failure leaves undone, the next look finds.

    The lines are for the report of the run: what it told, and what came of that.
    """
    number, lines = situation.pull.number, list[str]()
    for effect in effects:
        match effect:
            case Record(change):
                _record(world, repository, situation, change)
            case Announce():
                _record(world, repository, situation, _announced(world, situation, effect))
            case Deploy():
                bot = situation.main.catalog.settings.bot.id
                lines.append(show_deployment(world.ways.outlet, effect, bot))
                world.deployed.add(effect.transition)
            case Deliver():
                lines.append(_deliver(world, repository, situation, effect))
            case _:
                _show(world.forge, number, effect)
    return tuple(lines)


def _show(forge: Forge, number: int, effect: Showing) -> None:
    match effect:
        case PostComment(body):
            forge.post_comment(number, body)
        case EditComment(comment, body):
            forge.edit_comment(comment, body)
        case DeleteComment(comment):
            forge.delete_comment(comment)
        case PostStatus(head, context, text):
            forge.post_status(head, context, text)
        case ClosePull():
            forge.close_pull(number)
        case AskReviews() | TakeRequestsBack() | AddLabels() | RemoveLabel():
            perform(forge, number, effect)
        case _:
            assert_never(effect)


def _deliver(world: World, repository: Repository, situation: Situation, effect: Deliver) -> str:
    """One attempt, and its note: what a backend does, or leaves undone, fails no run."""
    message = effect.message
    observed = tell(world.ways, effect.delivery, message, situation.now)
    attempt = (message.change.transition, message.attempt)
    moved = noted(situation, effect.log, attempt, observed)
    _record(world, repository, situation, change_for(situation, moved))
    return told(message.release, message.attempt, observed)


def _announced(world: World, situation: Situation, effect: Announce) -> Change:
    """Open the round: only GitHub's answer to this very POST says when it began."""
    wanted = effect.status
    posted = world.forge.post_status(wanted.head, wanted.context, wanted.text)
    _check(situation, effect, posted)
    moved = effect.moved
    digest = moved.draft.subject.digest
    announcement = Announcement(digest, wanted.head, posted.at, posted.id)
    if isinstance(moved, Recorded):
        draft = replace(moved.draft, announced=announcement)
        return change_for_document(situation, replace(moved, draft=draft))
    return change_for(situation, replace(moved, draft=announce(moved.draft, announcement)))


def _check(situation: Situation, effect: Announce, posted: PostedStatus) -> None:
    bot, wanted = situation.main.catalog.settings.bot.id, effect.status
    answered = (posted.sha, posted.context, posted.description, posted.creator.id)
    if answered != (wanted.head, wanted.context, wanted.text.description, bot):
        raise UnavailableError(
            "wrong-announcement",
            f"GitHub answered {posted.sha[:12]}, {posted.context}, creator {posted.creator.id} "
            f"to the announcement of {wanted.head[:12]} by {bot}",
            "check that catalog/slipway.yaml names the account of the bot's token",
        )


def _record(world: World, repository: Repository, situation: Situation, change: Change) -> None:
    """One commit on main, by compare-and-swap on the commit that it was decided on."""
    pinned = _pinned(world, situation.main.commit, change)
    way = situation.main.catalog.settings.move_main

    def send() -> None:
        if change.head is None:
            world.forge.append(repository, pinned, change)
        else:
            _merge(world, repository, way, Prepared(pinned, change))

    _sent(world, pinned, change, send)


def append(world: World, repository: Repository, commit: str, change: Change) -> None:
    """One commit with one parent on main, by compare-and-swap on a pinned commit."""
    pinned = _pinned(world, commit, change)
    _sent(world, pinned, change, lambda: world.forge.append(repository, pinned, change))


def _pinned(world: World, commit: str, change: Change) -> PinnedTree:
    return PinnedTree(
        commit=commit,
        tree=world.git.commit(commit).tree,
        expected_tree=world.git.written_tree(commit, change.files, change.removed),
    )


def _sent(world: World, pinned: PinnedTree, change: Change, send: Callable[[], None]) -> None:
    world.sent[change.transition] = change.files
    try:
        send()
    except RefusedError as error:
        # What a refusal means is read from main, never from the words of the answer.
        if world.git.fetch_main() == pinned.commit:
            raise
        # Another bot may have sent the very same bytes in the same second: they are not ours.
        world.sent.pop(change.transition, None)
        raise LostRaceError(
            "lost-race", "main moved while the bot was at work", "it looks and decides again"
        ) from error


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change, and the main that it was computed on."""

    pinned: PinnedTree
    change: Change


def _merge(world: World, repository: Repository, way: MoveMain, prepared: Prepared) -> None:
    """Some tokens may not use ``updateRefs``; then the catalog says that git moves main."""
    pinned, change = prepared.pinned, prepared.change
    if way is MoveMain.UPDATE_REFS:
        world.forge.merge(repository, pinned, change)
    else:
        world.git.push_main(pinned.commit, world.forge.prepare_merge(pinned, change))
