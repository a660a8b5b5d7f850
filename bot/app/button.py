"""The stop button: ask GitHub who pressed it, decide, and write one entry, or say why not.

No pull request is looked at: the releases of the app show the stop at their next look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.apply import append
from bot.app.document_main import ruled, standing_stop, stops
from bot.app.gather import pinned_main
from bot.app.patience import Attempts
from bot.core import button_sentences as say
from bot.core.button import Standing, pressed, stop_of_run
from bot.core.decision import Recorded
from bot.core.document_commit import change_for_button
from bot.core.document_log import read_entry
from bot.core.documents.places import AppFile, StopFile
from bot.core.log import Damage
from bot.core.sentences import trouble
from bot.errors import IntegrityError, ProblemsFoundError, UnavailableError
from bot.forge.protocol import LostRaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.app.gather import World
    from bot.app.patience import Patience
    from bot.app.reconcile import Report
    from bot.core.button import Press, Run
    from bot.core.change import Change
    from bot.forge.protocol import Reading


def stop_by_button(
    world: World, press: Press, run: int, patience: Patience, report: Report
) -> None:
    """Look and act until it is settled; who is refused gets a line, and nothing comes to main."""
    report.lines.append(settled(patience, lambda: _press(world, press, run)))
    report.failures.extend(_wrong(world, press))


def settled(patience: Patience, attempt: Callable[[], str]) -> str:
    """Make an attempt again after a lost race, or where GitHub gave no usable answer."""
    attempts = Attempts(patience)
    while True:
        try:
            return attempt()
        except (LostRaceError, UnavailableError) as error:
            attempts.failed(error)


def _press(world: World, press: Press, number: int) -> str:
    run, reading = world.forge.read_run(number), world.forge.read_repository()
    commit = pinned_main(world, reading)
    standing = standing_of(world, reading, commit, press.app, run)
    came = pressed(press, run, standing)
    if isinstance(came, Recorded):
        change = change_for_button(came, reading.now, commit)
        write(world, reading, commit, change)
        return say.stopped(press.app, change.transition)
    own = stop_of_run(standing.chain, number)
    if own is not None and own in world.sent:  # the answer to the write was lost, and main has it
        return say.stopped(press.app, own)
    return say.nothing_done(came.why)


def write(world: World, reading: Reading, commit: str, change: Change) -> None:
    """Write the entry of a button, if main can read it.

    What its schemas do not allow would be damage to the chain, at which all changes stand still: as
    where ``schemas/`` on main is older than the bot.
    """
    schemas = world.mainline.policy(commit).schemas
    for path, data in change.files.items():
        read = read_entry(path, data, schemas)
        if isinstance(read, Damage):
            raise ProblemsFoundError(
                "unreadable-entry",
                f"nothing was written: by the schemas on main the entry is none ({read.what})",
                "bring schemas/ of the bot's own version to main",
            )
    append(world, reading.repository, commit, change)


def standing_of(world: World, reading: Reading, commit: str, app: str, run: Run) -> Standing:
    """What of main a press of the button depends on; ``app`` is empty where it is about none."""
    mainline = world.mainline
    catalog, chain = mainline.policy(commit).catalog, mainline.catalog_chain(commit)
    if chain is None:
        raise ProblemsFoundError(
            "log-damaged",
            "the catalog's log on main is damaged, so nothing can be written to it",
            "an owner restores the bytes that the bot wrote",
        )
    known = app in catalog.apps
    mentions = mainline.mentions(commit) if known else ()
    told = [one.time for one in stops(mentions, app)] if known else []
    changed = ruled(mentions, frozenset({AppFile(app).path})) if known else None
    return Standing(
        repository=reading.repository.name,
        now=reading.now,
        catalog=catalog,
        chain=chain,
        stop=standing_stop(mentions, app) if known else None,
        told=(*told, *([changed] if changed else [])),
        holds_run=mainline.holds(commit, run.head),
    )


def _wrong(world: World, press: Press) -> Iterator[IntegrityError]:
    """What the newest write made of main that was not computed."""
    commit = world.git.fetch_main()
    if press.app not in world.mainline.policy(commit).catalog.apps:
        return
    for one in world.mainline.main_for_change(commit, StopFile(press.app)).troubles:
        if one.id == "wrong-tree":
            yield IntegrityError(one.id, trouble(one), one.cure)
