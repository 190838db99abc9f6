"""Lines of several formats in one file: each is read as what it is, and each is counted."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.formats import named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import load, read, reader, skipped

pytestmark = pytest.mark.one_in(2)

ACCESS = '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /access HTTP/1.1" 429 57 "-" "curl/8.5"\n'
OBJECT = (
    '{"ts":"2026-11-19T10:00:01Z","method":"GET","url":"https://api.tickdb.ai/object","status":200,'
    '"response_headers":{"Retry-After":"2"}}\n'
)
CLIENT = (
    "2026-11-19 10:00:02,123 INFO httpx HTTP Request: GET https://api.tickdb.ai/client "
    '"HTTP/1.1 503 Service Unavailable"\n'
)
MESSAGES = (
    "2026-11-19 10:00:03,123 INFO bot connected\n"
    "DEBUG starting\n"
    "Traceback (most recent call last):\n"
    '  File "x.py", line 1, in <module>\n'
    "ValueError: bad\n"
)
BROKEN = '{"ts":"2026-11-19T10:00:01Z","api_key":"SECRETSECRET1234567","method":"GE\n'


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


@pytest.mark.scale
@pytest.mark.parametrize("size", [1 << 20, 400])
def test_each_line_is_read_as_the_format_that_it_is_of(size: int, reading: Reading) -> None:
    lines = [ACCESS, OBJECT, CLIENT, *MESSAGES.splitlines(keepends=True), BROKEN] * 3
    random.Random(1).shuffle(lines)
    found = read(reading, "".join(lines).encode(), size=size)
    assert set(found.format.split("+")) == {"canonical", "combined", "python_clients"}
    told = sorted((row["path"], row["status"], row["retry_after_s"]) for row in found.rows)
    assert (
        told
        == [("/access", 429, None)] * 3 + [("/client", 503, None)] * 3 + [("/object", 200, 2.0)] * 3
    )
    assert (found.counts.rejects, skipped(found.counts)) == (3, 15)


def test_a_text_that_an_object_holds_is_a_message_and_no_broken_line(reading: Reading) -> None:
    said = (ACCESS, CLIENT, "too many authentication failures", ACCESS[:40])
    lines = [
        json.dumps({"__REALTIME_TIMESTAMP": "1795082400500000", "MESSAGE": one.rstrip("\n")}) + "\n"
        for one in said
    ]
    found = read(reading, "".join(lines).encode())
    assert set(found.format.split("+")) == {"combined", "python_clients"}
    assert sorted(row["path"] for row in found.rows) == ["/access", "/client"]
    assert (found.counts.rejects, skipped(found.counts)) == (1, 1)


def test_what_a_runtime_and_a_logger_say_among_access_lines_is_no_broken_line(
    reading: Reading,
) -> None:
    said = (
        "START RequestId: 5c2b1a7e-0000-4000-8000-000000000001 Version: $LATEST\n",
        '{"level":30,"time":1795082400500,"pid":1,"hostname":"web-1","msg":"cache warmed"}\n',
        "REPORT RequestId: 5c2b1a7e-0000-4000-8000-000000000001\tDuration: 12.1 ms\n",
    )
    telling = '{"level":"warn","msg":"retrying the request"}\n'
    found = read(reading, (ACCESS * 6 + "".join(said) + telling).encode(), named("combined"))
    assert (len(found.rows), skipped(found.counts)) == (6, 3)
    assert [line for line, *_ in found.rejects] == [10]


@pytest.mark.scale
def test_a_format_that_changes_far_behind_the_beginning_is_seen(tmp_path: Path) -> None:
    (tmp_path / "changes.log").write_text(ACCESS * 1500 + OBJECT * 600 + BROKEN)
    (found,) = load(tmp_path / "lake", tmp_path / "changes.log").values()
    assert found.format == "combined+canonical"
    assert (found.counts.requests, found.counts.rejects) == (2100, 1)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "lake").rglob("*.parquet"))
    assert b"SECRETSECRET" not in kept


@pytest.mark.scale
def test_times_of_syslog_without_a_year_hold_in_a_file_of_several_formats(reading: Reading) -> None:
    head = "Nov 19 10:00:0{} host1 bot[7]: INFO:"
    client = (
        head
        + 'httpx:HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"\n'
    )
    served = head + '     10.0.0.7:5000 - "GET /x HTTP/1.1" 502 Bad Gateway\n'
    text = "".join(client.format(n) + served.format(n + 1) for n in range(0, 8, 2))
    found = read(reading, text.encode())
    assert set(found.format.split("+")) == {"python_clients", "uvicorn"}
    assert [(row["ts"].year, row["ts"].second) for row in found.rows] == [
        (2026, n) for n in range(8)
    ]


def test_a_request_that_an_error_log_quotes_is_no_message_of_http(reading: Reading) -> None:
    error = (
        "[Thu Nov 19 10:00:01.203277 2026] [core:error] [pid 7:tid 1] [client 10.0.0.7:14532]"
        " AH00126: Invalid URI in request GET /cgi-bin/.%2E/etc/passwd HTTP/1.1 \n"
    )
    common = '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "POST /x HTTP/1.1" 200 7\n'
    found = read(reading, (error + common * 2).encode())
    assert [row["path"] for row in found.rows] == ["/x", "/x"]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 1)


@pytest.mark.parametrize("times", [1, 3])
def test_lines_of_syslog_hold_lines_of_several_formats(times: int, reading: Reading) -> None:
    head = "Nov 19 10:00:0{} host1 {}[7]: "
    lines = [
        head.format(0, "nginx") + ACCESS,
        head.format(1, "bot") + OBJECT,
        head.format(3, "bot") + CLIENT.partition(",123 INFO ")[2],
        head.format(4, "systemd") + "Started bot.\n",
        head.format(5, "nginx") + ACCESS.replace('"GET', "GET"),
    ]
    found = read(reading, "".join(lines * times).encode())
    told = sorted(
        (row["path"], row["ts"].second, row["host"], row["client_ip"]) for row in found.rows
    )
    expected = [
        ("/access", 0, None, "10.0.0.7"),
        ("/client", 3, "api.tickdb.ai", None),
        ("/object", 1, "api.tickdb.ai", None),
    ]
    assert told == sorted(expected * times)
    assert (found.counts.rejects, skipped(found.counts)) == (times, times)


def test_a_stack_trace_of_a_client_among_access_lines_is_read_once(reading: Reading) -> None:
    error = (
        "[503 Service Unavailable] during [GET] to [https://api.tickdb.ai/error] [Api#get()]: [{}]"
    )
    trace = (
        "2026-11-19 10:00:02.500 ERROR 7 --- [main] c.t.Bot : failed\n"
        f"feign.FeignException$ServiceUnavailable: {error}\n"
        "\tat feign.FeignException.serverErrorStatus(FeignException.java:237)\n"
        f"Caused by: feign.FeignException$ServiceUnavailable: {error}\n"
    )
    found = read(reading, (ACCESS * 2 + trace + ACCESS).encode())
    assert set(found.format.split("+")) == {"combined", "client_errors"}
    told = sorted((row["path"], row["status"], row["ts"].isoformat()) for row in found.rows)
    at = "2026-11-19T10:00:0{}+00:00"
    assert told == [("/access", 429, at.format(0))] * 3 + [("/error", 503, at.format("2.500000"))]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 3)


def test_what_a_server_says_of_a_request_at_work_is_no_answer(reading: Reading) -> None:
    at_work = '"time":"2026-11-19T10:00:00Z","http_method":"GET","http_path":"/topic/auth"'
    visitor = f'{at_work},"visitor_ip":"10.0.0.7"'
    lines = (
        f'{{{visitor},"message":"Access not authorized","error":"unauthorized"}}',
        f'{{{visitor},"message":"Connection closed","error":"forbidden","http_status":403}}',
        f'{{{visitor},"message":"upstream is gone","error":"connection refused"}}',
        f'{{{at_work},"client":"bot","client_ip":"10.0.0.7","error":"gave up"}}',
    )
    found = read(reading, "\n".join(lines).encode())
    told = {(row["client_ip"], row["status"], row["error_type"]) for row in found.rows}
    assert told == {
        ("10.0.0.7", 403, None),
        ("10.0.0.7", None, "connect"),
        ("10.0.0.7", None, "other"),
    }
    assert skipped(found.counts) == 1


def test_an_answer_of_kibana_has_its_size_and_time(reading: Reading) -> None:
    line = (
        '{"type":"response","@timestamp":"2026-11-19T10:00:00.250Z","tags":[],"pid":7,'
        '"method":"post","statusCode":401,"req":{"url":"/auth/login?a=1","method":"post",'
        '"headers":{"host":"kibana.example.com","content-length":"42"},'
        '"remoteAddress":"10.0.0.7"},"res":{"statusCode":401,"responseTime":250,'
        '"contentLength":9},"message":"POST /auth/login?a=1 401 250ms - 9.0B"}'
    )
    (row,) = read(reading, line.encode()).rows
    assert (row["ts"].second, row["duration_ms"]) == (0, 250.0)
    assert (row["request_bytes"], row["response_bytes"]) == (42, 9)


def test_json_without_a_time_takes_the_one_of_syslog(reading: Reading) -> None:
    line = 'Nov 19 10:00:02 host1 bot[7]: {"method":"GET","url":"https://api.tickdb.ai/x","status":404}\n'
    (row,) = read(reading, line.encode()).rows
    assert (row["ts"].isoformat(), row["status"]) == ("2026-11-19T10:00:02+00:00", 404)


@pytest.mark.scale
def test_a_lost_websocket_takes_no_failed_call_from_those_that_a_bot_words_itself(
    reading: Reading,
) -> None:
    lines = (
        "2026-11-19 10:00:00 WARNING discord.http We are being rate limited. POST"
        " https://discord.com/api/v10/channels/1/messages responded with 429.\n"
        "2026-11-19 10:00:01 ERROR discord.client Attempting a reconnect in 1.50s\n"
        "Traceback (most recent call last):\n"
        "discord.errors.ConnectionClosed: Shard ID None WebSocket closed with 4004\n"
    )
    found = read(reading, lines.encode())
    told = [(row["protocol"], row["status"], row["close_code"]) for row in found.rows]
    assert sorted(told, key=str) == [("http", 429, None), ("websocket", None, 4004)]


def test_a_canonical_name_more_does_not_hide_how_long_a_request_took(reading: Reading) -> None:
    line = (
        '{"ts":1795082400.25,"msg":"failed","status":429,"url":"https://api.tickdb.ai/x",'
        '"method":"POST","latency":"31.2ms"}\n'
    )
    (row,) = read(reading, line.encode()).rows
    assert (row["status"], row["duration_ms"]) == (429, 31.2)


@pytest.mark.scale
def test_own_words_for_a_failure_count_where_no_library_logs_calls_and_not_twice(
    reading: Reading,
) -> None:
    lines = (
        "2026-11-19 10:00:00 ERROR bot HTTP 429 Too Many Requests for https://api.tickdb.ai/v1/x\n"
        "2026-11-19 10:00:05 ERROR bot failed: 503 Service Unavailable from GET"
        " https://api.tickdb.ai/v1/y\n"
        "2026-11-19 10:00:06 ERROR bot got 503 from https://api.tickdb.ai/v1/y, waiting\n"
    )
    found = read(reading, lines.encode())
    assert [(row["path"], row["status"]) for row in found.rows] == [("/v1/x", 429), ("/v1/y", 503)]
    logged = read(reading, (CLIENT.replace("503 Service Unavailable", "200 OK") + lines).encode())
    assert "call_lines" not in logged.format


@pytest.mark.scale
def test_a_refusal_without_url_or_status_is_told_beside_failures_that_have_them(
    reading: Reading,
) -> None:
    failed = (
        "2026-11-19 10:00:01,000 ERROR app: 429 Client Error: Too Many Requests "
        "for url: https://api.tickdb.ai/v1/x\n"
    )
    refused = (
        "2026-11-19 10:00:02,000 ERROR app: "
        "ValueError: {'code': -32005, 'message': 'limit exceeded'}\n"
    )
    found = read(reading, (failed + refused).encode())
    assert [(row["status"], row["code"]) for row in found.rows] == [(429, None), (None, "-32005")]


def test_an_object_that_tells_a_call_is_read_beside_messages_of_failures(reading: Reading) -> None:
    told = (
        '{"@t":"2026-11-19T10:00:00.25Z","@mt":"HTTP {Method} {Url} responded {StatusCode}",'
        '"Method":"GET","Url":"https://api.tickdb.ai/v1/x","StatusCode":429}\n'
        '{"@t":"2026-11-19T10:00:01.25Z","@mt":"started"}\n'
        '{"@t":"2026-11-19T10:00:02.25Z","@mt":"call failed","@x":"HttpRequestException: Response'
        ' status code does not indicate success: 503 (Service Unavailable)."}\n'
    )
    rows = read(reading, told.encode()).rows
    assert sorted(row["status"] for row in rows) == [429, 503]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (
            '"err":{"type":"FetchError","message":"request to https://api.tickdb.ai/v1/y failed,'
            ' reason: connect ECONNREFUSED 1.2.3.4:443"},"msg":"no luck"',
            "connect",
        ),
        (
            '"fields":{"message":"error sending request for url (https://api.tickdb.ai/v1/y):'
            ' operation timed out"}',
            "timeout",
        ),
    ],
    ids=["node-fetch", "reqwest"],
)
def test_a_url_that_only_an_error_in_json_names_is_that_of_its_call(
    fields: str, error: str, reading: Reading
) -> None:
    line = f'{{"timestamp":"2026-11-19T10:00:01.25Z","level":"ERROR",{fields}}}\n'
    found = read(reading, (OBJECT.replace('"ts"', '"timestamp"') * 3 + line).encode())
    told = [(row["path"], row["error_type"]) for row in found.rows if row["status"] is None]
    assert told == [("/v1/y", error)]


@pytest.mark.scale
@pytest.mark.parametrize("dialogue", ["ktor", "okhttp", "dotnet_httpclient"])
@pytest.mark.parametrize("line", [ACCESS, OBJECT])
def test_lines_before_and_behind_exchanges_of_several_lines_are_read(
    line: str, dialogue: str, reading: Reading
) -> None:
    told = named(dialogue).samples[0].text
    alone = read(reading, told.encode())
    for text in (line * 3 + told, told + line * 3):
        found = read(reading, text.encode())
        assert (len(found.rows), found.counts.rejects) == (
            len(alone.rows) + 3,
            alone.counts.rejects,
        )
        assert found.counts.lines == alone.counts.lines + 3


@pytest.mark.scale
def test_a_body_is_no_line_of_another_format(reading: Reading) -> None:
    told = named("okhttp").samples[0].text
    body = told.replace('{"code":3001', OBJECT.strip()[:-1] + ',"code":3001')
    assert body != told
    assert len(read(reading, (body + ACCESS).encode()).rows) == (
        len(read(reading, told.encode()).rows) + 1
    )


@pytest.mark.scale
def test_an_answer_that_http_calls_a_success_and_the_error_that_it_became_are_one_call(
    reading: Reading,
) -> None:
    """ccxt logs the answer, the bot what ccxt raised; an exchange of no catalog keeps both."""
    logs = "DEBUG ccxt.base.exchange GET https://{host}/0/public/Time"
    body = '["EAPI:Rate limit exceeded"]'
    text = f"""2026-11-19 10:00:00,100 {logs}, Request: {{{{}}}} None
