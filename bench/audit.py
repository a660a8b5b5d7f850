"""``make bench``: what ``slipway audit verify`` costs beside git alone, as one page."""

from __future__ import annotations

import json
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bench.figures import measure, measure_signatures
from bench.kept import SIGNED, UNSIGNED, history
from bench.page import as_json, page
from bot.errors import SlipwayError

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (1_000, 20_000)
SIGNED_SIZE = 1_000
REPEAT = 3
POSITIVE = click.IntRange(min=1)


@click.command()
@click.option(
    "--transitions", multiple=True, type=POSITIVE, default=SIZES, show_default=True, help="Sizes."
)
@click.option("--signed", type=POSITIVE, default=SIGNED_SIZE, show_default=True)
@click.option("--repeat", type=POSITIVE, default=REPEAT, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="A folder for the histories.")
@click.option("--json", "as_data", is_flag=True, help="Print one JSON object.")
def main(
    *, transitions: tuple[int, ...], signed: int, repeat: int, keep: Path | None, as_data: bool
) -> None:
    """Measure the audit over histories of some sizes."""
    with _folder(keep) as folder:
        try:
            figures = []
            for size in transitions:
                _tell(f"{size} transitions")
                figures.append(measure(history(folder, UNSIGNED, size), repeat))
            _tell("signatures")
            signatures = measure_signatures(history(folder, SIGNED, signed), repeat)
        except (SlipwayError, OSError, subprocess.CalledProcessError) as error:
            raise click.ClickException(str(error)) from error
    if as_data:
        click.echo(json.dumps(as_json(figures, signatures, repeat), indent=2))
    else:
        click.echo(page(figures, signatures, repeat), nl=False)


def _tell(what: str) -> None:
    """On the other channel, so that --json stays one value."""
    click.echo(f"bench: {what} …", err=True)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
