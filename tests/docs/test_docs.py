"""The documentation is true."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.write import AUDIT_PAGE, PAGE, audit_page, page

ROOT = Path(__file__).parents[2]
LINKS = re.compile(r"\]\(([^)#:]+)\)")


def test_the_page_of_rules_is_written_from_the_tables() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_page_of_the_audits_rules_is_written_from_its_tables() -> None:
    assert AUDIT_PAGE.read_text("utf-8") == audit_page()


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
