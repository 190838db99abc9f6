"""OTLP of any size: each exchange once, however far its two spans are apart and its lines long."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rows

CLIENT, SERVER = 3, 2


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


def test_a_server_span_that_comes_megabytes_before_its_client_counts_once(tmp_path: Path) -> None:
    between = 15_000
    batches = [line(span(n) for n in range(first, first + 500)) for first in range(0, between, 500)]
    answer, call = span(20_001, SERVER, parent=20_000), span(20_000)
    (tmp_path / "spans.json").write_text("".join([line([answer]), *batches, line([call])]))
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


@pytest.mark.scale
@pytest.mark.parametrize("lines", [1, 3])
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
