"""Versions uploaded by a pull request of their own, told over HTTP and read from main."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.documents import request_file, version_file
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


def refused(stage: Stage, number: int, rule: str) -> None:
    before = stage.main()
    assert stage.run_bot(number).failures == []
    assert stage.main() == before
    assert f"[{rule}]" in sticky(stage, number)


@pytest.mark.parametrize("who", ["rob", "otto", "oscar"])
def test_nobody_else_uploads_a_version(stage: Stage, who: str) -> None:
    stage.person("rita").commit("upload", {PATH: VERSION})
    refused(stage, stage.person(who).open("upload", "Upload"), "requester-may-change")


def test_an_upload_waits_for_the_package(stage: Stage) -> None:
    bare = "format: 1\nminiProgram: coffee\nversion: 1.4.0\n"
    number = upload(stage, text=bare)
    refused(stage, number, "version-built")
    stage.person("mia").commit("upload", {PATH: VERSION})
    assert stage.run_bot(number).failures == []
    assert [entry["kind"] for entry in entries(stage)] == ["uploaded"]


def test_a_version_on_main_is_never_changed(stage: Stage) -> None:
    assert stage.run_bot(upload(stage)).failures == []
    other = VERSION.replace("5", "6")
    assert other != VERSION
    stage.person("mia").commit("again", {PATH: other})
    refused(stage, stage.person("mia").open("again", "Again"), "version-is-new")


def test_a_retired_mini_program_takes_no_version_and_no_release(stage: Stage) -> None:
    path = "catalog/mini-programs/coffee.yaml"
    text = stage.main_files(path)[path].decode() + "retired: true\n"
    stage.person("wanda").commit("retire", {path: text})
    assert stage.run_bot(stage.person("wanda").open("retire", "Retire")).failures == []
    refused(stage, upload(stage), "document-not-retired")
    refused(stage, stage.request("coffee 1.0.0 harbor test"), "not-retired")


def test_a_release_takes_the_version_that_was_uploaded(stage: Stage) -> None:
    assert stage.run_bot(upload(stage)).failures == []
    text = "coffee 1.4.0 harbor test"
    path = release(text).request_path
    stage.person("mia").commit("release", {path: request_file(release(text), domain="")})
    number = stage.person("mia").open("release", "Release")
    assert stage.run_bot(number).failures == []
    assert stage.status_file(text)["status"] == "Full Release"


@pytest.mark.parametrize(
    "more",
    [
        "releases/coffee/1.5.0/version.yaml",
        "catalog/people/1001.yaml",
        "schemas/version.schema.json",
        "releases/coffee/1.4.0/log/0001-uploaded.json",
    ],
)
def test_a_version_with_anything_else_is_refused_whole(stage: Stage, more: str) -> None:
    stage.person("mia").commit("upload", {PATH: VERSION, more: "format: 1\n"})
    before = stage.main()
    number = stage.person("mia").open("upload", "Upload")
    assert stage.run_bot(number).failures == []
    assert stage.main() == before
    shown = sticky(stage, number)
    assert "[one-document]" in shown or "[path-not-allowed]" in shown


def test_a_push_by_another_after_applying_voids_the_upload(stage: Stage) -> None:
    number = upload(stage, "mia")
    stage.hub.clock.advance(5)
    stage.person("rob").commit("upload", {PATH: VERSION + "# more\n"})
    refused(stage, number, "change-as-applied-for")


def test_a_version_that_came_by_hand_stops_its_mini_program(stage: Stage) -> None:
    stage.person("otto").commit("main", {PATH: VERSION})
    number = stage.request("coffee 1.0.0 harbor test")
    refused(stage, number, "by-hand")
    tickets = stage.request("tickets 1.0.0 harbor test")
    assert stage.run_bot(tickets).failures == []
    assert stage.status_file("tickets 1.0.0 harbor test")["status"] == "Full Release"
    stage.person("otto").commit("main", {PATH: None})
    assert stage.run_bot(number).failures == []
    assert stage.status_file("coffee 1.0.0 harbor test")["status"] == "Full Release"


@pytest.mark.parametrize("what", ["the version", "its entry", "both are gone"])
def test_an_uploaded_version_that_is_edited_stops_its_mini_program(stage: Stage, what: str) -> None:
    assert stage.run_bot(upload(stage)).failures == []
    (path,) = stage.main_files("releases/coffee/1.4.0/log")
    edits: dict[str, dict[str, str | None]] = {
        "the version": {PATH: VERSION + "# more\n"},
        "its entry": {path: stage.main_files(path)[path].decode().replace("mia", "rob")},
        "both are gone": {PATH: None, path: None},
    }
    stage.person("otto").commit("main", edits[what])
    before = stage.main()
    number = stage.request("coffee 1.0.0 harbor test")
    stage.run_bot(number)
    assert stage.main() == before
    assert "Stopped" in sticky(stage, number)
