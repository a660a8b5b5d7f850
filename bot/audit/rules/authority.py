"""The rules of authority: whether those who acted might, by the catalog at the parent commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.table import PAUSED
from bot.audit.rules.acting import ACTS
from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import Case


def requester_may_apply(case: Case) -> Iterator[str]:
    """Check ``requester``."""
    entry = case.entry
    if not (entry.opens or entry.merges):
        return
    applied = case.before.requester if entry.kind in ("resubmitted", "approved") else entry.actor
    if applied is None:
        yield "nobody has applied for this release"
        return
    if applied.id not in case.policy.releasers(entry.release.mini_program):
        yield f"{applied.login} (id {applied.id}) might not release {entry.release.mini_program}"
    if entry.kind == "resubmitted" and entry.actor.id != applied.id:
        yield f"it names id {entry.actor.id} as the requester, but id {applied.id} had applied"


def reviewer_may_reject(case: Case) -> Iterator[str]:
    """Check ``rejecter``."""
    entry = case.entry
    if entry.kind == "rejection-corrected":
        return
    if entry.kind != "rejected":
        reasoned = entry.kind == "lapsed" or entry.kind in ACTS
        if entry.rejection is not None or (entry.reason is not None and not reasoned):
            yield f"the reason or kind of a rejection stands in an entry that is {entry.kind}"
        return
    if entry.actor.id not in case.policy.reviewers(entry.release.app):
        yield f"{entry.actor.login} (id {entry.actor.id}) might not judge for {entry.release.app}"
    if not entry.reason or entry.rejection is None:
        yield "a rejection without its reason and kind"
    opening = case.opening
    if opening and opening.announced and entry.time < opening.announced.at:
        yield "it was rejected before it was announced"


def reviewer_may_correct(case: Case) -> Iterator[str]:
    """Check ``corrector``."""
    entry, newest = case.entry, case.before.newest
    if entry.kind != "rejection-corrected":
        return
    if newest is None or (newest.kind, newest.rejection) != ("rejected", "code"):
        yield "there is no rejection of the code that it could correct"
    elif not _later(entry.cause.get("review"), newest.cause.get("review")):
        yield "the review that corrects is not later than the one that rejected"
    requester = case.before.requester
    if requester is not None and requester.id == entry.actor.id:
        yield f"{entry.actor.login} (id {entry.actor.id}) corrects what they applied for"
    if entry.rejection != "details":
        yield f"it corrects the rejection to one of {entry.rejection or 'nothing'}"
    if entry.actor.id not in case.policy.reviewers(entry.release.app):
        yield f"{entry.actor.login} (id {entry.actor.id}) might not judge for {entry.release.app}"


def _later(review: object, other: object) -> bool:
    """GitHub numbers reviews as they are given."""
    return isinstance(review, int) and isinstance(other, int) and review > other


def taken_back_by(case: Case) -> Iterator[str]:
    """Check ``taken-back-by``."""
    entry = case.entry
    if entry.kind not in ("withdrawn", "lapsed"):
        return
    may = entry.actor.id in case.policy.releasers(entry.release.mini_program)
    if entry.kind == "withdrawn" and not may:
        yield f"{entry.actor.login} (id {entry.actor.id}) might not withdraw it: that is a lapse"
    if entry.kind == "lapsed" and may:
        yield f"{entry.actor.login} (id {entry.actor.id}) is a releaser: that is a withdrawal"


def archived_by_the_bot(case: Case) -> Iterator[str]:
    """Check ``archiver``."""
    entry, primary = case.entry, case.primary
    if entry.kind != "archived":
        if entry.superseded_by is not None:
            yield f"a successor stands in an entry that is {entry.kind}"
        return
    if entry.actor.id != case.policy.bot:
        yield f"id {entry.actor.id} archived it, who is not the bot"
    by = entry.superseded_by
    if by is None or (by.release, by.transition) != (primary.release, primary.transition):
        yield "it does not name the release and transition that took its place"


def one_in_flight(case: Case) -> Iterator[str]:
    """Check ``in-flight``."""
    entry = case.entry
    app = case.policy.app(entry.release.app) or {}
    if not (entry.opens or entry.merges) or not app.get("oneInFlight", True):
        return
    for other in case.siblings:
        if other.in_flight:
            yield f"{other.id} was {other.status} at the same time"


def in_order(case: Case) -> Iterator[str]:
    """Check ``version-order``."""
    entry = case.entry
    app = case.policy.app(entry.release.app) or {}
    asked = entry.opens or entry.merges or entry.row in PAUSED
    if not asked or not app.get("versionsInOrder", True):
        return
    for other in case.siblings:
        if other.live and other.id.version >= entry.release.version:
            yield f"{other.id.version} was live, which is not below {entry.release.version}"


def in_use(case: Case) -> Iterator[str]:
    """Check ``retired``."""
    entry, policy = case.entry, case.policy
    if not (entry.opens or entry.merges or entry.row in (*PAUSED, "T24")):
        return
    program = policy.program(entry.release.mini_program) or {}
    workspace = policy.documents.get(f"catalog/workspaces/{program.get('workspace')}.yaml")
    for kind, found in (
        ("app", policy.app(entry.release.app)),
        ("mini program", program),
        ("workspace", workspace),
    ):
        if (found or {}).get("retired"):
            yield f"the {kind} was retired, and takes no applications"


def code_may_come_again(case: Case) -> Iterator[str]:
    """Check ``code-rejected``."""
    newest = case.before.newest
    if case.entry.kind != "submitted" or newest is None or newest.rejection != "code":
        return
    program = case.policy.program(case.entry.release.mini_program) or {}
    if program.get("type") == "DSL":
        yield "the code of this version was rejected for this target: it takes a new version"


AUTHORITY_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "requester",
        "Might the person who applied release this mini program?",
        "Admins of the mini program and of its workspace, by numeric id, in the catalog at the "
        "parent commit; asked when it was applied for, and again when it was merged.",
        requester_may_apply,
    ),
    Rule(
        "rejecter",
        "Was it rejected with a reason, by a reviewer of the app?",
        "The app's list in the catalog at the parent commit, by numeric id.",
        reviewer_may_reject,
    ),
    Rule(
        "corrector",
        "Was a rejection of the code corrected to details by a reviewer of the app, afterwards?",
        "Only the newest entry is corrected, and by a later review of one on the app's list in "
        "the catalog at the parent commit, who did not apply for it; then the same version may be "
        "applied for again.",
        reviewer_may_correct,
    ),
    Rule(
        "taken-back-by",
        "Is a withdrawal by a releaser, and a lapse by nobody who might withdraw?",
        "A lapse claims no authority; a withdrawal does.",
        taken_back_by,
    ),
    Rule(
        "archiver",
        "Did the bot archive it, for the release that took its place in the same commit?",
        "T20 follows from another release's transition, and names it.",
        archived_by_the_bot,
    ),
    Rule(
        "in-flight",
        "Was no other release of the mini program under way in the target?",
        "One at a time, unless the app says otherwise (`oneInFlight: false`).",
        one_in_flight,
    ),
    Rule(
        "version-order",
        "Was no version live in the target that is not below this one?",
        "Versions only rise, unless the app says otherwise (`versionsInOrder: false`); asked when "
        "it is applied for, and at each step of its rollout.",
        in_order,
    ),
    Rule(
        "retired",
        "Were the app, the mini program and its workspace still in use?",
        "What the catalog at the parent commit marks as retired takes no applications, what is "
        "under review is not approved, and no rollout goes on.",
        in_use,
    ),
    Rule(
        "code-rejected",
        "Is it another version, where the code of a DSL mini program was rejected?",
        "Rejected code cannot be applied for again in the same target.",
        code_may_come_again,
    ),
)
