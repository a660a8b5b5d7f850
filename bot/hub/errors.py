"""The refusals that the hub answers with, in GitHub's words."""

import base64
import binascii
from typing import Any


class Refused(Exception):  # noqa: N818 - named for what happened, as the answers are
    """A request that GitHub would refuse: a REST status and a GraphQL error type."""

    def __init__(
        self,
        status: int,
        message: str,
        kind: str = "UNPROCESSABLE",
        errors: list[Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.errors = errors


class MissingObject(KeyError):  # noqa: N818 - a git object that is not in the store
    """A git object that the repository does not hold."""


def not_found(message: str = "Not Found") -> Refused:
    """Refuse with 404, also where only the caller must not know."""
    return Refused(404, message, "NOT_FOUND")


def forbidden(message: str = "Must have admin rights to Repository.") -> Refused:
    """Refuse with 403."""
    return Refused(403, message, "FORBIDDEN")


def unprocessable(message: str) -> Refused:
    """Refuse with 422 and a plain text under `errors`, as the review routes do."""
    return Refused(422, "Unprocessable Entity", errors=[message])


def from_base64(content: str) -> bytes:
    """Decode strictly but for line breaks; anything else is refused."""
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(422, "content is not valid Base64.") from error


def invalid(message: str, resource: str = "", field: str = "", code: str = "custom") -> Refused:
    """Refuse with 422 and one entry under `errors`."""
    if not resource:
        return Refused(422, message)
    entry = {"resource": resource, "field": field, "code": code, "message": message}
    return Refused(422, "Validation Failed", errors=[entry])
