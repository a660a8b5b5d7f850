"""Whether main says what the model says: logs, statuses and live files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.model.cases import BOT, FULL, GRAYSCALE, PILOT, REVIEWER, SERVED, Entry
from tests.model.driver import Seen, Told, digest

if TYPE_CHECKING:
    from tests.model.cases import Case
    from tests.model.reference import Domain
    from tests.model.world import Release


def assert_agree(domain: Domain, seen: Seen) -> None:
    """Every release and every environment, entry by entry."""
    for release, case in domain.cases.items():
        _same(f"the log of {release}", [_entry(value) for value in seen.log(release)], case.log)
        told = _told(release, case, domain) if case.log else None
        _same(f"the status of {release}", seen.told(release), told)
    _same("whether the app is stopped", seen.stopped, domain.stopped)
    for environment in domain.setting.places:
        wanted = {
            program: [(one.version, _served(one, domain)) for one in several]
            for program, several in domain.live(environment).items()
        }
        _same(f"what is live in {environment}", seen.live(environment), wanted)


def _same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise AssertionError(f"{what}\n   main says {found}\n  model says {wanted}")


def _entry(value: dict[str, Any]) -> Entry:
    by, role = value["actor"]["login"], value["actor"]["role"]
    by = {"bot": BOT, "reviewer": REVIEWER}.get(role, by) if value["kind"] != "rejected" else by
    return Entry(value["kind"], value["row"], value["to"], by, value.get("percent"))


def _told(release: Release, case: Case, domain: Domain) -> Told:
    piloted = domain.place(release).pilot and case.status in (PILOT, GRAYSCALE)
    testers = digest(case.testers) if piloted else None
    return Told(case.status, case.percent, testers, case.paused)


def _served(release: Release, domain: Domain) -> Told:
    case = domain.case(release)
    assert case.status in SERVED
    assert (case.percent == 100) is (case.status == FULL)
    told = _told(release, case, domain)
    return told._replace(percent=case.percent or 0, paused=False)
