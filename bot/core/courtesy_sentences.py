"""What the bot says of courtesies: whom it could not ask, that it could not label, and its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.courtesy import EVERYBODY, AddLabels, AskReviews, RemoveLabel, TakeRequestsBack
from bot.core.quoting import name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.catalog import Person
    from bot.core.courtesy import Courtesy


def people_not_asked(round_number: int, people: Sequence[Person]) -> str:
    """The note on people whom GitHub did not let the bot ask."""
    ids = ",".join(str(person.id) for person in people)
    return (
        f"<!-- slipway:not-asked round={round_number} people={ids} -->\n"
        f"Could not be asked for a review: {_listed(people)}. GitHub asks only collaborators of "
        "this repository, by the login of today; invite them, or mend the login in the catalog. "
        "Their reviews count all the same, and others are asked in their place "
        "[reviewer-not-asked]\n"
    )


def nobody_asked(round_number: int) -> str:
    """The note that the bot may not ask for reviews at all."""
    return (
        f"<!-- slipway:not-asked round={round_number} people={EVERYBODY} -->\n"
        "The bot may not ask for reviews here; give its token the permission to write pull "
        "requests, or leave requestReviews out of the app's file in the catalog. Reviewers can "
        "be asked by hand, and reviews count all the same [reviews-not-asked]\n"
    )


def not_labelled() -> str:
    """The note that the bot may not label the pull request."""
    return (
        "<!-- slipway:not-labelled -->\n"
        "The bot may not set its labels here: it makes none that do not exist. Make those of "
        ".github/labels.json and one for each app, or leave labels out of catalog/slipway.yaml, "
        "and delete this comment. The release goes on without them [not-labelled]\n"
    )


def courtesy(effect: Courtesy) -> str:
    """One line of a plan."""
    match effect:
        case AskReviews(_, people):
            return f"ask for a review: {_listed(people)}"
        case TakeRequestsBack(_, people):
            return f"ask no longer for a review: {_listed(people)}"
        case AddLabels(names):
            return f"add the labels {', '.join(names)}"
        case RemoveLabel(label):
            return f"remove the label {label}"
        case _:  # pragma: no cover  no other courtesy exists
            assert_never(effect)


def _listed(people: Sequence[Person]) -> str:
    return ", ".join(name(person.login, person.id) for person in people)
