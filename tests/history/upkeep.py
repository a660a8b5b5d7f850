"""Upkeep: what owners change by hand between the acts of the story."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from bot.core.catalog import MiniProgramType
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.lifecycle import Status
from bot.core.situation import Account
from tests.history import people
from tests.history.documents import (
    groups,
    mini_program,
    person,
    program_path,
    to_yaml,
    version_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.history.historian import Historian

BY_PULL_REQUEST = 0.5
"""The share of changes of the catalog that are not made by hand."""
LEAST_REVIEWERS = 4
"""One may have helped, and three approvals may be needed."""


class Upkeep:
    """Owners at work on the catalog and the documentation."""

    def __init__(self, historian: Historian, chance: Random) -> None:
        self._historian = historian
        self._chance = chance
        self._turn = 0

    def happen(self) -> None:
        """The next kind of upkeep, in turn."""
        self._turn += 1
        KINDS[self._turn % len(KINDS)](self)

    def _document(self, path: str) -> dict[str, Any]:
        value = self._historian.state.policy.documents[path].value
        assert isinstance(value, dict)
        return copy.deepcopy(value)

    def _write(self, path: str, value: dict[str, Any], message: str) -> None:
        """By hand, or by a pull request of its own, as the bot takes it."""
        if self._chance.random() < BY_PULL_REQUEST:
            self._propose(path, to_yaml(value))
            return
        by = self._chance.choice(people.OWNERS)
        signed = self._chance.random() < 0.8
        self._historian.maintain({path: to_yaml(value)}, by, message, signed=signed)

    def _propose(self, path: str, data: bytes) -> None:
        """An admin of the workspace proposes it; where that is not enough, two owners agree."""
        if path.startswith("catalog/mini-programs/") and path in self._historian.files:
            self._historian.change(path, data, people.WANDA)
            return
        self._historian.submit_change(path, data, people.WANDA)
        if self._chance.random() < 0.3:
            self._historian.reject_change(path, people.OWEN)
            self._historian.close_change(path, people.WANDA, None)
            self._historian.reopen_change(path, people.WANDA)
        self._historian.agree(path)

    def _program(self) -> str:
        names = self._historian.state.policy.catalog.mini_programs
        return self._chance.choice(sorted(names))

    def reviewers(self) -> None:
        """One reviewer more, one less, or one in the place of another."""
        app = self._chance.choice(sorted(self._historian.state.policy.catalog.apps))
        path = f"catalog/apps/{app}.yaml"
        value = self._document(path)
        listed = value["reviewers"]
        absent = [one for one in people.REVIEWERS if person(one) not in listed]
        if len(listed) > LEAST_REVIEWERS or (absent and self._chance.random() < 0.5):
            gone = listed.pop(self._chance.randrange(len(listed)))
            said = f"{gone['login']} no longer reviews for {app}"
        else:
            said = f"More reviewers for {app}"
        listed += [person(one) for one in absent[:1]]
        if "groups" in value:
            value["groups"] = groups(listed)
        self._write(path, value, said)

    def admins(self) -> None:
        """Admins come and go, but nobody goes whose application is under review."""
        program = self._program()
        path = program_path(program)
        value = self._document(path)
        listed = value["admins"]
        absent = [one for one in people.ADMINS if person(one) not in listed]
        requesters = {
            log.requester.draft.actor.id
            for log in self._under_review(program)
            if log.requester is not None
        }
        free = [one for one in listed if one["id"] not in requesters]
        if free and self._chance.random() < 0.7:
            listed.remove(free[0])
        listed += [person(one) for one in absent[:1]]
        if listed and value != self._document(path):
            self._write(path, value, f"Other admins for {program}")

    def information(self) -> None:
        """What users see of a mini program: whatever is under review gets a new round."""
        program = self._program()
        value = self._document(program_path(program))
        value["information"]["description"] = f"All that there is to {program}, part {self._turn}."
        self._write(program_path(program), value, f"Tell more of {program}")
        self._renew(program)

    def configuration(self) -> None:
        """A mini program's configuration: a new round, unless the request has its own domains."""
        program = self._program()
        value = self._document(program_path(program))
        domain = f"https://api-{self._turn}.{program}.example"
        value["configuration"] = {"clientId": f"{program}-client", "serverDomains": [domain]}
        self._write(program_path(program), value, f"Move {program} to another domain")
        self._renew(program)

    def documentation(self) -> None:
        """A page that is none of the bot's business."""
        by = self._chance.choice(people.EVERYBODY)
        files: dict[str, bytes | None] = {"README.md": f"# Releases, {self._turn}\n".encode()}
        old = [path for path in self._historian.files if path.startswith("docs/")]
        files[f"docs/page-{self._turn}.md"] = b"How to release.\n"
        files.update(dict.fromkeys(old[:1]))
        signed, merged = self._chance.choice(((True, True), (True, False), (False, False)))
        self._historian.maintain(files, by, "Say more, and less", signed=signed, merged=merged)

    def away(self) -> None:
        """Somebody says until when they are away."""
        app = self._chance.choice(sorted(self._historian.state.policy.catalog.apps))
        listed = self._historian.state.policy.catalog.reviewers(app)
        one = self._chance.choice(listed)
        who = Account(one.login, one.id)
        until = f"2026-05-{1 + self._turn % 28:02d}T{self._turn // 28 % 24:02d}:00:00Z"
        data = to_yaml({"format": 1, "away": {"until": until}})
        self._historian.change(f"catalog/people/{who.id}.yaml", data, who)

    def upload(self) -> None:
        """A version is uploaded before anybody releases it, and perhaps nobody ever does."""
        program = self._program()
        version = VersionNumber(900, self._turn, 0)
        release = ReleaseId(program, version, "harbor", Environment.TEST)
        h5 = self._historian.state.policy.catalog.mini_programs[program].type is MiniProgramType.H5
        data = version_file(release, entrance=h5)
        self._historian.upload(release.version_path, data, self._chance.choice(people.DEVELOPERS))

    def newcomer(self) -> None:
        """A mini program more."""
        number = len(self._historian.state.policy.catalog.mini_programs)
        value = mini_program(number)
        name = value["miniProgram"]
        self._write(program_path(name), value, f"Welcome {name}")

    def _under_review(self, program: str) -> list[Any]:
        return [
            log
            for log in self._historian.state.on_the_way(program)
            if log.status is Status.UNDER_REVIEW
        ]

    def _renew(self, program: str) -> None:
        for log in self._under_review(program):
            if self._historian.outdated(log.release):
                self._historian.renew(log.release)


KINDS: tuple[Callable[[Upkeep], None], ...] = (
    Upkeep.reviewers,
    Upkeep.documentation,
    Upkeep.information,
    Upkeep.admins,
    Upkeep.configuration,
    Upkeep.newcomer,
    Upkeep.away,
    Upkeep.upload,
)
