"""Record what the doctor saw of who can move main past the rules: one entry, by the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.button import settled, standing_of, write
from bot.app.gather import pinned_main
from bot.core import button_sentences as say
from bot.core.decision import Recorded
from bot.core.document_commit import change_for_button
from bot.core.documents.places import SlipwayFile
from bot.core.sentences import trouble
from bot.core.survey import newest, surveyed
from bot.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.gather import World
    from bot.app.patience import Patience
    from bot.app.reconcile import Report
    from bot.core.doctor.seen import Seen


def record_survey(world: World, seen: Seen, run: int, patience: Patience, report: Report) -> None:
    """Record until it is settled; where there is nothing to record, a line says why.

    ``UsageError`` where the world's token is not the bot's.
    """
    report.lines.append(settled(patience, lambda: _record(world, seen, run)))
    report.failures.extend(_wrong(world))


def _record(world: World, seen: Seen, number: int) -> str:
    run, reading = world.forge.read_run(number), world.forge.read_repository()
    commit = pinned_main(world, reading)
    standing = standing_of(world, reading, commit, "", run)
    came = surveyed(seen, run, standing)
    if isinstance(came, Recorded):
        change = change_for_button(came, reading.now, commit)
        write(world, reading, commit, change)
        return say.surveyed(change.transition)
    last = newest(standing.chain)
    if last is not None and last.draft.run == number and last.draft.transition in world.sent:
        return say.surveyed(last.draft.transition)  # the answer was lost, and main has it
    return say.nothing_done(came.why)


def _wrong(world: World) -> Iterator[IntegrityError]:
    """What the newest write made of main that was not computed."""
    commit = world.git.fetch_main()
    for one in world.mainline.main_for_change(commit, SlipwayFile()).troubles:
        if one.id == "wrong-tree":
            yield IntegrityError(one.id, trouble(one), one.cure)
