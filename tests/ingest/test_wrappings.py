"""What collectors and terminals put before lines comes off: rows are those of the plain lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from analyzer.formats import Sample, named
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.wrapping.line_times import timed
from tests.reading_lines import Row, read, reader, skipped

POD = "bot-5d9c7b6f4-x2x7k"
STAMP = "2026-11-19T12:00:00.493035218Z"
CALLED = "8fd6e6a3-9d5a-4c38-9b1e-000000000001"
PREFIXES: dict[str, Callable[[int], str]] = {
    "docker logs -t": lambda n: f"{STAMP} ",
    "docker compose logs": lambda n: "bot-1  | ",
    "docker compose logs -t": lambda n: f"bot-1  | {STAMP} ",
    "docker service logs": lambda n: "stack_bot.1.x2abc9def0gh@node-1    | ",
    "cri": lambda n: f"{STAMP} stderr F ",
    "kubectl logs --prefix": lambda n: f"[pod/{POD}/bot] ",
    "kubectl logs --prefix --timestamps": lambda n: f"[pod/{POD}/bot] {STAMP} ",
    "kubetail": lambda n: f"[{POD}] ",
    "stern": lambda n: f"\x1b[36m{POD}\x1b[0m \x1b[96mbot\x1b[0m ",
    "PM2": lambda n: "0|bot  | ",
    "foreman": lambda n: "12:00:00 bot.1   | ",
    "journalctl": lambda n: "Nov 19 12:00:00 host1 bot[812]: ",
    "journalctl -o short-full": lambda n: "Thu 2026-11-19 12:00:00 UTC host1 bot[812]: ",
    "journalctl -o short-unix": lambda n: "1795089600.500000 host1 bot[812]: ",
    "Compose in the journal": lambda n: "Nov 19 12:00:00 host1 docker-compose[8]: bot-1  | ",
    "Lambda": lambda n: f"2026-11-19T12:00:00.500Z\t{CALLED}\tINFO\t",
    "Lambda for Python": lambda n: f"[INFO]\t2026-11-19T12:00:00.500Z\t{CALLED}\t",
    "sam logs": lambda n: "2026/11/19/[$LATEST]0a1b2c3d4e5f 2026-11-19T12:00:00.500000 ",
    "Grafana": lambda n: "1795089600500\t2026-11-19T12:00:00.500Z\t",
    "fly logs": lambda n: "2026-11-19T12:00:00Z app[e2865e6ec95238] lhr [info]",
    "cf logs": lambda n: "   2026-11-19T12:00:00.50+0000 [APP/PROC/WEB/0] OUT ",
    "gh run view --log": lambda n: "build\tRun tests\t2026-11-19T12:00:00.5000000Z ",
    "GitLab": lambda n: "2026-11-19T12:00:00.500000Z 01O ",
    "grep -Hn": lambda n: f"logs/app.log:{n + 1}:",
    "grep -n": lambda n: f"{n + 1}:",
    "cat -n": lambda n: f"{n + 1:6d}\t",
    "ts": lambda n: "Nov 19 12:00:00 ",
    "concurrently": lambda n: "[0] ",
}  # fmt: skip
SAMPLES = [
    named("python_clients").samples[8],  # of GitHub and Binance: several lines, one with a time
    named("node_errors").samples[0],
    named("okhttp").samples[0],
    named("ktor").samples[0],
    named("canonical").samples[0],
]
MAY_COME_FROM_PREFIX = {"ts", "date", "duration_ms"}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def _told(rows: list[Row]) -> list[list[object]]:
    return sorted(
        (
            [value for name, value in row.items() if name not in MAY_COME_FROM_PREFIX]
            for row in rows
        ),
        key=str,
    )


@pytest.mark.one_in(6)
@pytest.mark.scale
@pytest.mark.parametrize(
    ("prefix", "sample"),
    [
        # Each prefix with one sample, and each with all where there is time.
        pytest.param(
            prefix,
            sample,
            marks=() if n % len(SAMPLES) == m else pytest.mark.scale,
            id=f"{prefix}-{m}",
        )
        for m, sample in enumerate(SAMPLES)
        for n, prefix in enumerate(PREFIXES)
    ],
)
def test_rows_behind_a_prefix_are_those_of_the_lines(
    prefix: str, sample: object, reading: Reading
) -> None:
    text = sample.text  # type: ignore[attr-defined]
    wrapped = "".join(f"{PREFIXES[prefix](n)}{line}\n" for n, line in enumerate(text.splitlines()))
    plain = read(reading, text.encode())
    found = read(reading, wrapped.encode())
    assert found.format == plain.format
    assert _told(found.rows) == _told(plain.rows)
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)


@pytest.mark.parametrize("name", ["canonical", "nginx_json", "caddy", "json"])
def test_elements_of_an_array_that_lost_its_beginning_are_read_as_lines(
    name: str, reading: Reading
) -> None:
    lines = [line for line in named(name).samples[0].text.splitlines() if line.startswith("{")]
    plain = read(reading, "".join(f"{line}\n" for line in lines).encode())
    cut = read(reading, "".join(f"  {line},\n" for line in lines).encode())
    assert cut.format == plain.format
    assert _told(cut.rows) == _told(plain.rows)
    assert cut.counts.rejects == plain.counts.rejects


def test_an_object_in_parts_keeps_no_other_format_from_its_lines(reading: Reading) -> None:
    log = """P {"time":"2026-11-19T10:00:00+00:00","request_method":"GET","request_uri":"/v1/x",
F "host":"api.tickdb.ai","status":502,"request_time":0.031,"body_bytes_sent":57}
F 10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/y HTTP/1.1" 502 157 "-" "md-feed/2.1"
F {"time":"2026-11-19T10:00:02+00:00","request_method":"GET","request_uri":"/v1/z","status":200}
"""
    found = read(reading, "".join(f"{STAMP} stdout {one}\n" for one in log.splitlines()).encode())
    told = [(row["path"], row["status"]) for row in found.rows]
    assert sorted(told) == [("/v1/x", 502), ("/v1/y", 502), ("/v1/z", 200)]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 1)


def test_a_text_in_objects_is_read_as_text_where_a_format_sees_it_in_them(reading: Reading) -> None:
    lines = named("okhttp").samples[0].text.splitlines()
    plain = read(reading, "".join(f"{line}\n" for line in lines).encode())
    quoted = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    wrapped = "".join(f'{{"message":"{line}","podName":"{POD}"}}\n' for line in quoted)
    assert _told(read(reading, wrapped.encode()).rows) == _told(plain.rows)


def test_a_table_of_lines_that_go_on_from_each_other_is_read_as_them(reading: Reading) -> None:
    lines = named("okhttp").samples[0].text.splitlines()
    plain = read(reading, "".join(f"{line}\n" for line in lines).encode())
    quoted = [line.replace('"', '""') for line in lines]
    table = "@timestamp,@message\n" + "".join(
        f'2026-11-19 12:00:00.500,"{line}"\n' for line in quoted
    )
    assert _told(read(reading, table.encode()).rows) == _told(plain.rows)


@pytest.mark.scale
def test_a_word_before_a_colon_is_no_program_of_syslog(reading: Reading) -> None:
    lines = "2026-11-19T10:00:00Z {}: GET https://api.tickdb.ai/v1/x -> 429\n"
    for word in ("Response", "ERROR bot"):
        (row,) = read(reading, lines.format(word).encode()).rows
        assert (row["ts"].hour, row["status"]) == (10, 429)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # A program without times: all that begin a message get one.
        (["GET /a", "  at b", "}", "GET /c"], ["1 GET /a", "  at b", "}", "1 GET /c"]),
        # One with times: what follows in the same second goes on.
        (["2026-11-19 10:00:00 x", "Response: 1"], ["2026-11-19 10:00:00 x", "Response: 1"]),
        # Two blanks before a level are no indentation.
        ([" INFO x", "  at b"], ["1  INFO x", "  at b"]),
        (["Traceback (most recent call last):", " f", "E: x"],
         ["1 Traceback (most recent call last):", " f", "E: x"]),
    ],
)  # fmt: skip
def test_a_line_that_goes_on_gets_no_time(lines: list[str], expected: list[str]) -> None:
    assert timed(lines, [("1", "bot")] * len(lines)) == expected


def test_a_line_of_another_program_or_second_gets_its_time() -> None:
    lines = ["2026-11-19 10:00:00 x", "Response: 1", "Response: 2"]
    marks = [
        ("2026-11-19T10:00:00", "a"),
        ("2026-11-19T10:00:00", "b"),
        ("2026-11-19T10:00:02", "a"),
    ]
    assert timed(lines, marks) == [
        lines[0], f"2026-11-19T10:00:00 {lines[1]}", f"2026-11-19T10:00:02 {lines[2]}"
    ]  # fmt: skip


def _array(lines: list[str]) -> str:
    values = [{"timestamp": STAMP, "textPayload": line, "severity": "INFO"} for line in lines]
    return json.dumps(values, indent=2)


def _loki(lines: list[str]) -> str:
    values = [["1795089600500000000", line] for line in lines]
    streams = [{"stream": {"app": "bot"}, "values": values}]
    return json.dumps({"status": "success", "data": {"resultType": "streams", "result": streams}})


def _journal_export(lines: list[str]) -> str:
    entry = "__CURSOR=s=1;i={}\n__REALTIME_TIMESTAMP=1795089600500000\n_PID=812\n{}\n_UID=0\n\n"
    # What holds more than plain text stands behind its length.
    told = [
        f"MESSAGE={line}" if n % 2 else "MESSAGE\n" + chr(len(line) % 99) + "\0" * 7 + line
        for n, line in enumerate(lines)
    ]
    return "".join(entry.format(n, line) for n, line in enumerate(told))


def _drain(lines: list[str]) -> str:
    told = [f"<190>1 2026-11-19T12:00:00+00:00 host app web.1 - {line}" for line in lines]
    return "".join(f"{len(line.encode())} {line}\n" for line in told)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("wrapped", [_array, _loki, _journal_export, _drain])
@pytest.mark.parametrize(
    "sample",
    [
        named("ktor").samples[0],  # several lines, one of them a body
        pytest.param(named("curl_trace").samples[0], marks=pytest.mark.scale),
        pytest.param(named("python_clients").samples[8], marks=pytest.mark.scale),
        pytest.param(named("bunyan_client").samples[0], marks=pytest.mark.scale),
    ],
)
def test_exports_hold_dialogues(
    sample: Sample, wrapped: Callable[[list[str]], str], reading: Reading
) -> None:
    plain = read(reading, sample.text.encode())
    found = read(reading, wrapped(sample.text.splitlines()).encode())
    assert found.format == plain.format
    assert _told(found.rows) == _told(plain.rows)
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)


def _aws_text(line: str, before: str) -> bytes:
    return f"EVENTS\t{before}{line}\t1795089600500\nSEARCHEDLOGSTREAMS\tstream\tTrue\n".encode()


@pytest.mark.parametrize("before", ["1" * 56 + "\t1795089600900\tstream\t", "1795089600900\t"])
@pytest.mark.parametrize(
    ("line", "status"),
    [
        ('10.0.0.7 - - [19/Nov/2026:12:00:00 +0000] "GET /v1/x HTTP/1.1" 502 12', 502),
        (
            '{"requestTime":"19/Nov/2026:12:00:00 +0000","httpMethod":"GET","path":"/v1/y",'
            '"status":"200"}',
            200,
        ),
        ('INFO HTTP Request: GET https://api.tickdb.ai/v1/z "HTTP/1.1 429 Too Many"', 429),
    ],
)
def test_lines_that_the_aws_command_line_prints_as_text_are_read(
    line: str, status: int, before: str, reading: Reading
) -> None:
    (row,) = read(reading, _aws_text(line, before)).rows
    assert row["status"] == status
    assert str(row["ts"]).startswith("2026-11-19 12:00:00")


def test_a_table_of_splunks_raw_lines_alone_is_read_as_them(reading: Reading) -> None:
    table = '_raw\n"10.0.0.7 - - [19/Nov/2026:12:00:00 +0000] ""GET /v1/x HTTP/1.1"" 502 12"\n'
    (row,) = read(reading, table.encode()).rows
    assert (row["path"], row["status"], row["client_ip"]) == ("/v1/x", 502, "10.0.0.7")


def test_a_level_in_brackets_is_no_program(reading: Reading) -> None:
    head = "2026-11-19T10:00:0{}.250000+00:00 app[web.1]: [{}]  bot {}\n"
    text = (
        head.format(0, "DEBUG", "starting")
        + head.format(1, "ERROR", "http request failed getaddrinfo ENOTFOUND www.tickdb.ai")
        + head.format(2, "WARN", "waiting")
    )
    (row,) = read(reading, text.encode()).rows
    assert (row["ts"].second, row["host"], row["error_type"]) == (1, "www.tickdb.ai", "dns")


POOL = "HTTPSConnectionPool(host='api.tickdb.ai', port=443)"
TRACEBACK = [
    "2026-11-19 12:00:00,100 ERROR bot fetch failed",
    "Traceback (most recent call last):",
    '  File "/app/urllib3/connectionpool.py", line 540, in _make_request',
    f"urllib3.exceptions.ReadTimeoutError: {POOL}: Read timed out.",
    "",
    "The above exception was the direct cause of the following exception:",
    "",
    "Traceback (most recent call last):",
    '  File "/app/bot.py", line 7, in one',
    f"urllib3.exceptions.MaxRetryError: {POOL}: Max retries exceeded with url: /v1/x "
    f'(Caused by ReadTimeoutError("{POOL}: Read timed out."))',
    "2026-11-19 12:00:02,100 ERROR bot stopped",
]
COLLECTORS: dict[str, Callable[[str], str]] = {
    "Vector": lambda line: json.dumps({"message": line, "stream": "stderr", "timestamp": STAMP}),
    "Splunk": lambda line: json.dumps({"result": {"_time": STAMP, "_raw": line, "host": "h1"}}),
    "Fluentd's files": lambda line: (
        "2026-11-19T12:00:00+00:00\tkube.bot\t"
        + json.dumps({"log": line + "\n", "stream": "stderr"})
    ),
}


@pytest.mark.parametrize("collector", COLLECTORS)
def test_blank_lines_of_a_traceback_in_objects_are_blank(reading: Reading, collector: str) -> None:
    text = "".join(f"{COLLECTORS[collector](line)}\n" for line in TRACEBACK)
    (row,) = read(reading, text.encode()).rows
    assert (row["path"], row["error_type"]) == ("/v1/x", "timeout")


def test_an_error_and_its_name_beside_a_message_are_read_as_one_text(reading: Reading) -> None:
    line = json.dumps(
        {
            "event": "api_call_failed",
            "error": 'binance {"code": -1121, "msg": "Invalid symbol."}',
            "error_type": "BadSymbol",
            "@timestamp": STAMP,
        }
    )
    (row,) = read(reading, f"{line}\n".encode()).rows
    assert (row["vendor"], row["code"]) == ("binance", "-1121")
