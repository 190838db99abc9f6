"""A look at lines changes but the time: rows, rejects, reasons, counts are those of SQL alone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa
import pytest
from blake3 import blake3

from analyzer.formats import named
from analyzer.ingest import look
from analyzer.ingest.detection.plan import read_plan_for
from analyzer.ingest.lines.chunks import CHUNK_BYTES, Position, as_text
from analyzer.ingest.lines.line_table import numbered
from analyzer.ingest.look import Look
from analyzer.ingest.rows.staged_rows import STAGED
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.rows.verdicts import REJECTED
from tests.bench import generated
from tests.conftest import analyzer, is_one_sentence
from tests.ingest import (
    answer_lines,
    closed_lines,
    coded_lines,
    column_lines,
    credential_lines,
    mapped_lines,
    pair_lines,
    span_lines,
    text_lines,
)
from tests.ingest.look_lines import (
    IDS,
    KEY,
    PLAIN_HOSTS,
    SIGNED,
    TELLING,
    as_json,
    as_text_body,
    damaged,
    fields,
    frame,
    lines_of,
    picked,
    text_of,
    with_ids,
)
from tests.reading_lines import reader
from tests.same_lake import content


def read(
    reading: Reading, data: bytes, form: str = "canonical"
) -> tuple[list[pl.DataFrame], object]:
    plan = read_plan_for(as_text(data[: 64 << 10]), named(form))
    assert plan is not None
    reading.empty()
    reading.begin(plan.format, vendor=None, client=None)
    for chunk in plan.chunks(io.BytesIO(data), blake3(), Position(), CHUNK_BYTES):
        reading.read(chunk, numbered(chunk))
    found = reading.rows()
    rows = pl.DataFrame(pa.table(found["requests"].cast(STAGED)))
    rejects = pl.DataFrame(found["rejects"].cast(REJECTED))
    told = [pl.DataFrame(found[n]) for n in ("limit_states", "request_items", "key_expiries")]
    tables = [one.sort(one.columns) for one in (rows, rejects, *told)]
    return tables, reading.counts


@pytest.fixture
def reading() -> Iterator[Reading]:
    """Of one test: where a look was in vain, no other source of that format is looked at."""
    with reader() as engine:
        yield engine


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the native look is kept, once it is compiled."""
    return tmp_path_factory.mktemp("native")


class Sifts(NamedTuple):
    """Of how many lines each look made rows, and how many it passed over: SQL saw neither."""

    rows: list[int]
    data: list[int]


@pytest.fixture
def sifted(monkeypatch: pytest.MonkeyPatch) -> Sifts:
    counts, sift = Sifts([], []), Look.sift

    def counted(*arguments: Any) -> Iterator[Any]:
        for some in sift(*arguments):
            counts.rows.append(len(some.rows))
            counts.data.append(len(some.data))
            yield some

    monkeypatch.setattr(Look, "sift", counted)
    return counts


def same_either_way(
    data: bytes, reading: Reading, monkeypatch: pytest.MonkeyPatch, form: str = "canonical"
) -> None:
    monkeypatch.setenv("ANALYZER_LOOK", "off")
    by_sql, counted = read(reading, data, form)
    monkeypatch.delenv("ANALYZER_LOOK")
    looked_at, counted_too = read(reading, data, form)
    for column in by_sql[0].columns:
        differing = by_sql[0][column].ne_missing(looked_at[0][column])
        assert not differing.any(), (column, by_sql[0].filter(differing).row(0, named=True))
    for one, other in zip(by_sql, looked_at, strict=True):
        assert one.equals(other)
    assert counted == counted_too


