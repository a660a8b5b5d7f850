"""Whose review is asked for, until it is given.

Sources: docs.github.com, "REST API endpoints for review requests" (once a requested reviewer
submits a review, they are no longer a requested reviewer) and "Repository roles for an
organization" (triage may request reviews).
"""

from collections.abc import Sequence

from bot.hub.access import Caller, has_role, is_collaborator, require_token
from bot.hub.errors import Refused, forbidden
from bot.hub.model import Pull, PullKey, Repository, ReviewRequest, User
from bot.hub.pushes import add_event, change
from bot.hub.site import Site
from bot.hub.state import State


def requested(state: State, pull: Pull) -> list[ReviewRequest]:
    """The requests that stand, oldest first; a deleted account is asked for nothing."""
    rows = state.review_requests.of(pull.key)
    return [row for row in rows if row.reviewer_id in state.users]


def ask(site: Site, caller: Caller, pull: Pull, logins: Sequence[str]) -> Pull:
    """Ask people for their review: all of them, or nobody where one cannot be asked.

    The author cannot be (kerthcet/github-workflow-as-kube#16), nor who is no collaborator, whether
    known or not (peter-evans/create-pull-request#4138).
    """
    repository = site.state.repositories[pull.repository_id]
    asker = _entitled(site, caller, repository)
    users = [_known(site, repository, login) for login in logins]
    if any(user.id == pull.author_id for user in users):
        raise Refused(422, "Review cannot be requested from pull request author.")
    if any(not is_collaborator(site.state, repository, user) for user in users):
        raise _no_collaborator(repository)
    standing = {row.reviewer_id for row in requested(site.state, pull)}
    for user in users:
        if user.id not in standing:
            standing.add(user.id)
            row = ReviewRequest(site.state.new_id(), pull.key, user.id)
            site.state.review_requests.add(pull.key, row)
            add_event(site, pull, "review_requested", asker, reviewer_id=user.id)
            pull = change(site, pull)
    return pull


def take_back(site: Site, caller: Caller, pull: Pull, logins: Sequence[str]) -> Pull:
    """Ask people no longer; whoever was not asked stays so."""
    repository = site.state.repositories[pull.repository_id]
    asker = _entitled(site, caller, repository)
    unwanted = {_known(site, repository, login).id for login in logins}
    for row in requested(site.state, pull):
        if row.reviewer_id in unwanted:
            site.state.review_requests.remove(pull.key, row.id)
            what = {"reviewer_id": row.reviewer_id}
            add_event(site, pull, "review_request_removed", asker, **what)
            pull = change(site, pull)
    return pull


def answer_request(site: Site, pull: PullKey, reviewer: User) -> None:
    """A review that is given is no longer asked for; the timeline shows the review alone."""
    for row in site.state.review_requests.of(pull):
        if row.reviewer_id == reviewer.id:
            site.state.review_requests.remove(pull, row.id)


def _entitled(site: Site, caller: Caller, repository: Repository) -> User:
    user = require_token(caller, "pull_requests")
    if not has_role(site.state, repository, user, "triage"):
        raise forbidden()
    return user


def _known(site: Site, repository: Repository, login: str) -> User:
    user = site.state.user_named(login)
    if user is None:
        raise _no_collaborator(repository)
    return user


def _no_collaborator(repository: Repository) -> Refused:
    message = (
        "Reviews may only be requested from collaborators. One or more of the users or teams you "
        f"specified is not a collaborator of the {repository.full_name} repository."
    )
    return Refused(422, message)
