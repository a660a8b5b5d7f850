"""Situations of a release that is on its way, for tests: led on by commands, a minute each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.command.answers import answers
from bot.core.decide import Moved, decide
from bot.core.situation import Account, Comment, PullState, Situation
from tests.core.situations import (
    MIA,
    PARENT,
    PRODUCTION,
    SANDBOX,
    applied,
    catalog,
    harbor,
    moved_in,
    person,
    recorded,
    review,
    reviewed,
    under_review,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core import catalog as cat
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Draft

OLGA = Account("olga", 3001)
INES = Account("ines", 3002)
MINUTE = timedelta(minutes=1)


def policy(
    production: dict[str, Any] | None = None, sandbox: dict[str, Any] | None = None, **fields: Any
) -> cat.Catalog:
    """The catalog with an operator and an inspector of the app."""
    held = {"operators": [person(OLGA)], "inspectors": [person(INES)], **fields}
    return catalog(harbor(production, sandbox, **held))


def approved(
    release: ReleaseId = PRODUCTION, rules: cat.Catalog | None = None, **configuration: Any
) -> Situation:
    """Approved, merged, and seen as merged."""
    situation = applied(release, policy=rules or policy())
    if configuration:
        program = situation.main.catalog.mini_programs["coffee"]
        program = replace(program, configuration=configuration)
        held = replace(situation.main.catalog, mini_programs={"coffee": program})
        situation = with_main(situation, catalog=held)
    done = recorded(reviewed(review(), situation=under_review(situation)))
    return with_pull(done, state=PullState.MERGED)


def piloted(production: dict[str, Any] | None = None, **fields: Any) -> Situation:
    """In Pilot Testing in Production, with two testers."""
    rules = policy({"pilot": True, **(production or {})}, **fields)
    return approved(rules=rules, testers={"ids": ["hb-1", "hb-2"]})


def in_sandbox(**rules: Any) -> Situation:
    """In Pilot Testing in Sandbox."""
    return approved(SANDBOX, policy(sandbox=rules))


def later(situation: Situation, by: timedelta = MINUTE) -> Situation:
    """The same, so much later."""
    return replace(situation, now=situation.now + by)


def say(
    situation: Situation, body: str, by: Account = MIA, at: datetime | None = None
) -> Situation:
    """Somebody says something a minute after all that was, or at a time; the bot looks then."""
    situation = later(situation)
    at = at or situation.now
    number = 1_000 + len(situation.pull.comments)
    made = Comment(number, by, body, written=at, at=at)
    return with_pull(situation, comments=(*situation.pull.comments, made))


def led(situation: Situation, *bodies: str, by: Account = MIA) -> Situation:
    """Commands that are carried out, one after the other, all that follows included."""
    for body in bodies:
        situation = written(say(situation, body, by))
    return situation


def written(situation: Situation) -> Situation:
    """The situation once what is decided now stands on main, followers too."""
    moved = moved_in(situation)
    grown = {log.release: log.extended(d, situation.now, PARENT) for log, d in moved.followers}
    siblings = tuple(grown.get(log.release, log) for log in situation.main.siblings)
    elsewhere = tuple(grown.get(log.release, log) for log in situation.main.elsewhere)
    return with_main(recorded(situation), siblings=siblings, elsewhere=elsewhere)


def draft_of(situation: Situation) -> Draft:
    """The entry that is decided now."""
    return moved_in(situation).draft


def refusal(situation: Situation) -> str:
    """The one answer where nothing is decided, now and for the whole day in which it lives."""
    for hours in (0, 1, 12, 23):
        assert not isinstance(decide(later(situation, timedelta(hours=hours))), Moved)
    (told,) = answers(situation).bodies
    assert "is **refused**" in told
    return told


def unheeded(situation: Situation) -> str:
    """The answer to the newest command, where nothing is decided now."""
    assert not isinstance(decide(situation), Moved)
    told: str = answers(situation).bodies[-1]
    assert "is **refused**" in told
    return told
