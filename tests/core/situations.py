"""Builders of frozen situations, so that each test states only what matters to it.

By default: coffee 1.4.0 to harbor Production, pull request 7 by mia, who is a releaser. Nothing is
applied for until an event says so. Opened at 09:00, announced at 10:00, reviewed at 11:00, now
12:00.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core import catalog as cat
from bot.core.decide import Moved, PeopleNeeded, decide
from bot.core.documents import canonical
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.documents.problem import Problem, Severity
from bot.core.documents.schema import Schemas
from bot.core.entry import Announcement, FileRecord
from bot.core.log import Log, announce
from bot.core.objects import hash_object
from bot.core.situation import (
    Account,
    AccountType,
    BlobFile,
    Branch,
    BranchCommit,
    Event,
    EventKind,
    Main,
    People,
    Pull,
    PullState,
    Review,
    Situation,
    Verdict,
)

SCHEMAS = Schemas.from_files(
    {
        path.name: path.read_bytes()
        for path in (Path(__file__).parents[2] / "schemas").glob("*.schema.json")
    }
)

MIA = Account("mia", 1001)
WES = Account("wes", 1002)
DAN = Account("dan", 1003)
ROB = Account("rob", 1004)
RITA = Account("rita", 1005)
OTTO = Account("otto", 2001)
BOT = Account("slipway[bot]", 9001, AccountType.BOT)

PRODUCTION = ReleaseId("coffee", VersionNumber(1, 4, 0), "harbor", Environment.PRODUCTION)
TEST = replace(PRODUCTION, environment=Environment.TEST)
SANDBOX = replace(PRODUCTION, environment=Environment.SANDBOX)

NUMBER = 7
HEAD, SECOND, THIRD, PARENT = "a" * 40, "b" * 40, "c" * 40, "d" * 40
"""Heads of the branch, and the pinned commit of main."""


def minute(number: int) -> datetime:
    """Minutes after the pull request was opened, at 09:00."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC) + timedelta(minutes=number)


ANNOUNCED, REVIEWED, NOW = minute(60), minute(120), minute(180)


# --- The catalog ---------------------------------------------------------------------------------


def person(account: Account, **fields: Any) -> dict[str, Any]:
    """Somebody on a list of the catalog."""
    return {"login": account.login, "id": account.id, **fields}


def approvals(count: int = 1, unknown: str = "one-more", days: int = 90) -> dict[str, Any]:
    """How many approvals an environment asks for."""
    return {"count": count, "unknownContributors": unknown, "maximumAgeDays": days}


def harbor(
    production: dict[str, Any] | None = None, sandbox: dict[str, Any] | None = None, **fields: Any
) -> cat.App:
    """The app harbor, reviewed by rob and rita."""
    environments: dict[str, Any] = {
        "development": {},
        "test": {},
        "production": {"pilot": False, "approvals": approvals(), **(production or {})},
    }
    if sandbox is not None:
        environments["sandbox"] = {"review": True, "pilot": True, "approvals": approvals()}
        environments["sandbox"].update(sandbox)
    return cat.read_app(
        {
            "app": "harbor",
            "name": "Harbor",
            "reviewers": [person(ROB), person(RITA)],
            "environments": environments,
            **fields,
        }
    )


INFORMATION = {
    "name": "Coffee",
    "description": "Order it.",
    "category": "food",
    "languages": ["en"],
    "logo": "https://coffee.example/logo.png",
    "customerService": {"url": "https://coffee.example/help"},
}


def coffee(**fields: Any) -> cat.MiniProgram:
    """The mini program coffee, whose admin is mia."""
    return cat.read_mini_program(
        {
            "miniProgram": "coffee",
            "workspace": "roastery",
            "type": "DSL",
            "admins": [person(MIA)],
            "information": INFORMATION,
            **fields,
        }
    )


def catalog(app: cat.App | None = None, program: cat.MiniProgram | None = None) -> cat.Catalog:
    """harbor, coffee, and the workspace roastery, whose admin is wes."""
    settings = {"bot": person(BOT), "mode": "trial", "leastBotVersion": "0.1.0"}
    workspace = {"workspace": "roastery", "name": "Roastery", "admins": [person(WES)]}
    return cat.Catalog(
        cat.read_settings(settings),
        apps={"harbor": app or harbor()},
        workspaces={"roastery": cat.read_workspace(workspace)},
        mini_programs={"coffee": program or coffee()},
    )


# --- The branch ----------------------------------------------------------------------------------

PACKAGE = {"url": "https://cdn.example/coffee.zip", "sha256": "5" * 64, "size": 1234}


def document(path: str, **fields: Any) -> BlobFile:
    """A well-formed document at the head."""
    data = canonical.to_bytes(fields)
    record = FileRecord(hash_object("blob", data), canonical.sha256(data))
    return BlobFile(path, data, record, fields)


def request(notes: str | None = "More beans.", **fields: Any) -> BlobFile:
    """``request.yaml`` with these release notes."""
    named = {} if notes is None else {"releaseNotes": notes}
    return document(PRODUCTION.request_path, format=1, **named, **fields)


def version(**fields: Any) -> BlobFile:
    """``version.yaml``, built."""
    return document(PRODUCTION.version_path, **{"format": 1, "package": PACKAGE, **fields})


def commit(oid: str, asked: BlobFile, built: BlobFile | None = None) -> BranchCommit:
    """One commit that holds these documents."""
    return BranchCommit(oid, asked.record.blob, built.record.blob if built else None)


