"""A story on the hub for the cross-check: played by the real bot, then told falsely or doctored."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.audit.audit import Scope, auditing
from bot.audit.online.cross_check import cross_check
from bot.audit.online.verdict import Verdict
from bot.cli.witness import AuditWitness
from bot.demo.world import REPOSITORY
from bot.forge.witness import GitHubWitness
from bot.installed import installed_schemas
from tests.world import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from bot.audit.model.entry import Entry
    from bot.audit.online.claims import Kind
    from bot.audit.online.cross_check import Checked
    from bot.audit.online.witness import SeenPull, SeenRun, SeenStatuses
    from bot.audit.step import Transition
    from bot.hub.requests import Request
    from tests.world import Stage

APPROVED = "coffee 1.0.0 harbor production"
REJECTED = "tickets 1.0.0 harbor production"
WITHDRAWN = "coffee 1.0.0 lagoon production"
RELEASED = "coffee 1.0.0 harbor test"
REASON = "/reject code\nThe queue is not shown.\n\nSee the \u200bcounter."
BOTS = (41898282,)
ONLOOKER = "oscar"
"""May read the repository, and nothing else."""


@dataclass(slots=True)
class Play:
    """The stage after the story: pull requests by release, and the reviews that were given."""

    stage: Stage
    pulls: dict[str, int]
    reviews: dict[str, int]

    @property
    def witness(self) -> AuditWitness:
        """Somebody who may only read."""
        token = self.stage.ground.tokens[ONLOOKER]
        return AuditWitness(GitHubWitness(REPOSITORY, token, self.stage.hub.api, TIMEOUT))

    def transitions(self) -> list[Transition]:
        """What the log on main says."""
        path = os.environ.get("PATH", os.defpath)
        with auditing(Scope(self.stage.repository), installed_schemas(), path) as audit:
            return [one for step in audit.steps() for one in step.transitions]

    def checked(self, forge: Callable[[Entry], Entry] = lambda entry: entry) -> list[Checked]:
        """The cross-check of main, or of what a forger made of its entries."""
        return self.checked_of(replace(one, entry=forge(one.entry)) for one in self.transitions())

    def checked_of(self, told: Iterable[Transition]) -> list[Checked]:
        """The cross-check of these transitions."""
        return list(cross_check(told, self.witness, BOTS))

    def asked(self) -> list[Request]:
        """What the witness sent."""
        return [one for one in self.stage.hub.requests if one.login == ONLOOKER]


def after_the_story(stage: Stage) -> Play:
    """An approval, a rejection, a withdrawal and a release at once, all by the real bot."""
    name = "cross-check: the story"
    if name not in stage.ground.kept:
        stage.ground.facts[name] = _story(stage)
        stage.keep(name)
    stage.back(name)
    pulls, reviews = stage.ground.facts[name]
    return Play(stage, pulls, reviews)


def _story(stage: Stage) -> tuple[dict[str, int], dict[str, int]]:
    pulls: dict[str, int] = {}
    for text in (APPROVED, WITHDRAWN, RELEASED):
        pulls[text] = stage.request(text)
        ran(stage, pulls[text])
    stage.hub.clock.advance(60)
    reviews = {APPROVED: stage.person("rob").approve(pulls[APPROVED])}
    ran(stage, pulls[APPROVED])
    pulls[REJECTED] = stage.request(REJECTED)
    ran(stage, pulls[REJECTED])
    stage.hub.clock.advance(60)
    reviews[REJECTED] = stage.person("rita").object(pulls[REJECTED], REASON)
    ran(stage, pulls[REJECTED])
    stage.person("mia").close(pulls[WITHDRAWN])
    ran(stage, pulls[WITHDRAWN])
    stage.hub.clock.advance(3600)
    return pulls, reviews


def ran(stage: Stage, number: int) -> None:
    report = stage.run_bot(number)
    assert report.exit_code == 0, report.failures


def announcing_entry(play: Play) -> Entry:
    """The entry that announced the rejected release."""
    entries = [one.entry for one in play.transitions()]
    return next(e for e in entries if e.announced and e.release.mini_program == "tickets")


def post_again(play: Play, login: str, entry: Entry) -> int:
    """Somebody sets the announcing status anew; its id."""
    commit = play.stage.person(login).repo.get_commit(entry.head)
    text = f"Under Review, round {entry.round}: sha256:{entry.digest}"
    return commit.create_status("pending", "", text, f"slipway/{entry.pull_request}").id


def fallen(checked: list[Checked]) -> list[tuple[Kind, Verdict]]:
    """What does not stand, but for what nobody asks."""
    fine = (Verdict.STANDS, Verdict.NOT_ASKED)
    return [(one.claim.kind, one.verdict) for one in checked if one.verdict not in fine]


def why(checked: list[Checked], kind: Kind) -> str:
    """The words about the first claim of a kind that does not stand."""
    return next(one.what for one in checked if one.claim.kind is kind and one.verdict != "stands")


def when(kind: str, change: Callable[[Entry], Entry]) -> Callable[[Entry], Entry]:
    """A forger who changes the entries of one kind."""
    return lambda entry: change(entry) if entry.kind == kind else entry


def approval(**changes: object) -> Callable[[Entry], Entry]:
    """A forger who changes the one review that an approval counts."""

    def change(entry: Entry) -> Entry:
        return replace(entry, approvals=(replace(entry.approvals[0], **changes),))  # type: ignore[arg-type]  # the tests name true fields

    return when("approved", change)


def announcement(**changes: object) -> Callable[[Entry], Entry]:
    """A forger who changes the announcement of the rejected release."""

    def change(entry: Entry) -> Entry:
        if entry.announced is None or entry.release.mini_program != "tickets":
            return entry
        return replace(entry, announced=replace(entry.announced, **changes))  # type: ignore[arg-type]  # likewise

    return when("submitted", change)


@dataclass(frozen=True, slots=True)
class Doctored:
    """A witness whose GitHub shows something that the hub would not."""

    seen: AuditWitness
    showing: Callable[[SeenPull], SeenPull] = lambda pull: pull
    telling: Callable[[SeenStatuses], SeenStatuses] = lambda statuses: statuses

    def pull(self, number: int) -> SeenPull:
        return self.showing(self.seen.pull(number))

    def statuses(self, head: str, wanted: Collection[int]) -> SeenStatuses:
        return self.telling(self.seen.statuses(head, wanted))

    def run(self, number: int) -> SeenRun:
        return self.seen.run(number)
