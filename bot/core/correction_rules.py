"""The rule of a correction: there is something that it puts right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import correction_sentences as say
from bot.core.documents.place_kinds import CorrectionFile
from bot.core.finding import MET, Answer, Rule, Stage, State, unmet

if TYPE_CHECKING:
    from bot.core.situation import Situation


def correction_mends(situation: Situation) -> Answer:
    """Check ``correction-mends``."""
    change, found = situation.branch.change, situation.main.restoration
    if change is None or not isinstance(change.place, CorrectionFile):
        return MET
    folder = change.place.release.folder
    if found is None or not found.recordable:
        return unmet(say.not_derivable(folder))
    if not found.damaged:
        return unmet(say.nothing_to_correct(folder))
    paths = tuple(one.path for one in found.damaged)
    return Answer(State.NOTICE, (say.would_restore(paths),))


CORRECTION_RULES: tuple[Rule, ...] = (
    Rule(
        "correction-mends",
        Stage.APPLICATION,
        "Is there something to correct, and can it be put back?",
        "A correction.yaml puts the folder of its release, the version file and the live file of "
        "its target back as the bot last left them by main's own history, and records in the log "
        "what was found and what was restored. Where nothing is damaged, there is nothing to "
        "correct.",
        correction_mends,
    ),
)
