"""What a run leaves behind, made comparable: equal whatever went wrong, but for times."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.comment import OUTCOME_MARKER, STICKY_MARKER
from bot.core.display import context
from bot.demo.world import BOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.world import Stage

TIMED = frozenset({"time", "at", "since", "previous", "parent", "commit", "sha256"})
"""Fields of the bot's files that hold a time, or hash something that does."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?( UTC|Z|\+00:00)?")


@dataclass(frozen=True, slots=True)
class Rest:
    """Main and one pull request, as they stand."""

    files: Mapping[str, Any]
    state: str
    stickies: tuple[str, ...]
    outcomes: tuple[str, ...]
    status: tuple[str, str] | None


def rest_of(stage: Stage, number: int) -> Rest:
    """Everything that must be the same after any fault."""
    own = [comment.body for comment in stage.comments(number) if comment.login == BOT]
    pull = stage.person("otto").pull(number)
    statuses = [s for s in stage.statuses(pull.head.sha) if s.context == context(number)]
    return Rest(
        files={path: plain(path, data) for path, data in stage.main_files().items()},
        state="merged" if pull.merged else pull.state,
        stickies=tuple(_TIME.sub("TIME", body) for body in own if STICKY_MARKER.match(body)),
        outcomes=tuple(sorted(m[1] for body in own if (m := OUTCOME_MARKER.match(body)))),
        status=(statuses[0].state, statuses[0].description) if statuses else None,
    )


def plain(path: str, data: bytes) -> Any:
    """A file without its times; what people wrote stays as it is."""
    if not path.endswith(".json") or path.startswith("schemas/"):
        return data
    return _untimed(json.loads(data))


def _untimed(value: Any) -> Any:
    """The same JSON without times, what hashes them, and the announcing status's id."""
    if isinstance(value, list):
        return [_untimed(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"digest", "head", "at", "status"}:
        return {"digest": value["digest"], "head": value["head"]}
    if set(value) == {"blob", "sha256"}:
        return value
    return {key: _untimed(each) for key, each in value.items() if key not in TIMED}