@pytest.mark.scale
def test_lines_are_read_the_same_with_a_look_at_them_and_without(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    same_either_way(lines_of(Random(20), 12_000), reading, monkeypatch)
    assert sum(sifted.rows) > 0.15 * 12_000


@pytest.mark.scale
def test_ids_that_answers_tell_are_left_out_of_what_is_known_of_them(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    random = Random(22)
    hosts = ["https://api.zeromarkets.com", "https://api.anthropic.com", *PLAIN_HOSTS[:4]]
    keys = [KEY, "{u}", "{u}x", "{h}", "S1", "bearer {w}"]
    lines = []
    for _ in range(14_000):
        plain = {
            "ts": "2026-11-16T00:00:01Z",
            "client": "bot-7",
            "method": "GET",
            "duration_ms": 3.5,
        }
        line = fields(random) if random.random() < 0.1 else plain
        line["url"] = random.choice(hosts) + picked(random, "/v1/orders/{n}")
        line["status"] = random.choice([200, 200, 429, 401])
        told = random.choice(TELLING)
        line["response_body"] = as_text_body(random, told) if random.random() < 0.1 else told
        header = random.choice(["{u}", "{w}", "req-1"])
        line["response_headers"] = {"X-Request-Id": header}
        key = random.choice(keys) if random.random() < 0.05 else KEY
        sent = {random.choice(["X-API-Key", "X-Auth-Token"]): key}
        if random.random() < 0.05:
            sent["X-Signature"] = random.choice(["{u}", "{w}", "{h}", "S1"])
        line["request_headers"] = sent
        lines.append(text_of(random, line) + "\n")
    same_either_way("".join(lines).encode("utf-8", "surrogatepass"), reading, monkeypatch)
    assert sum(sifted.rows) > 0.32 * 14_000


@pytest.mark.scale
@pytest.mark.parametrize("seed", [24, pytest.param(25, marks=pytest.mark.soak)])
def test_signed_requests_and_ids_in_headers_of_vendors_are_plain(
    seed: int, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    random = Random(seed)
    own = {
        "binance.com": "x-y",
        "anthropic.com": "Request-Id",
        "x.amazonaws.com": "x-amzn-RequestId",
        "github.com": "X-GitHub-Request-Id",
        "openai.com": "X-Request-Id",
        "x.io": "apim-request-id",
        "unknown.example": "Request-Id",
    }
    lines = []
    for _ in range(14_000):
        line = fields(random) if random.random() < 0.05 else {"ts": 1795082400.25, "method": "GET"}
        host = random.choice(list(own))
        line["url"] = f"https://api.{host}/v1/x"
        line["url"] += picked(random, random.choice([*[*SIGNED[:3], ""] * 5, *SIGNED]))
        line["status"] = random.choice([200] * 9 + [429])
        ids: dict[str, object] = {own[host]: random.choice(["{u}", "req-{n}"])}
        if random.random() < 0.05:
            ids |= {random.choice(list(own.values())): random.choice(IDS)}
        if random.random() < 0.1:
            ids |= {"X-Request-Id": "{u}"}
        if random.random() < 0.05:
            ids |= {"Access-Control-Expose-Headers": random.choice(list(own.values()))}
        line["response_headers"] = {name: picked(random, value) for name, value in ids.items()}
        lines.append(with_ids(random, as_json(random, line, (",", ":"))) + "\n")
    same_either_way("".join(lines).encode("utf-8", "surrogatepass"), reading, monkeypatch)
    assert sum(sifted.rows) > 0.4 * 14_000


@pytest.mark.scale
def test_messages_of_data_are_passed_over_as_sql_passes_over_them(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    random = Random(23)
    lines = [as_json(random, frame(random), (",", ":")) for _ in range(14_000)]
    lines = [damaged(random, line) if random.random() < 0.03 else line for line in lines]
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    same_either_way(data, reading, monkeypatch)
    assert sum(sifted.data) > 0.5 * 14_000


@pytest.mark.scale
@pytest.mark.parametrize("form", text_lines.FORMS)
def test_lines_of_text_are_read_the_same_with_a_look_at_them_and_without(
    form: str, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    same_either_way(text_lines.log(Random(21), 15_000, form), reading, monkeypatch, form)
    assert sum(sifted.rows) > 0.3 * 15_000


@pytest.mark.scale
@pytest.mark.parametrize(("seed", "form"), [(1, "json"), (6, "json"), (7, "nginx_json")])
def test_json_of_any_make_is_read_the_same_with_a_look_at_it_and_without(
    seed: int, form: str, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    data = mapped_lines.log(seed, 8_000).encode("utf-8", "surrogatepass")
    same_either_way(data, reading, monkeypatch, form)
    assert sum(sifted.rows) > 0.5 * 8_000


@pytest.mark.parametrize("form", closed_lines.FORMS)
@pytest.mark.parametrize(
    "seeds", [range(3), pytest.param(range(3, 30), marks=[pytest.mark.scale, pytest.mark.soak])]
)
def test_json_of_programs_is_read_the_same_with_a_look_at_it_and_without(
    form: str, seeds: range, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    for seed in seeds:
        data = closed_lines.log(Random(seed), 5_000, form).encode("utf-8", "surrogatepass")
        same_either_way(data, reading, monkeypatch, form)
    assert sum(sifted.rows) > 0.3 * len(seeds) * 5_000


@pytest.mark.parametrize(
    "seeds",
    [(0, 2, 3, 9), pytest.param(range(10, 60), marks=[pytest.mark.scale, pytest.mark.soak])],
)
def test_columns_are_read_the_same_with_a_look_at_them_and_without(
    seeds: Sequence[int], reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    monkeypatch.setattr(look, "_LEAST_BYTES", 1)
    for seed in seeds:
        same_either_way(column_lines.log(Random(seed), 5_000).encode(), reading, monkeypatch, "w3c")
    assert sum(sifted.rows) > 0.3 * len(seeds) * 5_000
    data = column_lines.zeek_log(Random(seeds[0]), 5_000).encode("utf-8", "surrogatepass")
    same_either_way(data, reading, monkeypatch, "zeek")


@pytest.mark.scale
@pytest.mark.parametrize(
    "seeds",
    [(0, 1, 2, 3), pytest.param(range(10, 60), marks=[pytest.mark.scale, pytest.mark.soak])],
)
def test_tables_are_read_the_same_with_a_look_at_them_and_without(
    seeds: Sequence[int], reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    monkeypatch.setattr(look, "_LEAST_BYTES", 1)
    for seed in seeds:
        same_either_way(column_lines.csv_log(seed, 5_000), reading, monkeypatch, "csv")
        data = column_lines.jmeter_log(Random(seed), 5_000).encode("utf-8", "surrogatepass")
        same_either_way(data, reading, monkeypatch, "jmeter")
    assert sum(sifted.rows) > 0.2 * len(seeds) * 10_000


@pytest.mark.scale
@pytest.mark.parametrize("make", answer_lines.MAKES, ids=lambda make: make[-1])
def test_answers_by_their_other_names_are_read_the_same_with_a_look_at_them_and_without(
    make: tuple[str, ...], reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    data = answer_lines.log(8, 5_000, make).encode("utf-8", "surrogatepass")
    same_either_way(data, reading, monkeypatch, "json")
    assert sum(sifted.rows) > 0.5 * 5_000


@pytest.mark.scale
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 40))]
)
def test_codes_that_fields_and_errors_tell_are_read_the_same_with_a_look_at_them_and_without(
    seed: int, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    data = coded_lines.log(Random(seed), 9_000)
    same_either_way(data, reading, monkeypatch, "json")
    assert sum(sifted.rows) > 0.5 * 9_000


@pytest.mark.scale
@pytest.mark.parametrize("form", ["ltsv", "logfmt"])
@pytest.mark.parametrize(
    "seeds", [range(40, 43), pytest.param(range(43, 80), marks=pytest.mark.soak)]
)
def test_pairs_are_read_the_same_with_a_look_at_them_and_without(
    form: str, seeds: range, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    for seed in seeds:
        same_either_way(pair_lines.log(seed, 8_000, form), reading, monkeypatch, form)
    # All lines of a log spell their names alike: of some logs none is plain, of others many are.
    assert max(sifted.rows) > 0.3 * 8_000


@pytest.mark.scale
@pytest.mark.parametrize(
    "seed", [31, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(32, 60))]
)
def test_spans_are_read_the_same_with_a_look_at_them_and_without(
    seed: int, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    same_either_way(span_lines.log(Random(seed), 6_000), reading, monkeypatch, "otlp")
    assert sum(sifted.rows) > 4_000


@pytest.mark.scale
def test_of_most_lines_of_a_log_as_it_is_sql_is_not_asked(
    reading: Reading, sifted: Sifts, tmp_path: Path
) -> None:
    generated.write("canonical", tmp_path / "calls.jsonl", 15_000)
    read(reading, (tmp_path / "calls.jsonl").read_bytes())
    assert sum(sifted.rows) > 0.7 * 15_000


@pytest.mark.scale
def test_sources_that_are_written_out_while_their_next_lines_are_looked_at_give_the_same_lake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, compiled: Path
) -> None:
    for number, lines in enumerate((2_500, 40, 40, 3_000), 1):
        generated.write("canonical", tmp_path / f"{number}.jsonl", lines)
        with (tmp_path / f"{number}.jsonl").open("ab") as log:
            log.write(lines_of(Random(number), lines // 5))
    monkeypatch.setenv("ANALYZER_SECRET", "of both lakes")
    monkeypatch.setattr("analyzer.ingest.loads.loading.CHUNK_BYTES", 128 << 10)
    monkeypatch.setattr("analyzer.ingest.loads.staging.FLUSH_ROWS", 600)
    monkeypatch.setattr("analyzer.ingest.rows.transform._GATHERED_BYTES", 96 << 10)
    monkeypatch.setattr(look, "_LEAST_BYTES", 1)
    monkeypatch.setattr(look, "_LEAST_GAIN_LINES", 1)
    monkeypatch.setenv("ANALYZER_CACHE", str(compiled))
    lakes = {}
    for state in ("on", "off", "native"):
        monkeypatch.setenv("ANALYZER_LOOK", state)
        ran = analyzer("ingest", *sorted(tmp_path.glob("*.jsonl")), "--lake", tmp_path / state)
        assert ran.status == 0, ran.err
        lakes[state] = content(tmp_path / state)
        # Which lines are the examples of what is left out follows from the order of reading.
        del lakes[state]["loads.left_out"], lakes[state]["loads.whole rows"]
    assert lakes["on"] == lakes["off"] == lakes["native"]


@pytest.mark.scale
def test_looks_of_native_code_know_nothing_of_one_another(
    monkeypatch: pytest.MonkeyPatch, compiled: Path, sifted: Sifts
) -> None:
    monkeypatch.setenv("ANALYZER_CACHE", str(compiled))
    monkeypatch.setattr(look, "_LEAST_BYTES", 1)
    monkeypatch.setattr(look, "_LEAST_GAIN_LINES", 1)
    logs = [lines_of(Random(seed), 1_500) for seed in (50, 51)]
    with reader() as one, reader() as other:
        monkeypatch.setenv("ANALYZER_LOOK", "off")
        by_sql = [read(one, log)[0] for log in logs]
        monkeypatch.setenv("ANALYZER_LOOK", "native")
        for which, engine in ((0, one), (1, other), (1, one), (0, other)):
            found, _ = read(engine, logs[which])
            for ours, theirs in zip(found, by_sql[which], strict=True):
                assert ours.equals(theirs)
    assert sum(sifted.rows) > 0.15 * 6_000


def test_native_code_without_a_compiler_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANALYZER_LOOK", "native")
    monkeypatch.setenv("ANALYZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("analyzer.ingest.look.native.find_spec", lambda name: None)
    generated.write("canonical", log := tmp_path / "calls.jsonl", 3_000)
    ran = analyzer("ingest", log, "--lake", tmp_path / "lake")
    assert ran.status == 2
    assert "api-log-analyzer[native]" in ran.err
    assert is_one_sentence(ran.err)


SECRET = "Zq4vRt9wXy2bNm7c"
# A credential whose name or value is spelled so that no plain word tells it.
HIDDEN = [
    ("url", f"https://h.io/v1/orders/7?api%5fkey={SECRET}"),
    ("url", f"https://h.io/v1/orders/7?api%255Fkey={SECRET}"),
    ("url", f"https://h.io/v1/orders/7?api&#95;key={SECRET}"),
    ("url", f"https://h.io/v1/orders/7?api&#x5f;key={SECRET}"),
    ("url", f"https://h.io/v1/orders/7?api\\u005fkey={SECRET}"),
    ("url", f"https://h.io/v1/orders/7?api\\\\u005fkey={SECRET}"),
    ("url", f"https://h.io/bot7123456789:{SECRET}{SECRET}abc/getMe"),
    ("url", f"https://h.io/BOT7123456789:{SECRET}{SECRET}abc/getMe"),
    ("client", f"api%5Fkey={SECRET}"),
    ("client", f"api&#x5F;key={SECRET}"),
    ("client", f"api&#95;key&#61;{SECRET}"),
    ("client", f"api\\u005fkey={SECRET}"),
    ("client", f"api\\\\u005fkey={SECRET}"),
]


@pytest.mark.scale
def test_a_secret_that_is_spelled_in_codes_does_not_survive_a_look(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    monkeypatch.setattr(look, "_LEAST_BYTES", 1)
    monkeypatch.setattr(look, "_LEAST_GAIN_LINES", 1)
    known = {"client": "bot", "url": "https://h.io/v1/x"}
    named_so = [known | {field: value} for field, value in [*HIDDEN, ("client", "bot")]]
    lines = [
        f'{{"ts":"2026-11-16T00:01:{second:02}Z","status":200,'
        f'"client":"{one["client"]}","url":"{one["url"]}"}}\n'
        for second in range(20)
        for one in named_so
    ]
    data = "".join(lines).encode()
    same_either_way(data, reading, monkeypatch)
    assert 0 < sum(sifted.rows) < len(lines)
    kept = read(reading, data)[0][0]
    assert SECRET not in kept.drop("ts", "date").write_csv()


# Failures that come again with the same words, some of which a secret might stand beside.
REFUSED = [
    (200, {"code": 1001, "message": "Invalid API key"}),
    (200, {"code": 1001, "message": "Missing API key"}),
    (401, {"error": "apiKey required"}),
    (401, {"error": "apiKey required", "key": KEY}),
    (401, {"error": f"token {SECRET}{SECRET} is not known"}),
    (200, {"code": 3001, "message": f"slow down, api_key={SECRET}"}),
    (200, {"code": 0, "message": "success"}),
]
ASKED = [
    "/v1/market/ticker", f"/v1/market/ticker?symbol={KEY.upper()}", f"/v1/market/{KEY}",
    f"/v1/market/ticker?symbol=%30{KEY[1:]}", "/v1/orders/7",
]  # fmt: skip


@pytest.mark.scale
def test_a_failure_that_comes_again_is_asked_about_once_and_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    monkeypatch.setattr(look, "_LEAST_BYTES", 1)
    monkeypatch.setattr(look, "_LEAST_GAIN_LINES", 1)
    monkeypatch.setattr(look, "MOST_LINES", 500)  # what one portion taught, the next ones use
    lines = [
        json.dumps(
            {
                "ts": f"2026-11-16T00:{minute:02}:00Z", "status": status, "response_body": body,
                "url": f"https://{host}{path}", "request_headers": {"X-API-Key": KEY},
            }
        )
        for minute in range(40)
        for host in ("api.tickdb.ai", "mmapi.55-tech.com")
        for status, body in REFUSED
        for path in ASKED
    ]  # fmt: skip
    data = "\n".join([*lines, ""]).encode()
    with reader() as reading:
        same_either_way(data, reading, monkeypatch)
        assert sum(sifted.rows) > 0.2 * len(lines)
        kept = read(reading, data)[0][0]
    written = kept.drop("ts", "date").write_csv()
    assert SECRET not in written
    assert KEY not in written
    assert set(kept["code"].drop_nulls()) >= {"1001", "3001"}


@pytest.mark.apart
@pytest.mark.scale
@pytest.mark.parametrize(
    ("seed", "form"),
    [
        (0, "canonical"),
        *(pytest.param(seed, "canonical", marks=pytest.mark.soak) for seed in range(1, 40)),
        (0, "combined"),
        (2, "common"),
        (0, "haproxy"),
        *(
            pytest.param(seed, form, marks=pytest.mark.soak)
            for seed in range(1, 20)
            for form in text_lines.FORMS
        ),
    ],
)
def test_many_lines_are_read_the_same_with_a_look_at_them_and_without(
    seed: int, form: str, reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    is_text = form in text_lines.FORMS
    data = text_lines.log(Random(seed), 35_000, form) if is_text else lines_of(Random(seed), 35_000)
    same_either_way(data, reading, monkeypatch, form)
    assert sum(sifted.rows) > 0.15 * 35_000


@pytest.mark.apart
@pytest.mark.scale
@pytest.mark.parametrize("seeds", [(17, 20), pytest.param(range(22, 30), marks=pytest.mark.soak)])
@pytest.mark.parametrize("form", ["json", "nginx_json"])
def test_many_makes_of_json_are_read_the_same_with_a_look_at_them_and_without(
    form: str,
    seeds: Sequence[int],
    reading: Reading,
    monkeypatch: pytest.MonkeyPatch,
    sifted: Sifts,
) -> None:
    for seed in seeds:
        data = mapped_lines.log(seed, 6_000).encode("utf-8", "surrogatepass")
        same_either_way(data, reading, monkeypatch, form)
    assert sum(sifted.rows) > 0.3 * len(seeds) * 6_000


def test_rows_may_be_taken_in_the_middle_of_a_source_behind_one_with_connections(
    reading: Reading,
) -> None:
    at = {"ts": "2026-11-16T00:00:00Z"}
    received = {"protocol": "websocket", "connection": "c-1", "direction": "received"}
    message = {"url": "wss://api.tickdb.ai/v1/ws", "message": {"cmd": "subscribe", "code": 3001}}
    call = {"method": "GET", "url": "https://api.tickdb.ai/v1/ticker?symbol=BTCUSDT", "status": 200}
    frame, plain = (f"{json.dumps(at | one)}\n" for one in (received | message, call))

    def begin(text: str) -> None:
        plan = read_plan_for(frame, named("canonical"))
        assert plan is not None
        reading.begin(plan.format, vendor=None, client=None)
        for chunk in plan.chunks(io.BytesIO(text.encode()), blake3(), Position(), CHUNK_BYTES):
            reading.read(chunk, numbered(chunk))

    reading.empty()
    begin(frame)
    reading.rows()
    reading.empty()
    begin(frame + plain * 12_000)
    # The frame waits for others of its source meanwhile.
    assert len(reading.rows(so_far=True)["requests"]) == 12_000
    reading.empty(so_far=True)
    assert len(reading.rows()["requests"]) == 1
    assert reading.counts.lines == reading.counts.requests == 12_001


@pytest.mark.scale
@pytest.mark.parametrize(("in_query", "share"), [(False, 0.5), (True, 0.2)])
def test_who_sends_another_credential_each_time_is_known_without_it(
    in_query: bool,
    share: float,
    reading: Reading,
    monkeypatch: pytest.MonkeyPatch,
    sifted: Sifts,
) -> None:
    data = credential_lines.log(Random(31), 14_000, in_query=in_query)
    same_either_way(data, reading, monkeypatch)
    assert sum(sifted.rows) > share * 14_000


@pytest.mark.scale
def test_clients_that_are_too_many_to_be_numbered_are_named(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, sifted: Sifts
) -> None:
    same_either_way(credential_lines.of_many(90_000), reading, monkeypatch)
    assert sum(sifted.rows) > 0.9 * 90_000
