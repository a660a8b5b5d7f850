"""The rules of who acted on a release, and of what an entry must say of the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import Entry
    from bot.audit.rules.case import Case

COMMENT = "comment:"
"""What the event of a comment begins with."""
SCHEDULED = frozenset({"went-live", "scaled", "completed"})
"""What a schedule does, and people do by a command."""
COMMANDED = SCHEDULED | {
    "testing-completed",
    "testing-bypassed",
    "canceled",
    "force-removed",
    "pilot-changed",
    "paused",
    "resumed",
    "warned",
}
"""What only a comment on the release's pull request causes, but for what follows from another."""
BY_DOCUMENT = frozenset({"taken-offline", "restored", "freeze-overridden"})
"""What the document of another pull request causes."""
DELIVERIES = frozenset({"delivered", "delivery-failed"})
ACTS = COMMANDED | BY_DOCUMENT | DELIVERIES
_REASONED = frozenset({"canceled", "force-removed", "warned"}) | BY_DOCUMENT
_SAYS = {
    "percent": SCHEDULED | {"testing-completed", "testing-bypassed"},
    "testers": {"pilot-changed"},
    "deadline": {"warned"},
    "until": {"freeze-overridden"},
    "observed": DELIVERIES,
}
"""Which kinds of entry say what, and say nothing else of it."""


def actor_might(case: Case) -> Iterator[str]:
    """Check ``actor``."""
    entry = case.entry
    if entry.kind not in ACTS or entry.kind == "freeze-overridden":
        return
    if entry.actor.id not in _listed(case):
        yield (
            f"{entry.actor.login} (id {entry.actor.id}) was no {entry.role} there at the parent "
            f"commit, and might not do what is {entry.kind}"
        )


def _listed(case: Case) -> frozenset[int | None]:
    policy, release = case.policy, case.entry.release
    match case.entry.role:
        case "releaser":
            return frozenset(policy.releasers(release.mini_program))
        case "operator":
            return frozenset(policy.operators(release.app))
        case "inspector":
            return frozenset(policy.inspectors(release.app))
        case "bot":
            return frozenset({policy.bot})
        case _:
            return frozenset()


def caused(case: Case) -> bool:
    """Whether the cause of an act is of the sort that leads to its kind."""
    entry, cause = case.entry, case.entry.cause
    if entry.kind in DELIVERIES:
        seen = entry.observed
        told = (seen.transition, seen.attempt) if seen else None
        wanted = ("delivery", *told) if told else None
        return wanted == (cause.get("kind"), cause.get("transition"), cause.get("attempt"))
    if entry.kind in BY_DOCUMENT:
        return cause.get("kind") == "document" and not entry.events
    if cause.get("kind") == "force-removed":
        return entry.kind == "force-removed" and _follows(case)
    if entry.role == "bot":
        return cause.get("kind") == "schedule" and not entry.events
    event = cause.get("event")
    said = isinstance(event, str) and event.startswith(COMMENT)
    return cause.get("kind") == "event" and said and event in entry.events


def _follows(case: Case) -> bool:
    entry, primary = case.entry, case.primary
    wanted = {"kind": "force-removed", "transition": primary.transition}
    return entry.cause == wanted and primary is not entry and not entry.events


def says_what_it_should(case: Case) -> Iterator[str]:
    """Check ``said``."""
    entry = case.entry
    for name, kinds in _SAYS.items():
        said = getattr(entry, name) is not None
        if said and entry.kind not in kinds:
            yield f"its {name} is none of an entry that is {entry.kind}"
        elif not said and entry.kind in kinds:
            yield f"it does not say its {name}"
    if entry.kind in _REASONED and not entry.reason:
        yield f"a release is {entry.kind} only with a reason"
    elif entry.reason is not None and entry.kind in ACTS - _REASONED:
        yield f"a reason stands in an entry that is {entry.kind}"


def warned_in_time(case: Case) -> Iterator[str]:
    """Check ``warning``."""
    entry, newest = case.entry, case.before.newest
    if entry.kind != "warned" or entry.deadline is None or newest is None:
        return
    if entry.deadline <= newest.time:
        yield "its deadline had passed before anybody was warned"


def removed_whole(case: Case) -> Iterator[str]:
    """Check ``removal``."""
    entry, around = case.entry, case.around
    if entry.kind != "force-removed":
        return
    if entry is not case.primary:
        yield from _same_removal(entry, case.primary)
        return
    gone = {one.release for one in around.entries if one.kind == "force-removed"} - {entry.release}
    wanted = {one.id for one in around.elsewhere if one.removable}
    for one in sorted(wanted - gone, key=str):
        yield f"{one} was left where it stood"
    for one in sorted(gone - wanted, key=str):
        yield f"{one} was no release of the mini program in the app that could be removed"


def _same_removal(entry: Entry, primary: Entry) -> Iterator[str]:
    same = ("actor", "role", "reason", "policy", "kind")
    if any(getattr(entry, name) != getattr(primary, name) for name in same):
        yield "it names another inspector or reason than the entry that it follows from"


def told_of_a_change(case: Case) -> Iterator[str]:
    """Check ``delivery``."""
    entry, rollout = case.entry, case.before.rollout
    seen = entry.observed
    if entry.kind not in DELIVERIES or seen is None:
        return
    if seen.transition not in rollout.changes:
        yield f"it tells of {seen.transition}, which is no change of this release"
    if (seen.result == "failed") is not (entry.kind == "delivery-failed"):
        yield f"what is {entry.kind} did not come to {seen.result}"


ACTING_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "actor",
        "Might the person who acted on the release do so, in that role?",
        "Testing, going live and growing: a releaser, or the bot by the schedule; pausing and "
        "canceling: an operator of the app, too; warnings and force removal: an inspector of "
        "it. By numeric id, in the catalog at the parent commit.",
        actor_might,
    ),
    Rule(
        "said",
        "Does the entry say what its kind has to say, and nothing else?",
        "Percentage, testers, deadline, end of an override and what was observed stand in the "
        "entries that change them; whoever cancels, warns, removes or takes offline gives a "
        "reason.",
        says_what_it_should,
    ),
    Rule(
        "warning",
        "Did a warning leave time for a cure?",
        "Its deadline lies after the entry before it, and so may lie after the comment.",
        warned_in_time,
    ),
    Rule(
        "removal",
        "Did a force removal take away every release of the mini program in the app?",
        "All versions and environments that were under way or Full Release, in the same commit, "
        "by the same inspector for the same reason (T22, T23).",
        removed_whole,
    ),
    Rule(
        "delivery",
        "Is what the app was told a change that this log holds?",
        "A note of delivery names the transition; that the app answered is the bot's word.",
        told_of_a_change,
    ),
)
