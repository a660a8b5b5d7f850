"""From GitHub's GraphQL answers to typed values: here the JSON ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.button import Run
from bot.core.situation import (
    GHOST,
    Account,
    AccountType,
    Comment,
    Event,
    EventKind,
    HeadStatus,
    Pull,
    PullState,
    Review,
    ReviewRequest,
    Verdict,
)
from bot.errors import UnavailableError
from bot.forge.neighbours import holders
from bot.forge.protocol import Repository

Json = Mapping[str, Any]

_EVENT_KINDS = {
    "HeadRefForcePushedEvent": EventKind.FORCE_PUSHED,
    "BaseRefChangedEvent": EventKind.BASE_CHANGED,
    "AutomaticBaseChangeSucceededEvent": EventKind.BASE_CHANGED,
    "ReadyForReviewEvent": EventKind.READY,
    "ConvertToDraftEvent": EventKind.DRAFTED,
    "ClosedEvent": EventKind.CLOSED,
    "ReopenedEvent": EventKind.REOPENED,
    "MergedEvent": EventKind.MERGED,
}


def read_repository(value: Json) -> Repository:
    """The repository of an answer."""
    branch = value["defaultBranchRef"] or {"target": {"oid": ""}}
    return Repository(
        name=value["nameWithOwner"],
        node_id=value["id"],
        url=value["url"],
        main=branch["target"]["oid"],
    )


def read_account(value: Json | None) -> Account:
    """An account; a deleted one is the ghost. Only a user is a person."""
    if value is None:
        return GHOST
    types = {"User": AccountType.USER, "Bot": AccountType.BOT}
    return Account(
        login=value["login"],
        id=value.get("databaseId") or 0,
        type=types.get(value["__typename"], AccountType.OTHER),
    )


def read_run(value: Json, asked: int) -> Run:
    """The run of Actions that was asked for, as REST has it; ``UnavailableError`` for another."""
    try:
        found = _run(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _no_run(asked, f"in a form of its own ({type(error).__name__})") from error
    numbers = (found.id, found.attempt, found.by.id)
    if found.id != asked or any(type(one) is not int for one in numbers) or found.at.tzinfo is None:
        raise _no_run(asked, "as another run, or in a form of its own")
    return found


def _no_run(asked: int, how: str) -> UnavailableError:
    what = f"GitHub answered for run {asked} {how}, so nobody is known to have started it"
    return UnavailableError("wrong-run-answer", what, "press again; if it stays so, report it")


def _run(value: Json) -> Run:
    """Whoever started its newest attempt may be gone."""
    by = value.get("triggering_actor") or {"login": GHOST.login, "id": GHOST.id, "type": ""}
    types = {"User": AccountType.USER, "Bot": AccountType.BOT}
    return Run(
        id=value["id"],
        attempt=value.get("run_attempt") or 0,
        event=value["event"],
        path=value["path"],
        branch=value["head_branch"],
        head=value["head_sha"],
        by=Account(by["login"], by["id"], types.get(by["type"], AccountType.OTHER)),
        at=read_instant(value["created_at"]),
    )


def read_instant(text: str) -> datetime:
    """GitHub's time, with its zone."""
    return datetime.fromisoformat(text)


def read_pull(value: Json) -> Pull:
    """A pull request of an answer, with the first page of each list."""
    author, created = read_account(value["author"]), read_instant(value["createdAt"])
    events = read_events(value["timelineItems"]["nodes"])
    return Pull(
        number=value["number"],
        state=PullState(value["state"]),
        draft=value["isDraft"],
        author=author,
        created_at=created,
        updated_at=read_instant(value["updatedAt"]),
        base=value["baseRefName"],
        head=value["headRefOid"],
        head_branch=value["headRefName"],
        head_repository=(value["headRepository"] or {}).get("nameWithOwner"),
        events=_with_opening(value, author, created, events),
        reviews=read_reviews(value["reviews"]["nodes"]),
        comments=read_comments(value["comments"]["nodes"]),
        statuses=_read_statuses(value),
        requested=_read_requested(value["reviewRequests"]["nodes"]),
        requests=read_requests(value["timelineItems"]["nodes"]),
        labels=tuple(node["name"] for node in value["labels"]["nodes"]),
        holders=holders(value),
    )


