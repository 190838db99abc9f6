"""Ingest, seen from outside: what is counted, what happens twice, what grows, what is cut off."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analyzer.lake.lake import Lake
from tests.conftest import SAMPLE_LOGS, analyzer, rest_long, rows
from tests.ingest.calls import call, lines

pytestmark = pytest.mark.one_in(4)

Ingested = Callable[..., Path]


def test_every_line_of_the_sample_logs_is_counted(sample_lake: Path) -> None:
    loads = rows(sample_lake, "FROM loads")
    assert len(loads) == 17
    assert all(x["lines"] == x["requests"] + x["rejects"] + x["skipped"] for x in loads)
    (requests,) = rows(sample_lake, "SELECT count(*) AS n FROM requests")
    (rejects,) = rows(sample_lake, "SELECT count(*) AS n FROM rejects")
    assert requests["n"] == sum(load["requests"] for load in loads)
    assert rejects["n"] == sum(load["rejects"] for load in loads) == 8


def test_the_same_content_again_changes_nothing(sample_lake: Path, tmp_path: Path) -> None:
    before = sorted((p, p.stat().st_size) for p in sample_lake.rglob("*.parquet"))
    copy = tmp_path / "under-another-name.jsonl"
    copy.write_bytes(next((SAMPLE_LOGS / "canonical").iterdir()).read_bytes())
    assert analyzer("ingest", SAMPLE_LOGS, copy, "--lake", sample_lake).status == 0
    assert sorted((p, p.stat().st_size) for p in sample_lake.rglob("*.parquet")) == before


@pytest.mark.scale
def test_a_host_with_the_dot_of_the_root_is_the_host_without(tmp_path: Path) -> None:
    urls = [
        f"https://{host}/v1/x" for host in ("api.tickdb.ai.", "API.tickdb.ai.:443", "x.io.:8443")
    ]
    frames = [{"protocol": "websocket", "connection": "c", "url": "wss://api.tickdb.ai./v1/ws",
               "direction": "received", "message": {"code": 3004, "data": None}}]  # fmt: skip
    told = [*(call(n, url=url) for n, url in enumerate(urls * 50)), *(call(0) | f for f in frames)]
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text("".join(json.dumps(line) + "\n" for line in told))
    assert analyzer("ingest", log, "--lake", lake).status == 0
    found = rows(lake, "SELECT host, vendor, count(*) AS n FROM requests GROUP BY ALL ORDER BY n")
    assert found == [
        {"host": "x.io:8443", "vendor": "x.io", "n": 50},
        {"host": "api.tickdb.ai", "vendor": "tickdb", "n": 101},
    ]


FRAME = json.dumps(
    {"ts": "2026-11-19T10:01:00Z", "protocol": "websocket", "connection": "c", "direction": "sent",
     "message": {"cmd": "ping"}}
)  # fmt: skip


@pytest.mark.scale
@pytest.mark.parametrize(
    ("second", "requests", "rejects", "skipped"),
    [
        (lines(3), 1, [], 0),
        (lines(3) + '{"ts":"cut\n' + lines(4), 2, [2], 0),
        ("\n" + lines(3) + "\n\n[1]\n", 1, [5], 3),
        (lines(3) + FRAME + "\n" + lines(4) + "no JSON\n", 2, [4], 1),
    ],
    ids=["all good", "a broken line", "blank lines", "WebSocket frames"],
)
def test_small_sources_that_are_read_together_are_told_apart(
    second: str, requests: int, rejects: list[int], skipped: int, tmp_path: Path
) -> None:
    (tmp_path / "1.jsonl").write_text(lines(1, 2))
    (tmp_path / "2.jsonl").write_text(second)
    (tmp_path / "3.jsonl").write_text(lines(5, 6, 7) + "{\n")
    lake = tmp_path / "lake"
    assert analyzer("ingest", *sorted(tmp_path.glob("*.jsonl")), "--lake", lake).status == 0
    counts = "SELECT requests, rejects, skipped FROM loads ORDER BY source"
    assert [tuple(load.values()) for load in rows(lake, counts)] == [
        (2, 0, 0),
        (requests, len(rejects), skipped),
        (3, 1, 0),
    ]
    by_file = "SELECT parse_filename(source)[1] AS file, "
    asked = "split_part(query, '=', 2)::INTEGER AS n FROM requests ORDER BY ALL"
    assert [tuple(row.values()) for row in rows(lake, by_file + asked)] == [
        ("1", 1),
        ("1", 2),
        *(("2", n) for n in range(3, 3 + requests)),
        *(("3", n) for n in (5, 6, 7)),
    ]
    found = rows(lake, by_file + "line FROM rejects ORDER BY ALL")
    assert [(r["file"], r["line"]) for r in found] == [*(("2", n) for n in rejects), ("3", 4)]


@pytest.mark.scale
def test_a_trace_is_looked_up_by_a_bloom_filter(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    for number in range(2):
        headers = {"X-Request-Id": f"r-{number}"}
        traced = call(number, trace_id=f"{number:032x}", response_headers=headers)
        log.write_text(json.dumps(traced) + "\n")
        assert analyzer("ingest", log, "--lake", lake).status == 0
    as_ingested = list(Lake(lake).files("requests"))
    assert analyzer("compact", "--lake", lake).status == 0
    (merged,) = Lake(lake).files("requests")
    with duckdb.connect() as con:
        for files in (as_ingested, [merged]):
            found = con.execute(
                "SELECT path_in_schema, bool_and(bloom_filter_offset IS NOT NULL)"
                " FROM parquet_metadata($1)"
                " WHERE path_in_schema IN ('trace_key', 'request_id') GROUP BY ALL ORDER BY ALL",
                [files],
            ).fetchall()
            assert found == [("request_id", True), ("trace_key", True)]


@pytest.mark.scale
def test_a_growing_file_gives_only_what_is_new(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(lines(1, 2))
    analyzer("ingest", log, "--lake", lake)
    with log.open("a") as file:
        file.write("not json\n" + lines(3))
    ran = analyzer("ingest", log, "--lake", lake)
    assert "2 lines = 1 requests + 1 rejects" in ran.out
    queries = [row["query"] for row in rows(lake, "FROM requests ORDER BY ts")]
    assert queries == ["n=1", "n=2", "n=3"]
    assert [row["line"] for row in rows(lake, "FROM rejects")] == [3]


def test_a_rotated_and_compressed_file_is_not_counted_twice(tmp_path: Path) -> None:
    log, lake = tmp_path / "access.jsonl", tmp_path / "lake"
    log.write_text(lines(1, 2))
    analyzer("ingest", log, "--lake", lake)
    (tmp_path / "access.jsonl.1.gz").write_bytes(gzip.compress(lines(1, 2, 3).encode()))
    log.write_text(lines(4))
    analyzer("ingest", tmp_path / "access.jsonl.1.gz", log, "--lake", lake)
    assert [row["query"] for row in rows(lake, "FROM requests ORDER BY ts")] == [
        "n=1", "n=2", "n=3", "n=4",
    ]  # fmt: skip


@pytest.mark.scale
def test_a_reject_of_a_grown_log_has_its_line_whatever_other_log_begins_alike(
    tmp_path: Path,
) -> None:
    first = '{"ts": "2026-11-19T10:00:00Z", "url": "https://a.example/x", "status": 200}\n'
    lake, other, grown = tmp_path / "lake", tmp_path / "other.jsonl", tmp_path / "grown.jsonl"
    other.write_text(first + first.replace("/x", "/y"))
    grown.write_text(first + first.replace("/x", "/long-path") + first)
    assert analyzer("ingest", other, grown, "--lake", lake).status == 0
    with grown.open("a") as more:
        more.write(first + "broken\n")
    assert analyzer("ingest", grown, "--lake", lake).status == 0
    assert rows(lake, "SELECT line FROM rejects") == [{"line": 5}]


@pytest.mark.scale
@pytest.mark.parametrize("size", [1, 7, 64, 500])
def test_a_line_that_was_half_written_is_read_once_it_is_whole(size: int, tmp_path: Path) -> None:
    """As programs that write in blocks leave it, whenever one looks."""
    log, lake = tmp_path / "blocks.jsonl", tmp_path / "lake"
    text = lines(*range(1, 9)) + "broken\n" + lines(9)
    for stop in (len(text) // 3 + size % 5, len(text) // 2 + size % 11, len(text)):
        log.write_text(text[:stop])
        for _ in range(2):
            assert analyzer("ingest", log, "--lake", lake).status == 0
    found = [row["query"] for row in rows(lake, "FROM requests ORDER BY ts, query")]
    assert sorted(found) == [f"n={n}" for n in range(1, 10)]
    assert rows(lake, "SELECT line FROM rejects WHERE excerpt = 'broken'") == [{"line": 9}]
    loads = rows(lake, "FROM loads")
    assert len(loads) == 3
    assert all(it["lines"] == it["requests"] + it["rejects"] + it["skipped"] for it in loads)
    assert sum(it["bytes"] for it in loads) == len(text)
    assert analyzer("check", "--lake", lake).status == 0


@pytest.mark.parametrize("cut", rest_long([True, False]))
def test_a_line_that_was_half_there_is_read_once_its_log_is_compressed_and_whole(
    cut: bool, tmp_path: Path
) -> None:
    """As of a log that is rotated between two ingests, or a copy that was not yet whole."""
    log, lake = tmp_path / "calls.log", tmp_path / "lake"
    text = lines(*range(1, 9)) + "broken\n" + lines(9)
    for stop in (len(lines(1, 2, 3)) + 40, len(lines(1, 2, 3, 4, 5)) + 40):
        packed = zlib.compressobj(wbits=31)
        half = packed.compress(text[:stop].encode()) + packed.flush(zlib.Z_SYNC_FLUSH)
        log.write_bytes(half if cut else text[:stop].encode())
        assert analyzer("ingest", log, "--lake", lake).status == 0
    log.rename(rotated := tmp_path / "calls.log.1.gz")
    rotated.write_bytes(gzip.compress(text.encode()))
    for _ in range(2):
        assert analyzer("ingest", rotated, "--lake", lake).status == 0
    found = [row["query"] for row in rows(lake, "FROM requests")]
    assert sorted(found) == [f"n={n}" for n in range(1, 10)]
    if not cut:
        assert rows(lake, "SELECT line FROM rejects WHERE excerpt = 'broken'") == [{"line": 9}]
    loads = rows(lake, "FROM loads")
    assert len(loads) == 3
    assert all(it["lines"] == it["requests"] + it["rejects"] + it["skipped"] for it in loads)
    assert sum(it["bytes"] for it in loads) == len(text)
    assert analyzer("check", "--lake", lake).status == 0


@pytest.mark.scale
def test_broken_lines_become_rejects_with_line_and_reason(ingested: Ingested) -> None:
    lake = ingested(
        call(1), '{"ts":"2026-11-19T10:00:00Z",', "", call(2, ts="yesterday"), "[1, 2]", call(3)
    )
    assert [row["query"] for row in rows(lake, "FROM requests ORDER BY ts")] == ["n=1", "n=3"]
    found = {row["line"]: row["reason"] for row in rows(lake, "FROM rejects")}
    assert found.keys() == {2, 4, 5}
    assert "JSON" in found[2]
    assert "time" in found[4]
    assert "object" in found[5]
    assert [row["skipped"] for row in rows(lake, "FROM loads")] == [1]


@pytest.mark.scale
def test_a_line_longer_than_the_limit_is_rejected_and_its_neighbours_live(tmp_path: Path) -> None:
    log = tmp_path / "long.jsonl"
    log.write_text(lines(1) + '{"ts":"' + "x" * (9 << 20) + '"}\n' + lines(2))
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 2}]
    assert [row["line"] for row in rows(tmp_path / "lake", "FROM rejects")] == [2]


@pytest.mark.scale
def test_what_a_connection_said_holds_for_its_lines_in_later_loads(tmp_path: Path) -> None:
    log, lake = tmp_path / "frames.jsonl", tmp_path / "lake"
    key = "550e8400-e29b-41d4-a716-446655440000"
    frame = {"protocol": "websocket", "connection": "p"}
    frames: list[dict[str, Any]] = [
        {"event": "open", "url": "wss://mmapi.55-tech.com/api/v1/ws", "client": "mm"},
        {"direction": "sent", "message": {"action": "subscribe", "apiKey": key}},
        {"direction": "received", "message": {"error": "Invalid API key"}},
        {"event": "close", "close_code": 1008},
    ]
    for number, said in enumerate(frames):
        with log.open("a") as file:
            file.write(json.dumps(frame | said | {"ts": 1_795_082_400 + number}) + "\n")
        if number > 1:
            assert analyzer("ingest", log, "--lake", lake).status == 0
    found = rows(lake, "SELECT vendor, client, host FROM requests")
    assert found == 3 * [{"vendor": "55tech", "client": "mm", "host": "mmapi.55-tech.com"}]
    keys = rows(lake, "SELECT DISTINCT key_in, key_shape FROM requests WHERE command <> 'open'")
    assert keys == [{"key_in": "message:apiKey", "key_shape": "uuid"}]
    failing = rows(lake, "SELECT DISTINCT class, code FROM failures")
    assert failing == [{"class": "auth", "code": "invalid_api_key"}]
    assert key not in json.dumps(rows(lake, "FROM requests"))


@pytest.mark.parametrize("said", [{"type": "error"}, {"event": "Error"}, {}])
def test_an_answer_that_says_only_that_it_failed_is_to_the_command_that_was_sent(
    said: dict[str, str], ingested: Callable[..., Path]
) -> None:
    frame = {"protocol": "websocket", "connection": "p", "url": "wss://mmapi.55-tech.com/ws"}
    asks = {"direction": "sent", "message": {"type": "subscribe"}}
    answer = {"direction": "received", "message": said | {"error": "apiKey required"}}
    lake = ingested(
        *(frame | it | {"ts": 1_795_082_400 + n} for n, it in enumerate([asks, answer]))
    )
    assert rows(lake, "SELECT command FROM requests") == [{"command": "subscribe"}]


def test_a_log_without_a_line_is_named_where_its_lake_is_asked(tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()
    assert analyzer("ingest", tmp_path / "empty.log", "--lake", tmp_path / "lake").status == 0
    ran = analyzer("report", "--lake", tmp_path / "lake")
    assert ran.status == 2
    assert "there is no lake here yet: nothing was loaded" in ran.err


@pytest.mark.scale
def test_a_source_of_blank_lines_is_read_and_one_of_a_byte_order_mark_is_empty(
    tmp_path: Path,
) -> None:
    (tmp_path / "blank.log").write_bytes(b"\n  \r\n\n")
    (tmp_path / "mark.log").write_bytes(codecs.BOM_UTF8)
    for form in ("auto", "combined"):
        lake = tmp_path / form
        logs = (tmp_path / "blank.log", tmp_path / "mark.log")
        ran = analyzer("ingest", *logs, "--format", form, "--lake", lake)
        assert (ran.status, ran.err) == (0, "")
        loads = rows(lake, "SELECT lines, requests, rejects, skipped FROM loads")
        assert [[*load.values()] for load in loads] == [[3, 0, 0, 3]]


@pytest.mark.parametrize(
    ("vendor", "said"),
    [
        ("tickbd", "analyzer: no catalog file tells of tickbd; did you mean tickdb?\n"),
        ("acme", ""),
        ("tickdb", ""),
    ],
)
def test_a_vendor_that_is_nearly_a_known_one_is_asked_about(
    tmp_path: Path, vendor: str, said: str
) -> None:
    log = tmp_path / "calls.jsonl"
    log.write_text('{"ts":"2026-11-18T00:00:00Z","url":"https://a.example/x","status":200}\n')
    ran = analyzer("ingest", log, "--vendor", vendor, "--lake", tmp_path / "lake")
    assert (ran.status, ran.err) == (0, said)


@pytest.mark.parametrize("given", rest_long([".", "**/*"]))
def test_a_lake_that_lies_among_the_logs_is_no_log(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("no.log").write_text("no log\n")
    assert analyzer("ingest", "no.log").status == 2  # and leaves a lake that holds nothing
    Path("no.log").unlink()
    Path("calls.jsonl").write_text(lines(1))
    for new in ("1 lines = 1 requests + 0 rejects + 0 skipped", "nothing new"):
        ran = analyzer("ingest", given)
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.splitlines()[:1] == [f"calls.jsonl: {'canonical, ' * (new[0] == '1')}{new}"]
    ran = analyzer("ingest", "lake", "--lake", "other")
    assert ran.status == 2
    assert ran.err == "analyzer: lake: this is a lake, no folder of logs. Check the path\n"


@pytest.mark.scale
def test_standard_input_is_a_source(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    for expected in ("2 requests", "nothing new"):
        ran = subprocess.run(
            [sys.executable, "-m", "analyzer", "ingest", "-", "--lake", lake, "--client", "bot-9"],
            input=lines(1, 2),
            capture_output=True,
            text=True,
            check=True,
        )
        assert expected in ran.stdout
    assert rows(lake, "SELECT DISTINCT client, source FROM requests") == [
        {"client": "bot-9", "source": "-"}
    ]


def test_a_pipe_is_read_as_it_comes_like_standard_input(tmp_path: Path) -> None:
    pipe, lake = tmp_path / "pipe", tmp_path / "lake"
    os.mkfifo(pipe)
    for written, told in ((lines(1, 2), "2 requests"), (lines(1, 2), "nothing new")):
        with subprocess.Popen(["sh", "-c", f"printf %s '{written}' > '{pipe}'"]):
            ran = analyzer("ingest", pipe, "--lake", lake)
        assert (ran.status, ran.err) == (0, "")
        assert told in ran.out.splitlines()[0]
    ran = analyzer("ingest", "--follow", pipe, "--lake", lake)
    assert ran.status == 2
    assert "a pipe cannot be followed" in ran.err


def test_a_folder_that_cannot_be_looked_into_is_told_beside_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut, open_beside = tmp_path / "logs" / "shut", tmp_path / "logs" / "calls.jsonl"
    shut.mkdir(parents=True)
    open_beside.write_text(lines(1))

    def scandir(path: Any = ".", listed: Callable[..., Any] = os.scandir) -> Any:
        if path == str(shut):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr("os.scandir", scandir)
    told = f"analyzer: {shut}: no permission to read it. Check the path\n"
    ran = analyzer("ingest", tmp_path / "logs", "--lake", tmp_path / "lake")
    assert (ran.status, ran.err) == (1, told)
    assert "calls.jsonl: canonical, 1 lines" in ran.out
    ran = analyzer("ingest", shut, "--lake", tmp_path / "lake")
    assert (ran.status, ran.err) == (2, told)


@pytest.mark.scale
def test_a_killed_ingest_leaves_no_half_load_and_the_next_one_finishes_it(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(lines(*range(60)) * 500)
    for delay_s in (0.4, 0.7, 1.0, 1.3):
        process = subprocess.Popen(
            [sys.executable, "-m", "analyzer", "ingest", log, "--lake", lake],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (lake / "loads" / "_delta_log").is_dir():
            (found,) = rows(lake, "SELECT count(*) AS n FROM requests")
            assert found["n"] in (0, 30_000)
    assert analyzer("ingest", log, "--lake", lake).status == 0
    assert rows(lake, "SELECT count(*) AS n FROM requests") == [{"n": 30_000}]


@pytest.mark.scale
def test_two_ingests_at_once_count_each_line_once(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    for name, numbers in (("a", range(30)), ("b", range(30, 60))):
        (tmp_path / f"{name}.jsonl").write_text(lines(*numbers))
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "analyzer", "ingest", *logs, "--lake", lake],
            stdout=subprocess.DEVNULL,
        )
        for logs in (
            [tmp_path / "a.jsonl"],
            [tmp_path / "a.jsonl", tmp_path / "b.jsonl"],
            [tmp_path / "b.jsonl"],
        )
    ]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert rows(lake, "SELECT count(*) AS n, count(DISTINCT query) AS d FROM requests") == [
        {"n": 60, "d": 60}
    ]


def test_readers_of_the_delta_table_see_the_same_rows(sample_lake: Path) -> None:
    import polars as pl

    frame = pl.scan_delta(str(sample_lake / "requests")).select(pl.len()).collect()
    assert rows(sample_lake, "SELECT count(*) AS n FROM requests") == [{"n": frame.item()}]


@pytest.mark.scale
def test_compacting_changes_no_answer(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    for file in sorted((SAMPLE_LOGS / "canonical").glob("md-*")):
        analyzer("ingest", file, "--lake", lake)
    question = "SELECT vendor, code, count(*) AS n FROM failures GROUP BY ALL ORDER BY ALL"
    before = rows(lake, question), rows(lake, "FROM loads ORDER BY load")
    assert analyzer("compact", "--lake", lake).status == 0
    assert (rows(lake, question), rows(lake, "FROM loads ORDER BY load")) == before
    files = list((lake / "requests").rglob("*.parquet"))
    assert len({file.parent for file in files}) <= len(files)
    assert "nothing new" in analyzer("ingest", SAMPLE_LOGS / "canonical", "--lake", lake).out


@pytest.mark.scale
def test_pruning_drops_old_days_and_they_do_not_come_back(ingested: Ingested) -> None:
    lake = ingested(call(1, ts="2020-01-01T00:00:00Z"), call(2, ts="2126-01-01T00:00:00Z"))
    assert analyzer("prune", "--keep", "90d", "--lake", lake).status == 0
    assert [row["query"] for row in rows(lake, "FROM requests")] == ["n=2"]
    analyzer("ingest", lake.parent / "calls.jsonl", "--lake", lake)
    assert [row["query"] for row in rows(lake, "FROM requests")] == ["n=2"]


def test_a_key_that_signs_each_request_anew_is_one_key(ingested: Ingested) -> None:
    signed = (
        "AWS4-HMAC-SHA256 Credential={}/20261119/eu-central-1/s3/aws4_request, SignedHeaders=host"
    )
    sent = [
        f"{signed.format('AKIAA1B2C3D4A1B2C3D4')}, Signature={number:064x}" for number in (1, 2)
    ]
    sent.append(f"{signed.format('AKIAOTHEROTHEROTHER1')}, Signature={3:064x}")
    lake = ingested(*(
        call(number) | {"vendor": "aws", "request_headers": {"Authorization": header}}
        for number, header in enumerate(sent)
    ))  # fmt: skip
    found = rows(lake, "SELECT key_id, key_in FROM requests ORDER BY ts")
    first, again, other = (row["key_id"] for row in found)
    assert first == again != other
    assert {row["key_in"] for row in found} == {"header:authorization"}


@pytest.mark.parametrize("look", ["on", "off"])
def test_a_credential_in_the_query_is_read_however_its_parameter_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    monkeypatch.setenv("ANALYZER_LOOK", look)
    asked = ["api_key=k-1", "API_KEY=k-1", "a=1&Token=k-1", "KEY=", "a=1"]
    calls = [
        call(number) | {"url": f"https://api.tickdb.ai/v1/x?{query}", "request_headers": {}}
        for number, query in enumerate(asked)
    ]
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in calls))
    lake = tmp_path / "lake"
    assert analyzer("ingest", tmp_path / "calls.jsonl", "--lake", lake).status == 0
    found = rows(lake, "SELECT key_in, key_id, query FROM requests ORDER BY ts")
    assert [row["key_in"] for row in found] == [
        "query:api_key", "query:API_KEY", "query:Token", "none", "none",
    ]  # fmt: skip
    assert found[0]["key_id"] is not None
    assert len({row["key_id"] for row in found[:3]}) == 1
    assert not any("k-1" in row["query"] for row in found)


ODD_CALLS: list[dict[str, Any]] = [
    {"url": "https://api.tickdb.ai/v1/x?next=https://a.b/c"},
    {"url": "/callback?next=https://a.b/c", "vendor": "tickdb"},
    {"url": "https://user:hunter2@api.tickdb.ai/v1/x"},
    {"url": "https://api.tickdb.ai:443/v1/orders/17?x=1#top"},
    {"url": "https://api.tickdb.ai/v1/keys/c0ffee00-1111-4222-8333-444455556666"},
    {"url": "https://api.tickdb.ai/v1/x?api_key=c0ffee00-1111-4222-8333-444455556666"},
    {"request_headers": {"X-API-Key": "c0ffee00-1111-4222-8333-444455556666"}},
    {"request_headers": {"X-API-Key": "c0ffee00-1111-4222-8333-444455556666"}, "vendor": "55tech"},
    {"request_headers": {"authorization": ["Bearer c0ffee00-1111-4222-8333-444455556666"]}},
    {"request_headers": {"X-API-Key": "***"}},
    {"request_headers": {"Accept": "*/*"}},
    {
        "request_headers": {
            "X-API-Key": "abcdef123456",
            "traceparent": f"00-{'1' * 32}-{'2' * 16}-01",
        }
    },
    {"url": "https://elsewhere.example:8443/a", "request_headers": {"Token": "tok-0000000000001"}},
]


@pytest.mark.scale
def test_what_is_learned_of_a_log_changes_no_row(tmp_path: Path) -> None:
    padding = "x" * 3000
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    with log.open("w") as file:
        for number in range(4000):
            odd = ODD_CALLS[number % len(ODD_CALLS)]
            body = {"response_body": {"data": padding}, "client": f"c{number % len(ODD_CALLS)}"}
            file.write(json.dumps(call(7) | body | odd) + "\n")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    alike = rows(
        lake,
        "SELECT client, count(*) AS n, count(DISTINCT (vendor, scheme, host, path, query, route,"
        " key_id, key_in, key_shape, trace_id, code, message)) AS kinds FROM requests GROUP BY ALL",
    )
    assert sum(row["n"] for row in alike) == 4000
    assert {row["kinds"] for row in alike} == {1}
    (query,) = rows(lake, "SELECT DISTINCT path, query FROM requests WHERE client = 'c1'")
    assert query == {"path": "/callback", "query": "next=https://a.b/c"}


def test_the_views_file_opens_in_plain_duckdb(sample_lake: Path) -> None:
    import duckdb

    with duckdb.connect(str(sample_lake / "analyzer.duckdb"), read_only=True) as con:
        found = con.execute("SELECT count(*) FROM failures").fetchone()
        comment = con.execute(
            "SELECT comment FROM duckdb_views() WHERE view_name = 'failures'"
        ).fetchone()
    assert found is not None
    assert rows(sample_lake, "SELECT count(*) AS n FROM failures") == [{"n": found[0]}]
    assert comment
    assert comment[0]


def test_a_dry_run_shows_rows_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(1, 2))
    ran = analyzer("ingest", tmp_path / "a.jsonl", "--dry-run", "--lake", tmp_path / "lake")
    assert ran.status == 0
    assert "canonical" in ran.out
    assert "/v1/market/ticker" in ran.out
    assert "first MiB" not in ran.out
    assert not (tmp_path / "lake").exists()


def test_a_dry_run_says_where_it_shows_no_more_than_a_part(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(*range(1, 20_000)))
    ran = analyzer("ingest", tmp_path / "a.jsonl", "--dry-run", "--lake", tmp_path / "lake")
    assert "; of its first MiB alone" in ran.out.splitlines()[0]


@pytest.mark.scale
def test_a_lake_and_a_vendor_of_any_name_are_read_back(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "a lake of ours & ü"
    log.write_text(json.dumps(call(1, vendor="Strange & vendor:/ü %41")) + "\n")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    assert rows(lake, "SELECT vendor FROM requests") == [{"vendor": "Strange & vendor:/ü %41"}]
    assert analyzer("compact", "--lake", lake).status == 0
    assert rows(lake, "SELECT count(*) AS n FROM requests") == [{"n": 1}]


@pytest.mark.scale
def test_to_ingest_imports_no_pandas(tmp_path: Path) -> None:
    # More than a megabyte, so that lines are looked at, and written in several parts.
    (tmp_path / "calls.jsonl").write_text(lines(*range(1, 15_000)) + "{\n")
    told = (
        "import sys; from analyzer.cli import main; from analyzer.ingest import staging;"
        " staging.FLUSH_ROWS = 5_000; status = main.run(sys.argv[1:]);"
        " assert 'pandas' not in sys.modules; sys.exit(status)"
    )
    logs = [str(tmp_path / "calls.jsonl"), str(SAMPLE_LOGS)]
    ingest = ["ingest", *logs, "--lake", str(tmp_path / "lake")]
    subprocess.run([sys.executable, "-c", told, *ingest], check=True)


@pytest.mark.parametrize(
    ("parent", "trace"),
    [
        (f"00-{'a' * 32}-{'b' * 16}-01", "a" * 32),
        (f"cc-{'a' * 32}-{'b' * 16}-01-what-is-to-come", "a" * 32),
        (f"00-{'a' * 32}-{'b' * 16}-01-too-long", None),
        (f"00-{'a' * 32}-{'0' * 16}-01", None),
    ],
)
def test_a_malformed_traceparent_counts_as_absent(
    parent: str, trace: str | None, tmp_path: Path
) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(json.dumps(call(7) | {"request_headers": {"traceparent": parent}}) + "\n")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    assert rows(lake, "SELECT trace_id FROM requests") == [{"trace_id": trace}]
