"""The file that says who may open the dashboard; its use is tried in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.system.sign_in import allowed
from tests.conftest import analyzer

GOOD = """
[auth]
redirect_uri = "https://analyzer.example.com/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "x"
client_secret = "very secret"
server_metadata_url = "https://id.example.com/.well-known/openid-configuration"
"""


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("[auth]", "[oauth]", "auth: is missing"),
        ("/oauth2callback", "/", "auth.redirect_uri"),
        ("0123456789abcdef0123456789abcdef", "0123", "auth.cookie_secret"),
        ('client_id = "x"', "", "auth.client_id"),
        ("[auth]", "[people]\nallow = []\n[auth]", "people.allow"),
        ("[auth]", "[people]\nalow = ['a']\n[auth]", "people.alow"),
        ("client_id", "[auth.corporate]\nclient_idd", "auth.corporate.client_id"),
        ("[auth]", "[auth", "TOML"),
    ],
)
def test_a_file_that_does_not_hold_is_refused_by_its_key_and_without_its_secrets(
    good: str, bad: str, named: str, tmp_path: Path, sample_lake: Path
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(GOOD.replace(good, bad, 1), "utf-8")
    ran = analyzer("dashboard", "--lake", sample_lake, "--sign-in", file, "--host", "0.0.0.0")
    assert ran.status == 2
    assert named in ran.err
    assert str(file) in ran.err
    assert "very secret" not in ran.err


@pytest.mark.parametrize(
    ("person", "allow", "enters"),
    [
        ({"email": "a@b.c"}, None, True),
        ({}, None, True),
        ({"email": "Ann@Example.com"}, ["ann@example.com"], True),
        ({"email": "ann@ops.example.com"}, ["*@ops.example.com"], True),
        ({"email": "ann@example.com.evil.org"}, ["*@example.com"], False),
        ({"email": "ann@example.com", "email_verified": False}, ["*@example.com"], False),
        ({}, ["*"], False),
    ],
)
def test_the_list_says_who_enters(
    person: dict[str, object], allow: list[str] | None, enters: bool
) -> None:
    assert allowed(person, allow) is enters
