"""The population as CSV, JSON or one page of HTML, written while the rows pass by."""

from __future__ import annotations

import csv
import io
import textwrap
from typing import TYPE_CHECKING

from bot.audit.reading.export_page import PAGE
from bot.audit.reading.row import COLUMNS, Cell, Row
from bot.core.documents import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.audit.reading.population import Population

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins with one of these for a formula, or strips it to one."""
FORMAT = 1


def write_csv(rows: Iterable[Row]) -> Iterator[str]:
    r"""RFC 4180: a header, then a line a row, ``\r\n`` after each; lists are joined by ``; ``.

    A cell that a spreadsheet would take for a formula begins with an apostrophe. A table has no
    place for the population: show it beside the file.
    """
    yield _line(COLUMNS)
    for row in rows:
        yield _line(cell_text(cell) for cell in row.to_value().values())


def cell_text(cell: Cell) -> str:
    """One cell of the table as text that no spreadsheet computes."""
    match cell:
        case None:
            return ""
        case int():
            return str(cell)
        case list():
            return cell_text("; ".join(map(str, cell)))
        case _:
            return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def write_json(population: Population, rows: Iterable[Row]) -> Iterator[str]:
    """One canonical document: ``format``, ``population`` and ``transitions``.

    The population stands first and is known last, so the text of the rows is held until then.
    """
    held = [_indented(row.to_value(), 4) for row in rows]
    yield f'{{\n  "format": {FORMAT},\n  "population": '
    yield _indented(population.to_value(), 2).lstrip()
    yield ',\n  "transitions": ['
    for number, text in enumerate(held):
        yield f"{',' if number else ''}\n{text}"
    yield "\n  ]\n}\n" if held else "]\n}\n"


def _indented(value: object, margin: int) -> str:
    return textwrap.indent(canonical.to_bytes(value).decode().rstrip("\n"), " " * margin)


def write_html(population: Population, rows: Iterable[Row]) -> Iterator[str]:
    """One page that needs nothing else and runs nothing; it ends with the population."""
    yield from PAGE.generate(population=population, rows=rows)
