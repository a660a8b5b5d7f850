"""The closed grammar of paths, ids and versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents.identity import Environment, ReleaseId, VersionNumber, is_id
from bot.core.documents.places import (
    ActDocument,
    AppFile,
    CatalogLog,
    CorrectionFile,
    LiveFile,
    LogEntryFile,
    MiniProgramFile,
    OwnersFile,
    PersonFile,
    Place,
    RequestFile,
    SchemaFile,
    SlipwayFile,
    StatusFile,
    StopFile,
    VersionFile,
    VersionLogEntryFile,
    WorkspaceFile,
    place_of,
)

VERSION = VersionNumber(1, 4, 0)
RELEASE = ReleaseId("pay", VERSION, "harbor", Environment.PRODUCTION)
FOLDER = "releases/pay/1.4.0/harbor/production"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("catalog/slipway.yaml", SlipwayFile()),
        ("catalog/owners.yaml", OwnersFile()),
        ("catalog/apps/harbor.yaml", AppFile("harbor")),
        ("catalog/workspaces/roastery.yaml", WorkspaceFile("roastery")),
        ("catalog/mini-programs/coffee-club.yaml", MiniProgramFile("coffee-club")),
        ("catalog/stops/harbor.yaml", StopFile("harbor")),
        ("catalog/people/1001.yaml", PersonFile(1001)),
        ("catalog/log/0012-changed.json", CatalogLog(12, "changed")),
        ("releases/pay/1.4.0/version.yaml", VersionFile("pay", VERSION)),
        ("releases/pay/1.4.0/log/0001-added.json", VersionLogEntryFile("pay", VERSION, 1, "added")),
        (f"{FOLDER}/request.yaml", RequestFile(RELEASE)),
        (f"{FOLDER}/offline.yaml", ActDocument(RELEASE, "offline")),
        (f"{FOLDER}/restore.yaml", ActDocument(RELEASE, "restore")),
        (f"{FOLDER}/override.yaml", ActDocument(RELEASE, "override")),
        (f"{FOLDER}/correction.yaml", CorrectionFile(RELEASE)),
        (f"{FOLDER}/status.json", StatusFile(RELEASE)),
        (f"{FOLDER}/log/0001-submitted.json", LogEntryFile(RELEASE, 1, "submitted")),
        (f"{FOLDER}/log/10000-submitted.json", LogEntryFile(RELEASE, 10000, "submitted")),
        ("live/harbor/test.json", LiveFile("harbor", Environment.TEST)),
        ("schemas/request.schema.json", SchemaFile("request")),
    ],
)
def test_each_place_is_read_from_its_path_and_writes_it_again(path: str, place: Place) -> None:
    assert place_of(path) == place
    assert place.path == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "README.md",
        "catalog",
        "catalog/",
        "catalog/other.yaml",
        "catalog/slipway.yml",
        "catalog/Slipway.yaml",
        "catalog/apps/.yaml",
        "catalog/apps/harbor",
        "catalog/apps/harbor.yaml/x",
        "catalog/others/harbor.yaml",
        "catalog/people/0.yaml",
        "catalog/people/mia.yaml",
        "catalog/log/1-x.json",
        "catalog/log/0000-x.json",
        "releases/pay/version.yaml",
        "releases/pay/1.4/version.yaml",
        "releases/pay/01.4.0/version.yaml",
        "releases/pay/1.4.0",
        "releases/pay/1.4.0/other.yaml",
        "releases/pay/1.4.0/log/x.json",
        "releases/pay/1.4.0/harbor/staging/request.yaml",
        "releases/pay/1.4.0/Harbor/test/request.yaml",
        "releases/PAY/1.4.0/version.yaml",
        f"{FOLDER}/request.json",
        f"{FOLDER}/log/00001-submitted.json",
        f"{FOLDER}/log/0001-Submitted.json",
        f"{FOLDER}/log/0001.json",
        f"{FOLDER}/log/0001-submitted.json/x",
        "live/harbor/staging.json",
        "live/harbor/test.yaml",
        "live/Harbor/test.json",
        "live/harbor/test",
        "live/test.json",
        "schemas/request.json",
        "schemas/x/request.schema.json",
    ],
)
def test_every_other_path_is_no_place(path: str) -> None:
    assert place_of(path) is None


@given(st.text(max_size=80))
def test_no_text_after_a_folder_is_a_place_unless_it_is_written_back(text: str) -> None:
    for path in (text, f"catalog/apps/{text}.yaml", f"{FOLDER}/{text}", f"releases/{text}"):
        place = place_of(path)
        assert place is None or place.path == path


def test_a_release_knows_its_paths() -> None:
    assert RELEASE.folder == FOLDER
    assert RELEASE.request_path == f"{FOLDER}/request.yaml"
    assert RELEASE.version_path == "releases/pay/1.4.0/version.yaml"
    assert RELEASE.status_path == f"{FOLDER}/status.json"
    assert RELEASE.log_folder == f"{FOLDER}/log"
    assert str(RELEASE) == "pay 1.4.0 harbor/production"


def test_a_release_is_read_from_four_valid_texts() -> None:
    assert ReleaseId.parse("pay", "1.4.0", "harbor", "production") == RELEASE


@pytest.mark.parametrize(
    "texts",
    [
        ("../x", "1.4.0", "harbor", "test"),
        ("pay", "1.4", "harbor", "test"),
        ("pay", "1.4.0", "Harbor", "test"),
        ("pay", "1.4.0", "harbor", "staging"),
    ],
)
def test_a_release_is_not_read_where_one_text_is_not_valid(
    texts: tuple[str, str, str, str],
) -> None:
    assert ReleaseId.parse(*texts) is None


def test_a_release_cannot_be_made_of_other_ids() -> None:
    with pytest.raises(ValueError, match="valid ids"):
        ReleaseId("../x", VERSION, "harbor", Environment.TEST)


def test_versions_compare_number_by_number() -> None:
    texts = ["1.10.0", "1.9.0", "10.0.0", "1.9.10", "1.9.9", "0.0.1"]
    versions = sorted(version for text in texts if (version := VersionNumber.parse(text)))
    assert [str(one) for one in versions] == sorted(
        texts, key=lambda t: [int(p) for p in t.split(".")]
    )


@pytest.mark.parametrize(
    "text",
    [
        "1.4",
        "1.4.0.0",
        "01.4.0",
        "1.4.0\n",
        " 1.4.0",
        "v1.4.0",
        "1.4.1000000000",
        "1.4.٣",
        "-1.0.0",
    ],
)
def test_other_texts_are_no_version(text: str) -> None:
    assert VersionNumber.parse(text) is None


def test_a_version_cannot_be_made_of_other_numbers() -> None:
    with pytest.raises(ValueError, match="is not a version"):
        VersionNumber(1, -4, 0)


@pytest.mark.parametrize("text", ["ab", "a1", "coffee-club", "con1", "console", "a" * 40])
def test_an_id_is_lower_case_words_with_single_hyphens(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    ["a", "a" * 41, "1a", "A1", "a--b", "-ab", "ab-", "a_b", "aé", "con", "nul", "com1", "lpt9"],
)
def test_other_texts_are_no_id(text: str) -> None:
    assert not is_id(text)
