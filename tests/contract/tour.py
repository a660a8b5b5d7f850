"""A walk through the life of pull requests that calls every REST operation of the hub."""

import base64
from typing import Any

from tests.contract.visits import Visitor

REPOSITORY = "/repos/harbor-co/releases"
NOWHERE = "0" * 40


def walk(visitor: Visitor) -> None:
    """Visit everything once, in an order in which it can succeed."""
    mia, rob, dan = visitor.named("mia"), visitor.named("rob"), visitor.named("dan")
    people(mia)
    base = mia.get(f"{REPOSITORY}/branches/main")["commit"]
    first = objects(mia, base["sha"], base["commit"]["tree"]["sha"])
    contents(mia, first)
    pull = opened(mia)
    statuses(visitor.named("slipway-bot"), pull["head"]["sha"])
    deployed(visitor.named("slipway-bot"), base["sha"])
    requested(rob, mia, pull["number"])
    reviews(rob, mia, pull["number"])
    labelled(rob, mia, pull["number"])
    comments(dan, mia, pull["number"])
    states(mia, pull, base["sha"])
    merged(mia, pull["number"])
    forked(dan, mia)
    associated(mia, base["sha"], pull["head"]["sha"])
    past(mia, pull["number"])
    pressed(mia)


def pressed(mia: Visitor) -> None:
    """A workflow with a button, pressed, and the run that this starts."""
    text = "on:\n  workflow_dispatch:\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps: []\n"
    file = {"message": "A button", "content": base64.b64encode(text.encode()).decode()}
    mia.put(f"{REPOSITORY}/contents/.github/workflows/button.yml", file)
    mia.post(f"{REPOSITORY}/actions/workflows/button.yml/dispatches", {"ref": "main"})
    (run,) = mia.get(f"{REPOSITORY}/actions/runs", event="workflow_dispatch")["workflow_runs"]
    mia.get(f"{REPOSITORY}/actions/runs/{run['id']}")


def people(mia: Visitor) -> None:
    """Accounts of each kind, and the repository."""
    mia.get("/rate_limit")
    me = mia.get("/user")
    mia.get(f"/user/{me['id']}")
    for login in ("mia", "harbor-co", "slipway-bot", "web-flow"):
        mia.get(f"/users/{login}")
    mia.get(REPOSITORY)
    mia.get(f"{REPOSITORY}/branches")
    mia.get(f"{REPOSITORY}/commits", per_page="1")
    mia.get(f"{REPOSITORY}/commits/main")
    mia.get(f"{REPOSITORY}/commits/main/status")


def objects(mia: Visitor, base: str, tree: str) -> str:
    """Build a commit object by object, and move branches to it."""
    git = f"{REPOSITORY}/git"
    blob = mia.post(f"{git}/blobs", {"content": "aGVsbG8=", "encoding": "base64"})["sha"]
    mia.get(f"{git}/blobs/{blob}")
    rows = [
        {"path": "a/one.txt", "mode": "100644", "type": "blob", "sha": blob},
        {"path": "two.txt", "mode": "100644", "type": "blob", "content": "two\n"},
        {"path": "link", "mode": "120000", "type": "blob", "content": "a"},
    ]
    made = mia.post(f"{git}/trees", {"base_tree": tree, "tree": rows})["sha"]
    mia.get(f"{git}/trees/{made}", recursive="1")
    commit = {"message": "One and two\n\nMore.", "tree": made, "parents": [base]}
    plain = mia.post(f"{git}/commits", commit)["sha"]
    signed = mia.named("slipway-bot").post(f"{git}/commits", commit)["sha"]
    for sha in (plain, signed):
        mia.get(f"{git}/commits/{sha}")
        mia.get(f"{REPOSITORY}/commits/{sha}")
    mia.post(f"{git}/refs", {"ref": "refs/heads/topic/one", "sha": base})
    mia.patch(f"{git}/refs/heads/topic/one", {"sha": signed, "force": False})
    mia.get(f"{git}/ref/heads/topic/one")
    mia.get(f"{git}/matching-refs/heads/topic")
    mia.post(f"{git}/refs", {"ref": "refs/heads/gone", "sha": base})
    mia.delete(f"{git}/refs/heads/gone")
    return str(signed)


def contents(mia: Visitor, commit: str) -> None:
    """Files, folders and symbolic links, read and written as the web editor does."""
    path = f"{REPOSITORY}/contents/a/three.txt"
    text = {"message": "Three", "branch": "topic/one", "content": encoded("three\n")}
    made = mia.put(path, text)["content"]["sha"]
    mia.put(path, {**text, "content": encoded("3\n"), "sha": made})
    for name in ("a/three.txt", "a", "link"):
        mia.get(f"{REPOSITORY}/contents/{name}", ref="topic/one")
    mia.get(f"{REPOSITORY}/contents/two.txt", ref=commit)


def encoded(text: str) -> str:
    """Write a text as the contents address wants it."""
    return base64.b64encode(text.encode()).decode("ascii")


