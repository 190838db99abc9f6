"""Times before lines in the spellings that programs, countries and shells have."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.ingest.lines.leading_times import LeadingTimes
from analyzer.ingest.sources.source import STDIN, Source
from tests.conftest import analyzer, rows

MESSAGES = {
    "httpx": 'HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"',
    "requests": "429 Client Error: Too Many Requests for url: https://api.tickdb.ai/v1/x",
    "axios": "AxiosError: Request failed with status code 429",
    "websocket": "WebSocket connection to wss://api.tickdb.ai/ws closed: code 1006",
}
# What stands before a message, and the minute and second of 10 o'clock that it is.
BEFORE = {
    "[Thu Nov 19 10:00:00 AM UTC 2026] [INFO] ": "00:00",
    "Thu Nov 19 10:00:00 UTC 2026 ": "00:00",
    "root - WARNING - 11/19/26 10:00:01 ": "00:01",
    "19/11/2026 10:00:02 INFO ": "00:02",
    "[11-19-2026 10:00:03] INFO ": "00:03",
    "26/11/19 10:00:04 INFO ": "00:04",
    "20261119 10:00:05.123 INFO ": "00:05.123",
    "20261119T100006Z INFO ": "00:06",
    "20261119-10:00:07.500 ": "00:07.5",
    "I20261119 10:00:08.123456 12345 x.cc:10] ": "00:08.123456",
    "1795082409.25 INFO ": "00:09.25",
    "1795082410500 INFO ": "00:10.5",
    "2026年11月19日 10:00:11 INFO ": "00:11",
    "[Thu Nov 19 2026 12:00:11 GMT+0200 (Eastern European Standard Time)] ": "00:11",
    "2026年11月19日 10时00分12秒 ": "00:12",
    "2026-11-19_10:00:13 INFO ": "00:13",
    "2026-11-19-10:00:14 INFO ": "00:14",
    "2026.11.19 10:00:15 INFO ": "00:15",
    "[19/Nov/2026 10:00:16] INFO ": "00:16",
    "2026-11-19 10:17 INFO ": "17:00",
    "2026-11-19 10:00:18 AM INFO ": "00:18",
    "INFO 11/19/2026 06:00:19 PM +08:00 ": "00:19",
    "10:00:20.250 19/11/2026 ": "00:20.25",
    "[10:00:21 2026-11-19] ": "00:21",
    "Nov 19, 2026, 10:00:23 AM ": "00:23",
    "[November 19, 2026 at 10:00:24 AM] ": "00:24",
    "Thursday, 19 November 2026 10:00:25 ": "00:25",
    "19 Nov 2026 10:00:26 INFO ": "00:26",
    "2026-11-19 10:00:22:250 INFO ": "00:22.25",
    "[2026-11-19, 10:00:27 UTC] {bot.py:7} INFO - ": "00:27",
    "2026/11/19 10:28AM ERR ": "28:00",
}


@pytest.mark.scale
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_a_call_is_dated_whatever_the_spelling(tmp_path: Path, message: str) -> None:
    for number, before in enumerate(BEFORE):
        lines = (f"{before}{text}\n" for text in ("starting up", message, "done with it"))
        (tmp_path / f"{number:02}.log").write_text("".join(lines), "utf-8")
    ran = analyzer("ingest", *sorted(tmp_path.glob("*.log")), "--lake", tmp_path / "lake")
    assert f"= {len(BEFORE)} requests + 0 rejects" in ran.out.splitlines()[-1]
    said = "SELECT ts::VARCHAR AS ts FROM requests ORDER BY source"
    told = [row["ts"].removesuffix("+00") for row in rows(tmp_path / "lake", said)]
    assert told == [f"2026-11-19 10:{clock}" for clock in BEFORE.values()]


def test_an_order_that_puts_lines_after_the_last_change_is_none_if_another_does_not(
    tmp_path: Path,
) -> None:
    log = tmp_path / "bot.log"
    log.write_text(f"20-4-28 10:28:48.7 INFO {MESSAGES['httpx']}\n", "utf-8")
    at = datetime.fromisoformat("2026-11-19T12:00:00Z").timestamp()
    os.utime(log, (at, at))
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    said = "SELECT strftime(ts, '%Y-%m-%d') AS day FROM requests"
    assert rows(tmp_path / "lake", said) == [{"day": "2020-04-28"}]


@pytest.mark.scale
@pytest.mark.parametrize(
    ("changed", "day"), [("2026-05-04T12:00:00Z", "05-04"), ("2026-04-06T12:00:00Z", "04-05")]
)
def test_the_order_of_day_and_month_is_that_which_is_nearest_to_the_last_change(
    tmp_path: Path, changed: str, day: str
) -> None:
    log = tmp_path / "bot.log"
    log.write_text(f"05/04/2026 10:00:00 INFO {MESSAGES['httpx']}\n", "utf-8")
    at = datetime.fromisoformat(changed).timestamp()
    os.utime(log, (at, at))
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    said = "SELECT strftime(ts, '%m-%d') AS day FROM requests"
    assert rows(tmp_path / "lake", said) == [{"day": day}]


def test_a_day_that_no_month_has_tells_the_order_of_all(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    days = ("13/04/2026", "05/04/2026")
    log.write_text("".join(f"{day} 10:00:00 {MESSAGES['httpx']}\n" for day in days), "utf-8")
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    said = "SELECT DISTINCT month(ts) AS month FROM requests"
    assert rows(tmp_path / "lake", said) == [{"month": 4}]


FORMS = (
    "%a %b %d %I:%M:%S %p UTC %Y", "%m/%d/%Y %H:%M:%S", "%Y%m%d %H:%M:%S", "%Y%m%dT%H%M%SZ",
    "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%d_%H:%M:%S", "%Y-%m-%d %I:%M:%S %p", "%d/%b/%Y %H:%M:%S",
    "%H:%M:%S %d-%m-%Y", "%H:%M:%S, %Y-%m-%d",
)  # fmt: skip


@given(
    form=st.sampled_from(FORMS),
    moments=st.lists(
        st.datetimes(datetime(2001, 9, 9, 2), datetime(2033, 5, 18)), min_size=1, max_size=5
    ),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20),
)
def test_every_moment_is_read_in_every_spelling(
    form: str, moments: list[datetime], text: str
) -> None:
    # One day tells the order of day and month.
    known = [datetime(2026, 11, 19, 10), *(moment.replace(microsecond=0) for moment in moments)]
    lines = [f"{moment:{form}} | {text}" for moment in known]
    times = LeadingTimes.of("\n".join(lines), Source("-", STDIN, piped=True))
    assert times is not None
    told = times.shown("\n".join(lines)).split("\n")
    for line, moment in zip(told, known, strict=True):
        written, _, rest = line.partition(" | ")
        found = datetime.fromisoformat(written)
        assert (found.replace(tzinfo=UTC), rest) == (moment.replace(tzinfo=UTC), text)
