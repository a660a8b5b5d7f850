"""What an audit found, for machines: JSON of our own, and SARIF 2.1.0 (OASIS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.audit.model.entry import release_value
from bot.audit.rules.descriptions import DESCRIPTIONS

if TYPE_CHECKING:
    from bot.audit.rules.findings import Finding
    from bot.audit.verify import Bad, Listed, Verification

SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def as_json(found: Verification) -> dict[str, Any]:
    """The whole verification."""
    return {
        "format": 1,
        "scope": {
            "genesis": found.genesis,
            "pinned": found.pinned,
            "unseenCommits": found.unseen,
            "tip": found.tip,
            "ref": found.ref,
            "checkpoint": str(found.checkpoint) if found.whole else None,
        },
        "commits": dict(sorted(found.hands.items())),
        "entries": dict(sorted(found.kinds.items())),
        "documents": dict(sorted(found.documents.items())),
        "repositories": dict(sorted(found.repositories.items())),
        "signatures": dict(sorted(found.signatures.items())) if found.keys else None,
        "botsWord": {kind.value: number for kind, number in sorted(found.words.items())},
        "bad": [_bad(bad) for bad in found.bad.values()],
        "mended": [_listed(one) for one in found.mended],
        "catalogChanges": [_listed(one) for one in found.agreed],
        "maintenance": [_listed(one) for one in found.maintenance],
    }


def _bad(bad: Bad) -> dict[str, Any]:
    return {
        **_listed(bad.listed),
        "findings": [_finding(one) for one in bad.findings],
        "rests": [{"path": one.entry.path, "commit": one.commit} for one in bad.rests],
    }


def _listed(listed: Listed) -> dict[str, Any]:
    return {
        "commit": listed.commit,
        "number": listed.number,
        "time": listed.time,
        "author": listed.author,
        "vouched": listed.vouched,
        "lines": list(listed.lines),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "what": finding.what,
        "path": finding.path,
        "release": release_value(finding.release) if finding.release else None,
        "follows": finding.follows,
        "corrected": finding.corrected,
    }


def as_sarif(found: Verification, version: str) -> dict[str, Any]:
    """The findings as one run of SARIF; a finding without a file is placed at its commit alone."""
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "slipway audit",
                        "version": version,
                        "rules": [
                            {
                                "id": one.id,
                                "shortDescription": {"text": one.question},
                                "fullDescription": {"text": one.documentation},
                            }
                            for one in DESCRIPTIONS
                        ],
                    }
                },
                "results": [_result(finding) for finding in found.findings],
            }
        ],
    }


def _result(finding: Finding) -> dict[str, Any]:
    known = [one.id for one in DESCRIPTIONS]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": known.index(finding.rule) if finding.rule in known else -1,
        "level": "note" if finding.follows else "error",
        "message": {"text": f"commit {finding.commit}: {finding.what}"},
        "properties": {"commit": finding.commit, "follows": finding.follows},
    }
    if finding.path is not None:
        location = {"physicalLocation": {"artifactLocation": {"uri": _uri(finding.path)}}}
        result["locations"] = [location]
    return result


def _uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986): what is no plain ASCII is percent-encoded."""
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    data = path.encode("utf-8", "surrogateescape")
    return "".join(chr(b) if chr(b) in plain else f"%{b:02X}" for b in data)
