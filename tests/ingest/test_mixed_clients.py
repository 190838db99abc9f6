"""Logs of clients whose lines several formats tell, as programs have them: each call is one row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Row, read, reader


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def _told(rows: list[Row], *names: str) -> list[tuple[object, ...]]:
    """Some columns of rows, behind the seconds at which they are, in their order."""
    return [
        (row["ts"].second, *(row[name] for name in names))
        for row in sorted(rows, key=lambda row: row["ts"])
    ]


def test_a_line_that_an_access_log_finds_broken_is_a_call_where_another_reads_one(
    reading: Reading,
) -> None:
    url = "https://api.tickdb.ai/v1/orders"
    failed = "Error while processing HTTP request with Url : " + url
    access = (
        "[2026-11-19 10:00:0{0},000] INFO 10.0.0.9 - - [19/Nov/2026:10:00:0{0} +0000]"
        ' "GET {1} HTTP/1.1" 200 171 "-" "curl/8.5.0" 12'
        " (org.apache.kafka.connect.runtime.rest.RestServer:62)\n"
    )
    text = (
        "[2026-11-19 10:00:01,250] WARN [a|task-0] Retrying request. Status code : 429 , url : "
        f'{url} , body : {{"code":3001,"message":"no"}} (i.c.c.http.writer.HttpWriterImpl:201)\n'
        f"{access.format(2, '/connectors/a/status')}"
        "[2026-11-19 10:00:03,250] ERROR [a|task-0] Exception while processing HTTP request for a"
        " batch of 3 records. (io.confluent.connect.http.writer.HttpWriterImpl:160)\n"
        f'org.apache.kafka.connect.errors.ConnectException: {failed}, Payload : [{{"a":1}}],'
        " Status code : 503, Reason Phrase : Service Unavailable,"
        ' Response Content : {"code":5001,"message":"no"}\n'
        f"{access.format(5, '/connectors')}"
        f"[2026-11-19 10:00:07,250] ERROR [a|task-0] {failed}, Payload : , Error Message :"
        " Connection refused (org.apache.kafka.connect.runtime.WorkerSinkTask:609)\n"
    )
    found = read(reading, text.encode())
    assert _told(found.rows, "path", "status", "error_type", "code") == [
        (1, "/v1/orders", 429, None, "3001"),
        (2, "/connectors/a/status", 200, None, None),
        (3, "/v1/orders", 503, None, "5001"),
        (5, "/connectors", 200, None, None),
        (7, "/v1/orders", None, "connect", None),
    ]
    assert not found.rejects


def test_a_time_in_brackets_opens_no_document_of_other_lines(reading: Reading) -> None:
    text = r"""[2026-11-19 10:00:00] production.INFO: started
[2026-11-19 10:00:01] production.ERROR: Client error: `GET https://api.tickdb.ai/v1/d` resulted in a `404 Not Found` response:
{"code":2002,"message":"No such symbol"}
 {"exception":"[object] (GuzzleHttp\\Exception\\ClientException(code: 404): Client error: `GET https://api.tickdb.ai/v1/d` resulted in a `404 Not Found` response:
{\"code\":2002,\"message\":\"No such symbol\"}
 at /app/vendor/guzzlehttp/guzzle/src/Exception/RequestException.php:113)
[stacktrace]
#0 /app/vendor/guzzlehttp/guzzle/src/Middleware.php(72): GuzzleHttp\\Exception\\RequestException::create()
#1 {main}
"}
[2026-11-19 10:00:02] production.ERROR: Order request failed {"status":429,"url":"https://api.tickdb.ai/v1/orders","body":"{\"code\":3001}"}
[2026-11-19 10:00:03] production.INFO: order placed {"id":3}
[2026-11-19 10:00:04] production.WARNING: API error {"url":"https://api.tickdb.ai/v1/orders","status":503}
"""  # noqa: E501
    found = read(reading, text.encode())
    assert _told(found.rows, "path", "status", "code") == [
        (1, "/v1/d", 404, "2002"),
        (2, "/v1/orders", 429, "3001"),
        (4, "/v1/orders", 503, None),
    ]
    assert not found.rejects


def test_a_vendors_library_tells_of_its_calls_beside_those_that_another_client_logs(
    reading: Reading,
) -> None:
    guzzle = "[2026-11-19T10:00:0{0}.250000+00:00] guzzle.INFO: {1} - {2} [] []\n"
    said = "[HTTP {0}] Unable to create record: {1}"
    error = r"Twilio\\Exceptions\\RestException"
    raised = f'{{{{"exception":"[object] ({error}(code: 20429): {{0}} at /app/V.php:88)"}}}}'
    words = "[2026-11-19T10:00:0{0}.250000+00:00] app.ERROR: {1} []\n"
    text = (
        guzzle.format(0, "GET https://api.tickdb.ai/v1/x", 429)
        + words.format(1, "sms failed " + raised.format(said.format(429, "Too Many Requests")))
        + guzzle.format(2, "POST https://api.tickdb.ai/v1/orders", 200)
        + words.format(3, said.format(401, "Authenticate in /app/V.php:88"))
        + words.format(4, "order failed with status 200")
    )
    found = read(reading, text.encode())
    assert _told(found.rows, "path", "status", "vendor", "code", "message") == [
        (0, "/v1/x", 429, "tickdb", None, None),
        (1, None, 429, "twilio", "20429", "Unable to create record: Too Many Requests"),
        (2, "/v1/orders", 200, "tickdb", None, None),
        (3, None, 401, "twilio", None, "Unable to create record: Authenticate"),
    ]
