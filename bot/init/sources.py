"""Where ``slipway init`` finds what it brings: in the installed package, or in its work tree."""

from __future__ import annotations

import io
import subprocess
import tarfile
from importlib import resources
from pathlib import Path

from bot import __version__
from bot.errors import UsageError
from bot.init.answers import Shape
from bot.init.contents import File, Sources
from bot.init.requirements import LOCK
from bot.init.writing import GIT
from bot.installed import installed_schemas, shipped_pages, shipped_workflows

TIME_LIMIT = 60
"""Seconds that git may take to read the project."""


def read_sources(shape: Shape) -> Sources:
    """Read what the shape needs; the template is the last commit of the work tree, whole."""
    if shape is Shape.DATA:
        return Sources(__version__, installed_schemas(), _workflows(), _lock(), shipped_pages())
    template = _template(_package().parent)
    schemas = {path: file.data for path, file in template.items() if path.startswith("schemas/")}
    return Sources(__version__, schemas, {}, "", {}, template)


def _package() -> Path:
    return Path(str(resources.files("bot")))


def _workflows() -> dict[str, str]:
    return {path: data.decode() for path, data in shipped_workflows().items()}


def _lock() -> str:
    """As the wheel packs it (pyproject.toml, force-include), or as the work tree has it."""
    for path in (_package() / "init" / "requirements.txt", _package().parent / LOCK):
        if path.is_file():
            return path.read_text("utf-8")
    raise UsageError("incomplete", f"{LOCK} is not installed", "install slipway again")


def _template(root: Path) -> dict[str, File]:
    if not (root / ".git").exists() or not (root / "pyproject.toml").is_file():
        what = "this slipway is installed without its project, which the shape template copies"
        cure = (
            "clone the project, and call slipway init there (make .venv/.dev, then "
            ".venv/bin/slipway init); or take --shape data"
        )
        raise UsageError("no-template", what, cure)
    command = [*GIT, "-C", str(root), "archive", "--format=tar", "HEAD"]
    done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
    if done.returncode:
        what = f"git cannot read the project: {done.stderr.decode(errors='replace').strip()}"
        raise UsageError("no-template", what, "call it in a clone with a commit")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        return {
            member.name: File(opened.read(), bool(member.mode & 0o100))
            for member in tar.getmembers()
            if member.isfile() and (opened := tar.extractfile(member)) is not None
        }
