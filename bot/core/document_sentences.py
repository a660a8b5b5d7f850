"""Every sentence about a document change, and the template of its comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import act_sentences as acts
from bot.core import comment_sentences as say
from bot.core.document_entry import DocumentKind
from bot.core.documents.place_kinds import ActDocument, StopFile, VersionFile
from bot.core.documents.places import place_of
from bot.core.quoting import name, span
from bot.core.sentences import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.catalog import Person
    from bot.core.entitlement import Authority
    from bot.core.situation import Account


# --- Sentences of the rules: what, the value, the cure -------------------------------------------


def nothing_changes(path: str) -> str:
    """Say that main holds the same bytes."""
    return f"{span(path)} is the same on main; change it, or close this [change-differs]"


def version_stands(path: str) -> str:
    """Say that the version is on main already."""
    return (
        f"{span(path)} is on main already, and a version is immutable; upload a new version "
        "[version-is-new]"
    )


def retired(kind: str, id: str) -> str:  # noqa: A002  the field's word
    """Say that something is no longer in use."""
    return (
        f"The {kind} {id} is retired and takes nothing new; two owners take its retired: true "
        "back [document-not-retired]"
    )


def takes_nothing(kind: str, id: str) -> str:  # noqa: A002  the field's word
    """Say that a release would go to, or come from, what is no longer in use."""
    return (
        f"The {kind} {id} is retired and takes no applications; two owners take its retired: true "
        "back [not-retired]"
    )


def who_may_change(rights: Authority) -> str:
    """Say who could apply, before anybody has."""
    return f"It is not applied for yet; {_entitled(rights)} may [requester-may-change]"


def not_entitled(
    login: str,
    id: int,  # noqa: A002  the field's word
    rights: Authority,
    *,
    standing: bool,
) -> str:
    """Say that the applicant may not change it, and who could; ``standing``: it is under review."""
    how = f"once an owner said /withdraw, {acts.AGAIN}" if standing else acts.AGAIN
    return (
        f"{name(login, id)} may not change this document by the catalog on main; "
        f"{_entitled(rights)} must apply: {how} [requester-may-change]"
    )


def _entitled(rights: Authority) -> str:
    if rights.anybody:
        return "a person with a role in the catalog"
    return f"one of {listed(rights.people)}" if rights.people else "nobody"


def needs_no_review() -> str:
    """Say that what is under review could be changed at once now."""
    return (
        "What the branch holds now needs no review by owners, but is under review; say /withdraw, "
        "and then /apply [requester-may-change]"
    )


def too_few_owners(left: int, least: int) -> str:
    """Say that too few owners would be left."""
    return f"It would leave {left} owner(s); keep at least {least} [two-owners-remain]"


def not_built(path: str) -> str:
    """Say that the package is missing."""
    return (
        f"{span(path)} names no package yet; the upload waits until the build is done and "
        "package (url, sha256, size) stands there [version-built]"
    )


def older_base(path: str) -> str:
    """Say that the branch was made from an older document."""
    return (
        f"{span(path)} changed on main since this branch was made, and merging it would take that "
        "back; make the branch anew from main [made-from-main]"
    )


def pushed_since(pusher: Account, applicant: Account, people: Sequence[Person]) -> str:
    """Say that the bytes changed after the act of applying."""
    return (
        f"{name(pusher.login, pusher.id)}, who may not change it, pushed after "
        f"{name(applicant.login, applicant.id)} applied; one of {listed(people)} must apply "
        f"again: {acts.AGAIN} [change-as-applied-for]"
    )


def pushers_unknown(unknown: Sequence[str], people: Sequence[Person]) -> str:
    """Say that nobody can tell who pushed last."""
    return (
        f"Who pushed cannot be told ({span(', '.join(unknown))}); one of {listed(people)} must "
        "open a pull request from a branch of this repository [change-as-applied-for]"
    )


def objection_without_reason(owners: Sequence[Person]) -> str:
    """Ask for the reason of an objection."""
    return (
        f"{listed(owners)} requested changes without a reason, so it is not a rejection yet; "
        "submit Request changes again with what is wrong, or approve [owners-reasons-given]"
    )


def unknown_contributors(unknown: Sequence[str]) -> str:
    """Say that somebody in the branch is nobody's account."""
    return (
        f"{len(unknown)} contributor(s) belong to no known account ({span(', '.join(unknown))}), "
        "and the catalog refuses that; commit with an e-mail of a GitHub account, in a branch of "
        "this repository [owners-approve]"
    )


