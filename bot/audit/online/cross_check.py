"""Holds the bot's word against what GitHub shows today: which claims still stand, and which not.

Each pull request is read once, and each announced head once. An error is no answer: the claims
that it concerns are unreachable, and the others are asked about all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.audit.online.claiming import claims_of, panel_of
from bot.audit.online.claims import Announced, Claim, Pressed
from bot.audit.online.judging import Evidence, judged
from bot.audit.online.verdict import Known, Verdict
from bot.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from bot.audit.online.witness import SeenPull, SeenRun, SeenStatuses, Witness
    from bot.audit.step import DocumentTransition, Transition

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim, what became of it, and why, in words; ``what`` may be empty where it stands."""

    claim: Claim
    verdict: Verdict
    what: str


def cross_check(
    transitions: Iterable[Transition | DocumentTransition],
    witness: Witness,
    bots: Collection[int] = (),
) -> Iterator[Checked]:
    """Ask about every claim of some transitions, pull request by pull request.

    ``bots`` are the numeric ids that the catalog ever named as the bot's; without them it is told
    who set a status, and not judged. Of errors only ``UnavailableError`` is caught.
    """
    known = Known(frozenset(bots))
    by_pull: dict[int | None, list[Claim]] = {}
    for transition in transitions:
        known.learn(panel_of(transition.entry), transition.entry)
        for claim in claims_of(transition):
            by_pull.setdefault(claim.origin.pull, []).append(claim)
    for number, claims in by_pull.items():
        evidence = _seen(number, claims, witness)
        for claim in claims:
            yield Checked(claim, *judged(claim, evidence, known))


NO_PULL = "the entry names no pull request"


def _seen(number: int | None, claims: list[Claim], witness: Witness) -> Evidence:
    runs = {one.run for one in claims if isinstance(one, Pressed)}
    wanted: dict[str, set[int]] = {}
    for claim in claims:
        if isinstance(claim, Announced):
            wanted.setdefault(claim.head, set()).add(claim.status)
    pull: SeenPull | str = NO_PULL
    if number is not None:
        pull = _asked(lambda: witness.pull(number))
    return Evidence(
        pull,
        {head: _statuses(witness, head, ids) for head, ids in wanted.items()},
        {run: _run(witness, run) for run in sorted(runs)},
    )


def _run(witness: Witness, run: int) -> SeenRun | str:
    return _asked(lambda: witness.run(run))


def _statuses(witness: Witness, head: str, ids: set[int]) -> SeenStatuses | str:
    return _asked(lambda: witness.statuses(head, ids))


def _asked(question: Callable[[], Seen]) -> Seen | str:
    """An answer, or why there is none."""
    try:
        return question()
    except UnavailableError as error:
        return error.what
