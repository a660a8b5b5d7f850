"""A file of pinned keys is read as its tools write it; anything else in it is refused."""

from __future__ import annotations

import base64
import re

import pytest
from pysequoia import Tsk

from bot.audit.trust.signatures import Verdict, check
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.errors import UsageError
from tests.audit.signing import (
    ED25519,
    SIGNED,
    Fields,
    commit,
    header,
    keys,
    public,
    rsa_key,
    ssh_signed,
    text,
)

KEY = public(ED25519)
FIRST, SECOND = KEY.split()
SK = "sk-ssh-ed25519@openssh.com"
SK_BLOB = base64.b64encode(text(SK.encode()) + text(b"1" * 32) + text(b"ssh:")).decode()


def reads(content: str) -> bool:
    """Say whether the content admits what ED25519 signs."""
    pinned = TrustedKeys.read({"keys": content.encode()})
    return check(ssh_signed(Fields(), ED25519.sign, KEY), pinned).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    "content",
    [
        KEY,
        f"{KEY} harbor@example.com\n",
        f"\n# the hub\n  {KEY}\r\n",
        f"hub@example.com {KEY}",
        f"*@example.com,hub {KEY} a comment",
        f'hub namespaces="git" {KEY}',
        f'hub namespaces="file,git" {KEY}',
        f'hub NAMESPACES="g*" {KEY}',
        f'hub namespaces="g?t" {KEY}',
        (SIGNED / "rsa.asc").read_text("utf-8") + KEY,
        KEY + "\n" + (SIGNED / "several.asc").read_text("utf-8"),
    ],
)
def test_lines_of_authorized_keys_and_allowed_signers_are_read(content: str) -> None:
    assert reads(content)


def test_one_block_may_hold_several_certificates() -> None:
    pinned = keys("several.asc")
    assert check(commit("pgp-rsa"), pinned).verdict is Verdict.GOOD
    assert check(commit("pgp-ed25519"), pinned).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "there is no trusted key (keys)"),
        ("# nothing yet\n\n", "there is no trusted key (keys)"),
        ("\nhello\n", 'keys:2: "hello" is no public key'),
        ("ssh-ed25519", 'keys:1: "ssh-ed25519" is no public key'),
        (f"a b c {KEY}", "is no public key"),
        (f"{FIRST} AAAA{SECOND}", "keys:1: the ssh-ed25519 key cannot be used"),
        (f"ssh-rsa {SECOND}", "keys:1: the ssh-rsa key cannot be used"),
        (f"{SK} {SK_BLOB}", f"keys:1: the {SK} key cannot be used"),
        (f"{FIRST}-cert-v01@openssh.com {SECOND}", "key cannot be used"),
        (f"ssh-dss {SECOND}", "keys:1: the ssh-dss key cannot be used"),
        (f"cert-authority {KEY}", 'the restriction "cert-authority" is not supported'),
        (f"hub cert-authority {KEY}", 'the restriction "cert-authority" is not supported'),
        (f'hub valid-before="20300101Z" {KEY}', "is not supported"),
        (f'hub valid-after="20300101" {KEY}', "is not supported"),
        (f'hub namespaces="git",valid-after="20300101" {KEY}', "is not supported"),
        (f'from="10.0.0.1" {KEY}', "is not supported"),
        (f'hub namespaces="file" {KEY}', "does not admit git"),
        (f'hub namespaces="*,!git" {KEY}', "does not admit git"),
        (f'hub namespaces="gi." {KEY}', "does not admit git"),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n", "keys:1: the OpenPGP key block does"),
        (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
            "keys:1: the OpenPGP key block is not sound",
        ),
        (header(commit("pgp-rsa")).decode()[7:], "is no public key"),
    ],
)
def test_anything_else_in_a_file_of_keys_is_refused_with_its_line(content: str, what: str) -> None:
    with pytest.raises(UsageError, match=re.escape(what)) as refused:
        TrustedKeys.read({"keys": content.encode()})
    assert refused.value.id == "wrong-trusted-keys"


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(UsageError, match=r"keys\.gpg:1: is not text; export .* with --armor"):
        TrustedKeys.read({"keys.gpg": b"\x99\x01\x8d"})


def test_a_short_rsa_key_is_refused() -> None:
    with pytest.raises(UsageError, match="RSA of 2048 bits or more"):
        TrustedKeys.read({"keys": public(rsa_key(1024)).encode()})


def test_a_private_key_is_refused_and_not_shown() -> None:
    tsk = Tsk.generate("Harbor <harbor@example.com>")
    block = str(tsk).replace("PRIVATE", "PUBLIC")
    with pytest.raises(UsageError, match="keys:1: the OpenPGP key block is not sound"):
        TrustedKeys.read({"keys": block.encode()})


def test_no_file_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no trusted key"):
        TrustedKeys.read({})
