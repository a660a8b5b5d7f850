"""Every sentence about a correction."""

from __future__ import annotations

from bot.core.quoting import span

MEND = (
    "open a pull request that adds a correction.yaml to the folder of the release and is approved "
    "by two owners, or an owner restores the bytes by a commit on main"
)
"""The cure of what a correction can put right."""


def nothing_to_correct(folder: str) -> str:
    """Say that the release is as the bot left it."""
    return (
        f"There is nothing to correct: {span(folder)} is as the bot left it on main; close this "
        "[correction-mends]"
    )


def not_derivable(folder: str) -> str:
    """Say that main's history does not tell what to put back."""
    return (
        f"What the bot left in {span(folder)} cannot be read in the history of main, or a note "
        "cannot name all that stands there by hand; an owner restores the bytes by a "
        "commit on main [correction-mends]"
    )


def would_restore(paths: tuple[str, ...]) -> str:
    """Say what an approval puts back."""
    named = ", ".join(map(span, paths[:10]))
    more = f" and {len(paths) - 10} more" if paths[10:] else ""
    return f"Once approved, these are put back as the bot left them: {named}{more}"
