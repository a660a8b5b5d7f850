"""A bundle is one release in one file: it verifies anywhere, and only as it was written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.audit.bundle.form import LARGEST_OBJECT
from bot.audit.git.clone import Object
from bot.audit.git.objects import hash_object
from bot.core.entry import Kind
from bot.errors import ProblemsFoundError, UsageError
from tests.audit.bundles import Parts, bundled, scope_of, verified, writing
from tests.history.reading import PRODUCTION, release
from tests.history.story import tell

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.audit import Scope
    from bot.core.documents.identity import ReleaseId
    from tests.history.historian import Historian
from tests.history.rollouts import BY_DOCUMENTS

TRANSITIONS = 300
MODEST = 300_000
"""Bytes of a bundle: schemas and catalog are most of it, whatever else main holds."""


@pytest.fixture(scope="module")
def historian(tmp_path_factory: pytest.TempPathFactory) -> Historian:
    historian = writing(tmp_path_factory.mktemp("told"))
    tell(historian, TRANSITIONS)
    return historian


@pytest.fixture(scope="module")
def scope(historian: Historian) -> Scope:
    return scope_of(historian)


def kinds_of(historian: Historian, one: ReleaseId) -> list[Kind]:
    return [entry.draft.kind for entry in historian.logs[one].entries]


def longest(historian: Historian) -> ReleaseId:
    """A release that was approved after the longest way."""
    approved = [one for one in historian.logs if Kind.APPROVED in kinds_of(historian, one)]
    return max(approved, key=lambda one: len(historian.logs[one].entries))


@pytest.fixture(scope="module")
def whole(historian: Historian, scope: Scope) -> bytes:
    return bundled(scope, longest(historian))


def refusal(data: bytes) -> ProblemsFoundError:
    with pytest.raises(ProblemsFoundError) as caught:
        verified(data)
    return caught.value


# --- What a bundle shows -------------------------------------------------------------------------


# What follows from the document of another pull request is told by no story.
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in BY_DOCUMENTS])
def test_a_release_of_a_true_history_verifies_with_every_entry_of_its_log(
    kind: Kind, historian: Historian, scope: Scope
) -> None:
    of_kind = [one for one in historian.logs if kind in kinds_of(historian, one)]
    for one in (of_kind[0], of_kind[-1]):
        result = verified(bundled(scope, one))
        assert result.findings == ()
        assert [each.entry.kind for each in result.transitions] == kinds_of(historian, one)
        assert result.release.status == historian.logs[one].status


def test_a_bundle_verifies_where_there_is_neither_repository_nor_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    historian = writing(tmp_path)
    historian.apply(PRODUCTION)
    historian.approve(PRODUCTION)
    data = bundled(scope_of(historian), PRODUCTION)
    shutil.rmtree(tmp_path)
    monkeypatch.setenv("PATH", "")
    result = verified(data)
    assert result.findings == ()
    assert any("2 commits: each is signed by a trusted key" in line for line in result.proven)


def test_the_same_history_makes_the_same_bundle(historian: Historian, scope: Scope) -> None:
    one = longest(historian)
    assert bundled(scope, one) == bundled(scope, one)


def test_a_bundle_is_small_however_much_main_holds(historian: Historian, scope: Scope) -> None:
    sizes = [len(bundled(scope, one)) for one in (longest(historian), *list(historian.logs)[-5:])]
    assert max(sizes) < MODEST


def test_it_is_made_of_objects_that_git_itself_takes(whole: bytes) -> None:
    for oid, data in Parts.of(whole).objects.items():
        line, _, content = data.partition(b"\n")
        assert hash_object(line.split()[1].decode(), content[:-1]) == oid


def test_without_keys_nobody_can_say_who_signed(whole: bytes) -> None:
    result = verified(whole, keys=None)
    assert result.findings == ()
    assert "who signed the commits: no trusted keys were given" in result.unproven
    assert not any("signed" in line for line in result.proven)


def test_a_bundle_says_what_it_cannot_show(whole: bytes) -> None:
    said = " ".join(verified(whole).unproven)
    for words in ("stand on main", "other release", "put it back", "the bot's word"):
        assert words in said


def test_a_release_that_never_was_has_no_bundle(scope: Scope) -> None:
    with pytest.raises(UsageError, match=r"releases/coffee/99\.0\.0/harbor/test"):
        bundled(scope, release("coffee 99.0.0 harbor test"))


# --- What is refused -----------------------------------------------------------------------------


def test_each_object_is_needed_and_named_where_it_is_missing(whole: bytes) -> None:
    parts = Parts.of(whole)
    for oid in parts.objects:
        error = refusal(parts.without(oid).to_bytes())
        assert error.id == "bundle-missing"
        assert oid in str(error)


def test_any_byte_of_the_first_line_that_is_another_is_refused(whole: bytes) -> None:
    for at in range(0, whole.index(b"\n") + 1, 3):
        assert refusal(_flipped(whole, at)).exit_code == 1


def test_any_byte_of_an_object_that_is_another_is_refused(whole: bytes) -> None:
    for at in range(whole.index(b"\n") + 1, len(whole), 211):
        assert refusal(_flipped(whole, at)).id in ("bundle-object", "bundle-form")


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_bundle_that_is_cut_off_anywhere_is_refused(whole: bytes) -> None:
    for end in range(0, len(whole), 1009):
        assert refusal(whole[:end]).id == "bundle-form"
    assert refusal(whole[:-1]).id == "bundle-form"


def test_nothing_may_follow_the_last_object(whole: bytes) -> None:
    assert "something follows" in str(refusal(whole + b"\n"))


def test_an_object_that_nothing_needs_is_refused(whole: bytes) -> None:
    parts, data = Parts.of(whole), b"I am not needed.\n"
    oid = hash_object("blob", data)
    parts.objects[oid] = f"{oid} blob {len(data)}\n".encode() + data + b"\n"
    error = refusal(parts.to_bytes())
    assert error.id == "bundle-unneeded"
    assert oid in str(error)


def test_an_object_that_stands_twice_is_refused(whole: bytes) -> None:
    parts = Parts.of(whole)
    first = next(iter(parts.objects))
    parts.objects["again"] = parts.objects[first]
    assert f"{first} stands in it twice" in str(refusal(parts.to_bytes()))


def test_a_mention_that_nothing_needs_is_refused(whole: bytes) -> None:
    parts = Parts.of(whole)
    beside = tuple(sorted([*parts.header.beside, "f" * 40]))
    error = refusal(replace(parts, header=replace(parts.header, beside=beside)).to_bytes())
    assert (error.id, "f" * 40 in str(error)) == ("bundle-unneeded", True)


def test_a_commit_without_a_parent_is_refused(whole: bytes) -> None:
    parts = Parts.of(whole)
    header = replace(parts.header, commits=(parts.header.start, *parts.header.commits))
    assert "has no parent" in str(refusal(replace(parts, header=header).to_bytes()))


def test_an_object_said_to_be_vast_is_refused_before_it_is_read(whole: bytes) -> None:
    parts = Parts.of(whole)
    first = next(iter(parts.objects))
    parts.objects[first] = f"{first} blob {LARGEST_OBJECT + 1}\n".encode()
    assert refusal(parts.to_bytes()).id == "bundle-too-large"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b'"text"\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"x" * 3_000_000,
    ],
    ids=["empty", "blank", "object", "list", "text", "bytes", "deep", "long"],
)
def test_what_is_no_bundle_at_all_is_refused(data: bytes) -> None:
    assert refusal(data).id == "bundle-form"


def test_a_blob_where_a_tree_is_due_is_refused_calmly(whole: bytes) -> None:
    parts = Parts.of(whole)
    held = parts.objects[parts.header.start].split(b"\n", 1)[1][:-1]
    lines = held.split(b"\n", 1)
    blob = Object("blob", b"no tree")
    oid = hash_object(*blob)
    start = b"tree " + oid.encode() + b"\n" + lines[1]
    named = hash_object("commit", start)
    objects = {
        named: f"{named} commit {len(start)}\n".encode() + start + b"\n",
        oid: f"{oid} blob {len(blob.content)}\n".encode() + blob.content + b"\n",
        **parts.objects,
    }
    error = refusal(Parts(replace(parts.header, start=named), objects).to_bytes())
    assert "not of a form that git writes" in str(error)
