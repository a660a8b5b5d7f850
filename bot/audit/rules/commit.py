"""The rules of a commit that adds entries: its shape, its tree, its message, and the hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.audit.git.trees import DEEPEST
from bot.audit.model.projection import message
from bot.audit.rules.findings import Rule
from bot.audit.rules.review import holds
from bot.audit.trust.signatures import Verdict
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.git.history import BranchCommit
    from bot.audit.rules.case import DocumentWhole, Whole


MOST_COMMITS = 50
"""Commits that a branch may have."""
_TRAILER = re.compile(
    r"^(?:Release|Transition|Status|Pull-request|Requested-by|Approved-by|Request-digest|Supersedes"
    r"|Percent)\s*:",
    re.IGNORECASE | re.MULTILINE,
)


def one_cause(whole: Whole) -> Iterator[str]:
    """Check ``one-cause``."""
    primary = whole.primary.entry
    others = [case.entry for case in whole.cases if case.entry is not primary]
    for entry in others:
        if not entry.follows:
            yield f"{entry.path} has a cause of its own: one cause, one commit"
    followed = sorted(str(entry.release) for entry in others if entry.kind == "archived")
    if followed != sorted(map(str, primary.supersedes)):
        yield "it does not archive exactly the releases that it supersedes"


def merged_as_it_says(whole: Whole) -> Iterator[str]:
    """Check ``merge``."""
    entry, parents = whole.primary.entry, whole.commit.commit.parents
    if entry.merges and parents[1:] != (entry.head,):
        yield f"the entry brings {entry.head[:12]} to main, but the commit does not merge it"
    elif entry.merges:
        merged = whole.commit.merged
        head = next((one for one in merged if one.commit.oid == entry.head), None)
        if head is None:
            yield f"{entry.head[:12]} had been merged before: it brings nothing to main"
        elif not holds(merged, head, entry):
            yield f"{entry.head[:12]} holds another request than the one that came to main"
    if not entry.merges and len(parents) != 1:
        yield f"a commit that merges nothing has {len(parents)} parents"


def branch_is_clean(whole: Whole) -> Iterator[str]:
    """Check ``branch``."""
    release = whole.primary.entry.release
    yield from branch_touches_only(whole, {release.request_path, release.version_path})


def branch_touches_only(whole: Whole | DocumentWhole, allowed: set[str]) -> Iterator[str]:
    """What is wrong with a merged branch that may touch these files alone."""
    own = {one.commit.oid for one in whole.commit.merged}
    if len(own) > MOST_COMMITS:
        yield f"the branch has {len(own)} commits, more than {MOST_COMMITS}"
    for one in whole.commit.merged:
        if _TRAILER.search(one.commit.message):
            yield f"the message of commit {one.commit.oid[:12]} imitates a trailer of the bot"
        yield from _branch_shape(whole, one, own)
        for path in _touched(whole, one, own):
            if path not in allowed:
                yield f"commit {one.commit.oid[:12]} of the branch touches {plain(path)}"
        for change in one.changes:
            if change.path in allowed and change.new and change.new.mode != "100644":
                yield f"commit {one.commit.oid[:12]} gives {plain(change.path)} another mode"


def _branch_shape(whole: Whole | DocumentWhole, one: BranchCommit, own: set[str]) -> Iterator[str]:
    parents, short = one.commit.parents, one.commit.oid[:12]
    if len(parents) != 1 and not (len(parents) == 2 and set(parents) - own):  # noqa: PLR2004  main
        yield f"commit {short} of the branch merges more than main, or begins anew"
    elif len(parents) == 1:
        changes = {change.path: change.new for change in one.changes}
        base = whole.trees.tree_of(parents[0])
        if any(path.count("/") > DEEPEST for path in changes) or (
            whole.trees.derived(base, changes) != one.commit.tree
        ):
            yield f"commit {short} of the branch holds more changes than git shows"


def _touched(whole: Whole | DocumentWhole, one: BranchCommit, own: set[str]) -> tuple[str, ...]:
    """What a commit changes; a merge of main into the branch is compared with main's side."""
    beside = [parent for parent in one.commit.parents if parent not in own]
    if len(one.commit.parents) > 1 and beside:
        trees = whole.trees
        sides = (
            trees.changed_paths(trees.tree_of(one_side), one.commit.tree) for one_side in beside
        )
        return min(sides, key=len)
    return tuple(change.path for change in one.changes)