def owners_missing(given: int, needed: int, who: Sequence[Person]) -> str:
    """Say how many approvals are missing, and who can give them."""
    by = f"the next can be given by {listed(who)}" if who else "nobody can give the next"
    return f"{given} of {needed} owner(s) approved; {by} [owners-approve]"


def strangers(accounts: Sequence[Account]) -> str:
    """Say that reviews by others than owners do not count, naming three at most."""
    named = ", ".join(name(account.login, account.id) for account in accounts[:3])
    more = f" and {len(accounts) - 3} more" if accounts[3:] else ""
    return (
        f"Reviews by {named}{more} do not count: whoever is no owner on main, or is not a person, "
        "approves no change of the catalog"
    )


# --- What a run says of itself -------------------------------------------------------------------


def recorded(number: int, kind: str, document: str) -> str:
    """Say a transition that was written to main."""
    return f"#{number}: {kind} {document}"


def applied_for(path: str, round_number: int) -> str:
    """Answer that an application was made."""
    return (
        f"**Applied.** {span(show_document(path))} is under review, round {round_number}; the "
        "status comment shows what is applied for."
    )


# --- Commits -------------------------------------------------------------------------------------

HEADLINES = {
    "submitted": "Submit {document} for review, round {round}",
    "resubmitted": "Resubmit {document} for review, round {round}",
    "rejected": "Reject {document}, round {round}",
    "withdrawn": "Withdraw {document}, round {round}",
    "lapsed": "Let {document} lapse, round {round}",
    "changed": "Change {document}",
    "uploaded": "Upload {document}",
    "stopped": "Stop {document}",
    "surveyed": "Record who can move main past the rules",
}


def show_document(path: str) -> str:
    """``coffee 1.4.0`` for a version, ``offline.yaml of`` a release; else the path."""
    place = place_of(path)
    match place:
        case VersionFile():
            return f"{place.mini_program} {place.version}"
        case ActDocument():
            return acts.show_act(place)
        case _:
            return path


def headline(kind: DocumentKind, path: str, round_number: int) -> str:
    """The first line of a commit: what an act did, or what happened to the document.

    What is stopped is an app, not the document that lifts it.
    """
    place, document = place_of(path), show_document(path)
    done = acts.headline(place) if kind is DocumentKind.CHANGED else None
    if kind is DocumentKind.STOPPED and isinstance(place, StopFile):
        document = f"every release to {place.app}"
    return done or HEADLINES[kind].format(document=document, round=round_number)


# --- The status on the head (at most 140 characters) ---------------------------------------------

OFFERED_NEW = "Not applied for: {offer}"
OFFERED_TO_OTHERS = "Refused until others apply: {offer}"
OFFERED_AGAIN = {
    "rejected": "Rejected in round {round}: {offer}",
    "withdrawn": "Withdrawn in round {round}: {offer}",
    "lapsed": "Lapsed in round {round}: {offer}",
}
WAITING_STATUS = "Not applied for; apply again by draft and Ready for review"
ENDED_STATUS = {
    "rejected": "Rejected in round {round}; the comment says why and how to apply again",
    "withdrawn": "Withdrawn in round {round}; draft and Ready for review applies again",
    "lapsed": "Lapsed in round {round}; draft and Ready for review applies again",
}

# --- Comments (Jinja2; every value is quoted or an id before it enters) --------------------------

