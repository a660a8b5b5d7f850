"""What follows when a branch moves: pull request heads, timelines, activity, merges.

The one way by which refs change after a repository is seeded, whoever moves them: git push,
REST, or a GraphQL mutation.
"""

from dataclasses import dataclass, replace
from typing import Any

from bot.hub.enforcement import Attempt, refuse
from bot.hub.model import ZERO, Activity, Event, Pull, Repository, User
from bot.hub.objects import Objects
from bot.hub.site import Site
from bot.hub.state import State

BRANCHES = "refs/heads/"
BUTTON = "pr_merge"
"""The kind of activity that the merge button makes."""


@dataclass(frozen=True, slots=True)
class Move:
    """A ref that goes from one commit to another; None is absence."""

    repository: Repository
    ref: str
    before: str | None
    after: str | None


def add_event(site: Site, pull: Pull, kind: str, actor: User | None, **extra: Any) -> Event:
    """Put one event at the end of a pull request's timeline; the rest are fields of `Event`."""
    event = Event(
        id=site.state.new_id(),
        pull=pull.key,
        kind=kind,
        actor_id=actor.id if actor else None,
        created_at=site.clock.now(),
        **extra,
    )
    return site.state.events.add(pull.key, event)


def change(site: Site, pull: Pull, **fields: object) -> Pull:
    """Store a changed pull request."""
    changed: Pull = replace(pull, updated_at=site.clock.now(), **fields)  # type: ignore[arg-type]  # names are checked by replace itself
    site.state.pulls[pull.key] = changed
    return changed


def move(site: Site, step: Move, actor: User, kind: str | None = None) -> None:
    """Move a ref on disk and in memory, then let everything follow, if no rule forbids it.

    Who merges by the button has asked the rules before, since more than the ref changes.
    """
    if kind != BUTTON:
        refuse(attempt_of(site, step), actor)
    site.set_ref(step.repository, step.ref, step.after)
    moved(site, step, actor, kind)


def attempt_of(site: Site, step: Move, pull: Pull | None = None) -> Attempt:
    """A step as the rules look at it."""
    return Attempt(site, step.repository, step.ref, step.before, step.after, pull)


def moved(site: Site, step: Move, actor: User, kind: str | None = None) -> None:
    """Let everything follow from a ref that has moved on disk already."""
    site.state.set_ref(step.repository, step.ref, step.after)
    if not step.ref.startswith(BRANCHES) or step.before == step.after:
        return
    forced = is_forced(site, step)
    _record(site, step, actor, kind or ("force_push" if forced else _plain_kind(step)))
    branch = step.ref.removeprefix(BRANCHES)
    for pull in list(site.state.pulls.values()):
        if not pull.open:
            continue
        if (pull.head_repository_id, pull.head_ref) == (step.repository.id, branch):
            _follow_head(site, pull, step, actor, forced=forced)
    for pull in list(site.state.pulls.values()):
        if pull.open and (pull.repository_id, pull.base_ref) == (step.repository.id, branch):
            _follow_base(site, pull, step, actor, forced=forced)


def is_forced(site: Site, step: Move) -> bool:
    """Whether the move is no fast-forward."""
    if step.before is None or step.after is None:
        return False
    return not site.history(step.repository).is_ancestor(step.before, step.after)


def _plain_kind(step: Move) -> str:
    if step.before is None:
        return "branch_creation"
    return "branch_deletion" if step.after is None else "push"


def _record(site: Site, step: Move, actor: User, kind: str) -> None:
    row = Activity(
        id=site.state.new_id(),
        repository_id=step.repository.id,
        ref=step.ref,
        before=step.before or ZERO,
        after=step.after or ZERO,
        kind=kind,
        actor_id=actor.id,
        timestamp=site.clock.now(),
    )
    site.state.activities.add(step.repository.id, row)


