"""OTLP of any size: each exchange once, however far its two spans are apart and its lines long."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from google.protobuf import json_format
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.metrics.v1.metrics_pb2 import MetricsData
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from analyzer.catalog import catalog
from analyzer.ingest.session import Options, Session
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from tests.conftest import analyzer, rows
from tests.reading_lines import NOW, Loaded, Row, load, skipped

CLIENT, SERVER = 3, 2
MESSAGES: dict[str, Any] = {
    "resourceSpans": TracesData,
    "resourceLogs": LogsData,
    "resourceMetrics": MetricsData,
}


def span(number: int, kind: int = CLIENT, parent: int | None = None) -> dict[str, Any]:
    start = 1_795_082_400_000_000_000 + number * 1_000_000
    attributes = {
        "http.request.method": "GET",
        "url.full": f"https://api.tickdb.ai/v1/x?n={number}",
    }
    made: dict[str, Any] = {
        "traceId": f"{number:032x}",
        "spanId": f"{number:016x}",
        "kind": kind,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 31_000_000),
        "attributes": [
            {"key": "http.response.status_code", "value": {"intValue": "200"}},
            *({"key": key, "value": {"stringValue": text}} for key, text in attributes.items()),
        ],
    }
    return made if parent is None else made | {"parentSpanId": f"{parent:016x}"}


def line(spans: Iterable[dict[str, Any]]) -> str:
    """What a Collector's file exporter writes of one batch."""
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}) + "\n"


def counts(log: Path, lake: Path) -> dict[str, Any]:
    ran = analyzer("ingest", log, "--lake", lake)
    assert ran.status == 0, ran.err
    (load,) = rows(lake, "SELECT requests, skipped, rejects FROM loads")
    return load


@pytest.mark.scale
@pytest.mark.parametrize("is_first", [True, False])
def test_a_server_span_that_is_megabytes_from_its_client_counts_once(
    is_first: bool, tmp_path: Path
) -> None:
    between = 15_000
    batches = [line(span(n) for n in range(first, first + 500)) for first in range(0, between, 500)]
    answer, call = line([span(20_001, SERVER, parent=20_000)]), line([span(20_000)])
    first, last = (answer, call) if is_first else (call, answer)
    (tmp_path / "spans.json").write_text("".join([first, *batches, last]))
    assert (tmp_path / "spans.json").stat().st_size > 5 << 20
    assert counts(tmp_path / "spans.json", tmp_path / "lake") == {
        "requests": between + 1, "skipped": 1, "rejects": 0,
    }  # fmt: skip


def test_a_server_span_counts_where_its_client_span_is_no_request(tmp_path: Path) -> None:
    call = span(1)
    call["attributes"] = [{"key": "rpc.system", "value": {"stringValue": "grpc"}}]
    (tmp_path / "spans.json").write_text(line([call, span(2, SERVER, parent=1)]))
    assert counts(tmp_path / "spans.json", tmp_path / "lake") == {
        "requests": 1, "skipped": 1, "rejects": 0,
    }  # fmt: skip


def other_signals() -> tuple[dict[str, Any], dict[str, Any]]:
    """A record that tells of a request, and a metric."""
    attributes = [
        {"key": "http.response.status_code", "value": {"intValue": "429"}},
        {"key": "url.full", "value": {"stringValue": "https://api.tickdb.ai/v1/wörld"}},
    ]
    method = [{"key": "http.request.method", "value": {"stringValue": "GET"}}]
    body = {"kvlistValue": {"values": method}}
    record = {"timeUnixNano": "1795082409000000000", "body": body, "attributes": attributes}
    metric = {"name": "http.client.request.duration", "description": "d", "gauge": {}}
    return (
        {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]},
        {"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]},
    )


def protobuf(request: dict[str, Any]) -> bytes:
    """The same as the Collector sends it."""
    for kind, message in MESSAGES.items():
        if kind in request:
            made = json_format.ParseDict(_base64_ids(request), message())
            return bytes(made.SerializeToString())
    raise AssertionError(request)


def _base64_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_base64_ids(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: b64encode(bytes.fromhex(one)).decode() if key.endswith("Id") else _base64_ids(one)
        for key, one in value.items()
    }


def framed(*messages: bytes) -> bytes:
    return b"".join(len(one).to_bytes(4, "big") + one for one in messages)


def zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data))


def test_a_long_record_in_protobuf_is_no_broken_span(tmp_path: Path) -> None:
    said = {"ts": "2026-11-19T10:00:09Z", "method": "GET", "url": "https://api.tickdb.ai/v1/x"}
    answer = {"status": 200, "response_body": {"code": 3001, "message": "é" * 100}}
    record = {
        "timeUnixNano": "1795082409000000000",
        "body": {"stringValue": json.dumps(said | answer)},
    }
    request = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}
    (tmp_path / "logs.pb").write_bytes(protobuf(request))
    (found,) = load(tmp_path / "lake", tmp_path / "logs.pb").values()
    assert [(row["status"], row["code"]) for row in found.rows] == [(200, "3001")]


