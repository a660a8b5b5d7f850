"""Who may act on a release by a document, who lifts a stop, and who approves either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.catalog import ApprovalPolicy, UnknownContributors
from bot.core.documents.identity import Environment
from bot.core.entitlement import MAXIMUM_AGE, Authority, Judges, listed_as, once, persons
from bot.core.lifecycle import Role

if TYPE_CHECKING:
    from bot.core.catalog import Catalog
    from bot.core.documents.place_kinds import ActDocument, StopFile
    from bot.core.entitlement import Entitled

TO_OVERRIDE = 1
TO_LIFT = 2
"""How many operators or owners approve the one, and the other."""


def act_authority(catalog: Catalog, place: ActDocument) -> Authority:
    """Who may apply for an act. A machine may, as for a release, but never for an override.

    Taking offline is reviewed in Production, and in a Sandbox that says so; a restoration and an
    override always are.
    """
    release = place.release
    releasers = tuple(listed_as(catalog.releasers(release.mini_program), Role.RELEASER))
    if place.kind == "override":
        entitled = persons(catalog, (*releasers, *_operators(catalog, release.app)))
        return Authority(entitled, reviewed=True)
    target = catalog.target(release.app, release.environment)
    asked = target is not None and target.offline_review
    reviewed = release.environment is Environment.PRODUCTION or asked
    return Authority(once(releasers), reviewed=reviewed or place.kind == "restore", machines=True)


def act_judges(catalog: Catalog, place: ActDocument) -> Judges:
    """Who approves an act: the app's reviewers as for a release, of an override an operator."""
    release = place.release
    if place.kind == "override":
        return Judges(_guards(catalog, release.app), _policy(TO_OVERRIDE))
    app, target = catalog.apps.get(release.app), catalog.target(release.app, release.environment)
    return Judges(
        entitled=persons(catalog, listed_as(catalog.reviewers(release.app), Role.REVIEWER)),
        policy=(target.approvals if target else None) or _policy(1),
        groups=app.groups if app else {},
    )


def stop_authority(catalog: Catalog, place: StopFile) -> Authority:
    """Who may apply for a stop to be lifted."""
    return Authority(_guards(catalog, place.app), reviewed=True)


def stop_judges(catalog: Catalog, place: StopFile) -> Judges:
    """Who approves that a stop is lifted."""
    return Judges(_guards(catalog, place.app), _policy(TO_LIFT))


def _guards(catalog: Catalog, app: str) -> tuple[Entitled, ...]:
    """The app's operators and the owners of the catalog."""
    owners = listed_as(catalog.owners, Role.OWNER)
    return persons(catalog, (*_operators(catalog, app), *owners))


def _operators(catalog: Catalog, app: str) -> tuple[Entitled, ...]:
    found = catalog.apps.get(app)
    return tuple(listed_as(found.operators if found else (), Role.OPERATOR))


def _policy(count: int) -> ApprovalPolicy:
    return ApprovalPolicy(count, UnknownContributors.REFUSE, MAXIMUM_AGE)
