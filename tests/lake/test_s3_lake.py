"""A lake in a bucket, on an S3 server on loopback: it answers as one in a folder does."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from analyzer.catalog import catalog
from analyzer.checks.lake import check
from analyzer.errors import QueryError
from analyzer.lake.lake import Lake
from analyzer.sandbox import query_subprocess
from analyzer.sandbox.sandbox import Limits
from tests.conftest import SAMPLE_LOGS, Ran, analyzer, rest_long, rows
from tests.ingest.test_faults import each_line_once
from tests.lake.bucket import NAME, ended, log, started, stored, unfinished_uploads
from tests.object_store import DENIED, Proxy
from tests.redaction.planted import LOGS, leaks

pytestmark = pytest.mark.one_in(5)

QUERIES = {
    "requests": "FROM requests ORDER BY ALL",
    "failures": "FROM failures ORDER BY ALL",
    "rejects": "FROM rejects ORDER BY ALL",
    "loads": "SELECT * EXCLUDE loaded_at FROM loads ORDER BY ALL",
    "rate_limit_pressure": "FROM rate_limit_pressure ORDER BY ALL",
    "partial_failures": "FROM partial_failures ORDER BY ALL",
}


@pytest.mark.one_in(6)
@pytest.mark.scale
@pytest.mark.parametrize("name", QUERIES)
def test_sql_answers_the_same(name: str, samples: str, sample_lake: Path) -> None:
    found = rows(samples, QUERIES[name])
    assert found
    assert found == rows(sample_lake, QUERIES[name])


@pytest.mark.spark
def test_spark_makes_the_same_lake_in_a_bucket(url: str, sample_lake: Path, objects: Any) -> None:
    objects.pipe_file(f"{url}/secret", (sample_lake / "secret").read_bytes())
    on_spark = ["--lake", url, "--engine", "spark", "--master", "local[2]"]
    for command in (["ingest", SAMPLE_LOGS], ["build"]):
        # In a process of its own: workers have the environment that Java was started with.
        status, err = ended(
            started(*command, *on_spark, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
        )
        assert status == 0, err
    for query in QUERIES.values():
        assert rows(url, query) == rows(sample_lake, query)
    assert analyzer("check", "--lake", url).status == 0


@pytest.mark.scale
def test_report_and_trace_are_the_same(samples: str, sample_lake: Path) -> None:
    (trace,) = rows(sample_lake, "SELECT trace_id FROM failures WHERE trace_id IS NOT NULL LIMIT 1")
    for command in (
        ["report", "--format", "md"],
        ["report", "--format", "openmetrics"],
        ["trace", trace["trace_id"]],
    ):
        there, here = (analyzer(*command, "--lake", lake) for lake in (samples, sample_lake))
        assert (there.status, there.out) == (here.status, here.out)
        assert there.out


@pytest.mark.scale
def test_the_same_content_again_changes_nothing(samples: str, objects: Any) -> None:
    before = stored(objects, samples)
    ran = analyzer("ingest", SAMPLE_LOGS, "--lake", samples)
    assert "0 lines = 0 requests" in ran.out
    assert stored(objects, samples) == before
    assert unfinished_uploads(objects) == []


@pytest.mark.scale
def test_check_finds_the_lake_whole(samples: str) -> None:
    assert analyzer("check", "--lake", samples).out == "whole\n"


@pytest.mark.scale
def test_the_views_file_opens_in_a_duckdb_that_reads_s3(
    samples: str, objects: Any, tmp_path: Path
) -> None:
    objects.get_file(f"{samples}/analyzer.duckdb", str(tmp_path / "views.duckdb"))
    with duckdb.connect(str(tmp_path / "views.duckdb"), read_only=True) as con:
        con.register_filesystem(objects)
        found = con.execute("SELECT count(*) FROM failures").fetchone()
    assert found == (rows(samples, "SELECT count(*) AS n FROM failures")[0]["n"],)


@pytest.mark.scale
def test_other_tools_read_its_tables(samples: str, address: str) -> None:
    told = {"aws_endpoint_url": address, "allow_http": "true"}
    frame = pl.scan_delta(f"{samples}/requests", storage_options=told)
    (counted,) = rows(samples, "SELECT count(*) AS n FROM requests")
    assert frame.select(pl.len()).collect().item() == counted["n"]


OUTSIDE = [
    "FROM read_text('s3://calls/samples/secret')",
    "FROM read_parquet('s3://calls/outside.parquet')",
    "FROM glob('s3://calls/*')",
    "FROM read_blob('s3://other/x')",
    "FROM read_text('/etc/passwd')",
    "FROM read_csv('https://127.0.0.1/x')",
]


@pytest.mark.parametrize("query", rest_long(OUTSIDE, first=2))
def test_a_query_reads_the_lake_and_nothing_else_of_any_bucket(query: str, samples: str) -> None:
    ran = analyzer("sql", query, "--lake", samples)
    assert ran.status == 2
    assert "file system operations are disabled" in ran.err


@pytest.mark.scale
def test_the_dashboards_queries_run_apart(samples: str) -> None:
    query = "SELECT count(*) AS n FROM requests"
    found = query_subprocess.ask(
        samples, None, "en", query, {}, rows=10, limits=Limits(20, "256MB")
    )
    assert found.to_dicts() == rows(samples, query)
    for query in OUTSIDE:
        with pytest.raises(QueryError, match="file system operations are disabled"):
            query_subprocess.ask(
                samples, None, "en", query, {}, rows=10, limits=Limits(20, "256MB")
            )


@pytest.mark.scale
def test_housekeeping_keeps_what_is_to_be_kept(url: str, objects: Any, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    for start in (0, 1000, 2000):
        log(logs, f"{start}.jsonl", range(start, start + 1000))
        assert analyzer("ingest", logs, "--lake", url).status == 0
    each_line_once(url, 3000)
    assert analyzer("compact", "--lake", url).status == 0
    each_line_once(url, 3000)
    assert analyzer("check", "--lake", url).out == "whole\n"
    (last,) = rows(url, "SELECT max(date) AS day FROM requests")
    days = (datetime.now(UTC).date() - datetime.fromisoformat(last["day"]).date()).days
    assert analyzer("prune", "--keep", f"{days}d", "--lake", url).status == 0
    assert rows(url, "SELECT DISTINCT date FROM requests") == [{"date": last["day"]}]
    assert "0 lines" in analyzer("ingest", logs, "--lake", url).out
    assert analyzer("check", "--lake", url).out == "whole\n"


@pytest.mark.scale
def test_a_vendor_may_have_any_name(url: str, tmp_path: Path) -> None:
    source, vendor = log(tmp_path, "calls.jsonl", range(3)), "ä b:8443/%41=+?*"
    ran = analyzer("ingest", source, "--vendor", vendor, "--lake", url)
    assert ran.status == 0, ran.err
    assert rows(url, "SELECT DISTINCT vendor FROM requests") == [{"vendor": vendor}]
    assert analyzer("compact", "--lake", url).status == 0
    assert analyzer("check", "--lake", url).out == "whole\n"


@pytest.mark.scale
def test_damage_is_found_and_mended(url: str, objects: Any, tmp_path: Path) -> None:
    source = log(tmp_path, "calls.jsonl", range(500))
    analyzer("ingest", source, "--lake", url)
    (victim, *_) = objects.glob(f"{url}/requests/*/*/*.parquet")
    objects.rm_file(victim)
    objects.rm_file(f"{url}/analyzer.duckdb")
    left = objects.call_s3("create_multipart_upload", Bucket=NAME, Key=f"{url[11:]}/x.parquet")
    now = datetime.now(UTC) + timedelta(hours=2)
    verdict = check(Lake(url), catalog.load(None), repair=True, now=now)
    assert {fault.what for fault in verdict.mended} >= {"is gone", "left by a run that was killed"}
    assert verdict.left == []
    assert left["UploadId"] not in {one["UploadId"] for one in unfinished_uploads(objects)}
    assert analyzer("ingest", source, "--lake", url).status == 0
    each_line_once(url, 500)


@pytest.mark.scale
def test_what_was_told_is_remembered_and_a_nightly_run_twice_makes_one_report(
    url: str, tmp_path: Path
) -> None:
    log(tmp_path / "logs", "calls.jsonl", range(500))
    run = ["nightly", tmp_path / "logs", "--reports", tmp_path / "reports", "--lake", url]
    first = analyzer(*run, "--date", "2026-11-18")
    assert first.status == 1
    assert "2026-11-18.html" in first.out
    assert "2026-11-18.html" not in analyzer(*run, "--date", "2026-11-18").out
    listed = analyzer("acknowledge", "--lake", url).out
    assert listed
    assert analyzer("acknowledge", listed.split()[0], "--lake", url).status == 0
    assert "(acknowledged " in analyzer("acknowledge", "--lake", url).out


@pytest.mark.scale
def test_the_cache_saves_requests_and_is_bounded_and_private(
    url: str, between: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "blocks"
    monkeypatch.setenv("ANALYZER_CACHE", str(folder))
    for start in range(0, 5000, 1000):
        source = log(tmp_path / "logs", f"{start}.jsonl", range(start, start + 1000))
        assert analyzer("ingest", source, "--lake", url).status == 0
    between.passed.clear()
    each_line_once(url, 5000)
    assert between.count("GET", ".parquet") > 0
    between.passed.clear()
    each_line_once(url, 5000)
    assert between.count("GET", ".parquet") == 0
    assert folder.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("ANALYZER_CACHE_MB", "0")
    assert (
        analyzer("ingest", log(tmp_path, "more.jsonl", range(5000, 5500)), "--lake", url).status
        == 0
    )
    each_line_once(url, 5500)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.scale
def test_no_object_and_no_block_of_the_cache_holds_a_secret(
    url: str, objects: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_CACHE", str(tmp_path / "blocks"))
    for name, text in LOGS.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert analyzer("ingest", *(tmp_path / name for name in LOGS), "--lake", url).status == 0
    assert len(rows(url, "FROM failures")) > 0
    written = {name: objects.cat_file(name) for name in objects.find(url)}
    written |= {str(p): p.read_bytes() for p in (tmp_path / "blocks").rglob("*") if p.is_file()}
    for name, content in list(written.items()):
        if name.endswith(".parquet") and "_delta_log" not in name:
            written[f"values of {name}"] = str(pl.read_parquet(content).rows()).encode()
    assert any("blocks" in name for name in written)
    assert leaks(written) == {}
    secret = objects.cat_file(f"{url}/secret")
    assert [name for name, content in written.items() if secret in content] == [f"{url[5:]}/secret"]


def test_what_cannot_be_reached_is_one_sentence(
    between: Proxy, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = log(tmp_path, "calls.jsonl", range(5))

    def told(ran: Ran, what: str) -> None:
        assert ran.status == 2
        assert what in ran.err
        assert ran.err.count("\n") == 1
        assert "defect" not in ran.err

    told(analyzer("ingest", source, "--lake", "s3://no-such-bucket/lake"), "no such bucket")
    told(analyzer("sql", "SELECT 1", "--lake", "s3://no-such-bucket/lake"), "no such bucket")
    told(analyzer("report", "--lake", url), "there is no lake here")
    told(analyzer("ingest", source, "--lake", "gs://bucket/lake"), "s3://bucket/prefix")
    between.fault = lambda one: (
        (200, b"") if (one.method, one.path[-7:]) == ("PUT", "/secret") else None
    )
    told(analyzer("ingest", source, "--lake", url), "takes no notice of conditional puts")
    between.fault = lambda _: DENIED
    told(analyzer("ingest", source, "--lake", url), "no permission")
    told(analyzer("sql", "SELECT 1", "--lake", url), "no permission")
    monkeypatch.setitem(sys.modules, "s3fs", None)
    told(analyzer("sql", "SELECT 1", "--lake", url), "api-log-analyzer[s3]")


def test_other_objects_are_not_made_a_lake_of(url: str, objects: Any, tmp_path: Path) -> None:
    objects.pipe_file(f"{url}/holiday.jpg", b"x")
    ran = analyzer("ingest", log(tmp_path, "calls.jsonl", range(5)), "--lake", url)
    assert ran.status == 2
    assert "other objects" in ran.err
    assert objects.find(url) == [f"{url[5:]}/holiday.jpg"]