def opened(mia: Visitor) -> Any:
    """Open a pull request, and read it in each way."""
    opening = {"title": "One", "head": "topic/one", "base": "main", "body": "Why.", "draft": True}
    pull = mia.post(f"{REPOSITORY}/pulls", opening)
    one = f"{REPOSITORY}/pulls/{pull['number']}"
    mia.get(f"{REPOSITORY}/pulls", state="all", head="harbor-co:topic/one", base="main")
    mia.get(one)
    mia.get(f"{one}/merge")
    mia.get(f"{one}/files", per_page="100")
    mia.get(f"{one}/commits")
    mia.get(f"{REPOSITORY}/issues/{pull['number']}")
    return pull


def statuses(bot: Visitor, sha: str) -> None:
    """Post statuses on a commit, and read them singly and combined."""
    path = f"{REPOSITORY}/statuses/{sha}"
    bot.post(path, {"state": "pending", "context": "slipway", "description": "Looking."})
    bot.post(path, {"state": "success", "context": "slipway", "target_url": "http://127.0.0.1/x"})
    bot.post(path, {"state": "failure"})
    bot.get(f"{REPOSITORY}/commits/{sha}/statuses")
    bot.get(f"{REPOSITORY}/commits/{sha}/status")
    bot.get(f"{REPOSITORY}/commits/topic/one/status")


def deployed(bot: Visitor, sha: str) -> None:
    """Deploy twice to one place, say how it goes, and tell another repository."""
    path = f"{REPOSITORY}/deployments"
    plain = {"ref": sha, "environment": "harbor/sandbox", "auto_merge": False}
    first = bot.post(path, plain)
    page = {"log_url": "http://127.0.0.1/page", "environment_url": "http://127.0.0.1/live"}
    bot.post(f"{path}/{first['id']}/statuses", {"state": "success", **page})
    more = {"required_contexts": [], "description": "coffee 1.4.0", "payload": {"percent": 20}}
    second = bot.post(path, {**plain, **more})
    bot.post(f"{path}/{second['id']}/statuses", {**page, "state": "in_progress"})
    bot.post(
        f"{path}/{second['id']}/statuses", {**page, "state": "success", "description": "It is."}
    )
    bot.get(path, sha=sha, environment="harbor/sandbox", per_page="30")
    bot.get(f"{path}/{second['id']}")
    bot.get(f"{path}/{second['id']}/statuses", per_page="1")
    event = {"event_type": "slipway-live", "client_payload": {"live": [{"percent": 20}]}}
    bot.post(f"{REPOSITORY}/dispatches", event)


def requested(rob: Visitor, mia: Visitor, number: int) -> None:
    """Ask for reviews, take one request back, and leave one standing."""
    path = f"{REPOSITORY}/pulls/{number}/requested_reviewers"
    mia.post(path, {"reviewers": ["rob", "dan"]})
    rob.get(path)
    rob.get(f"{REPOSITORY}/pulls/{number}")
    mia.delete(path, {"reviewers": ["dan"]})
    mia.post(path, {"reviewers": ["mia"]})
    for login in ("rob", "web-flow"):
        mia.get(f"{REPOSITORY}/collaborators/{login}")
        mia.get(f"{REPOSITORY}/collaborators/{login}/permission")


def labelled(rob: Visitor, mia: Visitor, number: int) -> None:
    """Make labels, put them on, replace and remove them."""
    own = f"{REPOSITORY}/labels"
    mia.post(own, {"name": "under review", "color": "0e8a16", "description": "Waits."})
    mia.post(own, {"name": "Under Review"})
    mia.get(own)
    mia.get(f"{own}/under%20review")
    path = f"{REPOSITORY}/issues/{number}/labels"
    rob.post(path, {"labels": ["under review", "new one"]})
    rob.put(path, {"labels": ["harbor"]})
    mia.get(path)
    mia.get(f"{REPOSITORY}/pulls/{number}")
    mia.get(f"{REPOSITORY}/issues/{number}")
    rob.delete(f"{path}/harbor")
    rob.delete(f"{path}/harbor")
    rob.delete(path)


def reviews(rob: Visitor, mia: Visitor, number: int) -> None:
    """Review in every way, edit, submit what is pending, and dismiss."""
    path = f"{REPOSITORY}/pulls/{number}/reviews"
    approved = rob.post(path, {"event": "APPROVE"})["id"]
    rob.post(path, {"event": "REQUEST_CHANGES", "body": "Not yet."})
    rob.post(path, {"event": "COMMENT", "body": "A word."})
    pending = rob.post(path, {"body": "Not sent yet."})["id"]
    rob.get(f"{path}/{pending}")
    rob.put(f"{path}/{pending}", {"body": "Better said."})
    rob.post(f"{path}/{pending}/events", {"event": "COMMENT", "body": "Sent."})
    mia.put(f"{path}/{approved}/dismissals", {"message": "Too early.", "event": "DISMISS"})
    mia.get(path, per_page="2", page="2")
    mia.get(path)


