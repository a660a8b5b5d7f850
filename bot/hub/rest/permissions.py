"""What a token must hold to read each family of routes where the repository is private.

Source: docs.github.com, "Permissions required for GitHub Apps": one permission, or any of several.
Public resources are read without any.
"""

import re

_REPOSITORY = r"/repos/[^/]+/[^/]+"
_READS = (
    (r"/(activity|branches|contents|commits|compare|git|forks)(/.*)?", "contents"),
    (r"/commits/.+/(status|statuses)", "statuses"),
    (r"/statuses/.+", "statuses"),
    (r"/commits/[^/]+/pulls", "pull_requests"),
    (r"/deployments(/.*)?", "deployments"),
    (r"/actions(/.*)?", "actions"),
    (r"/pulls(/.*)?", "pull_requests"),
    (r"/(issues|labels)(/.*)?", "issues|pull_requests"),
    (r"(/collaborators(/.+)?)?", "metadata"),
    (r"/(rulesets|rules)(/.*)?", "metadata"),
    (r"/environments(/[^/]+/deployment-branch-policies)?", "actions"),
    (r"/codeowners/errors", "contents"),
)
_RULES = [(re.compile(_REPOSITORY + tail), permission) for tail, permission in _READS]


def read_permission(path: str) -> str | None:
    """The permission to read a path, if it is a repository's; the last rule that fits."""
    found = [permission for rule, permission in _RULES if rule.fullmatch(path)]
    return found[-1] if found else None
