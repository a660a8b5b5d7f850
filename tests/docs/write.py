"""Writes the pages that come from tables anew: ``python -m tests.docs.write``."""

from __future__ import annotations

from pathlib import Path

from bot.audit.rules.descriptions import DESCRIPTIONS
from bot.core.act_rules import ACT_RULES
from bot.core.document_rules import OWN
from bot.core.documents.checks import CHECKS
from bot.core.rules import RULES
from bot.core.troubles import TROUBLES
from tests.audit.forgeries import page as forgeries
from tests.docs import commands, doctor
from tests.hub import semantics
from tests.threats import page as threats

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
AUDIT_PAGE = PAGE.with_name("audit-rules.md")

HEAD = """\
# Rules

Written by `python -m tests.docs.write` from the tables in `bot/core`; a test keeps it true.

## Before a transition

Asked at every look; the status comment shows each with its answer.

"""
DOCUMENTS = """\
## Before a document changes

Asked of a pull request that changes one version file, or one file of the catalog, beside
log-intact, base-is-main and documents-valid above.

"""
ACTS = """\
## Before an act on a release, or the lifting of a stop

Asked of a pull request with one offline.yaml, restore.yaml or override.yaml, or one file in
catalog/stops/, beside log-intact, base-is-main, documents-valid and head-alone above, and
change-differs, requester-may-change, made-from-main and change-as-applied-for. A restoration is
also asked not-retired, not-stopped and not-frozen, of its release.

"""
BETWEEN = """\
## Of documents

Asked beside the schemas, by the bot and by `slipway validate`.

"""


TROUBLE = """\
## Trouble on main

Each is a reason why log-intact is unmet. It is derived from main at every look: mending main ends
it.

"""


def page() -> str:
    """The whole page."""
    rules, changes, acts = (
        [
            f"### {rule.id}\n\n{rule.question}\n\n{rule.documentation}\n\nNeeded for: "
            f"{rule.stage.value}.\n\n"
            for rule in table
        ]
        for table in (RULES, OWN, ACT_RULES)
    )
    checks = [
        f"### {check.id}\n\n{check.question}\n\n{check.documentation}\n\n" for check in CHECKS
    ]
    troubles = [f"### {one.id}\n\n{one.question}\n\n{one.documentation}\n\n" for one in TROUBLES]
    checks += [TROUBLE, *troubles]
    return (
        HEAD
        + "".join(rules)
        + DOCUMENTS
        + "".join(changes)
        + ACTS
        + "".join(acts)
        + BETWEEN
        + "".join(checks)
    ).rstrip() + "\n"


AUDIT_HEAD = """\
# Rules of the audit

Written by `python -m tests.docs.write` from the tables in `bot/audit`; a test keeps it true.
`slipway audit verify` asks them of every commit of main.

"""


def audit_page() -> str:
    """The page of the audit's rules."""
    rules = [f"### {one.id}\n\n{one.question}\n\n{one.documentation}\n\n" for one in DESCRIPTIONS]
    return (AUDIT_HEAD + "".join(rules)).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    AUDIT_PAGE.write_text(audit_page(), encoding="utf-8")
    semantics.PAGE.write_text(semantics.page(), encoding="utf-8")
    forgeries.PAGE.write_text(forgeries.page(), encoding="utf-8")
    threats.PAGE.write_text(threats.page(), encoding="utf-8")
    commands.PAGE.write_text(commands.page(), encoding="utf-8")
    doctor.PAGE.write_text(doctor.page(), encoding="utf-8")
