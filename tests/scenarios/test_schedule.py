"""A schedule is what a reviewer judges: shown with its times, kept in the log, and audited."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.audit.audit import Scope, auditing
from bot.audit.verify import verify
from bot.installed import installed_schemas
from tests.scenarios.configuring import sticky
from tests.world import documents, release

if TYPE_CHECKING:
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
SCHEDULE = """\
schedule:
  goLiveAt: 2099-12-01T06:00:00+08:00
  grayscale:
    - {percent: 10}
    - {percent: 100, after: 7d}
"""


def asked(stage: Stage, schedule: str) -> int:
    files = documents(PRODUCTION)
    files[release(PRODUCTION).request_path] += schedule
    mia = stage.person("mia")
    mia.commit("scheduled", files)
    number = mia.open("scheduled", "Release coffee when the fair opens")
    stage.run_bot(number)
    return number


def test_a_reviewer_sees_the_times_and_the_log_keeps_what_was_approved(stage: Stage) -> None:
    number = asked(stage, SCHEDULE)
    due = (
        "- 2099-12-01 06:00 +08:00 (2099-11-30 22:00 UTC): it goes live, at 10 % of the users\n"
        "- 2099-12-08 06:00 +08:00 (2099-12-07 22:00 UTC), 7 days after that, at the soonest: "
        "Full Release, for all users\n"
    )
    assert due in sticky(stage, number)
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert stage.status_file(PRODUCTION)["status"] == "Release Preparation"
    assert due in sticky(stage, number)
    path = os.environ.get("PATH", os.defpath)
    with auditing(Scope(stage.repository), installed_schemas(), path) as audit:
        assert verify(audit, None, lambda _number: None).findings == ()


def test_a_schedule_that_cannot_be_kept_is_refused_with_its_cure(stage: Stage) -> None:
    before = stage.main()
    number = asked(stage, SCHEDULE.replace("12-01", "02-30"))
    text = sticky(stage, number)
    assert "2099-02-30T06:00:00+08:00" in text
    assert "[no-such-time]" in text
    assert "By its schedule" not in text
    assert stage.main() == before
