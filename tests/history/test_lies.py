"""A lie is told where it was asked for, and everything later is derived from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.documents import canonical
from bot.core.entry import Kind
from bot.core.log import Damage, Log, read_log
from bot.hub.objects import Objects, parse_commit
from tests.history import people
from tests.history.commits import File, MainCommit, hand_of
from tests.history.historian import Historian, Made
from tests.history.keys import signing_key
from tests.history.lies import Lie, Part
from tests.history.reading import (
    PRODUCTION,
    TEST,
    TRANSITIONS,
    Told,
    git,
    release,
    troubles,
)
from tests.history.story import tell

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.entry import Draft, Entry


def otto_approved(draft: Draft, part: Part) -> Draft:
    if part is not Part.PRIMARY:
        return draft  # what an approval archives follows from its cause, which stays
    first = replace(draft.approvals[0], login=people.OTTO.login, reviewer=people.OTTO.id)
    return replace(draft, approvals=(first, *draft.approvals[1:]))


def test_a_retold_draft_is_chained_on_and_the_bot_notices_nothing(
    told: Told, tmp_path: Path
) -> None:
    number = told.find(Kind.APPROVED)
    forged = Told(tmp_path / "main.git", TRANSITIONS, {number: Lie(retell=otto_approved)})
    made, honest = forged.historian.made, told.historian.made
    assert made[:number] == honest[:number]
    assert [(m.release, m.kind) for m in made] == [(m.release, m.kind) for m in honest]
    assert all(
        one.oid != other.oid for one, other in zip(made[number:], honest[number:], strict=True)
    )
    lied = made[number].release
    assert lied is not None
    entries = forged.historian.logs[lied].entries
    assert people.OTTO.id in {a.reviewer for e in entries for a in e.draft.approvals}
    assert f"Approved-by: {people.OTTO.id}" in git(
        forged.folder, "show", "--no-patch", "--format=%b", str(made[number].oid)
    )
    assert troubles(forged.folder, tmp_path / "read", forged.historian.tip, lied) == ()


def test_a_retold_primary_takes_its_follower_along(historian: Historian) -> None:
    historian.apply(TEST)
    newer = release("coffee 1.1.0 harbor test")
    cause = {"kind": "apply", "pullRequest": 99, "head": "e" * 40, "after": 0}
    parts = []

    def retell(draft: Draft, part: Part) -> Draft:
        parts.append(part)
        return replace(draft, cause=cause) if part is Part.PRIMARY else draft

    historian.forge(Lie(retell=retell))
    historian.apply(newer)
    assert parts == [Part.PRIMARY, Part.FOLLOWER]
    superseder = historian.logs[TEST].entries[-1].draft.superseded_by
    assert superseder is not None
    assert superseder.transition == historian.logs[newer].entries[-1].draft.transition


def read_again(historian: Historian) -> Log | Damage:
    """The log of the one release, as the bot reads it from the files."""
    folder = PRODUCTION.log_folder
    files = {path: data for path, data in historian.files.items() if path.startswith(folder)}
    return read_log(PRODUCTION, files, historian.state.policy.schemas)


def test_a_reentered_entry_may_run_back_in_time_and_the_bot_sees_just_that(
    historian: Historian,
) -> None:
    def reenter(entry: Entry, part: Part) -> Entry:
        assert part is Part.PRIMARY
        return replace(entry, time=entry.time - timedelta(days=30))

    historian.apply(PRODUCTION)
    historian.forge(Lie(reenter=reenter))
    historian.reject(PRODUCTION)
    historian.reapply(PRODUCTION)
    first, second, third = historian.logs[PRODUCTION].entries
    assert second.time < first.time < third.time
    assert third.previous == canonical.sha256(second.to_bytes())
    assert read_again(historian) == Damage(second.path, "the time runs back")


def test_a_respelt_commit_is_written_as_the_forger_spells_it(told: Told, tmp_path: Path) -> None:
    def respell(commit: MainCommit) -> MainCommit:
        files = {**commit.files, "releases/coffee/note.md": File(b"One more.\n")}
        return replace(commit, files=files, signed_by=signing_key("a stranger"))

    number = told.find(Kind.REJECTED)
    forged = Told(tmp_path / "main.git", TRANSITIONS, {number: Lie(respell=respell)})
    oid = forged.historian.made[number].oid
    assert oid is not None
    objects = Objects(forged.folder)
    commit = parse_commit(oid, objects.read(oid)[1])
    objects.close()
    assert commit.signature is not None
    assert signing_key("a stranger").made(commit.payload, commit.signature)
    found = troubles(forged.folder, tmp_path / "read", forged.historian.tip, PRODUCTION)
    assert [trouble.path for trouble in found] == ["releases/coffee/note.md"]


def test_a_lie_that_nobody_comes_to_tell_is_noticed(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    with pytest.raises(AssertionError, match="commit 1 of main is written already"):
        historian.forge(Lie(), at=1)
    historian.forge(Lie(), at=9)
    with pytest.raises(AssertionError, match=r"never told: the lies of \[9\]"):
        historian.finish()


def test_a_commit_may_be_left_out_though_the_log_goes_on_from_it(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    before = historian.tip
    historian.forge(Lie(respell=lambda _: None))
    assert historian.reject(PRODUCTION) == before
    assert historian.made[-1] == Made(None, PRODUCTION, Kind.REJECTED)
    historian.reapply(PRODUCTION)
    third = historian.logs[PRODUCTION].entries[-1]
    assert read_again(historian) == Damage(third.path, "sequence 3 where 2 is due")


def test_after_a_raw_commit_the_historian_may_go_on_from_the_files(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    folder = PRODUCTION.folder
    gone = {path: None for path in historian.files if path.startswith(folder)}
    who = hand_of(people.OSCAR)
    commit = MainCommit(gone, "Tidy\n", who, who, historian.now, (historian.tip,))
    assert historian.raw(commit) == historian.tip
    assert PRODUCTION in historian.logs
    historian.adopt()
    assert PRODUCTION not in historian.logs
    historian.apply(PRODUCTION)
    assert [entry.sequence for entry in historian.logs[PRODUCTION].entries] == [1]


def test_what_stands_is_read_as_it_was_told_when_it_is_adopted(historian: Historian) -> None:
    tell(historian, 60)
    before, transitions = dict(historian.logs), historian.transitions
    historian.adopt()
    assert historian.logs == before
    assert historian.transitions == transitions
