"""What leaves GitHub's release pages for others: deployments, and events for other repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.deploying import DeploymentState
from bot.forge.github import GitHubForge
from bot.forge.protocol import Deployment

if TYPE_CHECKING:
    from collections.abc import Mapping

PER_PAGE = 100


class GitHubOutlet(GitHubForge):
    """See ``Outlet``: the same token, that may also write deployments."""

    def dispatch(self, repository: str, event: str, payload: Mapping[str, Any]) -> None:
        """See ``Outlet``."""
        body = {"event_type": event, "client_payload": dict(payload)}
        self._write("POST", f"/repos/{repository}/dispatches", body)

    def read_deployment(self, commit: str, environment: str, creator: int) -> Deployment | None:
        """See ``Outlet``."""
        path = f"/repos/{self._name}/deployments"
        rows = self._rows(path, {"sha": commit, "environment": environment})
        own = next((row for row in rows if _account(row) == creator), None)
        if own is None:
            return None
        statuses = self._rows(f"{path}/{own['id']}/statuses", {})
        said = next((row for row in statuses if _account(row) == creator), None)
        state = DeploymentState(said["state"]) if said else None
        description = (said["description"] or "") if said else ""
        return Deployment(own["id"], state, description)

    def create_deployment(
        self, commit: str, environment: str, description: str, payload: Mapping[str, Any]
    ) -> int:
        """See ``Outlet``. Nothing is merged for it, and no other status must be a success."""
        body = {
            "ref": commit,
            "environment": environment,
            "description": description,
            "payload": dict(payload),
            "auto_merge": False,
            "required_contexts": [],
        }
        return int(self._write("POST", f"/repos/{self._name}/deployments", body)["id"])

    def set_deployment_status(
        self, deployment: int, state: DeploymentState, description: str, page: str
    ) -> None:
        """See ``Outlet``."""
        body = {"state": str(state), "description": description, "log_url": page}
        self._write("POST", f"/repos/{self._name}/deployments/{deployment}/statuses", body)

    def _rows(self, path: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The newest hundred."""
        answer = self._get(path, {**parameters, "per_page": PER_PAGE}, may_be_closed=False)
        return list(answer[1]) if answer else []


def _account(row: Mapping[str, Any]) -> int:
    """Who made it; 0 where the account is gone."""
    return int((row["creator"] or {}).get("id", 0))
