"""All rules that are asked of one entry of a release, in the order in which they are asked."""

from __future__ import annotations

from bot.audit.rules.act_documents import ACT_RULES
from bot.audit.rules.acting import ACTING_RULES
from bot.audit.rules.application import APPLICATION_RULES
from bot.audit.rules.authority import AUTHORITY_RULES
from bot.audit.rules.chain import CHAIN_RULES
from bot.audit.rules.growing import GROWING_RULES
from bot.audit.rules.halts import HALT_RULES
from bot.audit.rules.permissions import PERMISSION_RULES
from bot.audit.rules.review import REVIEW_RULES

ENTRY_RULES = (
    *CHAIN_RULES,
    *AUTHORITY_RULES,
    *REVIEW_RULES,
    *APPLICATION_RULES,
    *PERMISSION_RULES,
    *ACTING_RULES,
    *HALT_RULES,
    *GROWING_RULES,
    *ACT_RULES,
)
RESTING = frozenset({"sequence", "chain", "row", "round", "subject", "unreadable", "tree"})
"""Rules whose breach may be a mere consequence of an earlier bad commit of the same release."""
