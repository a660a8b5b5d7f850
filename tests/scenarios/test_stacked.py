"""Two open heads of which one contains the other: neither is merged, and both say which.

GitHub marks every pull request as merged whose head reaches main (docs.github.com, "About pull
request merges", indirect merges), so the merge of one would decide about both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.test_story import kinds, sticky
from tests.world import documents

if TYPE_CHECKING:
    from tests.world import Stage

TEST = "coffee 1.0.0 harbor test"
NEXT_TEST = "coffee 1.1.0 harbor test"
PRODUCTION = "coffee 1.0.0 harbor production"


def branch(text: str) -> str:
    return text.replace(" ", "-")


def stacked(stage: Stage, on: str, files: dict[str, str], name: str = "outer") -> int:
    """A pull request to main whose branch goes on from another one's head."""
    mia = stage.person("mia")
    mia.commit(name, files, base=mia.tip(branch(on)))
    return mia.open(name, "Outer")


def refused(stage: Stage, number: int, other: int) -> bool:
    body = sticky(stage, number)
    return "[head-alone]" in body and f"#{other}" in body


@pytest.mark.parametrize("first", ["inner", "outer"])
def test_a_branch_on_top_of_another_is_refused_and_so_is_the_other(
    stage: Stage, first: str
) -> None:
    """Neither release is decided by the merge of the other, whichever the bot looks at first."""
    inner = stage.request(PRODUCTION)
    outer = stacked(stage, PRODUCTION, {"README.md": "Ours.\n"})
    before = stage.main()
    for number in (inner, outer) if first == "inner" else (outer, inner):
        stage.run_bot(number)
    assert stage.main() == before
    assert refused(stage, inner, outer)
    assert stage.run_bot().exit_code == 0
    assert stage.main() == before


def test_a_release_on_top_of_another_pull_request_waits_for_its_end(stage: Stage) -> None:
    """The outer one alone passes all else: an empty commit below it is nobody's path."""
    mia = stage.person("mia")
    mia.commit("inner", {})
    inner = mia.open("inner", "Nothing of the bot's")
    mia.commit("outer", documents(TEST), base=mia.tip("inner"))
    outer = mia.open("outer", "Release")
    before = stage.main()
    assert stage.run_bot(outer).exit_code == 0
    assert stage.main() == before
    assert refused(stage, outer, inner)
    assert "make this branch anew from main" in sticky(stage, outer)
    assert stage.run_bot(outer).lines == [f"#{outer}: at rest"]
    mia.close(inner)
    stage.run_bot(outer)
    assert kinds(stage, TEST) == ["released"]


def test_an_approved_release_waits_while_somebody_elses_branch_holds_its_head(
    stage: Stage,
) -> None:
    number = stage.request(PRODUCTION)
    stage.run_bot(number)
    other = stacked(stage, PRODUCTION, {"docs.md": "More.\n"})
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted"]
    assert refused(stage, number, other)
    assert "stuck" in sticky(stage, number)
    stage.person("mia").close(other)
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "approved"]


def test_the_same_head_in_two_pull_requests_is_refused_in_both(stage: Stage) -> None:
    mia = stage.person("mia")
    first = stage.request(TEST, draft=True)
    mia.move("twin", mia.tip(branch(TEST)) or "")
    second = mia.open("twin", "The same")
    before = stage.main()
    mia.ready(first)
    for number in (first, second):
        stage.run_bot(number)
    assert stage.main() == before
    assert refused(stage, first, second)
    assert refused(stage, second, first)


def test_taking_back_works_whoever_else_holds_the_head(stage: Stage) -> None:
    """Nobody keeps a release under review by a branch on top of it."""
    number = stage.request(PRODUCTION)
    stage.run_bot(number)
    stacked(stage, PRODUCTION, {"docs.md": "More.\n"})
    stage.person("rob").object(number, "The notes are too short.")
    stage.run_bot(number)
    assert kinds(stage, PRODUCTION) == ["submitted", "rejected"]


def test_branches_with_a_common_commit_below_their_heads_do_not_concern_each_other(
    stage: Stage,
) -> None:
    """The merge of one brings no head of the other to main."""
    mia = stage.person("mia")
    below = mia.commit("below", {})
    mia.commit("one", documents(TEST), base=below)
    mia.commit("two", documents(NEXT_TEST), base=below)
    one, two = mia.open("one", "One"), mia.open("two", "Two")
    stage.run_bot(one)
    stage.run_bot(two)
    assert (kinds(stage, TEST), kinds(stage, NEXT_TEST)) == (["released", "archived"], ["released"])


def test_a_pull_request_to_another_branch_does_not_count(stage: Stage) -> None:
    """Stacked the usual way, onto the inner branch, it is refused for its base alone."""
    mia = stage.person("mia")
    inner = stage.request(PRODUCTION)
    mia.commit("outer", documents("coffee 1.0.0 harbor test"), base=mia.tip(branch(PRODUCTION)))
    made = mia.repo.create_pull(base=branch(PRODUCTION), head="outer", title="Outer", body="")
    stage.run_bot(inner)
    assert kinds(stage, PRODUCTION) == ["submitted"]
    assert stage.run_bot(made.number).exit_code == 0
    assert "[head-alone]" not in sticky(stage, inner)
