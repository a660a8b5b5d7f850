"""Scenes: what may become of one release; each stops after every act, so that others act between.

A scene is a generator over one release. It chooses who acts by the catalog as it is at the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.entry import RejectionKind
from bot.core.situation import Account, Verdict
from tests.history import people
from tests.history.pulls import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from bot.core.documents.identity import ReleaseId
    from bot.core.lifecycle import Status
    from tests.history.historian import Historian

_WORDS = ("Faster", "Clearer", "Quieter", "With fewer steps", "With larger letters", "Tidier")
_REASONS = (
    "The release notes do not say what changed.",
    "It asks for the location without saying why.\nPlease explain.",
    "The domain is not yours.",
)


class Scene:
    """One release on the stage, and the few choices that scenes share."""

    def __init__(self, historian: Historian, release: ReleaseId, chance: Random) -> None:
        self.historian = historian
        self.release = release
        self.chance = chance

    @property
    def status(self) -> Status:
        """Where the release stands."""
        return self.historian.state.log(self.release).status

    def somebody(self) -> Account:
        """One of those who may apply."""
        catalog = self.historian.state.policy.catalog
        one = self.chance.choice(catalog.releasers(self.release.mini_program))
        return Account(one.login, one.id)

    def notes(self) -> str:
        """Release notes, hardly ever the same twice."""
        number = self.chance.randrange(10_000)
        return f"{self.chance.choice(_WORDS)} than before, see note {number}.\n"

    def apply(self, *hands: Account, unknown: bool = False) -> None:
        """Apply, from a branch that is made in one of many ways."""
        work = Work(
            hands=hands,
            unknown=unknown,
            behind=self.chance.choice((0, 0, 1, 3, 8)),
            draft=self.chance.random() < 0.4,
            domain=f"https://{self.release.app}.example" if self.chance.random() < 0.2 else "",
        )
        self.historian.apply(self.release, self.somebody(), self.notes(), work)

    def approve(self) -> None:
        """Approve by as many as are needed, or by one who makes no difference as well."""
        reviewers = self.historian.reviewers(self.release)
        order = self.chance.sample(reviewers, len(reviewers))
        first = tuple(order[:1]) if self.chance.random() < 0.2 else ()
        others = self.historian.approvers(self.release, order[len(first) :], first)
        self.historian.approve(self.release, (*first, *others))

    def approve_early(self) -> tuple[Account, int]:
        """One approval where two are needed: by whom, and in which round."""
        first = self.historian.reviewers(self.release)[0]
        if len(self.historian.approvers(self.release)) > 1:
            self.historian.review(self.release, first)
        return first, self.historian.state.log(self.release).round

    def approve_late(self, early: tuple[Account, int]) -> None:
        """The approvals that are missing; the early one counts if its round and role still do."""
        first, opened = early
        reviewers = self.historian.reviewers(self.release)
        needed = len(self.historian.approvers(self.release))
        same = self.historian.state.log(self.release).round == opened
        counts = needed > 1 and same and first in reviewers
        others = [one for one in reviewers if one != first]
        given = (first,) if counts else ()
        self.historian.approve(self.release, self.historian.approvers(self.release, others, given))

    def reject(self, *, code: bool = False) -> None:
        """Reject by one of the reviewers."""
        reviewer = self.chance.choice(self.historian.reviewers(self.release))
        self.historian.reject(self.release, reviewer, self.chance.choice(_REASONS), code=code)


def released(scene: Scene) -> Iterator[None]:
    """Where nobody reviews: merged at once, an earlier version is archived."""
    scene.apply(*scene.chance.choice(((), (), (people.DAN,), (people.DORA, people.DAN))))
    yield


def approved(scene: Scene) -> Iterator[None]:
    """Applied for and approved."""
    scene.apply()
    yield
    scene.approve()
    yield


def approved_in_time(scene: Scene) -> Iterator[None]:
    """One reviewer approves early; the others when much else has happened."""
    scene.apply(people.DORA)
    yield
    early = scene.approve_early()
    yield
    scene.approve_late(early)
    yield


def rejected(scene: Scene) -> Iterator[None]:
    """Rejected for its details, reapplied with other notes, approved."""
    scene.apply(people.DAN)
    yield
    scene.reject()
    yield
    scene.historian.reapply(scene.release, scene.somebody(), scene.notes())
    yield
    scene.approve()
    yield


def code_rejected(scene: Scene) -> Iterator[None]:
    """Rejected for its code, which ends it, unless the code is on the merchant's server."""
    scene.apply()
    yield
    scene.reject(code=True)
    yield
    last = scene.historian.state.log(scene.release).entries[-1]
    if last.draft.rejection is RejectionKind.DETAILS:
        scene.historian.reapply(scene.release, scene.somebody())
        yield
        scene.approve()
        yield


