"""What is recorded of who can move main past the rules, and when it is recorded again.

It claims no authority and grants nothing: an auditor reads it to know who could have bypassed what
at the time. Between two surveys nobody looked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import button_sentences as say
from bot.core.button import not_now, not_ours
from bot.core.command.acts import Refusal
from bot.core.command.deeds import Refused
from bot.core.decision import Recorded
from bot.core.doctor.seen import AppSeen, CatalogSeen, Unseen
from bot.core.document_entry import BY_RUN, DocumentDraft, DocumentKind, DocumentSubject
from bot.core.documents import canonical
from bot.core.documents.places import SlipwayFile
from bot.core.documents.problem import plain
from bot.core.entry import Actor, Content
from bot.core.lifecycle import Role
from bot.core.times import show_time

if TYPE_CHECKING:
    from bot.core.button import Run, Standing
    from bot.core.doctor.seen import EnvironmentSeen, RulesetSeen, Seen
    from bot.core.document_entry import DocumentEntry, Value
    from bot.core.document_log import DocumentLog

MOST_RULES, MOST_ACTORS, MOST_IN_FORCE, MOST_NAMES = 100, 200, 500, 100
"""How much an entry holds, as its schema says; there is hardly ever as much."""
LONGEST = 50
AGAIN = timedelta(days=1)
"""How long the same facts need not be recorded again."""
DOCUMENT = SlipwayFile().path


def surveyed(seen: Seen, run: Run, standing: Standing) -> Recorded | Refused:
    """The entry of a survey, or why there is none."""
    for refused in (not_ours(run, standing), not_now(run, standing)):
        if refused is not None:
            return refused
    facts = facts_of(seen)
    digest = canonical.sha256(canonical.to_bytes(facts))
    last = newest(standing.chain)
    if last is not None and last.draft.run == run.id:
        return Refused(Refusal.ALREADY, say.surveyed_already(run.id, last.draft.transition))
    if last is not None and _as_before(last, digest) and standing.now - last.time < AGAIN:
        return Refused(Refusal.ALREADY, say.same_as_before(show_time(last.time)))
    subject = DocumentSubject(
        document=DOCUMENT, pull_request=None, head=None, digest=digest, before=None, file=None
    )
    draft = DocumentDraft(
        kind=DocumentKind.SURVEYED,
        round=0,
        subject=subject,
        actor=Actor(run.by.login, run.by.id, Role.NONE),
        cause={"kind": BY_RUN, "run": run.id},
        content=Content.PULL_REQUEST,
        policy_repository=standing.repository,
        survey=facts,
    )
    return Recorded(standing.chain, draft)


def newest(chain: DocumentLog) -> DocumentEntry | None:
    """The last survey of a chain."""
    own = (one for one in reversed(chain.entries) if one.draft.kind is DocumentKind.SURVEYED)
    return next(own, None)


def _as_before(last: DocumentEntry, digest: str) -> bool:
    return last.draft.subject.digest == digest


def facts_of(seen: Seen) -> Value:
    """What is recorded, as ``schemas/document-entry.schema.json`` has it; unseen facts are null."""
    return {
        "account": seen.token.account,
        "bot": seen.catalog.bot.id if isinstance(seen.catalog, CatalogSeen) else 0,
        "app": seen.app.id if isinstance(seen.app, AppSeen) else None,
        "private": seen.repository.private,
        "rulesets": None if isinstance(seen.rulesets, Unseen) else _rulesets(seen.rulesets),
        "main": None
        if isinstance(seen.in_force, Unseen)
        else [
            {"type": _text(one.rule.type), "ruleset": one.ruleset}
            for one in seen.in_force[:MOST_IN_FORCE]
        ],
        "protection": _protection(seen),
        "admins": None if isinstance(seen.admins, Unseen) else [one.id for one in seen.admins],
        "writes": None if isinstance(seen.defaults, Unseen) else seen.defaults.writes,
        "environment": _branches(seen.environment),
    }


def _rulesets(found: tuple[RulesetSeen, ...]) -> list[Value]:
    return [
        {
            "id": one.id,
            "name": plain(one.name) or "?",
            "target": _text(one.target),
            "enforcement": _text(one.enforcement),
            "source": plain(one.source) or "?",
            "rules": [_text(rule.type) for rule in one.rules[:MOST_RULES]],
            "bypass": None
            if isinstance(one.bypass, Unseen)
            else [
                {"kind": who.kind.value, "id": who.id, "mode": _text(who.mode)}
                for who in one.bypass[:MOST_ACTORS]
            ],
        }
        for one in sorted(found, key=lambda one: one.id)
    ]


def _protection(seen: Seen) -> list[str] | None:
    if isinstance(seen.protection, Unseen):
        return None
    return [] if seen.protection is None else list(seen.protection.demands)


def _branches(found: EnvironmentSeen | Unseen | None) -> list[str] | None:
    if isinstance(found, Unseen):
        return None
    if found is None:
        return []
    if isinstance(found.branches, Unseen):
        return None
    if found.branches is None:
        return ["*"]
    return [plain(one) or "?" for one in found.branches[:MOST_NAMES]]


def _text(value: str) -> str:
    """One of GitHub's own words, which may be new."""
    return plain(value)[:LONGEST] or "?"
