"""What an objection says: its reason, and whether details or the code are at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.catalog import MiniProgramType
from bot.core.documents.problem import NOT_SHOWN
from bot.core.documents.secret_text import looks_secret
from bot.core.entry import RejectionKind
from bot.core.quoting import clean

if TYPE_CHECKING:
    from bot.core.situation import Review

REASON_LIMIT = 4000
"""Characters of a reason that the log keeps."""

_COMMANDS = {
    "/reject code": RejectionKind.CODE,
    "/reject details": RejectionKind.DETAILS,
}


def reason_of(review: Review) -> str:
    """The reason, for the log: the body without a command on its first line; may be empty.

    A secret quoted in it would stand in the log for ever, so such a reason stays on GitHub only.
    """
    first, _, rest = review.body.replace("\r\n", "\n").partition("\n")
    reason = clean(rest if first.strip() in _COMMANDS else review.body, REASON_LIMIT)
    return NOT_SHOWN if looks_secret(reason) else reason


def corrects(review: Review) -> bool:
    """Whether a review that was never edited says that details were at fault."""
    first = review.body.replace("\r\n", "\n").partition("\n")[0].strip()
    return not review.edited and _COMMANDS.get(first) is RejectionKind.DETAILS


def kind_of(review: Review, program: MiniProgramType | None) -> RejectionKind:
    """``/reject code`` counts as the first line of a body that was never edited.

    For H5+ the code is on the merchant's server, so code is read as details.
    """
    first = review.body.replace("\r\n", "\n").partition("\n")[0].strip()
    if review.edited or program is MiniProgramType.H5:
        return RejectionKind.DETAILS
    return _COMMANDS.get(first, RejectionKind.DETAILS)
