"""What several programs wrote into one log is read as what each wrote alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, zip_longest

import pytest

from analyzer.formats import formats, named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Loaded, Row, read, reader, skipped

pytestmark = pytest.mark.scale

# What stands before or around a line, by the writer's letter.
AROUND: dict[str, Callable[[str, str], str]] = {
    "compose": lambda writer, line: f"{writer}-1  | {line}",
    "kubectl": lambda writer, line: f"[pod/bot-5d9c7b6f4-x2x7{writer}/bot] {line}",
    "journalctl": lambda writer, line: f"Nov 19 12:00:00 host1 {writer}[8]: {line}",
    "processes": lambda writer, line: f"Nov 19 12:00:00 host1 bot[{ord(writer)}]: {line}",
    "syslog": lambda writer, line: f"<134>1 2026-11-19T12:00:00Z host1 {writer} 8 - - {line}",
    "fly": lambda writer, line: f"2026-11-19T12:00:00Z {writer}[e2865] lhr [info]{line}",
    "concurrently": lambda writer, line: f"[{writer}] {line}",
    "in the journal": lambda writer, line: f"Nov 19 12:00:00 h compose[8]: {writer}-1  | {line}",
    "objects": lambda writer, line: json.dumps(
        {"log": line, "kubernetes": {"pod_name": f"bot-{writer}", "container_name": "bot"}}
    ),
}  # fmt: skip
ASSEMBLED = sorted(name for name, form in formats().items() if form.assemble)
MAY_COME_FROM_AROUND = {"ts", "date", "duration_ms"}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def _told(rows: Sequence[Row]) -> list[list[object]]:
    return sorted(
        (
            [value for name, value in row.items() if name not in MAY_COME_FROM_AROUND]
            for row in rows
        ),
        key=str,
    )


def _assert_each_is_read(around: str, text: str, reading: Reading, size: int = 1 << 20) -> Loaded:
    lines = text.splitlines()
    alone = read(reading, "".join(f"{AROUND[around]('a', line)}\n" for line in lines).encode())
    both = "".join(f"{AROUND[around](writer, line)}\n" for line in lines for writer in "ab")
    found = read(reading, both.encode(), size=size)
    assert _told(found.rows) == _told([row for row in alone.rows for _ in "ab"])
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts) == 2 * len(lines)
    return found


@pytest.mark.one_in(2)
@pytest.mark.scale
@pytest.mark.parametrize("around", AROUND)
def test_exchanges_of_several_lines_may_stand_between_each_other(
    around: str, reading: Reading
) -> None:
    _assert_each_is_read(around, named("okhttp").samples[0].text, reading)


@pytest.mark.one_in(12)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name == "ktor" else pytest.mark.scale)
        for name in ASSEMBLED
        # mitmdump's flows in several lines are read as http_dump's; Burp writes one document.
        if name not in ("mitmdump", "burp")
    ],
)
def test_of_every_format_two_writers_are_each_read(name: str, reading: Reading) -> None:
    for sample in named(name).samples:
        _assert_each_is_read("compose", sample.text, reading)


PAIRS = list(
    combinations(
        ("okhttp", "curl_verbose", "dotnet_httpclient", "python_clients", "node_errors", "combined",
         "canonical", "faraday", "call_lines", "uvicorn"), 2)
)  # fmt: skip


@pytest.mark.one_in(12)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(*pair, marks=() if n % 9 == 0 else pytest.mark.scale)
        for n, pair in enumerate(PAIRS)
    ],
)
def test_each_writer_may_have_a_format_of_its_own(one: str, other: str, reading: Reading) -> None:
    logs = {
        writer: [f"{writer}-1  | {line}\n" for line in named(name).samples[0].text.splitlines()]
        for writer, name in (("a", one), ("b", other))
    }
    expected = [row for log in logs.values() for row in read(reading, "".join(log).encode()).rows]
    both = [line for pair in zip_longest(*logs.values()) for line in pair if line]
    found = read(reading, "".join(both).encode())
    assert _told(found.rows) == _told(expected)
    assert found.counts.lines == len(both)
    # A writer that comes later is read as it writes.
    late = "".join([*logs["a"], *both, "c-1  | x\n", *logs["b"]])
    assert len(read(reading, late.encode(), size=4000).rows) >= len(expected)


@pytest.mark.scale
def test_what_a_writer_began_before_a_chunk_ends_after_it(reading: Reading) -> None:
    text = named("okhttp").samples[0].text
    for size in range(1500, 2100, 100):
        assert _assert_each_is_read("compose", text * 3, reading, size=size).rows


def test_a_request_whose_writer_falls_silent_is_one_without_answer(reading: Reading) -> None:
    text = "a-1  | --> GET https://api.tickdb.ai/v1/lost\na-1  | --> END GET\n" + "".join(
        f"b-1  | --> GET https://api.tickdb.ai/v1/{n}\nb-1  | --> END GET\n"
        f"b-1  | <-- 200 OK https://api.tickdb.ai/v1/{n} (12ms)\n"
        f"b-1  | Date: Thu, 19 Nov 2026 10:00:0{n} GMT\nb-1  | <-- END HTTP\n"
        for n in range(9)
    )
    found = read(reading, text.encode(), size=200)
    assert [row["path"] for row in found.rows] == [f"/v1/{n}" for n in range(9)]
    assert found.counts.rejects == 1  # it has no time, as only answers have one here


@pytest.mark.scale
def test_writers_beyond_number_are_read(reading: Reading) -> None:
    text = "".join(
        f"w{n}-1  | 2026-11-19 10:00:00,123 INFO httpx HTTP Request: GET "
        f'https://api.tickdb.ai/v1/{n} "HTTP/1.1 200 OK"\n'
        for n in range(1500)
    )
    assert len(read(reading, text.encode()).rows) == 1500
