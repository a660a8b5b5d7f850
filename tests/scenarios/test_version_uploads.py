"""Versions uploaded by a pull request of their own, told over HTTP and read from main."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.documents import version_file
from tests.world import release

if TYPE_CHECKING:
    from tests.world import Stage

PATH = "releases/coffee/1.4.0/version.yaml"
VERSION = version_file(release("coffee 1.4.0 harbor test"), "")


def upload(
    stage: Stage, who: str = "mia", text: str = VERSION, path: str = PATH, *, draft: bool = False
) -> int:
    person = stage.person(who)
    person.commit("upload", {path: text})
    return person.open("upload", "Upload", draft=draft)


def entries(stage: Stage, folder: str = "releases/coffee/1.4.0/log") -> list[dict[str, Any]]:
    files = stage.main_files(folder)
    return [json.loads(files[path]) for path in sorted(files)]


def sticky(stage: Stage, number: int) -> str:
    found = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    assert len(found) == 1
    return found[0].body


@pytest.mark.parametrize(
    ("who", "role"), [("mia", "admin"), ("wanda", "workspace-admin"), ("dan", "developer")]
)
def test_a_version_is_uploaded_at_once(stage: Stage, who: str, role: str) -> None:
    number = upload(stage, who)
    before, head = stage.main(), stage.person(who).pull(number).head.sha
    assert stage.run_bot(number).failures == []
    assert stage.main_files(PATH)[PATH].decode() == VERSION
    (entry,) = entries(stage)
    assert (entry["kind"], entry["document"], entry["content"]) == ("uploaded", PATH, "main")
    assert (entry["actor"]["login"], entry["actor"]["role"]) == (who, role)
    assert (entry["before"], entry["round"], entry["announced"]) == (None, 0, None)
    assert entry["file"]["sha256"] == hashlib.sha256(VERSION.encode()).hexdigest()
    parents = stage.git("log", "-1", "--format=%P", "refs/heads/main").decode().split()
    assert parents == [before, head]
    assert stage.person(who).pull(number).merged
    assert "**Uploaded**" in sticky(stage, number)
    told = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:outcome")]
    assert len(told) == 1
    assert stage.run_bot(number).failures == []
    assert len(stage.comments(number)) == 2