def rejection_corrected(scene: Scene) -> Iterator[None]:
    """Rejected for its code, of which a reviewer says that it was details; applied for again."""
    scene.apply()
    yield
    scene.reject(code=True)
    yield
    last = scene.historian.state.log(scene.release).entries[-1]
    if last.draft.rejection is RejectionKind.CODE:
        reviewer = scene.chance.choice(scene.historian.reviewers(scene.release))
        verdict = scene.chance.choice((Verdict.COMMENTED, Verdict.CHANGES_REQUESTED))
        scene.historian.correct(scene.release, reviewer, verdict)
        yield
    scene.historian.reapply(scene.release, scene.somebody(), scene.notes())
    yield
    scene.approve()
    yield


def withdrawn(scene: Scene) -> Iterator[None]:
    """Withdrawn for good."""
    scene.apply()
    yield
    scene.historian.withdraw(scene.release, scene.somebody(), closing=scene.chance.random() < 0.5)
    yield


def withdrawn_and_back(scene: Scene) -> Iterator[None]:
    """Withdrawn, then applied for again: in the same pull request or in another one."""
    yield from withdrawn(scene)
    if scene.chance.random() < 0.5:
        scene.historian.reapply(scene.release, scene.somebody())
    else:
        scene.apply(people.DORA)
    yield
    scene.approve()
    yield


def lapsed(scene: Scene) -> Iterator[None]:
    """Closed by somebody without a role, then applied for again."""
    scene.apply()
    yield
    who = scene.chance.choice((people.OSCAR, people.DAN))
    scene.historian.lapse(scene.release, who, closing=scene.chance.random() < 0.5)
    yield
    scene.historian.reapply(scene.release, scene.somebody(), scene.notes())
    yield
    scene.approve()
    yield


def pushed(scene: Scene) -> Iterator[None]:
    """Other bytes during review: what was approved before does not count."""
    scene.apply()
    yield
    scene.historian.review(scene.release, scene.historian.reviewers(scene.release)[0])
    scene.historian.push(scene.release, scene.notes(), scene.chance.choice(people.DEVELOPERS))
    yield
    if scene.chance.random() < 0.3:
        scene.historian.push(scene.release, scene.notes())
        yield
    scene.approve()
    yield


def force_pushed(scene: Scene) -> Iterator[None]:
    """The branch is made anew during review."""
    scene.apply(people.DAN)
    yield
    scene.historian.push(scene.release, scene.notes(), scene.somebody(), force=True)
    yield
    scene.approve()
    yield


def updated(scene: Scene) -> Iterator[None]:
    """Main is merged into the branch between approvals: the round stands."""
    scene.apply(people.DAN)
    yield
    early = scene.approve_early()
    scene.historian.update_branch(scene.release, merge=scene.chance.random() < 0.7)
    yield
    scene.approve_late(early)
    yield


def strange_hand(scene: Scene) -> Iterator[None]:
    """Somebody without an account had a hand in it: one approval more, or no approval at all."""
    strange = (scene.release.app, str(scene.release.environment)) != ("lagoon", "production")
    scene.apply(unknown=strange)
    yield
    scene.approve()
    yield


def helped(scene: Scene) -> Iterator[None]:
    """A reviewer helps, and so cannot approve."""
    helper = scene.historian.state.policy.catalog.reviewers(scene.release.app)[-1]
    scene.apply(people.DAN, Account(helper.login, helper.id))
    yield
    scene.historian.review(scene.release, Account(helper.login, helper.id))
    scene.approve()
    yield


REVIEWED: tuple[Callable[[Scene], Iterator[None]], ...] = (
    approved,
    approved_in_time,
    rejected,
    code_rejected,
    rejection_corrected,
    withdrawn,
    withdrawn_and_back,
    lapsed,
    pushed,
    force_pushed,
    updated,
    strange_hand,
    helped,
)
"""The scenes of a target where people review."""
