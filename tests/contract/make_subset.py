"""Makes the contract data anew from GitHub's published descriptions.

Run it from the repository's root, with npm on PATH and the development dependencies installed:

    python -m tests.contract.make_subset

It fetches two npm packages by pinned version into a temporary folder, compares their digests,
and writes `rest.json`, `github.graphql` and `SOURCE.md` beside itself; nothing else stays. Run it
again when an operation is added in `subset_rest.py`, or a type in `subset_graphql.py` or in the
hub's schema. To take a newer version, change the version and the digest below (`npm view
PACKAGE dist.integrity` prints it).
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.contract.subset_graphql import graphql_subset, named_types
from tests.contract.subset_rest import rest_subset, rest_text

HERE = Path(__file__).parent
HUB_SCHEMA = HERE.parent.parent / "bot" / "hub" / "schema.graphql"


@dataclass(frozen=True, slots=True)
class Package:
    """A published npm package and the files in it that are needed here."""

    name: str
    version: str
    integrity: str
    description: str
    licence: str


REST = Package(
    name="@octokit/openapi",
    version="23.0.2",
    integrity="sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
    description="package/generated/api.github.com.json",
    licence="package/LICENSE",
)
GRAPHQL = Package(
    name="@octokit/graphql-schema",
    version="15.26.1",
    integrity="sha512-RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
    description="package/schema.graphql",
    licence="package/LICENSE.md",
)

SOURCE = """\
# Where the contract data comes from

| file | made from | version | licence |
|---|---|---|---|
| `rest.json` | `{rest.description}` of npm `{rest.name}` | {rest.version} | MIT |
| `github.graphql` | `{graphql.description}` of npm `{graphql.name}` | {graphql.version} | MIT |

Both are subsets without prose: types, names, required fields, enums; no descriptions, no examples.
`rest.json` holds the operations listed in `subset_rest.py` and the schemas they refer to, as
OpenAPI 3.0 schema objects in a frame of its own: each operation has its path and query parameters,
its request body and its answers by status (`null`: no JSON body). It describes REST version
2022-11-28. Where `nullable` stands beside an `enum` or alternatives, null is written into them.
`github.graphql` holds the types named in `subset_graphql.py` and those the hub's schema names, with
their interfaces and all that their arguments and enums need; a field is kept where its type is.

To make them anew, with npm on PATH: `python -m tests.contract.make_subset`. Nothing is edited by
hand.

## Licence of `{rest.name}`

{rest_licence}

## Licence of `{graphql.name}`

{graphql_licence}
"""


def main() -> None:
    """Fetch both packages and write the three files."""
    with tempfile.TemporaryDirectory() as folder:
        rest = _fetched(REST, Path(folder) / "rest")
        graphql = _fetched(GRAPHQL, Path(folder) / "graphql")
        description = json.loads(_read(rest, REST.description))
        published = _read(graphql, GRAPHQL.description)
        licences = _read(rest, REST.licence), _read(graphql, GRAPHQL.licence)
    also_named = named_types(HUB_SCHEMA.read_text("utf-8")) if HUB_SCHEMA.exists() else set()
    _write("rest.json", rest_text(rest_subset(description)))
    _write("github.graphql", graphql_subset(published, also_named))
    _write("SOURCE.md", _source(*licences))


def _fetched(package: Package, folder: Path) -> Path:
    """Let npm download one package, and refuse any bytes but the pinned ones."""
    folder.mkdir()
    wanted = f"{package.name}@{package.version}"
    subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, timeout=600)
    (archive,) = folder.glob("*.tgz")
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if package.integrity != f"sha512-{base64.b64encode(digest).decode('ascii')}":
        raise ValueError(f"{wanted} is not the pinned package: its digest differs")
    return archive


def _read(archive: Path, member: str) -> str:
    with tarfile.open(archive) as opened:
        content = opened.extractfile(member)
        if content is None:
            raise ValueError(f"{member} is not a file in {archive.name}")
        return content.read().decode("utf-8")


def _source(rest_licence: str, graphql_licence: str) -> str:
    return SOURCE.format(
        rest=REST,
        graphql=GRAPHQL,
        rest_licence=_quoted(rest_licence),
        graphql_licence=_quoted(graphql_licence),
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _write(name: str, text: str) -> None:
    (HERE / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
