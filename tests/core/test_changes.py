"""What a reviewer sees change: field by field, testers by count, secrets by reference alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.changes import MOST_ROWS, against_live
from bot.core.documents import canonical
from tests.core.situations import (
    INFORMATION,
    TEST,
    applied,
    catalog,
    coffee,
    draft,
    problem,
    request,
    sibling,
    with_branch,
    with_main,
)


def changes(live: dict[str, Any] | None, new: dict[str, Any], **program: Any) -> list[str]:
    """The rows of the table, where coffee 1.3.0 is live with a configuration, or nothing is."""
    situation = applied(TEST, policy=catalog(program=coffee(**program)))
    situation = with_branch(situation, request=request(configuration=new))
    if live is not None:
        log = sibling("1.3.0")
        (entry,) = log.entries
        assert entry.draft.application is not None
        value = {**entry.draft.application, "configuration": live}
        entry = replace(entry, draft=replace(entry.draft, application=value))
        situation = with_main(situation, siblings=(replace(log, entries=(entry,)),))
    text = against_live(situation)
    assert text is not None
    return text.splitlines()


def rows(live: dict[str, Any] | None, new: dict[str, Any], **program: Any) -> list[str]:
    return [line for line in changes(live, new, **program) if line.startswith("| `")]


OLD, API = "https://old.coffee.example", "https://api.coffee.example"


def test_domains_and_urls_are_added_and_removed_one_by_one() -> None:
    assert rows(
        {"serverDomains": [OLD, API], "wapUrls": [OLD]}, {"serverDomains": [API, f"{API}:8443"]}
    ) == [
        f"| `/configuration/serverDomains` | `{OLD}` | – |",
        f"| `/configuration/serverDomains` | – | `{API}:8443` |",
        f"| `/configuration/wapUrls` | `{OLD}` | – |",
    ]


def test_a_list_that_becomes_empty_or_absent_is_told_apart() -> None:
    assert rows({"serverDomains": []}, {}) == ["| `/configuration/serverDomains` | `[]` | – |"]


def test_another_order_is_shown_as_json() -> None:
    assert rows({"wapUrls": [OLD, API]}, {"wapUrls": [API, OLD]}) == [
        f'| `/configuration/wapUrls` | `["{OLD}", "{API}"]` | `["{API}", "{OLD}"]` |'
    ]


def test_where_nothing_is_live_all_that_is_configured_is_new() -> None:
    text = changes(None, {"serverDomains": [API]}, features=["camera"])
    assert text[0].startswith("Nothing of this mini program is live there yet")
    assert text[4:] == [
        f"| `/configuration/serverDomains` | – | `{API}` |",
        "| `/features` | – | `camera` |",
    ]
    assert changes(None, {}) == ["Nothing of this mini program is live there yet."]


def test_what_users_see_of_the_mini_program_is_shown_field_by_field() -> None:
    information = {**INFORMATION, "languages": ["en", "de"], "logo": f"{API}/logo.png"}
    assert rows({}, {}, information=information) == [
        "| `/information/languages` | – | `de` |",
        f"| `/information/logo` | `https://coffee.example/logo.png` | `{API}/logo.png` |",
    ]


def digest(*ids: str) -> str:
    return canonical.sha256("".join(f"{one}\n" for one in ids).encode())


def test_testers_are_counted_and_a_few_named() -> None:
    (row,) = rows(
        {"testers": {"ids": ["hb-1"]}}, {"testers": {"ids": [f"hb-{n}" for n in "54321"]}}
    )
    assert f"`1 tester(s), sha256:{digest('hb-1')}: hb-1`" in row
    all_of_them = digest("hb-1", "hb-2", "hb-3", "hb-4", "hb-5")
    assert f"`5 tester(s), sha256:{all_of_them}: hb-1, hb-2, hb-3, …`" in row


def test_a_group_is_shown_by_count_and_digest_and_nobody_as_nobody() -> None:
    group = {"group": {"name": "beta", "count": 40, "sha256": "5" * 64}}
    (row,) = rows({"testers": {"ids": []}}, {"testers": group})
    assert f"| `nobody` | `group beta, 40 tester(s), sha256:{'5' * 64}` |" in row


def test_testers_in_another_order_are_the_same_testers() -> None:
    live = {"testers": {"ids": ["hb-1", "hb-2"]}}
    assert rows(live, {"testers": {"ids": ["hb-2", "hb-1"]}}) == []


def variable(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value}


def secret(name: str, version: int) -> dict[str, Any]:
    return {"name": name, "secret": {"name": "shop-token", "version": version}}


def test_variables_are_shown_by_name_and_secrets_by_reference() -> None:
    old = [variable("MENU", "short"), secret("SHOP", 3), variable("GONE", "x")]
    new = [variable("MENU", "long"), secret("SHOP", 4), secret("ALSO", 1)]
    shown = rows({"variables": old}, {"variables": new})
    assert [row.split(" | ")[0] for row in shown] == [
        f"| `/configuration/variables/{name}`" for name in ("ALSO", "GONE", "MENU", "SHOP")
    ]
    assert "| `secret shop-token, version 3` | `secret shop-token, version 4` |" in shown[3]
    assert not any(value in row for row in shown for value in ("short", "long", "`x`"))


def test_the_same_variables_do_not_differ() -> None:
    live = {"variables": [variable("MENU", "short"), secret("SHOP", 3)]}
    assert rows(live, {"variables": [secret("SHOP", 3), variable("MENU", "short")]}) == []


def test_what_looks_like_a_secret_is_never_shown_whatever_was_live() -> None:
    token = "ghp_" + "A1b2" * 9
    (row,) = rows({"clientId": token}, {})
    assert token not in row
    assert "not shown" in row


def test_a_long_table_is_cut_and_says_so() -> None:
    domains = [f"https://d{number}.coffee.example" for number in range(100)]
    found = changes({}, {"serverDomains": domains, "wapUrls": domains[:1]})
    assert len([line for line in found if line.startswith("| `")]) == MOST_ROWS
    assert found[-1] == "| … | … | **and 1 more**, in the application below |"
    assert "and" not in changes({}, {"serverDomains": domains})[-1]


def test_nothing_is_compared_where_nothing_can_be_judged() -> None:
    assert against_live(with_branch(draft(), problems=(problem(),))) is None
