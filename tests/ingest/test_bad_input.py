"""Input that means harm: bounded work, no traceback, each line accounted for, good lines intact."""

from __future__ import annotations

import gzip
import io
import json
import multiprocessing
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.ingest.rows import request_rows
from analyzer.ingest.sql.exchange_sql import REQUESTS
from analyzer.ingest.wrapping.wrappings import WRAPPINGS
from tests.conftest import analyzer, rows

GOOD = '{"ts":"2026-11-19T10:00:00Z","url":"https://api.tickdb.ai/v1/good","status":200}\n'


def call(**fields: object) -> str:
    given = {"ts": "2026-11-19T10:00:00Z", "url": "https://api.tickdb.ai/v1/bad", "status": 500}
    return json.dumps(given | fields) + "\n"


def between(*bad: str | bytes) -> bytes:
    """Bad lines between two good ones."""
    return b"".join(
        part if isinstance(part, bytes) else part.encode() for part in (GOOD, *bad, GOOD)
    )


RESPONSE_HEADERS = ("retry-after", "ratelimit", "ratelimit-policy", "x-ratelimit-reset")
BAIT = [
    part * (30_000 // len(part))
    for part in (
        "a",
        "/",
        "key=",
        '"',
        "\\",
        "%",
        "0-",
        ";r=",
        "eyJa.",
        "1h",
        "@",
        ",,",
        "[",
        "../",
    )
]
NUMBERS = [
    "99999999999999999999999", "-1", "-0", "1e300", "1e-300", '"NaN"', '"Infinity"', '""', "true",
    "[]", "{}", "18446744073709551616", "9223372036854775807", "1.7976931348623157e308",
]  # fmt: skip
DATES = [
    "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "10000-01-01T00:00:00Z",
    "-290000-01-01T00:00:00Z", "infinity", "-infinity", "epoch", "now", "today", "1e30", "",
    "2026-02-30T00:00:00Z", "2026-11-19T23:59:60Z", "2026-11-19T10:00:00+99:00", "9" * 400,
]  # fmt: skip

BAD: dict[str, Callable[[], bytes]] = {
    "10,000 nested brackets": lambda: between(call(response_body="[" * 10_000 + "]" * 10_000)),
    "10,000 nested arrays": lambda: between(
        call()[:-2] + ',"response_body":' + "[" * 10_000 + "]" * 10_000 + "}\n"
    ),
    "100,000 open brackets": lambda: between("[" * 100_000 + "\n"),
    "NUL bytes": lambda: between(b"\0" * 1000 + b"\n", call().encode().replace(b"bad", b"b\0d")),
    "lone surrogates": lambda: between(call(url="https://api.tickdb.ai/\ud800", error="\udfff")),
    "bytes that are no UTF-8": lambda: between(call().encode().replace(b"bad", b"\xff\xfe")),
    "numbers of any size": lambda: between(
        *(
            call()[:-2] + f',"{field}":{number}}}\n'
            for field in ("ts", "status", "duration_ms", "attempt", "response_bytes", "close_code")
            for number in NUMBERS
        )
    ),
    "times of any size": lambda: between(
        *(call(ts=date) for date in DATES),
        *(f'{{"ts":{n},"url":"/"}}\n' for n in (-5, 0, "9" * 99)),
    ),
    "regex bait": lambda: between(
        *(
            call(
                url=f"https://api.tickdb.ai/{bait}",
                error=bait,
                response_body=bait,
                request_headers={"authorization": bait, "x-api-key": bait, "traceparent": bait},
                response_headers=dict.fromkeys(RESPONSE_HEADERS, bait),
            )
            for bait in BAIT
        )
    ),
    "50,000 headers": lambda: between(
        call(
            request_headers={f"h{n}": "x" for n in range(50_000)},
            response_headers={f"retry-after{n}": "x" for n in range(50_000)},
        )
    ),
    "escapes that are no UTF-8": lambda: between(
        *(
            call(url=f"https://api.tickdb.ai/%2F{text}?api_key={text}&q=%E8%F1%25E8", error=text)
            for text in ("%E8%F1%EF", "%c3%28", "%ED%A0%80", "%F5%80%80%80", "%80", "%E5%AF%86%E8")
        )
    ),
    "names twice": lambda: between(
        '{"ts":"2026-11-19T10:00:00Z","ts":"","url":"https://a.b/","url":"/","status":1,"status":2}\n'
    ),
    "a header twice in two spellings": lambda: between(
        call(request_headers={"X-API-Key": "a" * 20, "x-api-key": "b" * 20, "X-Api-KEY": ["c", 1]})
    ),
    "random bytes": lambda: between(random.Random(1).randbytes(300_000), b"\n"),
    "a gzip cut short": lambda: gzip.compress(between(*[call()] * 5000))[:-500],
    "a gzip with garbage behind it": lambda: gzip.compress(between()) + b"garbage" * 50,
}


@pytest.fixture(scope="module")
def bad_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one lake, a file each, and a report of it."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "logs").mkdir()
    for name, lines in BAD.items():
        (folder / "logs" / f"{name}.jsonl").write_bytes(lines())
    ran = analyzer("ingest", folder / "logs", "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    for name, period in {"last day": [], "day of the good": ["--date", "2026-11-19"]}.items():
        page = folder / f"{name}.html"
        ran = analyzer("report", *period, "--lake", folder / "lake", "--out", page)
        assert ran.status == 0, ran.err
        assert page.exists()
    return folder / "lake"


@pytest.mark.parametrize("name", BAD)
def test_bad_lines_harm_no_others(name: str, bad_lake: Path) -> None:
    (found,) = rows(
        bad_lake,
        "SELECT lines, requests + rejects + skipped AS counted, (SELECT count(*) FROM requests"
        " WHERE source = loads.source AND path = '/v1/good') AS good"
        f" FROM loads WHERE parse_filename(source) = '{name}.jsonl'",
    )
    assert found["lines"] == found["counted"]
    assert found["good"] >= (1 if "cut" in name else 2)


@pytest.mark.scale
@pytest.mark.parametrize("look", ["on", "off"])
def test_a_line_whose_values_end_a_statement_is_the_only_one_that_is_not_read(
    look: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is known: should a function take no account of some value, that would be one."""
    monkeypatch.setenv("ANALYZER_LOOK", look)
    ends = f"SELECT * REPLACE (if(path = '/v1/bad', error('so'), path) AS path) FROM ({REQUESTS})"
    monkeypatch.setattr(request_rows, "REQUESTS", ends)
    monkeypatch.setattr("analyzer.ingest.look._LEAST_BYTES", 0)
    monkeypatch.setattr("analyzer.ingest.look._LEAST_GAIN_LINES", 0)
    (tmp_path / "bad.jsonl").write_bytes(between(*[call()] * 3, GOOD * 50))
    (tmp_path / "good.jsonl").write_bytes(between())
    ran = analyzer(
        "ingest", tmp_path / "bad.jsonl", tmp_path / "good.jsonl", "--lake", tmp_path / "l"
    )
    assert ran.status == 0, ran.err
    assert rows(tmp_path / "l", "SELECT lines, requests, rejects FROM loads ORDER BY lines") == [
        {"lines": 2, "requests": 2, "rejects": 0},
        {"lines": 55, "requests": 52, "rejects": 3},
    ]
    assert rows(tmp_path / "l", "SELECT line FROM rejects ORDER BY line") == [
        {"line": 2}, {"line": 3}, {"line": 4},
    ]  # fmt: skip


def test_a_file_whose_name_is_no_text_is_read_with_the_others(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for number, name in enumerate([b"\xff.jsonl", b"\xfe.jsonl", b"good.jsonl"], 1):
        with open(os.path.join(os.fsencode(logs), name), "w") as log:
            log.write(GOOD * number)
    ran = analyzer("ingest", logs, "--lake", tmp_path / "lake")
    assert ran.status == 0, ran.err
    found = rows(tmp_path / "lake", "SELECT source, lines FROM loads ORDER BY lines")
    assert [Path(row["source"]).name for row in found] == [
        "\\xff.jsonl",
        "\\xfe.jsonl",
        "good.jsonl",
    ]


# Lines that look like a collector's, over and over, so that a pattern could try each again.
WRAPPED = {
    "docker, attributes": '{"log":"x","stream":"stdout","attrs":{' * 30_000,
    "docker, a text that never ends": '{"log":"' + '","stream":"stdout","attrs":{' * 30_000,
    "docker, backslashes": '{"log":"' + "\\\\" * 500_000,
    "syslog, brackets that never close": "1 2026-11-19T10:00:00Z h a p m [x\n" * 30_000,
    "cri, lines of a megabyte": f"2026-11-19T10:00:00Z stdout P a\n{'b' * 1_000_000}\n",
}


@pytest.mark.scale
@pytest.mark.parametrize("name", WRAPPED)
def test_what_collectors_put_around_lines_comes_off_in_bounded_time(name: str) -> None:
    ended = multiprocessing.get_context("spawn").Process(target=_unwrap, args=(WRAPPED[name],))
    ended.start()
    ended.join(60)
    ended.kill()
    assert ended.exitcode == 0


def _unwrap(text: str) -> None:
    for wrapping in WRAPPINGS:
        wrapping.off(text.encode())


DEEP = '{"a":' * 3000 + "1" + "}" * 3000


def entries(number: int) -> str:
    entry = {
        "startedDateTime": "2026-11-19T10:00:00Z",
        "time": 1,
        "request": {"method": "GET", "url": "https://api.tickdb.ai/v1/good", "headers": []},
        "response": {"status": 200, "headers": [], "content": {}},
    }
    return ",".join([json.dumps(entry)] * number)


@pytest.mark.parametrize(
    ("text", "rejects"),
    [
        ('{"log":{"version":"1.2","entries":[' + entries(3), 1),
        (f'{{"log":{{"entries":[{entries(3)},{DEEP}]}}}}', 1),
    ],
    ids=["cut short", "a deep entry"],
)  # fmt: skip
def test_a_broken_har_is_not_lost_without_a_word(text: str, rejects: int, tmp_path: Path) -> None:
    (tmp_path / "broken.har").write_text(text)
    ran = analyzer("ingest", tmp_path / "broken.har", "--lake", tmp_path / "lake")
    assert ran.status == 0, ran.err
    (load,) = rows(tmp_path / "lake", "FROM loads")
    assert load["rejects"] == rejects
    assert load["lines"] == load["requests"] + load["rejects"] + load["skipped"]


@pytest.mark.scale
@pytest.mark.parametrize("size", [70_000, 3_000_000])
def test_a_long_body_in_the_first_line_hides_no_format(size: int, tmp_path: Path) -> None:
    line = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "url": "https://api.tickdb.ai/v1/x"}
    log = tmp_path / "bot.jsonl"
    bodies = ("x" * size, "{}")
    log.write_text("".join(json.dumps(line | {"response_body": b}) + "\n" for b in bodies))
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").status == 0
    (load,) = rows(tmp_path / "lake", "SELECT format, lines, requests FROM loads")
    assert load == {"format": "canonical", "lines": 2, "requests": 2}


@pytest.mark.scale
def test_a_line_of_100_mb_is_one_reject(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(between(call(response_body="x" * (100 << 20))))
    assert analyzer("ingest", tmp_path / "bad.jsonl", "--lake", tmp_path / "lake").status == 0
    (load,) = rows(tmp_path / "lake", "SELECT lines, requests, rejects FROM loads")
    assert load == {"lines": 3, "requests": 2, "rejects": 1}


BLANKS = 100 << 20


@pytest.mark.apart
@pytest.mark.scale
def test_a_zip_bomb_is_read_as_a_stream(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("blank.jsonl", GOOD + "\n" * BLANKS)
        archive.writestr("../../outside.jsonl", GOOD)
    (tmp_path / "bomb.zip").write_bytes(packed.getvalue())
    assert analyzer("ingest", tmp_path / "bomb.zip", "--lake", tmp_path / "lake").status == 0
    found = rows(tmp_path / "lake", "SELECT sum(lines) AS lines, sum(requests) AS n FROM loads")
    assert found == [{"lines": BLANKS + 2, "n": 2}]
    assert not list(tmp_path.parent.glob("outside.jsonl"))


@pytest.mark.soak
@pytest.mark.scale
def test_a_har_of_a_million_entries_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.har").write_text(
        '{"log":{"version":"1.2","entries":[' + entries(1_000_000) + "]}}"
    )
    assert analyzer("ingest", tmp_path / "m.har", "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", "SELECT requests FROM loads") == [{"requests": 1_000_000}]
