"""The short comment of one outcome: a new one each time, since only that sends mail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import comment_sentences as say
from bot.core.comment import TEMPLATES, cut
from bot.core.entry import RejectionKind
from bot.core.lifecycle import LIVE, Status
from bot.core.quoting import fence, mention, name
from bot.core.rollout import percent_of
from bot.core.rollout_sentences import OUTCOMES as OF_ROLLOUT
from bot.core.rollout_sentences import said_with, stands, what_next
from bot.core.sentences import show_release

if TYPE_CHECKING:
    from bot.core.entry import Entry
    from bot.core.log import Log
    from bot.core.situation import Situation

_OUTCOME = TEMPLATES.from_string(say.OUTCOME)


def outcome(situation: Situation, entry: Entry) -> str:
    """The short comment that sends the mail of one outcome, to those whom it concerns."""
    draft = entry.draft
    headline, text = say.OUTCOMES[draft.kind.value]
    log = situation.main.log
    applied = log.requester if log else None
    requester = applied.draft.actor if applied else draft.actor
    code = draft.rejection is RejectionKind.CODE
    values = {
        "round": draft.round,
        "actor": name(draft.actor.login, draft.actor.id),
        "what": "the code is at fault" if code else "details are at fault",
        "mention": mention(requester.login, requester.id),
        "reason": fence(draft.reason or "") if draft.rejection else draft.reason or "",
        "cure": say.REJECTED_CODE if code else say.REJECTED_DETAILS,
        "reapply": say.REAPPLY,
        "approvers": ", ".join(name(a.login, a.reviewer) for a in draft.approvals),
        "target": draft.target.value,
        "then": _then(entry, log),
        "live": say.IS_LIVE if draft.target in LIVE else say.NOT_LIVE,
        "release": show_release(draft.release),
        "superseded": _superseded(entry),
        "stands": stands(draft.target, _percent(entry, log)),
    }
    marker = f"<!-- slipway:outcome transition={draft.transition} -->"
    return cut(
        _OUTCOME.render(marker=marker, headline=_fill(headline, values), text=_fill(text, values))
    )


def _percent(entry: Entry, log: Log | None) -> int | None:
    """The percentage once the entry was written: a note keeps the one that it found."""
    entries = log.entries[: entry.sequence] if log else ()
    return percent_of(replace(log, entries=entries)) if log and entries else None


def _then(entry: Entry, log: Log | None) -> str:
    """What happens next, the reason, and what was superseded, of those that there are."""
    draft = entry.draft
    if draft.kind.value not in OF_ROLLOUT:
        return say.GOING_LIVE.get(draft.target, _superseded(entry))
    reason = f"The reason:\n\n{fence(draft.reason)}\n" if draft.reason else ""
    superseded = _superseded(entry) if draft.target is not draft.source else ""
    full = superseded if draft.target is Status.FULL_RELEASE else ""
    parts = (what_next(draft.target, _percent(entry, log)), full, said_with(draft.rollout), reason)
    return "\n\n".join(part for part in parts if part)


def _fill(text: str, values: dict[str, object]) -> str:
    return text.format_map(values)


def _superseded(entry: Entry) -> str:
    older = ", ".join(str(release.version) for release in entry.draft.supersedes)
    return f"It archives {older}." if older else "It is the first Full Release there."
