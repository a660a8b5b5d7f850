"""Make requirements/bot.txt anew: what the bot runs on and is built with, each wheel by its hash.

Run it with Python 3.11, from the folder of the repository, after a change of pyproject.toml:

    .venv/bin/python requirements/lock.py

pip resolves for each Python and each age of the C library that the bot may meet, since another
wheel can fit there. The oldest Python comes first and decides the versions; the others must
agree. Markers of a requirement (``python_version < "3.13"``) are judged by the Python that
runs this, so it has to be the oldest. pip's own configuration says where packages come from;
the file names no place.
"""  # noqa: INP001  a script, not a package

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = REPOSITORY / "requirements" / "bot.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
C_LIBRARIES = (17, 28, 31, 34, 39)
"""Minor versions of glibc 2: the manylinux tags in use, and those of common systems."""
HEADER = """\
# What the bot runs on and is built with: Linux on x86-64, CPython 3.11 to 3.14, wheels only.
# Made by requirements/lock.py from pyproject.toml; do not edit it by hand.
"""

Wheels = dict[tuple[str, str], set[str]]
"""The hashes of each (name, version)."""


def direct() -> list[str]:
    """What pyproject.toml names: the bot's dependencies, and what builds it."""
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    return [*project["build-system"]["requires"], *project["project"]["dependencies"]]


def platforms(minor: int) -> Iterator[str]:
    """The tags that a system with this glibc accepts, the newest first (PEP 600)."""
    for number in range(minor, 4, -1):
        yield f"manylinux_2_{number}_x86_64"
        if number == 17:  # noqa: PLR2004  the same as manylinux_2_17, by its older name
            yield "manylinux2014_x86_64"


def resolve(requirements: Sequence[str], python: str, minor: int) -> Wheels:
    """Ask pip what it would install there, without installing anything."""
    with tempfile.TemporaryDirectory(prefix="slipway-lock-") as folder:
        report = Path(folder) / "report.json"
        where = [part for tag in platforms(minor) for part in ("--platform", tag)]
        subprocess.run(
            [
                *(sys.executable, "-I", "-m", "pip", "install", "--quiet", "--dry-run"),
                *("--ignore-installed", "--only-binary", ":all:", "--report", str(report)),
                *("--target", folder, "--implementation", "cp", "--python-version", python),
                *where,
                *requirements,
            ],
            check=True,
        )
        found = json.loads(report.read_text("utf-8"))["install"]
    return {
        (item["metadata"]["name"].lower().replace("_", "-"), item["metadata"]["version"]): {
            item["download_info"]["archive_info"]["hashes"]["sha256"]
        }
        for item in found
    }


def lock() -> str:
    """The text of the file."""
    wheels: Wheels = resolve(direct(), PYTHONS[0], C_LIBRARIES[-1])
    pinned = [f"{name}=={version}" for name, version in wheels]
    for python in PYTHONS:
        for minor in C_LIBRARIES:
            for key, hashes in resolve(pinned, python, minor).items():
                wheels[key] |= hashes
    parts = [
        " \\\n    ".join(
            [f"{name}=={version}", *(f"--hash=sha256:{one}" for one in sorted(hashes))]
        )
        for (name, version), hashes in sorted(wheels.items())
    ]
    return HEADER + "\n".join(parts) + "\n"


if __name__ == "__main__":
    if sys.version_info[:2] != tuple(int(part) for part in PYTHONS[0].split(".")):
        sys.exit(f"run this with Python {PYTHONS[0]}: it judges the markers of requirements")
    TARGET.write_text(lock(), encoding="utf-8", newline="\n")
