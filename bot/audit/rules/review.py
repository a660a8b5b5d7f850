"""The rules of a review: enough people, none with a hand in it, after the announcement, on it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.rules import seats
from bot.audit.rules.case import LONGEST_RUN, SKEW, Case, DocumentCase
from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.git.history import BranchCommit
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Announcement, Contributors, Entry, Who


def announced(case: Case) -> Iterator[str]:
    """Check ``announcement``."""
    entry, told = case.entry, case.entry.announced
    if not entry.opens:
        if told is not None:
            yield "only an entry that opens a round is announced"
        return
    if told is None:
        yield "its round was opened without an announcement"
        return
    if (told.digest, told.head) != (entry.digest, entry.head):
        yield "another digest or head was announced than the one that the entry records"
    newest = case.before.newest
    yield from announced_in_time(entry, told, newest)


def announced_in_time(
    entry: Entry | DocumentEntry, told: Announcement, newest: Entry | DocumentEntry | None
) -> Iterator[str]:
    """Whether a round was announced within the run that wrote it, after the entry before it."""
    if abs(told.at - entry.time) > LONGEST_RUN:
        yield f"it was announced at {show_time(told.at)}, not when the entry was written"
    if newest is not None and told.at < newest.time - SKEW:
        yield f"it was announced at {show_time(told.at)}, before the entry that goes before it"


def enough_approved(case: Case) -> Iterator[str]:
    """Check ``approvals``."""
    entry = case.entry
    if entry.kind != "approved":
        if entry.approvals:
            yield f"approvals are counted for an entry that is {entry.kind}"
        return
    rules, had, least = seats.rules_of(case), entry.contributors, seats.needed(case)
    if rules is None or had is None or least is None:
        yield "nobody can tell how many approvals it needed"
        return
    if had.unknown and rules.refuses_unknown:
        yield "somebody unknown had a hand in it, where the app refuses that"
    people = {one.reviewer.id for one in entry.approvals}
    if len(people) < least:
        yield f"{len(people)} people approved it, where {least} were needed"
    elif len(people) < len(entry.approvals):
        yield "one person is counted twice"
    else:
        yield from _completed(case)


def _completed(case: Case) -> Iterator[str]:
    """Who completed it; where a seat stayed open that is said by the rule of seats."""
    entry, last = case.entry, seats.completing(case)
    if last is not None and last.review != entry.cause.get("review"):
        yield "its cause is not the approval that completed it"
    elif last is not None and last.reviewer.id != entry.actor.id:
        yield "its actor is not the one whose approval completed it"


def seats_filled(case: Case) -> Iterator[str]:
    """Check ``seats``."""
    if case.entry.kind != "approved":
        return
    people = {one.reviewer.id for one in case.entry.approvals}
    groups = seats.open_groups(case, people)
    if groups:
        yield f"the seats of {', '.join(groups)} are not each filled by a person of their own"


def approved_by_reviewers(case: Case) -> Iterator[str]:
    """Check ``approver``."""
    listed = case.policy.reviewers(case.entry.release.app)
    for one in case.entry.approvals:
        if one.reviewer.id not in listed:
            who = f"{one.reviewer.login} (id {one.reviewer.id})"
            yield f"{who} was no reviewer of {case.entry.release.app} at the parent commit"


def duties_separated(case: Case) -> Iterator[str]:
    """Check ``separation``."""
    entry = case.entry
    if not entry.merges:
        if entry.contributors is not None:
            yield f"contributors are named for an entry that is {entry.kind}"
        return
    had = entry.contributors
    if had is None:
        yield "it does not say who had a hand in it"
        return
    requester = case.before.requester if entry.kind == "approved" else entry.actor
    yield from hands_apart(case, had, requester)


def hands_apart(
    case: Case | DocumentCase, had: Contributors, requester: Who | None
) -> Iterator[str]:
    """Whether nobody approved their own work, and nobody whom git names was left out."""
    entry = case.entry
    known = had.ids | ({requester.id} if requester else set()) | hands(case.commit.merged)
    for one in entry.approvals:
        if one.reviewer.id in known:
            yield f"{one.reviewer.login} (id {one.reviewer.id}) had a hand in what they approved"
    left_out = sorted((known - had.ids) - {0})
    if len(left_out) > had.unknown:  # an account that is gone, or no person's, is one of these
        yield f"it leaves out contributors that git or the log names: {_listed(left_out)}"


WEB_FLOW = 19864447
"""GitHub itself, committer of what is made in the browser (https://github.com/web-flow)."""

_CO_AUTHOR = re.compile(
    r"^co-authored-by:[^\n]*<([1-9][0-9]{0,15})\+[^@>\n]+@users\.noreply\.github\.com>[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""GitHub documentation, "Creating a commit with multiple authors"."""


def hands(merged: tuple[BranchCommit, ...]) -> frozenset[int]:
    """Numeric ids in the noreply addresses of a branch's authors, co-authors and committers."""
    people = (who for one in merged for who in (one.commit.author, one.commit.committer))
    last = [one.commit.message.rstrip().rpartition("\n\n")[2] for one in merged]
    named = {int(found[1]) for text in last for found in _CO_AUTHOR.finditer(text)}
    return frozenset({who.account for who in people if who.account} | named) - {WEB_FLOW}


def _listed(ids: list[int]) -> str:
    return ", ".join(f"id {one}" for one in ids[:10])


def approved_after_announcement(case: Case) -> Iterator[str]:
    """Check ``approved-after``."""
    if case.entry.kind == "approved":
        yield from after_announcement(case)


def after_announcement(case: Case | DocumentCase) -> Iterator[str]:
    """Whether each approval came after the announcement of the round that is open."""
    opening = case.opening
    if opening is None or opening.announced is None:
        return
    for one in case.entry.approvals:
        if one.at <= opening.announced.at:
            when = (
                f"{show_time(one.at)}, not after the announcement {show_time(opening.announced.at)}"
            )
            yield f"review {one.review} was given at {when}"


def fresh_enough(case: Case) -> Iterator[str]:
    """Check ``approval-age``."""
    target = case.policy.target(case.entry.release)
    if case.entry.kind != "approved" or target is None or target.approvals is None:
        return
    yield from younger_than(case, target.approvals.maximum_age_days)


def younger_than(case: Case | DocumentCase, days: int) -> Iterator[str]:
    """Whether no approval was older than so many days."""
    for one in case.entry.approvals:
        if case.entry.time - one.at > timedelta(days=days) + SKEW:
            yield f"review {one.review} was older than {days} days"


def approved_these_bytes(case: Case) -> Iterator[str]:
    """Check ``approved-bytes``."""
    entry, opening = case.entry, case.opening
    if entry.kind != "approved" or opening is None or opening.announced is None:
        return
    merged = case.commit.merged
    holding = [one.commit.oid for one in merged if holds(merged, one, opening)]
    yield from kept_to(case, holding, opening.announced.head)


def kept_to(case: Case | DocumentCase, holding: list[str], head: str) -> Iterator[str]:
    """Whether approvals, and all commits since the announced head, hold the announced bytes."""
    entry, merged = case.entry, case.commit.merged
    for one in entry.approvals:
        if one.commit not in holding:
            yield f"review {one.review} was given on {one.commit[:12]}, which holds other bytes"
    if head not in {one.commit.oid for one in merged}:
        yield f"the announced head {head[:12]} is not in what was merged"
        return
    for oid in since(merged, head):
        if oid not in holding:
            yield f"commit {oid[:12]} moved away from the announced bytes"


def since(merged: tuple[BranchCommit, ...], head: str) -> list[str]:
    """The commits of a branch that do not lie before one of them, and that one itself."""
    by_oid = {one.commit.oid: one for one in merged}
    before: set[str] = set()
    waiting = list(by_oid[head].commit.parents)
    while waiting:
        oid = waiting.pop()
        if oid in by_oid and oid not in before:
            before.add(oid)
            waiting.extend(by_oid[oid].commit.parents)
    return [oid for oid in by_oid if oid not in before]


def holds(merged: tuple[BranchCommit, ...], one: BranchCommit, opening: Entry) -> bool:
    """Whether a commit of the branch holds the announced request, and no other version file."""
    release = opening.release
    request = blob_at(merged, one, release.request_path)
    version = blob_at(merged, one, release.version_path)
    return request == opening.request.blob and version in (None, opening.version.blob)


def blob_at(merged: tuple[BranchCommit, ...], one: BranchCommit, path: str) -> str | None:
    """What a branch made of a path by one of its commits; ``None``: it left main's alone."""
    by_oid = {other.commit.oid: other for other in merged}
    current: BranchCommit | None = one
    while current is not None:
        for change in current.changes:
            if change.path == path:
                return change.new.oid if change.new else None
        parents = current.commit.parents
        current = by_oid.get(parents[0]) if parents else None
    return None


REVIEW_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "announcement",
        "Was the round announced: this digest on this head, when the entry was written?",
        "The sticky comment and the commit status come first, then the entry that records them.",
        announced,
    ),
    Rule(
        "approvals",
        "Did as many people approve as the target asks for, and does the cause complete them?",
        "The count in the catalog at the parent commit, one more where a contributor is unknown.",
        enough_approved,
    ),
    Rule(
        "seats",
        "Did people of each group that the target names approve, each on one seat?",
        "`approvals.seats` and the groups of the app in the catalog at the parent commit; a member "
        "who is no reviewer fills none, and nobody fills two.",
        seats_filled,
    ),
    Rule(
        "approver",
        "Was every approver a reviewer of the app at the parent commit?",
        "By numeric id; machines never approve. A role lost one commit earlier is lost.",
        approved_by_reviewers,
    ),
    Rule(
        "separation",
        "Had no approver a hand in what they approved?",
        "Requester, author, pushers and committers as the entry names them, and the ids in the "
        "addresses of the merged commits, which the entry must not leave out.",
        duties_separated,
    ),
    Rule(
        "approved-after",
        "Was every approval given after the announcement of its round?",
        "Strictly after: the same second does not count.",
        approved_after_announcement,
    ),
    Rule(
        "approval-age",
        "Was no approval older than the target allows?",
        "`maximumAgeDays` in the catalog at the parent commit.",
        fresh_enough,
    ),
    Rule(
        "approved-bytes",
        "Was every approval given on the announced bytes, and did the branch keep to them?",
        "The commits of the merged branch are read: what each held of request and version file.",
        approved_these_bytes,
    ),
)