2026-11-19 10:00:03,350 {logs}, Response: 200 {{{{'Server': 'x'}}}} {{{{"error": {body}}}}}
2026-11-19 10:00:03,351 ERROR bot call failed
Traceback (most recent call last):
  File "/app/ccxt/base/exchange.py", line 6429, in throw_exactly_matched_exception
ccxt.base.errors.DDoSProtection: {{name}} {{{{"error": {body}}}}}
"""
    (row,) = read(reading, text.format(host="a.example:8443", name="kraken").encode()).rows
    assert (row["vendor"], row["method"], row["status"]) == ("kraken", "GET", 200)
    assert (row["code"], row["duration_ms"]) == ("EAPI:Rate limit exceeded", 3250)
    rows = read(reading, text.format(host="api.bitfinex.com", name="bitfinex").encode()).rows
    assert [(row["vendor"], row["status"]) for row in rows] == [
        ("api.bitfinex.com", 200),
        ("bitfinex", None),
    ]


@pytest.mark.scale
def test_access_lines_beside_errors_name_the_calls_that_these_tell(reading: Reading) -> None:
    """Nest prints an error of axios, which names no call, and its interceptor the call."""
    head = "[Nest] 25049  - 11/19/2026, 10:00:0{} AM"
    text = (
        f"{head.format(0)}     LOG [HTTP] GET /v1/ok?symbol=BTC 200 66ms - axios/1.7 ::1\n"
        f"{head.format(1)}   ERROR [TickDbService] Request failed with status code 429\n"
        "AxiosError: Request failed with status code 429\n"
        "    at settle (/app/node_modules/axios/dist/node/axios.cjs:2671:12)\n"
        f"{head.format(1)}     LOG [HTTP] POST /v1/orders 429 56ms - axios/1.7 ::1\n"
    )
    found = read(reading, text.encode())
    told = [(row["method"], row["path"], row["status"], row["duration_ms"]) for row in found.rows]
    assert sorted(told) == [("GET", "/v1/ok", 200, 66.0), ("POST", "/v1/orders", 429, 56.0)]


def test_a_body_that_is_no_json_stands_in_pairs(reading: Reading) -> None:
    line = (
        "ts=2026-11-19T10:00:00Z method=GET url=https://api.tickdb.ai/v1/x status=403 "
        'response_body="<html>no</html>"\n'
    )
    (row,) = read(reading, line.encode()).rows
    assert (row["status"], row["body"]) == (403, "<html>no</html>")


def test_failures_of_other_calls_are_told_by_no_error_before_them(reading: Reading) -> None:
    said = (
        "a failed: timeout of 400ms exceeded",
        "b failed: read ECONNRESET",
        "c failed: fetch failed",
    )
    lines = [
        f'{{"level":"error","timestamp":"2026-11-19T10:00:0{second}.250Z",'
        f'"message":"GET https://api.tickdb.ai/v1/{text}"}}\n'
        for second, text in enumerate(said)
    ]
    found = read(reading, "".join(lines).encode())
    told = sorted((row["path"], row["method"], row["error_type"]) for row in found.rows)
    assert told == [
        ("/v1/a", "GET", "timeout"), ("/v1/b", "GET", "reset"), ("/v1/c", "GET", "other"),
    ]  # fmt: skip


def test_an_error_of_nginx_among_its_access_lines_is_told_once(reading: Reading) -> None:
    access = '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 504 57 "-" "bot"\n'
    error = (
        "2026/11/19 10:00:00 [error] 7#7: *3 upstream timed out (110: Connection timed out) while"
        " reading response header from upstream, client: 10.0.0.7, server: gw,"
        ' request: "GET /v1/x HTTP/1.1", upstream: "https://10.0.0.2:443/v1/x", host: "gw"\n'
    )
    (row,) = read(reading, (access + error).encode()).rows
    assert (row["path"], row["status"]) == ("/v1/x", 504)
    (row,) = read(reading, error.encode()).rows
    assert (row["path"], row["error_type"]) == ("/v1/x", "timeout")


@pytest.mark.scale
def test_an_error_beside_the_call_that_a_message_names_is_that_calls(reading: Reading) -> None:
    line = (
        '{"level":"error","ts":"2026-11-19T10:00:01.250Z","error":"context deadline exceeded",'
        '"msg":"POST https://api.tickdb.ai/v1/y failed"}\n'
    )
    other = line.replace("context deadline exceeded", "unexpected token")
    (row,) = read(reading, (line + other).encode()).rows
    assert (row["method"], row["path"], row["error_type"]) == ("POST", "/v1/y", "timeout")


def test_a_refusal_in_the_words_of_an_error_is_told_beside_answers(reading: Reading) -> None:
    answer = (
        '{"level":30,"time":1795082400250,"method":"GET","url":"https://api.tickdb.ai/v1/x",'
        '"status":200,"msg":"x"}\n'
    )
    refusal = (
        '{"level":50,"time":1795082401250,"msg":"request failed","err":{"type":"Error","stack":"s",'
        '"message":"POST https://api.tickdb.ai/v1/y => 502 Bad Gateway: no"}}\n'
    )
    rows = read(reading, (answer + refusal).encode()).rows
    told = sorted((row["method"], row["path"], row["status"]) for row in rows)
    assert told == [("GET", "/v1/x", 200), ("POST", "/v1/y", 502)]


def test_fields_behind_a_text_tell_the_call_not_the_text(reading: Reading) -> None:
    lines = (
        '2026-11-19T10:00:00.250Z ERROR call failed {"method":"GET","status":401,"duration":31,'
        '"url":"https://api.tickdb.ai/v1/x","message":"Request failed with status code 401"}\n',
        '2026-11-19T10:00:01.250Z INFO call {"method":"GET","url":"https://api.tickdb.ai/v1/y",'
        '"status":200,"duration":31}\n',
    )
    rows = read(reading, "".join(lines).encode()).rows
    told = sorted((row["path"], row["method"], row["status"], row["duration_ms"]) for row in rows)
    assert told == [("/v1/x", "GET", 401, 31.0), ("/v1/y", "GET", 200, 31.0)]


def test_an_error_behind_a_text_says_more_than_the_text(reading: Reading) -> None:
    text = (
        'info: done {"method":"GET","url":"https://api.tickdb.ai/v1/w","status":200,'
        '"timestamp":"2026-11-19T10:00:00.150Z"}\n'
        'error: request failed {"error":"HTTP 503 Service Unavailable for https://api.tickdb.ai/v1/x",'
        '"timestamp":"2026-11-19T10:00:00.250Z"}\n'
        'error: request failed {"error":"connect ECONNREFUSED 10.0.0.2:443",'
        '"timestamp":"2026-11-19T10:00:01.250Z"}\n'
    )
    rows = read(reading, text.encode()).rows
    told = sorted((str(row["path"]), str(row["status"] or row["error_type"])) for row in rows)
    assert told == [("/v1/w", "200"), ("/v1/x", "503"), ("None", "connect")]


def test_a_code_behind_a_text_is_no_message_of_a_websocket(reading: Reading) -> None:
    refused = "2026-11-19T10:00:00.250Z ERROR GET https://api.tickdb.ai/v1/x -> 429\n"
    tail = '2026-11-19T10:00:01.250Z ERROR order {"code":-1003,"message":"no"}\n'
    (row,) = read(reading, (refused + tail * 2).encode()).rows
    assert (row["path"], row["status"]) == ("/v1/x", 429)


def test_errors_of_two_kinds_that_share_a_form_are_each_read_once(reading: Reading) -> None:
    failed = "2026-11-19 10:00:0{},250 ERROR bot call failed\n"
    text = (
        failed.format(0)
        + "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests"
        + " for url: https://api.binance.com/api/v3/time\n"
        + "ccxt.base.errors.DDoSProtection: binance 429 Too Many Requests"
        + ' {"code": -1003, "msg": "Too much request weight used."}\n'
        + failed.format(1)
        + 'ccxt.base.errors.RateLimitExceeded: bybit {"retCode": 10006, "retMsg": "Too many"}\n'
        + failed.format(2)
        + 'github.GithubException.BadCredentialsException: 401 {"message": "Bad credentials",'
        + ' "documentation_url": "https://docs.github.com/rest"}\n'
    )
    found = read(reading, text.encode())
    told = [(row["vendor"], row["path"], row["status"], row["code"]) for row in found.rows]
    assert told == [
        ("binance", "/api/v3/time", 429, "-1003"),
        ("bybit", None, None, "10006"),
        ("github", None, 401, None),
    ]


@pytest.mark.scale
def test_tools_of_a_build_tell_each_their_failures_whatever_one_of_them_is(
    reading: Reading,
) -> None:
    lines = (
        "2026-11-19T10:00:00.0500000Z ##[group]Run npm ci\n"
        "2026-11-19T10:00:01.2500000Z npm error 429 Too Many Requests - GET https://npmjs.org/react\n"
        "2026-11-19T10:00:02.2500000Z curl: (22) The requested URL returned error: 503\n"
        "2026-11-19T10:00:03.2500000Z gh: HTTP 403: rate limit (https://api.github.com/graphql)\n"
    )
    own = (
        "2026-11-19T10:00:04.2500000Z ##[error]RequestError [HttpError]: Resource not accessible\n"
    )
    for text in (lines, lines + own):
        rows = read(reading, text.encode()).rows
        assert sorted(row["status"] for row in rows) == [403, 429, 503]


@pytest.mark.scale
def test_own_words_for_a_call_of_another_host_count_beside_access_lines(reading: Reading) -> None:
    served = '2026-11-19 10:00:00.123 INFO: 10.0.0.7:5111 - "GET /quote HTTP/1.1" 200 OK\n'
    called = (
        "2026-11-19 10:00:01,123 - ERROR - GET https://api.tickdb.ai/v1/x failed with status 503\n"
    )
    rows = read(reading, (served + called).encode()).rows
    assert [(row["host"], row["path"], row["status"]) for row in rows] == [
        (None, "/quote", 200),
        ("api.tickdb.ai", "/v1/x", 503),
    ]


def test_own_words_for_a_call_that_a_library_logs_count_no_second_time(reading: Reading) -> None:
    called = "2026-11-19 10:00:09,123 ERROR bot GET https://api.tickdb.ai/client gave status 503\n"
    answered = CLIENT.replace("503 Service Unavailable", "200 OK")
    assert len(read(reading, (answered + called).encode()).rows) == 1


def test_failures_that_stand_among_exchanges_of_several_lines_are_read(reading: Reading) -> None:
    lines = (
        "I, [2026-11-19T10:01:00.123456 #7]  INFO -- request: GET https://api.tickdb.ai/v1/x\n"
        "I, [2026-11-19T10:01:00.323456 #7]  INFO -- response: Status 503\n"
        "E, [2026-11-19T10:05:00.123456 #7] ERROR -- : Net::ReadTimeout with #<TCPSocket:()>\n"
    )
    rows = read(reading, lines.encode()).rows
    assert [(row["status"], row["error_type"]) for row in rows] == [
        (503, None),
        (None, "timeout"),
    ]


@pytest.mark.scale
def test_fields_of_objects_tell_calls_and_so_do_texts_in_others(reading: Reading) -> None:
    at = "2026-11-19T10:00:0{}Z"
    hang_up: dict[str, Any] = {"msg": "socket hang up"}
    call: dict[str, Any] = {"url": "https://api.tickdb.ai/a", "method": "POST"}
    served: dict[str, Any] = {"method": "GET", "url": "/settings"}
    timed_out = "ConnectException: cURL error 28: Operation timed out for https://api.tickdb.ai/b"
    told: list[dict[str, Any]] = [
        call | {"level": "error", "msg": "Request failed with status code 429"},
        hang_up | {"level": "error"},
        hang_up | {"level": "info"},
        served | {"level": 3, "message": timed_out},
        served | {"level": 1, "message": "Login"},
    ]
    lines = [one | {"time": at.format(second)} for second, one in enumerate(told)]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert sorted(
        (r["ts"].second, r["method"], r["host"], r["path"], r["status"], r["error_type"])
        for r in found.rows
    ) == [
        (0, "POST", "api.tickdb.ai", "/a", 429, None),
        (1, None, None, None, None, "reset"),
        (3, None, "api.tickdb.ai", "/b", None, "timeout"),
    ]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 2)


def test_a_request_and_its_answer_in_two_objects_are_joined_beside_texts_of_clients(
    reading: Reading,
) -> None:
    lines: tuple[dict[str, Any], ...] = (
        {"msg": "request", "id": "r1", "method": "GET", "url": "https://api.tickdb.ai/v1/a"},
        {"logger": "httpx", "msg": 'HTTP Request: GET https://b.ai/v1/b "HTTP/1.1 503 Bad"'},
        {"msg": "response", "id": "r1", "status": 429},
        {"msg": "call", "method": "GET", "url": "https://api.tickdb.ai/v1/c", "status": 401},
    )
    log = "".join(
        json.dumps({"time": f"2026-11-19T10:00:0{n}Z", **line}) + "\n"
        for n, line in enumerate(lines)
    )
    found = read(reading, log.encode())
    told = sorted((row["host"], row["path"], row["status"]) for row in found.rows)
    assert told == [
        ("api.tickdb.ai", "/v1/a", 429), ("api.tickdb.ai", "/v1/c", 401), ("b.ai", "/v1/b", 503)
    ]  # fmt: skip
    assert (found.counts.rejects, skipped(found.counts)) == (0, 1)


@pytest.mark.scale
def test_lines_of_seven_formats_are_each_read_as_told_best(reading: Reading) -> None:
    error = (
        r'error="Get \"https://api.tickdb.ai/go\": dial tcp: lookup api.tickdb.ai: no such host"'
    )
    own = (
        "2026-11-19T10:00:04Z error: Request failed with status code 429\n"
        f'time="2026-11-19T10:00:05Z" level=error msg="failed" {error}\n'
        '[GIN] 2026/11/19 - 10:00:06 | 404 |    1.2ms |  10.0.0.7 | GET  "/gin"\n'
        '2026-11-19 10:00:07,250 INFO:     10.0.0.7:5000 - "GET /uvicorn HTTP/1.1" 200 OK\n'
    )
    found = read(reading, (ACCESS + OBJECT + CLIENT + own).encode())
    assert sorted((r["method"] or "", r["path"] or "", r["status"] or 0) for r in found.rows) == [
        ("", "", 429),
        ("GET", "/access", 429),
        ("GET", "/client", 503),
        ("GET", "/gin", 404),
        ("GET", "/go", 0),
        ("GET", "/object", 200),
        ("GET", "/uvicorn", 200),
    ]


@pytest.mark.scale
def test_values_of_a_document_may_be_of_several_formats(reading: Reading) -> None:
    sent = 'HTTP Request: POST https://api.tickdb.ai/a "HTTP/1.1 429 Too Many Requests"'
    served = {"requestMethod": "GET", "requestUrl": "https://bot.tickdb.ai/b", "status": 200}
    values = [
        {"timestamp": "2026-11-19T10:00:00Z", "jsonPayload": {"message": sent}},
        {
            "timestamp": "2026-11-19T10:00:01Z",
            "textPayload": "Error: Request failed with status code 503",
        },
        {"timestamp": "2026-11-19T10:00:02Z", "httpRequest": served},
    ]
    text = ",\n".join(map(json.dumps, values))
    found = read(reading, f"[{text}]\n".encode())
    assert sorted((r["ts"].second, r["path"], r["status"]) for r in found.rows) == [
        (0, "/a", 429),
        (1, None, 503),
        (2, "/b", 200),
    ]


def test_pairs_in_a_value_among_an_applications_own_words_tell_the_whole_call(
    reading: Reading,
) -> None:
    own = (
        "2026-11-19 10:00:00 ERROR bot GET https://api.tickdb.ai/a failed: 503 Service Unavailable"
    )
    pairs = (
        'level=error msg="call" method=GET url=https://api.tickdb.ai/b status=429 duration=250ms'
    )
    values = [["1795082400000000000", own], ["1795082401250000000", pairs]]
    result = [{"stream": {"app": "bot"}, "values": values}]
    answer = {"status": "success", "data": {"resultType": "streams", "result": result}}
    found = read(reading, json.dumps(answer).encode())
    assert [(r["ts"].second, r["path"], r["status"], r["duration_ms"]) for r in found.rows] == [
        (0, "/a", 503, None),
        (1, "/b", 429, 250.0),
    ]


@pytest.mark.scale
def test_own_words_count_beside_errors_that_another_library_prints(reading: Reading) -> None:
    text = (
        "2026-11-19T10:00:00.250Z [ERROR] Faraday::ServerError: the server responded with "
        "status 503\n"
        '2026-11-19T10:00:05.250Z [ERROR] API error: 529 {"type":"error","error":{}}\n'
        "2026-11-19T10:00:10.250Z WARN bot: call failed status=429 url=https://api.tickdb.ai/a\n"
    )
    found = read(reading, text.encode())
    assert [(r["ts"].second, r["path"], r["status"]) for r in found.rows] == [
        (0, None, 503),
        (5, None, 529),
        (10, "/a", 429),
    ]


@pytest.mark.scale
def test_a_text_among_objects_that_tell_calls_by_fields_may_be_in_own_words(
    reading: Reading,
) -> None:
    told: list[dict[str, Any]] = [
        {"statusCode": 403, "url": "https://api.github.com/graphql", "msg": "failure"},
        {
            "msg": "GET https://api.github.com/repos/a/b = (code=ERR_NON_2XX_3XX_RESPONSE,"
            " statusCode=404 retryCount=1, duration=250)"
        },
    ]
    lines = [one | {"time": f"2026-11-19T10:00:0{second}Z"} for second, one in enumerate(told)]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert sorted(
        (r["method"] or "", r["path"], r["status"], r["duration_ms"], r["attempt"])
        for r in found.rows
    ) == [("", "/graphql", 403, None, None), ("GET", "/repos/a/b", 404, 250.0, 1)]


@pytest.mark.scale
def test_a_vendors_host_is_no_name_of_a_library(reading: Reading) -> None:
    text = (
        "2026-11-19T10:00:00.250Z [ERROR] Error: 401 Incorrect API key provided: sk-a. You can find"
        " your API key at https://platform.openai.com/account/api-keys.\n"
        "2026-11-19T10:00:05.250Z [ERROR] APIConnectionError: Connection error.\n"
    )
    found = read(reading, text.encode())
    assert [(r["ts"].second, r["status"], r["error_type"]) for r in found.rows] == [
        (0, 401, None),
        (5, None, "connect"),
    ]


def test_fields_behind_a_text_tell_calls_beside_errors_of_clients(reading: Reading) -> None:
    lines = """\
