"""Which characters a document may hold, and how a forbidden one is shown to people.

The ranges stand here by number and not by a look-up of categories, so that the verdict does not
depend on the Unicode tables of the Python that runs.
"""

from __future__ import annotations

import re
import unicodedata

# Allowed beside the visible characters: the line feed, the space and the ideographic space.
_FORBIDDEN: tuple[tuple[int, int, str], ...] = (
    (0x0000, 0x0009, "control"),
    (0x000B, 0x001F, "control"),
    (0x007F, 0x009F, "control"),
    (0x00A0, 0x00A0, "unusual space"),
    (0x00AD, 0x00AD, "invisible"),
    (0x034F, 0x034F, "invisible"),
    (0x0600, 0x0605, "invisible"),
    (0x061C, 0x061C, "bidirectional"),
    (0x06DD, 0x06DD, "invisible"),
    (0x070F, 0x070F, "invisible"),
    (0x0890, 0x0891, "invisible"),
    (0x08E2, 0x08E2, "invisible"),
    (0x115F, 0x1160, "invisible"),
    (0x1680, 0x1680, "unusual space"),
    (0x17B4, 0x17B5, "invisible"),
    (0x180B, 0x180F, "invisible"),
    (0x2000, 0x200A, "unusual space"),
    (0x200B, 0x200D, "invisible"),
    (0x200E, 0x200F, "bidirectional"),
    (0x2028, 0x2029, "line separator"),
    (0x202A, 0x202E, "bidirectional"),
    (0x202F, 0x202F, "unusual space"),
    (0x205F, 0x205F, "unusual space"),
    (0x2060, 0x2065, "invisible"),
    (0x2066, 0x2069, "bidirectional"),
    (0x206A, 0x206F, "invisible"),
    (0x2800, 0x2800, "invisible"),
    (0x3164, 0x3164, "invisible"),
    (0xD800, 0xDFFF, "surrogate"),
    (0xE000, 0xF8FF, "private use"),
    (0xFDD0, 0xFDEF, "noncharacter"),
    (0xFE00, 0xFE0F, "invisible"),
    (0xFEFF, 0xFEFF, "invisible"),
    (0xFFA0, 0xFFA0, "invisible"),
    (0xFFF0, 0xFFFB, "invisible"),
    (0xFFFE, 0xFFFF, "noncharacter"),
    (0x110BD, 0x110BD, "invisible"),
    (0x110CD, 0x110CD, "invisible"),
    (0x13430, 0x1343F, "invisible"),
    (0x16FE4, 0x16FE4, "invisible"),
    (0x1BCA0, 0x1BCA3, "invisible"),
    (0x1D173, 0x1D17A, "invisible"),
    *(
        (plane + 0xFFFE, plane + 0xFFFF, "noncharacter")
        for plane in range(0x10000, 0xF0000, 0x10000)
    ),
    (0xE0000, 0xE0FFF, "invisible"),
    (0xF0000, 0x10FFFF, "private use"),
)
FORBIDDEN = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b, _ in _FORBIDDEN) + "]")
"""Matches one forbidden character."""


def describe(character: str) -> str:
    """Name a forbidden character without showing it: ``U+202E RIGHT-TO-LEFT OVERRIDE (…)``."""
    code = ord(character)
    group = next(group for first, last, group in _FORBIDDEN if first <= code <= last)
    name = unicodedata.name(character, "")
    return f"U+{code:04X} {name} ({group})" if name else f"U+{code:04X} ({group})"


def escaped(text: str) -> str:
    """Write each forbidden character and each line feed as an escape, so that it cannot act."""
    shown = FORBIDDEN.sub(lambda found: _escape(found.group()), text)
    return shown.replace("\n", "\\n")


def _escape(character: str) -> str:
    code = ord(character)
    match character:
        case "\t":
            return "\\t"
        case "\r":
            return "\\r"
        case _:
            return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  last of plane 0
