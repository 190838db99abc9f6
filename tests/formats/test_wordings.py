"""However people word a call, its method, its status, the vendor's code and why it failed are told.

Wordings are put together by chance from what stands before a call, how that is written, how its
answer or its failure is, and what comes behind: no list of patterns was made after them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import read, reader, skipped

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = [pytest.mark.scale, pytest.mark.one_in(3)]

BEFORE = (
    "",
    "INFO ",
    "[bot] ",
    "ERROR bot: ",
    "WARNING trader ",
    "[ERROR] ",
    "error: ",
    "level=error ",
)
CALLS = (
    "{method} {url}", "{method} request to {url}", "{url}", "request to {url}", "call to {url}",
    "{method}: {url}", "[{method}] {url}", "api call {method} {url}", "url={url}",
    "url={url} method={method}", "method={method} url={url}",
)  # fmt: skip
ANSWERS = (
    "returned {status}", "-> {status}", "failed with status code {status}", "HTTP {status}",
    "responded with {status}", "status={status}", "status: {status}", "({status})", "[{status}]",
    "got {status}", "answered {status}", "=> {status}", "failed: {status} {reason}",
    "{status} {reason}", "response code {status}", "http_status={status}", "statusCode={status}",
    "returned HTTP {status}", "resulted in {status}", "- {status}", ": {status}",
)  # fmt: skip
AHEAD = (
    "got {status} from", "HTTP {status} for", "received {status} on", "{status} {reason} calling",
    "unexpected status {status} from", "bad response {status} for", "HTTP error {status} on",
)  # fmt: skip
BODIES = (
    ": {body}", " - {body}", " body={body}", ", response: {body}", " | {body}", " {body}",
    " error={body}", ", message: {body}", "; body: {body}", " response_body={body}", " ({body})",
)  # fmt: skip
CODES = (
    ": error code 3001", " code=3001", ", code: 3001", " (code 3001)", " error_code=3001",
    ": [3001] Rate limit exceeded", ' errorCode=3001 msg="Rate limit exceeded"',
    ": code 3001: Rate limit exceeded",
    ", API error 3001: Rate limit exceeded", ": error 3001 - Rate limit exceeded", " ret_code=3001",
    ", vendor code 3001", ": TickDB error 3001",
)  # fmt: skip
BEHIND = ("", "", " in 31ms", " (attempt 2)", " [trace_id=abc12345]", ", retrying", " took 0.031s")
TEXTS = (
    '{"code":3001}',
    '{"code": 3001, "message": "Rate limit exceeded"}',
    "{'code': 3001, 'message': 'Rate limit exceeded'}",
    """b'{"code":3001,"message":"Rate limit exceeded"}'""",
)
FAILURES = (
    "{call} failed: {error}", "{call}: {error}", "{call} failed ({error})",
    "{error} calling {call}",
    "failed to call {call}: {error}", "{call} error={error}", "{call} err: {error}",
    "{call} - {error}", "exception on {call}: {error}", "{error} while requesting {call}",
    "giving up on {call}: {error}", "{call} failed due to {error}",
    "no response from {call}: {error}",
)  # fmt: skip
ERRORS = {
    "timed out": "timeout",
    "context deadline exceeded": "timeout",
    "dial tcp 10.0.0.7:443: i/o timeout": "timeout",
    "connect ETIMEDOUT 10.0.0.7:443": "timeout",
    "connection refused": "connect",
    "[Errno 111] Connection refused": "connect",
    "connection reset by peer": "reset",
    "socket hang up": "reset",
    "Remote end closed connection without response": "reset",
    "Name or service not known": "dns",
    "dial tcp: lookup api.tickdb.ai: no such host": "dns",
    "certificate verify failed": "tls",
    "x509: certificate has expired or is not yet valid": "tls",
}
COUNT = 250


class Call(NamedTuple):
    method: str | None
    path: str
    status: int | None
    code: str | None
    error: str | None


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as made:
        yield made


def answered(chance: random.Random, number: int) -> tuple[str, Call]:
    call, status = chance.choice(CALLS), chance.choice((200, 400, 401, 429, 500, 503))
    if chance.random() < 0.7:
        words = f"{call} {chance.choice(ANSWERS)}"
    else:
        words = f"{chance.choice(AHEAD)} {call}"
    words += chance.choice(BODIES)
    told = spelt(chance, words, number, status=str(status), reason=HTTPStatus(status).phrase)
    return told[0], Call(told[1], f"/v1/p{number}", status, "3001", None)


def coded(chance: random.Random, number: int) -> tuple[str, Call]:
    """A refusal whose code stands beside it, without a body."""
    status, code = chance.choice((400, 401, 429, 500, 503)), chance.choice(CODES)
    words = f"{chance.choice(CALLS)} {chance.choice(ANSWERS)}{code}"
    told = spelt(chance, words, number, status=str(status), reason=HTTPStatus(status).phrase)
    return told[0], Call(told[1], f"/v1/p{number}", status, "3001", None)


def failed(chance: random.Random, number: int) -> tuple[str, Call]:
    error, kind = chance.choice(list(ERRORS.items()))
    words = chance.choice(FAILURES).format(call=chance.choice(CALLS), error=error)
    told = spelt(chance, words, number)
    return told[0], Call(told[1], f"/v1/p{number}", None, None, kind)


def spelt(chance: random.Random, words: str, number: int, **values: str) -> tuple[str, str | None]:
    """A message, and the method that it tells."""
    method = chance.choice(("GET", "POST", "DELETE")) if "{method}" in words else None
    values |= {"url": f"https://api.tickdb.ai/v1/p{number}", "body": chance.choice(TEXTS)}
    for name, value in {**values, "method": method or ""}.items():
        words = words.replace(f"{{{name}}}", value)
    return chance.choice(BEFORE) + words + chance.choice(BEHIND), method


@pytest.mark.parametrize("logger", ["text", "json"])
@pytest.mark.parametrize("made", [answered, coded, failed], ids=lambda made: made.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_a_call_is_told_however_it_is_worded(
    reading: Reading, seed: int, made: object, logger: str
) -> None:
    chance = random.Random(seed)
    assert callable(made)
    lines, wanted = zip(*(made(chance, number) for number in range(COUNT)), strict=True)
    found = read(reading, "".join(map(logged, [logger] * COUNT, range(COUNT), lines)).encode())
    told = {row["path"]: Call(*(row[n] for n in NAMES)) for row in found.rows}
    wrong = [
        (line, told.get(one.path))
        for line, one in zip(lines, wanted, strict=True)
        if told.get(one.path) != one
    ]
    assert len(found.rows) <= COUNT
    assert not wrong[ALLOWED:], wrong


NAMES = ("method", "path", "status", "code", "error_type")
# A wording may be one that is taken for none, such as `[bot] read timeout for …` of a setting.
ALLOWED = 2


def logged(logger: str, number: int, message: str) -> str:
    time = f"2026-11-19T10:{number // 60:02}:{number % 60:02}.250Z"
    if logger == "text":
        return f"{time} {message}\n"
    return json.dumps({"timestamp": time, "level": "warn", "message": message}) + "\n"


@pytest.mark.parametrize(
    "words",
    [
        "fetched 200 items from {url}",
        "received 500 bytes from {url}",
        "limit is 429 for {url}",
        "{url}: 200 symbols loaded",
        "polling {url} every 500 ms",
        "base url {url}, timeout 500, retries 3",
        "url={url} timeout=500 pool=200",
        "got 200 trades from {url}",
        "queue 401 of 500 for {url}",
        "page 200 from {url}",
        "order 404 at {url} filled",
        "{url} - 500 left today",
        "worker 429 on {url}",
        "retry on 429 for {url} enabled",
        "status codes 429 and 503 are retried for {url}",
        "request to {url} with 500 symbols",
        "connect timeout of {url} is 5s, read timeout 10s",
        "connection closed: {url}",
        'will POST {{"code":3001,"qty":5}} to {url}',
    ],
)
def test_words_and_numbers_beside_a_url_are_no_call(reading: Reading, words: str) -> None:
    url = "https://api.tickdb.ai/v1/x"
    lines = [f"INFO bot {words.format(url=url)}", f"INFO bot GET {url} -> 204"]
    found = read(reading, "".join(map(logged, ["text"] * 2, range(2), lines)).encode())
    assert [row["status"] for row in found.rows] == [204]
    assert skipped(found.counts) == 1


def test_pairs_hold_objects_without_quotes(reading: Reading) -> None:
    url = "https://api.tickdb.ai/v1"
    lines = [
        f"level=warn msg=request method=GET url={url}/{n} status=200 {name}={body}"
        for n, name, body in (
            ("a", "body", TEXTS[0]),
            ("b", "response", TEXTS[1]),
            ("c", "error", TEXTS[2] + " took=31ms"),
            ("d", "response_body", TEXTS[3]),
        )
    ]
    found = read(reading, "".join(map(logged, ["text"] * 4, range(4), lines)).encode())
    assert [(row["path"], row["status"], row["code"]) for row in found.rows] == [
        (f"/v1/{n}", 200, "3001") for n in "abcd"
    ]
    assert [row["message"] for row in found.rows] == [None, *["Rate limit exceeded"] * 3]


def test_fields_hold_what_python_prints_of_an_answer(reading: Reading) -> None:
    lines = [
        json.dumps({
            "time": f"2026-11-19T10:00:0{n}Z", "method": "GET", "status": 200,
            "url": f"https://api.tickdb.ai/v1/{n}", name: text,
        }) + "\n"
        for n, (name, text) in enumerate((
            ("response", TEXTS[2]),
            ("body", "{'code': 3001, 'data': None, 'ok': False, 'message': 'Rate limit exceeded'}"),
            ("response_body", TEXTS[3]),
            ("error", TEXTS[2]),
            ("response", "{'code': 0, 'data': [{'s': \"it's\"}]}"),
        ))
    ]  # fmt: skip
    found = read(reading, "".join(lines).encode())
    assert [row["code"] for row in found.rows] == [*["3001"] * 4, None]
    assert [row["message"] for row in found.rows][:4] == ["Rate limit exceeded"] * 4


CLOSES = (
    "WebSocket {url} closed: {code} {reason}", "closed {url} [{code}] {reason}",
    "websocket connection to {url} closed with code {code}", "on_close {url} {code} {reason}",
    "ws {url} disconnected (code={code}, reason={reason})",
    "disconnected from {url}: {code} {reason}",
    "{url}: connection closed by server, close code {code}",
    "WebSocket closed: code={code} reason={reason} url={url}",
    "stream {url} ended with close code {code}: {reason}",
    "WebSocket connection lost {url} code {code}",
)  # fmt: skip
REASONS = {1001: "going away", 1006: "abnormal closure", 1008: "invalid api key", 4401: "no"}


@pytest.mark.parametrize("logger", ["text", "json"])
def test_a_close_is_told_however_it_is_worded(reading: Reading, logger: str) -> None:
    chance = random.Random(1)
    lines, wanted = [], []
    for number in range(COUNT):
        code, reason = chance.choice(list(REASONS.items()))
        url = f"wss://stream.tickdb.ai/v1/p{number}"
        words = chance.choice(CLOSES).format(url=url, code=code, reason=reason)
        lines.append(logged(logger, number, chance.choice(BEFORE) + words))
        wanted.append((f"/v1/p{number}", "websocket", code))
    found = read(reading, "".join(lines).encode())
    told = [(row["path"], row["protocol"], row["close_code"]) for row in found.rows]
    assert sorted(told) == sorted(wanted)


def test_an_excerpt_has_nothing_that_was_made_of_the_line(reading: Reading) -> None:
    line = "got 429 from POST https://api.tickdb.ai/v1/x"
    lines = logged("text", 0, "GET https://api.tickdb.ai/v1/y -> 200") + line + "\n"
    found = read(reading, lines.encode())
    assert found.counts.examples["no time in the line"] == (line,)
