"""Small sources are read together, and each becomes what it would become alone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pytest
from blake3 import blake3

from analyzer.formats import Format, formats, named
from analyzer.ingest import look
from analyzer.ingest.detection.plan import read_plan_for
from analyzer.ingest.lines.chunks import CHUNK_BYTES, Position
from analyzer.ingest.lines.line_table import numbered
from analyzer.ingest.rows.counts import Counts
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.wrapping.read_plan import ReadPlan
from tests.reading_lines import read, read_together, reader

CALLS: list[dict[str, object]] = [
    {"ts": f"2026-11-19T10:00:{n:02}Z", "client": f"bot-{n % 3}", "method": "GET",
     "url": f"https://api.tickdb.ai/v1/orders/{n}?symbol=S{n % 5}", "status": 200 if n % 4 else 429,
     "request_headers": {"X-API-Key": f"key-of-somebody-{n % 2}"},
     "response_headers": {"X-Request-Id": f"r-{n}", "X-RateLimit-Remaining": f"{n}"},
     "response_body": {"code": 0 if n % 4 else 3001, "message": "slow down"}}
    for n in range(40)
]  # fmt: skip

CANCELS: list[dict[str, object]] = [
    {"ts": f"2026-11-19T10:00:{n:02}Z", "method": "POST", "request_body": [n, n + 1],
     "url": "https://mmapi.55-tech.com/api/v1/orders/cancel", "status": 502,
     "response_body": {"detail": {"failed": [n]}}}
    for n in range(3)
]  # fmt: skip


def frames(connection: str, key: str) -> list[dict[str, object]]:
    """A connection that logs in, is refused, gets data and closes."""
    of = {"protocol": "websocket", "connection": connection}
    url = f"wss://api.tickdb.ai/v1/ws?api_key={key}"
    times = [f"2026-11-19T10:00:00.{n}Z" for n in range(5)]
    return [
        {"ts": times[0], **of, "event": "open", "url": url, "client": key},
        {"ts": times[1], **of, "direction": "sent", "message": {"cmd": "subscribe"}},
        {"ts": times[2], **of, "direction": "received", "message": {"code": 4003, "say": key}},
        {"ts": times[3], **of, "direction": "received", "message": {"symbol": "S1", "price": 1}},
        {"ts": times[4], **of, "event": "close", "close_code": 1008},
    ]


def text(*lines: dict[str, object] | str) -> bytes:
    """Lines as a source has them."""
    return "".join(
        f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines
    ).encode()


SOURCES = {
    "calls": text(*CALLS),
    "calls that name items": text(CALLS[0], *CANCELS, CALLS[1]),
    "a connection of the name that others have": text(*frames("c-1", "first-key")),
    "another, which is never closed": text(*CALLS[:3], *frames("c-1", "second-key")[:-1]),
    "blank and broken lines": text("", CALLS[1], " \t ", "{broken", CALLS[2], "[1]", '{"a":1}', ""),
    "a connection that was opened elsewhere, a broken time, no newline": text(
        *frames("c-1", "third-key")[1:], '{"ts":"never","url":"/x"}', *CALLS[5:8]
    ).rstrip(b"\n"),
}
CANONICAL = ReadPlan(named("canonical"), None, 1.0)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def begin(reading: Reading, source: bytes) -> Counts:
    """Read a source; its counts hold once the rows are asked for."""
    reading.begin(CANONICAL.format, vendor=None, client=None)
    for chunk in CANONICAL.chunks(io.BytesIO(source), blake3(), Position(), CHUNK_BYTES):
        reading.read(chunk, numbered(chunk))
    return reading.counts


def told(reading: Reading) -> list[pl.DataFrame]:
    """Rows, rejects, limit states and items, in an order of their own."""
    tables = reading.rows().values()
    frames = [pl.DataFrame(table.cast(_plain(table))) for table in tables]
    reading.empty()
    return [frame.sort(frame.columns) for frame in frames]


def _plain(table: pa.Table) -> pa.Schema:
    """The columns of a table, none of them of dictionary arrays."""
    kinds = [
        pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
        for f in table.schema
    ]
    return pa.schema(kinds)


@pytest.mark.parametrize("least", [1, pytest.param(1 << 30, marks=pytest.mark.scale)])
def test_sources_read_together_become_what_each_becomes_alone(
    least: int, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a look at lines that are so many bytes together, and without one."""
    monkeypatch.setattr(look, "_LEAST_BYTES", 1 << 30)
    alone: list[list[pl.DataFrame]] = []
    counts = []
    reading.empty()
    for number, source in enumerate(SOURCES.values(), 1):
        counts.append(begin(reading, source))
        number_of = pl.lit(number, pl.Int32).alias("number")
        alone.append([frame.with_columns(number_of) for frame in told(reading)])
    monkeypatch.setattr(look, "_LEAST_BYTES", least)
    together = [begin(reading, source) for source in SOURCES.values()]
    for found, parts in zip(told(reading), zip(*alone, strict=True), strict=True):
        wanted = pl.concat(parts)
        assert found.equals(wanted.sort(wanted.columns))
    for name, ours, theirs in zip(SOURCES, together, counts, strict=True):
        assert ours == theirs, name


def shows_its_columns(form: Format) -> bool:
    """Whether a format's SELECT follows from what lines say: their names, or a header's."""
    plan = read_plan_for(form.samples[0].text, form)
    return plan is not None and callable(plan.format.select)


# All others are read the same ways; each text of theirs costs a plan.
FEW_SHOWN = ("csv", "logfmt")
SHOWN = [
    pytest.param(form, marks=() if form.name in FEW_SHOWN else pytest.mark.scale, id=form.name)
    for form in formats().values()
    if shows_its_columns(form)
]


@pytest.mark.one_in(5)
@pytest.mark.scale
@pytest.mark.parametrize("form", SHOWN)
def test_sources_that_name_their_columns_are_read_together_as_each_alone(
    form: Format, reading: Reading
) -> None:
    texts = [sample.text for sample in form.samples]
    # Once more the same, a part of it, and other columns between.
    sources = [*texts, *texts[:1] * 2, texts[0].splitlines(keepends=True)[0] * 2, *reversed(texts)]
    found = read_together(reading, [source.encode() for source in sources], form)
    assert found == [read(reading, source.encode(), form) for source in sources]


@pytest.mark.scale
def test_a_source_that_goes_on_after_others_keeps_its_connections(reading: Reading) -> None:
    reading.empty()
    begin(reading, SOURCES["another, which is never closed"])
    reading.begin(CANONICAL.format, vendor=None, client=None)
    lines = frames("c-1", "fourth-key")
    for part in (text(*lines[:2]), text(*lines[2:])):
        for chunk in CANONICAL.chunks(io.BytesIO(part), blake3(), Position(), CHUNK_BYTES):
            reading.read(chunk, numbered(chunk))
        reading.rows()
    found = pl.DataFrame(reading.rows()["requests"]).filter(pl.col("number") == 2)
    assert found["command"].to_list() == ["open", "subscribe", "close"]
    assert found["host"].unique().to_list() == ["api.tickdb.ai"]
    assert found["key_id"].n_unique() == 1
