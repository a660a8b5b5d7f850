"""What a backend says it has: a signed answer to a webhook, or the commit status of an observer.

Only the holder of the webhook's secret can answer. The signed body names delivery and attempt, so
that no earlier answer stands in for this one; so its time is not judged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.delivery import LONGEST_DETAIL, Message, Observed
from bot.core.delivery_signature import SIGNATURE, Secrets
from bot.core.documents.identity import VersionNumber
from bot.core.entry_rollout import Result
from bot.core.times import show_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.situation import HeadStatus


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why nothing usable came back: a stable id, and a few words."""

    reason: str
    detail: str


def not_delivered(why: NoAnswer) -> Observed:
    """How an attempt ended that brought no answer."""
    return _failed(why.reason, why.detail)


def is_handed_over(answer: Answer | NoAnswer) -> bool:
    """Whether a backend took the message and said no more, which leaves the word to an observer."""
    if isinstance(answer, NoAnswer):
        return False
    return OK <= answer.status < REDIRECTED and SIGNATURE not in answer.headers


def read_answer(message: Message, answer: Answer | NoAnswer, secrets: Secrets) -> Observed:
    """How an attempt by webhook ended."""
    match answer:
        case NoAnswer():
            return not_delivered(answer)
        case Answer(status=status) if not OK <= status < REDIRECTED:
            return _failed("status-refused", f"the backend answered {status}")
        case Answer(headers=headers) if SIGNATURE not in headers:
            return _failed("answer-unsigned", "the answer bears no signature")
        case Answer() if not secrets.vouch_for(answer.headers, answer.body):
            return _failed("answer-forged", "the answer is signed by no secret of the webhook")
    found = _read_body(answer.body)
    if found is None:
        return _failed("answer-malformed", "the answer does not have the form that is due")
    if (found.delivery, found.attempt) != (message.change.transition, message.attempt):
        return _failed("answer-to-another", "the answer is to another delivery or attempt")
    return _compared(found.observed, {one["version"]: one["percent"] for one in message.live})


OK, REDIRECTED = 200, 300


def _compared(found: Mapping[str, int], decided: Mapping[str, int]) -> Observed:
    if found == decided:
        return Observed(Result.DELIVERED, "as-decided", _short(f"observed {_shown(found)}"))
    detail = f"observed {_shown(found)}; decided {_shown(decided)}"
    return Observed(Result.DRIFTED, "not-as-decided", _short(detail))


def _shown(live: Mapping[str, int]) -> str:
    return ", ".join(f"{version} at {percent} %" for version, percent in live.items()) or "nothing"


def _failed(reason: str, detail: str) -> Observed:
    return Observed(Result.FAILED, reason, _short(detail))


def _short(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isprintable() else "?" for c in text)
    return kept if len(kept) <= LONGEST_DETAIL else f"{kept[: LONGEST_DETAIL - 3]}..."


# --- The form of an answer -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    delivery: str
    attempt: int
    observed: Mapping[str, int]


_FIELDS = {"format", "delivery", "attempt", "observed"}
_ROW = {"version", "percent"}
WHOLE = 100
MOST_BRACKETS = 102
"""Those of an answer with a hundred rows."""


def _read_body(body: bytes) -> _Told | None:
    """Read ``{format, delivery, attempt, observed: [{version, percent}…]}``, and nothing else.

    The right form has few brackets, and a body of many would be parsed at great depth.
    """
    if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
        return None
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_unique)
    except ValueError:
        return None
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        return None
    delivery, attempt, observed = value["delivery"], value["attempt"], _read_rows(value["observed"])
    numbers = type(attempt) is int and (type(value["format"]), value["format"]) == (int, 1)
    if not numbers or not isinstance(delivery, str) or observed is None:
        return None
    return _Told(delivery, attempt, observed)


def _read_rows(rows: object) -> Mapping[str, int] | None:
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        return None
    found: dict[str, int] = {row["version"]: row["percent"] for row in rows}
    return found if len(found) == len(rows) else None


def _is_row(row: object) -> bool:
    if not isinstance(row, dict) or row.keys() != _ROW:
        return False
    version, percent = row["version"], row["percent"]
    known = isinstance(version, str) and VersionNumber.parse(version) is not None
    return known and type(percent) is int and 0 <= percent <= WHOLE


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


# --- The commit status of an observer ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What an observer says, and since when."""

    observed: Observed
    at: datetime


def acknowledgement_context(delivery: str) -> str:
    """Under which context an observer says what the backend has, on the commit of the message."""
    return f"slipway-live/{delivery}"


def read_acknowledgement(
    statuses: Iterable[HeadStatus], delivery: str, observer: Person
) -> Acknowledgement | None:
    """What the newest status of this delivery says, if it is the observer's.

    GitHub shows the newest of a context alone, so that others who may set statuses can silence an
    observer, which is told again, and never speak for one: only the numeric id counts.
    """
    context = acknowledgement_context(delivery)
    own = (s for s in statuses if (s.context, s.creator.id) == (context, observer.id))
    newest = next(own, None)
    said = _STATES.get(newest.state) if newest else None
    if newest is None or said is None:
        return None
    detail = f"account {observer.id} set a status at {show_time(newest.at)}"
    return Acknowledgement(Observed(*said, detail), newest.at)


_STATES = {
    "success": (Result.DELIVERED, "observer-success"),
    "failure": (Result.DRIFTED, "observer-failure"),
    "error": (Result.FAILED, "observer-error"),
}
