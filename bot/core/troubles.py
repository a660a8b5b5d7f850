"""What stops everything that it touches, as a table: id, question, documentation.

The findings themselves are derived from main at every look; this is where their ids lead to.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TroubleKind:
    """One kind of trouble on main."""

    id: str
    question: str
    documentation: str


_RESTORE = (
    "Whoever may write to main restores the bytes by a commit, for instance with git restore "
    "--source=COMMIT -- PATH; where a ruleset lets the bot alone push, an administrator lets them "
    "past it for that commit. Nothing that it touches moves until then. The audit goes on naming "
    "the commit that changed it."
)

_CORRECT = (
    "Anybody with a role opens a pull request with correction.yaml in the release's folder, and "
    "two owners other than its author approve it: the bot puts back what it had left, and notes it "
    "in the log. Nothing that it touches moves until then. What is no release's is restored by a "
    "commit on main."
)

TROUBLES: tuple[TroubleKind, ...] = (
    TroubleKind(
        "by-hand",
        "Did only the bot write there since its newest entry?",
        "Requests, versions, logs and live files come to main by an entry of the bot's alone. "
        f"{_CORRECT}",
    ),
    TroubleKind(
        "catalog-by-hand",
        "Is each file of the catalog as at genesis, or as its newest entry says?",
        "Asked where catalog/slipway.yaml says mode: app. It stops everything, since all authority "
        f"comes from the catalog. {_RESTORE} What the change was for is then applied for by a pull "
        "request.",
    ),
    TroubleKind(
        "log-damaged",
        "Can each entry of the log be read, and does it follow from the one before?",
        f"An entry is never rewritten, and one that was is refused. {_CORRECT}",
    ),
    TroubleKind(
        "wrong-tree",
        "Did the newest commit of the bot make exactly the tree that was computed?",
        "It is derived anew from its parent at every look. Restore each named path to what the "
        "entry calls for: what the parent commit holds, and the documents that the entry names by "
        f"their hashes. {_RESTORE}",
    ),
    TroubleKind(
        "status-disagrees",
        "Does status.json follow from the log?",
        f"It is a pure function of the log, and never edited. {_CORRECT}",
    ),
    TroubleKind(
        "live-disagrees",
        "Does the live file follow from the logs?",
        f"It is a pure function of the statuses, and never edited. {_CORRECT}",
    ),
)
"""Every kind of trouble; log-intact is unmet while one of them touches a pull request."""
