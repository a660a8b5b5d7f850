"""The figures on one page, for a person or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.figures import Figures, Signatures

_MEGABYTE = 1_000_000


def page(all_figures: Sequence[Figures], signatures: Signatures, repeat: int) -> str:
    """All figures, as text."""
    lines = [
        *_table(all_figures, repeat),
        *_parts(all_figures),
        *_signatures(signatures),
    ]
    return "\n".join(lines) + "\n"


def _table(all_figures: Sequence[Figures], repeat: int) -> Iterator[str]:
    yield f"slipway audit verify beside git alone, the least of {repeat}"
    yield ""
    yield _row("", [f"{one.facts.transitions} transitions" for one in all_figures])
    yield _row("commits of main", [str(one.facts.commits) for one in all_figures])
    yield _row("objects read or compared", [str(one.facts.objects) for one in all_figures])
    yield _row("git log --raw", [_seconds(one.log) for one in all_figures])
    yield _row("git cat-file --batch", [_seconds(one.objects) for one in all_figures])
    yield _row("slipway audit verify", [_seconds(one.audit) for one in all_figures])
    yield _row("  times git", [f"{one.ratio:.1f}" for one in all_figures])
    yield _row("  a transition", [f"{one.each * 1000:.2f} ms" for one in all_figures])
    yield _row("  most memory", [f"{one.peak / _MEGABYTE:.0f} MB" for one in all_figures])
    yield _row("--from, the last hundredth", [_seconds(one.since) for one in all_figures])
    yield _row("  of the whole", [f"{one.since / one.audit:.0%}" for one in all_figures])


def _parts(all_figures: Sequence[Figures]) -> Iterator[str]:
    yield ""
    yield "Where the time goes (a look at the stack each millisecond, in a run of its own)"
    yield ""
    names = dict.fromkeys(part for one in reversed(all_figures) for part in one.parts)
    for name in names:
        yield _row(name, [f"{one.parts.get(name, 0):.0%}" for one in all_figures])


def _signatures(found: Signatures) -> Iterator[str]:
    yield ""
    yield f"Signatures of {found.facts.commits} commits ({found.facts.transitions} transitions)"
    yield ""
    yield _row("not checked", [_seconds(found.unchecked)])
    yield _row("checked", [_seconds(found.checked)])
    yield _row("  a signature", [f"{found.each * 1000:.2f} ms"])


def _row(name: str, values: Sequence[str]) -> str:
    return f"{name:<28}" + "".join(f"{value:>20}" for value in values)


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def as_json(all_figures: Sequence[Figures], signatures: Signatures, repeat: int) -> dict[str, Any]:
    """All figures, as a value: seconds, bytes and shares of one."""
    return {
        "repeat": repeat,
        "histories": [{**asdict(one), "git": one.git, "ratio": one.ratio} for one in all_figures],
        "signatures": asdict(signatures),
    }
