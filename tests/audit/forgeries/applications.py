"""What a reviewer was to judge: an application that is not what catalog and request make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.documents import canonical
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEST, changed, with_field
from tests.audit.forgeries.strokes import subject_with, told, told_with
from tests.history.documents import FEATURES, program_path

if TYPE_CHECKING:
    from bot.core.entry import Draft
    from tests.audit.forgeries.forger import Forger

APPLICATIONS = Book(Sort.APPLICATION)
PROGRAM = program_path("coffee")


@APPLICATIONS.found_by("application", says="digest is not that")
def digest_of_something_else(f: Forger) -> None:
    """An entry holds one application and the digest of another."""
    digest = canonical.sha256(b"something else")

    def retell(draft: Draft) -> Draft:
        assert draft.announced is not None
        announced = replace(draft.announced, digest=digest)
        return replace(draft, subject=replace(draft.subject, digest=digest), announced=announced)

    f.lie(told(retell))
    f.h.apply(COFFEE)


@APPLICATIONS.found_by("application", says="another delivery")
def other_delivery(f: Forger) -> None:
    """An entry names another package than its application."""
    f.lie(
        subject_with(
            delivery={
                "package": {"url": "https://evil.example/a.zip", "sha256": "0" * 64, "size": 1}
            }
        )
    )
    f.h.apply(COFFEE)


@APPLICATIONS.found_by("application", says="does not hold the application")
def application_left_out(f: Forger) -> None:
    """A round is opened, and the entry does not say on what."""
    f.lie(told_with(application=None))
    f.h.apply(COFFEE)


@APPLICATIONS.found_by("application", says="in an entry that is approved")
def application_smuggled_into_the_approval(f: Forger) -> None:
    """An approval brings an application of its own."""
    f.h.apply(COFFEE)
    application = f.h.logs[COFFEE].entries[0].draft.application
    f.lie(told_with(application=application))
    f.h.approve(COFFEE)


@APPLICATIONS.found_by("application", says="does not follow from the catalog")
def features_smuggled_in(f: Forger) -> None:
    """The application asks for features that the catalog does not give the mini program."""
    with f.believing(with_field(f, PROGRAM, "features", list(FEATURES))):
        f.h.apply(COFFEE)


@APPLICATIONS.found_by("application", says="does not follow from the catalog")
def other_information(f: Forger) -> None:
    """The application shows another description than the catalog."""

    def change(found: dict[str, dict[str, str]]) -> None:
        found["information"]["description"] = "Free money."

    with f.believing(changed(f, PROGRAM, change)):
        f.h.apply(COFFEE)


@APPLICATIONS.found_by("application", says="does not follow from the catalog")
def configuration_left_out(f: Forger) -> None:
    """The application leaves out what the catalog configures for all apps."""
    with f.believing(with_field(f, PROGRAM, "configuration", {})):
        f.h.apply(COFFEE)


@APPLICATIONS.found_by("digest", says="make another digest")
def global_configuration_smuggled_in(f: Forger) -> None:
    """The application holds another configuration than catalog and request make together.

    While it is under review the request might say so; it is proven when the request is merged.
    """
    with f.believing(with_field(f, PROGRAM, "configuration", {"clientId": "somebody-else"})):
        f.h.apply(COFFEE)
        f.shows_next()
        f.h.approve(COFFEE)


@APPLICATIONS.found_by("application", says="does not know coffee")
def program_not_in_the_catalog(f: Forger) -> None:
    """A mini program is released that the catalog no longer has."""
    old = {PROGRAM: f.h.files[PROGRAM]}
    f.h.maintain({PROGRAM: None})
    with f.believing(old):
        f.h.apply(TEST)


@APPLICATIONS.found_by("subject", says="pull request")
def other_pull_request_approved(f: Forger) -> None:
    """The approval names another pull request than the application."""
    f.h.apply(COFFEE)
    f.lie(subject_with(pull_request=99))
    f.h.approve(COFFEE)


@APPLICATIONS.found_by("subject", says="another pull request carries it")
def resubmitted_in_another_pull_request(f: Forger) -> None:
    """A new round is told of another pull request than the one that was applied with."""
    f.h.apply(COFFEE)

    def retell(draft: Draft) -> Draft:
        subject = replace(draft.subject, pull_request=99)
        return replace(draft, subject=subject, cause={**draft.cause, "pullRequest": 99})

    f.lie(told(retell))
    f.h.push(COFFEE, "Other notes.\n")


@APPLICATIONS.found_by("subject", says="head")
def rejected_on_another_head(f: Forger) -> None:
    """The rejection names another head than the one under review."""
    f.h.apply(COFFEE)
    f.lie(subject_with(head=f.h.tip))
    f.h.reject(COFFEE)


@APPLICATIONS.found_by("subject", says="digest")
def rejected_on_another_digest(f: Forger) -> None:
    """The rejection names another digest than the one under review."""
    f.h.apply(COFFEE)
    f.lie(subject_with(digest="0" * 64))
    f.h.reject(COFFEE)
