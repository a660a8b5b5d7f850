"""Reconcile: gather, decide, apply, and look again until nothing changes.

A crash, a lost event, a duplicate and the normal path are the same code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.app.apply import apply
from bot.app.gather import World, gather, situate, with_people
from bot.app.patience import Attempts
from bot.core import run_sentences as say
from bot.core.decide import decide
from bot.core.decision import Decision, Ignored, Moved, PeopleNeeded, Recorded, Unsettled
from bot.core.deploying import Deploy
from bot.core.document_sentences import recorded
from bot.core.explanation import standing_in_words
from bot.core.plan import OUTBOX_AGE, Effect, plan, sure, unsure
from bot.core.run_sentences import left_for_the_next_run, sweep_stopped
from bot.core.sentences import trouble
from bot.core.urgency import urgency
from bot.errors import BugError, IntegrityError, SlipwayError, UnavailableError, UsageError
from bot.forge.protocol import LostRaceError, RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.app.patience import Patience
    from bot.core.situation import Situation
    from bot.forge.protocol import Reading, Repository

STEPS = 12
"""Transitions and displays that one run performs on one pull request."""


@dataclass(slots=True)
class Report:
    """What a run did, one line each, and what went wrong."""

    lines: list[str] = field(default_factory=list)
    failures: list[SlipwayError] = field(default_factory=list)
    looked_at: set[int] = field(default_factory=set)
    """The numbers of the pull requests that were looked at."""
    stands: dict[int, str] = field(default_factory=dict)
    """Where those stand, in words, that came to rest and are the bot's business."""
    waiting: list[str] = field(default_factory=list)
    """The lines that say what is left to do."""
    idle: set[str] = field(default_factory=set)
    """The lines that say that nothing was to be done."""

    @property
    def exit_code(self) -> int:
        """The gravest exit code of the failures; 0 where there is none."""
        return max((failure.exit_code for failure in self.failures), default=0)

    @property
    def done(self) -> list[str]:
        """The lines that say what was done."""
        return [one for one in self.lines if one not in self.idle and one not in self.waiting]

    def left(self, line: str) -> None:
        """Write down what is left to do."""
        self.lines.append(line)
        self.waiting.append(line)

    @property
    def stopped(self) -> bool:
        """Whether GitHub takes no more requests: no pull request can be looked at any more."""
        return any(isinstance(failure, RateLimitedError) for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one pull request: what was found, decided and planned."""

    repository: Repository
    situation: Situation
    decision: Decision
    effects: tuple[Effect, ...]


def look(world: World, repository: Repository, situation: Situation) -> Look:
    """Decide about a situation; the people are read only where all else passes."""
    decision = decide(situation)
    if isinstance(decision, PeopleNeeded):
        situation = with_people(world, situation)
        decision = decide(situation)
    effects = tuple(e for e in plan(situation, decision) if not _is_done(world, e))
    if unsure(situation, effects):
        effects = sure(with_people(world, situation), effects)
    return Look(repository, situation, decision, effects)


def _is_done(world: World, effect: Effect) -> bool:
    """A deployment is seen to once in a run, whatever came of it."""
    return isinstance(effect, Deploy) and effect.transition in world.deployed


def reconcile(world: World, number: int, patience: Patience, report: Report) -> None:
    """Bring one pull request, and those that its transitions touched, to rest."""
    waiting, done = [number], set[int]()
    while waiting:
        pull = waiting.pop(0)
        if report.stopped:
            report.left(left_for_the_next_run({pull, *waiting} - done))
            return
        if pull in done:
            continue
        done.add(pull)
        try:
            waiting.extend(_settle(world, pull, patience, report))
        except SlipwayError as error:
            report.failures.append(error)
        except Exception as error:  # noqa: BLE001  one poisoned pull request never stops another
            report.failures.append(BugError.of(error, f"pull request #{pull}"))


def _settle(world: World, number: int, patience: Patience, report: Report) -> list[int]:
    """Look and act until a look plans nothing; the numbers are pull requests to look at next."""
    attempts = Attempts(patience)
    touched: list[int] = []
    for _ in range(STEPS):
        try:
            seen = look(world, *gather(world, number))
            if not seen.effects:
                return [*touched, *_finish(seen, report)]
            lines = apply(world, seen.repository, seen.situation, seen.effects)
        except (LostRaceError, UnavailableError) as error:
            attempts.failed(error)
            continue
        touched.extend(_note(seen, report))
        report.lines.extend(lines)
    raise UnavailableError(
        "no-rest", f"#{number} does not come to rest in {STEPS} steps", "run it again"
    )


def _note(seen: Look, report: Report) -> list[int]:
    """Write down what was done; name the pull requests of releases that followed."""
    report.looked_at.add(seen.situation.pull.number)
    if isinstance(seen.decision, Recorded):
        draft, number = seen.decision.draft, seen.situation.pull.number
        report.lines.append(recorded(number, draft.kind, draft.subject.document))
        return [draft.subject.pull_request for _, draft in seen.decision.followers]
    if not isinstance(seen.decision, Moved):
        report.lines.append(say.shown(seen.situation.pull.number, len(seen.effects)))
        return []
    report.lines.append(say.moved(seen.situation.pull.number, seen.decision.draft))
    return [draft.subject.pull_request for _, draft in seen.decision.followers]


def _finish(seen: Look, report: Report) -> list[int]:
    number = seen.situation.pull.number
    report.looked_at.add(number)
    match seen.decision:
        case Unsettled(why):
            report.left(say.left_alone(number, why))
        case Ignored(why):
            report.lines.append(say.left_alone(number, why))
            report.idle.add(report.lines[-1])
        case _:
            report.lines.append(say.at_rest(number))
            report.idle.add(report.lines[-1])
            report.stands[number] = standing_in_words(seen.situation)
    wrong = [t for t in seen.situation.main.troubles if t.id == "wrong-tree"]
    if wrong:
        report.failures.append(IntegrityError("wrong-tree", trouble(wrong[0]), wrong[0].cure))
    return []


def sweep(world: World, patience: Patience, report: Report) -> None:
    """Look at every open pull request, at those closed of late, and at what main says is open.

    One poisoned pull request never stops another. On each page what stops something comes first.
    """
    seen: set[int] = set()
    now: datetime | None = None
    for reading in _pages(world, patience):
        now = reading.now
        for pull in sorted(reading.pulls, key=urgency):
            if pull.number not in seen and not report.stopped:
                seen.add(pull.number)
                _sweep_one(world, reading, pull.number, patience, report)
        if report.stopped:
            break
    waiting = [] if report.stopped else sorted(_known_to_main(world, now) - seen)
    for number in waiting:
        if not report.stopped:
            reconcile(world, number, patience, report)
    if report.stopped:
        report.left(sweep_stopped())


def _known_to_main(world: World, now: datetime | None) -> set[int]:
    """What main says is Under Review, due by its schedule or to be told, or has a recent entry."""
    main = world.git.fetch_main()
    recent = world.mainline.recent_pulls(main, now - OUTBOX_AGE) if now else frozenset()
    reviewed = {*world.mainline.under_review(main), *world.mainline.changes_under_review(main)}
    if now is None:
        return reviewed
    return reviewed | recent | world.mainline.due(main, now) | world.mainline.to_be_told(main, now)


def _pages(world: World, patience: Patience) -> Iterator[Reading]:
    attempts = Attempts(patience)
    while True:
        try:
            yield from world.forge.read_open_pulls()
        except UnavailableError as error:
            attempts.failed(error)
        else:
            return


def _sweep_one(
    world: World, reading: Reading, number: int, patience: Patience, report: Report
) -> None:
    """A pull request at which nothing is to be done costs no request beyond the page's."""
    pull = next(pull for pull in reading.pulls if pull.number == number)
    try:
        found = look(world, reading.repository, situate(world, reading, pull))
        if not found.effects:
            _finish(found, report)
            return
    except RateLimitedError as error:
        report.failures.append(error)
        return
    except UnavailableError:
        pass  # main or the head moved since the page was read: look at this one afresh
    except UsageError:
        raise  # it would be the same for every pull request
    except SlipwayError as error:
        report.failures.append(error)
        return
    except Exception as error:  # noqa: BLE001  one poisoned pull request never stops another
        report.failures.append(BugError.of(error, f"pull request #{number}"))
        return
    reconcile(world, number, patience, report)