def comments(dan: Visitor, mia: Visitor, number: int) -> None:
    """Say something, change it, take it back."""
    path = f"{REPOSITORY}/issues/{number}/comments"
    said = dan.post(path, {"body": "Hello."})["id"]
    gone = dan.post(path, {"body": "Never mind."})["id"]
    one = f"{REPOSITORY}/issues/comments"
    dan.patch(f"{one}/{said}", {"body": "Hello again."})
    mia.get(f"{one}/{said}")
    for content in ("eyes", "eyes"):
        mia.post(f"{one}/{said}/reactions", {"content": content})
    dan.get(f"{one}/{said}/reactions", content="eyes")
    dan.delete(f"{one}/{gone}")
    dan.get(f"{one}/{gone}")
    mia.get(path)


def states(mia: Visitor, pull: Any, base: str) -> None:
    """Draft and ready, another title and base, closed and open again, head moved by force."""
    one = f"{REPOSITORY}/pulls/{pull['number']}"
    mia.mutate("markPullRequestReadyForReview", pull["node_id"])
    mia.mutate("convertPullRequestToDraft", pull["node_id"])
    mia.mutate("markPullRequestReadyForReview", pull["node_id"])
    mia.patch(one, {"title": "One, renamed", "body": "Because."})
    mia.post(f"{REPOSITORY}/git/refs", {"ref": "refs/heads/stable", "sha": base})
    mia.patch(one, {"base": "stable"})
    mia.patch(one, {"base": "main"})
    mia.patch(one, {"state": "closed"})
    mia.patch(f"{REPOSITORY}/issues/{pull['number']}", {"state": "open"})
    other = {"message": "Other", "tree": head_tree(mia, pull), "parents": [base]}
    sha = mia.post(f"{REPOSITORY}/git/commits", other)["sha"]
    mia.patch(f"{REPOSITORY}/git/refs/heads/topic/one", {"sha": sha, "force": True})
    mia.get(f"{REPOSITORY}/compare/main...topic/one")
    mia.get(f"{REPOSITORY}/compare/{base}...{sha}", per_page="1")


def head_tree(mia: Visitor, pull: Any) -> str:
    """Find the tree of a pull request's first head."""
    commit = mia.get(f"{REPOSITORY}/git/commits/{pull['head']['sha']}")
    return str(commit["tree"]["sha"])


def merged(mia: Visitor, number: int) -> None:
    """Bring the branch up to date, and merge."""
    one = f"{REPOSITORY}/pulls/{number}"
    text = {"message": "Main moves", "branch": "main", "content": encoded("new\n")}
    mia.put(f"{REPOSITORY}/contents/new.txt", text)
    mia.put(f"{one}/update-branch", {})
    mia.put(f"{one}/merge", {"sha": NOWHERE})
    head = mia.get(one)["head"]["sha"]
    mia.put(f"{one}/merge", {"sha": head, "merge_method": "merge", "commit_title": "Merge it"})
    mia.get(f"{one}/merge")
    mia.get(one)
    mia.put(f"{one}/merge", {})
    mia.get(f"{REPOSITORY}/commits/main")
    mia.get(f"{REPOSITORY}/commits", sha="main", per_page="3")


def forked(dan: Visitor, mia: Visitor) -> None:
    """Open a pull request from a fork, and close it."""
    fork = f"/repos/{dan.post(f'{REPOSITORY}/forks', {})['full_name']}"
    dan.get(fork)
    patch = {"message": "Patch", "branch": "main", "content": encoded("patched\n")}
    dan.put(f"{fork}/contents/patch.txt", patch)
    opening = {"title": "From a fork", "head": "dan:main", "base": "main"}
    number = dan.post(f"{REPOSITORY}/pulls", opening)["number"]
    mia.get(f"{REPOSITORY}/pulls/{number}")
    mia.get(f"{REPOSITORY}/pulls")
    mia.get(f"{REPOSITORY}/pulls/{number}/commits")
    mia.patch(f"{REPOSITORY}/issues/{number}", {"state": "closed"})
    mia.get(f"{REPOSITORY}/forks")
    mia.delete(fork)
    dan.delete(fork)


def associated(mia: Visitor, base: str, head: str) -> None:
    """Ask which pull requests a commit belongs to."""
    for sha in (base, head):
        mia.get(f"{REPOSITORY}/commits/{sha}/pulls")


def past(mia: Visitor, number: int) -> None:
    """Read what has happened, page by page."""
    timeline = f"{REPOSITORY}/issues/{number}/timeline"
    mia.get(timeline, per_page="100")
    mia.get(timeline, per_page="3", page="2")
    mia.get(f"{REPOSITORY}/activity")
    mia.get(f"{REPOSITORY}/activity", ref="refs/heads/topic/one", actor="mia", per_page="1")
