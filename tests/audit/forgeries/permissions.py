"""What the app did not allow: domains, features and testers without its leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, HARBOR, PILOTED, TEST, changed, with_field
from tests.history.documents import program_path
from tests.history.pulls import Work

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

PERMISSIONS = Book(Sort.APPLICATION)
PROGRAM = program_path("coffee")
QUAY = "catalog/apps/quay.yaml"
OWN_DOMAIN = Work(domain="https://api.coffee.example")


@PERMISSIONS.found_by("permitted", says="serverDomains, which the app has not granted")
def domains_without_a_grant(f: Forger) -> None:
    """Domains are configured in an app that locks them."""
    open_to_all = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "grants", {"tea": {"serverDomains": True}}))
    with f.believing(open_to_all):
        f.h.apply(TEST, work=OWN_DOMAIN)


@PERMISSIONS.found_by("permitted", says="serverDomains, which the app has not granted")
def approved_after_the_grant_was_taken_back(f: Forger) -> None:
    """The app takes its grant back during the review, and the release is approved all the same."""
    f.h.maintain(with_field(f, HARBOR, "grants", {"coffee": {"serverDomains": True}}))
    f.h.apply(COFFEE, work=OWN_DOMAIN)
    granted = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "grants", {}))
    with f.believing(granted):
        f.h.approve(COFFEE)


@PERMISSIONS.found_by("permitted", says="camera, which the app has not activated for it")
def feature_without_activation(f: Forger) -> None:
    """A feature is used that needs the app's activation."""
    f.h.maintain(with_field(f, PROGRAM, "features", ["camera"]))
    f.h.maintain(with_field(f, HARBOR, "features", {"camera": "activation"}))
    with f.believing(with_field(f, HARBOR, "features", {"camera": "direct"})):
        f.h.apply(COFFEE)


@PERMISSIONS.found_by("permitted", says="camera, which the app does not have")
def feature_that_the_app_does_not_have(f: Forger) -> None:
    """A feature is used that the app does not list."""
    f.h.maintain(with_field(f, PROGRAM, "features", ["camera"]))
    f.h.maintain(with_field(f, HARBOR, "features", {}))
    with f.believing(with_field(f, HARBOR, "features", {"camera": "direct"})):
        f.h.apply(COFFEE)


@PERMISSIONS.found_by("permitted", says="testers who are no users of quay")
def testers_of_another_app(f: Forger) -> None:
    """The pilot is to be tested by users of another app."""
    f.h.maintain(with_field(f, PROGRAM, "configuration", {"testers": {"ids": ["hb-1"]}}))
    anybody = {QUAY: f.h.files[QUAY]}
    f.h.maintain(
        changed(
            f,
            QUAY,
            lambda found: found["environments"]["production"].update(testerIds={"prefix": "q-"}),
        )
    )
    with f.believing(anybody):
        f.h.apply(PILOTED)
