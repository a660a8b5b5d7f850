"""The rules before a document changes, as a table: id, question, documentation, check.

What is asked of every pull request alike stands in ``rules``.
"""

from __future__ import annotations

from bot.core import document_checks as checks
from bot.core.correction_rules import CORRECTION_RULES
from bot.core.finding import Rule, Stage

OWN: tuple[Rule, ...] = (
    Rule(
        "change-differs",
        Stage.APPLICATION,
        "Does the pull request change what main holds?",
        "Where main holds the very same bytes, there is nothing to apply for.",
        checks.change_differs,
    ),
    Rule(
        "version-is-new",
        Stage.APPLICATION,
        "Is the version new?",
        "A version is immutable: once it is on main, by an upload or with a release, it is never "
        "changed. Upload a new version.",
        checks.version_is_new,
    ),
    Rule(
        "document-not-retired",
        Stage.APPLICATION,
        "Is what the document belongs to still in use?",
        "A retired mini program takes no versions, and a retired workspace takes no mini programs "
        "and no versions of them. Two owners take retired: true back.",
        checks.nothing_retired,
    ),
    Rule(
        "requester-may-change",
        Stage.APPLICATION,
        "May the person who applied change this document?",
        "By numeric id in the catalog on main. A version: admins and developers of the mini "
        "program, and admins of its workspace, at once. A mini program: its admins and its "
        "workspace's; where workspace, type, admins or retired change, only its workspace's, and "
        "an admin of both for a move; where it changes who counts as a machine among people with "
        "other roles, two owners approve. catalog/people/<id>.yaml: that person. offline.yaml and "
        "restore.yaml: releasers. override.yaml: releasers, and operators of the app. "
        "catalog/stops/<app>.yaml: operators of the app, and owners. All else: anybody with a role "
        "in the catalog applies, and two owners approve. A machine uploads versions, and takes "
        "releases offline or restores them; it changes nothing of the catalog.",
        checks.requester_may_change,
    ),
    Rule(
        "two-owners-remain",
        Stage.APPLICATION,
        "Does the catalog keep two owners?",
        "Fewer than two owners could never approve a change again.",
        checks.owners_remain,
    ),
    *CORRECTION_RULES,
    Rule(
        "version-built",
        Stage.APPLICATION,
        "Is the package of the version built?",
        "A DSL version is its uploaded package. Until version.yaml names its package with url, "
        "sha256 and size, the upload waits.",
        checks.version_built,
    ),
    Rule(
        "made-from-main",
        Stage.APPLICATION,
        "Was the document changed from what main holds now?",
        "A branch made from an older document would take back what changed since. Where nobody "
        "reviews, it is refused: make the branch anew from main. Where owners review, they see "
        "all that changes against main, and this is a notice.",
        checks.made_from_main,
    ),
    Rule(
        "change-as-applied-for",
        Stage.AT_ONCE,
        "Is what would change at once still what was applied for?",
        "Where nobody reviews, a push by anybody who may not change the document, at or after the "
        "act of applying, voids it: say `/apply`, or press Ready for "
        "review on a draft.",
        checks.as_applied_for,
    ),
    Rule(
        "owners-reasons-given",
        Stage.REVIEW,
        "Does each objection of an owner say why?",
        "Request changes is a rejection once it carries a reason.",
        checks.owners_gave_reasons,
    ),
    Rule(
        "owners-approve",
        Stage.REVIEW,
        "Have two owners approved exactly this change in this round?",
        "An approval counts from an owner on main, by numeric id, who is a person and did not "
        "contribute, given strictly after the announcement on a commit with the announced bytes, "
        "at most 30 days old. Where a contributor is unknown, it is refused.",
        checks.owners_approve,
    ),
)
