"""Rulesets where refs move: what a move breaks, in GitHub's words, and the refusal of it.

The words are from public threads: yshavit/mdq#255 and ava-labs/libevm#52 (pull requests),
JRedrupp/bison#136 (force pushes), dmf-mxl/mxl#356 (creations), dependabot/dependabot-core#3998
(linear history), vercel/sandbox#169 (signatures), georust/proj#178 and gleam-lang/gleam#6080
(status checks and the merge queue), stackoverflow.com/questions/78285135 (updates). Only those
about a deletion are the hub's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.hub.access import has_role
from bot.hub.commits import is_ours
from bot.hub.errors import Refused
from bot.hub.model import Pull, Repository, User
from bot.hub.rulesets import BRANCHES, active_rules, bypass
from bot.hub.site import Site

HEAD = "Repository rule violations found"
DECISIVE = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A ref that somebody wants to move; ``pull``: GitHub merges that pull request."""

    site: Site
    repository: Repository
    ref: str
    before: str | None
    after: str | None
    pull: Pull | None = None

    def new_commits(self) -> list[str]:
        """What the move brings to the ref."""
        if self.after is None:
            return []
        history = self.site.history(self.repository)
        return history.between(self.before, self.after) if self.before else [self.after]


def refuse(attempt: Attempt, user: User, status: int = 422) -> None:
    """Raise the refusal of a move that breaks a rule which binds the user."""
    found = violations(attempt, user)
    if found:
        raise Refused(status, "\n\n".join([HEAD, *found]) + "\n\n")


def violations(attempt: Attempt, user: User) -> list[str]:
    """What of the rules in force a move breaks, for whom they bind."""
    state, repository = attempt.site.state, attempt.repository
    free = {"always", "exempt", *(["pull_request"] if attempt.pull else [])}
    found: list[str] = []
    for ruleset, rule in active_rules(state, repository, attempt.ref):
        check = _CHECKS.get(rule.type)
        if check is not None and bypass(state, repository, ruleset, user) not in free:
            found += check(attempt, rule.parameters or {})
    return list(dict.fromkeys(found))


# --- The rules ---


def _pull_request(attempt: Attempt, parameters: Mapping[str, Any]) -> Iterator[str]:
    """A push passes that brings a pull request with enough approvals, as the button does."""
    if attempt.before is None or attempt.after is None:
        return
    wanted = int(parameters.get("required_approving_review_count", 0))
    brought = [attempt.pull] if attempt.pull else list(_brought(attempt))
    if not brought:
        yield "Changes must be made through a pull request."
    elif max(_approvals(attempt, pull) for pull in brought) < wanted:
        reviews = "approving review is" if wanted == 1 else "approving reviews are"
        yield f"At least {wanted} {reviews} required by reviewers with write access."


def _brought(attempt: Attempt) -> Iterator[Pull]:
    """Open pull requests whose head comes with the move, and nothing after it but merges of it."""
    own = set(attempt.new_commits())
    objects = attempt.site.objects(attempt.repository)
    for pull in attempt.site.state.pulls_of(attempt.repository):
        if not pull.open or BRANCHES + pull.base_ref != attempt.ref:
            continue
        tip = attempt.after or ""
        merged = pull.head_sha in objects.commit(tip).parents[1:]
        if pull.head_sha in own and (pull.head_sha == tip or merged):
            yield pull


def _approvals(attempt: Attempt, pull: Pull) -> int:
    """Reviewers with write access whose latest decisive review approves."""
    state = attempt.site.state
    last = {r.author_id: r for r in state.reviews.of(pull.key) if r.state in DECISIVE}
    return sum(
        review.state == "APPROVED"
        and has_role(state, attempt.repository, state.users.get(number), "write")
        for number, review in last.items()
    )


def _force(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    if attempt.before is None or attempt.after is None:
        return
    if not attempt.site.history(attempt.repository).is_ancestor(attempt.before, attempt.after):
        yield "Cannot force-push to this branch"


def _creation(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    if attempt.before is None:
        yield "Cannot create ref due to creations being restricted."


def _deletion(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    if attempt.after is None:
        yield "Cannot delete this branch"


def _update(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    if attempt.before is not None and attempt.after is not None:
        yield "Cannot update this protected ref."


def _linear(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    objects = attempt.site.objects(attempt.repository)
    if any(len(objects.commit(one).parents) > 1 for one in attempt.new_commits()):
        yield "This branch must not contain merge commits."


def _signed(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    objects = attempt.site.objects(attempt.repository)
    bare = [one for one in attempt.new_commits() if not is_ours(attempt.site, objects.commit(one))]
    if bare:
        count = f"Found {len(bare)} violation{'s' if len(bare) > 1 else ''}:"
        yield "\n\n  ".join(["Commits must have verified signatures.\n  " + count, *bare])


def _checked(attempt: Attempt, parameters: Mapping[str, Any]) -> Iterator[str]:
    """Of a push the commit itself must have been checked; of a merge the pull request's head."""
    if attempt.after is None:
        return
    commit = attempt.pull.head_sha if attempt.pull else attempt.after
    known = attempt.site.state.latest_statuses(attempt.repository, commit)
    done = {one.context for one in known if one.state == "success"}
    wanted = [str(one["context"]) for one in parameters.get("required_status_checks", ())]
    missing = [context for context in wanted if context not in done]
    if len(wanted) > 1 and missing:
        yield f"{len(missing)} of {len(wanted)} required status checks are expected."
    elif missing:
        yield f'Required status check "{missing[0]}" is expected.'


def _queue(attempt: Attempt, _: Mapping[str, Any]) -> Iterator[str]:
    if attempt.after is not None:
        yield "Changes must be made through the merge queue"


_CHECKS: Mapping[str, Callable[[Attempt, Mapping[str, Any]], Iterator[str]]] = {
    "pull_request": _pull_request,
    "non_fast_forward": _force,
    "creation": _creation,
    "deletion": _deletion,
    "update": _update,
    "required_linear_history": _linear,
    "required_signatures": _signed,
    "required_status_checks": _checked,
    "merge_queue": _queue,
}
