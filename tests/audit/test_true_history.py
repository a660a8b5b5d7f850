"""What the bot's own rules write, the audit finds nothing wrong with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.audit.audit import Scope, auditing
from bot.audit.step import Hand
from bot.audit.trust.signatures import Verdict
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.core.entry import Kind
from bot.installed import installed_schemas
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.step import Step

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
    assert {transition.entry.kind for transition in told} == {kind.value for kind in Kind}
    signed = [step for step in steps if step.hand is Hand.BOT]
    assert {step.signature and step.signature.verdict for step in signed} == {Verdict.GOOD}


def test_without_trusted_keys_it_is_clean_and_no_signature_is_judged(tmp_path: Path) -> None:
    steps = Story(tmp_path / "main.git", seed=7).audited(None)
    assert [found for step in steps for found in step.findings] == []
    assert {step.signature for step in steps} == {None}
