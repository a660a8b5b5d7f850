"""The catalog says who may do what and where; only numeric ids count."""

from __future__ import annotations

from datetime import timedelta

from bot.core import catalog as cat
from bot.core.documents.identity import Environment
from bot.core.rollout_policy import Grayscale
from tests.core.situations import (
    BOT,
    MIA,
    ROB,
    WES,
    approvals,
    catalog,
    coffee,
    harbor,
    person,
)


def test_admins_of_the_mini_program_and_of_its_workspace_are_releasers() -> None:
    assert [releaser.id for releaser in catalog().releasers("coffee")] == [MIA.id, WES.id]


def test_somebody_listed_twice_is_one_releaser() -> None:
    program = coffee(admins=[person(MIA), person(WES)])
    found = catalog(program=program).releasers("coffee")
    assert [releaser.id for releaser in found] == [MIA.id, WES.id]


def test_an_unknown_mini_program_has_no_releasers() -> None:
    assert catalog().releasers("tea") == ()


def test_an_unknown_workspace_adds_no_releasers() -> None:
    found = catalog(program=coffee(workspace="elsewhere")).releasers("coffee")
    assert [releaser.id for releaser in found] == [MIA.id]


def test_production_is_always_reviewed_and_piloted_as_the_app_says() -> None:
    target = catalog(harbor({"pilot": True})).target("harbor", Environment.PRODUCTION)
    assert target is not None
    assert (target.capabilities.review, target.capabilities.pilot) == (True, True)


def test_development_and_test_are_never_reviewed_nor_piloted() -> None:
    for environment in (Environment.DEVELOPMENT, Environment.TEST):
        target = catalog().target("harbor", environment)
        assert target is not None
        assert (target.capabilities.review, target.capabilities.pilot) == (False, False)
        assert target.approvals is None


def test_sandbox_is_as_the_app_says() -> None:
    app = harbor(sandbox={"review": False, "pilot": True})
    target = catalog(app).target("harbor", Environment.SANDBOX)
    assert target is not None
    assert (target.capabilities.review, target.capabilities.pilot) == (False, True)


def test_an_environment_that_the_app_does_not_name_does_not_exist() -> None:
    assert catalog().target("harbor", Environment.SANDBOX) is None


def test_an_unknown_app_has_no_targets() -> None:
    assert catalog().target("lagoon", Environment.PRODUCTION) is None


def test_the_approvals_of_a_target_are_read_in_full() -> None:
    app = harbor({"approvals": approvals(count=2, unknown="refuse", days=30)})
    target = catalog(app).target("harbor", Environment.PRODUCTION)
    assert target is not None
    assert target.approvals == cat.ApprovalPolicy(
        2, cat.UnknownContributors.REFUSE, timedelta(days=30)
    )


def test_one_in_flight_and_versions_in_order_are_the_default() -> None:
    assert (harbor().one_in_flight, harbor().versions_in_order) == (True, True)
    lax = harbor(oneInFlight=False, versionsInOrder=False)
    assert (lax.one_in_flight, lax.versions_in_order) == (False, False)


def test_a_machine_is_marked_as_one() -> None:
    people = harbor(reviewers=[person(ROB), person(BOT, machine=True)]).reviewers
    assert [reviewer.machine for reviewer in people] == [False, True]


def test_the_settings_name_the_bot_and_genesis() -> None:
    settings = cat.read_settings(
        {
            "bot": person(BOT),
            "mode": "app",
            "leastBotVersion": "0.2.0",
            "genesis": "e" * 40,
        }
    )
    assert (settings.bot.id, settings.mode) == (BOT.id, "app")
    assert (settings.least_bot_version, settings.genesis) == ("0.2.0", "e" * 40)
    assert catalog().settings.genesis is None


def test_the_owners_are_read() -> None:
    assert [owner.id for owner in cat.read_owners({"owners": [person(MIA)]})] == [MIA.id]


def test_an_app_says_how_its_releases_grow_and_how_many_test_them() -> None:
    app = harbor(
        {"testerLimit": 5, "grayscale": {"steps": [1, 10], "wait": "24h", "required": True}},
        restore=True,
    )
    production = app.targets[Environment.PRODUCTION]
    assert production.tester_limit == 5
    assert production.grayscale == Grayscale((1, 10), timedelta(days=1), required=True)
    assert app.restore


def test_what_an_app_leaves_out_of_its_rollouts_restricts_nothing() -> None:
    app = harbor()
    production = app.targets[Environment.PRODUCTION]
    assert (production.tester_limit, production.grayscale) == (100, None)
    assert not app.restore
    stepless = harbor({"grayscale": {"required": False}}).targets[Environment.PRODUCTION]
    assert stepless.grayscale == Grayscale()


def test_taking_offline_is_reviewed_in_production_and_in_sandbox_as_the_app_says() -> None:
    def reviewed(**sandbox: object) -> dict[str, bool]:
        targets = harbor(sandbox=sandbox).targets
        return {str(environment): target.offline_review for environment, target in targets.items()}

    never = {"development": False, "test": False, "sandbox": False, "production": True}
    assert reviewed() == reviewed(offline={"review": False}) == never
    assert reviewed(offline={"review": True}) == {**never, "sandbox": True}


WEBHOOK = {"url": "https://api.harbor.example/slipway", "secret": "HARBOR_WEBHOOK"}


def test_an_app_says_by_which_way_its_backend_hears_of_changes() -> None:
    observer = person(ROB)
    webhook = harbor(delivery={"webhook": WEBHOOK}).delivery
    event = harbor(
        delivery={"repositoryDispatch": {"repository": "harbor-co/backend"}, "observer": observer}
    ).delivery
    assert webhook == cat.Delivery(
        cat.Webhook("https://api.harbor.example/slipway", "HARBOR_WEBHOOK")
    )
    assert event == cat.Delivery(
        cat.RepositoryDispatch("harbor-co/backend"), cat.Person(ROB.login, ROB.id)
    )


def test_an_app_that_names_no_way_is_asked_by_its_backend() -> None:
    assert harbor().delivery is None
    assert harbor(delivery={"observer": person(ROB)}).delivery is None


def test_deployments_are_shown_only_where_the_settings_say_so() -> None:
    least = {"bot": person(BOT), "mode": "trial", "leastBotVersion": "0.1.0"}
    assert not cat.read_settings(least).deployments
    assert cat.read_settings({**least, "deployments": True}).deployments
