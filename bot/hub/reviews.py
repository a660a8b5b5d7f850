"""Acts on reviews and comments."""

from dataclasses import replace

from bot.hub.access import Caller, has_role, require_token
from bot.hub.errors import forbidden, invalid, not_found, unprocessable
from bot.hub.model import LONGEST_BODY, Comment, Pull, PullKey, Review, ReviewState, User
from bot.hub.pulls import check_body
from bot.hub.pushes import add_event, change
from bot.hub.review_requests import answer_request
from bot.hub.site import Site

EVENTS: dict[str, ReviewState] = {
    "APPROVE": "APPROVED",
    "REQUEST_CHANGES": "CHANGES_REQUESTED",
    "COMMENT": "COMMENTED",
}


def submit(
    site: Site, caller: Caller, pull: Pull, event: str | None, content: tuple[str, str | None]
) -> Review:
    """Review a pull request: anyone who can read it may; without an event it stays pending.

    The content is the body and the commit, which may be an older one of the pull request.
    """
    user = require_token(caller, "pull_requests")
    body, commit = content
    state: ReviewState = "PENDING" if event is None else _state_for(event)
    if state in ("APPROVED", "CHANGES_REQUESTED") and user.id == pull.author_id:
        what = "approve" if state == "APPROVED" else "request changes on"
        raise unprocessable(f"Can not {what} your own pull request")
    if state in ("COMMENTED", "CHANGES_REQUESTED") and not body:
        raise unprocessable("You need to leave a comment indicating the requested changes.")
    _check_length(body)
    repository = site.state.repositories[pull.repository_id]
    if commit is not None and not site.objects(repository).has(commit, "commit"):
        raise unprocessable("The commit_id is not part of the pull request")
    if event is None and _pending(site, pull, user):
        raise unprocessable("User can only have one pending review per pull request")
    now = site.clock.now()
    review = Review(
        id=site.state.new_id(),
        pull=pull.key,
        author_id=user.id,
        state=state,
        body=body,
        commit_id=commit or pull.shown_head,
        created_at=now,
        updated_at=now,
        submitted_at=None if event is None else now,
    )
    if event is not None:
        answer_request(site, pull.key, user)
        _updated(site, pull.key)
    return site.state.reviews.add(pull.key, review)


def _pending(site: Site, pull: Pull, user: User) -> bool:
    rows = site.state.reviews.of(pull.key)
    return any(row.state == "PENDING" and row.author_id == user.id for row in rows)


def _updated(site: Site, pull: PullKey) -> None:
    """Words on a pull request are an update of it (ptsochantaris/trailer#132)."""
    change(site, site.state.pulls[pull])


def _check_length(body: str) -> None:
    if len(body) > LONGEST_BODY:
        raise unprocessable("Body is too long (maximum is 65536 characters)")


def _state_for(event: str) -> ReviewState:
    if event not in EVENTS:
        raise unprocessable(f"event {event} is not a valid review event")
    return EVENTS[event]


def submit_pending(site: Site, caller: Caller, review: Review, event: str, body: str) -> Review:
    """Submit a review that was pending."""
    user = require_token(caller, "pull_requests")
    if review.author_id != user.id or review.state != "PENDING":
        raise not_found()
    now = site.clock.now()
    answer_request(site, review.pull, user)
    _updated(site, review.pull)
    changed = replace(
        review,
        state=_state_for(event),
        body=body or review.body,
        submitted_at=now,
        updated_at=now,
    )
    return site.state.reviews.replace(changed)


def edit_review(site: Site, caller: Caller, review: Review, body: str) -> Review:
    """Only the reviewer may change a review's words."""
    user = require_token(caller, "pull_requests")
    if review.author_id != user.id:
        raise forbidden()
    _check_length(body)
    now = site.clock.now()
    return site.state.reviews.replace(replace(review, body=body, updated_at=now, edited_at=now))


def dismiss(site: Site, caller: Caller, pull: Pull, review: Review, message: str) -> Review:
    """Dismissing needs write access; the review stays, with another state."""
    user = require_token(caller, "pull_requests")
    repository = site.state.repositories[pull.repository_id]
    if not has_role(site.state, repository, user, "write"):
        raise forbidden()
    if review.state not in ("APPROVED", "CHANGES_REQUESTED"):
        raise unprocessable(f"Can not dismiss a {review.state.lower()} pull request review")
    what = {"before": review.state, "message": message, "review_id": review.id}
    add_event(site, pull, "review_dismissed", user, **what)
    _updated(site, pull.key)
    changed = replace(review, state="DISMISSED", updated_at=site.clock.now())
    return site.state.reviews.replace(changed)


def add_comment(site: Site, caller: Caller, pull: Pull, body: str) -> Comment:
    """Comment on a pull request."""
    user = require_token(caller, "issues|pull_requests")
    if not body.strip():
        raise invalid("Body can't be blank", "IssueComment", "body", "missing_field")
    check_body(body, "IssueComment")
    now = site.clock.now()
    comment = Comment(site.state.new_id(), pull.key, user.id, body, now, now)
    _updated(site, pull.key)
    return site.state.comments.add(pull.key, comment)


def edit_comment(site: Site, caller: Caller, comment: Comment, body: str) -> Comment:
    """The author may, and anyone with write access, which is why edits are never trusted."""
    editor = _require_comment(site, caller, comment)
    check_body(body, "IssueComment")
    now = site.clock.now()
    changed = replace(comment, body=body, updated_at=now, edited_at=now, editor_id=editor.id)
    _updated(site, comment.pull)
    return site.state.comments.replace(changed)


def delete_comment(site: Site, caller: Caller, comment: Comment) -> None:
    """Take a comment away."""
    _require_comment(site, caller, comment)
    site.state.comments.remove(comment.pull, comment.id)
    _updated(site, comment.pull)


def _require_comment(site: Site, caller: Caller, comment: Comment) -> User:
    user = require_token(caller, "issues|pull_requests")
    repository = site.state.repositories[comment.pull[0]]
    if comment.author_id != user.id and not has_role(site.state, repository, user, "write"):
        raise forbidden()
    return user