2026-11-19T10:00:00.250Z error: upstream failed {"method":"POST","url":"https://api.tickdb.ai/v1/a","status":503}
2026-11-19T10:00:01.250Z error: AxiosError: timeout of 5000ms exceeded
    at RedirectableRequest.handleRequestTimeout (/app/node_modules/axios/dist/axios.cjs:3194:16) {
  code: 'ECONNABORTED',
  config: { method: 'get', url: 'https://api.tickdb.ai/v1/b' }
}
2026-11-19T10:00:02.250Z error: call failed AxiosError: Request failed with status code 429 {"config":{"method":"get","url":"https://api.tickdb.ai/v1/c"},"status":429}
"""
    found = read(reading, lines.encode())
    told = [(row["method"], row["path"], row["status"]) for row in found.rows]
    assert sorted(told) == [("GET", "/v1/b", None), ("GET", "/v1/c", 429), ("POST", "/v1/a", 503)]


def test_an_object_behind_the_prefix_of_lambda_is_read_beside_errors(reading: Reading) -> None:
    prefix = "2026-11-19T10:00:00.250Z\t5a1b9f2e-1111-4222-8333-abcdefabcdef\tERROR\t"
    own = '{"tag":"[API]","url":"https://api.tickdb.ai/v1/a","method":"POST","status":400}'
    error = (
        'Invoke Error \t{"errorType":"AxiosError","code":"ERR_BAD_RESPONSE","status":503,'
        '"errorMessage":"Request failed with status code 503",'
        '"config":{"method":"post","url":"https://api.tickdb.ai/v1/b"}}'
    )
    found = read(reading, f"{prefix}hello\n{prefix}{own}\n{prefix}{error}\n".encode())
    told = [(row["method"], row["path"], row["status"]) for row in found.rows]
    assert sorted(told) == [("POST", "/v1/a", 400), ("POST", "/v1/b", 503)]


@pytest.mark.scale
def test_pairs_and_objects_whose_words_are_no_line_are_read_beside_each_other(
    reading: Reading,
) -> None:
    pairs = (
        "time=2026-11-19T10:00:00.25Z level=INFO msg=called method=GET"
        " url=https://api.tickdb.ai/v1/a status=429\n"
    )
    thing = (
        '{"time":"2026-11-19T10:00:02.25Z","msg":"outgoing","request":{"method":"POST",'
        '"url":"https://api.tickdb.ai/v1/b"},"response":{"status":502,"latency":31200000}}\n'
    )
    for lines in (pairs + thing, pairs * 2 + thing * 2):
        found = read(reading, lines.encode())
        told = {(row["path"], row["status"], row["duration_ms"]) for row in found.rows}
        assert told == {("/v1/a", 429, None), ("/v1/b", 502, 31.2)}
        assert found.counts.requests == found.counts.lines


def test_access_lines_are_read_beside_objects_that_tell_failures(reading: Reading) -> None:
    thing = '{"time":"2026-11-19T10:00:02.25Z","method":"GET","url":"/v1/a","status":503}\n'
    found = read(reading, f"{thing}{thing}{ACCESS}".encode())
    assert sorted(row["status"] for row in found.rows) == [429, 503, 503]


@pytest.mark.scale
def test_a_failure_that_only_its_stack_trace_tells_hides_no_call_beside_it(
    reading: Reading,
) -> None:
    text = (
        "2026-11-19 10:00:00,250 [main] WARN sttp - Request: GET https://api.tickdb.ai/v1/x, "
        "took: 0.250s, response: 429 Too Many Requests\n"
        "2026-11-19 10:00:01,500 [main] ERROR sttp - Exception when sending request: "
        "GET https://api.tickdb.ai/v1/y, took: 0.250s\n"
        "java.net.ConnectException: Connection refused\n"
        "\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)\n"
    )
    found = read(reading, text.encode())
    told = [(r["path"], r["status"], r["error_type"]) for r in found.rows]
    assert told == [("/v1/x", 429, None), ("/v1/y", None, "connect")]


def test_an_answered_error_of_ccxt_has_no_url_of_another_call(reading: Reading) -> None:
    log = (
        '2026-11-19 10:00:00,100 ERROR bot: fetch failed: binance {"code":-1003,"msg":"slow"}\n'
        "2026-11-19 10:00:00,900 ERROR bot: fetch failed: binance GET https://api.binance.com/api/v3/time\n"
        "2026-11-19 10:00:05,000 ERROR bot: POST https://api.tickdb.ai/v1/x failed: status 503\n"
    )
    found = read(reading, log.encode())
    assert set(found.format.split("+")) == {"ccxt_errors", "call_lines"}
    told = {(row["path"], row["code"], row["error_type"]) for row in found.rows}
    assert told == {
        (None, "-1003", None),
        ("/api/v3/time", None, "other"),
        ("/v1/x", None, None),
    }


def test_an_error_that_repeats_an_answer_of_several_lines_is_no_second_row(
    reading: Reading,
) -> None:
    log = (
        "fetch Request: binance GET https://api.binance.com/api/v3/time RequestHeaders: {}\n"
        "\n"
        "fetch Response: binance GET https://api.binance.com/api/v3/time 429 ResponseHeaders: "
        '{\'Date\': \'Thu, 19 Nov 2026 10:00:00 GMT\'} ResponseBody: {"code":-1003,"msg":"slow"}\n'
        '2026-11-19 10:00:00,200 ERROR bot: fetch failed: binance {"code":-1003,"msg":"slow"}\n'
        "2026-11-19 10:00:09,200 ERROR bot: order failed: "
        'DDoSProtection binance 429 Too Many Requests {"code":-1015}\n'
    )
    found = read(reading, log.encode())
    assert found.format == "ccxt+ccxt_errors"
    told = sorted((row["status"], row["code"]) for row in found.rows)
    assert told == [(429, "-1003"), (429, "-1015")]


def test_what_a_client_is_made_of_tells_no_calls_of_its_own(reading: Reading) -> None:
    policy = "INFO azure.core.pipeline.policies.http_logging_policy:"
    pool = "DEBUG urllib3.connectionpool:"

    def sent(at: str, path: str) -> str:
        return (
            f"2026-11-19 {at} {policy} Request URL: 'https://api.tickdb.ai{path}'\n"
            "Request method: 'GET'\nRequest headers:\n    'User-Agent': 'azsdk-python-core'\n"
            "No body was attached to the request\n"
        )

    def answered(at: str, path: str, status: int) -> str:
        return (
            f'2026-11-19 {at} {pool} https://api.tickdb.ai:443 "GET {path} HTTP/1.1" {status} 7\n'
            f"2026-11-19 {at} {policy} Response status: {status}\n"
            "Response headers:\n    'Content-Type': 'application/json'\n"
        )

    log = (
        f"{sent('10:00:00,100', '/v1/a')}{answered('10:00:00,102', '/v1/a', 503)}"
        f"{sent('10:00:00,103', '/v1/a')}{answered('10:00:00,104', '/v1/a', 503)}"
        f"{sent('10:00:01,000', '/v1/b')}{sent('10:00:01,500', '/v1/b')}"
        "2026-11-19 10:00:02,000 ERROR bot: call failed: "
        "HTTPSConnectionPool(host='api.tickdb.ai', port=443): Read timed out. (read timeout=0.5)\n"
        f"{sent('10:00:02,100', '/v1/b')}"
        "2026-11-19 10:00:02,200 ERROR bot: call failed: "
        "HTTPSConnectionPool(host='other.example', port=443): Read timed out. (read timeout=1)\n"
        # Nothing of Azure's stands above it.
        f'2026-11-19 10:00:03,000 {pool} https://api.tickdb.ai:443 "GET /v1/c HTTP/1.1" 200 7\n'
    )
    found = read(reading, log.encode())
    assert found.format == "azure_sdk+python_clients"
    told = [
        (r["path"], r["status"], r["error_type"], r["duration_ms"])
        for r in sorted(found.rows, key=lambda row: row["ts"])
    ]
    assert told == [
        ("/v1/a", 503, None, 2.0),
        ("/v1/a", 503, None, 1.0),
        ("/v1/b", None, "other", None),
        ("/v1/b", None, "timeout", 500.0),
        ("/v1/b", None, "other", None),
        (None, None, "timeout", None),
        ("/v1/c", 200, None, None),
    ]
    assert not found.rejects


def test_a_bots_calls_are_told_below_its_messages_beside_those_of_websockets(
    reading: Reading,
) -> None:
    failed = "Error executing request GET https://api.tickdb.ai/v1/x. HTTP status is"
    text = (
        "2026-11-19 10:00:00,250 - 1 - hummingbot.connector - NETWORK - Error getting time.\n"
        "Traceback (most recent call last):\n"
        '  File "/h/core/web_assistant/rest_assistant.py", line 75, in execute_request\n'
        f"OSError: {failed} 403. Error: <html>\n"
        "2026-11-19 10:00:03,250 - 1 - hummingbot.connector - NETWORK - Unexpected error.\n"
        "Traceback (most recent call last):\n"
        f'OSError: {failed} 429. Error: {{"code":3001}}\n'
        "2026-11-19 10:00:04,250 - 1 - hummingbot.connector - WARNING - Failed to update balances."
        " Error: server rejected WebSocket connection: HTTP 429\n"
    )
    found = read(reading, text.encode())
    told = [(r["ts"].second, r["protocol"], r["path"], r["status"]) for r in found.rows]
    assert sorted(told, key=str) == [
        (0, "http", "/v1/x", 403),
        (3, "http", "/v1/x", 429),
        (4, "websocket", None, 429),
    ]


def test_connections_are_told_among_exchanges_of_the_same_library(reading: Reading) -> None:
    text = (
        "2026-11-19 10:00:01.100 dbug: Tick.RestClient[0] [Req 7] Sending GET request to"
        " https://api.tickdb.ai/v1/x\n"
        "2026-11-19 10:00:01.250 warn: Tick.RestClient[0] [Req 7] 503 - Error received in 150ms:"
        " no\n"
        "2026-11-19 10:00:05.250 fail: Tick.SpotApi[0] [Sckt 1] connection failed: The server"
        " returned status code '401' when status code '101' was expected.\n"
    )
    found = read(reading, text.encode())
    told = [(r["ts"].second, r["protocol"], r["status"]) for r in found.rows]
    assert told == [(1, "http", 503), (5, "websocket", 401)]


def test_texts_in_a_table_may_be_of_several_formats_and_objects_that_tell_calls(
    reading: Reading,
) -> None:
    def told(path: str, status: int) -> str:
        url = f"https://api.tickdb.ai/{path}"
        return json.dumps({"method": "POST", "url": url, "status": status, "duration_ms": 250})

    texts = [
        "START RequestId: 8f5a2b3c Version: $LATEST",
        told("a", 429),
        "2026-11-19T10:00:02.120Z\t8f5a\tERROR\tAxiosError: Request failed with status code 502",
        told("b", 500),
        "END RequestId: 8f5a2b3c",
    ]
    rows = [(f"2026-11-19 10:00:0{n}.250", text) for n, text in enumerate(texts)]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("@timestamp", "@message"), *rows])
    found = read(reading, table.getvalue().encode())
    assert sorted((r["status"], r["path"], r["duration_ms"]) for r in found.rows) == [
        (429, "/a", 250),
        (500, "/b", 250),
        (502, None, None),
    ]
    assert found.counts.rejects == 0


def test_own_words_in_objects_are_read_beside_objects_whose_fields_tell_calls(
    reading: Reading,
) -> None:
    held = json.dumps({"method": "POST", "url": "https://api.tickdb.ai/a", "status": 500})
    texts = ["loading", held, "GET https://data.tickdb.ai/b -> 502 in 31ms", "done"]
    values = [
        {"@timestamp": f"2026-11-19T10:00:0{n}Z", "message": text} for n, text in enumerate(texts)
    ]
    found = read(reading, "".join(f"{json.dumps(one)}\n" for one in values).encode())
    assert sorted((r["method"], r["path"], r["status"]) for r in found.rows) == [
        ("GET", "/b", 502),
        ("POST", "/a", 500),
    ]


def test_refusals_without_url_and_status_are_told_apart_by_what_was_answered(
    reading: Reading,
) -> None:
    text = (
        "2026-11-19 10:00:00,123 ERROR kraken AddOrder failed: ['EAPI:Rate limit exceeded']\n"
        "2026-11-19 10:00:01,123 ERROR [kraken] EGeneral:Temporary lockout\n"
        "2026-11-19 10:00:02,123 INFO started\n"
    )
    found = read(reading, text.encode())
    assert [row["code"] for row in found.rows] == [
        "EAPI:Rate limit exceeded",
        "EGeneral:Temporary lockout",
    ]
    assert skipped(found.counts) == 1
