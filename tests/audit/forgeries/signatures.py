"""Whose hand it is: the author that a commit names, and the signature that covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, SETTINGS, TEST, with_field
from tests.audit.forgeries.strokes import spelt
from tests.history import people
from tests.history.commits import Hand, Signer, hand_of
from tests.history.keys import signing_key

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

SIGNATURES = Book(Sort.SIGNATURE)


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Signs with what was made over other bytes."""

    signer: Signer

    def sign(self, payload: bytes) -> str:
        """See ``Signer``."""
        return self.signer.sign(payload + b"\n")


@SIGNATURES.found_by("hand", says="id 1008")
def written_by_a_person(f: Forger) -> None:
    """A person writes an entry that is right in every other respect."""
    f.lie(respell=spelt(author=hand_of(people.OTTO)))
    f.h.apply(TEST)


@SIGNATURES.found_by("hand")
def named_like_the_bot(f: Forger) -> None:
    """The author has the bot's name, and the id of another account."""
    f.lie(
        respell=spelt(
            author=Hand("github-actions[bot]", "9999+github-actions[bot]@users.noreply.github.com")
        )
    )
    f.h.apply(TEST)


@SIGNATURES.found_by("hand")
def address_without_an_id(f: Forger) -> None:
    """The author has the bot's name, and an address that holds no id."""
    f.lie(
        respell=spelt(
            author=Hand("github-actions[bot]", "github-actions[bot]@users.noreply.github.com")
        )
    )
    f.h.apply(TEST)


@SIGNATURES.found_by("signature", says="not signed")
def unsigned_under_an_app(f: Forger) -> None:
    """An unsigned commit, where the catalog says that the bot is a GitHub App."""
    f.h.maintain(with_field(f, SETTINGS, "mode", "app"))
    f.lie(respell=spelt(signed_by=None))
    f.h.apply(TEST)


@SIGNATURES.found_by("signature", says="not among the trusted")
def signed_by_another_key(f: Forger) -> None:
    """The commit is signed by a key that nobody trusts."""
    f.lie(respell=spelt(signed_by=signing_key("somebody else's")))
    f.h.apply(TEST)


@SIGNATURES.found_by("signature", says="does not fit its bytes")
def signature_of_another_commit(f: Forger) -> None:
    """The commit carries a true signature that was made over another one."""
    key = f.writer.key
    assert key is not None
    f.lie(respell=spelt(signed_by=Borrowed(key)))
    f.h.apply(COFFEE)


@SIGNATURES.found_by("hand", "signature", says="does not say who the bot is")
def settings_broken_by_a_stranger(f: Forger) -> None:
    """The settings on main are broken, so they name no bot, and a stranger writes, unsigned."""
    f.h.apply(COFFEE)
    sound = {SETTINGS: f.h.files[SETTINGS]}
    f.h.maintain({SETTINGS: sound[SETTINGS] + b"unknown: 1\n"})
    stranger = Hand("mallory", "mallory@example.com")
    with f.believing(sound):
        f.lie(respell=spelt(author=stranger, committer=stranger, signed_by=None))
        f.h.approve(COFFEE)