def test_protobuf_says_what_json_says(tmp_path: Path) -> None:
    call, failed = span(1), span(3)
    call["attributes"].append({"key": "http.request.resend_count", "value": {"intValue": "2"}})
    failed["attributes"] = failed["attributes"][1:]
    failed["status"] = {"code": 2, "message": "boom"}
    failed["events"] = [
        {"attributes": [{"key": "exception.type", "value": {"stringValue": "ConnectTimeout"}}]}
    ]
    spans = [call, span(2, SERVER, parent=1), failed]
    traces = json.loads(line(spans))
    service = [{"key": "service.name", "value": {"stringValue": "bot"}}]
    traces["resourceSpans"][0]["resource"] = {"attributes": service}
    logs, metrics = other_signals()
    all_of_it = (traces, logs, metrics)
    messages = [protobuf(one) for one in all_of_it]
    damaged = (b"\x0a\x05ab", messages[0][:-1])
    as_json = [json.dumps(one).encode() for one in all_of_it]
    files = {
        "json": b"".join(one + b"\n" for one in as_json),
        "proto": framed(*messages),
        "proto.gz": gzip.compress(framed(*messages)),
        "zstd": framed(*map(zstd, messages)),
        "json.zstd": framed(*map(zstd, as_json)),
        "damaged": framed(*messages[::-1], *damaged) + framed(messages[0])[:9],
        "traces.pb": messages[0],
        "no_resource.binpb": messages[1],
        "metrics.binpb": messages[2],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    loads = load(tmp_path / "lake", *(tmp_path / name for name in files))
    found = {name: loads[str(tmp_path / name)] for name in files}
    assert {one.format for one in found.values()} == {"otlp"}
    wanted = found["json"]
    assert [(row["error_type"], row["attempt"]) for row in told(wanted)[0]] == [
        (None, 2), ("timeout", None), (None, None),
    ]  # fmt: skip
    assert told(found["proto"]) == told(wanted)
    for name in ("proto.gz", "zstd", "json.zstd"):  # known: to the byte what was read before
        assert (found[name].rows, found[name].counts.lines) == ([], 0), name
    by_themselves = [found["traces.pb"], found["no_resource.binpb"], found["metrics.binpb"]]
    assert [row for one in by_themselves for row in told(one)[0]] == told(wanted)[0]
    assert [skipped(one.counts) for one in by_themselves] == [1, 0, 1]
    assert told(found["damaged"])[0] == told(wanted)[0]
    assert [reason for _, reason in found["damaged"].rejects] == ["not valid JSON"] * 3


def test_a_message_that_is_still_being_written_is_read_once_it_is_whole(tmp_path: Path) -> None:
    log, messages = tmp_path / "spans.bin", [protobuf(json.loads(line([span(n)]))) for n in (1, 2)]
    counted = []
    with Session(Lake(str(tmp_path / "lake")), catalog.load(None), Options()) as session:
        for end in (-7, None, None):
            log.write_bytes(framed(*messages)[:end])
            (outcome,) = session.load(find([str(log)]), now=NOW, finished=False)
            counted.append(outcome.counts and (outcome.counts.requests, outcome.counts.rejects))
    assert counted == [(1, 0), (1, 0), (0, 0)]


def told(found: Loaded) -> tuple[list[Row], tuple[object, ...]]:
    """Rows in the order of their times, without what tells their source, and the counts."""
    own = ("source", "load")
    rows = [{key: one for key, one in row.items() if key not in own} for row in found.rows]
    counts = found.counts
    return sorted(rows, key=lambda row: row["ts"]), (counts.lines, counts.rejected, counts.skipped)


@pytest.mark.scale
@pytest.mark.parametrize("lines", [pytest.param(1, marks=pytest.mark.soak), 3])
def test_a_batch_of_tens_of_megabytes_is_read(lines: int, tmp_path: Path) -> None:
    with (tmp_path / "spans.json").open("w") as file:
        for number in range(lines):
            file.write(line(span(n + number * 50_000) for n in range(50_000)))
    assert (tmp_path / "spans.json").stat().st_size > lines * 16 << 20
    assert counts(tmp_path / "spans.json", tmp_path / "lake") == {
        "requests": lines * 50_000, "skipped": 0, "rejects": 0,
    }  # fmt: skip


@pytest.mark.scale
def test_a_line_beyond_all_measure_is_one_reject(tmp_path: Path) -> None:
    long = line([span(1)]).replace('"GET"', '"' + "G" * (257 << 20) + '"')
    (tmp_path / "spans.json").write_text(line([span(0)]) + long + line([span(2)]))
    assert counts(tmp_path / "spans.json", tmp_path / "lake") == {
        "requests": 2, "skipped": 0, "rejects": 1,
    }  # fmt: skip
    assert rows(tmp_path / "lake", "SELECT line, reason FROM rejects") == [
        {"line": 2, "reason": "longer than 256 MiB"}
    ]


@pytest.mark.parametrize("name", ["http.response.body", "http.response.body.content"])
def test_a_body_among_the_attributes_tells_a_failure_under_http_200(
    tmp_path: Path, name: str
) -> None:
    told = span(1)
    body = {"key": name, "value": {"stringValue": '{"code": 3001, "message": "Rate limit"}'}}
    told["attributes"].append(body)
    log, lake = tmp_path / "spans.jsonl", tmp_path / "lake"
    log.write_text(line([told, span(2)]))
    assert analyzer("ingest", log, "--lake", lake).status == 0
    assert rows(lake, "SELECT code, class FROM failures") == [
        {"code": "3001", "class": "rate_limit"}
    ]
