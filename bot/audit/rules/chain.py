"""The rules of an entry's place: in its log, in the lifecycle, in time, and under its commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time, transition_id
from bot.audit.model.table import due, step_of
from bot.audit.rules.acting import ACTS, caused
from bot.audit.rules.case import LONGEST_RUN, SKEW, Case, DocumentCase, used_up
from bot.audit.rules.findings import Rule
from bot.core.documents.identity import VersionNumber

if TYPE_CHECKING:
    from collections.abc import Iterator


def in_sequence(case: Case) -> Iterator[str]:
    """Check ``sequence``."""
    entry, wanted = case.entry, case.before.count + 1
    if entry.sequence != wanted:
        yield f"it is entry {entry.sequence} where {wanted} is due"
    if entry.path != f"{entry.release.log_folder}/{entry.name}":
        yield f"it belongs at {entry.release.log_folder}/{entry.name}"


def chained(case: Case | DocumentCase) -> Iterator[str]:
    """Check ``chain``."""
    newest = case.before.newest
    wanted = newest.sha256 if newest else None
    if case.entry.previous != wanted:
        named = _short(case.entry.previous)
        yield f"it says that {named} goes before it, but {_short(wanted)} does"


def _short(digest: str | None) -> str:
    return digest[:12] if digest else "nothing"


def on_its_parent(case: Case | DocumentCase) -> Iterator[str]:
    """Check ``parent``."""
    entry, parents = case.entry, case.commit.commit.parents
    if not parents or entry.parent != parents[0]:
        yield f"it was written on {entry.parent[:12]}, not on the commit before this one"
    if entry.policy != entry.parent:
        yield f"it was decided by the policy of {entry.policy[:12]}, not by that of its parent"


def a_row(case: Case) -> Iterator[str]:
    """Check ``row``."""
    entry, status = case.entry, case.before.status
    step = step_of(entry, status)
    if step is None:
        steps = ", ".join(due(status)) or "nothing"
        yield (
            f"{entry.kind} ({entry.row or 'a note'}) from {entry.source} to {entry.target} is no "
            f"row for a release that is {status} in {entry.release.environment}; {steps} may follow"
        )
        return
    target = case.policy.target(entry.release)
    if target is None:
        if entry.opens or entry.merges:
            yield f"the catalog has no {entry.release.environment} of {entry.release.app}"
    elif step.review not in (None, target.review) or step.pilot not in (None, target.pilot):
        yield f"{entry.row or 'the note'} is no row for a target with these capabilities"


def in_its_round(case: Case) -> Iterator[str]:
    """Check ``round``."""
    newest = case.before.newest
    wanted = (newest.round if newest else 0) + int(case.entry.opens)
    if case.entry.round != wanted:
        yield f"it names round {case.entry.round} where it is round {wanted}"


def from_its_cause(case: Case) -> Iterator[str]:
    """Check ``cause``."""
    entry = case.entry
    if entry.transition != transition_id(entry.release, entry.cause):
        yield "the transition id does not follow from release and cause"
    match entry.kind:
        case "submitted" | "resubmitted" | "released" | "pilot-started":
            wanted: dict[str, object] = {
                "kind": "apply",
                "pullRequest": entry.pull_request,
                "head": entry.head,
                "after": case.before.count,
            }
            fits = entry.cause == wanted
        case "approved":
            fits = entry.cause.get("review") in {one.review for one in entry.approvals}
        case "rejected" | "rejection-corrected":
            fits = entry.cause.get("kind") == "review"
        case "withdrawn" | "lapsed":
            fits = entry.cause.get("event") in entry.events
        case kind if kind in ACTS:
            fits = caused(case)
        case _:
            wanted = {"kind": "superseded", "transition": case.primary.transition}
            fits = entry.cause == wanted and case.primary is not entry and not entry.events
    if not fits:
        yield f"its cause does not lead to {entry.kind}"


def counted_once(case: Case | DocumentCase) -> Iterator[str]:
    """Check ``counted-once``."""
    keys = used_up(case.entry)
    for key in dict.fromkeys(keys):
        before = case.seen.find(key)
        if before is not None:
            yield f"{key} was counted already in commit {before[:12]}"
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        yield f"{key} is counted twice by this entry"


def in_time(case: Case | DocumentCase) -> Iterator[str]:
    """Check ``time``."""
    entry, newest, last = case.entry, case.before.newest, case.seen.last
    made = case.commit.commit.committer.time
    if newest is not None and entry.time < newest.time:
        yield f"its time {show_time(entry.time)} is before that of the entry before it"
    elif last is not None and entry.time < last - SKEW:
        yield f"its time {show_time(entry.time)} is before what main held already had happened"
    if abs(entry.time - made) > LONGEST_RUN:
        yield f"its time {show_time(entry.time)} is not that of its commit, {show_time(made)}"
    acts = [approval.at for approval in entry.approvals]
    if acts and max(acts) > entry.time + SKEW:
        late, own = show_time(max(acts)), show_time(entry.time)
        yield f"it counts an approval of {late}, after its own time {own}"


def by_a_new_enough_bot(case: Case | DocumentCase) -> Iterator[str]:
    """Check ``bot-version``."""
    least = case.policy.least_bot
    own, wanted = VersionNumber.parse(case.entry.bot), VersionNumber.parse(least or "")
    if own is None or (wanted is not None and own < wanted):
        yield f"bot {case.entry.bot} wrote it, where the catalog asks for {least} at least"


CHAIN_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "sequence",
        "Is it the next entry of its log, under its own name and in its own folder?",
        "Entries of a release are numbered from 1 without a gap; kind and number make the name.",
        in_sequence,
    ),
    Rule(
        "chain",
        "Does it hold the SHA-256 of the entry before it?",
        "Every entry but the first names the bytes that it was written after (threats G1, G16).",
        chained,
    ),
    Rule(
        "parent",
        "Was it written on, and decided by, exactly the commit before its own?",
        "`parent` and `policy` name the first parent: main moves by compare-and-swap only.",
        on_its_parent,
    ),
    Rule(
        "row",
        "Is it a row or a note of the lifecycle, from where the release stood?",
        "The auditor's own table of the platform's rows, with the target's capabilities from the "
        "catalog at the parent commit.",
        a_row,
    ),
    Rule(
        "round",
        "Does it belong to the round that is open, or open the next one?",
        "Only submitted and resubmitted open a round; rounds count from 1.",
        in_its_round,
    ),
    Rule(
        "cause",
        "Does its cause lead to such an entry, and does the transition id follow from it?",
        "A transition id is made from release and cause alone, so one cause has one id.",
        from_its_cause,
    ),
    Rule(
        "counted-once",
        "Is every review, event, announcement and cause counted for the first time?",
        "GitHub gives each of these ids once; a copied release, or one act used twice, shows here.",
        counted_once,
    ),
    Rule(
        "time",
        "Does time go on, and do entry, commit and approvals lie where one run puts them?",
        f"An entry is written by a run of at most {LONGEST_RUN.seconds // 60} minutes; clocks of "
        f"GitHub may lie {SKEW.seconds // 60} minutes apart. Under GitHub's signature the date "
        "of the commit is GitHub's own.",
        in_time,
    ),
    Rule(
        "bot-version",
        "Was the bot new enough for the catalog at the parent commit?",
        "An old run that is run again must not write (threats F12).",
        by_a_new_enough_bot,
    ),
)
