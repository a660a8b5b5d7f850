"""The rules of acts on a release by a document, as a table: id, question, documentation, check."""

from __future__ import annotations

from bot.core import act_checks as checks
from bot.core.finding import Rule, Stage

ACT_RULES: tuple[Rule, ...] = (
    Rule(
        "act-in-status",
        Stage.APPLICATION,
        "Does the release stand where this can be done to it?",
        "What is Full Release is taken offline; what is Archived is restored; an override lets a "
        "release through a freeze that is Under Review, Pilot Testing, Release Preparation or "
        "Grayscale Release.",
        checks.in_status,
    ),
    Rule(
        "offline-alone",
        Stage.APPLICATION,
        "Is no other release of the mini program on its way there?",
        "Nothing is taken offline while another release of the mini program is Under Review, Pilot "
        "Testing or Grayscale Release in that environment. Withdraw or cancel that one first.",
        checks.for_act("offline", checks.alone),
    ),
    Rule(
        "restore-allowed",
        Stage.APPLICATION,
        "Does the app let archived releases come back?",
        "Only where catalog/apps/<app>.yaml says restore: true. Otherwise the way back is a new "
        "version.",
        checks.for_act("restore", checks.restore_allowed),
    ),
    Rule(
        "restorable",
        Stage.APPLICATION,
        "Was the release Full Release there, and never force removed?",
        "A restoration goes back to what all users had. What an inspector removed stays removed.",
        checks.for_act("restore", checks.restorable),
    ),
    Rule(
        "restore-alone",
        Stage.APPLICATION,
        "Is no release of the mini program a Grayscale Release there?",
        "While some users meet another release, complete or cancel that one first.",
        checks.for_act("restore", checks.no_grayscale),
    ),
    Rule(
        "restored-once",
        Stage.APPLICATION,
        "Did what was Full Release there last come by a release of its own?",
        "Never twice in a row: after a restoration only a newer release leads on.",
        checks.for_act("restore", checks.restored_once),
    ),
    Rule(
        "override-short",
        Stage.APPLICATION,
        "Does the override end within seven days?",
        "until is a time in the future, seven days ahead at most, when the override is decided. "
        "What takes longer is a matter of the calendar in the app's file.",
        checks.override_short,
    ),
    Rule(
        "stop-stands",
        Stage.APPLICATION,
        "Does the document lift the stop that stands?",
        "lifts names the transition of the stop, so that nobody lifts another one than they read "
        "of. A later stop stands until it is lifted itself.",
        checks.stop_stands,
    ),
    Rule(
        "act-as-it-stood",
        Stage.AT_ONCE,
        "Does the release stand as it stood when the act was applied for?",
        "Where nobody reviews, an act that could not be done when it was applied for is not done "
        "by itself once the release has come to another status: say `/apply`, or press Ready for "
        "review on a draft.",
        checks.as_it_stood,
    ),
    Rule(
        "act-reasons-given",
        Stage.REVIEW,
        "Does each objection say why?",
        "Request changes is a rejection once it carries a reason.",
        checks.reasons_given,
    ),
    Rule(
        "act-approved",
        Stage.REVIEW,
        "Have those who judge it approved exactly this document in this round?",
        "Taking offline and restoring: the app's reviewers, as many and from the groups that the "
        "environment's approvals name; one, where it names none. An override: one operator of the "
        "app or owner of the catalog. Lifting a stop: two of these. A person, by numeric id on "
        "main, who had no hand in it, strictly after the announcement, on a commit with the "
        "announced bytes, no older than the environment says, or 30 days.",
        checks.approved,
    ),
)
