"""Lines with times of day alone: their days are told by when the file was last changed."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from blake3 import blake3
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.ingest.lines.chunks import Position, chunks
from analyzer.ingest.lines.clock_times import ClockTimes
from analyzer.ingest.sources.source import Source
from tests.conftest import analyzer, rows

CALL = ' INFO httpx — HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 200 OK"\n'


def written(path: Path, times: str, changed: str, *, mode: str = "w") -> Path:
    """A log with a call at each of the times of day, last changed then."""
    lines = "".join(f"{time}{CALL}" for time in times.split())
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        with path.open(mode, encoding="utf-8") as log:
            log.write(lines)
    at = datetime.fromisoformat(changed).timestamp()
    os.utime(path, (at, at))
    return path


def read(log: Path) -> list[str]:
    """When the calls were, after the log was read into the lake beside it."""
    ran = analyzer("ingest", log, "--lake", log.parent / "lake")
    assert (ran.status, ran.err) == (0, "")
    found = rows(log.parent / "lake", "SELECT ts::VARCHAR AS ts FROM requests ORDER BY ALL")
    return [row["ts"][5:19] for row in found]


@pytest.mark.scale
@pytest.mark.parametrize("name", ["bot.log", "bot.log.gz"])
def test_the_days_go_back_from_the_last_line(tmp_path: Path, name: str) -> None:
    times = "23:59:58 23:59:57 00:00:01 23:59:59 18:00:00.250 09:00:00"
    log = written(tmp_path / name, times, "2026-11-19T09:00:02Z")
    assert read(log) == [
        "11-17 23:59:57", "11-17 23:59:58", "11-17 23:59:59", "11-18 00:00:01", "11-18 18:00:00",
        "11-19 09:00:00",
    ]  # fmt: skip


@pytest.mark.scale
def test_what_was_written_later_is_of_a_later_day(tmp_path: Path) -> None:
    log = written(tmp_path / "bot.log", "10:00:00 11:00:00", "2026-11-18T11:00:00Z")
    assert read(log) == ["11-18 10:00:00", "11-18 11:00:00"]
    written(log, "10:30:00 23:00:00 00:30:00", "2026-11-20T00:30:00Z", mode="a")
    assert read(log)[2:] == ["11-19 10:30:00", "11-19 23:00:00", "11-20 00:30:00"]


@pytest.mark.scale
@pytest.mark.parametrize(
    ("changed", "day"),
    [("2026-11-18T15:59:00Z", "11-18"), ("2026-11-19T03:59:00Z", "11-18")],
)
def test_a_clock_of_another_zone_is_of_the_day_nearest(
    tmp_path: Path, changed: str, day: str
) -> None:
    log = written(tmp_path / "bot.log", "23:59:00", changed)
    assert read(log) == [f"{day} 23:59:00"]


def test_it_is_said_by_what_days_are_told(tmp_path: Path) -> None:
    log = written(tmp_path / "bot.log", "10:00:00", "2026-11-18T10:00:05Z")
    said = analyzer("ingest", log, "--lake", tmp_path / "lake").out
    assert (
        "1 requests + 0 rejects + 0 skipped; days by its last change, 2026-11-18 10:00 UTC" in said
    )


@pytest.mark.scale
def test_what_no_file_dates_is_rejected(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "analyzer", "ingest", "-", "--lake", str(tmp_path / "lake")]
    ran = subprocess.run(command, input=f"10:00:00{CALL}".encode(), capture_output=True, check=True)
    assert b"0 requests + 1 rejects (1 no time in its lines)" in ran.stdout


@pytest.mark.parametrize(
    ("dates", "days", "said"),
    [
        # A copy, which lost the time of its file.
        (
            ["Sun, 15 Nov 2026 23:59:59 GMT", "Mon, 16 Nov 2026 00:00:05 GMT"],
            "15 16",
            "Date headers",
        ),
        # Out of a cache, and of today.
        (
            ["Tue, 10 Nov 2026 08:00:00 GMT", "Mon, 16 Nov 2026 00:00:05 GMT"],
            "15 16",
            "Date headers",
        ),
        # From a server whose clock is wrong.
        (
            ["Fri, 15 Nov 2030 23:59:59 GMT", "Sat, 16 Nov 2030 00:00:05 GMT"],
            "24 25",
            "last change",
        ),
    ],
)
def test_answers_tell_the_days_if_they_are_not_of_later_days_than_the_file(
    dates: list[str], days: str, said: str, tmp_path: Path
) -> None:
    log = tmp_path / "app.log"
    wire = "[main] DEBUG org.apache.hc.client5.http.headers - http-outgoing-0"
    log.write_text(
        "".join(
            f"{clock} {wire} >> GET /v1/x HTTP/1.1\n{clock} {wire} >> Host: api.tickdb.ai\n"
            f"{clock} {wire} << HTTP/1.1 429 Too Many Requests\n{clock} {wire} << Date: {date}\n"
            for clock, date in zip(["23:59:59.100", "00:00:05.100"], dates, strict=True)
        )
    )
    at = datetime.fromisoformat("2026-11-25T00:00:06Z").timestamp()
    os.utime(log, (at, at))
    assert said in analyzer("ingest", log, "--lake", tmp_path / "lake").out
    found = rows(tmp_path / "lake", "SELECT day(ts) AS d FROM requests ORDER BY ts")
    assert " ".join(str(row["d"]) for row in found) == days


@pytest.mark.scale
def test_a_day_in_the_line_counts(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text(f"10:00:00 [2026-11-02 10:00:00,5]{CALL}", "utf-8")
    assert read(log) == ["11-02 10:00:00"]


@settings(max_examples=60, deadline=None)
@given(
    gaps=st.lists(st.integers(0, 22 * 3_600), min_size=1, max_size=40),
    after=st.integers(0, 11 * 3_600),
    size=st.integers(200, 2_000),
    skipped=st.integers(0, 39),
)
def test_a_log_without_a_gap_of_a_day_has_its_days_back(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[int], after: int, size: int, skipped: int
) -> None:
    moments = [datetime(2026, 2, 27, 12, tzinfo=UTC)]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(seconds=gap))
    lines = [f"[{moment:%H:%M:%S}] INFO text\n".encode() for moment in moments]
    log = tmp_path_factory.mktemp("clock") / "bot.log"
    log.write_bytes(b"".join(lines))
    begun = min(skipped, len(lines) - 1)
    start = sum(map(len, lines[:begun]))
    times = ClockTimes(Source("bot.log", str(log)), moments[-1] + timedelta(seconds=after))
    stream = io.BytesIO(b"".join(lines[begun:]))
    read = chunks(stream, blake3(), Position(start, begun), size)
    text = b"".join(chunk.data for chunk in times.dated(read, start))
    told = [f"[{moment:%Y-%m-%d %H:%M:%S}] INFO text\n" for moment in moments[begun:]]
    assert text.decode() == "".join(told)


@pytest.mark.scale
def test_fields_below_a_message_need_no_time_of_their_own(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    fields = (
        '    method: "GET"\n    url: "https://api.tickdb.ai/v1/x"\n    status: 429\n    ms: 7\n'
    )
    log.write_text(f"[10:00:00.250] WARN (7): slow\n{fields}[10:00:01.250] INFO (7): done\n")
    at = datetime.fromisoformat("2026-11-19T10:00:02Z").timestamp()
    os.utime(log, (at, at))
    assert read(log) == ["11-19 10:00:00"]


@pytest.mark.scale
def test_lines_of_several_formats_have_days(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text(
        "10:00:00.250 [warning] retry: got exception, will retry in 1000ms, 3 attempts left\n"
        "10:00:00.250 [warning] ** (Mint.TransportError) timeout\n"
        "10:00:03.250 [error] GenServer Bot terminating\n"
        "** (MatchError) no match: {:error, %HTTPoison.Error{id: nil, reason: :timeout}}\n",
        encoding="utf-8",
    )
    at = datetime(2026, 11, 19, 10, 0, 4, tzinfo=UTC).timestamp()
    os.utime(log, (at, at))
    assert read(log) == ["11-19 10:00:00", "11-19 10:00:03"]


@pytest.mark.scale
def test_messages_of_elixir_may_have_many_lines(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    call = '10:00:00.250 [error] GET https://api.tickdb.ai/v1/x -> error: "timeout" (250.000 ms)\n'
    asked = "10:00:00.250 [debug] \n" + "Query: limit: 100\n" * 20
    log.write_text(call + asked, encoding="utf-8")
    at = datetime(2026, 11, 19, 10, 0, 1, tzinfo=UTC).timestamp()
    os.utime(log, (at, at))
    assert read(log) == ["11-19 10:00:00"]
