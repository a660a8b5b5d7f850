"""What is live as people read it: one table a target, other people's text made safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.audit.model.entry import show_time
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.audit.reading.live import Live

    Value = Mapping[str, Any]

HEAD = (
    "mini program",
    "version",
    "status",
    "percent",
    "testers",
    "since",
    "package or entrance",
    "configuration",
    "observed",
)
DIGITS = 12
"""Of a SHA-256, which a person compares; ``--format json`` has them all."""
NOTHING = "-"


def as_page(live: Live) -> str:
    """The commit, and a table for each target."""
    lines = [f"{plain(live.ref)} at {live.commit}, committed {show_time(live.time)}"]
    for target in live.targets:
        lines += ["", f"{target['app']} {target['environment']}", ""]
        rows = list(_rows(live, target))
        lines += _table([HEAD, *rows]) if rows else ["Nothing is live there, or in its pilot."]
    if not live.targets:
        lines += ["", "There is no live file for that: nothing was ever live there."]
    return "\n".join(lines) + "\n"


def as_value(live: Live) -> dict[str, Any]:
    """The same for machines: the files' own values, in one object with the commit."""
    return {
        "commit": live.commit,
        "time": show_time(live.time),
        "targets": list(live.targets),
        "observed": [one.to_value() for one in live.observed],
    }


def _rows(live: Live, target: Value) -> Iterator[tuple[str, ...]]:
    here = (target["app"], target["environment"])
    known = {
        (one.mini_program, one.version): one.result
        for one in live.observed
        if (one.app, one.environment) == here
    }
    for program, releases in sorted(target["miniPrograms"].items()):
        for one in releases:
            yield (
                program,
                one["version"],
                one["status"],
                f"{one['percent']} %",
                _testers(one["testers"]),
                one["since"],
                _delivery(one["delivery"]),
                _digits(one["configuration"]),
                known.get((program, one["version"]), NOTHING),
            )


def _testers(value: Value | None) -> str:
    return f"{value['count']} ({_digits(value['sha256'])})" if value else NOTHING


def _delivery(value: Value | None) -> str:
    if not value:
        return NOTHING
    package = value.get("package")
    return f"sha256:{_digits(package['sha256'])}" if package else plain(value["entrance"])


def _digits(sha256: str | None) -> str:
    return sha256[:DIGITS] if sha256 else NOTHING


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
