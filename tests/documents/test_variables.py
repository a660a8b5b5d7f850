"""Variables: what tells of a secret, and that nothing that stands among them is echoed."""

from __future__ import annotations

import json
import re
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.documents.collection import Documents, read
from bot.core.documents.secret_text import looks_random, names_secret
from bot.core.documents.semantics import check_file
from tests.documents.samples import genesis, schemas

PATH = "releases/coffee/1.0.0/harbor/test/request.yaml"
REQUEST = "format: 1\nminiProgram: coffee\nversion: 1.0.0\napp: harbor\nenvironment: test\n"
EXAMPLES = Documents.read(genesis())
PLACES = [
    "configuration: {{variables: {}}}\n",
    "configuration: {{variables: [{}]}}\n",
    "configuration: {{variables: [{{name: SHOP, value: {}}}]}}\n",
    "configuration: {{variables: [{{name: SHOP_TOKEN, value: {}}}]}}\n",
    "configuration: {{variables: [{{name: SHOP, value: [{}]}}]}}\n",
    "configuration: {{variables: [{{name: SHOP, secret: {}}}]}}\n",
    "configuration: {{variables: [{{name: SHOP, secret: {{name: {}, version: 1}}}}]}}\n",
    "configuration: {{variables: [{{name: SHOP, secret: {{name: shop, version: {}}}}}]}}\n",
    "configuration:\n  variables:\n    - name: SHOP\n      value: {}\n",
    "configuration:\n  variables:\n    - value: {}\n",
]
PASTED = st.text("abXY01 !&*@%`|>-?:#'\"[]{},/.~=+_\\", min_size=8, max_size=40)


def said(text: str) -> str:
    loaded = read(PATH, (REQUEST + text).encode())
    documents = Documents({**EXAMPLES.by_path, PATH: loaded})
    return "\n".join(map(str, check_file(PATH, documents, schemas())))


@pytest.mark.parametrize("place", PLACES)
@settings(deadline=None, max_examples=60)
@given(st.tuples(st.just("q7Rk"), PASTED).map("".join))
def test_d21_no_text_among_variables_is_ever_echoed(place: str, pasted: str) -> None:
    assert "q7Rk" not in said(place.format(json.dumps(pasted)))
    assert "q7Rk" not in said(place.format(pasted.replace("{", "(").replace('"', "(")))


@pytest.mark.parametrize("sign", "!&*@%`|>?-")
@pytest.mark.parametrize("place", PLACES)
def test_d21_a_secret_that_begins_like_yaml_is_not_echoed_either(place: str, sign: str) -> None:
    assert "q7Rk2pX9" not in said(place.format(f"{sign}q7Rk2pX9"))


def test_d21_the_address_in_a_variable_is_not_echoed() -> None:
    variable = "{name: SHOP, value: 'https://shop.local/?q7Rk2pX9'}"
    assert "q7Rk2pX9" not in said(f"configuration: {{variables: [{variable}]}}\n")


def test_d21_a_known_token_is_refused_once() -> None:
    token = "ghp_" + "A1b2" * 9
    found = said(f"configuration: {{variables: [{{name: SHOP, value: {token}}}]}}\n")
    assert re.findall(r"\[([a-z-]+)\]", found) == ["looks-like-a-secret"]


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD",
        "DB_PASSWORD",
        "SHOP_PASSWORDS",
        "API_KEY",
        "KEY",
        "SIGNING_KEYS",
        "ACCESSTOKEN",
        "MY_TOKEN_ID",
        "PIN_CODE",
        "ADMIN_PWD",
        "CLIENT_SECRET",
        "CREDENTIALS",
        "APIKEY",
        "PASS",
        "LOGIN_PASSPHRASE",
    ],
)
def test_some_names_tell_of_a_secret(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "name", ["MENU_LANGUAGE", "KEYBOARD", "MONKEY", "BYPASS", "SPINNER", "TOKENIZER", "PASSENGER"]
)
def test_other_names_do_not(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(
    "value",
    [
        "de",
        "Mo to Fr, 8:00 to 18:00",
        "https://api.coffee.example/v1/menu/categories",
        "2026-03-02T09:00:00Z",
        "production-eu-west-1",
        "harbor-menu-v2-2026q1",
        "menu/categories/espresso/2026/large",
        "550e8400-e29b-41d4-a716-446655440000",
        "extraordinarilylongword",
        "12345678901234567890",
        "0.1.2.3.4.5.6.7.8.9",
        "Version1Release20260302",
        "getUserNameFromTheTable",
    ],
)
def test_words_times_and_numbers_are_not_taken_for_secrets(value: str) -> None:
    assert not looks_random(value)


@pytest.mark.parametrize(
    "value",
    [
        "q7Rk2pX9vT4mZ8",
        "see q7Rk2pX9vT4mZ8, twice",
        "9f86d081884c7d659a2feaa0c55ad015",
        "9F86D081884C7D659A2FEAA0C55AD015",
        "a1b2c3d4e5f6g7h8",
        "dGhpcyBpcyBh+IHNlY3JldA19kZ==",
    ],
)
def test_what_chance_made_is_taken_for_a_secret(value: str) -> None:
    assert looks_random(value)


def test_nearly_every_token_of_32_bytes_is_taken_for_a_secret() -> None:
    found = sum(looks_random(secrets.token_urlsafe(32)) for _ in range(500))
    assert found > 450
    assert all(looks_random(secrets.token_hex(16)) for _ in range(100))
