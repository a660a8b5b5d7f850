"""What an app lets a mini program configure, judged anew from the app's document alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.documents.identity import ReleaseId

    Value = Mapping[str, Any]


def refused(app: Value, release: ReleaseId, application: Value) -> Iterator[str]:
    """What an application configures or uses, and the app does not allow."""
    granted = (app.get("grants") or {}).get(release.mini_program, {})
    configuration = application["configuration"]
    yield from _locked(app, granted, configuration)
    yield from _features(app, granted, application["features"])
    target = app["environments"].get(release.environment.value, {})
    yield from _variables(target, application)
    yield from _testers(target, release, configuration)


def _locked(app: Value, granted: Value, configuration: Value) -> Iterator[str]:
    for field in ("serverDomains", "wapUrls"):
        locked = app.get("grants") is not None and not granted.get(field, False)
        if locked and configuration.get(field):
            yield f"it configures {field}, which the app has not granted"


def _features(app: Value, granted: Value, features: list[str]) -> Iterator[str]:
    known = app.get("features")
    if known is None:
        return
    for feature in features:
        if feature not in known:
            yield f"it uses the feature {feature}, which the app does not have"
        elif known[feature] != "direct" and feature not in granted.get("features", ()):
            yield f"it uses the feature {feature}, which the app has not activated for it"


def _variables(target: Value, application: Value) -> Iterator[str]:
    if not application["configuration"].get("variables"):
        return
    if application["type"] != "DSL" or "environment-variables" not in application["features"]:
        yield "it brings variables, which are for DSL with the feature environment-variables"
    elif not target.get("variables", False):
        yield "it brings variables, which the app does not take there"


def _testers(target: Value, release: ReleaseId, configuration: Value) -> Iterator[str]:
    prefix = target.get("testerIds", {}).get("prefix", "")
    ids = (configuration.get("testers") or {}).get("ids", ())
    if target.get("pilot", False) and not all(one.startswith(prefix) for one in ids):
        yield f"it names testers who are no users of {release.app} there"
