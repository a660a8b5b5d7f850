"""What only the document of another pull request does to a release, done without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.entry import Actor, Kind
from bot.core.entry_rollout import Rollout
from bot.core.lifecycle import Role
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.rollouts import prepared
from tests.audit.forgeries.stage import COFFEE, TEST, TEST_NEXT, release
from tests.audit.forgeries.strokes import approved_by, followed_with, told, told_with, without
from tests.history import people

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.document_entry import DocumentDraft
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Approval
    from bot.core.situation import Account
    from tests.audit.forgeries.forger import Forger

ACTS = Book(Sort.ACT)
REASON = "The newer version loses orders."
PIER = release("coffee 1.0.0 pier production")
PIER_NEXT = release("coffee 1.1.0 pier production")


def acted(f: Forger, about: ReleaseId, kind: Kind, document: str, **says: Any) -> None:
    """An entry that names a document which never came to main."""
    f.forges()
    cause = {"kind": "document", "document": f"{about.folder}/{document}", "transition": "0" * 32}
    actor = Actor(people.MIA.login, people.MIA.id, Role.RELEASER)
    f.h.record(about, kind, cause, actor, reason=REASON, **says)


@ACTS.found_by("act", says="no document that does so came to main")
def taken_offline_without_a_document(f: Forger) -> None:
    """A release is taken offline, and no document says so."""
    f.h.apply(TEST)
    acted(f, TEST, Kind.TAKEN_OFFLINE, "offline.yaml")


@ACTS.found_by("act", says="nothing was done to its release")
def document_that_does_nothing(f: Forger) -> None:
    """A document that takes a release offline comes to main, and the release stays."""
    f.h.apply(TEST)
    f.lie(respell=without(*_of_the_release(f)))
    f.h.act(TEST, "offline")


def _of_the_release(f: Forger) -> tuple[str, ...]:
    count = len(f.h.logs[TEST].entries)
    entry = f"{TEST.log_folder}/{count + 1:04d}-taken-offline.json"
    return entry, TEST.status_path, "live/harbor/test.json"


@ACTS.found_by("act", says="its reason is not that of the document")
def taken_offline_for_another_reason(f: Forger) -> None:
    """The log of a release gives another reason than the document that took it offline."""
    f.h.apply(TEST)
    f.lie(followed_with(reason=REASON))
    f.h.act(TEST, "offline")


@ACTS.found_by("act", says="its actor is not the one who applied for it")
def taken_offline_by_another(f: Forger) -> None:
    """The log of a release names another person than the one who took it offline."""
    f.h.apply(TEST)
    wanda = Actor(people.WANDA.login, people.WANDA.id, Role.RELEASER)
    f.lie(followed_with(actor=wanda))
    f.h.act(TEST, "offline")


@ACTS.found_by("act", says="for another time than the document says")
def overridden_for_longer_than_agreed(f: Forger) -> None:
    """Freezes are overridden for a day more than an operator agreed to."""
    prepared(f)
    until = f.h.now + timedelta(days=2)
    path = f.h.act(COFFEE, "override", reviewed=True, until=_shown(until))
    f.lie(followed_with(rollout=Rollout(until=until + timedelta(days=1))))
    f.h.agree(path, (people.OLGA,))


def _shown(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


@ACTS.found_by("owners-agreed", says="0 reviewers approved it, where 1 were needed")
def taken_offline_without_a_review(f: Forger) -> None:
    """A release of Production is taken offline, and no reviewer had agreed."""
    prepared(f)
    f.h.go_live(COFFEE)
    path = f.h.act(COFFEE, "offline", reviewed=True)
    f.lie(told_with(approvals=()))
    f.h.agree(path, (people.ROB,))


@ACTS.found_by("owner", says="was no one of the operators or owners")
def overridden_by_a_reviewer(f: Forger) -> None:
    """A reviewer, who is neither operator nor owner, lets a release through freezes."""
    prepared(f)
    until = _shown(f.h.now + timedelta(days=2))
    path = f.h.act(COFFEE, "override", reviewed=True, until=until)
    f.lie(told(lambda draft: approved_by(draft, _of(draft, people.ROB))))
    f.h.agree(path, (people.OLGA,))


def _of(draft: DocumentDraft, who: Account) -> Approval:
    return replace(draft.approvals[0], login=who.login, reviewer=who.id)


@ACTS.found_by("offline", "act", says="was Under Review at the same time")
def taken_offline_beside_another(f: Forger) -> None:
    """A release is taken offline while the next one is under review."""
    f.h.apply(PIER)
    f.h.approve(PIER)
    f.h.go_live(PIER)
    f.h.apply(PIER_NEXT)
    acted(f, PIER, Kind.TAKEN_OFFLINE, "offline.yaml")


@ACTS.found_by("restore", "act", says="lets no archived release come back")
def restored_where_nothing_comes_back(f: Forger) -> None:
    """An archived release comes back in an app that restores nothing."""
    f.h.apply(TEST)
    f.h.apply(TEST_NEXT)
    acted(f, TEST, Kind.RESTORED, "restore.yaml")


@ACTS.found_by("restore", "act", says="it was force removed")
def restored_after_a_force_removal(f: Forger) -> None:
    """What an inspector removed comes back."""
    f.h.apply(TEST)
    f.h.force_remove(TEST)
    acted(f, TEST, Kind.RESTORED, "restore.yaml")


@ACTS.found_by("restore", "act", says="it was never Full Release there")
def restored_though_never_full(f: Forger) -> None:
    """A release that only a part of the users met comes to all of them."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    f.h.force_remove(COFFEE)
    acted(f, COFFEE, Kind.RESTORED, "restore.yaml")


@ACTS.found_by("override", "act", says="more than seven days")
def overridden_for_a_month(f: Forger) -> None:
    """Freezes are overridden for a month."""
    prepared(f)
    until = f.h.now + timedelta(days=30)
    acted(f, COFFEE, Kind.FREEZE_OVERRIDDEN, "override.yaml", rollout=Rollout(until=until))
