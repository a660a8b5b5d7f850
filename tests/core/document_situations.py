"""Builders of frozen situations of document changes, beside those of releases.

By default: pull request 7 by wes, an admin of the workspace roastery, gives the app harbor another
name; otto and owen are the owners on main. Times as in ``situations``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.catalog import read_owners
from bot.core.decide import decide
from bot.core.decision import PeopleNeeded, Recorded
from bot.core.document_change import DocumentChange
from bot.core.document_entry import log_folder
from bot.core.document_log import DocumentLog, Thread
from bot.core.documents.places import place_of
from bot.core.entry import Announcement
from bot.core.situation import Account, Branch, BranchCommit, Main, People, Situation
from tests.core.situations import (
    ANNOUNCED,
    HEAD,
    NOW,
    OTTO,
    PACKAGE,
    PARENT,
    WES,
    catalog,
    document,
    minute,
    opened,
    person,
    pull,
    review,
)

if TYPE_CHECKING:
    from bot.core.catalog import Catalog
    from bot.core.situation import BlobFile, Event, Review

OWEN = Account("owen", 2002)
OLGA = Account("olga", 2003)

APP = "catalog/apps/harbor.yaml"
PROGRAM = "catalog/mini-programs/coffee.yaml"
WORKSPACE = "catalog/workspaces/roastery.yaml"
OWNERS = "catalog/owners.yaml"
VERSION = "releases/coffee/1.4.0/version.yaml"


def owned(policy: Catalog | None = None) -> Catalog:
    """The catalog, with two owners."""
    owners = read_owners({"owners": [person(OTTO), person(OWEN)]})
    return replace(policy or catalog(), owners=owners)


def file(path: str, **fields: Any) -> BlobFile:
    """A document with these fields."""
    return document(path, format=1, **fields)


def program(path: str = PROGRAM, **fields: Any) -> BlobFile:
    """``coffee.yaml``, as the catalog of these tests has it."""
    usual = {"workspace": "roastery", "type": "DSL", "admins": [{"login": "mia", "id": 1001}]}
    return file(path, miniProgram="coffee", **{**usual, **fields})


def situation(
    new: BlobFile | None,
    old: BlobFile | None = None,
    *events: Event,
    by: Account = WES,
    path: str = APP,
    policy: Catalog | None = None,
) -> Situation:
    """A pull request that changes one document; without events it is opened ready."""
    place = place_of(new.path if new else path)
    assert place is not None
    blob = new.record.blob if new else None
    change = DocumentChange(place, new, old)
    return Situation(
        repository="roastery/releases",
        repository_url="https://github.example/roastery/releases",
        now=NOW,
        pull=pull(*(events or (opened(by),)), author=by),
        branch=Branch(
            HEAD, touches=True, change=change, commits=(BranchCommit(HEAD, None, None, blob),)
        ),
        main=Main(PARENT, policy or owned(), documents=DocumentLog(log_folder(place.path))),
    )


def app_change(name: str = "Harbor Two", **more: Any) -> Situation:
    """The app harbor gets another name: owners review it."""
    return situation(file(APP, name=name), file(APP, name="Harbor"), **more)


def upload(by: Account = WES, policy: Catalog | None = None, **fields: Any) -> Situation:
    """Version 1.4.0 of coffee, with its package unless said otherwise."""
    return situation(file(VERSION, **{"package": PACKAGE, **fields}), by=by, policy=policy)


def known(found: Situation, *more: int, unknown: tuple[str, ...] = ()) -> Situation:
    """The situation with the people of the branch."""
    ids = frozenset({found.pull.author.id, *more})
    return replace(found, people=People(ids, unknown))


def recorded_in(found: Situation) -> Recorded:
    """The entry that is decided, where there is to be one."""
    decision = decide(found)
    if isinstance(decision, PeopleNeeded):
        decision = decide(known(found))
    assert isinstance(decision, Recorded), decision
    return decision


def after(found: Situation) -> Situation:
    """The situation once what is decided now stands on main."""
    moved = recorded_in(found)
    draft = moved.draft
    if moved.announce:
        at = max(ANNOUNCED, minute(60 + 90 * (draft.round - 1)))
        told = Announcement(draft.subject.digest, found.branch.head, at, 77)
        draft = replace(draft, announced=told)
    log = moved.log.extended(draft, found.now, PARENT)
    return replace(found, main=replace(found.main, documents=log))


def under_review(found: Situation | None = None) -> Situation:
    """Announced and recorded as submitted."""
    return after(found or app_change())


def approved(*reviews: Review, found: Situation | None = None) -> Situation:
    """Under review with these reviews; by default both owners approve."""
    found = found or under_review()
    given = reviews or (review(OTTO), review(OWEN))
    return replace(found, pull=replace(found.pull, reviews=given))


def thread_of(found: Situation) -> Thread:
    """The thread, which these tests know to be there."""
    assert found.thread is not None
    return found.thread


def with_new(found: Situation, new: BlobFile | None, oid: str, **more: Any) -> Situation:
    """One commit more on the branch, which changes the document to this."""
    change = found.branch.change
    assert change is not None
    commit = BranchCommit(oid, None, None, new.record.blob if new else None)
    branch = replace(
        found.branch,
        head=oid,
        change=replace(change, file=new, **more),
        commits=(*found.branch.commits, commit),
    )
    return replace(found, branch=branch, pull=replace(found.pull, head=oid))
