"""What an audit found, for people: the first bad commit, what rests on it, and what is proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.online.claims import in_words
from bot.core.documents.characters import escaped
from bot.core.documents.problem import counted

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from bot.audit.rules.findings import Finding
    from bot.audit.verify import Bad, Listed, Verification

SHOWN = 200
"""Bad commits that are shown; JSON and SARIF hold them all. Maintenance is never cut."""


def text(found: Verification) -> str:
    """The whole report, a page that ends in one sentence."""
    lines = [*_scope(found), *_bad(found), *_mended(found), *_agreed(found), *_maintenance(found)]
    return "\n".join([*lines, *_proven(found), "", _verdict(found)]) + "\n"


def _scope(found: Verification) -> Iterator[str]:
    size = found.checkpoint.size
    pinned = "named by you" if found.pinned else "named by the repository itself"
    yield f"{escaped(found.ref)} from {found.genesis[:12]} ({pinned}) to {found.tip}"
    yield f"  which is its commit {size}"
    if found.unseen:
        unseen = f"{counted(found.unseen, 'commit')} before it: trusted unseen"
        yield f"  {unseen}{'' if found.pinned else ', because the repository itself says so'}"
    yield f"  {counted(sum(found.hands.values()), 'commit')}: {_counts(found.hands)}"
    yield f"  {_entries(sum(found.kinds.values()))} of logs: {_counts(found.kinds)}"
    if found.documents:
        number = _entries(sum(found.documents.values()))
        yield f"  {number} of documents: {_counts(found.documents)}"
    names = ", ".join(map(escaped, sorted(found.repositories)))
    if names:
        yield f"  written, as the entries say, in {names}"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counter.items())) or "none"


def _bad(found: Verification) -> Iterator[str]:
    for number, bad in enumerate(found.bad.values()):
        if number == SHOWN:
            yield f"  … and {len(found.bad) - SHOWN} more bad commits"
            return
        yield ""
        yield f"{'First bad commit' if number == 0 else 'Bad commit'}: {_commit(bad.listed)}"
        yield from (f"  {say(finding)}" for finding in bad.findings[:SHOWN])
        if len(bad.findings) > SHOWN:
            yield f"  … and {len(bad.findings) - SHOWN} more findings"
        yield from _rests(bad)


def say(finding: Finding) -> str:
    """One finding in one line: where, what, on what it follows, and the rule."""
    where = escaped(finding.path) if finding.path else "the commit"
    follows = f", which follows from {finding.follows[:12]}" if finding.follows else ""
    corrected = f"; corrected by {finding.corrected[:12]}" if finding.corrected else ""
    return f"{where}: {finding.what}{follows}{corrected} [{finding.rule}]"


def _rests(bad: Bad) -> Iterator[str]:
    if bad.rests:
        yield f"  on it rest {_entries(len(bad.rests))} written later"
        for one in bad.rests[:10]:
            yield f"    {one.entry.path} in {one.commit[:12]}"
        if len(bad.rests) > len(bad.rests[:10]):
            yield f"    … and {len(bad.rests) - 10} more"


def _commit(listed: Listed) -> str:
    vouched = "" if listed.vouched else ", as it says itself"
    author = escaped(listed.author)
    return f"{listed.commit} (commit {listed.number}, {listed.time}, by {author}{vouched})"


def _mended(found: Verification) -> Iterator[str]:
    if found.mended:
        yield ""
        yield "Mended: what other hands had changed was brought back"
        yield from (f"  {_commit(listed)}" for listed in found.mended[:SHOWN])


def _agreed(found: Verification) -> Iterator[str]:
    if found.agreed:
        yield ""
        yield "Changes of the catalog by pull request, and what they made possible"
    for listed in found.agreed:
        yield f"  {_commit(listed)}"
        yield from (f"    {line}" for line in listed.lines)


def _maintenance(found: Verification) -> Iterator[str]:
    if found.maintenance:
        yield ""
        yield "Maintenance by people, and what it made possible"
    for listed in found.maintenance:
        yield f"  {_commit(listed)}"
        yield from (f"    {line}" for line in listed.lines)


def _proven(found: Verification) -> Iterator[str]:
    yield ""
    yield f"Proven from git{', but for what stands above' if found.bad else ''}"
    yield "  paths, trees, chains, rows, digests, status and live files, and that whoever is named"
    yield "  as requester, approver or reviewer held that role in the catalog of the parent commit"
    yield from _hand(found)
    yield "The bot's word (slipway audit cross-check asks GitHub)"
    for kind, number in sorted(found.words.items()):
        yield f"  {in_words(kind, number)}"


def _hand(found: Verification) -> Iterator[str]:
    if found.keys:
        yield f"  the bot's hand, by GitHub's signature: {_counts(found.signatures)}"
    else:
        yield "Not proven: whose hand it was (give GitHub's keys by --trusted-keys)"
    if found.keys and found.signatures.get("unsigned"):
        yield "  what is unsigned, anybody who may push could have written"
    if not found.pinned:
        yield "Not proven: that it begins where it should (pin that by --genesis or --from)"


def _verdict(found: Verification) -> str:
    if not found.bad and found.unseen and not found.pinned:
        unread = counted(found.unseen, "commit")
        return f"Nothing is wrong after the {unread} that the repository itself leaves out."
    if not found.bad:
        return "Nothing is wrong with it."
    findings = counted(len(found.findings), "finding")
    corrected = "" if found.exit_code else ", all corrected by two owners"
    return f"{findings} in {counted(len(found.bad), 'commit')}{corrected}."
