"""Judges claims about reviews: who gave them, when, on what, and what was made of them since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.online.claims import named
from bot.audit.online.verdict import Known, Said, Verdict, absent, person
from bot.audit.online.witness import Act, Opinion
from bot.audit.rules.case import SKEW
from bot.core.documents.problem import NOT_SHOWN, counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.audit.online.claims import Approved, Corrected, Objected, Unopposed
    from bot.audit.online.witness import SeenPull, SeenReview

CUT_REASON = 3000
"""A reason of more characters may be cut in the log, which keeps the first 4,000."""
SHOWN = 5
COMMANDS = ("/reject code", "/reject details")


def approved(claim: Approved, pull: SeenPull) -> Iterator[Said]:
    """Judge an approval: the same review, by the same person, at the same time, not taken back."""
    found = _review(claim.review, pull)
    if found is None:
        twins = [r for r in pull.reviews if (r.by.id, r.at) == (claim.by.id, claim.at)]
        if twins:
            yield Verdict.CONTRADICTED, f"another id: their review of that time is {twins[0].id}"
        else:
            yield absent("review", whole=pull.whole)
        return
    yield from person(claim.by, found.by)
    yield from _opinion(found, Opinion.APPROVED, claim.origin.time, pull)
    if found.at != claim.at:
        yield Verdict.CONTRADICTED, f"another time: it was given at {show_time(found.at)}"
    if found.commit != claim.commit:
        yield _repointed(found, pull)


def _review(number: int, pull: SeenPull) -> SeenReview | None:
    return next((one for one in pull.reviews if one.id == number), None)


def _opinion(
    found: SeenReview, wanted: Opinion, counted_at: datetime, pull: SeenPull
) -> Iterator[Said]:
    """A submitted review changes its opinion in one way only: somebody dismisses it."""
    if found.opinion is wanted:
        return
    if found.opinion is not Opinion.DISMISSED:
        yield Verdict.CONTRADICTED, f"on GitHub it {found.opinion}"
        return
    acts = [one for one in pull.dismissals if one.review == found.id]
    if not acts:
        yield Verdict.CHANGED, "it is dismissed; GitHub does not show when and by whom"
        return
    act = acts[-1]
    when = f"at {show_time(act.at)} by {named(act.by)}"
    if act.was is not wanted:
        yield Verdict.CONTRADICTED, f"before it was dismissed {when}, it was one that {act.was}"
    elif act.at < counted_at:
        counting = f"before the entry of {show_time(counted_at)}"
        yield Verdict.CONTRADICTED, f"it had been dismissed {when}, {counting}"
    else:
        yield Verdict.CHANGED, f"it was dismissed since, {when}"


def _repointed(found: SeenReview, pull: SeenPull) -> Said:
    if found.commit is None:
        return Verdict.CHANGED, "GitHub no longer shows the commit that it was given on"
    names = f"GitHub names the commit {found.commit[:12]} for it"
    if any(push.at >= found.at for push in pull.force_pushes):
        why = "the branch was force-pushed since, after which GitHub gives reviews another commit"
        return Verdict.CHANGED, f"{names}; {why}: no lie by itself"
    return Verdict.CONTRADICTED, f"another commit: {names}, and nobody force-pushed since"


def objected(claim: Objected, pull: SeenPull) -> Iterator[Said]:
    """Judge an objection: as an approval, and in the same words."""
    found = _review(claim.review, pull)
    if found is None:
        yield absent("review", whole=pull.whole)
        return
    yield from person(claim.by, found.by)
    yield from _opinion(found, Opinion.OBJECTED, claim.origin.time, pull)
    if found.at > claim.origin.time + SKEW:
        when = f"{show_time(found.at)}, after the entry of {show_time(claim.origin.time)}"
        yield Verdict.CONTRADICTED, f"another time: it was given at {when}"
    if claim.since is not None and found.at <= claim.since:
        when = f"{show_time(found.at)}, not after the announcement of {show_time(claim.since)}"
        yield Verdict.CONTRADICTED, f"another time: it was given at {when}"
    yield from _words(claim, found)


def corrected(claim: Corrected, pull: SeenPull) -> Iterator[Said]:
    """Judge a correction: a review of any opinion, whose first line is the command."""
    found = _review(claim.review, pull)
    if found is None:
        yield absent("review", whole=pull.whole)
        return
    yield from person(claim.by, found.by)
    if found.at > claim.origin.time + SKEW:
        when = f"{show_time(found.at)}, after the entry of {show_time(claim.origin.time)}"
        yield Verdict.CONTRADICTED, f"another time: it was given at {when}"
    first = found.body.replace("\r\n", "\n").partition("\n")[0].strip()
    if first == COMMANDS[1]:
        return
    if found.edited:
        yield Verdict.CHANGED, "its words were edited since"
    else:
        yield Verdict.CONTRADICTED, f"it does not begin with {COMMANDS[1]}, and was never edited"


def _words(claim: Objected, found: SeenReview) -> Iterator[Said]:
    """The log's reason is the body without a command, and without what cannot be seen."""
    first, _, rest = found.body.replace("\r\n", "\n").partition("\n")
    body = _letters(rest if first.strip() in COMMANDS else found.body)
    reason = claim.reason if claim.reason not in (None, NOT_SHOWN) else None
    kept = _letters(reason or "")
    cut = reason is not None and len(reason) > CUT_REASON
    same = reason is None or (body.startswith(kept) if cut else body == kept)
    if same and (claim.fault != "code" or first.strip() == COMMANDS[0]):
        if found.edited:
            yield Verdict.STANDS, "its words were edited, and are what the log says"
    elif found.edited:
        yield Verdict.CHANGED, "its words were edited since"
    else:
        yield Verdict.CONTRADICTED, "its words are others than those of the log, and never edited"


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())


def unopposed(claim: Unopposed, pull: SeenPull, known: Known) -> Iterator[Said]:
    """Look for objections; one may also come between the decision and the write (threats, B10)."""
    decided = claim.origin.time
    merges = [event.at for event in pull.events if event.act is Act.MERGED]
    end = max(decided, *merges[:1]) if merges else decided
    found = [one for one in pull.reviews if claim.since < one.at <= end]
    standing = [one for one in found if _stood(one, claim, pull)]
    for one in standing[:SHOWN]:
        when = f"given at {show_time(one.at)}"
        if one.at > decided:
            when += f", after the decision of {show_time(decided)} and before GitHub saw the merge"
        app = claim.origin.panel
        whom = (
            "whom the log names" if (app, one.by.id) in known.reviewers else "whom it nowhere names"
        )
        who = f"{named(one.by)}, {whom} as a reviewer of {app}"
        what = f"an objection that the log does not count: review {one.id} by {who}, {when}"
        yield Verdict.UNCOUNTED, what
    if len(standing) > SHOWN:
        yield Verdict.UNCOUNTED, f"and {counted(len(standing) - SHOWN, 'objection')} more"
    if not pull.whole:
        yield Verdict.UNREACHABLE, "there are more reviews than were read"


def _stood(one: SeenReview, claim: Unopposed, pull: SeenPull) -> bool:
    """Whether a review was an objection when it was decided: not taken back, not dismissed."""
    if any(
        a.reviewer.id == one.by.id and (a.at, a.review) > (one.at, one.id) for a in claim.approvals
    ):
        return False
    if one.opinion is not Opinion.DISMISSED:
        return one.opinion is Opinion.OBJECTED
    acts = [act for act in pull.dismissals if act.review == one.id]
    return any(act.was is Opinion.OBJECTED and act.at > claim.origin.time for act in acts)
