"""The story of the demo: chapters, each a pull request and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.core.documents.identity import ReleaseId
from bot.demo.documents import request_file, version_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.demo.actor import Actor, Pull


@dataclass(slots=True)
class Stage:
    """Who is there, how the bot is called, and how the story is told."""

    people: dict[str, Actor]
    bot: Callable[[int], dict[str, int]]
    tell: Callable[[str], None]
    wait: Callable[[float], None]
    """Let so many seconds pass on the hub's clock."""
    requests: dict[str, dict[str, int]] = field(default_factory=dict)
    pulls: set[int] = field(default_factory=set)
    kept: dict[str, Pull] = field(default_factory=dict)
    """Pull requests that a later chapter goes on with."""

    def act(self, chapter: str, pull: Pull) -> None:
        """Let the bot look at a pull request, and keep what it asked of the API."""
        counted = self.bot(pull.number)
        self.pulls.add(pull.number)
        key = f"{chapter} (#{pull.number})"
        self.requests[key] = counted
        self.tell(f"    the bot: {counted['reads']} reads, {counted['writes']} writes")


def release(text: str) -> ReleaseId:
    """``coffee 1.0.0 harbor test`` as an identity."""
    found = ReleaseId.parse(*text.split())
    if found is None:
        raise ValueError(text)
    return found


ENTRANCES = {"tickets": "https://tickets.ferry.example/app"}


def documents(target: ReleaseId, **details: Any) -> dict[str, str]:
    """The files of a request, by path."""
    return {
        target.version_path: version_file(target, ENTRANCES.get(target.mini_program, "")),
        target.request_path: request_file(target, **details),
    }


def open_request(stage: Stage, who: str, target: ReleaseId, **details: Any) -> Pull:
    """Open a pull request with a request of a release; for Production as a draft."""
    actor = stage.people[who]
    branch = f"{target.mini_program}-{target.version}-{target.app}-{target.environment}"
    actor.push(branch, documents(target, **details), f"Request {target}")
    draft = target.environment == "production"
    title = f"Release {target}"
    pull = actor.open_pull(branch, title, draft=draft)
    stage.tell(f"  {who} opens #{pull.number}: {title}{' (draft)' if draft else ''}")
    return pull


def test_release(stage: Stage) -> None:
    """A Test release: merged at once."""
    pull = open_request(stage, "mia", release("coffee 1.0.0 harbor test"))
    stage.act("Test release", pull)


def production_release(stage: Stage) -> None:
    """A Production release: rejected, changed, reapplied, approved; later it goes live."""
    target = release("coffee 1.0.0 harbor production")
    mia, rob = stage.people["mia"], stage.people["rob"]
    pull = open_request(stage, "mia", target)
    stage.act("Production: draft", pull)
    stage.tell("  mia presses Ready for review: she applies")
    mia.ready(pull)
    stage.act("Production: submitted", pull)
    stage.tell("  rob requests changes: the release notes say nothing about the queue")
    rob.review(pull, "REQUEST_CHANGES", "The release notes say nothing about the queue.")
    stage.act("Production: rejected", pull)
    stage.tell("  mia corrects the notes; a push alone does not apply again")
    notes = "Faster ordering. The queue at the counter is shown while you wait.\n"
    mia.push(pull.branch, {target.request_path: request_file(target, notes)}, "Tell of the queue")
    stage.act("Production: pushed", pull)
    stage.tell("  mia converts to draft and presses Ready for review: she applies again")
    mia.to_draft(pull)
    mia.ready(pull)
    stage.act("Production: reapplied", pull)
    stage.tell("  rob approves")
    rob.review(pull, "APPROVE")
    stage.act("Production: approved and merged", pull)
    stage.kept["coffee 1.0.0"] = pull


def withdrawn_release(stage: Stage) -> None:
    """A Production release that is withdrawn."""
    mia = stage.people["mia"]
    pull = open_request(stage, "mia", release("coffee 1.0.0 lagoon production"))
    mia.ready(pull)
    stage.act("Withdrawn: submitted", pull)
    stage.tell("  mia closes it: a withdrawal")
    mia.close(pull)
    stage.act("Withdrawn", pull)


def invalid_release(stage: Stage) -> None:
    """An invalid request."""
    target = release("coffee 1.0.1 harbor test")
    bad = request_file(target).replace("app: harbor", "app: habor") + "approvedBy: rob\n"
    mia = stage.people["mia"]
    branch = "coffee-typo"
    files = {target.version_path: version_file(target), target.request_path: bad}
    mia.push(branch, files, "Request with a typo")
    pull = mia.open_pull(branch, "Release coffee 1.0.1 to Test")
    stage.tell(f"  mia opens #{pull.number} with a typo and a field that does not exist")
    stage.act("Invalid", pull)


