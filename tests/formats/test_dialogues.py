"""Exchanges over several lines: each line counted, and answers find their requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analyzer.formats import Format, formats, named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Loaded, read, read_together, reader, skipped

# One of each kind; all others are read the same way, which takes a minute.
FEW_FORMATS = ("bunyan_client", "okhttp", "python_clients")
DIALOGUES = [
    pytest.param(form, marks=() if name in FEW_FORMATS else pytest.mark.scale, id=name)
    for name, form in formats().items()
    if form.assemble
]
NO_ANSWER_AT_THE_END = ("apache_httpclient", "bunyan_client", "logbook", "reqwest")
FEW = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def assert_accounted(found: Loaded) -> None:
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)
    assert counts.requests == len(found.rows)
    assert counts.rejects == len(found.rejects)


@pytest.mark.one_in(10)
@pytest.mark.scale
@pytest.mark.parametrize("form", DIALOGUES)
@FEW
@given(random=st.randoms(use_true_random=True))
def test_each_line_is_counted_whatever_their_order_and_damage(
    form: Format, random: object, reading: Reading
) -> None:
    assert hasattr(random, "shuffle")
    lines = form.samples[0].text.encode().split(b"\n") * 5
    random.shuffle(lines)
    damaged = [line[: random.randrange(len(line) + 1)] for line in lines]  # type: ignore[attr-defined]
    assert_accounted(read(reading, b"\n".join([*lines, *damaged]), form))


@pytest.mark.parametrize("name", ["okhttp", "openfeign", "spring_clients", "dotnet_httpclient"])
@pytest.mark.parametrize("size", [1 << 20, 150])
def test_chunks_and_repetition_lose_no_exchange(name: str, size: int, reading: Reading) -> None:
    form = named(name)
    whole = form.samples[0]
    lines = [line for line in whole.text.splitlines() if line[:2] in ("20", "  ", "Sy")]
    text = "".join(f"{line}\n" for line in lines) * 4
    found = read(reading, text.encode(), form, size=size)
    assert_accounted(found)
    assert found.counts.requests == 4 * len(whole.rows)


def test_what_never_ends_is_a_request_without_an_answer(reading: Reading) -> None:
    sent = (
        "2026-11-19 10:00:00.250 [main] DEBUG Api - --> GET https://api.tickdb.ai/v1/x http/1.1\n"
    )
    found = read(reading, (sent + sent.replace("/x", "/y")).encode(), named("okhttp"))
    assert [(row["path"], row["status"], row["error_type"]) for row in found.rows] == [
        ("/v1/x", None, "other"),
        ("/v1/y", None, "other"),
    ]


def test_answers_find_their_request_in_their_own_thread(reading: Reading) -> None:
    said = [
        ("main", "--> GET https://api.tickdb.ai/v1/a http/1.1"),
        ("pool-1", "--> GET https://api.tickdb.ai/v1/b http/1.1"),
        ("main", "<-- HTTP FAILED: java.net.SocketTimeoutException: timeout"),
        ("pool-1", "<-- 200 https://api.tickdb.ai/v1/b (5ms, 2-byte body)"),
    ]
    lines = [
        f"2026-11-19 10:00:0{n} [{who}] DEBUG Api - {text}\n" for n, (who, text) in enumerate(said)
    ]
    found = read(reading, "".join(lines).encode())
    assert [(row["path"], row["status"]) for row in found.rows] == [("/v1/a", None), ("/v1/b", 200)]


def test_what_comes_ahead_of_an_answer_is_none(reading: Reading) -> None:
    said = (
        "> POST /v1/orders HTTP/1.1\n> Host: api.tickdb.ai\n> Content-Length: 21\n>\n"
        "< HTTP/1.1 100 Continue\n<\n"
        "< HTTP/1.1 401 Unauthorized\n< Date: Thu, 19 Nov 2026 10:00:00 GMT\n<\n"
    )
    (row,) = read(reading, said.encode()).rows
    assert (row["method"], row["status"], row["request_bytes"]) == ("POST", 401, 21)


def test_an_answers_date_tells_the_year_that_a_line_lacks(reading: Reading) -> None:
    said = "".join(
        f"07-27 11:13:0{second}.250  4711  4730 D OkHttp  : {text}\n"
        for second, text in enumerate(
            (
                "--> GET /v1/x",
                "<-- 429 (750ms)",
                "Date: Thu, 27 Jul 2017 15:13:01 GMT",
                "--> GET /y",
            )
        )
    )
    rows = read(reading, said.encode()).rows
    seconds = [row["ts"].isoformat()[:19] for row in rows]
    assert seconds == ["2017-07-27T11:13:00", "2017-07-27T11:13:03"]


@pytest.mark.one_in(10)
@pytest.mark.parametrize("form", DIALOGUES)
def test_an_exchange_is_whole_wherever_a_chunk_ends(form: Format, reading: Reading) -> None:
    sample = form.samples[0].text.encode()
    whole, before = read(reading, sample, form), b"\n" * len(sample)
    ends = [at for at, byte in enumerate(sample, 1) if byte == ord("\n")][:-1]
    # What gets no answer has no line left where all others are told.
    ends = ends if form.name not in NO_ANSWER_AT_THE_END else ends[:-1]
    sizes = [len(before) + end for end in ends]
    all_cut = read_together(reading, [before + sample] * len(ends), form, size=sizes)
    for end, cut in zip(ends, all_cut, strict=True):
        assert_accounted(cut)
        assert [_told(row) for row in cut.rows] == [_told(row) for row in whole.rows], end
        assert cut.counts.rejects == whole.counts.rejects


def _told(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "line"}


def test_pairs_of_structlog_are_read_as_text_is(reading: Reading) -> None:
    end = "level=debug logger=urllib3 timestamp=2026-11-19T10:00:00.25Z"
    raised = (
        r'exception="Traceback (most recent call last):\n  File \"/app/a.py\", line 8, in get\n'
        r"    timeout = 1\nrequests.exceptions.HTTPError: 429 Client Error: Too Many Requests "
        r'for url: https://api.tickdb.ai/v1/y"'
    )
    lines = (
        rf'event="https://api.tickdb.ai:443 \"GET /v1/x HTTP/1.1\" 200 34" {end}',
        rf'event="https://api.tickdb.ai:443 \"GET /v1/y HTTP/1.1\" 429 48" {end}',
        f"event=request_failed {end} {raised}",
        f"event=started {end}",
    )
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert [(row["path"], row["status"]) for row in found.rows] == [("/v1/x", 200), ("/v1/y", 429)]
    assert {row["ts"].isoformat() for row in found.rows} == {"2026-11-19T10:00:00.250000+00:00"}