def tree_as_derived(whole: Whole | DocumentWhole) -> Iterator[str]:
    """Check ``tree``."""
    if whole.derived == whole.commit.commit.tree:
        return
    changed = {change.path: change for change in whole.commit.changes}
    said = False
    for path, change in sorted(changed.items()):
        wanted = whole.expected.get(path)
        if path not in whole.expected:
            said = True
            yield f"{plain(path)}: no entry calls for this change"
        elif change.new != wanted:
            said = True
            mode = change.new.mode if change.new else "no file"
            why = (
                "its bytes"
                if change.new and wanted and mode == wanted.mode
                else f"its mode ({mode})"
            )
            yield f"{plain(path)}: {why} do not follow from the log"
    for path, wanted in sorted(whole.expected.items()):
        if path not in changed and whole.trees.entry(whole.commit.commit.tree, path) != wanted:
            said = True
            yield f"{plain(path)}: it should have changed with this entry"
    if not said:
        yield "its tree is not the one that parent, blobs and entries make"


def message_as_derived(whole: Whole) -> Iterator[str]:
    """Check ``message``."""
    primary = whole.primary
    requester = primary.before.requester or primary.entry.actor
    if primary.entry.applies:
        requester = primary.entry.actor
    wanted = message(primary.entry, requester.id)
    if whole.commit.commit.message.removesuffix("\n") != wanted:
        yield "its message does not follow from the entry, so plain git log would mislead"


def by_the_bot(whole: Whole | DocumentWhole) -> Iterator[str]:
    """Check ``hand``."""
    account, bot = whole.commit.commit.author.account, whole.policy.bot
    if bot is None:
        yield "the catalog at the parent commit does not say who the bot is"
    elif account != bot:
        who = f"id {account}" if account else plain(whole.commit.commit.author.email)
        yield f"its author is {who}, not the bot (id {bot})"


def signed_by_github(whole: Whole | DocumentWhole) -> Iterator[str]:
    """Check ``signature``."""
    signature = whole.signature
    if signature is None or signature.verdict is Verdict.GOOD:
        return
    if signature.verdict is Verdict.UNSIGNED:
        if whole.policy.app_mode:
            yield "it is not signed, and the catalog does not say that this is a trial"
        return
    said = {
        Verdict.UNKNOWN_KEY: "it is signed by a key that is not among the trusted ones",
        Verdict.BAD: "its signature does not fit its bytes",
    }
    yield said[signature.verdict] + (f" ({signature.key})" if signature.key else "")


COMMIT_RULES: tuple[Rule[Whole], ...] = (
    Rule(
        "one-cause",
        "Has the commit one cause, and archives exactly what that supersedes?",
        "What follows from a cause is in the same commit, and nothing else.",
        one_cause,
    ),
    Rule(
        "merge",
        "Does it merge exactly the head that its entry names, with what that holds, or nothing?",
        "A commit that puts a pull request's files on main has two parents, every other has one.",
        merged_as_it_says,
    ),
    Rule(
        "branch",
        "Does every commit of the merged branch touch the request and its version file only?",
        "Also those in the middle; a merge commit in it may bring nothing but main's own history "
        "(threats A6, B14).",
        branch_is_clean,
    ),
    Rule(
        "tree",
        "Is the tree exactly what parent, validated blobs and entries make?",
        "Entries, status files, the live file and the merged documents are computed anew and "
        "hashed into the parent's tree, modes included.",
        tree_as_derived,
    ),
    Rule(
        "message",
        "Does the whole message follow from the entry?",
        "It is a convenience for readers of plain git, and must not say another thing.",
        message_as_derived,
    ),
    Rule(
        "hand",
        "Is its author the bot, by the numeric id in the catalog at the parent commit?",
        "The id in GitHub's noreply address; believed only under GitHub's signature.",
        by_the_bot,
    ),
    Rule(
        "signature",
        "Is it signed by GitHub, with a key that is pinned outside of the repository?",
        "GitHub signs what an App or GITHUB_TOKEN commits through its API. Unsigned commits are "
        "reported, and refused unless the catalog says `mode: trial`.",
        signed_by_github,
    ),
)
