"""What init writes is valid, whatever was answered."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path, PurePosixPath

import pytest
import yaml

from bot.core.documents.schema import Schemas
from bot.core.documents.semantics import check_all
from bot.core.explanation import rule_page
from bot.core.labels import LONGEST, app_label, status_label
from bot.core.lifecycle import Status
from bot.errors import UsageError
from bot.init.answers import Answers, Mode, Named, Shape, Someone
from bot.init.catalog_files import scalar
from bot.init.contents import contents
from bot.init.github_files import ATTRIBUTES
from bot.init.sources import read_sources
from bot.init.workflows import FOLDER
from bot.installed import PAGES
from tests.contract.rest import check_request
from tests.init.made import MIA, OTTO, PRODUCTION, answers, files, git, people

ROOT = Path(__file__).parents[2]
SHAPES = pytest.mark.parametrize("shape", list(Shape))
DATA = ("catalog/", "releases/", "live/")


def schemas(made: Answers) -> Schemas:
    found = files(made)
    return Schemas.from_files({p: f.data for p, f in found.items() if p.startswith("schemas/")})


def text(made: Answers, path: str) -> str:
    return files(made)[path].data.decode()


@SHAPES
@pytest.mark.parametrize("changed", [{}, PRODUCTION, {"type": "H5+"}], ids=["trial", "app", "h5"])
def test_every_document_is_valid_and_is_the_users_own(shape: Shape, changed: dict) -> None:  # type: ignore[type-arg]
    made = answers(shape, **changed)
    found = {p: f.data for p, f in files(made).items() if p.startswith(DATA)}
    assert check_all(found, schemas(made)) == ()
    assert set(found) == {
        "catalog/apps/harbor.yaml",
        "catalog/mini-programs/coffee.yaml",
        "catalog/owners.yaml",
        "catalog/slipway.yaml",
        "catalog/workspaces/roastery.yaml",
    }


@SHAPES
def test_what_the_readme_tells_a_developer_to_write_is_valid(shape: Shape) -> None:
    for kind in ("DSL", "H5+"):
        made = answers(shape, type=kind)
        page = text(made, ".github/README.md" if shape is Shape.TEMPLATE else "README.md")
        shown = re.findall(r"`(releases/\S+\.yaml)`.*?```yaml\n(.*?)```", page, re.DOTALL)
        assert len(shown) == 2
        catalog = {p: f.data for p, f in files(made).items() if p.startswith("catalog/")}
        told = {path: content.encode() for path, content in shown}
        assert check_all({**catalog, **told}, schemas(made)) == ()


@SHAPES
def test_a_policy_lets_the_bots_own_events_start_it_and_no_others(shape: Shape) -> None:
    """Without one GitHub blocks pull_request_target in public repositories since 2 November 2026.

    docs.github.com, "Securely using pull_request_target" and REST "Create a repository Actions
    policy"; NexusPHP/carson has such a file to import.
    """
    policy = json.loads(text(answers(shape), ".github/actions-policy.json"))
    (path,) = policy["conditions"]["workflow_path"]["include"]
    (rule,) = policy["rules"]
    workflow = yaml.load((ROOT / path).read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  "on" is a text
    assert set(rule["parameters"]["allowed_events"]) == set(workflow["on"])
    assert (rule["type"], policy["enforcement"]) == ("restrict_action_events", "active")
    readme = ".github/README.md" if shape is Shape.TEMPLATE else "README.md"
    assert "`.github/actions-policy.json`" in text(answers(shape), readme)


def test_the_bot_of_a_trial_is_the_one_of_github_actions() -> None:
    found = yaml.safe_load(text(answers(), "catalog/slipway.yaml"))
    assert (found["mode"], found["bot"]) == (
        "trial",
        {"login": "github-actions[bot]", "id": 41898282},
    )
    assert "genesis" not in found  # the first commit cannot name itself, and need not


def test_the_bot_of_production_is_the_app() -> None:
    found = yaml.safe_load(text(answers(**PRODUCTION), "catalog/slipway.yaml"))
    assert (found["mode"], found["bot"]) == ("app", {"login": "acme-slipway[bot]", "id": 2002})


@pytest.mark.parametrize(
    "name",
    ["null", "No", "on", "1.0", "- x", "a: b", "a #b", "Ça va?", '"q"', "\\n", "x: {y", "{{ 7 }}"],
)
def test_no_text_of_an_answer_becomes_anything_else(name: str) -> None:
    assert yaml.safe_load(f"name: {scalar(name)}") == {"name": name}
    made = answers(app=Named("harbor", name), mini_program=Named("coffee", name))
    assert yaml.safe_load(text(made, "catalog/apps/harbor.yaml"))["name"] == name


@pytest.mark.parametrize("id_", ["no", "null", "on", "true"])
def test_an_id_that_is_a_word_of_yaml_stays_an_id(id_: str) -> None:
    made = answers(app=Named(id_, "Harbor"), mini_program=Named(id_, "Coffee"))
    assert yaml.safe_load(text(made, f"catalog/apps/{id_}.yaml"))["app"] == id_


@pytest.mark.parametrize(
    "changed",
    [
        {"app": Named("harbor", " two  lines\n")},
        {"mini_program": Named("coffee", "x" * 101)},
        {"people": people(admins=())},
        {"people": people(reviewers=(Someone("rob", 0),))},
    ],
)
def test_an_answer_that_makes_no_valid_document_writes_nothing(changed: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(UsageError, match=r"catalog/.*\[wrong-answer\]"):
        files(answers(**changed))


def test_a_template_is_the_project_without_its_examples() -> None:
    found = files(answers(Shape.TEMPLATE))
    assert found["README.md"].data == b"# Slipway\n"
    assert found[".ci/run"].executable
    assert not [path for path in found if "example" in path]


def test_owners_look_over_all_but_what_the_bot_judges() -> None:
    lines = [line for line in text(answers(), ".github/CODEOWNERS").splitlines() if line[0] != "#"]
    assert lines == ["* @otto @owen @wanda", "/catalog/", "/live/", "/releases/"]


def test_the_labels_are_all_that_the_bot_sets() -> None:
    made = answers(app=Named("a" * 40, "Harbor"))
    rows = json.loads(text(made, ".github/labels.json"))
    assert {row["name"] for row in rows} == {*map(status_label, Status), app_label("a" * 40)}
    assert all(len(row["name"]) <= LONGEST for row in rows)
    assert all(re.fullmatch("[0-9a-f]{6}", row["color"]) for row in rows)
    place = "/api/v3/repos/acme/releases/labels"
    assert [check_request("POST", place, body=row) for row in rows] == [[]] * len(rows)


def test_this_repository_has_the_attributes_that_it_gives() -> None:
    assert (ROOT / ".gitattributes").read_text() == ATTRIBUTES


@SHAPES
def test_the_readme_says_what_is_to_be_set_in_each_mode(shape: Shape) -> None:
    path = ".github/README.md" if shape is Shape.TEMPLATE else "README.md"
    trial, app = text(answers(shape), path), text(answers(shape, **PRODUCTION), path)
    assert "SLIPWAY_APP_KEY" in app
    assert "SLIPWAY_APP_KEY" not in trial
    for page, made in ((trial, answers(shape)), (app, answers(shape, **PRODUCTION))):
        named = set(re.findall(r"`(\.github/\S+\.json)`", page))
        assert named == {p for p in files(made) if p.startswith(".github/") and p.endswith(".json")}
        steps = re.findall(r"(?m)^(\d)\. ", page)
        assert steps == [str(number) for number in range(1, len(steps) + 1)]


def test_a_repository_with_data_only_has_every_page_that_it_is_told_of() -> None:
    """By its workflows, by its own pages, and by what the bot says in comments."""
    found = files(answers())
    told = {rule_page("", "not-frozen").removeprefix("/blob/main/").partition("#")[0]}
    for path, file in found.items():
        if path.startswith(f"{FOLDER}/"):
            told |= set(re.findall(r"docs/[\w-]+\.md", file.data.decode()))
        if path.endswith(".md"):
            links = re.findall(r"\]\(([^)#:]+)\)", file.data.decode())
            told |= {str(PurePosixPath(path).parent / link) for link in links}
    assert "docs/operations.md" in told
    assert told <= set(found)


def test_the_wheel_packs_the_pages_that_a_repository_with_data_only_gets() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {path: at for path, at in packed.items() if path.startswith("docs/")} == {
        page: f"bot/{page}" for page in PAGES
    }


def test_only_people_of_the_answers_are_named() -> None:
    made = answers(people=people(owners=(OTTO,), workspace_admins=(MIA,), developers=()))
    catalog = "".join(f.data.decode() for p, f in files(made).items() if p.startswith("catalog/"))
    assert set(re.findall(r"login: (\S+),", catalog)) == {
        "otto", "rob", "mia", '"github-actions[bot]"',
    }  # fmt: skip
    assert made.mode is Mode.TRIAL


def test_the_template_of_this_checkout_is_its_last_commit() -> None:
    found = contents(answers(Shape.TEMPLATE), read_sources(Shape.TEMPLATE))
    listed = git(ROOT, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    brought = {path for path in listed if not path.startswith(DATA)}
    assert brought <= set(found)
    assert found[".ci/run"].executable
    assert not found["README.md"].executable
    assert found["README.md"].data.decode() == git(ROOT, "show", "HEAD:README.md") + "\n"
