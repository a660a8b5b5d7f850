"""Opaque node ids: a prefix for the type and what finds the thing again."""

import base64
import binascii

from bot.hub.errors import Refused


def node_id(prefix: str, *parts: object) -> str:
    """Make the opaque id of a thing."""
    text = ":".join(str(part) for part in parts)
    return f"{prefix}_{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}"


def parts_of(identifier: str, prefix: str) -> list[str]:
    """Take a node id apart, or refuse as GitHub does for one of another type."""
    head, _, tail = identifier.partition("_")
    message = f"Could not resolve to a node with the global id of '{identifier}'"
    if head != prefix:
        raise Refused(404, message, "NOT_FOUND")
    try:
        return base64.urlsafe_b64decode(tail + "=" * (-len(tail) % 4)).decode().split(":")
    except (ValueError, binascii.Error) as error:
        raise Refused(404, message, "NOT_FOUND") from error


def number_of(identifier: str, prefix: str) -> int:
    """The database id inside a node id."""
    return int(parts_of(identifier, prefix)[-1])
