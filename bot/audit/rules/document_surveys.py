"""The rules of surveys: what was seen of who can move main past the rules, and by whose asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.resolution import digest_of
from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import DocumentCase


def surveyed_alone(case: DocumentCase) -> Iterator[str]:
    """Check ``survey``."""
    entry = case.entry
    if not entry.surveys:
        if entry.survey is not None:
            yield f"what was seen of the settings stands in an entry that is {entry.kind}"
        return
    if entry.survey is None:
        yield "it does not say what was seen"
    elif digest_of(entry.survey) != entry.digest:
        yield "its digest is not that of what was seen"
    if entry.role != "none" or entry.reason is not None:
        yield "it claims a role, or a reason: whoever asks, it grants nothing"
    bare = (entry.before, entry.file, entry.application, entry.announced, entry.contributors)
    if any(one is not None for one in bare) or entry.approvals:
        yield "a survey is about no document"


def about_the_bot(case: DocumentCase) -> Iterator[str]:
    """Check ``survey-bot``."""
    entry, bot = case.entry, case.policy.bot
    if entry.survey is not None and entry.survey.get("bot") != bot:
        yield f"it tells of the bot {entry.survey.get('bot')}, where the bot was {bot}"


SURVEY_RULES: tuple[Rule[DocumentCase], ...] = (
    Rule(
        "survey",
        "Does a survey say what was seen, and nothing else?",
        "Who could move main past the rules, as `slipway doctor --record` saw it. It grants "
        "nothing, whoever pressed the button; that it was seen so is the bot's word.",
        surveyed_alone,
    ),
    Rule(
        "survey-bot",
        "Does it tell of the bot that the catalog names?",
        "Whose token saw it is told too: an admin's is shown more than the bot's own.",
        about_the_bot,
    ),
)
