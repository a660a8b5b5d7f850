"""What is written as a command is read back as that command, with exactly those parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.command.grammar import ASKING, FORMS, Command, Word, read
from bot.core.command.writing import Parts, places, write
from bot.errors import UsageError

PERCENTS = st.integers(1, 100)
USERS = st.lists(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"), min_size=1, max_size=9)
VERSIONS = st.from_regex(r"\A[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}\Z")
DEADLINES = st.from_regex(r"\A[1-9][0-9]{0,2}d\Z") | st.just("2026-03-09T18:00+08:00")
PLAIN = st.text("abcXYZ 019.,;:!?'()äß中", min_size=1, max_size=500).map(str.strip).filter(bool)
ANY = st.text(max_size=60)


def parts_of(word: Word, reasons: st.SearchStrategy[str]) -> st.SearchStrategy[Parts]:
    known = {
        "percent": PERCENTS,
        "version": VERSIONS,
        "deadline": DEADLINES,
        "reason": reasons,
        "users": USERS.map(tuple),
        "pilot": st.booleans(),
    }
    asked = {"adds" if name == "pilot" else name: known[name] for name in places(word)}
    return st.builds(Parts, **asked)


ACTING = tuple(dict.fromkeys(form.word for form in FORMS if form.word not in ASKING))


@pytest.mark.parametrize("word", ACTING)
@given(data=st.data())
def test_every_act_can_be_written_and_is_read_as_it_was_meant(
    word: Word, data: st.DataObject
) -> None:
    parts = data.draw(parts_of(word, PLAIN))
    assert _read(write(word, parts)) == (word, parts)


@pytest.mark.parametrize("word", ACTING)
@given(data=st.data())
def test_whatever_the_reason_is_the_bot_reads_what_was_meant_or_nothing_is_written(
    word: Word, data: st.DataObject
) -> None:
    parts = data.draw(parts_of(word, ANY))
    try:
        line = write(word, parts)
    except UsageError:
        return
    assert _read(line) == (word, parts)


def _read(line: str) -> tuple[Word, Parts]:
    found = read(line)
    assert isinstance(found, Command)
    said = Parts(
        found.percent, found.users, found.adds, found.version, found.deadline, found.reason
    )
    return found.word, said


@pytest.mark.parametrize(
    ("word", "parts", "line"),
    [
        (Word.APPLY, Parts(), "/apply"),
        (Word.GO_LIVE, Parts(), "/go-live"),
        (Word.GO_LIVE, Parts(percent=10), "/go-live 10%"),
        (Word.SCALE, Parts(percent=100), "/scale 100%"),
        (Word.PILOT, Parts(users=("hb-1", "hb-2"), adds=True), "/pilot add hb-1 hb-2"),
        (Word.PILOT, Parts(users=("hb-1",)), "/pilot remove hb-1"),
        (Word.CANCEL, Parts(version="1.0.0", reason="It crashes."), "/cancel 1.0.0 It crashes."),
        (Word.WARN, Parts(deadline="7d", reason="No terms."), "/warn 7d No terms."),
    ],
)
def test_a_line_is_what_a_person_would_type(word: Word, parts: Parts, line: str) -> None:
    assert write(word, parts) == line


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        (Word.SCALE, Parts()),
        (Word.SCALE, Parts(percent=0)),
        (Word.SCALE, Parts(percent=101)),
        (Word.SCALE, Parts(percent=-5)),
        (Word.APPLY, Parts(reason="now")),
        (Word.STOP, Parts(reason="")),
        (Word.STOP, Parts(reason=" x")),
        (Word.STOP, Parts(reason="one\ntwo")),
        (Word.STOP, Parts(reason="one\n\n/resume")),
        (Word.STOP, Parts(reason="one\rtwo")),
        (Word.STOP, Parts(reason="<!-- hidden -->")),
        (Word.STOP, Parts(reason="x" * 501)),
        (Word.STOP, Parts(reason="rob wrote:")),
        (Word.CANCEL, Parts(version="1.0", reason="It crashes.")),
        (Word.WARN, Parts(deadline="soon", reason="No terms.")),
        (Word.PILOT, Parts(users=("two words",), adds=True)),
        (Word.PILOT, Parts(users=("@rob",), adds=True)),
        (Word.PILOT, Parts(adds=True)),
    ],
)
def test_what_the_bot_would_not_read_so_is_not_written(word: Word, parts: Parts) -> None:
    with pytest.raises(UsageError, match=r"is not /.*\[no-command\]"):
        write(word, parts)


def test_the_places_of_a_word_are_those_of_its_forms() -> None:
    assert places(Word.GO_LIVE) == {"percent": False}
    assert places(Word.SCALE) == {"percent": True}
    assert places(Word.PILOT) == {"pilot": True, "users": True}
    assert places(Word.WARN) == {"deadline": True, "reason": True}
    assert places(Word.PAUSE) == {}
