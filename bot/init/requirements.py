"""What the workflow of a data-only repository installs: the lock, and the bot as one more wheel.

pip finds ``--find-links`` of a requirements file beside that file, from wherever it is called, and
with ``--require-hashes`` takes no other bytes under the name, whatever an index offers (pip's
documentation, "Requirements File Format" and "Secure installs").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.init.answers import Wheel

LOCK = "requirements/bot.txt"
WHEELS = "requirements/wheels"
_NAME = re.compile(r"slipway-([0-9]+\.[0-9]+\.[0-9]+)-py3-none-any\.whl")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~+%-]+)+")
"""No user, no query, no space: it becomes a line that pip reads."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


def requirement_files(lock: str, wheel: Wheel, version: str) -> Mapping[str, bytes]:
    """The lock with the wheel in it, and the wheel where the repository holds it."""
    if wheel.url:
        line, files = f"slipway @ {wheel.url}", {}
    else:
        line, files = f"slipway=={version}", {f"{WHEELS}/{wheel.name}": wheel.data}
    beside = "" if wheel.url else "--find-links wheels\n"
    bot = f"# The bot itself.\n{beside}{line} \\\n    --hash=sha256:{wheel.sha256}\n"
    return {LOCK: f"{lock}{bot}".encode(), **files}


def checked(wheel: Wheel, version: str) -> Wheel:
    """The wheel, if it is this version's: it brings the schemas that the repository holds."""
    found = _NAME.fullmatch(wheel.name)
    if found is None or found[1] != version:
        what = f"the wheel is {wheel.name!r}"
        cure = f"give slipway-{version}-py3-none-any.whl, or call the slipway init of its version"
        raise UsageError("wrong-wheel", what, cure)
    if wheel.url and not _URL.fullmatch(wheel.url):
        cure = "give a plain https address, without user, query and fragment"
        raise UsageError("wrong-wheel-address", f"the wheel is to come from {wheel.url!r}", cure)
    if not _SHA256.fullmatch(wheel.sha256):
        what = f"the SHA-256 is {wheel.sha256!r}"
        raise UsageError("wrong-sha256", what, "give 64 lower-case hexadecimal digits")
    return wheel
