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
from tests.conftest import analyzer, rows
from tests.redaction.planted import HEADERS, LOGS, PUBLIC, TRACE, leaks, planted

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


@pytest.mark.parametrize("before", [150, 190, 199, 200, 300])
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


# Ways a key gets into a URL, whatever the log's format; each is put behind the sample's own path.
IN_URLS = (
    "?api_key={}", "?symbol=BTCUSDT&token={}", "?q=1&X-Amz-Signature={}", "?sig=%22{}%22",
    "/keys/{}", "/webhooks/T00/B00/{}",
)  # fmt: skip


def planted_in_samples(form: Format, secret: str, folder: Path) -> Iterator[str]:
    """The samples of a format, a key in each way behind the path of one of their requests."""
    for number, sample in enumerate(form.samples):
        log, lake = folder / f"{number}.log", folder / f"{number}.lake"
        log.write_text(sample.text, "utf-8")
        analyzer("ingest", log, "--format", form.name, "--lake", lake)
        paths = [
            str(row["path"]) for row in rows(lake, "SELECT path FROM requests WHERE path <> '/'")
        ]
        path = next((path for path in paths if path in sample.text), "")
        for way in IN_URLS if path else ():
            yield sample.text.replace(path, path + way.format(secret), 1)


@pytest.mark.scale
@pytest.mark.parametrize("name", sorted(formats()))
def test_a_key_in_a_url_is_in_nothing_written_of_any_format(name: str, tmp_path: Path) -> None:
    secret = "Zk8vQ2rT5wX1yB4nM7pL0sD3fG6hJ9aC2eR5tY8u"
    texts = list(planted_in_samples(formats()[name], secret, tmp_path))
    assert texts, "no sample of this format tells a path"
    logs = tmp_path / "logs"
    logs.mkdir()
    for number, text in enumerate(texts):
        (logs / f"{number}.log").write_text(text, "utf-8")
        # The same cut short: what is rejected is kept as an excerpt.
        (logs / f"{number}-cut.log").write_text(text[: text.index(secret) + len(secret)], "utf-8")
    analyzer("ingest", logs, "--format", name, "--lake", tmp_path / "lake")
    assert rows(tmp_path / "lake", "SELECT count(*) > 0 AS any FROM requests") == [{"any": True}]
    for table in ("requests", "rejects"):
        found = json.dumps(rows(tmp_path / "lake", f"SELECT * EXCLUDE (source) FROM {table}"))
        assert secret not in found
        assert secret[:20] not in found
    files = [path for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
