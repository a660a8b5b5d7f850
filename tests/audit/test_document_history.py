"""Changes of documents as the bot records them: a true history of them is clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.step import Hand
from bot.core.document_entry import DocumentKind
from bot.core.documents.identity import ReleaseId
from tests.audit.forgeries.stage import HARBOR, TEST, with_admins, with_field, with_reviewers
from tests.history import people
from tests.history.documents import program_path, to_yaml, version_file

if TYPE_CHECKING:
    from bot.audit.rules.findings import Finding
    from bot.audit.step import Step
    from tests.audit.forgeries.forger import Forger
    from tests.audit.forgeries.workshop import Workshop

PROGRAM = program_path("coffee")
NOTE = f"catalog/people/{people.ROB.id}.yaml"


def told(f: Forger) -> None:
    """Every kind of entry, on the catalog and on a version."""
    f.h.apply(TEST)
    f.h.change(NOTE, to_yaml({"format": 1, "away": {"until": "2026-05-01"}}), people.ROB)
    f.h.change(PROGRAM, with_field(f, PROGRAM, "features", ["camera"])[PROGRAM], people.MIA)
    f.h.change(PROGRAM, with_admins(f, "coffee", people.MAX)[PROGRAM], people.WANDA)
    reviewers = with_reviewers(f, people.ROB, people.RITA)[HARBOR]
    f.h.submit_change(HARBOR, reviewers, people.MIA)
    f.h.reject_change(HARBOR, people.OTTO)
    f.h.close_change(HARBOR, people.MIA, None)
    f.h.reopen_change(HARBOR, people.MIA)
    f.h.push_change(HARBOR, reviewers + b"# more\n", people.MIA)
    f.h.settle_change(HARBOR, DocumentKind.RESUBMITTED)
    f.h.close_change(HARBOR, people.OSCAR, DocumentKind.LAPSED)
    f.h.reopen_change(HARBOR, people.MIA)
    f.h.close_change(HARBOR, people.MIA, DocumentKind.WITHDRAWN)
    f.h.reopen_change(HARBOR, people.MIA)
    f.h.agree(HARBOR)
    version = release("coffee 2.0.0 harbor test")
    f.h.upload(version.version_path, version_file(version, entrance=False), people.DAN)
    f.h.apply(version, people.MAX)
    f.h.stop(version)
    f.h.survey()


def release(text: str) -> ReleaseId:
    found = ReleaseId.parse(*text.split())
    assert found is not None
    return found


def audited(workshop: Workshop, f: Forger) -> tuple[list[Step], list[Finding]]:
    f.h.finish()
    steps = workshop.steps(f.h.tip)
    return steps, [found for step in steps for found in step.findings]


def test_a_true_history_of_every_change_is_clean(workshop: Workshop) -> None:
    f = workshop.forger()
    told(f)
    steps, findings = audited(workshop, f)
    assert findings == []
    kinds = {one.entry.kind for step in steps for one in step.documents}
    assert kinds == set(DocumentKind)
    assert {step.hand for step in steps} == {Hand.BOT}
