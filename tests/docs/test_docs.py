"""The documentation is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.documents.semantics import check_all
from bot.core.troubles import TROUBLES
from tests.docs import commands, doctor
from tests.docs.write import AUDIT_PAGE, PAGE, audit_page, page
from tests.documents.samples import genesis, schemas

ROOT = Path(__file__).parents[2]
LINKS = re.compile(r"\]\(([^)#:]+)\)")


def test_the_page_of_rules_is_written_from_the_tables() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_page_of_the_audits_rules_is_written_from_its_tables() -> None:
    assert AUDIT_PAGE.read_text("utf-8") == audit_page()


def test_the_page_of_the_doctors_checks_is_written_from_their_table() -> None:
    assert doctor.PAGE.read_text("utf-8") == doctor.page()


EXAMPLES = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
VERSION = "releases/coffee/{}/version.yaml"


@pytest.mark.parametrize(
    ("page_of", "paths"),
    [
        (
            "configuration",
            {
                "catalog/apps/harbor.yaml",
                "releases/coffee/1.1.0/harbor/sandbox/request.yaml",
            },
        ),
        (
            "acts",
            {
                "releases/coffee/1.0.0/harbor/production/offline.yaml",
                "releases/coffee/1.0.0/harbor/production/restore.yaml",
                "releases/coffee/1.1.0/harbor/production/override.yaml",
                "catalog/stops/harbor.yaml",
            },
        ),
        ("schedule", {"releases/coffee/1.1.0/harbor/production/request.yaml"}),
    ],
)
def test_the_examples_of_a_page_are_valid_together(page_of: str, paths: set[str]) -> None:
    text = (ROOT / "docs" / f"{page_of}.md").read_text("utf-8")
    shown = {path: content.encode() for path, content in EXAMPLES.findall(text)}
    assert set(shown) == paths
    version = genesis()[VERSION.format("1.0.0")].replace(b"version: 1.0.0", b"version: 1.1.0")
    files = {**genesis(), VERSION.format("1.1.0"): version, **shown}
    kept = {p: d for p, d in files.items() if p in shown or not p.startswith("releases/coffee/1.0")}
    assert check_all(kept, schemas()) == ()


def test_the_page_of_commands_is_written_from_the_grammar() -> None:
    assert commands.PAGE.read_text("utf-8") == commands.page()


def test_every_trouble_on_main_has_its_place_on_the_page() -> None:
    sources = (ROOT / "bot" / "app").glob("*.py")
    raised = {
        id_ for one in sources for id_ in re.findall(r'Trouble\("([a-z-]+)"', one.read_text())
    }
    assert raised == {one.id for one in TROUBLES}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 200


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "bot" / "README.md"]
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in LINKS.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