def _follow_head(site: Site, pull: Pull, step: Move, actor: User, *, forced: bool) -> None:
    if step.after is None:
        add_event(site, pull, "head_ref_deleted", actor, before=step.before)
        close(site, pull, actor)
        return
    held = pull.held_head
    base = site.state.repositories[pull.repository_id]
    tip = site.state.ref(base, BRANCHES + pull.base_ref) or pull.base_sha
    pull = change(site, pull, head_sha=step.after, base_sha=tip, held_head=held)
    site.set_pull_ref(pull)
    if not forced:
        return
    add_event(site, pull, "head_ref_force_pushed", actor, before=step.before, after=step.after)
    if site.switches.repoint_reviews:
        for review in site.state.reviews.of(pull.key):
            if review.state == "APPROVED":
                site.state.reviews.replace(replace(review, commit_id=step.after))
    if site.history(base).is_ancestor(step.after, tip):
        close(site, pull, actor)  # nothing is left to merge


def _follow_base(site: Site, pull: Pull, step: Move, actor: User, *, forced: bool) -> None:
    if step.after is None:
        add_event(site, pull, "base_ref_deleted", actor)
        close(site, pull, actor)
        return
    if forced:
        add_event(site, pull, "base_ref_force_pushed", actor, before=step.before, after=step.after)
        pull = change(site, pull, base_sha=step.after)
    if not site.history(step.repository).is_ancestor(pull.head_sha, step.after):
        return
    if site.switches.merge_detection_delay:
        due = site.clock.now() + site.switches.merge_detection_delay
        site.state.pulls[pull.key] = replace(pull, merge_due=due, merged_by=actor.id)
    else:
        mark_merged(site, pull, actor, merge_commit_of(site, step, pull.head_sha))


def merge_commit_of(site: Site, step: Move, head: str) -> str:
    """The commit on the base's first-parent line that brought the head in."""
    history = site.history(step.repository)
    found = at = step.after or head
    while at != step.before and history.is_ancestor(head, at):
        found = at
        parents = history.objects.commit(at).parents
        if not parents:
            break
        at = parents[0]
    return found


def mark_merged(site: Site, pull: Pull, actor: User | None, commit: str) -> Pull:
    """Show a pull request as merged: a MergedEvent, then a ClosedEvent."""
    now = site.clock.now()
    pull = change(
        site,
        pull,
        closed_at=now,
        merged_at=now,
        merged_by=actor.id if actor else None,
        merge_commit=commit,
        merge_due=None,
    )
    add_event(site, pull, "merged", actor, after=commit)
    add_event(site, pull, "closed", actor, after=commit)
    return pull


def close(site: Site, pull: Pull, actor: User | None) -> Pull:
    """Close without merging."""
    add_event(site, pull, "closed", actor)
    return change(site, pull, closed_at=site.clock.now(), merge_due=None, merged_by=None)


def settle(site: Site) -> bool:
    """Mark what was merged a while ago, where detection is delayed and due by now; if anything."""
    settled = False
    for pull in list(site.state.pulls.values()):
        if pull.merge_due is None or pull.merge_due > site.clock.now():
            continue
        settled = True
        repository = site.state.repositories[pull.repository_id]
        tip = site.state.ref(repository, BRANCHES + pull.base_ref)
        actor = site.state.users.get(pull.merged_by or 0)
        if tip is not None and site.history(repository).is_ancestor(pull.head_sha, tip):
            step = Move(repository, BRANCHES + pull.base_ref, pull.base_sha, tip)
            mark_merged(site, pull, actor, merge_commit_of(site, step, pull.head_sha))
        else:
            site.state.pulls[pull.key] = replace(pull, merge_due=None, merged_by=None)
    return settled


def known_commit(state: State, objects: Objects, repository: Repository, name: str) -> str | None:
    """Resolve a branch, tag, full ref, `pull/N/head` or commit id to a commit."""
    for prefix in ("", "refs/", BRANCHES, "refs/tags/"):
        found = state.ref(repository, prefix + name)
        if found is not None:
            return found
    if name == "HEAD":
        return state.ref(repository, BRANCHES + repository.default_branch)
    return name if objects.has(name, "commit") else None
