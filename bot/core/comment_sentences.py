"""What the bot writes on a pull request: its statuses, its comments and their templates."""

from __future__ import annotations

from bot.core import rollout_sentences
from bot.core.lifecycle import Status

# --- What happens next, per status ---------------------------------------------------------------

AT_ONCE = "Once a releaser applies, nobody reviews: it is at once in {target}."
APPLIED_FOR_REVIEW = (
    "Once a releaser applies, it is Under Review: the app's reviewers approve or reject."
)
ON_APPROVAL = "On approval the bot merges this pull request. {then}"
THEN = {
    Status.PILOT_TESTING: (
        "It is not live then: Pilot Testing follows, and going live is a later act."
    ),
    Status.RELEASE_PREPARATION: (
        "It is not live then: Release Preparation follows, and going live is a later act."
    ),
    Status.FULL_RELEASE: "It is live then for all users of this environment.",
}
FIRST_IS_FULL = " The app asks that a first release there goes live in full."


def what_next(
    status: Status, then: Status | None, percent: int | None = None, *, review: bool
) -> str:
    """What happens next in this environment; ``then``: where applying or approval leads."""
    if status is Status.NEW_VERSION_CREATED and review:
        return APPLIED_FOR_REVIEW
    if status is Status.NEW_VERSION_CREATED and then:
        return AT_ONCE.format(target=then)
    if status is Status.UNDER_REVIEW and then:
        return ON_APPROVAL.format(then=THEN[then])
    return rollout_sentences.what_next(status, percent)


# --- The status on the head (at most 140 characters) ---------------------------------------------


def announcing(round_number: int, digest: str) -> str:
    """The description of the status that announces a round: digest and round."""
    return f"Under Review, round {round_number}: sha256:{digest}"


def merged_status(sequence: int, digest: str) -> str:
    """The description of the status on a merged head, which never changes again."""
    return f"On main by entry {sequence}: sha256:{digest}"


REFUSED_STATUS = "Refused: {count} rule(s) unmet; the comment says which and how to cure them"
WAITING_STATUS = "New Version Created: not applied for"
TROUBLE_STATUS = "Stopped: what stands on main is not what the bot wrote; see the comment"
ENDED_STATUS = {
    "rejected": "Rejected in round {round} ({kind}); the comment says why and how to reapply",
    "withdrawn": "Withdrawn in round {round}; the comment says what must be cured to reapply",
    "lapsed": "Lapsed in round {round}; the comment says what must be cured to reapply",
    "rejection-corrected": "Rejected in round {round} for details; the comment says how to reapply",
    "force-removed": "Force removed in round {round}; the comment says what must be cured",
}

# --- Commits -------------------------------------------------------------------------------------

HEADLINES = {
    "submitted": "Submit {release} for review, round {round}",
    "resubmitted": "Resubmit {release} for review, round {round}",
    "rejected": "Reject {release}, round {round}",
    "withdrawn": "Withdraw {release}, round {round}",
    "lapsed": "Let {release} lapse, round {round}",
    "approved": "Approve {release}: {target}",
    "released": "Release {release}: {target}",
    "pilot-started": "Start the pilot of {release}",
    "rejection-corrected": "Read the rejection of {release} as one of details, round {round}",
    **rollout_sentences.HEADLINES,
}

# --- Comments (Jinja2; every value is quoted or an id before it enters) --------------------------

STICKY = """\
{{ marker }}
### {{ status }}: {{ release }}

{{ decision }}
{% if observed %}
| decided | observed |
|---|---|
| {{ decided }} | {{ observed }} |
{% endif %}{% if mentions %}
Next: {{ mentions }}
{% endif %}{% if notices %}
{% for notice in notices %}> **Note:** {{ notice }}
{% endfor %}{% endif %}{% if changes is not none %}
#### What changes against what is live there
{{ changes }}
{% endif %}{% if since %}
#### What changed since round {{ since[0] }}
{{ since[1] }}
{% endif %}
#### Checklist
{% for line in checklist %}{{ line }}
{% endfor %}{% if rendering %}
<details><summary>The application, as it is judged: sha256:{{ digest }}</summary>

{{ rendering }}

</details>
{% endif %}{% if log %}
#### The log so far
| # | what | status | by | when |
|---|---|---|---|---|
{% for line in log %}{{ line }}
{% endfor %}{% endif %}{% if next %}
#### What happens next
{{ next }}
{% endif %}"""

