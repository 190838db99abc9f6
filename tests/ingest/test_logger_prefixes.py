"""Lines behind what a program's own logger prints give the rows that they give bare."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from analyzer.formats import named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Row, read, reader, skipped

pytestmark = pytest.mark.scale

AT = "2026-11-19T12:00:00"
LOGGERS = {
    "Python": "2026-11-19 12:00:00,123 - bot - INFO - {}",
    "Python, basicConfig": "INFO:bot.http:{}",
    "loguru": "2026-11-19 12:00:00.123 | INFO     | bot:run:12 - {}",
    "Spring Boot": "2026-11-19 12:00:00.123  INFO 1 --- [main] com.acme.Bot : {}",
    "Logback": "2026-11-19 12:00:00.123 [main] INFO  com.acme.Bot - {}",
    "winston": AT + ".123Z [info]: {}",
    "consola": "[" + AT + ".123Z] INFO: {}",
    "Go's log": "2026/11/19 12:00:00 {}",
    "Go's log with its file": "2026/11/19 12:00:00 main.go:12: {}",
    "klog": "I1119 12:00:00.123456       1 bot.go:12] {}",
    "zap": AT + ".123Z\tINFO\tbot/main.go:12\t{}",
    "tracing": AT + ".123456Z  INFO bot::main: {}",
    "env_logger": "[" + AT + "Z INFO  bot::main] {}",
    "logcat": "11-19 12:00:00.123  1234  1250 I Bot: {}",
    "Ruby": "I, [" + AT + ".123456 #12]  INFO -- : {}",
    "Elixir": "12:00:00.123 [info] {}",
    "Serilog": "[12:00:00 INF] {}",
    "Airflow": "[" + AT + ".123+0000] {{subprocess.py:93}} INFO - {}",
    "Monolog": "[" + AT + ".123456+00:00] app.INFO: {} [] []",
}  # fmt: skip
# Formats, with the number of a sample.
BEHIND = ("combined/2", "aws_alb/0", "envoy/0", "gin/0", "logfmt/8", "nginx_json/1")


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def _told(rows: list[Row]) -> list[str]:
    return sorted(str({k: v for k, v in row.items() if k not in ("ts", "date")}) for row in rows)


def _sample(name: str) -> str:
    form, number = name.split("/")
    text = named(form).samples[int(number)].text
    return "".join(f"{line}\n" for line in text.splitlines() if line)


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("logger", "name"),
    [
        # Each logger with one format, and each with all where there is time.
        pytest.param(logger, name, marks=() if n % len(BEHIND) == m else pytest.mark.scale)
        for n, logger in enumerate(LOGGERS)
        for m, name in enumerate(BEHIND)
    ],
)
def test_lines_behind_a_loggers_prefix_are_read_as_they_are_bare(
    logger: str, name: str, reading: Reading
) -> None:
    lines = _sample(name).splitlines()
    plain = read(reading, _sample(name).encode())
    found = read(reading, "".join(LOGGERS[logger].format(x) + "\n" for x in lines).encode())
    assert _told(found.rows) == _told(plain.rows)
    assert found.counts.rejects <= plain.counts.rejects
    assert found.counts.lines == found.counts.requests + found.counts.rejects + skipped(
        found.counts
    )


def _in_pairs(line: str) -> str:
    return f"time={AT}Z level=info msg={json.dumps(line, ensure_ascii=False)}\n"


def _behind_monolog(line: str) -> str:
    return f"{LOGGERS['Monolog'].format(line)}\n"


@pytest.mark.parametrize("name", [*BEHIND, "okhttp/0", "azure_errors/2"])
@pytest.mark.parametrize("logged", [_in_pairs, _behind_monolog])
def test_what_a_message_holds_is_read_as_it_is_bare(
    name: str, logged: Callable[[str], str], reading: Reading
) -> None:
    told = map(logged, _sample(name).splitlines())
    found = read(reading, "".join(told).encode())
    assert _told(found.rows) == _told(read(reading, _sample(name).encode()).rows)


def test_what_a_logger_says_beside_lines_is_no_broken_line(reading: Reading) -> None:
    lines = (
        '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 429 57 "-" "-"',
        "worker started",
        '10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/y HT',
    )
    for before in ("", "bot-1  | "):
        text = "".join(f"{before}{line}\n" for line in map(LOGGERS["Python"].format, lines))
        counts = read(reading, text.encode()).counts
        assert (counts.requests, counts.rejects, skipped(counts)) == (1, 1, 1), before


def test_a_level_is_kept_where_the_words_behind_it_need_it(reading: Reading) -> None:
    text = (
        "2026-11-19 12:00:00,123 - bot - ERROR - GET https://api.tickdb.ai/v1/a: read timed out\n"
        "2026-11-19 12:00:01,123 - bot - INFO - sleeping\n"
    )
    (row,) = read(reading, text.encode()).rows
    assert (row["host"], row["error_type"], row["ts"].second) == ("api.tickdb.ai", "timeout", 0)


def test_a_document_in_the_message_of_a_logger_is_not_lost(reading: Reading) -> None:
    entry = named("har").samples[0].text.replace("\n", " ")
    text = f"time={AT}Z level=info msg={json.dumps(entry)}\n"
    counts = read(reading, text.encode()).counts
    assert counts.lines == 1 == counts.requests + counts.rejects + skipped(counts)
