"""Every log format by its own samples: what it makes of them, and that none takes another's."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest

from analyzer.formats import EXCHANGE, Format, Sample, formats, guess, named
from analyzer.ingest.detection.line_kinds import Likely
from analyzer.ingest.detection.plan import read_plan_for
from analyzer.ingest.lines.chunks import as_text
from analyzer.ingest.lines.colours import without_colours
from analyzer.ingest.rows.transform import Reading
from tests.conftest import REAL_LOGS, analyzer, rest_long
from tests.reading_lines import Loaded, load, matches, read, reader, skipped

SAMPLES = {
    f"{form.name}-{number}": (form, sample)
    for form in formats().values()
    for number, sample in enumerate(form.samples, 1)
}
PLAIN_LINES = {
    name: (form, sample)
    for name, (form, sample) in SAMPLES.items()
    if form.elements is None and "haproxy[" not in sample.text
}
DECLARED = "test_a_sample_gives_the_rows_rejects_and_skips_that_it_declares"
each_sample = pytest.mark.parametrize(("form", "sample"), SAMPLES.values(), ids=list(SAMPLES))


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


@pytest.fixture(scope="module")
def ingested(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Loaded]:
    """The samples that this run asks about, each a file, in one lake."""
    folder = tmp_path_factory.mktemp("samples")
    mine = (one for one in request.session.items if one.getparent(pytest.Module) is request.node)
    asked = {item.name.removeprefix(DECLARED) for item in mine}
    files = []
    for name, (_, sample) in SAMPLES.items():
        if f"[{name}]" in asked:
            file = folder / f"{name}.log"
            file.write_text(sample.text, "utf-8")
            files.append(file)
    loaded = load(folder / "lake", *files)
    return {Path(name).stem: one for name, one in loaded.items()}


def assert_declared(found: Loaded, sample: Sample) -> None:
    left = list(found.rows)
    for wanted in sample.rows:
        row = next((row for row in left if matches(row, wanted)), None)
        assert row is not None, (wanted, left)
        left.remove(row)
    assert left == []
    assert found.counts.rejects == sample.rejects == len(found.rejects)
    assert skipped(found.counts) == sample.skipped


@pytest.mark.parametrize(
    ("form", "sample"),
    [
        pytest.param(*one, marks=() if name.endswith("-1") else pytest.mark.scale)
        for name, one in SAMPLES.items()
    ],
    ids=list(SAMPLES),
)
def test_a_sample_gives_the_rows_rejects_and_skips_that_it_declares(
    form: Format, sample: Sample, ingested: dict[str, Loaded], request: pytest.FixtureRequest
) -> None:
    found = ingested[request.node.callspec.id]
    assert found.format == form.name
    assert_declared(found, sample)
    assert found.counts.lines == found.counts.requests + found.counts.rejects + skipped(
        found.counts
    )


@pytest.mark.parametrize("form", formats().values(), ids=list(formats()))
def test_a_format_shows_a_request_and_a_line_that_it_rejects(form: Format) -> None:
    assert any(sample.rows for sample in form.samples)
    assert form.title
    assert re.fullmatch(r"[a-z0-9_]+", form.name)
    documents = {"har"}
    assert (
        form.name in documents
        or any(sample.rejects for sample in form.samples)
        or (form.name in {"canonical", "common"})
    )


@pytest.mark.scale
@each_sample
def test_no_other_format_claims_a_sample_as_firmly(form: Format, sample: Sample) -> None:
    text = shown(sample)
    plan = read_plan_for(text)
    assert plan is not None
    text = plan.wrapping.off(text.encode()).decode() if plan.wrapping else text
    claims = {other.name: other.detect(text) for other in formats().values()}
    own = claims.pop(form.name)
    assert own > max(claims.values()), claims


def shown(sample: Sample) -> str:
    """What of a sample its format is told by."""
    return as_text(sample.text.encode())


@cache
def wholly_sure() -> list[Format]:
    """The formats that are, of a sample of theirs: only then the one before is asked alone."""
    return [
        form
        for form in formats().values()
        if any(form.detect(shown(sample)) >= 1 for sample in form.samples)
    ]


# Each pair of a sample and a format is asked about above: here each of both, not each pair.
ONE_IN = 6


@pytest.mark.one_in(12)
@pytest.mark.scale
@pytest.mark.parametrize(
    ("number", "form", "sample"),
    [(number, *one) for number, one in enumerate(SAMPLES.values())],
    ids=list(SAMPLES),
)
def test_a_sample_is_read_alike_whatever_the_source_before_was(
    number: int, form: Format, sample: Sample
) -> None:
    plan = read_plan_for(shown(sample))
    assert plan is not None
    before_it = wholly_sure()[number % ONE_IN :: ONE_IN]
    assert before_it
    for before in before_it:
        after = read_plan_for(shown(sample), likely=Likely(before))
        assert after is not None
        assert (after.format.name, after.wrapping) == (form.name, plan.wrapping), before.name


REAL = sorted(
    (
        (path, expected)
        for path in REAL_LOGS.rglob("*")
        if not path.name.endswith(".expect.json")
        for expected in [path.with_name(f"{path.name}.expect.json")]
        if expected.exists()
    ),
    key=str,
)
FOLDER_FORMATS = {
    "apache": {"combined"},
    "nginx": {"combined"},
    "aws_alb": {"aws_alb"},
    "caddy": {"caddy"},
    "csv": {"jmeter", "k6"},
    "envoy": {"envoy"},
    "haproxy": {"haproxy"},
    "har": {"har"},
    "jsonl": {"cloudflare"},
    "otlp": {"otlp"},
    "traefik": {"traefik_json"},
}


@pytest.mark.skipif(not REAL, reason=f"{REAL_LOGS} is not there")
@pytest.mark.parametrize("path", [path for path, _ in REAL], ids=lambda path: path.name)
def test_a_real_log_is_claimed_by_its_own_format_alone(path: Path) -> None:
    plan = read_plan_for(as_text(path.read_bytes()[: 64 << 10]))
    assert plan is not None
    assert plan.format.name in FOLDER_FORMATS[path.parent.name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n  \n",
        "Dear all,\nplease find attached the report for GET /v1 and its status 200.\n",
        "def main():\n    return {'status': 200, 'method': 'GET'}\n",
        '{"name": "analyzer", "version": "1.0", "dependencies": {"a": "^1"}}\n',
        '[{"id": 1, "name": "x"}, {"id": 2, "name": "y"}]\n',
        "id,name,price\n1,apple,2.5\n2,pear,3\n",
        "Nov 19 10:00:00 host sshd[1]: Accepted publickey for root from 10.0.0.7 port 22\n",
        '{"time":"2026-11-19T10:00:00Z","level":"info","msg":"started"}\n',
        "level=info ts=2026-11-19T10:00:00Z msg=started\n",
        "#separator \\x09\n#fields\tts\tuid\tquery\tanswers\n1795082400.1\tC\ta.b\t1.2.3.4\n",
        "<?xml version='1.0'?><html><body>GET / HTTP/1.1</body></html>\n",
        "\x00\x01\x02PNG\r\n",
    ],
)
def test_what_is_no_log_of_requests_is_no_known_format(text: str) -> None:
    assert guess(text) is None
    assert read_plan_for(text) is None


ODD = ["canonical", "combined", "csv", "har", "otlp", "w3c"]


@pytest.mark.parametrize("name", rest_long(ODD, first=3))
def test_bom_crlf_and_a_missing_newline_at_the_end_change_nothing(
    name: str, reading: Reading
) -> None:
    text = named(name).samples[0].text
    plain = read(reading, text.encode())
    found = read(reading, b"\xef\xbb\xbf" + text.rstrip("\n").replace("\n", "\r\n").encode())
    assert found.format == name
    assert found.counts == plain.counts
    assert found.rows == plain.rows


COLOURED = ["canonical", "combined", "csv", "w3c", "call_lines", "client_errors", "okhttp", "wget"]


@pytest.mark.parametrize("name", rest_long(COLOURED, first=3))
def test_colours_of_a_terminal_change_nothing(name: str, reading: Reading) -> None:
    lines = [line for line in named(name).samples[0].text.splitlines() if line]
    plain = read(reading, "".join(f"{line}\n" for line in lines).encode())
    coloured = "".join(
        f"\x1b[1;31m{line[:9]}\x1b[0m\x1b[38;5;8m{line[9:]}\x1b[0m\x1b[K\n" for line in lines
    )
    found = read(reading, coloured.encode())
    assert found.format == name
    assert (found.counts, found.rows) == (plain.counts, plain.rows)


WRAPPINGS = {
    "compose": lambda line: f"gateway-1  | {line}",
    "compose in colour": lambda line: f"\x1b[36mgateway-1  |\x1b[0m {line}",
    "cri": lambda line: f"2026-11-19T11:00:00.493035218+01:00 stdout F {line}",
    "docker": lambda line: json.dumps(
        {"log": line + "\n", "stream": "stdout", "time": "2026-11-19T10:00:00.1Z"},
        separators=(",", ":"),
        ensure_ascii=False,
    ),
    "rfc 3164": lambda line: f"<190>Nov 19 10:00:00 lb1 gateway[7]: {line}",
    "rfc 5424": lambda line: f"<190>1 2026-11-19T10:00:00Z lb1 gateway 7 - - {line}",
    "journal": lambda line: f"2026-11-19T10:00:00+0000 lb1 gateway[7]: {line}",
}
# A body right before the next message, and lines that many loggers wrote.
BARE_ALONE = {"http_dump-3", "http_dump-6", "websocket_clients-5"}
TIMED = WRAPPINGS.keys() - {"compose", "compose in colour", "docker"}


@pytest.mark.one_in(54)
@pytest.mark.scale
@pytest.mark.parametrize(
    ("form", "sample", "wrapping"),
    [
        # Each sample behind one of them, and the next one behind the next; all take a minute.
        pytest.param(
            form,
            sample,
            wrapping,
            marks=() if m % len(WRAPPINGS) == n else pytest.mark.scale,
            id=f"{name}-{wrapping}",
        )
        for m, (name, (form, sample)) in enumerate(PLAIN_LINES.items())
        for n, wrapping in enumerate(WRAPPINGS)
    ],
)
def test_a_collectors_prefix_comes_off(
    form: Format, sample: Sample, wrapping: str, reading: Reading, request: pytest.FixtureRequest
) -> None:
    text = "".join(f"{line}\n" for line in sample.text.splitlines() if line)
    wrapped = "".join(f"{WRAPPINGS[wrapping](line)}\n" for line in text.splitlines())
    plan = read_plan_for(as_text(wrapped.encode()))
    assert plan is not None
    assert form.name in plan.format.name.split("+")
    if not form.assemble and (not form.stamped or wrapping == "docker"):
        assert plan.wrapping is not None
        bare_lines = plan.wrapping.off(without_colours(wrapped.encode()))
        assert bare_lines == without_colours(text.encode())
    name = request.node.callspec.id.removesuffix(f"-{wrapping}")
    if form.document is not None or name in BARE_ALONE:  # whose values span lines
        return
    bare, found = read(reading, text.encode()), read(reading, wrapped.encode())
    assert not _calls(bare) - _calls(found)
    # What nothing says the time of is a call with that of the collector.
    assert len(found.rows) <= len(bare.rows) + bare.counts.rejects


def _calls(found: Loaded) -> Counter[tuple[object, ...]]:
    told = ("method", "host", "path", "query", "status", "error_type", "code", "message")
    return Counter(tuple(row[name] for name in told) for row in found.rows)


def test_a_line_that_the_container_runtime_cut_in_parts_is_put_together(reading: Reading) -> None:
    line = '{"ts":"2026-11-19T10:00:00Z","url":"https://api.tickdb.ai/v1","status":200}'
    other = line.replace("/v1", "/v2")
    stamp = "2026-11-19T10:00:00.1Z stdout"
    parts = ["F " + other, "P " + line[:20], "P " + line[20:40], "F " + line[40:], "F oops"]
    found = read(reading, "".join(f"{stamp} {part}\n" for part in parts).encode())
    assert sorted(row["path"] for row in found.rows) == ["/v1", "/v2"]
    assert found.counts.lines == 5
    assert found.counts.skipped == {"blank line": 2}
    assert found.rejects == [(5, "not valid JSON")]


@pytest.mark.scale
def test_a_line_that_docker_cut_in_pieces_is_put_together(reading: Reading) -> None:
    def piece(text: str) -> str:
        told = {"log": text, "stream": "stdout", "time": "2026-11-19T10:00:00.1Z"}
        return json.dumps(told, separators=(",", ":")) + "\n"

    line = '{"ts":"2026-11-19T10:00:00Z","url":"https://api.tickdb.ai/v1","status":429,"response_body":'
    long = f'{line}"{"x" * 40_000}"}}\n'
    pieces = [long[at : at + (16 << 10)] for at in range(0, len(long), 16 << 10)]
    texts = [*pieces, f"{line}1}}\n", pieces[0]]
    found = read(reading, "".join(map(piece, texts)).encode())
    assert [row["status"] for row in found.rows] == [429, 429]
    assert found.counts.skipped == {"blank line": 2}
    assert found.rejects == [(5, "not valid JSON")]


@pytest.mark.scale
def test_a_header_that_changes_holds_for_the_chunks_after_it(reading: Reading) -> None:
    before = "#Fields: date time cs-method cs-uri-stem sc-status\n" + (
        "2026-11-19 10:00:00 GET /before 200\n" * 3
    )
    after = "#Fields: date time sc-status cs-uri-stem cs-method\n" + (
        "2026-11-19 10:00:01 404 /after POST\n" * 20
    )
    found = read(reading, (before + after).encode(), size=200)
    assert found.counts.requests == 23
    assert {(row["path"], row["status"], row["method"]) for row in found.rows} == {
        ("/before", 200, "GET"),
        ("/after", 404, "POST"),
    }


def test_the_lines_of_a_csv_file_have_their_header_in_later_chunks(reading: Reading) -> None:
    text = "time,method,path,status\n" + "2026-11-19T10:00:00Z,GET,/v1,200\n" * 12
    found = read(reading, text.encode(), size=100)
    assert (found.counts.requests, found.counts.skipped) == (12, {"header": 1})


@pytest.mark.scale
def test_a_document_may_be_one_line_of_many_megabytes(reading: Reading) -> None:
    element = '{"time":"2026-11-19T10:00:00Z","method":"GET","path":"/a","status":200}'
    text = f'[{element},{element},{element[:-1]},"pad":"{"x" * (9 << 20)}"}}]'
    found = read(reading, text.encode())
    assert (found.format, found.counts.requests) == ("json_array", 3)


def test_a_quoted_field_may_span_lines_and_an_open_quote_costs_its_line_alone(
    reading: Reading,
) -> None:
    header = "time,method,path,status,note\n"
    row = '2026-11-19T10:00:00Z,GET,/{},200,"{}"\n'
    text = header + row.format("a", "two\nlines, no\nthree") + row.format("b", "one")
    broken = '2026-11-19T10:00:00Z,GET,/x,200,"open\n'
    found = read(reading, (text + broken + row.format("c", "") + row.format("d", "")).encode())
    assert [row["path"] for row in found.rows] == ["/a", "/b", "/c", "/d"]
    assert found.counts.skipped == {"header": 1, "blank line": 2}
    assert found.rejects == [(6, "a quoted field is broken")]


def test_a_field_that_comes_late_is_found(reading: Reading) -> None:
    early = '{"time":"2026-11-19T10:00:00Z","method":"GET","path":"/a","status":200}\n' * 50
    late = (
        '{"time":"2026-11-19T10:00:00Z","http.request.method":"PUT","path":"/b",'
        '"status":200,"duration_us":1500}\n'
    )
    found = read(reading, (early + late).encode())
    (row,) = [row for row in found.rows if row["path"] == "/b"]
    assert (row["method"], row["duration_ms"]) == ("PUT", 1.5)


def test_what_could_not_be_mapped_is_said(reading: Reading) -> None:
    line = (
        '{"time":"2026-11-19T10:00:00Z","method":"GET","path":"/a","status":200,"mood":"good",'
        '"duration":12}\n'
    )
    plan = read_plan_for(line)
    assert plan is not None
    assert read(reading, line.encode(), plan.format).counts.requests == 1
    assert list(plan.format.unmapped()) == []
    assert callable(plan.format.select)
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW input AS SELECT '{line.strip()}' AS line")
        plan.format.select(con)
    assert list(plan.format.unmapped()) == ["mood", "duration (read as ms)"]


def test_an_object_whose_members_are_mapped_is_mapped_itself(tmp_path: Path) -> None:
    line = (
        '{"time":"2026-11-19T10:00:00Z","http":{"method":"GET","path":"/a","status":400},'
        '"response":{"code":7,"msg":"no"},"extra":{"mood":"good"}}\n'
    )
    log = tmp_path / "calls.log"
    log.write_text(line, "utf-8")
    ran = analyzer("ingest", log, "--lake", tmp_path / "lake")
    assert "; not mapped: extra.mood\n" in ran.out


@pytest.mark.parametrize(
    ("told", "took_ms"),
    [
        ('"elapsed":0.065', 65.0),
        ('"elapsed":12.5', 12.5),
        ('"elapsed":31200000', 31.2),
        ('"elapsed_s":2', 2000.0),
        ('"latency":"1.5s"', 1500.0),
        ('"durationMs":"7"', 7.0),
        ('"event":{"duration":1500000}', 1.5),
        ('"start_time":"2026-11-19T09:59:59Z","end_time":"2026-11-19T10:00:00Z"', 1000.0),
    ],
)
def test_the_unit_of_a_duration_is_told_by_its_name_else_by_its_size(
    told: str, took_ms: float, reading: Reading
) -> None:
    line = f'{{"time":"2026-11-19T10:00:00Z","method":"GET","path":"/a","status":200,{told}}}\n'
    (row,) = read(reading, line.encode(), named("json")).rows
    assert row["duration_ms"] == pytest.approx(took_ms)


def test_nanoseconds_do_not_pass_through_a_float(reading: Reading) -> None:
    line = (
        '{"EdgeStartTimestamp":1795082400000001999,"EdgeEndTimestamp":1795082400000002999,'
        '"ClientRequestMethod":"GET","ClientRequestURI":"/","EdgeResponseStatus":200}\n'
    )
    (row,) = read(reading, line.encode()).rows
    assert row["ts"].microsecond == 1
    assert row["duration_ms"] == 0.001


def test_a_server_span_counts_where_its_client_span_is_not_in_the_source(reading: Reading) -> None:
    server = named("otlp").samples[0].text.replace('EEE19B7EC3C1B174","kind":3', 'AAAA","kind":3')
    found = read(reading, server.encode())
    assert found.counts.requests == 3


@pytest.mark.scale
def test_every_column_that_a_format_gives_is_one_of_an_exchange() -> None:
    with reader() as engine:
        con = engine.con
        for form in formats().values():
            if form.elements or form.fields:
                continue
            con.execute("CREATE OR REPLACE TEMP VIEW lines AS SELECT 1 AS n, '' AS line")
            con.execute("CREATE OR REPLACE TEMP VIEW input AS SELECT line FROM lines")
            select = form.fitted(form.samples[0].text).select
            given = con.sql(select if isinstance(select, str) else select(con)).columns
            assert set(given) <= set(EXCHANGE), form.name