STICKY = """\
{{ marker }}
### {{ title }}: {{ document }}

{{ decision }}
{% if mentions %}
Next: {{ mentions }}
{% endif %}{% if notices %}
{% for notice in notices %}> **Note:** {{ notice }}
{% endfor %}{% endif %}{% if changes %}
#### What changes against main
{{ changes }}
{% endif %}{% if since %}
#### What changed since round {{ since[0] }}
{{ since[1] }}
{% endif %}
#### Checklist
{% for line in checklist %}{{ line }}
{% endfor %}{% if rendering %}
<details><summary>The change, as it is judged: sha256:{{ digest }}</summary>

{{ rendering }}

</details>
{% endif %}{% if log %}
#### The log so far
| # | what | round | by | when |
|---|---|---|---|---|
{% for line in log %}{{ line }}
{% endfor %}{% endif %}{% if next %}
#### What happens next
{{ next }}
{% endif %}"""


def standing(*, under_review: bool, on_main: bool) -> str:
    """Where a change stands, in the words of its title."""
    if on_main:
        return "On main"
    return "Under review" if under_review else TITLES["draft"]


TITLES = {
    "draft": "Not applied for",
    "refused": "Refused for now",
    "trouble": "Stopped",
    "ready-again": "Not applied for",
    "review": "Under review",
    "blocked": "Under review, but stuck",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
    "lapsed": "Lapsed",
    "changed": "Changed",
    "uploaded": "Uploaded",
}
DECISIONS = {
    "draft": "It is a draft: nothing is written to main, and it is **not applied for yet**.",
    "refused": "**Refused for now**: {count} rule(s) below are unmet. Nothing was written to main.",
    "trouble": (
        "**Stopped.** What stands on main is not what the bot wrote there; an owner must mend it."
    ),
    "ready-again": f"It is **not applied for**. A push alone does not apply again: {say.REAPPLY}.",
    "review": "**Under review**, round {round}, since the announcement of sha256:{short}.",
    "blocked": (
        "**Under review, but stuck**: {count} rule(s) below are unmet for what the branch holds."
    ),
    "rejected": "**Rejected** in round {round}. The reason is in the log and in a comment.",
    "withdrawn": "**Withdrawn** in round {round}. It can be applied for again.",
    "lapsed": "**Lapsed** in round {round}. It can be applied for again.",
    "changed": "**Changed**: main holds it.",
    "uploaded": "**Uploaded**: the version is on main, and immutable from now on.",
}
NO_DIFFERENCE = "Nothing that is read: only the text around it."
MORE = "| … | and {count} more, which stand in the change below | |"
NEXT_AT_ONCE = "Once {who} applies, the bot merges it at once: nobody reviews this change."
NEXT_REVIEWED = (
    "Two owners approve it, other than those who had a hand in it; the bot then merges it. "
    "Any change of the document, here or on main, opens a new round."
)

OUTCOMES = {
    "rejected": (
        "**Rejected** in round {round} by {actor}.",
        "{mention} The reason:\n\n{reason}\n\nCorrect it here and apply again: {reapply}.",
    ),
    "withdrawn": (
        "**Withdrawn** in round {round} by {actor}.",
        "{mention} Nothing changed on main. To apply again: {reapply}.",
    ),
    "lapsed": (
        "**Lapsed** in round {round}: {actor} did this ({reason}).",
        "{mention} No withdrawal is claimed. To apply again: {reapply}.",
    ),
    "changed": (
        "**Changed**: {document} is on main{approvers}.",
        "{mention} It holds for everything that is decided from now on.",
    ),
    "uploaded": (
        "**Uploaded**: {document} is on main, and immutable.",
        "{mention} What to do next: open a pull request with a request for a release of it.",
    ),
}
CLOSED = (
    "{marker}\nThe bot closed this pull request: its document is on main, and what was pushed "
    "since is not part of it. Open a new pull request for what is to change further."
)
