"""What a verified bundle proves, and what nobody can know from it alone, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.bundle.reading import AT_TIP, GAP
from bot.audit.trust.signatures import Verdict
from bot.core.documents.problem import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.bundle.form import Header
    from bot.audit.bundle.reading import Outcome
    from bot.audit.trust.checkpoint import Checkpoint

NO_KEYS = "who signed the commits: no trusted keys were given"
NO_CHECKPOINT = "that the tip stands on main: no checkpoint was given"
ALWAYS = (
    "that the commits of the bundle stand on main, and the branches began on it",
    "that no hand changed the release's folder and put it back, nor the catalog, between them",
    "that no other release counted the same reviews, events and announcements",
    "that no emergency stop of the app stood when it went forward",
    "that time did not run back between this release and others",
    "that the logs of other releases, and the rest of the live file, were right as they stood",
    "that what the log says of GitHub (reviews, comments, events) was so: that is the bot's word",
)
"""No bundle can show these; ``slipway audit verify`` on a clone shows all of them but the last."""


def proven(header: Header, outcome: Outcome, checkpoint: Checkpoint | None) -> tuple[str, ...]:
    """What follows from the bytes; a finding takes away what it contradicts."""
    return tuple(_proven(header, outcome, checkpoint))


def _proven(header: Header, outcome: Outcome, checkpoint: Checkpoint | None) -> Iterator[str]:
    judged = outcome.judged
    commits = counted(len(judged), "commit")
    yield f"{counted(header.objects, 'object')}: each has the bytes that its id calls for"
    if not any(found.rule in (GAP, AT_TIP) for found in outcome.between):
        yield f"at {header.tip} the release's folder is exactly what start and {commits} make it"
    if judged and not outcome.between and not any(one.findings for one in judged):
        made = outcome.after.count - outcome.before.count
        yield f"{counted(made, 'transition')} of it, each by the rules of the audit"
    good = [one for one in judged if one.signature and one.signature.verdict is Verdict.GOOD]
    if judged and len(good) == len(judged):
        yield f"{commits}: each is signed by a trusted key"
    if checkpoint is not None and checkpoint.commit == header.tip:
        yield "the tip is the commit of the checkpoint, so main held this release so at that time"


def unproven(
    header: Header, outcome: Outcome, checkpoint: Checkpoint | None, *, keys: bool
) -> tuple[str, ...]:
    """What cannot be known from the bundle, worded as what would have to be shown."""
    return tuple(_unproven(header, outcome, checkpoint, keys=keys))


def _unproven(
    header: Header, outcome: Outcome, checkpoint: Checkpoint | None, *, keys: bool
) -> Iterator[str]:
    if checkpoint is None:
        yield NO_CHECKPOINT
    elif checkpoint.commit != header.tip:
        yield f"that the tip stands on main: the checkpoint is of {checkpoint.commit}"
    if not keys:
        yield NO_KEYS
    if outcome.before.newest is not None:
        held = counted(outcome.before.count, "first transition")
        yield f"{held}: the log held that much at the start, {header.start}, which is trusted"
    yield from ALWAYS
