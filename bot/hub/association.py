"""How an author is related to a repository, in GitHub's words."""

from bot.hub.access import has_role
from bot.hub.model import Repository
from bot.hub.state import State


def association(state: State, repository: Repository, number: int | None) -> str:
    """Answer OWNER, COLLABORATOR or NONE; never to be relied on, here or there."""
    user = state.users.get(number or 0)
    if user is None:
        return "NONE"
    if repository.owner_id == user.id:
        return "OWNER"
    return "COLLABORATOR" if has_role(state, repository, user, "write") else "NONE"