def branch(release: ReleaseId = PRODUCTION, **fields: Any) -> Branch:
    """One commit with a request and its version."""
    asked = replace(request(), path=release.request_path)
    built = replace(version(), path=release.version_path)
    found = Branch(HEAD, touches=True, release=release, request=asked, version=built, commits=())
    found = replace(found, **fields)
    if "commits" in fields or found.request is None:
        return found
    return replace(found, commits=(commit(found.head, found.request, found.version),))


def problem(severity: Severity = Severity.ERROR, **fields: Any) -> Problem:
    """A problem of the request."""
    values = {"what": "it is wrong", "cure": "mend it", "path": "/releaseNotes", **fields}
    return Problem("some-rule", PRODUCTION.request_path, 3, 1, severity=severity, **values)


# --- The pull request ----------------------------------------------------------------------------


def event(kind: EventKind, at: int = 1, actor: Account = MIA) -> Event:
    """One act on the pull request, so many minutes after it was opened."""
    return Event(f"{kind.name}-{at}", kind, minute(at), actor)


def opened(actor: Account = MIA) -> Event:
    """The pull request opened as ready: an application."""
    return event(EventKind.OPENED, 0, actor)


def review(
    author: Account = ROB, verdict: Verdict = Verdict.APPROVED, at: datetime = REVIEWED, **more: Any
) -> Review:
    """One review of the head; its id follows its time and its author."""
    number = int(at.timestamp()) % 10**6 * 10**4 + author.id
    return Review(**{"id": number, "commit": HEAD, **more}, verdict=verdict, author=author, at=at)


def objection(body: str = "The notes are wrong.", **fields: Any) -> Review:
    """A review that requests changes."""
    return review(verdict=Verdict.CHANGES_REQUESTED, body=body, **fields)


def pull(*events: Event, **fields: Any) -> Pull:
    """Pull request 7 of mia, open and ready."""
    shown = Pull(
        number=NUMBER,
        state=PullState.OPEN,
        draft=False,
        author=MIA,
        created_at=minute(0),
        updated_at=minute(0),
        base="main",
        head=HEAD,
        head_branch="coffee-1.4.0",
        head_repository="roastery/releases",
        events=events,
    )
    return replace(shown, **fields)


# --- The situation -------------------------------------------------------------------------------


def draft(release: ReleaseId = PRODUCTION, policy: cat.Catalog | None = None) -> Situation:
    """A draft pull request: nothing is applied for."""
    return Situation(
        repository="roastery/releases",
        repository_url="https://github.example/roastery/releases",
        now=NOW,
        pull=pull(draft=True),
        branch=branch(release),
        main=Main(commit=PARENT, catalog=policy or catalog(), log=Log(release)),
    )


def applied(
    release: ReleaseId = PRODUCTION, by: Account = MIA, policy: cat.Catalog | None = None
) -> Situation:
    """Opened ready, not yet seen by the bot."""
    return replace(draft(release, policy), pull=pull(opened(by), author=by))


def under_review(situation: Situation | None = None) -> Situation:
    """Announced and recorded as submitted."""
    return recorded(situation or applied())


def reviewed(*reviews: Review, situation: Situation | None = None) -> Situation:
    """Under review, with these reviews, and the people of the branch known."""
    situation = situation or under_review()
    known = People(contributors=frozenset({MIA.id}))
    return replace(with_pull(situation, reviews=reviews), people=situation.people or known)


def recorded(situation: Situation, announced: datetime = ANNOUNCED) -> Situation:
    """The situation once the transition that is decided now stands on main."""
    moved = moved_in(situation)
    entry = moved.draft
    if moved.announce:
        head, digest = situation.branch.head, entry.subject.digest
        entry = announce(entry, Announcement(digest, head, announced, 77))
    log = log_of(situation).extended(entry, max(announced, situation.now), PARENT)
    return with_main(situation, log=log)


def moved_in(situation: Situation) -> Moved:
    """The transition that is decided, where there is to be one."""
    decision = decide(situation)
    if isinstance(decision, PeopleNeeded) and situation.people is None:
        decision = decide(replace(situation, people=People(contributors=frozenset({MIA.id}))))
    assert isinstance(decision, Moved), decision
    return decision


def log_of(situation: Situation) -> Log:
    """The release's log on main."""
    assert situation.main.log is not None
    return situation.main.log


def with_pull(situation: Situation, *events: Event, **fields: Any) -> Situation:
    """The situation with these events added to the pull request, and these fields changed."""
    shown = replace(situation.pull, events=(*situation.pull.events, *events))
    return replace(situation, pull=replace(shown, **fields))


def with_branch(situation: Situation, **fields: Any) -> Situation:
    """The situation with another branch."""
    changed = replace(situation.branch, **fields)
    return replace(with_pull(situation, head=changed.head), branch=changed)


def with_main(situation: Situation, **fields: Any) -> Situation:
    """The situation with another main."""
    return replace(situation, main=replace(situation.main, **fields))


def pushed(situation: Situation, oid: str, asked: BlobFile | None = None) -> Situation:
    """One commit more, with another request or the same one."""
    asked = asked or situation.branch.request
    assert asked is not None
    added = commit(oid, asked, situation.branch.version)
    return with_branch(
        situation, head=oid, request=asked, commits=(*situation.branch.commits, added)
    )


def sibling(text: str, *, live: bool = True) -> Log:
    """Another version of coffee: live in the test environment, or under review in production."""
    number = VersionNumber.parse(text)
    assert number is not None
    release = replace(TEST if live else PRODUCTION, version=number)
    other = with_pull(applied(release), number=NUMBER - 1)
    return log_of(recorded(other))
