"""What an application changes: against what is live in its target, and since the round before.

Testers are shown by count and digest with a few ids at most, variables by name: a secret as its
reference, another value by its digest alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.core import comment_sentences as say
from bot.core import configuration_sentences as words
from bot.core.application import Application, compare
from bot.core.documents import canonical
from bot.core.documents.problem import NOT_SHOWN
from bot.core.documents.secret_text import looks_secret
from bot.core.lifecycle import LIVE, Status
from bot.core.quoting import span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.entry import Entry
    from bot.core.situation import Situation

    Value = Mapping[str, Any]


def judged(entries: Sequence[Entry]) -> Application | None:
    """The application as it was judged, from the log."""
    kept = (entry.draft.application for entry in reversed(entries))
    return next((Application(value) for value in kept if value is not None), None)


def against_live(situation: Situation) -> str | None:
    """What changes against what is live there, as Markdown."""
    application = situation.application
    if application is None:
        return None
    served = [log for log in situation.main.siblings if log.status in LIVE]
    live = max(served, key=lambda log: log.status is Status.FULL_RELEASE, default=None)
    shown = judged(live.entries) if live else None
    if live is None or shown is None:
        nothing: dict[str, Any] = {"configuration": {}, "features": []}
        new = _rows(nothing, {name: application.value[name] for name in nothing})
        head = "| field | live | applied for |"
        return "\n".join([words.ALL_NEW, "", head, "|---|---|---|", *new]) if new else say.NO_LIVE
    rows = _rows(_without_schedule(shown.value), _without_schedule(application.value))
    head = f"| field | live ({live.release.version}) | applied for |"
    return "\n".join([head, "|---|---|---|", *rows]) if rows else say.NO_CHANGE


def _without_schedule(application: Value) -> Value:
    """A schedule is how one becomes live, and nothing that is live."""
    return {key: part for key, part in application.items() if key != "schedule"}


def since_before(situation: Situation, entries: tuple[Entry, ...]) -> tuple[int, str] | None:
    """What changed since the round before, with that round's number."""
    application = situation.application
    opened = [entry for entry in entries if entry.draft.application is not None]
    if application is None or not opened:
        return None
    now = opened[-1].draft.subject.digest == application.digest
    before = opened[-2:-1] if now else opened[-1:]
    if not before:
        return None
    rows = _rows(before[0].draft.application or {}, application.value)
    table = "\n".join(["| field | then | now |", "|---|---|---|", *rows])
    return before[0].draft.round, table if rows else say.SAME_APPLICATION


MOST_ROWS = 100
"""Rows of a table, so that it leaves room for the application, where all of them stand."""


def _rows(one: Value, other: Value) -> list[str]:
    rows = [
        f"| {span(d.path)} | {cell(d.live)} | {cell(d.applied)} |"
        for d in compare(_presented(one), _presented(other))
        if d.path != "/release/version"
    ]
    left = len(rows) - MOST_ROWS
    return [*rows[:MOST_ROWS], words.MORE.format(count=left)] if left > 0 else rows


def _presented(application: Value) -> dict[str, Any]:
    """The application with testers and variables as a reader should meet them."""
    shown = dict(application.get("configuration") or {})
    if "testers" in shown:
        shown["testers"] = _testers(shown["testers"])
    if "variables" in shown:
        shown["variables"] = {one["name"]: _variable(one) for one in shown["variables"]}
    return {**application, "configuration": shown}


def _testers(testers: Value) -> str:
    group = testers.get("group")
    if group is not None:
        return words.group(group["name"], group["count"], group["sha256"])
    ids = sorted(testers["ids"])
    return words.testers(ids, _sha256("".join(f"{one}\n" for one in ids)))


def _variable(variable: Value) -> str:
    secret = variable.get("secret")
    if secret is not None:
        return words.secret(secret["name"], secret["version"])
    return words.literal(_sha256(variable["value"]))


def _sha256(text: str) -> str:
    return canonical.sha256(text.encode())


def cell(value: object) -> str:
    """A value in a table; nothing that looks like a secret is shown."""
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return span(NOT_SHOWN if looks_secret(text) else text)
