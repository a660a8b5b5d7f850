"""The rules before a transition, as a table: id, question, documentation, check.

One rule stands in one place. A check asks the situation and answers; it changes nothing. Rules
are asked in the order of the table, and everybody is shown all answers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import (
    application_rules,
    document_rules,
    head_rules,
    observation,
    review_rules,
    rollout_rules,
    schedule_rules,
)
from bot.core.act_checks import for_act, without_log
from bot.core.act_rules import ACT_RULES
from bot.core.configuration_rules import CONFIGURATION_RULES
from bot.core.documents.place_kinds import ActDocument, StopFile
from bot.core.finding import Finding, Rule, Stage, State

if TYPE_CHECKING:
    from bot.core.situation import Situation

RULES: tuple[Rule, ...] = (
    Rule(
        "log-intact",
        Stage.APPLICATION,
        "Is everything that this release stands on at main as the bot wrote it?",
        "The log's chain, the newest bot commit and the mini program's releases are derived anew "
        "at each look. What was merged or edited by hand stops everything it touches until two "
        "owners have approved a correction.yaml in the folder of the release, or an owner "
        "restores the bytes.",
        application_rules.log_intact,
    ),
    Rule(
        "base-is-main",
        Stage.APPLICATION,
        "Does the pull request go to main?",
        "Releases are merged into main only. Change the base of the pull request; a change of "
        "base opens a new round.",
        application_rules.base_is_main,
    ),
    Rule(
        "documents-valid",
        Stage.APPLICATION,
        "Are the request and its version file allowed, well formed and in agreement?",
        "Each commit of the branch touches only the files of one release; the documents pass "
        "their schemas on main and the checks beside them. Each problem has its own id.",
        application_rules.documents_valid,
    ),
    Rule(
        "identity-free",
        Stage.APPLICATION,
        "Is this release free to be applied for by this pull request?",
        "There is one release per mini program, version, app and environment, for ever. What is "
        "on main is immutable, and one pull request at a time carries a release.",
        application_rules.identity_free,
    ),
    Rule(
        "head-alone",
        Stage.APPLICATION,
        "Does no other open pull request hold this head, and this branch no other's head?",
        "GitHub marks every pull request as merged whose head is on main. Where one of two open "
        "heads contains the other, or both are the same, neither is taken: close one, or make its "
        "branch anew from main. Whose head a branch holds is asked before a merge. Somebody who is "
        "on no list of the catalog stops nobody's pull request but their own.",
        head_rules.head_alone,
    ),
    Rule(
        "version-immutable",
        Stage.APPLICATION,
        "Is the version file the one that main holds, if main holds one?",
        "A version is immutable once it is on main: leave its file alone, or upload a new version.",
        application_rules.version_immutable,
    ),
    Rule(
        "not-retired",
        Stage.APPLICATION,
        "Are the mini program, its workspace and the app still in use?",
        "What the catalog marks as retired: true takes no applications, and what is under review "
        "there stays stuck until it is withdrawn. Nor does a rollout go further, but it can be "
        "canceled. Two owners take it back.",
        application_rules.not_retired,
    ),
    Rule(
        "requester-is-releaser",
        Stage.APPLICATION,
        "May the person who applied release this mini program?",
        "A releaser is an admin of the mini program or of the workspace that owns it, by numeric "
        "id in the catalog on main. Whoever opens the pull request ready, presses Ready for "
        "review, reopens it or says `/apply` is the requester. Where somebody else, who is no "
        "releaser, then force-pushes the branch, a releaser applies again.",
        application_rules.requester_is_releaser,
    ),
    Rule(
        "logins-agree",
        Stage.APPLICATION,
        "Do the logins of those who acted still belong to the ids in the catalog?",
        "A login can be renamed, and registered again by somebody else. Only the numeric id "
        "counts; a login that drifted from it is shown, so that an owner mends the catalog.",
        application_rules.logins_agree,
    ),
    Rule(
        "package-built",
        Stage.APPLICATION,
        "Is the package built?",
        "A DSL mini program is released from an uploaded package. Until version.yaml names its "
        "package with url, sha256 and size, the request waits.",
        application_rules.package_built,
    ),
    Rule(
        "code-not-rejected",
        Stage.APPLICATION,
        "Is the code of this version still acceptable to this target?",
        "After a rejection of the code, a DSL mini program needs a new version for that target.",
        application_rules.code_not_rejected,
    ),
    Rule(
        "one-in-flight",
        Stage.APPLICATION,
        "Is no other release of this mini program on its way to this target?",
        "One release of a mini program per target stands between Under Review and Grayscale "
        "Release at a time, unless the app allows more (oneInFlight: false).",
        application_rules.one_in_flight,
    ),
    Rule(
        "version-in-order",
        Stage.APPLICATION,
        "Is the version above the live one?",
        "A version below the live one is refused, unless the app allows it "
        "(versionsInOrder: false). It is asked again before each step of a rollout, by people or "
        "by the schedule.",
        application_rules.version_in_order,
    ),
    Rule(
        "review-still-asked",
        Stage.APPLICATION,
        "Does the environment still review what is under review there?",
        "Where owners take the review of a sandbox away, no approval leads on from Under Review. "
        "Withdraw the release and apply again: it then goes the way of an environment that nobody "
        "reviews.",
        review_rules.review_still_asked,
    ),
    Rule(
        "schedule-allowed",
        Stage.APPLICATION,
        "Does the app allow a release to go as its schedule says?",
        "An app may ask that the first release of a mini program is full (firstReleaseFull), or "
        "that a release is met by a part of the users first (grayscale.required). Each act is "
        "asked again when its time has come.",
        schedule_rules.schedule_allowed,
    ),
    *CONFIGURATION_RULES,
    Rule(
        "applied-for-as-it-is",
        Stage.AT_ONCE,
        "Is what would be released at once still what the releaser applied for?",
        "Where nobody reviews, a push by anybody but a releaser, at or after the act of applying, "
        "voids it: a releaser says `/apply`, or presses Ready for review on a draft, and so "
        "applies for what the branch holds then.",
        application_rules.applied_for_as_it_is,
    ),
    Rule(
        "reasons-given",
        Stage.REVIEW,
        "Does each objection say why?",
        "Request changes is a rejection once it carries a reason. The objection stands until its "
        "reviewer gives one, approves, or is dismissed.",
        review_rules.reasons_given,
    ),
    Rule(
        "questions-answered",
        Stage.REVIEW,
        "Has the applicant answered what reviewers asked?",
        "A reviewer's plain comment decides nothing. Until somebody who had a hand in the request, "
        "or an admin or developer of the mini program, answers, or the reviewer decides, it is "
        "shown as waiting for the applicant.",
        review_rules.questions_answered,
    ),
    Rule(
        "approvals-complete",
        Stage.REVIEW,
        "Have enough reviewers approved exactly these bytes in this round?",
        "An approval counts from a person on the app's list on main, by numeric id, who did not "
        "contribute, given strictly after the announcement on a commit with the announced bytes. "
        "Each fills one seat: of a group that the environment names, or of any reviewer.",
        review_rules.approvals_complete,
    ),
    Rule(
        "not-stopped",
        Stage.FORWARD,
        "Does no emergency stop hold the app?",
        "An operator of the app halts every step forward at once by `/stop`. Two of its operators "
        "or the catalog's owners lift it by a pull request with catalog/stops/<app>.yaml. What "
        "ends a release always works.",
        rollout_rules.not_stopped,
    ),
    Rule(
        "not-frozen",
        Stage.FORWARD,
        "Does no freeze of the environment's calendar hold?",
        "The app's file names windows in which nothing goes forward, once or weekly. The answer "
        "names the window and when all of it ends. An override.yaml in the folder of the release, "
        "which an operator or owner approves, lets one release through. What ends a release "
        "always works.",
        rollout_rules.not_frozen,
    ),
    Rule(
        "not-paused",
        Stage.ROLLOUT,
        "Does nobody hold the rollout?",
        "Whoever may go live, or an operator, holds the rollout and its schedule by `/pause`, and "
        "lets it go on by `/resume`.",
        rollout_rules.not_paused,
    ),
    Rule(
        "step-waited",
        Stage.ROLLOUT,
        "Has the release stood at its percentage for as long as the app asks?",
        "The environment's grayscale.wait is the least time at a percentage before a higher one, "
        "or all users, may follow.",
        rollout_rules.step_waited,
    ),
    Rule(
        "observed-as-decided",
        Stage.ROLLOUT,
        "Has the app's backend what was decided?",
        "Where an app names how its backend is told (docs/delivery.md), the backend says what it "
        "has. Something else, or no usable answer, is shown and stops nothing: the log decides. "
        "It is told again until it has what was decided.",
        observation.as_decided,
    ),
)


ALIKE = frozenset({"log-intact", "base-is-main", "documents-valid", "head-alone"})
"""What is asked of a document change as of a release."""
DOCUMENT_RULES = (*(rule for rule in RULES if rule.id in ALIKE), *document_rules.OWN)
OF_ACTS = frozenset(
    {"change-differs", "requester-may-change", "made-from-main", "change-as-applied-for"}
)
"""What is asked of an act as of every document."""
STILL_ASKED = frozenset({"not-retired", "version-in-order"})
"""What is asked of an application, and again before each step of its rollout."""
OF_RESTORING = frozenset({"not-retired", "not-stopped", "not-frozen"})
"""What is asked of a release that comes back as of one that goes further."""
ACT_TABLE = (
    *(rule for rule in DOCUMENT_RULES if rule.id in ALIKE | OF_ACTS),
    *(
        replace(rule, check=for_act("restore", without_log(rule.check)))
        for rule in RULES
        if rule.id in OF_RESTORING
    ),
    *ACT_RULES,
)


def ask(situation: Situation, stage: Stage | None = None) -> tuple[Finding, ...]:
    """All findings, or those of one stage, in the order of the table."""
    return tuple(
        Finding(rule, rule.check(situation))
        for rule in _table(situation)
        if stage in (None, rule.stage)
    )


def _table(situation: Situation) -> tuple[Rule, ...]:
    change = situation.branch.change
    if change is None:
        return RULES
    return ACT_TABLE if isinstance(change.place, ActDocument | StopFile) else DOCUMENT_RULES


def of_each_step(rule: Rule) -> bool:
    """Whether a rule is asked before each step of a rollout."""
    return rule.stage in (Stage.FORWARD, Stage.ROLLOUT) or rule.id in STILL_ASKED


def all_met(situation: Situation, stage: Stage) -> bool:
    """Whether nothing of this stage is missing or cannot be asked yet."""
    return all(f.answer.state in (State.MET, State.NOTICE) for f in ask(situation, stage))
