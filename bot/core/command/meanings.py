"""What each answer that is no yes means, for docs/commands.md; its id stands in the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command.acts import Refusal
from bot.core.command.grammar import Slip

if TYPE_CHECKING:
    from collections.abc import Mapping

MEANINGS: Mapping[Refusal | Slip, str] = {
    Refusal.BY_RELEASER: "Only an admin of the mini program, or of the workspace that owns it, "
    "applies and withdraws: by numeric id, in the catalog on main.",
    Refusal.NOT_NOW: "Applying counts for a release that is New Version Created, withdrawing for "
    "one that is Under Review, both in an open pull request. Of the other commands the answer "
    "names the statuses in which they count, and who could say them then.",
    Refusal.NOTHING_OPEN: "This pull request carries nothing that is Under Review. A withdrawal "
    "voids what was said before it and is not announced yet.",
    Refusal.AS_SHOWN: "A command counts for the state that the bot had shown when it was said: the "
    "bytes, the catalog, the people who may apply, the round; on main the newest entry of the "
    "release's log, what is live beside it, the app's stop, and the catalog's files of app, "
    "mini program and workspace. Strictly before: the same second does not count. Look at what is "
    "shown now, and say it again.",
    Refusal.TAKEN_BACK: "Somebody closed the pull request, made it a draft, or said `/withdraw` "
    "before the bot announced the application.",
    Refusal.RULES: "Rules are unmet. The command never fires later by itself: once they are met, "
    "say it again.",
    Refusal.NO_RELEASE: "A command on a release is said on the pull request that carries it, or "
    "brought it to main.",
    Refusal.NOT_ENTITLED: "Who may say it stands in the catalog on main, by numeric id: releasers, "
    "for pausing and canceling operators too; operators stop an app, inspectors warn and remove.",
    Refusal.OTHER_VERSION: "Where a release is ended for good its version is said again, so that "
    "nobody ends another one by mistake.",
    Refusal.PERCENT: "A percentage only grows. The environment may allow certain steps only, ask "
    "for a grayscale before all users, or ask that a first release is full.",
    Refusal.PILOT: "The testers of a pilot are user ids of that environment, as many as it allows; "
    "a group is changed by the app alone.",
    Refusal.DEADLINE: "A warning gives time: some days (`7d`), or a time with its offset, at most "
    "a year ahead.",
    Refusal.ALREADY: "It is so already.",
    Refusal.NO_BUTTON: "The button of an emergency stop counts where GitHub shows a run of the "
    "bot's own workflow, started by hand, on main.",
    Refusal.PRESS_AGAIN: "A button that was pressed counts once, and for a day. A run that is run "
    "again has what was typed and who might then, and so presses nothing: press it anew.",
    Refusal.NO_APP: "The id of the app is none of the catalog on main.",
    Refusal.NO_REASON: "An app is stopped with a reason, one line of at most 500 characters.",
    Slip.FORM: "It comes near to a command, and is none: a command is spelt exactly.",
    Slip.ALONE: "A command is a paragraph of one line, so that nobody says it by mistake.",
    Slip.SEVERAL: "Two commands in one comment are none.",
    Slip.REVIEW: "What needs a second person is a review, not a comment.",
}
