"""Attacks by trees, diffs, paths and git objects (C1 to C19)."""

from __future__ import annotations

import hashlib
import subprocess

import pytest

from bot.demo.world import REPOSITORY
from tests.threats.attack import (
    BRANCH,
    PRODUCTION,
    REQUEST,
    TEST,
    VERSION,
    Commit,
    branched,
    kinds,
    merged,
    plant,
    quiet,
    refused,
    run,
    sticky,
    under_review,
)
from tests.world import Stage, documents, release

DOCUMENTS = documents(TEST)
TEST_REQUEST = release(TEST).request_path


def planted_tree(stage: Stage, *entries: tuple[str, str, bytes]) -> str:
    """A tree with entries that no honest git writes, beside what main holds; its id."""
    content = stage.git("cat-file", "tree", "main^{tree}")
    for mode, name, data in entries:
        oid = hashed(stage, "blob", data) if not mode.startswith("4") else data.decode()
        content += f"{mode} {name}".encode() + b"\0" + bytes.fromhex(oid)
    return hashed(stage, "tree", content)


def hashed(stage: Stage, kind: str, data: bytes) -> str:
    """Write an object without any of git's checks."""
    command = ["git", "-C", str(stage.repository), "hash-object", "-t", kind, "-w", "--stdin"]
    done = subprocess.run([*command, "--literally"], input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("count", [31, 101, 3001])
def test_c1_a_bad_file_behind_many_others_is_found(stage: Stage, count: int) -> None:
    many = {f"releases/coffee/1.0.0/harbor/test/a{n:04d}.txt": "x\n" for n in range(count - 1)}
    number = branched(stage, Commit({**DOCUMENTS, **many, "zzz/last.yml": "on: push\n"}))
    assert len(refused(stage, number, "path-not-allowed")) < 65_536


def test_c1_the_bad_file_alone_is_named_though_it_comes_last(stage: Stage) -> None:
    number = branched(stage, Commit({**DOCUMENTS, "zzz/last.yml": "on: push\n"}))
    assert "zzz/last.yml" in refused(stage, number, "path-not-allowed")


def test_c3_a_rename_out_of_a_protected_path_is_a_deletion(stage: Stage) -> None:
    number = under_review(stage)
    entry = f"{release(PRODUCTION).log_folder}/0001-submitted.json"
    text = stage.main_files()[entry]
    attack = branched(stage, Commit({entry: None, TEST_REQUEST: text}))
    assert entry in refused(stage, attack, "deleted")
    assert kinds(stage) == ["submitted"]
    run(stage, number)


@pytest.mark.parametrize("mode", ["120000", "100755", "160000"])
def test_c4_only_a_plain_file_is_a_request(stage: Stage, mode: str) -> None:
    content = {"120000": "../../../1.0.0/version.yaml", "160000": stage.main()}
    files = {**DOCUMENTS, TEST_REQUEST: content.get(mode, DOCUMENTS[TEST_REQUEST])}
    number = branched(stage, Commit(files, {TEST_REQUEST: mode}))
    refused(stage, number, "wrong-mode")


def test_c4_a_symlink_to_an_approved_request_is_refused(stage: Stage) -> None:
    first = under_review(stage)
    stage.person("rob").approve(first)
    merged(stage, first)
    link = Commit({TEST_REQUEST: "../production/request.yaml"}, {TEST_REQUEST: "120000"})
    refused(stage, branched(stage, link), "wrong-mode")


def test_c4_a_folder_that_becomes_a_link_or_a_file_is_refused(stage: Stage) -> None:
    for mode in ("120000", "100644"):
        folder = Commit({"releases": None, "catalog": "elsewhere"}, {"catalog": mode})
        refused(stage, branched(stage, folder, branch=f"folder-{mode}"), "deleted")


def test_c6_a_change_of_mode_alone_is_a_change(stage: Stage) -> None:
    first = under_review(stage)
    stage.person("rob").approve(first)
    merged(stage, first)
    text = stage.main_files()[REQUEST]
    number = branched(stage, Commit({REQUEST: text}, {REQUEST: "100755"}))
    assert "[no-request]" not in refused(stage, number, "wrong-mode")


HOSTILE_IDS = [
    "../../.github/workflows/x",
    "/etc/passwd",
    "a/../b",
    "a\\\\b",
    "a\\0b",
    "%2e%2e",
    "coffee.",
    "coffee ",
    "CON",
    "con",
    "c" * 300,
    "сoffee",
    "coffee\\u200b",
    "Coffee",
]


def test_c7_no_text_of_a_document_becomes_a_path(stage: Stage) -> None:
    numbers = []
    for index, name in enumerate(HOSTILE_IDS):
        text = DOCUMENTS[TEST_REQUEST].replace("miniProgram: coffee", f'miniProgram: "{name}"')
        commit = Commit({**DOCUMENTS, TEST_REQUEST: text})
        numbers.append(branched(stage, commit, branch=f"name-{index}"))
    before = stage.main()
    run(stage, None)
    assert stage.main() == before
    for number in numbers:
        assert "❌ Are the request and its version file" in sticky(stage, number)


HOSTILE_FOLDERS = [
    "releases/Coffee/1.0.0/harbor/test/request.yaml",
    "releases/coffee/01.0.0/harbor/test/request.yaml",
    "releases/coffee/1.0.0/harbor/TEST/request.yaml",
    "releases/coffee/1.0.0/harbor/test/Request.yaml",
    "releases/coffee/1.0.0/harbor/test/request.yml",
    "releases/coffee/1.0.0/harbor/test/request.yaml ",
    "releases/con/1.0.0/harbor/test/request.yaml",
    "releases/cof\u202efee/1.0.0/harbor/test/request.yaml",
    "releases/" + "c" * 240 + "/1.0.0/harbor/test/request.yaml",
    "releases/coffee/1.0.0/harbor/production-test/request.yaml",
    "releases/\u0441offee/1.0.0/harbor/test/request.yaml",
    "releases/@org/1.0.0/harbor/test/`</details>.yaml",
]


def test_c7_no_path_beside_the_grammar_is_taken(stage: Stage) -> None:
    numbers = [
        branched(stage, Commit({path: DOCUMENTS[TEST_REQUEST]}), branch=f"folder-{index}")
        for index, path in enumerate(HOSTILE_FOLDERS)
    ]
    before = stage.main()
    run(stage, None)
    assert stage.main() == before
    for number in numbers:
        body = sticky(stage, number)
        assert "[path-not-allowed]" in body
        assert "\u202e" not in body
        assert "@org" not in body


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", ".g\u200cit", "..", ".gitmodules"])
def test_c9_entries_that_git_itself_refuses_are_refused(stage: Stage, name: str) -> None:
    stage.hub.accept_bad_objects = True
    mode = "120000" if name == ".gitmodules" else "100644"
    tree = planted_tree(stage, (mode, name, b"x\n"))
    main = stage.main()
    first = stage.git("commit-tree", "-m", "x", "-p", main, tree).decode().strip()
    stage.git("update-ref", "refs/heads/attack", first)
    plant(stage, "attack", Commit(DOCUMENTS), base="attack")
    number = stage.person("mia").open("attack")
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    body = sticky(stage, number)
    assert "[hostile-objects]" in body or "[path-not-allowed]" in body
    quiet(stage, number)


RIDES = [
    "schemas/request.schema.json",
    "catalog/owners.yaml",
    ".github/workflows/slipway.yml",
    "live/harbor/test.json",
    f"{release(TEST).folder}/log/0001-submitted.json",
    f"{release(TEST).folder}/status.json",
    f"{release(TEST).folder}/reports/one.json",
    f"{release(TEST).folder}/offline.yaml",
    ".gitattributes",
    ".gitmodules",
    "CODEOWNERS",
    "README.md",
    "Releases/coffee/1.0.0/version.yaml",
]


def test_c10_whatever_rides_along_gets_the_whole_pull_request_refused(stage: Stage) -> None:
    numbers = {
        path: branched(stage, Commit({**DOCUMENTS, path: "x\n"}), branch=f"ride-{index}")
        for index, path in enumerate(RIDES)
    }
    before = stage.main()
    run(stage, None)
    assert stage.main() == before
    for path, number in numbers.items():
        body = sticky(stage, number)
        assert "[path-not-allowed]" in body
        assert path in body
    quiet(stage, None)


ENCODINGS = {
    "carriage-return": DOCUMENTS[TEST_REQUEST].replace("\n", "\r\n").encode(),
    "byte-order-mark": b"\xef\xbb\xbf" + DOCUMENTS[TEST_REQUEST].encode(),
    "not-utf8": DOCUMENTS[TEST_REQUEST].encode("utf-16"),
    "no-final-newline": DOCUMENTS[TEST_REQUEST].encode()[:-1],
    "forbidden-character": DOCUMENTS[TEST_REQUEST].replace("Faster", "\u202eFaster").encode(),
}


def test_c13_other_encodings_and_line_ends_are_refused(stage: Stage) -> None:
    overlong = DOCUMENTS[TEST_REQUEST].encode().replace(b"Faster", b"\xc0\xafFaster")
    rules = [*ENCODINGS.items(), ("not-utf8", overlong)]
    numbers = [
        (rule, branched(stage, Commit({**DOCUMENTS, TEST_REQUEST: data}), branch=f"bytes-{index}"))
        for index, (rule, data) in enumerate(rules)
    ]
    before = stage.main()
    run(stage, None)
    assert stage.main() == before
    for rule, number in numbers:
        assert f"[{rule}]" in sticky(stage, number)


def test_c14_a_commit_of_a_fork_is_nothing_although_it_can_be_read(stage: Stage) -> None:
    oscar = stage.person("oscar")
    stage.actor("oscar").fork()
    stage.hub.set_role(REPOSITORY, "oscar", "read")
    fork = "oscar/releases"
    forged = plant(stage, "forged", Commit({REQUEST: documents(PRODUCTION)[REQUEST]}))
    stage.git("push", "--quiet", str(stage.hub.repository_path(fork)), f"{forged}:refs/heads/x")
    stage.git("update-ref", "-d", "refs/heads/forged")
    stage.hub.refresh(REPOSITORY, "mia")
    stage.hub.refresh(fork, "oscar")
    merge = Commit(documents(TEST), merge=forged)
    number = branched(stage, merge)
    assert oscar.login == "oscar"
    refused(stage, number, "merge-brings-changes")


def test_c16_the_log_keeps_the_sha256_of_the_bytes(stage: Stage) -> None:
    under_review(stage)
    files = stage.log(PRODUCTION)[0]["files"]
    for name, path in (("request", REQUEST), ("version", VERSION)):
        data = documents(PRODUCTION)[path].encode()
        assert files[name]["sha256"] == hashlib.sha256(data).hexdigest()


def test_c17_a_document_beyond_the_cap_is_refused(stage: Stage) -> None:
    for size in (65_537, 2_000_000):
        text = DOCUMENTS[TEST_REQUEST] + "#" * (size - len(DOCUMENTS[TEST_REQUEST]) - 1) + "\n"
        number = branched(stage, Commit({**DOCUMENTS, TEST_REQUEST: text}), branch=f"big-{size}")
        refused(stage, number, "too-large")


def test_c21_folders_without_end_and_files_without_number_are_refused(stage: Stage) -> None:
    number = branched(stage, Commit(DOCUMENTS))
    deep = f"releases/coffee/{'d/' * 1_500}x"
    plant(stage, "attack", Commit({deep: "x\n"}), base="attack")
    refused(stage, number, "path-not-allowed")
    many = {f"{n % 100}/{n}": "x\n" for n in range(10_000)}
    plant(stage, "attack", Commit({**many, "releases": None, **DOCUMENTS}), base="main")
    refused(stage, number, "path-not-allowed")


def test_c19_an_old_branch_drops_nothing_of_main(stage: Stage) -> None:
    old = stage.main()
    run(stage, stage.request("tickets 1.0.0 harbor test"))
    stage.person("otto").commit("main", {"README.md": "Releases.\n"})
    before = stage.main_files()
    plant(stage, "old", Commit(DOCUMENTS), base=old)
    number = stage.person("mia").open("old")
    run(stage, number)
    after = stage.main_files()
    assert {p: d for p, d in before.items() if not p.startswith("live/")}.items() <= after.items()
    assert set(after) - set(before) == {
        *DOCUMENTS,
        f"{release(TEST).folder}/status.json",
        f"{release(TEST).folder}/log/0001-released.json",
    }


def test_c19_a_branch_that_reverts_main_by_an_ours_merge_is_refused(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("otto").commit("main", {"catalog/owners.yaml": "# changed\n"})
    later = stage.main()
    plant(stage, BRANCH, Commit(merge=later, message="Merge, and drop it"), base=BRANCH)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert "❌ Are the request and its version file" in sticky(stage, number)
