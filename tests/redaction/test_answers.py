"""What an answer says of a credential: the request's own, and one that it names in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.capture.redaction import Redaction
from tests.conftest import lake_of, rows

KEY = "Kq9ZxW7vBn4LmPq3RtY28c"
SHORT = "QxKZ2M9zP4LTwBZC"
UUID = "8f14e45f-ceea-467f-ab1e-99c5d1e3b7aa"
CALL = {"ts": "2026-11-19T10:00:00Z", "method": "POST", "url": "https://a.example/t", "status": 401}
SAID = (
    "Incorrect API key provided: {}", "token invalid: {}", "the token has expired: {}",
    "invalid key [{}]", "unknown api key <{}>", "Token（{}）无效", "API Key 无效：{}", "token：{}",
    "access_token：{}", "secret：“{}”", "密钥无效：{}", "令牌已过期：{}", "密钥（{}）已过期",
    "密码错误: {}", "APIキーが無効です: {}", "We have detected your API key as {} and",
)  # fmt: skip
HARMLESS = (
    "token expired: 2026-11-20T10:00:00Z", "令牌已过期：2026-11-20T10:00:00Z", "密钥无效：HTTP 401",
    "key BTCUSDT not found", "密码错误：重试 3 次", "API key is invalid, trace " + UUID,
)  # fmt: skip


@pytest.mark.scale
def test_a_credential_that_an_answer_names_in_words_goes(tmp_path: Path) -> None:
    texts = [said.format(one) for said in SAID for one in (KEY, SHORT, UUID)]
    lake = lake_of(tmp_path, *(CALL | {"response_body": {"message": text}} for text in texts))
    told = json.dumps(rows(lake, "SELECT body, message FROM requests"), ensure_ascii=False)
    assert told.count("REDACTED") == 2 * len(texts)
    assert [one for one in (KEY, SHORT, UUID) if one in told] == []
    alone = [Redaction(str.upper).text(text) for text in texts]
    assert [text for text in alone if KEY in text or SHORT in text] == []


REFUSED = (
    {"detail": [{"type": "x", "loc": ["body", "user", "password"], "msg": "short", "input": KEY}]},
    {"errors": [{"field": "passphrase", "rejectedValue": KEY, "defaultMessage": "too short"}]},
    {"errors": [{"propertyName": "ClientSecret", "errorMessage": "no", "attemptedValue": KEY}]},
    {"errors": [{"type": "field", "value": KEY, "msg": "Invalid value", "path": "password"}]},
    {"fields": [{"key": "apiKey", "value": KEY}]},
    {"errors": [{"message": f'Variable "$token" got invalid value "{KEY}"; Expected type Int.'}]},
    f"<error><passphrase>{KEY}</passphrase></error>",
    f"<xml><sign><![CDATA[{KEY}]]></sign><secretKey kind='a'> {KEY}</secretKey></xml>",
    {"error": f"bad bearer={KEY}, senha: {KEY}"},
)  # fmt: skip
NOT_SECRET = (
    {"detail": [{"loc": ["body", "symbol"], "msg": "no such", "input": "BTCUSDT-PERP-2026"}]},
    {"errors": [{"field": "design", "rejectedValue": "plain-and-simple-2026"}]},
    {"errors": [{"value": "limit-order-2026", "msg": "Invalid value", "path": "kind"}]},
    "<error><Key>photos-2026-a</Key><totalTokens>40960</totalTokens></error>",
)  # fmt: skip


def test_the_secret_of_a_field_that_a_server_refuses_goes(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, *(CALL | {"response_body": body} for body in REFUSED))
    told = rows(lake, "SELECT body, message, detail FROM requests")
    assert len(told) == len(REFUSED)
    assert [row for row in told if KEY in str(row)] == []
    captured = Redaction(str.upper)
    left = [
        captured.message(it if isinstance(it, str) else json.dumps(it), sent=False)
        for it in REFUSED
    ]
    assert [it for it in left if KEY in str(it)] == []


def test_what_else_a_server_refuses_stays(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, *(CALL | {"response_body": body} for body in NOT_SECRET))
    told = rows(lake, "SELECT body FROM requests")
    assert [row for row in told if "REDACTED" in str(row)] == []


def test_what_an_answer_says_of_a_credential_besides_stays(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, *(CALL | {"response_body": {"message": text}} for text in HARMLESS))
    told = rows(lake, "SELECT message FROM requests")
    assert sorted(row["message"] for row in told) == sorted(HARMLESS)


@pytest.mark.parametrize(
    ("sent", "secret"),
    [
        ({"grant": "x", "client_secret": "s3cret-of-Ann"}, "s3cret-of-Ann"),
        ({"user": {"password": "p4ss of Ann!"}}, "p4ss of Ann!"),
        (json.dumps({"sign": "00ffAA11"}), "00ffAA11"),
        ("grant=x&client_secret=s3cret%2Fof%2FAnn&a=b", "s3cret/of/Ann"),
    ],
    ids=["a member", "a nested one", "JSON as text", "a form"],
)
def test_a_secret_of_a_requests_body_is_gone_from_its_answer(
    sent: object, secret: str, tmp_path: Path
) -> None:
    answer = {"message": f"nobody knows {secret}", "detail": {"was": [secret]}}
    line = CALL | {"request_body": sent, "response_body": answer}
    lake = lake_of(tmp_path, line)
    (told,) = rows(lake, "SELECT message, body FROM requests")
    assert told["message"] == "nobody knows REDACTED"
    assert secret not in told["body"]


def test_a_coin_that_a_request_calls_its_token_stays_in_the_answer(tmp_path: Path) -> None:
    coins = ("wrapped-bitcoin", "BTCUSDT-PERP", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48")
    lake = lake_of(
        tmp_path,
        *(
            CALL | {"request_body": {"token": coin}, "response_body": {"message": f"no {coin}"}}
            for coin in coins
        ),
    )
    told = rows(lake, "SELECT message FROM requests")
    assert sorted(row["message"] for row in told) == sorted(f"no {coin}" for coin in coins)


@pytest.mark.scale
def test_a_secret_that_a_websocket_message_sent_is_gone_from_its_answer(tmp_path: Path) -> None:
    frame = {
        "ts": CALL["ts"],
        "protocol": "websocket",
        "url": "wss://a.example/ws",
        "connection": "c",
    }
    login = {"op": "login", "args": [{"apiKey": KEY, "passphrase": "Pa55-of-Ann"}]}
    answer = {"event": "error", "code": "60024", "msg": "not Pa55-of-Ann"}
    lake = lake_of(
        tmp_path,
        frame | {"direction": "sent", "message": login},
        frame | {"direction": "received", "message": answer},
    )
    assert "Pa55-of-Ann" not in json.dumps(rows(lake, "FROM requests"))
