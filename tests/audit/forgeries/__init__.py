"""Every way to forge a history that somebody with write access to main might try, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.forgeries.acts import ACTS
from tests.audit.forgeries.applications import APPLICATIONS
from tests.audit.forgeries.approved_bytes import APPROVED
from tests.audit.forgeries.authority import AUTHORITY
from tests.audit.forgeries.catalog_bytes import DOCUMENTS
from tests.audit.forgeries.catalog_people import AGREED, CHANGERS
from tests.audit.forgeries.chain import CHAIN
from tests.audit.forgeries.commits import COMMITS
from tests.audit.forgeries.content import BYTES
from tests.audit.forgeries.copies import COPIES
from tests.audit.forgeries.corrections import CORRECTIONS
from tests.audit.forgeries.edits import EDITS
from tests.audit.forgeries.halts import HALTS
from tests.audit.forgeries.hands import HANDS
from tests.audit.forgeries.lifecycle import LIFECYCLE
from tests.audit.forgeries.loosened import LOOSENED
from tests.audit.forgeries.merged_branches import MERGED
from tests.audit.forgeries.permissions import PERMISSIONS
from tests.audit.forgeries.reviews import REVIEWS
from tests.audit.forgeries.rewrites import REWRITES
from tests.audit.forgeries.rollouts import ROLLOUTS
from tests.audit.forgeries.sandboxes import SANDBOXES
from tests.audit.forgeries.seats import SEATS
from tests.audit.forgeries.signatures import SIGNATURES
from tests.audit.forgeries.surveys import SURVEYS
from tests.audit.forgeries.times import TIME
from tests.audit.forgeries.trees import TREES
from tests.audit.forgeries.uploads import UPLOADS

if TYPE_CHECKING:
    from tests.audit.forgeries.forgery import Forgery

BOOKS = (
    EDITS,
    CHAIN,
    TIME,
    AUTHORITY,
    REVIEWS,
    SEATS,
    CORRECTIONS,
    APPROVED,
    BYTES,
    LOOSENED,
    APPLICATIONS,
    PERMISSIONS,
    LIFECYCLE,
    SANDBOXES,
    ROLLOUTS,
    HALTS,
    ACTS,
    CHANGERS,
    AGREED,
    DOCUMENTS,
    UPLOADS,
    SURVEYS,
    COPIES,
    COMMITS,
    MERGED,
    TREES,
    SIGNATURES,
    HANDS,
)
FORGERIES: tuple[Forgery, ...] = tuple(page for book in BOOKS for page in book.pages)
"""Each is found in one commit of main, by what the history holds."""
REWRITINGS: tuple[Forgery, ...] = tuple(REWRITES.pages)
"""Each is found by an auditor who kept a checkpoint."""