def outsider_release(stage: Stage) -> None:
    """A request by somebody without a role, which also touches the catalog."""
    oscar, target = stage.people["oscar"], release("coffee 9.0.0 harbor test")
    oscar.fork()
    workspace = oscar.read("catalog/workspaces/roastery.yaml")
    files = {
        **documents(target),
        "catalog/workspaces/roastery.yaml": workspace + "  - {login: oscar, id: 1010}\n",
    }
    oscar.push("oscar-helps", files, "Release coffee, and let me in")
    head = f"{oscar.login}:oscar-helps"
    pull = oscar.open_pull("oscar-helps", "Release coffee 9.0.0", head=head)
    stage.tell(f"  oscar opens #{pull.number} from a fork: a request, and himself in the catalog")
    stage.act("Outsider", pull)


def force_pushed_release(stage: Stage) -> None:
    """A Production release whose head is force-pushed after the approval."""
    target = release("tickets 1.0.0 harbor production")
    mia, rita = stage.people["mia"], stage.people["rita"]
    pull = open_request(stage, "mia", target)
    mia.ready(pull)
    stage.act("Force-push: submitted", pull)
    stage.tell("  rita approves, and mia force-pushes other bytes before the bot looks")
    rita.review(pull, "APPROVE")
    changed = request_file(target, "Now with a surprise.\n")
    mia.push(pull.branch, {target.request_path: changed}, "Request", force=True)
    stage.act("Force-push: a new round", pull)


def sandbox_release(stage: Stage) -> None:
    """A Sandbox release that is reviewed and not piloted: full on approval."""
    pull = open_request(stage, "mia", release("coffee 1.0.0 lagoon sandbox"))
    stage.act("Sandbox: submitted", pull)
    stage.tell("  rita approves: in this Sandbox nothing comes between approval and Full Release")
    stage.people["rita"].review(pull, "APPROVE")
    stage.act("Sandbox: approved and merged", pull)


def seated_release(stage: Stage) -> None:
    """A Production release that needs one approval of compliance and one of security."""
    pull = open_request(stage, "mia", release("tickets 1.0.0 lagoon production"))
    stage.people["mia"].ready(pull)
    stage.act("Two seats: submitted", pull)
    stage.tell("  rob approves: he could fill either seat, and one person fills one")
    stage.people["rob"].review(pull, "APPROVE")
    stage.act("Two seats: one filled", pull)
    stage.tell("  rita approves for security, so rob's seat is that of compliance")
    stage.people["rita"].review(pull, "APPROVE")
    stage.act("Two seats: approved and merged", pull)


def second_test_release(stage: Stage) -> None:
    """A second Test release: it archives the first."""
    pull = open_request(stage, "wanda", release("coffee 1.1.0 harbor test"))
    stage.act("Second Test release", pull)


TEA = """\
# yaml-language-server: $schema=../../schemas/mini-program.schema.json
format: 1
miniProgram: tea
workspace: roastery
type: DSL
admins:
  - {login: wanda, id: 1002}
information:
  name: Tea
  description: Order a tea on the way and pick it up at the counter.
  category: food
  languages: [en]
  logo: https://tea.example/logo.png
  customerService: {email: help@tea.example}
"""


def catalog_change(stage: Stage) -> None:
    """A new mini program: two owners other than the author agree."""
    wanda = stage.people["wanda"]
    wanda.push("tea", {"catalog/mini-programs/tea.yaml": TEA}, "Add the mini program tea")
    pull = wanda.open_pull("tea", "Add the mini program tea")
    stage.tell(f"  wanda opens #{pull.number}: a new mini program, which takes two owners")
    stage.act("Catalog: submitted", pull)
    stage.tell("  otto approves, and then owen")
    stage.people["otto"].review(pull, "APPROVE")
    stage.act("Catalog: one owner", pull)
    stage.people["owen"].review(pull, "APPROVE")
    stage.act("Catalog: changed", pull)


def forked_release(stage: Stage) -> None:
    """A release from a fork, by somebody whom the changed catalog lists."""
    wanda, target = stage.people["wanda"], release("tea 1.0.0 harbor test")
    wanda.fork()
    wanda.push("tea-1.0.0", documents(target), f"Request {target}")
    title = f"Release {target}"
    pull = wanda.open_pull("tea-1.0.0", title, head=f"{wanda.login}:tea-1.0.0")
    stage.tell(f"  wanda opens #{pull.number} from her fork: {title}")
    stage.act("Fork: released", pull)


CHAPTERS_TO_MAIN: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("A Test release is merged at once", test_release),
    ("A Production release: rejected, changed, reapplied, approved", production_release),
    ("A Production release is withdrawn", withdrawn_release),
    ("An invalid request is refused, and told why", invalid_release),
    ("An outsider applies, and edits the catalog along the way", outsider_release),
    ("The head is force-pushed after the approval", force_pushed_release),
    ("A second Test release archives the first", second_test_release),
    ("A Sandbox release is full once it is approved", sandbox_release),
    ("Two groups approve: one seat each", seated_release),
    ("Two owners agree to a change of the catalog", catalog_change),
    ("A release comes from a fork", forked_release),
)
