"""Every form, by every way into a lake and out of it: nothing that was planted is left."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pyarrow.parquet as pq
import pytest
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

from tests.conftest import analyzer, rows
from tests.redaction.planting import left_in, samples

PUBLIC = "planted-in-public"
TRACE = "0af7651916cd43dd8448eb211c80319c"
URL = "https://api.example.com/v1/x"
Line = dict[str, Any]


def failing(**told: Any) -> Line:
    trace = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    line: Line = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "url": URL, "status": 401}
    return line | {"request_headers": trace, "response_body": {"message": PUBLIC}} | told


def frame(**told: Any) -> Line:
    about = {"ts": "2026-11-19T11:00:00Z", "protocol": "websocket", "vendor": "abco"}
    return about | {"url": "wss://api.example.com/ws"} | told


def escaped(text: str) -> str:
    """As careful encoders write JSON: nothing that means something in HTML or in a URL."""
    told = json.dumps(text)[1:-1]
    for letter in "<>&='/+@:":
        told = told.replace(letter, f"\\u{ord(letter):04x}")
    return told


# Each takes a sample's text and the number of the sample.
WAYS: dict[str, Callable[[str, int], Line | str]] = {
    "header": lambda text, n: failing(request_headers={"X-Abco": text, "X-Request-Id": f"r{n}"}),
    "response header": lambda text, n: failing(response_headers={"X-Abco": text}),
    "limit policy": lambda text, n: failing(
        response_headers={
            "RateLimit": f'"{text}";r=5;t=9',
            "RateLimit-Policy": f'"{text}";q=9;w=60',
        }
    ),
    "limit group": lambda text, n: failing(
        url="https://api.github.com/user",
        response_headers={"X-RateLimit-Resource": text, "X-RateLimit-Remaining": "5"},
    ),
    "query": lambda text, n: failing(url=f"{URL}?note={quote(text, safe='')}"),
    "query, encoded twice": lambda text, n: failing(
        url=f"{URL}?note={quote(quote(text, safe=''), safe='')}"
    ),
    "path": lambda text, n: failing(url=f"{URL}/{quote(text, safe='')}/y"),
    "body": lambda text, n: failing(response_body={"message": PUBLIC, "data": [{"note": text}]}),
    "body, text": lambda text, n: failing(response_body=f"refused {text} as it is"),
    "body, JSON in a text": lambda text, n: failing(
        response_body={"message": PUBLIC, "inner": json.dumps({"note": text})}
    ),
    "body, escaped": lambda text, n: (
        json.dumps(failing(response_body="HERE")).replace(
            "HERE", json.dumps('{"note": "' + escaped(text) + '"}')[1:-1]
        )
    ),
    "body, HTML": lambda text, n: failing(response_body=f"<p>{html.escape(text)}</p>"),
    "message": lambda text, n: failing(response_body={"code": 1001, "message": f"bad {text}"}),
    "code": lambda text, n: failing(response_body={"code": text, "message": PUBLIC}),
    "detail": lambda text, n: failing(response_body={"detail": [{"msg": text}]}),
    "error": lambda text, n: failing(status=None, response_body=None, error=f"Failed: {text}"),
    "client": lambda text, n: failing(client=f"bot {text}"),
    "client_ip": lambda text, n: failing(client_ip=f"{text} {'x' * 50}"),
    "vendor": lambda text, n: failing(vendor=f"abco {text} {'x' * 30}"),
    "method": lambda text, n: failing(method=f"GET {text} {'x' * 10}"),
    "trace_id": lambda text, n: failing(trace_id=f"{'t' * 40} {text}"),
    "request_id": lambda text, n: failing(request_id=f"{'t' * 40} {text}"),
    "trace_id alone": lambda text, n: failing(trace_id=text),
    "request_id alone": lambda text, n: failing(
        request_headers={"X-Request-Id": text, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    ),
    "vendor, host and address alone": lambda text, n: (
        failing(url=None, path="/v1/x", host=text, vendor=text, client_ip=text)
    ),
    "body, a scheme of authorization": lambda text, n: failing(
        response_body=f"POST /v1\r\nAuthorization: Abco {text}\r\n\r\nno"
    ),
    "WebSocket answer": lambda text, n: frame(
        connection=f"c{n}", direction="received", message={"error": text}
    ),
    "WebSocket event": lambda text, n: frame(
        connection=f"c{n}", direction="received", message={"type": text, "error": PUBLIC}
    ),
    "WebSocket reason": lambda text, n: frame(
        connection=f"c{n}", event="close", close_code=1008, reason=text
    ),
    "WebSocket connection": lambda text, n: frame(connection=text, event="open"),
    "reject": lambda text, n: json.dumps({"ts": "no time", "note": text}),
    "reject, no JSON": lambda text, n: f"retrying after: {text}".replace("\n", " "),
    "reject, cut": lambda text, n: json.dumps({"ts": 1, "note": text})[:-2],
}  # fmt: skip


# Of how many forms one goes by a way: by another way it is another one.
FEW = 15


def lines(way: str, share: int) -> Iterator[str]:
    first = list(WAYS).index(way)
    for number, sample in enumerate(samples(way)):
        if (number + first) % share == 0:
            told = WAYS[way](sample.text, number)
            yield told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


@pytest.fixture(
    scope="module",
    params=[
        FEW,
        pytest.param(5, marks=pytest.mark.scale),
        pytest.param(1, marks=[pytest.mark.scale, pytest.mark.soak]),
    ],
)
def share(request: pytest.FixtureRequest) -> int:
    """By each way, one of so many forms; by all ways together, each form, and then by each way."""
    told: int = request.param
    return told


@pytest.fixture(scope="module")
def planted(share: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of a log for each way, and some whose names and clients are secrets."""
    folder = tmp_path_factory.mktemp("planted")
    logs = folder / "logs"
    logs.mkdir()
    for number, way in enumerate(WAYS):
        good = json.dumps(failing()) + "\n"
        text = "".join(f"{line}\n" for line in lines(way, share))
        # Most lines have to be good, or the format is not told.
        (logs / f"{number}.jsonl").write_text(
            good * (250 if "reject" in way else 5) + text, "utf-8"
        )
    ran = analyzer("ingest", logs, "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    printed = ran.out + ran.err
    for number, sample in enumerate(samples("file name and --client")):
        if number % (8 * share) == 0 and len(sample.text) < 100 and "/" not in sample.text:
            log = folder / f"{sample.text}.jsonl"
            log.write_text(json.dumps(failing(url=f"{URL}/{number}")) + "\n")
            ran = analyzer(
                "ingest", log, "--client", f"bot {sample.text}", "--lake", folder / "lake"
            )
            printed += ran.out + ran.err
    assert left_in(printed.replace(str(folder), "").encode()) == []
    return folder / "lake"


def test_every_way_was_read(planted: Path, share: int) -> None:
    (counted,) = rows(
        planted, "SELECT sum(requests) AS requests, sum(rejects) AS rejects FROM loads"
    )
    size = len(list(samples(""))) // share
    assert counted["requests"] > size * 20
    assert counted["rejects"] >= size * 3 - 20
    told = "SELECT vendor, count(*) AS states FROM limit_states GROUP BY vendor ORDER BY vendor"
    assert [one["states"] for one in rows(planted, told)] == [pytest.approx(size, abs=12)] * 2


def test_nothing_planted_is_in_the_lake(planted: Path) -> None:
    found: dict[str, list[str]] = {}
    for path in planted.rglob("*"):
        if path.is_file():
            content = str(path).encode() + path.read_bytes()
            if path.suffix == ".parquet":
                told = pq.ParquetFile(path).read().to_pylist()
                content += json.dumps(told, default=str, ensure_ascii=False).encode()
            if left := left_in(content):
                found[path.name] = left
    assert found == {}


@pytest.mark.scale
def test_nothing_planted_is_in_a_view_or_in_what_commands_print(
    planted: Path, tmp_path: Path
) -> None:
    told: dict[str, bytes] = {}
    with duckdb.connect(str(planted / "analyzer.duckdb"), read_only=True) as con:
        for name in ("requests", "failures", "rejects", "loads", "error_groups", "traces"):
            told[name] = con.sql(f'FROM "{name}"').pl().write_json().encode()
    for form in ("html", "md", "json"):
        ran = analyzer("report", "--lake", planted, "--format", form, "--date", "2026-11-19")
        assert ran.status == 0, ran.err
        told[f"report {form}"] = (ran.out + ran.err).encode()
    for form in ("table", "csv", "json", "md"):
        ran = analyzer("sql", "FROM failures", "--format", form, "--lake", planted)
        told[f"sql {form}"] = ran.out.encode()
    bundle = tmp_path / "bundle.zip"
    ran = analyzer("trace", TRACE, "--bundle", bundle, "--lake", planted)
    told["trace"] = (ran.out + ran.err).encode()
    with zipfile.ZipFile(io.BytesIO(bundle.read_bytes())) as archive:
        told |= {f"bundle {name}": archive.read(name) for name in archive.namelist()}
    assert PUBLIC.encode() in told["failures"]
    assert {name: left for name, content in told.items() if (left := left_in(content))} == {}


def test_a_scanner_of_secrets_finds_none_in_what_is_written(planted: Path) -> None:
    kinds = [
        "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "DiscordBotTokenDetector",
        "GitHubTokenDetector", "GitLabTokenDetector", "JwtTokenDetector", "MailchimpDetector",
        "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector",
        "SendGridDetector", "SlackDetector", "SquareOAuthDetector", "StripeDetector",
        "TelegramBotTokenDetector", "TwilioKeyDetector",
    ]  # fmt: skip
    texts = [
        str(value)
        for row in rows(planted, "SELECT path, query, client, message, detail, body FROM requests")
        for value in row.values()
        if value
    ] + [str(row["excerpt"]) for row in rows(planted, "FROM rejects")]
    with transient_settings({"plugins_used": [{"name": kind} for kind in kinds]}):
        planted_texts = [sample.text for sample in samples("query")]
        assert sum(any(scan_line(text)) for text in planted_texts) > 20
        found = {text: [one.type for one in scan_line(text)] for text in dict.fromkeys(texts)}
    kept = {
        text: types
        for text, types in found.items()
        if types and not all(one in text for one in ["REDACTED"])
    }
    assert kept == {}
