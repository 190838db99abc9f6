"""Files of other projects' test suites against what independent parsers say of them.

The files lie beside the project (../shared/real-logs), each with its `*.expect.json`. Times there
are as logged; ours are when the request was sent, so where a log gives the end and a duration, the
start plus the duration is compared, and for AWS ALB the field `request_creation_time`.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REAL_LOGS
from tests.reading_lines import Loaded, Row, load, skipped

FILES = sorted(
    path for path in REAL_LOGS.rglob("*") if path.with_name(f"{path.name}.expect.json").exists()
)
LOG_GIVES_THE_END = {"caddy", "k6"}
PRECISION = timedelta(milliseconds=1)
Expected = dict[str, Any]

pytestmark = pytest.mark.skipif(not FILES, reason=f"{REAL_LOGS} is not there")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    return load(tmp_path_factory.mktemp("real"), *FILES)


def expected(path: Path) -> Expected:
    found: Expected = json.loads(path.with_name(f"{path.name}.expect.json").read_text("utf-8"))
    return found


def headers(found: Loaded) -> int:
    return found.counts.skipped.get("header", 0)


def outcomes(wanted: Expected) -> list[Expected]:
    """What is right: the file's own numbers, or any that it accepts beside them."""
    own = {
        "records": wanted["records_expected"],
        "bad": wanted["bad_lines"],
        "other": wanted["other_lines"],
    }
    return [own, *wanted.get("accept", [])]


def agrees(found: Loaded, outcome: Expected) -> bool:
    other = skipped(found.counts) - headers(found)
    return all(
        {
            "records": found.counts.requests,
            "bad": found.counts.rejects,
            "other": other,
            "bad_plus_other": found.counts.rejects + other,
            "bad_line_numbers": [line for line, _ in found.rejects],
        }.get(name, value)
        == value
        for name, value in outcome.items()
    )


def is_telemetry(wanted: Expected) -> bool:
    return str(wanted["record_kind"]).startswith("otlp")


@each_file
def test_every_line_is_a_record_bad_or_other_as_expected(
    path: Path, loads: dict[str, Loaded]
) -> None:
    found, wanted = loads[str(path)], expected(path)
    if is_telemetry(wanted):
        assert found.counts.lines == wanted["records_expected"]
        assert found.counts.requests == wanted.get("http_records", 0)
        assert found.counts.rejects == wanted["bad_lines"]
        return
    assert any(agrees(found, outcome) for outcome in outcomes(wanted)), found.counts
    if found.counts.rejects == wanted["bad_lines"]:
        assert [line for line, _ in found.rejects] == wanted["bad_line_numbers"]


@each_file
def test_histograms_and_sums_over_all_records_are_as_expected(
    path: Path, loads: dict[str, Loaded]
) -> None:
    found, wanted = loads[str(path)], expected(path)
    if is_telemetry(wanted) or found.counts.requests != wanted["records_expected"]:
        return
    totals = wanted["aggregates"]
    assert histogram(row["status"] or 0 for row in found.rows) == totals["status"]
    assert histogram(row["method"] for row in found.rows) == totals["method"]
    sizes = [row["response_bytes"] for row in found.rows]
    assert sum(size or 0 for size in sizes) == totals["bytes_sum"]
    assert sizes.count(None) == totals["bytes_null"]
    addresses = {row["client_ip"] for row in found.rows} - {None}
    assert len(addresses) == totals["distinct_client_ip"]
    if found.format != "aws_alb":
        times = [logged(row, found.format) for row in found.rows]
        assert abs(min(times) - moment(totals["min_timestamp"])) <= PRECISION
        assert abs(max(times) - moment(totals["max_timestamp"])) <= PRECISION


@each_file
def test_single_records_are_as_expected(path: Path, loads: dict[str, Loaded]) -> None:
    found, wanted = loads[str(path)], expected(path)
    if is_telemetry(wanted):
        assert all(spot["method"] is None for spot in wanted["spot_checks"])
        return
    rejected = {line for line, _ in found.rejects}
    for spot in wanted["spot_checks"]:
        if spot["line"] not in rejected:
            assert any(is_spot(row, spot, found.format) for row in found.rows), spot


def histogram(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def logged(row: Row, form: str) -> datetime:
    """The time as the log gives it."""
    ts: datetime = row["ts"]
    if form in LOG_GIVES_THE_END:
        return ts + timedelta(milliseconds=row["duration_ms"] or 0)
    return ts


def is_spot(row: Row, spot: Expected, form: str) -> bool:
    time = spot["request_creation_time"] if form == "aws_alb" else spot["timestamp"]
    return (
        abs(logged(row, form) - moment(time)) <= PRECISION
        and all(row[name] == spot[name] for name in ("method", "path", "query"))
        and row["status"] == (spot["status"] or None)
        and row["response_bytes"] == spot["bytes"]
        and row["client_ip"] in spot.get("client_ip_accept", [spot["client_ip"]])
        and near(row["duration_ms"], spot["duration_ms"])
        and ("host" not in spot or form == "har" or host(row["host"]) == host(spot["host"]))
    )


def near(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= 1e-6 * max(1.0, wanted)


def host(name: str | None) -> str | None:
    return name.lower().rsplit(":", 1)[0] if name and not name.endswith("]") else name
