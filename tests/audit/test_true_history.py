"""What the bot's own rules write, the audit finds nothing wrong with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.audit.audit import Scope, auditing
from bot.audit.step import Hand
from bot.audit.trust.signatures import Verdict
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.core.entry import Kind
from bot.installed import installed_schemas
from tests.audit.forgeries.stage import COFFEE, TEST
from tests.history import people
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.commits import Hand as Author
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.rollouts import BY_DOCUMENTS
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.rules.findings import Finding
    from bot.audit.step import Step
    from tests.audit.forgeries.forger import Forger
    from tests.audit.forgeries.workshop import Workshop

TRANSITIONS = 300


class Story:
    """A story of one seed, and every step of its audit."""

    def __init__(self, folder: Path, seed: int) -> None:
        key = signing_key()
        self.historian = Historian(LooseWriter(folder, key))
        tell(self.historian, TRANSITIONS, seed)
        self.historian.finish()
        self.keys = TrustedKeys.read({"key": key.public.encode()})
        self.folder = folder

    def audited(self, keys: TrustedKeys | None) -> list[Step]:
        scope = Scope(self.folder, keys=keys)
        with auditing(scope, installed_schemas(), os.environ["PATH"]) as audit:
            return list(audit.steps())


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_true_history_is_clean(seed: int, tmp_path: Path) -> None:
    story = Story(tmp_path / "main.git", seed)
    steps = story.audited(story.keys)
    assert [found for step in steps for found in step.findings] == []
    assert [step.commit.oid for step in steps] == [one.oid for one in story.historian.made[1:]]
    assert {step.hand for step in steps} == {Hand.BOT, Hand.MAINTENANCE}
    told = [transition for step in steps for transition in step.transitions]
    assert len(told) == story.historian.transitions >= TRANSITIONS
    assert all(transition.stands_on is None for transition in told)
    kinds = {kind.value for kind in set(Kind) - BY_DOCUMENTS}
    assert {transition.entry.kind for transition in told} == kinds
    signed = [step for step in steps if step.hand is Hand.BOT]
    assert {step.signature and step.signature.verdict for step in signed} == {Verdict.GOOD}


def test_without_trusted_keys_it_is_clean_and_no_signature_is_judged(tmp_path: Path) -> None:
    steps = Story(tmp_path / "main.git", seed=7).audited(None)
    assert [found for step in steps for found in step.findings] == []
    assert {step.signature for step in steps} == {None}


# --- What is odd, and right ----------------------------------------------------------------------

ODD_AUTHORS = [
    "otto <otto@harbor.example> 1772442000 +051800",
    "otto <otto@harbor.example> 1772442000",
    "otto <otto@harbor.example> -315619200 +0000",
    "otto <otto@harbor.example> 17724421110 +0000",
    "otto<otto@harbor.example> 1772442000 +0000",
    "otto <<otto@harbor.example>> 1772442000 +0000",
    "otto <otto@harbor.example>  1772442000 +0000",
    "",
]
"""Author lines that git holds, of clients and imports that wrote them otherwise than git does."""


@dataclass(frozen=True, slots=True)
class Odd(MainCommit):
    """A commit whose author line is of no usual form."""

    line: str = ""

    @property
    def author_line(self) -> str:
        """See ``MainCommit``."""
        return self.line


def oddly(f: Forger, line: str, parent: str) -> Odd:
    """A commit by otto that changes nothing, after another."""
    return Odd({}, "Tidy up\n", hand_of(people.OTTO), GITHUB, f.h.now, (parent,), line=line)


def pushed(f: Forger, author: Author, message: str = "Tidy up") -> None:
    """One more commit without a change in the branch of COFFEE."""
    pull = f.h.pulls[COFFEE]
    made = MainCommit({}, f"{message}\n", author, author, f.h.now, (pull.head,))
    pull.committed(f.writer.commit(made, main=False))


def found_in(workshop: Workshop, f: Forger) -> list[Finding]:
    """What is found in the history that was told."""
    f.h.finish()
    return workshop.findings(f.h.tip)


@pytest.mark.parametrize("line", ODD_AUTHORS)
def test_a_person_whom_a_commit_names_oddly_may_maintain(line: str, workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.raw(oddly(f, line, f.h.tip))
    f.h.apply(TEST)
    assert found_in(workshop, f) == []


@pytest.mark.parametrize("line", ODD_AUTHORS)
def test_whom_a_commit_of_a_branch_names_oddly_is_unknown(line: str, workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.apply(COFFEE)
    pull = f.h.pulls[COFFEE]
    pull.committed(f.writer.commit(oddly(f, line, pull.head), main=False))
    pull.unknown.append(line)
    f.h.approve(COFFEE)
    assert found_in(workshop, f) == []


@pytest.mark.parametrize("login", ["ghost", "Copilot"])
def test_an_account_that_github_no_longer_shows_counts_as_unknown(
    login: str, workshop: Workshop
) -> None:
    f = workshop.forger()
    f.h.apply(COFFEE)
    author = Author(login, f"7777+{login}@users.noreply.github.com")
    pushed(f, author)
    f.h.pulls[COFFEE].unknown.append(author.email)
    f.h.approve(COFFEE)
    assert found_in(workshop, f) == []


def test_a_co_author_whom_a_message_quotes_had_no_hand_in_it(workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.apply(COFFEE)
    quoted = "Co-authored-by: rob <1004+rob@users.noreply.github.com>"
    message = f"Begin anew\n\nThe commit before ended in:\n{quoted}\n\nSo it was two people's."
    pushed(f, hand_of(people.MIA), message)
    f.h.approve(COFFEE, (people.ROB,))
    assert found_in(workshop, f) == []


def test_a_merge_of_two_commits_of_main_brings_nothing_to_a_branch(workshop: Workshop) -> None:
    """As ``git merge --no-ff origin/main`` makes it where there is no work yet."""
    f = workshop.forger()
    f.h.maintain({"docs/page.md": b"Hello\n"})
    both = f.branch((f.h.first, f.h.tip), {}, base=f.h.tip, message="Merge main\n")
    f.h.apply(COFFEE)
    f.h.pulls[COFFEE].base = both
    f.h.push(COFFEE, "It says what changed.\n", force=True)
    f.h.approve(COFFEE)
    assert found_in(workshop, f) == []


def test_thousands_of_pages_may_come_to_one_folder_and_go_again(workshop: Workshop) -> None:
    f = workshop.forger()
    pages: dict[str, bytes | File | None] = {f"docs/p{n}.md": b"Hello\n" for n in range(3000)}
    f.h.maintain(pages)
    f.h.maintain(dict.fromkeys(pages))
    f.h.apply(TEST)
    assert found_in(workshop, f) == []
