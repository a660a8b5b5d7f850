"""One entry of a release's log in words: what happened, by whom, why, and on which bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.reading.layout import field, said
from bot.audit.reading.links import Links
from bot.audit.reading.rolled import rolled
from bot.audit.trust.signatures import Verdict
from bot.core.documents.characters import escaped
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import Approval, Contributors, Entry, FileRecord, Who
    from bot.audit.reading.life import Recorded
    from bot.audit.rules.findings import Finding
    from bot.audit.trust.signatures import Signature

MOST_FINDINGS = 50
"""Findings of one commit that a page shows; ``verify --format json`` has them all."""

_TITLES = {
    "submitted": "Submitted for review",
    "resubmitted": "Submitted anew during review: a new round",
    "rejected": "Rejected",
    "corrected": "What was damaged put back, as two owners had agreed",
    "rejection-corrected": "The rejection corrected: details were at fault, not the code",
    "withdrawn": "Withdrawn by a releaser",
    "lapsed": "Lapsed: taken back by somebody who is no releaser",
    "approved": "Approved and merged",
    "released": "Released at once, without a review",
    "pilot-started": "Pilot started at once, without a review",
    "archived": "Archived: another version took its place",
    "testing-completed": "Testing completed",
    "testing-bypassed": "Testing ended without its result",
    "went-live": "Gone live",
    "scaled": "Met by more of the users",
    "completed": "Met by all users",
    "canceled": "Canceled for good",
    "taken-offline": "Taken offline",
    "force-removed": "Force removed by an inspector",
    "restored": "Restored",
    "pilot-changed": "The testers of its pilot changed",
    "paused": "Held where it stands",
    "resumed": "Let go on",
    "warned": "Warned by an inspector",
    "freeze-overridden": "Let through freezes for a while",
    "delivered": "The app answered what it serves",
    "delivery-failed": "The app could not be told",
}
_FAULTS = {
    "details": "its details, which can be corrected for the same version",
    "code": "its code: this version is closed for the target",
}
_SIGNED = {
    Verdict.GOOD: "good",
    Verdict.UNSIGNED: "the commit is not signed",
    Verdict.UNKNOWN_KEY: "by a key that is not among the trusted ones",
    Verdict.BAD: "bad: it does not fit the commit",
}


def title(entry: Entry) -> str:
    """The kind of an entry in words."""
    return _TITLES.get(entry.kind, entry.kind)


def person(who: Who) -> str:
    """A login with the id, which alone is the identity."""
    return f"{who.login} (id {who.id})" if who.id else f"{who.login} (a deleted account)"


def moment(one: Recorded, server: str) -> Iterator[str]:
    """All that is known of one entry, line by line."""
    entry, links = one.entry, Links.of(one.entry, server)
    yield from field("step", _step(entry))
    yield from field("when", f"{show_time(entry.time)}; its commit {show_time(one.written)}")
    yield from field("who", f"{person(entry.actor)}, {_role(entry.role)}")
    yield from field("cause", *_cause(entry, links))
    yield from rolled(one)
    yield from field("bytes", *_bytes(entry, links))
    yield from _review(entry, links)
    yield from _reason(entry)
    yield from _places(entry)
    yield from field("on main", f"commit {one.number}", links.commit(one.transition.commit))
    yield from field("transition", entry.transition)
    yield from field("entry", f"sha256:{entry.sha256}")
    yield from field("signature", signed(one.signature))
    yield from exceptions(one.findings)
    if one.transition.stands_on is not None:
        yield from field("rests on", f"commit {one.transition.stands_on}, which is bad")


def _role(role: str) -> str:
    return "in no role" if role == "none" else f"as {role}"


def _step(entry: Entry) -> str:
    row = entry.row or "a note"
    if entry.source == entry.target:
        return f"stays {entry.target} ({row}), round {entry.round}"
    return f"{entry.source} → {entry.target} ({row}), round {entry.round}"


def _cause(entry: Entry, links: Links) -> Iterator[str]:
    cause = entry.cause
    match cause.get("kind"):
        case "apply":
            yield f"applied for, in pull request {links.pull(entry.pull_request)}"
        case "review":
            yield f"review {links.review(entry.pull_request, cause['review'])}"
        case "event":
            yield f"{_event(str(cause['event']))} of {links.pull(entry.pull_request)}"
        case "superseded" | "force-removed":
            yield f"transition {cause['transition']} of another release"
        case "schedule":
            yield f"act {cause['step']} of the schedule that was applied for"
        case "document":
            yield f"{plain(cause['document'])} was accepted"
            yield f"by transition {cause['transition']} of the version's log"
        case "delivery":
            yield f"attempt {cause['attempt']} to tell the app of {cause['transition']}"
        case _:
            yield plain(str(dict(cause)))
    others = [event for event in entry.events if event != cause.get("event")]
    yield from (f"event {plain(event)} is accounted for" for event in others)


def _event(event: str) -> str:
    comment = event.removeprefix("comment:")
    return f"event {plain(event)}" if comment == event else f"comment {plain(comment)}"


def _bytes(entry: Entry, links: Links) -> Iterator[str]:
    yield f"digest sha256:{entry.digest}"
    yield f"head {links.commit(entry.head)}"
    yield from _file("request.yaml", entry.request)
    yield from _file("version.yaml", entry.version)


def _file(name: str, record: FileRecord) -> Iterator[str]:
    yield f"{name} sha256:{record.sha256}"
    yield f"  git blob {record.blob}"


def _review(entry: Entry, links: Links) -> Iterator[str]:
    told = entry.announced
    if told is not None:
        what = f"status {told.status} at {show_time(told.at)}"
        yield from field("announced", what, f"digest sha256:{told.digest}", f"on head {told.head}")
    for approval in entry.approvals:
        yield from field("approval", *_approval(approval, entry, links))
    if entry.contributors is not None:
        yield from field("had a hand", _hands(entry.contributors))


def _approval(approval: Approval, entry: Entry, links: Links) -> Iterator[str]:
    yield f"{person(approval.reviewer)} at {show_time(approval.at)}"
    yield links.review(entry.pull_request, approval.review)
    yield f"on commit {approval.commit}"


def _hands(had: Contributors) -> str:
    known = ", ".join(f"id {one}" for one in sorted(had.ids)) or "nobody known"
    return f"{known}; {had.unknown} unknown"


def _reason(entry: Entry) -> Iterator[str]:
    if entry.rejection is not None:
        yield from field("at fault", _FAULTS.get(entry.rejection, entry.rejection))
    if entry.reason is not None:
        yield from field("reason", *said(entry.reason))


def _places(entry: Entry) -> Iterator[str]:
    yield from field("supersedes", *(release.folder for release in entry.supersedes))
    by = entry.superseded_by
    if by is not None:
        yield from field("replaced by", by.release.folder, f"by transition {by.transition}")


def signed(signature: Signature | None) -> str:
    """The verdict on a commit's signature."""
    if signature is None:
        return "not checked: no trusted keys were given"
    key = f" (key {plain(signature.key)})" if signature.key else ""
    return f"{_SIGNED[signature.verdict]}{key}"


def exceptions(findings: tuple[Finding, ...]) -> Iterator[str]:
    """What is wrong with a commit, or that nothing is."""
    lines = [_exception(finding) for finding in findings[:MOST_FINDINGS]]
    if len(findings) > MOST_FINDINGS:
        lines.append(f"and {len(findings) - MOST_FINDINGS} more")
    yield from field("exceptions", *(lines or ["none found"]))


def _exception(finding: Finding) -> str:
    where = f"{escaped(finding.path)}: " if finding.path else ""
    follows = f", which follows from {finding.follows}" if finding.follows else ""
    return f"{finding.rule}: {where}{escaped(finding.what)}{follows}"
