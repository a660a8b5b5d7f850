"""The answer to ``/help``: what one person may do here now, by the catalog on main."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command import sentences as say
from bot.core.command.grammar import FORMS
from bot.core.command.subject import subject_of
from bot.core.document_authority import judges
from bot.core.document_rounds import contributors
from bot.core.explanation import explain
from bot.core.situation import PullState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.situation import Account, Situation


def help_for(situation: Situation, account: Account) -> str:
    """What this account may do, the commands, and the rules that are asked."""
    points = explain(situation).points
    return say.help_text(
        _may(situation, account.id),
        ((form.usage, form.meaning) for form in FORMS),
        (f"[`{point.id}`]({point.page})" for point in points),
    )


def _may(situation: Situation, reader: int) -> Iterator[str]:
    subject, catalog = subject_of(situation), situation.main.catalog
    opened = subject.opening is not None
    if reader in {person.id for person in subject.may}:
        if opened:
            yield say.HELP_WITHDRAW
        elif situation.pull.state is PullState.OPEN and not subject.done:
            yield say.HELP_APPLY
    if opened and reader in _judges(situation):
        yield say.HELP_REVIEW
    if situation.main.troubles and reader in {person.id for person in catalog.owners}:
        yield say.HELP_MEND
    yield say.HELP_ANYBODY


def _judges(situation: Situation) -> set[int]:
    """Whose review could count here: nobody's who had a hand in it."""
    catalog, release = situation.main.catalog, situation.release
    listed = catalog.reviewers(release.app) if release else ()
    if situation.branch.change is not None:
        listed = judges(catalog, situation.branch.change.place).people
    return {person.id for person in listed} - contributors(situation)
