"""Signed notes are those of Go's note package, and what nobody known signed is not believed.

The vectors are published in golang.org/x/mod, sumdb/note/note_test.go (its keys PeterNeumann and
EnochRoot, its text, signatures and malformed notes).
"""

from __future__ import annotations

import pytest

from bot.audit.trust.note import Note, Signer, Verifier, generate, opened, sign, text_of
from bot.errors import ProblemsFoundError, UsageError

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WW"
    "d1RvMc+QQ=\n"
)
SEED = bytes(range(32))


# --- The vectors ----------------------------------------------------------------------------------


def test_a_signer_makes_the_note_that_go_makes() -> None:
    assert sign(TEXT, Signer.read(PETER_PRIVATE)) == f"{TEXT}\n{BY_PETER}"


def test_a_note_names_the_known_keys_that_signed_it() -> None:
    peter, enoch = Verifier.read(PETER), Verifier.read(ENOCH)
    note = f"{TEXT}\n{BY_PETER}{BY_ENOCH}"
    assert opened(note, [peter]) == Note(TEXT, ("PeterNeumann",))
    assert opened(note, [enoch, peter]) == Note(TEXT, ("PeterNeumann", "EnochRoot"))


def test_a_key_is_named_once_however_often_it_signed() -> None:
    note = f"{TEXT}\n{BY_PETER}{BY_PETER}{BY_ENOCH}"
    assert opened(note, [Verifier.read(PETER)]).signers == ("PeterNeumann",)


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        f"{PETER}=",
        PETER_PRIVATE,
    ],
)
def test_what_is_no_verifiers_key_is_refused(key: str) -> None:
    with pytest.raises(UsageError) as refused:
        Verifier.read(key)
    assert refused.value.id == "wrong-note-key"


def test_no_part_of_a_key_and_no_changed_key_is_read() -> None:
    for read, key in ((Verifier.read, PETER), (Signer.read, PETER_PRIVATE)):
        parts = [key[i:j] for i in range(len(key)) for j in range(i + 1, len(key) + 1)]
        changed = [key[:i] + chr(ord(key[i]) + 1) + key[i + 1 :] for i in range(len(key))]
        for other in [part for part in parts if part != key] + changed:
            with pytest.raises(UsageError):
                read(other)


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{BY_PETER}"[:-1],
        f"\x01{TEXT}\n{BY_PETER}",
        f"\udcff{TEXT}\n{BY_PETER}",
        f"{TEXT}\n{BY_PETER.replace('PeterNeumann', 'Bad Name')}",
        f"{TEXT}\n{BY_PETER}Unexpected line.\n",
        f"{TEXT}\n{BY_PETER * 101}",
        f"{TEXT}\n— PeterNeumann\n",
        f"{TEXT}\n— PeterNeumann x08gow==\n",
        f"{TEXT}\n{BY_PETER.replace('—', '-')}",
        f"{TEXT}\n{BY_PETER.replace('=', '')}",
        f"{TEXT}\n{BY_PETER.replace('Peter', 'Peter+')}",
        TEXT + "\n" + BY_PETER.replace("Peter", "Peter\u2003"),
        f"{TEXT}\r\n{BY_PETER}",
        "",
        "\n",
        "a\tb\n",
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    for read in (text_of, lambda one: opened(one, [Verifier.read(PETER)])):
        with pytest.raises(ProblemsFoundError) as refused:
            read(note)
        assert refused.value.id == "wrong-note"


# --- What is believed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        f"{TEXT}\n{BY_PETER}".replace("problem", "Problem"),
        f"{TEXT}more\n\n{BY_PETER}",
        f"{TEXT}\n{BY_PETER}".replace("ZJkuBS", "ZJkuBT"),
        f"{TEXT}\n{BY_PETER[:60]}ABCD{BY_PETER[60:]}",
        f"{TEXT}\n{BY_PETER}{BY_PETER.replace('ZJkuBS', 'ZJkuBT')}",
    ],
)
def test_a_wrong_signature_by_a_known_key_is_an_error(note: str) -> None:
    with pytest.raises(ProblemsFoundError, match='by "PeterNeumann" is not over') as refused:
        opened(note, [Verifier.read(PETER)])
    assert refused.value.id == "wrong-note-signature"


def test_a_wrong_signature_by_an_unknown_key_is_passed_over() -> None:
    wrong = BY_ENOCH.replace("5n2tiOHp", "5n2tiOHq")
    assert opened(f"{TEXT}\n{wrong}{BY_PETER}", [Verifier.read(PETER)]).text == TEXT


@pytest.mark.parametrize("note", [f"{TEXT}\n{BY_ENOCH}", "size 4\n", "size 4"])
def test_a_note_that_no_given_key_signed_is_an_error(note: str) -> None:
    with pytest.raises(ProblemsFoundError, match="is not signed by PeterNeumann") as refused:
        opened(note, [Verifier.read(PETER)])
    assert refused.value.id == "unsigned-note"


def test_a_key_of_the_same_name_is_another_key() -> None:
    _, mine = generate("EnochRoot", SEED)
    with pytest.raises(ProblemsFoundError, match=r"\[unsigned-note\]"):
        opened(f"{TEXT}\n{BY_ENOCH}", [Verifier.read(mine)])


def test_without_keys_the_text_is_read_and_nobody_signed() -> None:
    assert opened(f"{TEXT}\n{BY_PETER}", []) == Note(TEXT, ())


@pytest.mark.parametrize("line", ["size 4 of main", "size 4 of main\n"])
def test_a_bare_line_is_a_text(line: str) -> None:
    assert text_of(line) == "size 4 of main\n"
    assert opened(line, []) == Note("size 4 of main\n", ())


def test_a_text_may_have_empty_lines() -> None:
    signer, verifier = generate("slipway.example/log", SEED)
    text = "slipway.example/log\n\n\n4\n"
    note = sign(text, Signer.read(signer))
    assert text_of(note) == text
    assert opened(note, [Verifier.read(verifier)]) == Note(text, ("slipway.example/log",))


# --- Keys of one's own ----------------------------------------------------------------------------


def test_keys_are_made_from_the_seed_and_the_name_alone() -> None:
    assert generate("harbor", SEED) == generate("harbor", SEED)
    assert generate("harbor", SEED) != generate("harbor", SEED[::-1])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\u00a0b"])
def test_a_name_without_meaning_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a key"):
        generate(name, SEED)


def test_a_private_key_is_never_shown() -> None:
    with pytest.raises(UsageError) as refused:
        Signer.read(PETER_PRIVATE[:-1])
    assert "AYEKFALVFGyN" not in str(refused.value)
    with pytest.raises(UsageError) as refused:
        Verifier.read(PETER_PRIVATE)
    assert "AYEKFALVFGyN" not in str(refused.value)
    assert "AYEKFALVFGyN" not in repr(Signer.read(PETER_PRIVATE))


@pytest.mark.parametrize("text", ["", "no line feed", "a\rb\n", "\udcff\n"])
def test_only_whole_lines_are_signed(text: str) -> None:
    with pytest.raises(UsageError, match=r"\[wrong-note\]"):
        sign(text, Signer.read(PETER_PRIVATE))
