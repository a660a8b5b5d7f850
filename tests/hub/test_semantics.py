"""Every behaviour of GitHub that the hub keeps names where it is known from."""

from tests.hub.semantics import PAGE, SOURCE, page, rows


def test_every_row_has_a_source() -> None:
    """The hub's own: a behaviour without a source is a guess."""
    assert [row.test for row in rows() if SOURCE.search(row.said) is None] == []


def test_the_page_is_written_from_the_tests() -> None:
    """The hub's own: docs/github-semantics.md."""
    assert PAGE.read_text("utf-8") == page()
