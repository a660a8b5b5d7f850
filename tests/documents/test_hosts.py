"""Hosts: every spelling of an address, every wildcard and every local name is refused."""

from __future__ import annotations

import pytest

from bot.core.documents.collection import Documents, read
from bot.core.documents.semantics import check_file
from tests.documents.samples import genesis, schemas

PATH = "releases/coffee/1.0.0/harbor/test/request.yaml"
REQUEST = (
    "format: 1\nminiProgram: coffee\nversion: 1.0.0\napp: harbor\nenvironment: test\n"
    "configuration: {{{field}: [{value!r}]}}\n"
)


def ids(field: str, value: str) -> list[str]:
    loaded = read(PATH, REQUEST.format(field=field, value=value).encode())
    documents = Documents({**EXAMPLES.by_path, PATH: loaded})
    return [one.id for one in check_file(PATH, documents, schemas())]


EXAMPLES = Documents.read(genesis())
# The spellings that browsers read as IPv4: https://url.spec.whatwg.org/#concept-ipv4-parser
ADDRESSES = [
    "127.0.0.1",
    "127.1",
    "10.1",
    "192.168.257",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.0x1",
    "127.0.0.09",
    "1.2.3.4.5",
    "api.coffee.123",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[fe80::1%25eth0]",
    "169.254.169.254",
    "0",
]
OTHERS = [
    "*",
    "*.coffee.example",
    "api.*.example",
    "coffee.*",
    "*.com",
    "com",
    "localhost",
    "localhost.",
    "api.coffee.example.",
    "api..coffee.example",
    ".coffee.example",
    "API.coffee.example",
    "caf\u00e9.example",
    "api_1.coffee.example",
    "-api.coffee.example",
    "api-.coffee.example",
    "mia@coffee.example",
    "mia:x1@coffee.example",
    "api.coffee.example:0",
    "api.coffee.example:",
    "api.coffee.example:65536",
    "api.coffee.example:100000",
    "api.coffee.example:08443",
    "127.0.0.1:8443",
    "coffee.local",
    "coffee.internal",
    "coffee.test:8443",
    "nas.home.arpa",
    "home.arpa",
    "coffee.onion",
    f"{'a' * 64}.example",
]


@pytest.mark.parametrize("field", ["serverDomains", "wapUrls"])
@pytest.mark.parametrize("host", [*ADDRESSES, *OTHERS])
def test_a_host_that_nobody_can_judge_is_refused(host: str, field: str) -> None:
    assert ids(field, f"https://{host}")
    if field == "wapUrls":
        assert ids(field, f"https://{host}/menu?table=5")


@pytest.mark.parametrize(
    "url", ["http://api.coffee.example", "//api.coffee.example", "ws://api.coffee.example", "x:y"]
)
def test_only_https_is_allowed(url: str) -> None:
    assert ids("serverDomains", url) == ids("wapUrls", url) == ["wrong-form"]


@pytest.mark.parametrize(
    "host",
    [
        "api.coffee.example",
        "xn--caf-dma.example",
        "1st.coffee.example",
        "api.coffee.example:1",
        "api.coffee.example:65535",
        "internal.coffee.example",
        "local.example",
        "mylocal.example",
        f"{'a' * 63}.example",
    ],
)
def test_a_full_host_name_may_stand(host: str) -> None:
    assert ids("serverDomains", f"https://{host}") == []
    assert ids("wapUrls", f"https://{host}/a@b?at=https://localhost") == []


def test_an_origin_has_nothing_after_it() -> None:
    assert ids("serverDomains", "https://api.coffee.example/v1") == ["wrong-form"]
