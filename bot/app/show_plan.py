"""A plan as lines of text: what a dry run prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core import courtesy_sentences as say
from bot.core.courtesy import AddLabels, AskReviews, RemoveLabel, TakeRequestsBack
from bot.core.decision import Moved
from bot.core.delivering import Deliver
from bot.core.delivery_sentences import deploying, telling
from bot.core.deploying import Deploy
from bot.core.plan import (
    Announce,
    ClosePull,
    DeleteComment,
    EditComment,
    Effect,
    PostComment,
    PostStatus,
    Record,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.reconcile import Look
    from bot.core.change import Change


def show_plan(seen: Look) -> Iterator[str]:
    """One line for the pull request, and one for each effect that a run would have."""
    number, decision = seen.situation.pull.number, type(seen.decision).__name__.lower()
    yield f"#{number}: {decision}, {len(seen.effects)} effect(s)"
    for effect in seen.effects:
        yield from (f"  {line}" for line in _lines(effect))


def _lines(effect: Effect) -> Iterator[str]:
    match effect:
        case PostComment(body):
            yield f"post a comment of {len(body)} characters"
        case EditComment(comment, body):
            yield f"edit comment {comment} to {len(body)} characters"
        case DeleteComment(comment):
            yield f"delete the doubled comment {comment}"
        case PostStatus(head, context, text):
            yield f"set status {context} of {head[:12]} to {text.state}: {text.description}"
        case ClosePull():
            yield "close the pull request"
        case Record(change):
            yield from _change_lines(change)
        case Announce(status, moved):
            yield f"announce: set status of {status.head[:12]}: {status.text.description}"
            row = (moved.draft.row or "note") if isinstance(moved, Moved) else "document"
            yield f"record on main: {moved.draft.kind} ({row})"
        case AskReviews() | TakeRequestsBack() | AddLabels() | RemoveLabel():
            yield say.courtesy(effect)
        case Deploy() | Deliver():
            yield _outward(effect)
        case _:
            assert_never(effect)


def _outward(effect: Deploy | Deliver) -> str:
    if isinstance(effect, Deploy):
        return deploying(effect.title, effect.description)
    return telling(effect.message.release, effect.message.attempt)


def _change_lines(change: Change) -> Iterator[str]:
    parents = "main and " + change.head[:12] if change.head else "main"
    yield f"commit on {parents}: {change.headline}"
    yield from (f"  write {path}" for path in sorted(change.files))
    yield from (f"  remove {path}" for path in sorted(change.removed))
