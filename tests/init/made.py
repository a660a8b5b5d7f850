"""Answers, and the repositories made of them."""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING, Any

from bot import __version__
from bot.init.answers import Answers, Mode, Named, People, Shape, Someone, Wheel
from bot.init.contents import File, Sources, contents
from bot.init.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MIA, DAN, ROB = Someone("mia", 1001), Someone("dan", 1003), Someone("rob", 1004)
OTTO, OWEN, WANDA = Someone("otto", 1008), Someone("owen", 1009), Someone("wanda", 1002)
BYTES = b"PK a wheel, for who does not install it"
WHEEL = Wheel(
    f"slipway-{__version__}-py3-none-any.whl", hashlib.sha256(BYTES).hexdigest(), data=BYTES
)


def people(**changed: tuple[Someone, ...]) -> People:
    """Who does what."""
    lists: dict[str, tuple[Someone, ...]] = {
        "owners": (OTTO, OWEN, WANDA),
        "reviewers": (ROB,),
        "operators": (OTTO,),
        "inspectors": (),
        "workspace_admins": (WANDA,),
        "admins": (MIA,),
        "developers": (DAN,),
    }
    return People(**{**lists, **changed})


def answers(shape: Shape = Shape.DATA, **changed: Any) -> Answers:
    """What somebody answered."""
    usual: dict[str, Any] = {
        "shape": shape,
        "mode": Mode.TRIAL,
        "app": Named("harbor", "Harbor"),
        "workspace": Named("roastery", "The Roastery"),
        "mini_program": Named("coffee", "Coffee"),
        "type": "DSL",
        "people": people(),
        "wheel": WHEEL if shape is Shape.DATA else None,
    }
    return Answers(**{**usual, **changed})


PRODUCTION: dict[str, Any] = {
    "mode": Mode.APP,
    "bot": Someone("acme-slipway[bot]", 2002),
    "github_app": 4242,
}


def sources(shape: Shape = Shape.DATA) -> Sources:
    """What this checkout brings; of the whole project a few files stand for all."""
    if shape is Shape.DATA:
        return read_sources(shape)
    schemas = read_sources(Shape.DATA).schemas
    template = {
        **{path: File(data) for path, data in schemas.items()},
        "README.md": File(b"# Slipway\n"),
        ".ci/run": File(b"#!/bin/sh\n", executable=True),
        "catalog/apps/example.yaml": File(b"format: 1\n"),
        "releases/example/1.0.0/version.yaml": File(b"format: 1\n"),
    }
    return Sources(__version__, schemas, {}, "", {}, template)


def files(made: Answers) -> Mapping[str, File]:
    """All files, as init would write them."""
    return contents(made, sources(made.shape))


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; what it says."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
