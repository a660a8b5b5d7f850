"""The published linters, each called once for all files: they only read, and ask no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BIN = Path(sys.executable).parent
TIME_LIMIT = 60


def zizmor(paths: Iterable[Path], *, persona: str = "pedantic", ignores: bool = True) -> Findings:
    """The audits of zizmor; ``auditor`` has more false alarms, and finds more."""
    options = ["--offline", "--no-progress", "--persona", persona, "--format", "json"]
    found = _json("zizmor", *options, *([] if ignores else ["--no-ignores"]), *map(str, paths))
    return {
        (Path(place["symbolic"]["key"]["Local"]["verbatim_path"]).name, finding["ident"])
        for finding in found
        for place in finding["locations"]
        if place["symbolic"]["kind"] == "Primary" and not (ignores and finding["ignored"])
    }


def actionlint(paths: Iterable[Path]) -> Findings:
    """Actionlint's kinds; scripts are not handed to shellcheck, which pip does not have."""
    found = _json("actionlint", "-shellcheck=", "-format", "{{json .}}", *map(str, paths))
    return {(Path(one["filepath"]).name, one["kind"]) for one in found}


def jactionlint(paths: Iterable[Path], *, ignores: bool = True) -> Findings:
    """Jactionlint's rules, of its default profile; it honours the comments for zizmor."""
    options = ["--shellcheck=", "--no-online", "--format", "json"]
    found = _json("jactionlint", *options, *([] if ignores else ["--no-ignores"]), *map(str, paths))
    return {(Path(one["filepath"]).name, one["id"]) for one in found}


def schema(paths: Iterable[Path]) -> subprocess.CompletedProcess[str]:
    """The JSON Schema of workflow files that check-jsonschema carries."""
    return _run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, paths))


Findings = set[tuple[str, str]]
"""Which rule found something in which file."""


def _json(*command: str) -> Sequence[Any]:
    done = _run(*command)
    assert done.stdout.strip(), done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def _run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / name), *arguments],
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
