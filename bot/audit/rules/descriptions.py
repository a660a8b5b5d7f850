"""Every rule of the audit in one list: for its documentation, and for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.audit.correction import CORRECTION_RULE
from bot.audit.rules.commit import COMMIT_RULES
from bot.audit.rules.document_commit import DOCUMENT_COMMIT_RULES
from bot.audit.rules.document_content import DOCUMENT_CONTENT_RULES
from bot.audit.rules.document_people import DOCUMENT_PEOPLE_RULES
from bot.audit.rules.document_place import DOCUMENT_PLACE_RULES
from bot.audit.rules.document_stops import STOP_RULES
from bot.audit.rules.document_surveys import SURVEY_RULES
from bot.audit.rules.of_entries import ENTRY_RULES

if TYPE_CHECKING:
    from bot.audit.rules.findings import Rule

Subject = TypeVar("Subject")


class Description(NamedTuple):
    """One rule for its reader."""

    id: str
    question: str
    documentation: str


def _of(rules: tuple[Rule[Subject], ...]) -> tuple[Description, ...]:
    return tuple(Description(rule.id, rule.question, rule.documentation) for rule in rules)


OTHER_HANDS = (
    Description(
        "merge-without-entry",
        "Did every request, version file and act document come with an entry?",
        "A merge by hand puts a pull request's files on main, and no entry tells of it "
        "(threats B9).",
    ),
    Description(
        "entry-rewritten",
        "Is every entry still the bytes that were written?",
        "The log is append-only (threats G1, X35).",
    ),
    Description(
        "entry-removed",
        "Is every entry still there?",
        "The log is append-only (threats G1, X38).",
    ),
    Description(
        "derived-by-hand",
        "Are status and live files written with an entry only?",
        "They follow from logs; without an entry nothing can have changed them.",
    ),
    Description(
        "catalog-by-hand",
        "Did every change of the catalog come with an entry, where the mode is app?",
        "In `mode: trial`, where every writer is trusted, a change by hand is listed as "
        "maintenance, with what it made possible.",
    ),
    Description(
        "hand-change",
        "Is everything below releases/ and live/ the bot's writing?",
        "Until a commit brings back what ought to stand there, the change is named.",
    ),
    Description(
        "unreadable",
        "Is every entry canonical JSON that its schema accepts?",
        "Judged by the schema installed with the auditor, since the one on main may have been "
        "loosened (threats G10, G12).",
    ),
)
OF_RELEASES = (*_of(ENTRY_RULES), *_of(COMMIT_RULES))
OF_DOCUMENTS = (
    *_of(DOCUMENT_PLACE_RULES),
    *_of(DOCUMENT_PEOPLE_RULES),
    *_of(DOCUMENT_CONTENT_RULES),
    *_of(STOP_RULES),
    *_of(SURVEY_RULES),
    *_of(DOCUMENT_COMMIT_RULES),
    *_of((CORRECTION_RULE,)),
)
DESCRIPTIONS: tuple[Description, ...] = tuple(
    dict.fromkeys((*OF_RELEASES, *OF_DOCUMENTS, *OTHER_HANDS))
)
"""In the order in which they are asked; what is asked of both in the same words stands once."""
