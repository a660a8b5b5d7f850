"""A repository's settings, read: a refusal is told as such, and never taken for an absence.

Which permission each read needs is from docs.github.com, "Permissions required for GitHub Apps";
the checks in ``core.doctor`` cite the page of each endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.core.doctor.actions import ENVIRONMENT
from bot.core.doctor.identity import VARIABLE
from bot.core.doctor.seen import CatalogSeen, Listed, Seen, TokenSeen, Unseen
from bot.core.doctor.standing import PRODUCTION
from bot.core.doctor.workflows import BOT
from bot.errors import UnavailableError
from bot.forge import settings_reading as read
from bot.forge.github import NOT_FOUND, SERVER_ERROR, Denied, GitHubForge, Looked, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from bot.core.doctor.seen import (
        AppSeen,
        EnvironmentSeen,
        Known,
        RulesetSeen,
        RunSeen,
        WorkflowSeen,
    )

    T = TypeVar("T")

WHO = """
query Who($owner: String!, $name: String!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) { id }
}
"""
PAGE = {"per_page": 100}
MOST_RULESETS = 50
MOST_PEOPLE = 200
"""What is read one by one: beyond it nothing is asked, and that is said."""


class GitHubSettings(GitHubForge):
    """See ``Surveyor``."""

    def survey(self, known: Known) -> Seen:
        """See ``Surveyor``. About thirty reads, and one for each person of the catalog."""
        answer = self._look(f"/repos/{self._name}", {})
        if isinstance(answer, Denied):
            raise UnavailableError(
                "repository-unseen",
                f"{self._name} could not be read ({answer.said})",
                "check the name, and that the token may see it",
            )
        repository = read.repository(answer.body)
        token = self._token(answer)
        page = repository.private and repository.has_pages
        workflows = self._one("actions/workflows", "Actions: read", read.workflows, PAGE)
        return Seen(
            now=read_date(answer.headers),
            known=known,
            repository=repository,
            token=token,
            app=self._app(known),
            rulesets=self._rulesets(),
            in_force=self._one("rules/branches/main", "Metadata: read", read.in_force, PAGE),
            protection=self._protection(),
            actions=self._actions(),
            defaults=self._one(
                "actions/permissions/workflow", "Administration: read", read.defaults
            ),
            fork_approval=self._one(
                "actions/permissions/fork-pr-contributor-approval",
                "Administration: read",
                lambda body: str(body["approval_policy"]),
            ),
            forks=self._one(
                "actions/permissions/fork-pr-workflows-private-repos",
                "Administration: read",
                read.forks,
            )
            if repository.private
            else None,
            environment=self._environment(),
            secrets=self._secrets(answer),
            variable=self._one(
                "actions/variables",
                "Variables: read",
                lambda body: read.named(body["variables"], VARIABLE, "value"),
                PAGE,
            ),
            workflows=workflows,
            scheduled=self._run(workflows, {"event": "schedule"}),
            swept=self._run(workflows, {"event": "schedule", "status": "success"}),
            targeted=self._run(workflows, {"event": "pull_request_target", "status": "success"}),
            people=self._people(known),
            admins=self._one(
                "collaborators", "push access", read.admins, {**PAGE, "permission": "admin"}
            ),
            public_page=self._one("pages", "Pages: read", lambda body: bool(body.get("public")))
            if page
            else None,
            owners_errors=self._one("codeowners/errors", "Contents: read", read.owners_errors)
            if known.main.has_owners
            else None,
        )

    # --- One thing each ---

    def _token(self, answer: Looked) -> TokenSeen:
        _, data = self._query(WHO, {})
        account, login = int(data["viewer"]["databaseId"] or 0), str(data["viewer"]["login"])
        kind = read.token_kind(self._prefix, account, login)
        repositories = None
        if kind in read.INSTALLED:
            found = self._look("/installation/repositories", {"per_page": 1})
            repositories = _read(found, "any", lambda body: int(body["total_count"]))
        return TokenSeen(kind, account, read.scopes(answer.headers), repositories)

    def _app(self, known: Known) -> AppSeen | Unseen | None:
        catalog = known.catalog
        if not isinstance(catalog, CatalogSeen) or catalog.mode != PRODUCTION:
            return None
        slug = quote(catalog.bot.login.removesuffix("[bot]"), safe="")
        found = self._look(f"/apps/{slug}", {})
        return _read(found, "the App's own installation", read.app)

    def _rulesets(self) -> tuple[RulesetSeen, ...] | Unseen:
        """The list does not show rules and bypass lists: each is read by itself."""
        rows = self._one(
            "rulesets",
            "Metadata: read",
            lambda body: [int(row["id"]) for row in body],
            {**PAGE, "includes_parents": "true"},
        )
        if isinstance(rows, Unseen):
            return rows
        if len(rows) > MOST_RULESETS:
            return Unseen(f"there are {len(rows)} rulesets", "look at them one by one")
        found = []
        for number in rows:
            parents = {"includes_parents": "true"}
            one = self._one(f"rulesets/{number}", "Metadata: read", read.ruleset, parents)
            if isinstance(one, Unseen):
                return one
            found.append(one)
        return tuple(found)

    def _secrets(self, repository: Looked) -> frozenset[str] | Unseen:
        """What any workflow may read: the organization's, too, where there is one."""
        own = self._one("actions/secrets", "Secrets: read", read.secrets, PAGE)
        if isinstance(own, Unseen) or repository.body["owner"].get("type") != "Organization":
            return own
        path = "actions/organization-secrets"
        shared = self._one(path, "Secrets: read", read.secrets, PAGE)
        return shared if isinstance(shared, Unseen) else own | shared

    def _protection(self) -> Any:
        answer = self._look(f"/repos/{self._name}/branches/main/protection", {})
        if isinstance(answer, Denied) and read.NOT_PROTECTED in answer.said:
            return None
        return _read(answer, "Administration: read", read.protection)

    def _actions(self) -> Any:
        found = self._one("actions/permissions", "Administration: read", read.actions)
        if isinstance(found, Unseen) or found.allowed != "selected":
            return found
        body = self._one(
            "actions/permissions/selected-actions", "Administration: read", lambda body: body
        )
        return read.with_selected(found, body)

    def _environment(self) -> EnvironmentSeen | Unseen | None:
        """Found in the list: an answer for the one alone may be missing for want of permission."""
        rows = self._one("environments", "Actions: read", lambda body: body["environments"], PAGE)
        if isinstance(rows, Unseen):
            return rows
        body = next((row for row in rows if row["name"].lower() == ENVIRONMENT), None)
        if body is None:
            return None
        path = f"environments/{quote(body['name'], safe='')}"
        branches: tuple[str, ...] | Unseen | None = None
        if read.has_own_branches(body):
            branches = self._one(
                f"{path}/deployment-branch-policies", "Actions: read", read.branches, PAGE
            )
        elif body.get("deployment_branch_policy"):
            branches = read.PROTECTED
        secrets = self._one(f"{path}/secrets", "Environments: read", read.secrets, PAGE)
        return read.environment(body, branches, secrets)

    def _run(
        self, workflows: tuple[WorkflowSeen, ...] | Unseen, wanted: Mapping[str, Any]
    ) -> RunSeen | Unseen | None:
        if isinstance(workflows, Unseen):
            return workflows
        if not any(one.path == BOT for one in workflows):
            return None
        path = f"actions/workflows/{BOT.rpartition('/')[2]}/runs"
        found = self._one(path, "Actions: read", read.runs, {"per_page": 1, **wanted})
        return found if isinstance(found, Unseen) else next(iter(found), None)

    def _people(self, known: Known) -> tuple[Listed, ...]:
        if not isinstance(known.catalog, CatalogSeen):
            return ()
        listed = {person.id: person for person in (known.catalog.bot, *known.catalog.people)}
        found: list[Listed] = []
        for person in listed.values():
            if len(found) >= MOST_PEOPLE:
                late: str | Unseen | None = Unseen(
                    f"only the first {MOST_PEOPLE} people were asked for", "look them up"
                )
            else:
                answer = self._look(f"/user/{person.id}", {})
                late = _read_or_none(answer, "any permission", lambda body: str(body["login"]))
            found.append(Listed(person, late))
        return tuple(found)

    # --- The calls ---

    def _one(
        self,
        path: str,
        needs: str,
        reading: Callable[[Any], T],
        parameters: Mapping[str, Any] | None = None,
    ) -> T | Unseen:
        answer = self._look(f"/repos/{self._name}/{path}", parameters or {})
        if isinstance(answer, Looked) and PAGE.items() <= (parameters or {}).items():
            shown, more = read.page(answer.body)
            if more:
                return Unseen(f"there are more than the {shown} of the first page", "look at them")
        return _read(answer, needs, reading)


def _read_or_none(
    answer: Looked | Denied, needs: str, reading: Callable[[Any], T]
) -> T | Unseen | None:
    if isinstance(answer, Denied) and answer.status == NOT_FOUND:
        return None
    return _read(answer, needs, reading)


def _read(answer: Looked | Denied, needs: str, reading: Callable[[Any], T]) -> T | Unseen:
    if isinstance(answer, Denied):
        if answer.status == 0 or answer.status >= SERVER_ERROR:
            return Unseen(answer.said, "run it again")
        return Unseen.without(answer.said, needs)
    try:
        return reading(answer.body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"GitHub's answer has another form than its description ({type(error).__name__})"
        return Unseen(what, "report it")
