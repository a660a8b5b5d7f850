"""Every sentence that the bot says about commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.quoting import name
from bot.core.sentences import listed, show_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.catalog import Person
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Account

# --- The status that a command binds to (at most 140 characters with what leads to it) -----------


def offer(digest: str, people: str) -> str:
    """What ``/apply`` would apply for, and for which set of people it was offered."""
    return f"sha256:{digest}; /apply by releasers {people}"


OFFERED_NEW = "New Version Created: {offer}"
OFFERED_TO_OTHERS = "Refused until a releaser applies: {offer}"
OFFERED_AGAIN = {
    "rejected": "Rejected in round {round} ({kind}): {offer}",
    "rejection-corrected": "Rejected in round {round} ({kind}): {offer}",
    "withdrawn": "Withdrawn in round {round}: {offer}",
    "lapsed": "Lapsed in round {round}: {offer}",
    "force-removed": "Force removed in round {round}: {offer}",
}

# --- Answers -------------------------------------------------------------------------------------

ANSWER = "{marker}\n{mention} {text}\n"
"""An answer: a new short comment to the one who said the command."""


def applied(release: ReleaseId, status: str, round_number: int) -> str:
    """Say that an application was made."""
    return (
        f"**Applied.** {show_release(release)} is {status}, round {round_number}; the status "
        "comment shows what is applied for."
    )


def refused(usage: str, why: str) -> str:
    """Say that a command does nothing, and never will."""
    return f"`{usage}` is **refused**: {why}"


def by_releaser(account: Account, people: Sequence[Person]) -> str:
    """Say who may."""
    return (
        f"{name(account.login, account.id)} is no releaser of this mini program on main; "
        f"{listed(people)} may [by-releaser]"
    )


def not_now(status: str, wanted: str) -> str:
    """Say in which status it would count."""
    return (
        f"the release is {status}, and it counts in an open pull request whose release is "
        f"{wanted} [not-in-this-status]"
    )


NOTHING_OPEN = (
    "nothing is Under Review in this pull request; what was said before it and is not announced "
    "yet is void [nothing-under-review]"
)
NOT_SHOWN = (
    "before you said it, the bot had not shown what would be applied for now (the bytes, the "
    "catalog or the releasers are others); look at the status comment, then say it again [as-shown]"
)
OTHER_ROUND = (
    "this round was opened after you said it; look at the status comment, then say it again "
    "[as-shown]"
)
TAKEN_BACK = "it was taken back before the bot announced it; say it again [taken-back]"


def rules_unmet(ids: Sequence[str]) -> str:
    """Say which rules stand against it."""
    named = ", ".join(f"`{one}`" for one in ids)
    return (
        f"{len(ids)} rule(s) are unmet: {named}; the status comment says who can meet them; then "
        "say it again [rules-unmet]"
    )


def _forms(usages: Sequence[str]) -> str:
    return " or ".join(f"`{usage}`" for usage in usages)


def missed_form(usages: Sequence[str]) -> str:
    """Give the right form."""
    return (
        f"Did you mean {_forms(usages)}? A command is exactly that line, in a comment that nobody "
        "edits [command-form]"
    )


def missed_alone(usages: Sequence[str]) -> str:
    """Say that a command is a paragraph."""
    return (
        f"{_forms(usages)} counts where it stands alone: put an empty line before and after it, in "
        "a new comment [command-alone]"
    )


MISSED_SEVERAL = "One comment holds one command; say each in a comment of its own [one-command]"
MISSED_REVIEW = (
    "Approving and rejecting is done by a review: Files changed, Review changes. `/reject code` on "
    "the first line of Request changes says that the code is at fault [say-it-in-a-review]"
)

# --- Help ----------------------------------------------------------------------------------------

HELP_APPLY = "apply for the release: `/apply`, Ready for review, or reopening it"
HELP_WITHDRAW = "take the application back: `/withdraw`, convert to draft, or close it"
HELP_REVIEW = "approve, or request changes with a reason, by a review"
HELP_MEND = "mend what stands on main, as the status comment says"
HELP_ANYBODY = "ask: `/explain`, `/help`"
GRAMMAR = (
    "The table has what counts here now. A command is one line alone as a paragraph, letter by "
    "letter, one in a comment, in a comment that nobody edits; in quotes, lists, code and HTML it "
    "is text."
)


def help_orders(usages: Sequence[str]) -> str:
    """Say which commands on a release one may say."""
    return "say " + ", ".join(f"`{usage}`" for usage in usages)


def help_text(
    may: Iterable[str],
    forms: Iterable[tuple[str, str, str]],
    unmet: Iterable[tuple[str, Sequence[str]]],
    rules: Iterable[str],
) -> str:
    """What one person may do now, the commands that count now, and the rules that are asked."""
    against = [f"- {rule}: {'; '.join(why)}" for rule, why in unmet]
    others = ", ".join(rules)
    return "\n".join(
        [
            "You may do this here now:",
            "",
            *(f"- {one}" for one in may),
            "",
            "| command | who | what it does |",
            "|---|---|---|",
            *(f"| `{usage}` | {who} | {meaning} |" for usage, who, meaning in forms),
            "",
            GRAMMAR,
            *(("", "Unmet now:", "", *against) if against else ()),
            *(("", f"The rules that are met or not asked yet: {others}.") if others else ()),
        ]
    )
