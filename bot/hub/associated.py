"""Which pull requests a commit belongs to.

Source: docs.github.com, "List pull requests associated with a commit" and the GraphQL reference of
`Commit.associatedPullRequests`: the merged one that brought it; while the default branch does not
hold the commit, the open ones that contain it too.
"""

from bot.hub.model import Pull, Repository
from bot.hub.pushes import BRANCHES
from bot.hub.site import Site
from bot.hub.state import State


def associated(site: Site, state: State, repository: Repository, sha: str) -> list[Pull]:
    """The pull requests of a commit, oldest first."""
    history = site.history(repository)
    tip = state.ref(repository, BRANCHES + repository.default_branch)
    landed = tip is not None and history.is_ancestor(sha, tip)

    def fits(pull: Pull) -> bool:
        if pull.merged_at is None and (landed or not pull.open):
            return False
        within = history.is_ancestor(sha, pull.head_sha)
        return pull.merge_commit == sha or (within and not history.is_ancestor(sha, pull.base_sha))

    return sorted(filter(fits, state.pulls_of(repository)), key=lambda pull: pull.number)
