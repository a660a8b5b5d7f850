"""What a clone proves of one release, and what of it is only the bot's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.reading.layout import field, section
from bot.audit.reading.moment import person
from bot.audit.trust.signatures import Verdict
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import Entry
    from bot.audit.reading.life import Life


def proof(life: Life) -> Iterator[str]:
    """Two sections: what git proves, and what must be believed or asked of GitHub."""
    yield from section("Proven from git", _proven(life))
    yield from section("The bot's word", _word(life))


def _proven(life: Life) -> Iterator[str]:
    if life.findings:
        yield "- Not what the exceptions above name: there the proof has failed."
    yield "- That these are all entries of its log, in this order, each written on the one before."
    yield "- What was applied for in each round: the digest is that of the application it holds."
    if any(one.entry.merges for one in life.recorded):
        yield "- Which bytes came to main, and that they make the digest of what was applied for."
    yield (
        "- That whoever is named as requester, reviewer or approver held that role "
        "by numeric id in the catalog of the commit before."
    )
    yield f"- {_hand(life)}"
    if life.unseen:
        yield f"- Not its first entries ({life.unseen}): they lie before the first one here."


def _hand(life: Life) -> str:
    signatures = [one.signature for one in life.recorded]
    if None in signatures:
        return "Not whose hand it was: no trusted keys were given."
    vouched = [one for one in signatures if one is not None and one.verdict is Verdict.GOOD]
    if len(vouched) == len(signatures):
        return "Whose hand it was: each commit bears a good signature by a trusted key."
    return (
        f"Whose hand it was for {len(vouched)} of {len(signatures)} commits only; "
        "the others bear no good signature by a trusted key."
    )


def _word(life: Life) -> Iterator[str]:
    yield "That these stood on GitHub as the log says (`slipway audit cross-check` asks for them):"
    yield ""
    merged = [one.entry for one in life.recorded if one.entry.merges]
    for one in life.recorded:
        claims = [*_claims(one.entry), *_unmerged(one.entry, merged)]
        yield from field(f"entry {one.entry.sequence}", *claims)


def _unmerged(entry: Entry, merged: list[Entry]) -> Iterator[str]:
    """Of a branch that was never merged a clone of main holds nothing."""
    known = {(other.request, other.version) for other in merged}
    if entry.opens and (entry.request, entry.version) not in known:
        yield f"head {entry.head} held these files"


def _claims(entry: Entry) -> Iterator[str]:
    """What nobody can tell from a clone; an entry that only follows from another claims nothing."""
    told = entry.announced
    if entry.applies:
        yield f"{person(entry.actor)} applied"
    if told is not None:
        yield f"status {told.status} announced the digest at {show_time(told.at)}"
    for one in entry.approvals:
        yield f"review {one.review}: {person(one.reviewer)} approved at {show_time(one.at)}"
    if entry.kind == "rejected":
        review = entry.cause.get("review")
        yield f"review {review}: {person(entry.actor)} requested changes, for this reason"
    if entry.kind == "rejection-corrected":
        review = entry.cause.get("review")
        yield f"review {review}: {person(entry.actor)} said that details were at fault"
    if entry.kind in ("withdrawn", "lapsed"):
        yield f"{person(entry.actor)} took it back"
    yield from (f"event {plain(event)} happened" for event in entry.events)
    if entry.contributors is not None:
        yield "nobody else had a hand in it, beyond those that git names"
