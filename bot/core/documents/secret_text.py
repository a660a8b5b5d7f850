"""Text that looks like a secret: it is refused, and never shown again."""

from __future__ import annotations

import re

# Every repetition is bounded, so that a search stays linear in the text.
SECRET = re.compile(
    r"gh[pousr]_[A-Za-z0-9]{10}"
    r"|github_pat_[A-Za-z0-9_]{10}"
    r"|-----BEGIN"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}"
    r"|\beyJ[A-Za-z0-9_-]{8,512}\.[A-Za-z0-9_-]{8,512}\.[A-Za-z0-9_-]{4}"
    r"|xox[abeprs]-[A-Za-z0-9-]{10}"
    r"|glpat-[A-Za-z0-9_-]{16}"
    r"|npm_[A-Za-z0-9]{36}"
    r"|pypi-AgE[A-Za-z0-9_-]{16}"
    r"|[rs]k_live_[A-Za-z0-9]{16}"
    r"|AIza[A-Za-z0-9_-]{35}"
    r"|://[^\s/@:]{0,64}:[^\s/@]{1,256}@"
)
"""Matches the tell-tale part of a token, key, signed token or password in a URL."""


def looks_secret(text: str) -> bool:
    """Answer whether the text holds what looks like a secret."""
    return SECRET.search(text) is not None
