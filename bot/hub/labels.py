"""Labels: a repository's own list of them, and those that a pull request bears.

Sources: docs.github.com, "Repository roles for an organization" (triage applies labels, write
makes them); a label that does not exist is made, grey (github/docs#35718), by whoever may make
one, and refused to others (cyberark/dev-flow#31). Since 2025 a token that may write pull requests
but not issues makes none (docker-library/official-images#19241, actions/labeler#870). Letter case
does not tell labels apart (docs.github.com, "Managing labels").
"""

from collections.abc import Sequence

from bot.hub.access import Caller, has_role, require, require_token
from bot.hub.errors import Refused, forbidden, invalid, not_found
from bot.hub.model import Label, Pull, Repository, User
from bot.hub.pushes import add_event, change
from bot.hub.site import Site
from bot.hub.state import State

GREY = "ededed"
PERMISSIONS = "issues|pull_requests"
_LONGEST_NAME = 50
_COLOR_DIGITS = 6
_LONGEST_DESCRIPTION = 100
_MOST = 100


def label_named(state: State, repository: Repository, name: str) -> Label | None:
    """The repository's label of this name, in whatever case."""
    wanted = name.casefold()
    rows = state.labels.of(repository.id)
    return next((row for row in rows if row.name.casefold() == wanted), None)


def labels_of(state: State, pull: Pull) -> list[Label]:
    """What a pull request bears, by name."""
    found = [state.labels.get(number) for number in pull.label_ids]
    return sorted((row for row in found if row is not None), key=lambda row: row.name.casefold())


def create_label(
    site: Site, caller: Caller, repository: Repository, name: str, look: tuple[str, str | None]
) -> Label:
    """Make a label; `look` is its colour and description."""
    require(site.state, caller, repository, "write", PERMISSIONS)
    if not caller.holds("issues", "write"):
        missing = {"resource": "Repository", "field": "label", "code": "unauthorized"}
        said = "You do not have permission to create labels on this repository."
        raise Refused(403, said, "FORBIDDEN", [missing])
    color, description = look
    if label_named(site.state, repository, name) is not None:
        raise _refused("name", "already_exists")
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise _refused("name", "invalid")
    if len(color) != _COLOR_DIGITS or set(color.lower()) - set("0123456789abcdef"):
        raise _refused("color", "invalid")
    if description is not None and len(description) > _LONGEST_DESCRIPTION:
        raise _refused("description", "custom")
    row = Label(site.state.new_id(), repository.id, name, color, description)
    return site.state.labels.add(repository.id, row)


def _refused(field: str, code: str) -> Refused:
    entry = {"resource": "Label", "code": code, "field": field}
    return Refused(422, "Validation Failed", errors=[entry])


def put_labels(
    site: Site, caller: Caller, pull: Pull, names: Sequence[str], *, replace: bool = False
) -> Pull:
    """Add labels to a pull request, or put them in the place of those it bears."""
    repository = site.state.repositories[pull.repository_id]
    user = _entitled(site, caller, repository)
    if len(names) > _MOST:
        raise invalid("A maximum of 100 labels can be applied", "Label", "name")
    wanted = [_found_or_made(site, caller, repository, name) for name in names]
    if replace:
        kept = {label.id for label in wanted}
        for row in labels_of(site.state, pull):
            if row.id not in kept:
                pull = _unlabel(site, pull, row, user)
    for label in wanted:
        if label.id not in pull.label_ids:
            add_event(site, pull, "labeled", user, label_id=label.id)
            pull = change(site, pull, label_ids=(*pull.label_ids, label.id))
    return pull


def _found_or_made(site: Site, caller: Caller, repository: Repository, name: str) -> Label:
    known = label_named(site.state, repository, name)
    return known or create_label(site, caller, repository, name, (GREY, None))


def remove_label(site: Site, caller: Caller, pull: Pull, name: str) -> Pull:
    """Take one label away; 404 where the pull request does not bear it."""
    repository = site.state.repositories[pull.repository_id]
    user = _entitled(site, caller, repository)
    label = label_named(site.state, repository, name)
    if label is None or label.id not in pull.label_ids:
        raise not_found("Label does not exist")
    return _unlabel(site, pull, label, user)


def _unlabel(site: Site, pull: Pull, label: Label, user: User) -> Pull:
    add_event(site, pull, "unlabeled", user, label_id=label.id)
    left = tuple(number for number in pull.label_ids if number != label.id)
    return change(site, pull, label_ids=left)


def _entitled(site: Site, caller: Caller, repository: Repository) -> User:
    user = require_token(caller, PERMISSIONS)
    if not has_role(site.state, repository, user, "triage"):
        raise forbidden()
    return user