def _with_opening(
    value: Json, author: Account, created: datetime, events: tuple[Event, ...]
) -> tuple[Event, ...]:
    """Opening has no timeline item: it was opened ready unless it was a draft from the start.

    A pull request whose first change of draft state is Ready for review was opened as a draft; so
    was one that is a draft now and never changed.
    """
    kinds = [e.kind for e in events if e.kind in (EventKind.READY, EventKind.DRAFTED)]
    as_draft = kinds[0] is EventKind.READY if kinds else value["isDraft"]
    if as_draft:
        return events
    opened = Event(f"opened:{value['id']}", EventKind.OPENED, created, author)
    return (opened, *events)


def read_events(nodes: list[Json]) -> tuple[Event, ...]:
    """Timeline items of the kinds asked for."""
    return tuple(
        Event(
            id=node["id"],
            kind=_EVENT_KINDS[node["__typename"]],
            at=read_instant(node["createdAt"]),
            actor=read_account(node["actor"]),
        )
        for node in nodes
        if node and node["__typename"] in _EVENT_KINDS
    )


def read_requests(nodes: list[Json]) -> tuple[ReviewRequest, ...]:
    """Timeline items by which a person was asked for a review; a team is nobody's login."""
    return tuple(
        ReviewRequest(
            reviewer=read_account(node["requestedReviewer"]),
            by=read_account(node["actor"]),
            at=read_instant(node["createdAt"]),
        )
        for node in nodes
        if node
        and node["__typename"] == "ReviewRequestedEvent"
        and _is_person(node["requestedReviewer"])
    )


def _read_requested(nodes: list[Json]) -> tuple[Account, ...]:
    found = [node["requestedReviewer"] for node in nodes if node]
    return tuple(read_account(one) for one in found if _is_person(one))


def _is_person(reviewer: Json | None) -> bool:
    """A team has no login, and a deleted account is null."""
    return bool(reviewer and "login" in reviewer)


def read_reviews(nodes: list[Json]) -> tuple[Review, ...]:
    """Submitted reviews; a pending one is nobody's business yet."""
    return tuple(
        Review(
            id=int(node["fullDatabaseId"]),
            verdict=Verdict(node["state"]),
            author=read_account(node["author"]),
            at=read_instant(node["submittedAt"]),
            commit=node["commit"]["oid"] if node["commit"] else None,
            body=node["body"],
            edited=node["lastEditedAt"] is not None,
        )
        for node in nodes
        if node and node["submittedAt"] and node["state"] != "PENDING"
    )


def read_comments(nodes: list[Json]) -> tuple[Comment, ...]:
    """Comments by numeric id."""
    return tuple(
        Comment(
            id=int(node["fullDatabaseId"]),
            author=read_account(node["author"]),
            body=node["body"],
            editor=read_account(node["editor"]).id if node["editor"] else None,
            written=read_instant(node["lastEditedAt"] or node["createdAt"]),
            at=read_instant(node["createdAt"]),
            edited=bool(node["lastEditedAt"]) or node["updatedAt"] != node["createdAt"],
        )
        for node in nodes
        if node
    )


def _read_statuses(value: Json) -> tuple[HeadStatus, ...]:
    for node in value["commits"]["nodes"]:
        commit = node["commit"]
        if commit["oid"] == value["headRefOid"] and commit["status"]:
            return tuple(
                HeadStatus(
                    context=context["context"],
                    state=context["state"].lower(),
                    description=context["description"] or "",
                    creator=read_account(context["creator"]),
                    at=read_instant(context["createdAt"]),
                )
                for context in commit["status"]["contexts"]
            )
    return ()
