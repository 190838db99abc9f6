"""Clients of several makes in one log, each of which tells its exchanges over several lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Row, read, reader

pytestmark = pytest.mark.scale

HOST = "https://api.tickdb.ai/v1"
SPRING = "DEBUG 7 --- [main] o.s.web.client.RestTemplate :"
_OKHTTP = f"""2026-11-19 10:00:00.250 [main] DEBUG c.t.Api - --> GET {HOST}/a h2
2026-11-19 10:00:00.250 [main] DEBUG c.t.Api - --> END GET
2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - <-- 429 Too Many Requests {HOST}/a (31ms)
2026-11-19 10:00:00.281 [main] DEBUG c.t.Api - retry-after: 2
2026-11-19 10:00:00.281 [main] DEBUG c.t.Api -
2026-11-19 10:00:00.282 [main] DEBUG c.t.Api - {{"code":3001}}
2026-11-19 10:00:00.282 [main] DEBUG c.t.Api - <-- END HTTP (13-byte body)
"""
_SPRING = f"""2026-11-19 10:00:02.250 {SPRING} HTTP GET {HOST}/b
2026-11-19 10:00:02.500 {SPRING} Response 503 SERVICE_UNAVAILABLE
"""
_FARADAY = f"""I, [2026-11-19T10:00:04.250000 #7]  INFO -- request: GET {HOST}/c
I, [2026-11-19T10:00:04.281000 #7]  INFO -- response: Status 502
"""
_CONSOLE = f"""2026-11-19 10:00:06.250 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[100]
      Sending HTTP request GET {HOST}/d
2026-11-19 10:00:06.282 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[101]
      Received HTTP response headers after 31.2ms - 504
"""
_GO = f"""2026/11/19 10:00:08 quote: Get "{HOST}/e": dial tcp: connect: connection refused
2026/11/19 10:00:09 quote: Get "{HOST}/f": context deadline exceeded
panic: nothing came
"""
_RESTY = """==============================================================================
~~~ REQUEST ~~~
GET  /v1/g  HTTP/1.1
HOST   : api.tickdb.ai
BODY   :
***** NO CONTENT *****
------------------------------------------------------------------------------
~~~ RESPONSE ~~~
STATUS       : 429 Too Many Requests
PROTO        : HTTP/1.1
RECEIVED AT  : 2026-11-19T10:00:10.281200Z
TIME DURATION: 31.2ms
BODY         :
{"code":3001}
==============================================================================
"""
_TOLD: dict[str, list[tuple[object, ...]]] = {
    _OKHTTP: [("/v1/a", 429)],
    _SPRING: [("/v1/b", 503)],
    _FARADAY: [("/v1/c", 502)],
    _CONSOLE: [("/v1/d", 504)],
    _GO: [("/v1/e", None), ("/v1/f", None)],
    _RESTY: [("/v1/g", 429)],
}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def _told(rows: list[Row]) -> list[tuple[object, ...]]:
    return sorted(((row["path"], row["status"]) for row in rows), key=str)


@pytest.mark.parametrize(
    "texts",
    [
        (_OKHTTP, _SPRING),
        (_SPRING, _OKHTTP, _FARADAY),
        (_FARADAY, _CONSOLE),
        (_CONSOLE, _OKHTTP),
        (_RESTY, _FARADAY),
        (_RESTY, _GO),
        (_GO, _OKHTTP),
    ],
    ids=lambda texts: " ".join(text.split()[4] for text in texts),
)
@pytest.mark.parametrize("size", [1 << 20, 200])
def test_each_tells_its_calls(texts: tuple[str, ...], size: int, reading: Reading) -> None:
    found = read(reading, "".join(texts).encode(), size=size)
    assert _told(found.rows) == sorted((call for text in texts for call in _TOLD[text]), key=str)
    assert not found.rejects


def test_what_follows_an_answer_is_that_answers(reading: Reading) -> None:
    rows = read(reading, (_OKHTTP + _SPRING).encode()).rows
    (first,) = (row for row in rows if row["path"] == "/v1/a")
    assert (first["code"], first["retry_after_s"], first["duration_ms"]) == ("3001", 2.0, 31.0)


def test_a_failure_before_untimed_lines_of_another_is_of_the_call_before_it(
    reading: Reading,
) -> None:
    text = f"""2026-11-19 10:00:01.000 {SPRING} HTTP GET {HOST}/x
2026-11-19 10:00:01.250 {SPRING} Response 503 SERVICE_UNAVAILABLE
2026-11-19 10:00:02.250 {SPRING} HTTP GET {HOST}/b
2026-11-19 10:00:03.524 ERROR 7 --- [main] c.t.Bot : failed
org.springframework.web.client.ResourceAccessException: I/O error on GET request: Connection refused

{_RESTY}"""
    rows = sorted(read(reading, text.encode()).rows, key=lambda row: row["path"])
    assert [(row["path"], row["status"], row["error_type"]) for row in rows] == [
        ("/v1/b", None, "connect"),
        ("/v1/g", 429, None),
        ("/v1/x", 503, None),
    ]


def test_a_call_that_two_layers_of_a_client_tell_is_one(reading: Reading) -> None:
    text = f"""2026-11-19 10:00:02.250 {SPRING} HTTP GET {HOST}/a
2026-11-19 10:00:02.251 DEBUG 7 --- [main] okhttp3.OkHttpClient : --> GET {HOST}/a h2
2026-11-19 10:00:02.499 DEBUG 7 --- [main] okhttp3.OkHttpClient : <-- 503 {HOST}/a (248ms, 2-byte body)
2026-11-19 10:00:02.500 {SPRING} Response 503 SERVICE_UNAVAILABLE
2026-11-19 10:00:03.250 {SPRING} HTTP GET {HOST}/b
2026-11-19 10:00:03.251 DEBUG 7 --- [main] okhttp3.OkHttpClient : --> GET {HOST}/b h2
2026-11-19 10:00:03.499 DEBUG 7 --- [main] okhttp3.OkHttpClient : <-- 200 {HOST}/b (248ms, 2-byte body)
2026-11-19 10:00:03.500 {SPRING} Response 200 OK
"""  # noqa: E501
    assert _told(read(reading, text.encode()).rows) == [("/v1/a", 503), ("/v1/b", 200)]
