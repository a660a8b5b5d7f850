"""The answer to ``/help``: what counts here now, who says it, and what the reader may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command import sentences as say
from bot.core.command.deeds import deed_of_form, roles_of, sources, who_says
from bot.core.command.grammar import FORMS, Word
from bot.core.command.orders import entitled, hindrances
from bot.core.command.subject import subject_of
from bot.core.document_authority import judges
from bot.core.document_rounds import contributors
from bot.core.explanation import explain
from bot.core.finding import State
from bot.core.lifecycle import FORWARD
from bot.core.rollout import paused
from bot.core.situation import PullState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.command.grammar import Form
    from bot.core.situation import Account, Situation


def help_for(situation: Situation, account: Account) -> str:
    """What this account may do, the commands that count now, and the rules that are asked."""
    forms = [form for form in FORMS if _counts(situation, form)]
    points = explain(situation).points
    unmet = [point for point in points if point.state is State.UNMET]
    return say.help_text(
        _may(situation, account.id, forms),
        ((form.usage, who_says(form), form.meaning) for form in forms),
        ((f"[`{point.id}`]({point.page})", point.why) for point in unmet),
        (f"[`{point.id}`]({point.page})" for point in points if point not in unmet),
    )


def _counts(situation: Situation, form: Form) -> bool:
    """Whether a command counts in the status in which all stands now."""
    subject = subject_of(situation)
    match form.word:
        case Word.APPLY:
            free = subject.opening is None and not subject.done
            return free and situation.pull.state is PullState.OPEN
        case Word.WITHDRAW:
            return subject.opening is not None
        case Word.STOP:
            known = situation.app is not None and situation.branch.change is None
            return known and situation.main.stop is None
        case _:
            return _counts_on_release(situation, form)


def _counts_on_release(situation: Situation, form: Form) -> bool:
    deed, log = deed_of_form(form), situation.main.log
    if deed is None:
        return True
    if log is None or log.last is None or situation.branch.change or situation.main.troubles:
        return False
    carried = log.last.draft.subject.pull_request == situation.pull.number
    held = {Word.PAUSE: not paused(log), Word.RESUME: paused(log)}
    allowed = log.status in sources(deed, log.release.environment)
    return carried and allowed and held.get(form.word, True)


def _may(situation: Situation, reader: int, forms: list[Form]) -> Iterator[str]:
    subject, catalog = subject_of(situation), situation.main.catalog
    words = {form.word for form in forms}
    if reader in {person.id for person in subject.may}:
        if Word.WITHDRAW in words:
            yield say.HELP_WITHDRAW
        elif Word.APPLY in words:
            yield say.HELP_APPLY
    if subject.opening is not None and reader in _judges(situation):
        yield say.HELP_REVIEW
    orders = [form.usage for form in forms if _may_say(situation, reader, form)]
    if orders:
        yield say.help_orders(orders)
    if situation.main.troubles and reader in {person.id for person in catalog.owners}:
        yield say.HELP_MEND
    yield say.HELP_ANYBODY


def _may_say(situation: Situation, reader: int, form: Form) -> bool:
    """Whether a command on a release would be carried out, as far as its words allow."""
    roles, deed = roles_of(form), deed_of_form(form)
    if deed is None and form.word is not Word.STOP:
        return False
    halted = deed is not None and deed.trigger in FORWARD and bool(hindrances(situation))
    return not halted and reader in {person.id for person in entitled(situation, roles)}


def _judges(situation: Situation) -> set[int]:
    """Whose review could count here: nobody's who had a hand in it."""
    catalog, release = situation.main.catalog, situation.release
    listed = catalog.reviewers(release.app) if release else ()
    if situation.branch.change is not None:
        listed = judges(catalog, situation.branch.change.place).people
    return {person.id for person in listed} - contributors(situation)
