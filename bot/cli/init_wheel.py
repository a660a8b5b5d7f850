"""The wheel that ``slipway init --shape data`` is given: a file to hold, or an address."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.errors import UsageError
from bot.init.answers import Wheel

_LARGEST = 20_000_000
"""Bytes of a wheel that a repository is to hold."""


def read_wheel(where: str, sha256: str) -> Wheel:
    """Read the file, or take the address as it is: nothing is downloaded."""
    if where.startswith("https://"):
        return Wheel(where.rpartition("/")[2], sha256, url=where)
    path = Path(where)
    if not path.is_file():
        what = f"there is no wheel {where!r}"
        cure = "make it in a clone of the project (pip wheel --no-deps --wheel-dir dist .)"
        raise UsageError("no-wheel", what, cure)
    if path.stat().st_size > _LARGEST:
        raise UsageError(
            "no-wheel", f"{where!r} is no wheel of this bot: too large", "name another"
        )
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if sha256 not in ("", found):
        what = f"the SHA-256 of {where} is {found}, not {sha256}"
        raise UsageError("other-sha256", what, "get the wheel again from where you trust it")
    return Wheel(path.name, found, data=data)
