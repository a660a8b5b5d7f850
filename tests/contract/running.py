"""Workflow files on a hub, a runner for them, and a walk through all that shows their runs."""

from bot.hub.actions.order import Order, Outcome
from tests.contract.tour import REPOSITORY, encoded
from tests.contract.visits import Visitor

FOLDER = ".github/workflows/"
JOB = b'jobs: {nothing: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n'
FOLLOWING = b"{workflow_run: {workflows: [Asked], types: [requested, in_progress, completed]}}"
WORKFLOWS = {
    f"{FOLDER}asked.yml": b"name: Asked\non: [workflow_dispatch, repository_dispatch]\n" + JOB,
    f"{FOLDER}after.yml": b"name: After\non: " + FOLLOWING + b"\n" + JOB,
    f"{FOLDER}check.yml": b"name: Check\non: pull_request\n" + JOB,
}


class Willing:
    """A runner whose jobs all end well."""

    def run(self, order: Order) -> Outcome:
        """End well."""
        return Outcome("success", order.job)


def pressed(mia: Visitor) -> None:
    """Press the button of a workflow."""
    path = f"{REPOSITORY}/actions/workflows/asked.yml"
    mia.get(path)
    mia.post(f"{path}/dispatches", {"ref": "main"})
    mia.post(f"{path}/dispatches", {"ref": "main", "return_run_details": True})


def runs(mia: Visitor, dan: Visitor) -> None:
    """Look at the runs of a button and of a fork's pull request, approve, and run again."""
    path = f"{REPOSITORY}/actions"
    listed = mia.get(f"{path}/workflows/asked.yml/runs", per_page="5")["workflow_runs"]
    mia.get(f"{path}/runs/{listed[0]['id']}/jobs")
    mia.post(f"{path}/runs/{listed[0]['id']}/rerun", {})
    mia.get(f"{path}/runs/{listed[0]['id']}/jobs")
    mia.get(f"{path}/runs/{listed[0]['id']}")
    fork = f"/repos/{dan.post(f'{REPOSITORY}/forks', {})['full_name']}"
    patch = {"message": "Idea", "branch": "main", "content": encoded("idea\n")}
    dan.put(f"{fork}/contents/idea.txt", patch)
    dan.post(f"{REPOSITORY}/pulls", {"title": "Idea", "head": "dan:main", "base": "main"})
    waiting = mia.get(f"{path}/runs", status="action_required", event="pull_request")
    mia.post(f"{path}/runs/{waiting['workflow_runs'][0]['id']}/approve", None)
