"""Which commit's workflow files an event runs, and what the run is said to be about.

Source: docs.github.com, "Events that trigger workflows", the columns GITHUB_SHA and GITHUB_REF of
each event; GitHub changelog 2025-11-07: `pull_request_target` always takes the default branch since
2025-12-08.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.hub.actions.happening import Happening
from bot.hub.commits import Draft, make_commit, web_flow
from bot.hub.model import ZERO, Pull, Repository
from bot.hub.pulls import merged_tree
from bot.hub.pushes import BRANCHES
from bot.hub.site import Site

FROM_MERGE = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
"""These run the files of the merge of head and base: the pull request can change them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a run is about; `sha` names the commit whose workflow files count."""

    ref: str
    sha: str
    head_branch: str
    head_sha: str
    head_repository_id: int
    from_fork: bool = False
    branch: str | None = None
    """What branch filters are held against: the base of a pull request, or what was pushed."""


def default_source(site: Site, repository: Repository) -> Source | None:
    """The default branch as it is now."""
    ref = BRANCHES + repository.default_branch
    tip = site.state.ref(repository, ref)
    if tip is None:
        return None
    return Source(ref, tip, repository.default_branch, tip, repository.id)


def source_of(site: Site, event: str, happening: Happening) -> Source | None:
    """Where an event's workflow comes from; None where it starts none."""
    repository = site.state.repositories[happening.repository_id]
    pull = site.state.pulls.get((repository.id, happening.pull or 0))
    if event in FROM_MERGE:
        return _of_merge(site, repository, pull) if pull is not None else None
    found = default_source(site, repository)
    if found is None:
        return None
    if event == "pull_request_target" and pull is not None:
        return _about(pull, found.ref, found.sha)
    if event in ("push", "create", "deployment", "deployment_status"):
        return _of_commit(site, event, repository, happening)
    return found


def _of_merge(site: Site, repository: Repository, pull: Pull) -> Source | None:
    """The merge commit; where head and base conflict there is none, and nothing runs.

    Of what is merged it is the base with the commit that brought it in.
    Source: docs.github.com, "Events that trigger workflows", pull_request.
    """
    if pull.merge_commit is not None:
        return _about(pull, BRANCHES + pull.base_ref, pull.merge_commit)
    tip = site.state.ref(repository, BRANCHES + pull.base_ref)
    tree = merged_tree(site, repository, tip, pull.head_sha) if tip else None
    if tip is None or tree is None:
        return None
    text = f"Merge {pull.head_sha} into {tip}"
    author = web_flow(site.clock.now())
    made = make_commit(site, repository, Draft(tree, (tip, pull.head_sha), text, author))
    ref = f"refs/pull/{pull.number}/merge"
    site.set_ref(repository, ref, made)
    return _about(pull, ref, made)


def _about(pull: Pull, ref: str, sha: str) -> Source:
    """A run about a pull request, by the files of a commit."""
    head = (pull.head_ref, pull.head_sha, pull.head_repository_id)
    return Source(ref, sha, *head, pull.cross, pull.base_ref)


def _of_commit(
    site: Site, event: str, repository: Repository, happening: Happening
) -> Source | None:
    """The commit that was pushed, made, or is being deployed."""
    if event in ("push", "create"):
        moved = site.state.activities.get(happening.row or 0)
        if moved is None or moved.after == ZERO:
            return None
        name = moved.ref.removeprefix(BRANCHES)
        return Source(moved.ref, moved.after, name, moved.after, repository.id, branch=name)
    said = site.state.deployment_statuses.get(happening.row or 0)
    row = site.state.deployments.get(said.deployment_id if said else happening.row or 0)
    if row is None:
        return None
    return Source(row.ref, row.sha, row.ref, row.sha, repository.id)


def changed_files(site: Site, happening: Happening, source: Source) -> Callable[[], list[str]]:
    """The paths that path filters are held against; three dots for pull requests, two for pushes.

    Source: docs.github.com, "Workflow syntax", "Git diff comparisons".
    """
    repository = site.state.repositories[happening.repository_id]
    history = site.history(repository)

    def paths() -> list[str]:
        pull = site.state.pulls.get((repository.id, happening.pull or 0))
        if pull is not None:
            tip = site.state.ref(repository, BRANCHES + pull.base_ref) or pull.base_sha
            before = history.merge_base(tip, pull.head_sha)
        else:
            moved = site.state.activities.get(happening.row or 0)
            before = moved.before if moved is not None else ZERO
            before = _before_new(site, repository, source) if before == ZERO else before
        return [each.path for each in history.changes(before, source.head_sha)]

    return paths


def _before_new(site: Site, repository: Repository, source: Source) -> str | None:
    """What a new branch is compared with: where it left the default branch."""
    trunk = default_source(site, repository)
    if trunk is None or trunk.ref == source.ref:
        return None
    return site.history(repository).merge_base(trunk.sha, source.head_sha)
