"""The checks of how an app's backend hears of changes: by one way, its secret only named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.check import Check
from bot.core.documents.place_kinds import AppFile
from bot.core.documents.secret_text import looks_random, looks_secret

if TYPE_CHECKING:
    from bot.core.documents.check import Answers, Subject

WAYS = ("webhook", "repositoryDispatch")


def _delivered_by_one_way(subject: Subject) -> Answers:
    delivery = subject.field("delivery")
    if not isinstance(subject.place, AppFile) or not isinstance(delivery, dict):
        return
    given = [way for way in WAYS if way in delivery]
    if len(given) != 1:
        what = "delivery names two ways" if given else "delivery names no way"
        cure = f"give one of: {', '.join(WAYS)}"
        yield subject.loaded.error("delivery-by-one-way", what, cure, ("delivery",))


def _webhook_names_its_secret(subject: Subject) -> Answers:
    path = ("delivery", "webhook", "secret")
    name = subject.field(*path) if isinstance(subject.place, AppFile) else None
    if not isinstance(name, str) or looks_secret(name):
        return  # the loader has refused already what it knows as a token
    if looks_random(name):
        what = "what stands where a secret is named (not shown) looks like the secret itself"
        cure = (
            "name it, for example HARBOR_WEBHOOK; a real secret is to be changed, since it stays "
            "in the history of the branch"
        )
        yield subject.loaded.error("secret-not-named", what, cure, path)


DELIVERY_CHECKS: tuple[Check, ...] = (
    Check(
        "delivery-by-one-way",
        "Is there one way to the app's backend?",
        "A webhook or an event of a repository; two ways would acknowledge the same change twice.",
        _delivered_by_one_way,
    ),
    Check(
        "secret-not-named",
        "Does a webhook give the name of its secret, and not the secret?",
        "The secret stands in an environment variable: git keeps what it is given for ever.",
        _webhook_names_its_secret,
    ),
)
"""The checks of delivery."""