OBSERVED = "observed: {observed}"

OUTCOME = """\
{{ marker }}
{{ headline }}

{{ text }}
"""

CUT_NOTE = (
    "\n\n*Cut here, since GitHub allows no longer comment. The log on main holds everything.*\n"
)

OUTCOMES = {
    "rejected": (
        "**Rejected** in round {round} by {actor}: {what}.",
        "{mention} The reason:\n\n{reason}\n\n{cure}",
    ),
    "withdrawn": (
        "**Withdrawn** in round {round} by {actor}.",
        "{mention} The release is New Version Created again. To apply again: {reapply}.",
    ),
    "lapsed": (
        "**Lapsed** in round {round}: {actor}, who is no releaser, did this ({reason}).",
        "{mention} No withdrawal is claimed. To apply again, a releaser does this: {reapply}.",
    ),
    "approved": (
        "**Approved** in round {round} by {approvers}, and merged. {live}",
        "{mention} It stands in {target}. {then}",
    ),
    "pilot-started": (
        "**Pilot Testing**: {release} is merged. **NOT LIVE YET.**",
        "{mention} It stands in {target}. {then}",
    ),
    "rejection-corrected": (
        "**The rejection is one of details**, says {actor}; the code may be applied for again.",
        "{mention} Correct the details and apply again: {reapply}.",
    ),
    "released": (
        "**Released**: {release} is {target}, and live.",
        "{mention} {superseded}",
    ),
    **rollout_sentences.OUTCOMES,
}
NOT_LIVE = "**NOT LIVE YET.**"
IS_LIVE = "It is live."
GOING_LIVE = {
    Status.PILOT_TESTING: (
        "What to do next: run the pilot with your testers, then complete the testing. "
        "Until then nothing changes for other users."
    ),
    Status.RELEASE_PREPARATION: (
        "What to do next: go live, fully or step by step, when you are ready. "
        "Until then nothing changes for users."
    ),
}
REAPPLY = "say `/apply`, convert to draft and press Ready for review, or reopen it"
REJECTED_DETAILS = (
    "Only details were wrong: correct them here and apply the same version again "
    f"({REAPPLY}). A push alone does not apply again."
)
REJECTED_CODE = (
    "The code was wrong: this version cannot be applied for there again. Upload a new version."
)

DECISIONS = {
    "draft": (
        "It is a draft: nothing is written to main, and it is **not applied for yet**. A releaser "
        "applies by Ready for review, or by saying `/apply`."
    ),
    "refused": "**Refused for now**: {count} rule(s) below are unmet. Nothing was written to main.",
    "trouble": (
        "**Stopped.** What stands on main is not what the bot wrote there; an owner must mend it."
    ),
    "ready-again": (
        "It is **not applied for**. A push alone does not apply again: " + REAPPLY + "."
    ),
    "review": "**Under Review**, round {round}, since the announcement of sha256:{short}.",
    "blocked": (
        "**Under Review, but stuck**: {count} rule(s) below are unmet for what the branch holds."
    ),
    "rejected": (
        "**Rejected** in round {round} ({kind}). The reason is in the log and in a comment."
    ),
    "withdrawn": "**Withdrawn** in round {round}. It can be applied for again.",
    "lapsed": "**Lapsed** in round {round}. It can be applied for again.",
    "approved": "**Approved and merged. {live}**: it stands in {target}.",
    "pilot-started": "**Merged. NOT LIVE YET**: it stands in {target}.",
    "rejection-corrected": (
        "**Rejected** in round {round} (details, as a reviewer corrected). It can be applied for "
        "again."
    ),
    "released": "**Released**: it is {target}.",
    "archived": "**Archived**: superseded by {superseder}.",
    **rollout_sentences.DECISIONS,
}
NO_LIVE = "Nothing of this mini program is live there yet."
SAME_APPLICATION = "Nothing: it is the same application, announced anew."
NO_CHANGE = "Nothing: the same bytes are live there."
CONTENT_MOVED = (
    "{marker}\nThe bot closed this pull request: its release is on main, and what was pushed since "
    "is not part of it. A request that is on main is immutable."
)
