"""Strips GitHub's REST description down to the operations and schemas that Slipway uses."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

OPERATIONS = {
    "/apps/{app_slug}": ("get",),
    "/installation/repositories": ("get",),
    "/rate_limit": ("get",),
    "/user": ("get",),
    "/user/{account_id}": ("get",),
    "/users/{username}": ("get",),
    "/repos/{owner}/{repo}": ("get", "delete"),
    "/repos/{owner}/{repo}/actions/organization-secrets": ("get",),
    "/repos/{owner}/{repo}/actions/permissions": ("get",),
    "/repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval": ("get",),
    "/repos/{owner}/{repo}/actions/permissions/fork-pr-workflows-private-repos": ("get",),
    "/repos/{owner}/{repo}/actions/permissions/selected-actions": ("get",),
    "/repos/{owner}/{repo}/actions/permissions/workflow": ("get",),
    "/repos/{owner}/{repo}/actions/runs": ("get",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}": ("get",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}/approve": ("post",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs": ("get",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun": ("post",),
    "/repos/{owner}/{repo}/actions/secrets": ("get",),
    "/repos/{owner}/{repo}/actions/variables": ("get",),
    "/repos/{owner}/{repo}/actions/workflows": ("get",),
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}": ("get",),
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches": ("post",),
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs": ("get",),
    "/repos/{owner}/{repo}/activity": ("get",),
    "/repos/{owner}/{repo}/branches": ("get",),
    "/repos/{owner}/{repo}/branches/{branch}": ("get",),
    "/repos/{owner}/{repo}/branches/{branch}/protection": ("get",),
    "/repos/{owner}/{repo}/codeowners/errors": ("get",),
    "/repos/{owner}/{repo}/collaborators": ("get",),
    "/repos/{owner}/{repo}/collaborators/{username}": ("get",),
    "/repos/{owner}/{repo}/collaborators/{username}/permission": ("get",),
    "/repos/{owner}/{repo}/commits": ("get",),
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}/status": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}/statuses": ("get",),
    "/repos/{owner}/{repo}/compare/{basehead}": ("get",),
    "/repos/{owner}/{repo}/contents/{path}": ("get", "put"),
    "/repos/{owner}/{repo}/deployments": ("get", "post"),
    "/repos/{owner}/{repo}/deployments/{deployment_id}": ("get",),
    "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses": ("get", "post"),
    "/repos/{owner}/{repo}/dispatches": ("post",),
    "/repos/{owner}/{repo}/environments": ("get",),
    "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies": ("get",),
    "/repos/{owner}/{repo}/environments/{environment_name}/secrets": ("get",),
    "/repos/{owner}/{repo}/forks": ("get", "post"),
    "/repos/{owner}/{repo}/git/blobs": ("post",),
    "/repos/{owner}/{repo}/git/blobs/{file_sha}": ("get",),
    "/repos/{owner}/{repo}/git/commits": ("post",),
    "/repos/{owner}/{repo}/git/commits/{commit_sha}": ("get",),
    "/repos/{owner}/{repo}/git/matching-refs/{ref}": ("get",),
    "/repos/{owner}/{repo}/git/ref/{ref}": ("get",),
    "/repos/{owner}/{repo}/git/refs": ("post",),
    "/repos/{owner}/{repo}/git/refs/{ref}": ("patch", "delete"),
    "/repos/{owner}/{repo}/git/trees": ("post",),
    "/repos/{owner}/{repo}/git/trees/{tree_sha}": ("get",),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("get", "patch", "delete"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": ("get", "post"),
    "/repos/{owner}/{repo}/issues/{issue_number}": ("get", "patch"),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/{issue_number}/labels": ("get", "post", "put", "delete"),
    "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": ("delete",),
    "/repos/{owner}/{repo}/issues/{issue_number}/timeline": ("get",),
    "/repos/{owner}/{repo}/labels": ("get", "post"),
    "/repos/{owner}/{repo}/labels/{name}": ("get",),
    "/repos/{owner}/{repo}/pages": ("get",),
    "/repos/{owner}/{repo}/pulls": ("get", "post"),
    "/repos/{owner}/{repo}/pulls/{pull_number}": ("get", "patch"),
    "/repos/{owner}/{repo}/pulls/{pull_number}/commits": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/merge": ("get", "put"),
    "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": ("get", "post", "delete"),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ("get", "post"),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": ("get", "put"),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events": ("post",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": ("put",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/update-branch": ("put",),
    "/repos/{owner}/{repo}/rules/branches/{branch}": ("get",),
    "/repos/{owner}/{repo}/rulesets": ("get",),
    "/repos/{owner}/{repo}/rulesets/{ruleset_id}": ("get",),
    "/repos/{owner}/{repo}/statuses/{sha}": ("post",),
}

SCHEMA_PREFIX = "#/components/schemas/"
COMBINED = ("allOf", "anyOf", "oneOf")
PLAIN = (
    *("type", "format", "enum", "nullable", "required", "pattern"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "maxProperties"),
)
NESTED = ("$ref", "properties", "items", "additionalProperties", *COMBINED)
UNUSED = (
    *("description", "title", "summary", "example", "examples", "default", "deprecated"),
    *(
        "readOnly",
        "discriminator",
    ),  # the alternatives differ by themselves, and a list has no such field
)


def rest_subset(description: Json) -> Json:
    """Keep the operations, and every schema that they refer to."""
    operations = {
        f"{method.upper()} {path}": _operation(description, path, method)
        for path, methods in OPERATIONS.items()
        for method in methods
    }
    return {
        "components": {"schemas": referenced(description, operations)},
        "operations": operations,
    }


def rest_text(subset: Json) -> str:
    """Sorted and compact, but one operation or schema a line, so that a diff can be read."""
    schemas = lines_of(subset["components"]["schemas"])
    operations = lines_of(subset["operations"])
    return f'{{"components":{{"schemas":{{\n{schemas}\n}}}},\n"operations":{{\n{operations}\n}}}}\n'


def lines_of(members: Mapping[str, Any]) -> str:
    """The members of a JSON object, sorted, each on a line of its own."""
    return ",\n".join(
        f"{json.dumps(name)}:{json.dumps(value, sort_keys=True, separators=(',', ':'))}"
        for name, value in sorted(members.items())
    )


def _operation(description: Json, path: str, method: str) -> Json:
    operation = description["paths"][path][method]
    parameters = [_resolved(description, one) for one in operation.get("parameters", [])]
    kept: Json = {
        place: {one["name"]: _parameter(one) for one in parameters if one["in"] == place}
        for place in ("path", "query")
    }
    if "requestBody" in operation:
        body = _resolved(description, operation["requestBody"])
        kept["body"] = {"required": bool(body.get("required")), "schema": _content(body)}
    kept["answers"] = {
        status: _content(_resolved(description, answer))
        for status, answer in operation["responses"].items()
    }
    return kept


def _parameter(parameter: Json) -> Json:
    kept: Json = {"schema": stripped(parameter["schema"])}
    if parameter.get("required"):
        kept["required"] = True
    if parameter.get("x-multi-segment"):
        kept["multiSegment"] = True
    return kept


def _content(answer: Json) -> Json | None:
    """Find the schema of the JSON body; None where the description knows of no JSON body."""
    content = answer.get("content", {}).get("application/json")
    return None if content is None else stripped(content["schema"])


def stripped(schema: Json) -> Json:
    """Only what constrains a value: no prose, no examples, no extensions."""
    unknown = set(schema).difference(PLAIN, NESTED, UNUSED)
    if unknown := {key for key in unknown if not key.startswith("x-")}:
        raise ValueError(f"the description uses keywords not known here: {sorted(unknown)}")
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    kept: Json = {key: schema[key] for key in PLAIN if key in schema}
    if schema.get("default") == "":
        kept.pop("format", None)  # what may be empty, as GitHub says so itself, has no format
    if "properties" in schema:
        kept["properties"] = {name: stripped(one) for name, one in schema["properties"].items()}
    if "items" in schema:
        kept["items"] = stripped(schema["items"])
    if isinstance(extra := schema.get("additionalProperties"), dict):
        kept["additionalProperties"] = stripped(extra)
    elif extra is not None:
        kept["additionalProperties"] = extra
    for key in COMBINED:
        if key in schema:
            kept[key] = [stripped(one) for one in schema[key]]
    return _null_spelled_out(kept)


def _null_spelled_out(schema: Json) -> Json:
    """`nullable` says null is meant; a validator sees it only beside `type` and not past `enum`."""
    if not schema.get("nullable"):
        return schema
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if "type" not in schema:
        for key in COMBINED[1:]:
            if key in schema:
                schema[key].append({"enum": [None]})
    return schema


def referenced(description: Json, operations: Json) -> Json:
    """Every schema that is referred to, directly or by another, stripped."""
    schemas: Json = {}
    waiting = set(references(operations))
    while waiting:
        reference = waiting.pop()
        name = _name(reference)
        schemas[name] = stripped(description["components"]["schemas"][name])
        waiting |= {one for one in references(schemas[name]) if _name(one) not in schemas}
    return schemas


def _name(reference: str) -> str:
    return reference.removeprefix(SCHEMA_PREFIX)


def references(value: object) -> Iterator[str]:
    """Every reference to a schema within a value."""
    match value:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for one in value.values():
                yield from references(one)
        case list():
            for one in value:
                yield from references(one)


def _resolved(description: Json, node: Json) -> Json:
    if "$ref" not in node:
        return node
    found: Json = description
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
