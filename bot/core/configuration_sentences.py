"""What the bot says of configuration: what is locked, unknown or missing, and who can mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.explain import did_you_mean
from bot.core.documents.places import AppFile, MiniProgramFile
from bot.core.quoting import span
from bot.core.sentences import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.catalog import App, Person
    from bot.core.configuration import Lockable
    from bot.core.documents.identity import ReleaseId

ALL_NEW = "Nothing of this mini program is live there yet. All that it configures is new:"
MORE = "| … | … | **and {count} more**, in the application below |"
SHOWN = 3
"""How many user ids of testers are ever named."""


def locked(release: ReleaseId, field: Lockable, count: int, owners: Sequence[Person]) -> str:
    """Say that the app has not granted a field to the mini program."""
    return (
        f"{release.app} has not granted {field} to {release.mini_program}, and {count} would be "
        f"configured; two owners ({listed(owners)}) grant it in {_app(release)} by a pull request "
        f"of the catalog, or {field}: [] in request.yaml leaves them out [domains-granted]"
    )


def unknown_feature(release: ReleaseId, feature: str, app: App, releasers: Sequence[Person]) -> str:
    """Say that the app does not have a feature, and which one may be meant."""
    known = sorted(app.permissions.features or ())
    nearest = did_you_mean(feature, known, f"it has: {', '.join(known) or 'none'}")
    return (
        f"{release.app} has no feature {span(feature)} ({nearest}); one of {listed(releasers)} "
        f"corrects or removes it in {_program(release)} by a pull request of the catalog "
        "[features-allowed]"
    )


def inactive_feature(release: ReleaseId, feature: str, owners: Sequence[Person]) -> str:
    """Say that a feature is not activated for the mini program."""
    return (
        f"{release.app} has not activated the feature {span(feature)} for {release.mini_program}; "
        f"two owners ({listed(owners)}) grant it in {_app(release)} by a pull request of the "
        "catalog [features-allowed]"
    )


def variables_need_dsl(release: ReleaseId) -> str:
    """Say that only a DSL mini program has variables."""
    return (
        f"Environment Variables are for DSL mini programs, and {release.mini_program} is H5+; "
        "remove variables from request.yaml [variables-allowed]"
    )


def variables_off(release: ReleaseId, owners: Sequence[Person]) -> str:
    """Say that the environment takes no variables."""
    return (
        f"{release.app} takes no Environment Variables in {release.environment.capitalize()}; "
        f"remove variables from request.yaml, or two owners ({listed(owners)}) set variables: true "
        f"there in {_app(release)} by a pull request of the catalog [variables-allowed]"
    )


def variables_need_feature(release: ReleaseId, feature: str, releasers: Sequence[Person]) -> str:
    """Say that the mini program lacks the feature for variables."""
    return (
        f"{release.mini_program} does not have the feature {span(feature)}; one of "
        f"{listed(releasers)} adds it to {_program(release)} by a pull request of the catalog "
        "[variables-allowed]"
    )


def testers_without_pilot(release: ReleaseId) -> str:
    """Say that the request names testers where nobody tests."""
    return (
        f"The request names testers, and {release.environment.capitalize()} of {release.app} has "
        "no pilot testing; remove testers from request.yaml [testers-fit]"
    )


def testers_unused(release: ReleaseId) -> str:
    """Say that the mini program's testers have nothing to do here."""
    return (
        f"The testers of {release.mini_program} are not asked here: "
        f"{release.environment.capitalize()} of {release.app} has no pilot testing"
    )


def foreign_testers(release: ReleaseId, ids: Sequence[str], prefix: str) -> str:
    """Say that some testers are no users of that app and environment."""
    named = ", ".join(map(span, ids[:SHOWN]))
    more = f" and {len(ids) - SHOWN} more" if ids[SHOWN:] else ""
    return (
        f"User ids of {release.app} {release.environment.capitalize()} begin with {span(prefix)}, "
        f"and these testers' do not: {named}{more}; name testers of that app and environment in "
        "request.yaml [testers-fit]"
    )


def too_many_testers(release: ReleaseId, count: int, limit: int) -> str:
    """Say that an environment takes fewer testers."""
    return (
        f"{count} testers are named, and {release.environment.capitalize()} of {release.app} takes "
        f"at most {limit}; name fewer in request.yaml [testers-fit]"
    )


def information_missing(
    release: ReleaseId, fields: Sequence[str], releasers: Sequence[Person]
) -> str:
    """Say which information an app needs before one can apply."""
    return (
        f"{release.app} needs more information before anybody can apply: {', '.join(fields)}; one "
        f"of {listed(releasers)} adds it to {_program(release)} by a pull request of the catalog "
        "[information-complete]"
    )


def missing_languages(languages: Sequence[str]) -> str:
    """Name the languages of the app that the mini program does not speak."""
    return f"languages ({', '.join(languages)})"


def testers(ids: Sequence[str], digest: str) -> str:
    """Count testers and name a few, with the digest of them all first, since cells are cut."""
    named = ", ".join(ids[:SHOWN]) + (", …" if ids[SHOWN:] else "")
    return f"{len(ids)} tester(s), sha256:{digest}: {named}" if ids else "nobody"


def group(name: str, count: int, digest: str) -> str:
    """Name a group of testers by count and digest."""
    return f"group {name}, {count} tester(s), sha256:{digest}"


def secret(name: str, version: int) -> str:
    """Name a secret and its version."""
    return f"secret {name}, version {version}"


def literal(digest: str) -> str:
    """Tell one value from another without showing it."""
    return f"a value, sha256:{digest}"


def _app(release: ReleaseId) -> str:
    return span(AppFile(release.app).path)


def _program(release: ReleaseId) -> str:
    return span(MiniProgramFile(release.mini_program).path)
