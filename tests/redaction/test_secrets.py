"""Secrets, planted in every way they get into logs, are in nothing that is written."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from analyzer.formats import Format, formats
from analyzer.ingest.rows.transform import Reading
from tests.conftest import analyzer, rest_long, rows
from tests.reading_lines import read_together, reader
from tests.redaction.planted import HEADERS, LOGS, PUBLIC, TRACE, leaks, planted
from tests.redaction.planting import left_in, samples

VIEWS = {"requests", "failures", "auth_failures", "traces", "error_groups", "rejects", "loads"}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the three logs."""
    folder = tmp_path_factory.mktemp("planted")
    for name, text in LOGS.items():
        (folder / name).write_text(text, "utf-8")
    ran = analyzer("ingest", *(folder / name for name in LOGS), "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    assert leaks({"what ingest printed": (ran.out + ran.err).encode()}) == {}
    return folder / "lake"


def test_what_was_planted_was_read(lake: Path) -> None:
    loads = rows(lake, "SELECT format, lines, requests, rejects FROM loads ORDER BY format")
    assert [load["format"] for load in loads] == ["canonical", "combined", "har"]
    assert sum(load["requests"] for load in loads) > 200
    assert sum(load["rejects"] for load in loads) >= 14
    assert len(planted.by_place) > 200


def test_no_byte_of_the_lake_holds_a_planted_secret(lake: Path) -> None:
    files = {str(p.relative_to(lake)): p.read_bytes() for p in lake.rglob("*") if p.is_file()}
    assert {"secret", "analyzer.duckdb"} < files.keys()
    assert leaks(files) == {}


def test_no_value_in_the_lakes_parquet_holds_a_planted_secret(lake: Path) -> None:
    files = {
        str(path.relative_to(lake)): json.dumps(
            pq.ParquetFile(path).read().to_pylist(), default=str, ensure_ascii=False
        ).encode()
        for path in lake.rglob("*.parquet")
    }
    assert any(PUBLIC.encode() in content for content in files.values())
    assert leaks(files) == {}


@pytest.mark.scale
def test_no_view_and_no_table_of_analyzer_duckdb_holds_a_planted_secret(lake: Path) -> None:
    with duckdb.connect(str(lake / "analyzer.duckdb"), read_only=True) as con:
        names = [name for (name,) in con.execute("SHOW TABLES").fetchall()]
        told = {name: con.sql(f'FROM "{name}"').pl().write_json().encode() for name in names}
    assert told.keys() > VIEWS
    assert PUBLIC.encode() in told["failures"]
    assert leaks(told) == {}


@pytest.mark.scale
def test_no_output_of_a_command_holds_a_planted_secret(lake: Path, tmp_path: Path) -> None:
    told = {}
    for form in ("html", "json"):
        ran = analyzer("report", "--lake", lake, "--format", form)
        assert ran.status == 0, ran.err
        told[f"report {form}"] = (ran.out + ran.err).encode()
    bundle = tmp_path / "bundle.zip"
    ran = analyzer("trace", TRACE, "--bundle", bundle, "--lake", lake)
    assert ran.status == 0, ran.err
    told["trace"] = (ran.out + ran.err).encode()
    with zipfile.ZipFile(io.BytesIO(bundle.read_bytes())) as archive:
        told |= {f"bundle {name}": archive.read(name) for name in archive.namelist()}
    ran = analyzer("sql", "FROM rejects", "--lake", lake)
    told["rejects"] = ran.out.encode()
    assert any(PUBLIC.encode() in content for name, content in told.items() if "bundle" in name)
    assert leaks(told) == {}


def test_the_lakes_secret_is_in_its_own_file_only(lake: Path) -> None:
    secret = (lake / "secret").read_bytes().strip()
    assert (lake / "secret").stat().st_mode & 0o777 == 0o600
    others = [path for path in lake.rglob("*") if path.is_file() and path.name != "secret"]
    assert [path for path in others if secret in path.read_bytes()] == []


@pytest.mark.scale
def test_the_same_key_has_another_id_in_another_lake(lake: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    with_keys = LOGS["calls.jsonl"].splitlines()[: len(HEADERS)]
    log.write_text("\n".join(with_keys))
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").status == 0
    ids = "SELECT DISTINCT key_id FROM requests WHERE key_id IS NOT NULL"
    here, there = ({row["key_id"] for row in rows(at, ids)} for at in (lake, tmp_path / "lake"))
    assert len(there) > 10
    assert here.isdisjoint(there)


def test_a_login_that_names_nothing_has_the_key_id_of_its_key(lake: Path) -> None:
    found = rows(
        lake,
        "SELECT DISTINCT connection, key_in, key_id IS NULL AS unknown FROM requests"
        " WHERE connection IN ('c5', 'c6', 'c7', 'c9') AND command NOT IN ('open')"
        " ORDER BY connection",
    )
    places = ["message:args[0]", "message:args[0].apiKey", "message:[1]", "message:params[0]"]
    assert [(row["key_in"], row["unknown"]) for row in found] == [(x, False) for x in places]


@pytest.mark.parametrize("before", rest_long([199, 150, 190, 200, 300]))
def test_an_id_is_cut_only_once_the_key_in_it_is_gone(before: int, tmp_path: Path) -> None:
    secret = "Zk8vQ2rT5wX1yB4nM7pL0sD3fG6hJ9aC2eR5tY8u"
    call = {
        "ts": "2026-11-19T10:00:00Z",
        "url": "https://api.tickdb.ai/v1/a",
        "status": 500,
        "trace_id": "t" * before + secret,
        "request_id": "r" * before + secret,
        "request_headers": {"X-API-Key": secret},
    }
    (tmp_path / "calls.jsonl").write_text(json.dumps(call) + "\n")
    assert analyzer("ingest", tmp_path / "calls.jsonl", "--lake", tmp_path / "lake").status == 0
    (found,) = rows(tmp_path / "lake", "SELECT trace_id, request_id FROM requests")
    assert found["trace_id"] == ("t" * before + "REDACTED")[:200]
    assert found["request_id"] == ("r" * before + "REDACTED")[:200]


_GROUP = "1aaa3aaa-1111-4222-8333-444444444444"


@pytest.mark.parametrize(
    "before",
    rest_long(
        [
            "/services/T0123ABCD/B0123ABCE/",
            "/workflows/T0123ABCD/A0123ABCE/1234567890/",
            "/triggers/T0123ABCD/1234567890123/",
            f"/webhookb2/{_GROUP}@{_GROUP}/IncomingWebhook/",
        ]
    ),
)
def test_the_token_of_a_web_hook_goes_from_its_path_also_without_digits(
    tmp_path: Path, before: str
) -> None:
    token = "abcdefabcdefabcdefabcdefabcdefab"
    call = {
        "ts": "2026-11-19T10:00:00Z",
        "url": f"https://hooks.example.com{before}{token}",
        "status": 200,
    }
    (tmp_path / "calls.jsonl").write_text(json.dumps(call) + "\n")
    assert analyzer("ingest", tmp_path / "calls.jsonl", "--lake", tmp_path / "lake").status == 0
    (found,) = rows(tmp_path / "lake", "SELECT path, route FROM requests")
    assert found["path"] == f"{before}REDACTED"
    assert token not in found["route"]


def test_what_its_host_tells_to_be_a_key_goes_from_the_path(tmp_path: Path) -> None:
    """The key of a node's endpoint and the token of a web hook are segments like any other."""
    urls = [sample.text for sample in samples("host") if sample.text.startswith("https://")]
    assert len(urls) > 5
    ordinary = "https://mainnet.infura.io/v3/status"
    calls = [
        {"ts": f"2026-11-19T10:00:{n:02}Z", "url": url, "status": 200}
        for n, url in enumerate([*urls, ordinary])
    ]
    (tmp_path / "calls.jsonl").write_text("".join(f"{json.dumps(call)}\n" for call in calls))
    assert analyzer("ingest", tmp_path / "calls.jsonl", "--lake", tmp_path / "lake").status == 0
    found = rows(tmp_path / "lake", "SELECT path, query, route FROM requests ORDER BY ts")
    assert len(found) == len(calls)
    assert left_in(json.dumps(found).encode()) == []
    assert found[-1]["path"] == "/v3/status"


def test_a_parameter_of_a_cookies_name_takes_no_other_parameter_with_it(tmp_path: Path) -> None:
    query = "action_name=Our%20App&cookie=1&res=1680x1050"
    line = '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /m.php?{} HTTP/1.1" 200 5 "-" "-"'
    (tmp_path / "a.log").write_text(f"{line.format(query)}\n")
    assert analyzer("ingest", tmp_path / "a.log", "--lake", tmp_path / "lake").status == 0
    (found,) = rows(tmp_path / "lake", "SELECT query FROM requests")
    assert found["query"] == "action_name=Our%20App&cookie=REDACTED&res=1680x1050"


# Ways a key gets into a URL, whatever the log's format; each is put behind the sample's own path.
IN_URLS = (
    "?api_key={}", "?symbol=BTCUSDT&token={}", "?q=1&X-Amz-Signature={}", "?sig=%22{}%22",
    "/keys/{}", "/webhooks/T00/B00/{}",
)  # fmt: skip


def planted_in_samples(reading: Reading, form: Format, secret: str) -> Iterator[list[str]]:
    """The samples of a format, a key in each way behind the path of one of their requests.

    Of a format that shows no path, behind a URL at the end of a line.
    """
    shown = shown_paths(reading, form)
    if not any(shown.values()):
        url = "https://api.example.com/x"
        shown = {text.replace("\n", f" {url}\n", 1): url for text in shown}
    for text, path in shown.items():
        if path:
            yield [text.replace(path, path + way.format(secret), 1) for way in IN_URLS]


def shown_paths(reading: Reading, form: Format) -> dict[str, str]:
    """By sample, the first path of its requests that stands in it as it is read, or nothing."""
    texts = [sample.text for sample in form.samples]
    shown = {}
    for text, told in zip(
        texts, read_together(reading, [text.encode() for text in texts], form), strict=True
    ):
        paths = [str(row["path"]) for row in told.rows if row["path"] not in ("/", None)]
        shown[text] = next((path for path in paths if path in text), "")
    return shown


def are_apart(form: Format) -> bool:
    """Whether what stands before and behind a line decides how it is read."""
    return form.document is not None or any(
        (form.fit, form.mend, form.assemble, form.survey, form.elements)
    )


def in_files(form: Format, texts: list[str], secret: str) -> Iterator[str]:
    """Texts as files, and the same cut short, where what is rejected is kept as an excerpt."""
    cut = [text[: text.index(secret) + len(secret)] for text in texts]
    for some in (texts, cut):
        yield from some if are_apart(form) else ["\n".join(some)]


# All formats take ten minutes.
SHARES = 24


@pytest.mark.apart
@pytest.mark.one_in(10)
@pytest.mark.scale
@pytest.mark.parametrize("share", range(SHARES))
def test_a_key_in_a_url_is_in_nothing_written_of_any_format(share: int, tmp_path: Path) -> None:
    secret, lake = "Zk8vQ2rT5wX1yB4nM7pL0sD3fG6hJ9aC2eR5tY8u", tmp_path / "lake"
    names = list(formats())[share::SHARES]
    for name in names:
        form = formats()[name]
        # The command that follows finds the statement of the format prepared.
        with reader() as reading:
            samples = list(planted_in_samples(reading, form, secret))
        assert samples, name
        logs = tmp_path / name
        logs.mkdir()
        files = [file for texts in samples for file in in_files(form, texts, secret)]
        for number, text in enumerate(files):
            (logs / f"{number}.log").write_text(text, "utf-8")
        analyzer("ingest", logs, "--format", name, "--lake", lake)
    read_from = rows(lake, "SELECT DISTINCT source FROM requests")
    assert {Path(row["source"]).parent.name for row in read_from} == set(names)
    for table in ("requests", "rejects"):
        found = rows(lake, f"SELECT * FROM {table}")
        assert [row["source"] for row in found if secret[:20] in json.dumps(row)] == []
    written = [path for path in lake.rglob("*") if path.is_file()]
    assert [path for path in written if secret.encode() in path.read_bytes()] == []
